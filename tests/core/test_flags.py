"""Red flags of chain letters."""

import pytest

from streams.core.matching.flags import ALPHABETS, CHINESE, red_flags


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("紧急！微信聊天记录要全部删掉，否则封号，转发给亲友", ("urgency", "threat", "forward_me")),
        ("據可靠內部消息，刪前速看", ("urgency", "unnamed_authority", "secrecy")),
        ("URGENT: forward this before it's deleted", ("urgency", "forward_me", "secrecy")),
        ("عاجل: انشر", ("urgency", "forward_me")),
        ("今天天气很好", ()),
        ("The library opens at nine", ()),
    ],
)
def test_flags_are_named_in_the_order_of_the_table(text: str, flags: tuple[str, ...]) -> None:
    found = red_flags(text)
    assert set(flags) <= set(found)
    assert list(found) == [name for name in CHINESE if name in found]
    if not flags:
        assert found == ()


def test_both_tables_know_the_same_flags() -> None:
    assert list(CHINESE) == list(ALPHABETS)
