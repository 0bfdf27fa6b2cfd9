"""What makes two messages the same wording, and what of one is compared."""

import pytest

from streams.core import text
from streams.core.ids import variant_id


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("微信 聊天.记录!", "微信聊天记录"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "strasse"),
        ("①②", "12"),
        ("e\u0301te", "éte"),
        ("😀👍", ""),
    ],
)
def test_canonical_keeps_letters_and_digits_only(raw: str, folded: str) -> None:
    assert text.canonical(raw) == folded


def test_a_variant_id_depends_on_tenant_and_wording_and_never_changes() -> None:
    assert variant_id("main", "微信聊天记录") == "5174045d3fc595b6"
    assert variant_id("main", "a") != variant_id("other", "a")
    assert variant_id("main", "a") == variant_id("main", "a")


def test_emoji_only_has_nothing_to_match() -> None:
    assert not text.has_something_to_match("😀👍!!！ …")
    assert text.has_something_to_match("😀 a")
    assert text.has_something_to_match("㋿")  # a letter only after normalisation


def test_matchable_drops_links_mentions_and_emoji_and_spells_aliases_out() -> None:
    assert text.matchable("看 http://t.cn/abc @小明 [泪] 这里").split() == ["看", "这里"]
    assert text.matchable("加v信领红包") == "加微信领红包"


@pytest.mark.parametrize("raw", ["@小明", "[泪]", "http://t.cn/abc"])
def test_a_text_of_nothing_but_noise_is_compared_as_it_is(raw: str) -> None:
    assert text.matchable(raw) == raw


@pytest.mark.parametrize("alias", sorted(text.ALIASES))
def test_every_alias_is_spelled_out_wherever_it_stands(alias: str) -> None:
    meant = text.ALIASES[alias]
    assert text.matchable(f"领取{alias.upper()}红包") == f"领取{meant}红包"
