"""Masking: what of a report may be shown, told or logged.

In: a report's raw text. Out: the text without what leads to a person. Masking what was masked
changes nothing. A text is masked before anything is cut out of it: no pattern knows half a number.
"""

import re

from streams.core.text import SPACES
from streams.core.text.markup import EVERYBODY

# Letters of an address are those of alphabets, so that the Han letters around one stay: people
# write "转发到a@b.com否则" without spaces. Han domains are therefore known by their ends.
ADDRESS = (
    "A-Za-z0-9_\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a-"
)
HAN_DOMAINS = (
    "中国|中國|公司|网络|網絡|香港|台湾|台灣|澳门|澳門|新加坡|政务|公益|在线|中文网|网址|商城"
)
# A local part begins only where a run of such letters begins: one that no @ follows is not tried
# again from its second letter on, which would be quadratic.
EMAIL = re.compile(
    rf"(?<![{ADDRESS}.+])[{ADDRESS}.+]++@(?:[{ADDRESS}]++(?:\.[{ADDRESS}]++)++"
    rf"|(?:[{ADDRESS}\u4e00-\u9fff]{{1,63}}\.){{1,3}}(?:{HAN_DOMAINS}))"
)
# Addresses before names: "a@b.com" would else become "a@[name].com".
# Whoever addresses everybody names nobody, and goes on without a space: "@所有人明天停水".
HANDLE = re.compile(rf"[@＠﹫](?!{EVERYBODY})[\w\-]{{1,30}}")
HANDLES = ((EMAIL, "[email]"), (HANDLE, "@[name]"))
HANDLE_MARKS = re.compile("[@＠﹫]")
NUMBERS = (
    # The identity numbers of China: 18 digits, the last of which may be an X, once 15.
    (
        re.compile(
            r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])|(?<![\dA-Za-z])\d{15}(?![\dA-Za-z])"
        ),
        "[id]",
    ),
    (re.compile(r"\+\d[\d ()-]{6,18}\d"), "[phone]"),  # international
    (re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "[phone]"),  # Chinese mobile
    (re.compile(r"(?<!\d)0\d{2,3}[ -]\d{7,8}(?!\d)"), "[phone]"),  # Chinese, with area code
    (re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{3,7}(?:[ -]\d{1,3})?(?!\d)"), "[number]"),  # cards
    (re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)"), "[phone]"),  # North American
    # Nine digits and more are some account; a date such as 20240115 has eight.
    (re.compile(r"(?<!\d)\d{9,}(?!\d)"), "[number]"),
)
# Every one of them holds this: one look instead of seven.
MAY_BE_A_NUMBER = re.compile(r"\d[\d ()-]{7}")
LONGEST_TITLE = 60


def mask(text: str) -> str:
    """The text with e-mail addresses, handles, phone, card and identity numbers replaced."""
    if HANDLE_MARKS.search(text) is not None:
        for pattern, name in HANDLES:
            text = pattern.sub(name, text)
    if MAY_BE_A_NUMBER.search(text):
        for pattern, name in NUMBERS:
            text = pattern.sub(name, text)
    return text


def title(text: str, length: int = LONGEST_TITLE) -> str:
    """The masked beginning of a wording on one line, `length` characters at most.

    A rumor is called by it until an analyst gives it a title.
    """
    # Runs of spaces shrink: what is shown of a text is not in its first `length` characters only.
    line = SPACES.sub(" ", mask(text)[: length * 8]).strip()
    return line if len(line) <= length else line[: length - 1] + "…"
