"""Folds, lanes and masks."""

import pytest

from streams.core import text
from streams.core.ids import variant_id
from streams.core.lanes import lane_of
from streams.core.masking import mask, title


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


def test_emoji_only_has_nothing_to_match() -> None:
    assert not text.has_something_to_match("😀👍!!！ …")
    assert text.has_something_to_match("😀 a")
    assert text.has_something_to_match("㋿")  # a letter only after normalisation


def test_matchable_drops_links_mentions_and_emoji_and_spells_aliases_out() -> None:
    assert text.matchable("看 http://t.cn/abc @小明 [泪] 这里").split() == ["看", "这里"]
    assert text.matchable("加v信领红包") == "加微信领红包"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("打电话13812345678找我", "打电话[phone]找我"),
        ("身份证11010519491231002X", "身份证[id]"),
        ("mail me a.b@c.org now", "mail me [email] now"),
        ("@小明 快看", "@[name] 快看"),
        ("卡号6222 0212 3456 7890 123", "卡号[number]"),
        ("2024-01-15 10:30 停水", "2024-01-15 10:30 停水"),
        ("call +1 415-555-0100 please", "call [phone] please"),
        ("3000人 20240115", "3000人 20240115"),
    ],
)
def test_personal_data_is_masked_and_dates_are_not(raw: str, shown: str) -> None:
    assert mask(raw) == shown


def test_a_title_is_short_masked_and_on_one_line() -> None:
    made = title("第一行\n第二行 13812345678 " + "长" * 100)
    assert len(made) == 60
    assert "\n" not in made
    assert "[phone]" in made


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("转发到a@b.com否则", "转发到[email]否则"),
        ("联系zhang_3@163.com。谢谢", "联系[email]。谢谢"),
        ("a.b+c-d_e@x-y.co.uk, josé@example.com", "[email], [email]"),
        ("zhang@公司.中国否则", "[email]否则"),
        ("a" * 300 + "@b.com", "[email]"),
        ("x@@a@b.com.", "x@@[email]."),
        ("a@b", "a@[name]"),
    ],
)
def test_an_address_is_masked_and_nothing_around_it(raw: str, shown: str) -> None:
    assert mask(raw) == shown
