"""Masking: what of a report may be shown, told or logged.

In: a report's raw text. Out: the text without what leads to a person. Masking what was masked
changes nothing. A text is masked before anything is cut out of it: no pattern knows half a number.
Everything that is shown, searched, told or logged of a text goes through here.
"""

import re
from collections.abc import Sequence

from streams.core.masks.labels import FIRST_OF_NAMES, accounts_in, may_name
from streams.core.masks.numbers import ID, numbers_in
from streams.core.masks.shadow import ONE_UNSEEN, shadow
from streams.core.text.classes import CharacterClasses
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
# Nobody is named by these.
ALL_OF_A_GROUP = re.compile(rf"@(?:{EVERYBODY})")
NAME = re.compile(r"@(?!\[)[\w\-\u4e00-\u9fff]{1,30}")
# Where a name is not ended by a space or a mark, the message follows it without one: of a longer
# run of Han only so many letters are a name, the longest usual one.
LONGEST_RUN = 10
LONGEST_HAN_NAME = 4
HAN = re.compile(rf"[\u3400-\u9fff]{{{LONGEST_RUN + 1}}}")
# One look at the text as it came, instead of many at its shadow: no number of a person has fewer
# than seven digits, and none has more between two than these and what cannot be seen.
DIGIT = "[\\d\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u2080-\u2089\u2460-\u2468\u24ea\u2776-\u277e]"
LEAST_DIGITS = 7
MAY_BE_A_NUMBER = re.compile(rf"{DIGIT}(?:\W{{0,5}}{DIGIT}){{{LEAST_DIGITS - 1}}}")
OF_AN_ACCOUNT = r"[A-Za-z0-9_\-Ａ-Ｚａ-ｚ０-９]"
LEAST_OF_AN_ACCOUNT = 5
MAY_BE_AN_ACCOUNT = re.compile(f"{OF_AN_ACCOUNT}{{{LEAST_OF_AN_ACCOUNT}}}")
AT = "[@＠]"
MAY_BE_NAMED = re.compile(rf"{AT}(?!\[)")  # not what was masked before
# What is needed of for anything to be masked: of most texts nothing else is asked.
NEEDED = CharacterClasses(
    re.compile(AT),
    re.compile(DIGIT),
    re.compile(OF_AN_ACCOUNT),
    re.compile(f"{FIRST_OF_NAMES}|{ONE_UNSEEN.pattern}"),
)
PASSES = 5  # what was masked may show, to the next pass, a number that it hid: seldom, and once
LONGEST_TITLE = 60


def mask(text: str) -> str:
    """The text without mail addresses, handles, accounts, phone, card and identity numbers."""
    for _ in range(PASSES):
        masked = _once(text)
        if masked == text:
            break
        text = masked
    return text


def masks_of(texts: Sequence[str]) -> list[str]:
    """Each text as `mask` shows it."""
    return [
        mask(text)
        if ats or digits >= LEAST_DIGITS or (letters >= LEAST_OF_AN_ACCOUNT and names)
        else text
        for text, ats, digits, letters, names in zip(texts, *NEEDED.counts_of(texts), strict=True)
    ]


def title(text: str, length: int = LONGEST_TITLE) -> str:
    """The masked beginning of a wording on one line, `length` characters at most.

    A rumor is called by it until an analyst gives it a title.
    """
    return beginning(mask(text), length)


def beginning(masked: str, length: int = LONGEST_TITLE) -> str:
    """The same of a text that is masked already."""
    # Runs of spaces shrink: what is shown of a text is not in its first `length` characters only.
    line = " ".join(masked[: length * 8].split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _once(text: str) -> str:
    if MAY_BE_NAMED.search(text):
        text = _named(text)
    numbers = MAY_BE_A_NUMBER.search(text) is not None
    accounts = MAY_BE_AN_ACCOUNT.search(text) is not None and may_name(text)
    if not (numbers or accounts):
        return text
    seen, places = shadow(text)
    found: list[tuple[int, int, str]] = []
    if accounts:
        found += [(start, end, ID) for start, end in accounts_in(seen)]
    if numbers:
        found += numbers_in(seen)
    return _replaced(text, found, places) if found else text


def _named(text: str) -> str:
    """Without addresses and names. Addresses first: "a@b.com" would become "a@[name].com"."""
    # The shadow only where it differs: many texts hold names, few write them oddly.
    is_odd = "＠" in text or ONE_UNSEEN.search(text) is not None
    for pattern, shown in ((EMAIL, _email), (NAME, _name)):
        seen, places = shadow(text) if is_odd else (text, range(len(text)))
        if found := [shown(match) for match in pattern.finditer(seen)]:
            text = _replaced(text, found, places)
    return text


def _email(found: re.Match[str]) -> tuple[int, int, str]:
    return *found.span(), "[email]"


def _name(found: re.Match[str]) -> tuple[int, int, str]:
    start, end = found.span()
    if group := ALL_OF_A_GROUP.match(found.string, start):
        return start, group.end(), group[0]
    if HAN.match(found.string, start + 1):
        end = start + 1 + LONGEST_HAN_NAME
    return start, end, "@[name]"


def _replaced(text: str, found: list[tuple[int, int, str]], places: Sequence[int]) -> str:
    """The text with what was found in its shadow replaced; what overlaps is replaced as one."""
    pieces = []
    at = 0
    for start, end, shown in _apart(found):
        pieces += [text[at : places[start]], shown]
        # what cannot be seen behind it goes with it: a mark on the last digit would be left alone
        at = places[end] if end < len(places) else len(text)
    return "".join([*pieces, text[at:]])


def _apart(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    apart: list[tuple[int, int, str]] = []
    for start, end, shown in sorted(found):
        if apart and start < apart[-1][1]:
            before = apart.pop()
            start, end, shown = before[0], max(before[1], end), before[2]
        apart.append((start, end, shown))
    return apart
