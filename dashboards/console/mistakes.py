"""What is wrong with a field of a form, in the viewer's words where the API says it as programs do.

In: the API's message, the field that it is about, the viewer's language. Out: a sentence, or None
for what is words already.
"""

import re
from typing import NamedTuple

WORDINGS = "variant_ids"  # the field that names them


class Mistake(NamedTuple):
    """What a message looks like, and what it is called; `{}` is the number in it."""

    message: re.Pattern[str]
    english: str
    chinese: str


# Where no rumor is named: both ids look the same, and are checked by one pattern.
OF_A_WORDING = Mistake(
    re.compile(r"^expected `str` matching regex", re.I),
    "This is no id of a wording: choose wordings on the page of the rumor.",
    "说法的编号无法识别，请在传言页面上选择说法。",
)
# The last ones also fit what the first say better.
MISTAKES = (
    Mistake(
        re.compile(r"^expected `str` of length >= \d", re.I),
        "Fill this in: it cannot be empty.",
        "不能为空。",
    ),
    Mistake(
        re.compile(r"^expected `str` of length <= (\d+)", re.I),
        "Too long: at most {} characters.",
        "太长了，最多 {} 个字。",
    ),
    Mistake(
        re.compile(r"^expected `str` matching regex", re.I),
        "This is no id of a rumor, nor the address of its page.",
        "这不是传言的编号，也不是其页面地址。",
    ),
    Mistake(
        re.compile(r"^expected `array` of length >= \d", re.I),
        "Choose wordings on the page of the rumor first.",
        "请先在传言页面上选择说法。",
    ),
    Mistake(
        re.compile(r"^expected `array` of length <= (\d+)", re.I),
        "Too many: at most {} at once.",
        "太多了，一次最多 {} 个。",
    ),
    Mistake(
        re.compile(r"^invalid enum value", re.I),
        "Choose one of those offered.",
        "请从给出的选项中选择。",
    ),
    Mistake(re.compile(r"^expected `int` >= (\d+)", re.I), "At least {}.", "不能小于 {}。"),
    Mistake(re.compile(r"^expected `int` <= (\d+)", re.I), "At most {}.", "不能大于 {}。"),
    Mistake(
        re.compile(r"datetime", re.I),
        "This is no date with a time of day.",
        "这不是完整的日期和时间。",
    ),
    Mistake(
        re.compile(r"^the field '\w+' is required", re.I),
        "Fill this in: it cannot be left out.",
        "缺少必填项。",
    ),
    Mistake(
        re.compile(r"^(?:expected|invalid|object) ", re.I),
        "What was filled in does not fit here.",
        "填写的内容不符合要求。",
    ),
)


def in_words(message: str, language: str, field: str = "") -> str | None:
    """A message about a field as the viewer reads it."""
    for mistake in (OF_A_WORDING, *MISTAKES) if field == WORDINGS else MISTAKES:
        if found := mistake.message.search(message):
            words = mistake.chinese if language == "zh" else mistake.english
            return words.format(*found.groups())
    return None
