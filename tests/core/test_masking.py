"""What of a report may be shown."""

import pytest

from streams.core.masking import MAY_BE_A_NUMBER, NUMBERS, mask, title


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("打电话13812345678找我", "打电话[phone]找我"),
        ("身份证11010519491231002X", "身份证[id]"),
        ("mail me a.b@c.org now", "mail me [email] now"),
        ("@小明 快看", "@[name] 快看"),
        ("@所有人明天全市停水", "@所有人明天全市停水"),
        ("@everyone 快看 @Allan", "@everyone 快看 @[name]"),
        ("＠小明 快看", "@[name] 快看"),
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


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "110105194912310",
        "+1 415-555-0100",
        "13812345678",
        "010-12345678",
        "6222 0212 3456 7890 123",
        "415-555-0100",
        "123456789",
    ],
)
def test_the_quick_look_misses_no_number(number: str) -> None:
    """`mask` runs the patterns only where it finds something."""
    assert any(pattern.search(number) for pattern, _ in NUMBERS)
    assert MAY_BE_A_NUMBER.search(number)
    assert not set("0123456789") & set(mask(f"打电话{number}"))


def test_a_title_begins_with_what_is_shown_however_much_is_masked() -> None:
    assert title("a.very.long.local.part@example.com " * 9).startswith("[email] [email]")
    assert title("  短  ") == "短"
