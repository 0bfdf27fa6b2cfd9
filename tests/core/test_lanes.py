"""In which lane a report is."""

import pytest

from streams.core.lanes import FAMILIES, family, family_of, lane_of, tenant_of


@pytest.mark.parametrize(
    ("raw", "family"),
    [
        ("微信聊天记录要全部删掉", "cjk"),
        ("All schools will close on Monday", "alphabet"),
        ("これは本当ですか", "cjk"),
        ("사실인가요", "cjk"),
        ("السكر الجديد", "alphabet"),
        ("请转发 WhatsApp", "cjk"),
        ("WhatsApp empezará 微", "alphabet"),
        ("12345", "alphabet"),
    ],
)
def test_the_family_with_the_most_information_wins(raw: str, family: str) -> None:
    assert lane_of("main", raw) == f"main/{family}"


def test_a_letter_of_three_is_not_enough_and_one_of_four_is_a_tie_for_the_alphabet() -> None:
    assert family("字ab") == "cjk"
    assert family("字abc") == "alphabet"
    assert family("!?") == "alphabet"


@pytest.mark.parametrize("tenant", ["main", "north", "a/b"])
def test_a_lane_says_its_tenant_and_its_family(tenant: str) -> None:
    for text, script in (("微信", "cjk"), ("schools", "alphabet")):
        lane = lane_of(tenant, text)
        assert (tenant_of(lane), family_of(lane)) == (tenant, script)
        assert script in FAMILIES


def test_what_is_no_lane_has_no_tenant() -> None:
    assert tenant_of("main") == ""
