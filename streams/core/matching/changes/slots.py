"""Where a text names a time, a date, an amount, a link, a platform or a place, as far as letters
alone show it, and what each says in one form.

In: a normal form (`spelling`). Out: spans with their kinds.
"""

import re
from functools import lru_cache

from streams.core.matching.changes import calendar, korean, names, thai, units
from streams.core.matching.changes.kinds import AMOUNT, DATE, LINK_KIND, PLATFORM, TIME, WORDS
from streams.core.matching.changes.letters import HAS_HAN, LETTER
from streams.core.matching.changes.numerals import POINT, in_digits
from streams.core.text.comparing import ALIASES
from streams.core.text.disguises import SPLIT
from streams.core.text.links import LINK, may_hold_links, normalised

HAS_DIGIT = re.compile(r"\d")
HOTLINE = (
    r"(?:(?<=电话)|(?<=热线)|(?<=拨打)|(?<=致电)|(?<=请打)|(?<=请拨)"
    r"|(?<=call )|(?<=dial )|(?<=hotline )|(?<=tel )"
    r"|(?<=llame al )|(?<=ligue )|(?<=hubungi ))[:： ]?\d{3,6}(?!\d)"
)
SPELLINGS = {**ALIASES, **SPLIT}
BY_LENGTH = sorted(SPELLINGS, key=len, reverse=True)
HAN_PLATFORMS = [name for name in names.PLATFORM if HAS_HAN.match(name) or name == "b站"]
HAN_SPELLING = re.compile("|".join(re.escape(one) for one in BY_LENGTH if HAS_HAN.search(one)))

# In this order: of two that begin at one place the first counts.
# Looked at first: most characters begin none, and there are some two hundred branches.
HAN_FIRST = "".join(
    sorted(
        {name[0] for name in [*HAN_PLATFORMS, *names.HAN_PLACES.split("|")]}
        | set(calendar.HAN_FIRST)
        | set(units.HAN_FIRST)
    )
)
HAN_SLOTS = re.compile(
    f"(?=[{HAN_FIRST}])(?:(?P<time>{calendar.HAN_TIME})|(?P<date>{calendar.HAN_DATE})|(?P<amount>{units.HAN_AMOUNT})"
    f"|(?P<platform>{'|'.join(HAN_PLATFORMS)})|(?P<place>{names.HAN_PLACES}))"
)
DIGIT_SLOTS = re.compile(
    rf"(?<![\d{LETTER}])(?:(?P<phone>{HOTLINE})|(?P<time>{calendar.CLOCK}|{calendar.OTHER_TIME})"
    rf"|(?P<date>{calendar.NUMBERED_DATE}|{calendar.OTHER_DATE})"
    rf"|(?P<amount>{units.SIGNED_AMOUNT})(?![{LETTER}]))"
)
VIETNAMESE_SLOTS = re.compile(
    rf"(?<![{LETTER}\u1e00-\u1eff])(?P<date>{calendar.VIETNAMESE_MONTH})(?![{LETTER}\u1e00-\u1eff])"
)
KATAKANA = re.compile("[\u30a1-\u30fa]")
KANA_PLATFORMS = sorted(filter(KATAKANA.match, names.PLATFORM), key=len, reverse=True)
KANA_SLOTS = re.compile(
    rf"(?<![\u30a1-\u30fc])(?P<platform>{'|'.join(KANA_PLATFORMS)})(?![\u30a1-\u30fc])"
)
# Scripts, and what is looked for only where they occur.
OF_SCRIPTS = (
    (korean.HAS_KOREAN, korean.SLOTS),
    (thai.HAS_THAI, thai.SLOTS),
    (KATAKANA, KANA_SLOTS),
    (re.compile("[\u0103\u01a1\u01b0\u1ea0-\u1ef9]"), VIETNAMESE_SLOTS),
)
IN_OTHER_SCRIPTS = re.compile("|".join(has.pattern for has, _ in OF_SCRIPTS).replace("]|[", ""))
SIGNS = f"%$€£¥₹₩₫฿₽₺‰{POINT}"
DECIMAL = re.compile(r"(?<=\d)[.,](?=\d{1,2}(?!\d))")
PERCENT = re.compile("百分之(.+)")
PHRASES = re.compile(
    rf"(?<![{LETTER}\u1e00-\u1eff])(?P<date>{'|'.join(calendar.DAY_PHRASES)})(?![{LETTER}\u1e00-\u1eff])"
)


def slots_in(normal: str) -> list[tuple[int, int, str]]:
    """Where slots are that letters alone show, apart from each other."""
    spans: list[tuple[int, int, str]] = []
    if may_hold_links(normal):
        spans += [(*found.span(), LINK_KIND) for found in LINK.finditer(normal)]
    patterns = [PHRASES] if " " in normal else []
    if HAS_HAN.search(normal):
        patterns.append(HAN_SLOTS)
    if HAS_DIGIT.search(normal):
        patterns.insert(0, DIGIT_SLOTS)
    if IN_OTHER_SCRIPTS.search(normal):
        patterns += [slots for has, slots in OF_SCRIPTS if has.search(normal)]
    for pattern in patterns:
        spans += [(*found.span(), found.lastgroup or WORDS) for found in pattern.finditer(normal)]
    # Of those that overlap the first, and of those that begin together the longest.
    apart: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


@lru_cache(maxsize=4_096)  # slots: a page of wordings has the same ones again and again
def value_of(text: str, kind: str) -> str:
    """What a slot says, in one form: digits for numerals, one name for a platform."""
    if kind == LINK_KIND:
        return normalised(text) or text
    if kind == PLATFORM:
        return names.PLATFORM.get(text, text)
    text = PERCENT.sub(r"\1%", text)
    if kind in (AMOUNT, TIME, DATE):
        text = _number_of(text)
    if kind == AMOUNT:
        text = DECIMAL.sub(POINT, text)
    return in_digits("".join(letter for letter in text if letter.isalnum() or letter in SIGNS))


def _number_of(text: str) -> str:
    """Numerals of other scripts than Chinese as digits."""
    if text.isascii():
        return text
    if thai.HAS_THAI.search(text):
        return thai.value_of(text)
    return korean.value_of(text) if korean.HAS_KOREAN.search(text) else text
