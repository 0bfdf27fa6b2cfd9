"""What of a report may be shown."""

import pytest

from streams.core.masking import MAY_BE_A_NUMBER, mask, masks_of, title


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
    ("raw", "shown"),
    [
        ("@所有人明天全市停水三天，请转告", "@所有人明天全市停水三天，请转告"),
        ("@全体成员后天停电", "@全体成员后天停电"),
        ("@everyone bring water", "@everyone bring water"),
        ("@张三丰明天全市停水三天了大家快看", "@[name]天全市停水三天了大家快看"),
        ("@王小二 明天停水", "@[name] 明天停水"),
        ("＠王小二，明天停水", "@[name]，明天停水"),
    ],
)
def test_a_name_is_masked_and_the_message_behind_it_stays(raw: str, shown: str) -> None:
    assert mask(raw) == shown


@pytest.mark.parametrize("mark", [",", "，", "/", "、", " ", "；", "和"])
def test_every_number_of_a_list_is_masked(mark: str) -> None:
    numbers = ["138-0013-8000", "+86 139 0013 9000", "13700137000", "0571-8888 1234"]
    assert mask(mark.join(numbers)) == mark.join(["[phone]"] * 4)


@pytest.mark.parametrize(
    "number",
    ["138\u200b0000\u200b0000", "１３８０００００００００", "१३८ 1234 5678", "1️⃣3️⃣9️⃣4️⃣4️⃣1️⃣7️⃣2️⃣0️⃣0️⃣8️⃣"],
)
def test_a_number_is_masked_as_it_is_seen(number: str) -> None:
    shown = mask(f"打电话{number}找我")
    assert not any(character.isdigit() for character in shown)
    assert shown.startswith("打电话[")
    assert shown.endswith("找我")


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
        "138_1234_5678",
        "138～1234～5678",
        "8 (916) 123-45-67",
        "06 12 34 56 78",
    ],
)
def test_the_quick_look_misses_no_number(number: str) -> None:
    """`mask` runs the patterns only where it finds something."""
    assert MAY_BE_A_NUMBER.search(number)
    assert not set("0123456789") & set(mask(f"打电话{number}"))


SPELLED = [
    "找一三八一二三四五六七八退钱",
    "write to zhang (at) example.com",
    "加微 zs_123456",
    "see t.me/zhangsan",
    "找一\u200b三八一二三四五六七八退钱",
]


@pytest.mark.parametrize("text", SPELLED)
def test_the_look_at_many_texts_misses_nothing_spelled(text: str) -> None:
    """It asks for characters alone, and gives most texts back as they are."""
    assert masks_of([text]) == [mask(text)]
    assert mask(text) != text
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("text", [text for text in SPELLED if not text[-1].isdigit()])
def test_what_is_spelled_is_masked_among_many_numbers_too(text: str) -> None:
    assert mask(text) in mask(f"{text} " + "2024-01-15 10:30 " * 60)


def test_a_title_begins_with_what_is_shown_however_much_is_masked() -> None:
    assert title("a.very.long.local.part@example.com " * 9).startswith("[email] [email]")
    assert title("  短  ") == "短"
