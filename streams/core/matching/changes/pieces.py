"""A text in pieces that are compared as wholes: words, letters of Chinese, and slots.

In: a spelled text. Out: its pieces in order. Two pieces that are compared as one have one `key`:
the syllable of a Chinese character, the letters of a word without accents, the kind of a slot. A
slot with another `value` was changed.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from streams.core.matching.changes import calendar, names, units
from streams.core.matching.changes.spelling import Spelled
from streams.core.matching.opposites import with_opposites
from streams.core.text.comparing import ALIASES
from streams.core.text.disguises import SPLIT
from streams.core.text.links import LINK, may_hold_links, normalised

WORDS = "words"
TIME = "time"
DATE = "date"
AMOUNT = "amount"
PHONE = "phone"
LINK_KIND = "link"
PLATFORM = "platform"
PLACE = "place"
ACCOUNT = "account"
ADDRESS = "address"
NAME = "name"
LABELS = {
    "[phone]": PHONE,
    "[card]": ACCOUNT,
    "[id]": ACCOUNT,
    "[email]": ADDRESS,
    "@[name]": NAME,
}

MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0eff\u1000-\u109f"
    r"\u1780-\u17d3"
)
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# One by one: Chinese, and scripts that write no spaces between words.
ALONE = rf"[{HAN}\u3040-\u30ff\u0e00-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u1000-\u102a\u1780-\u17b3]"
ONE = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<label>@?\[[a-z]+\])|(?P<alone>{ALONE}[{MARKS}]*)"
    rf"|(?P<word>(?:(?!{ALONE})[\w{MARKS}])+(?:['’-](?=[^\W\d_])(?:(?!{ALONE})[\w{MARKS}])+)*)"
)
HAS_HAN = re.compile(f"[{HAN}]")
HAS_DIGIT = re.compile(r"\d")
LETTER = "a-z\u00c0-\u024f\u0370-\u052f"
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
THAI = re.compile("[\u0e00-\u0e7f]")
THAI_SLOTS = re.compile(
    f"(?P<time>{calendar.OTHER_TIME})|(?P<date>{calendar.OTHER_DATE})|(?P<place>{names.THAI_PLACES})"
)
PHRASES = re.compile(
    rf"(?<![{LETTER}\u1e00-\u1eff])(?P<date>{'|'.join(calendar.DAY_PHRASES)})(?![{LETTER}\u1e00-\u1eff])"
)


class Piece(NamedTuple):
    """`normal[start:end]`. `size` is how many letters and digits it has."""

    start: int
    end: int
    key: str
    kind: str
    value: str
    size: int

    @property
    def is_slot(self) -> bool:
        """Whether it is one of a kind, and not the words themselves."""
        return self.kind != WORDS


def pieces_of(spelled: Spelled) -> list[Piece]:
    """All pieces of a text in order; what is between them says nothing."""
    found: list[Piece] = []
    at = 0
    for start, end, kind in _slots(spelled.normal):
        found += _plain(spelled.normal, at, start)
        found.append(_slot(spelled.normal, start, end, kind))
        at = end
    return _grouped(found + list(_plain(spelled.normal, at, len(spelled.normal))))


def _slots(normal: str) -> list[tuple[int, int, str]]:
    """Where slots are that letters alone show, apart from each other."""
    spans: list[tuple[int, int, str]] = []
    if may_hold_links(normal):
        spans += [(*found.span(), LINK_KIND) for found in LINK.finditer(normal)]
    patterns = [PHRASES] if " " in normal else []
    if HAS_HAN.search(normal):
        patterns.append(HAN_SLOTS)
    if HAS_DIGIT.search(normal):
        patterns.insert(0, DIGIT_SLOTS)
    if THAI.search(normal):
        patterns.append(THAI_SLOTS)
    for pattern in patterns:
        spans += [(*found.span(), found.lastgroup or WORDS) for found in pattern.finditer(normal)]
    # Of those that overlap the first, and of those that begin together the longest.
    apart: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _slot(normal: str, start: int, end: int, kind: str) -> Piece:
    text = normal[start:end]
    return Piece(start, end, f"<{kind}>", kind, value_of(text, kind), len(letters_of(text)))


def value_of(text: str, kind: str) -> str:
    """What a slot says, in one form: digits for numerals, one name for a platform."""
    if kind == LINK_KIND:
        return normalised(text) or text
    if kind == PLATFORM:
        return names.PLATFORM.get(text, text)
    return _in_digits("".join(letter for letter in text if letter.isalnum() or letter in "%$€£¥"))


def _plain(normal: str, start: int, end: int) -> Iterator[Piece]:
    """Words and letters between slots, spelt out."""
    if start >= end:
        return
    at = start
    for found in HAN_SPELLING.finditer(normal, start, end):
        yield from _words(normal, at, found.start())
        yield _alias(normal, *found.span())
        at = found.end()
    yield from _words(normal, at, end)


def _alias(normal: str, start: int, end: int) -> Piece:
    text = normal[start:end]
    meant = SPELLINGS[text]
    if meant in names.PLATFORM:
        value = names.PLATFORM[meant]
        return Piece(start, end, f"<{PLATFORM}>", PLATFORM, value, len(text))
    return Piece(start, end, sound_of(meant), WORDS, meant, len(text))


def _words(normal: str, start: int, end: int) -> Iterator[Piece]:
    for found in ONE.finditer(normal, start, end):
        text = found[0]
        if found.lastgroup == "han":
            at = found.start()
            for place, han in enumerate(text, at):
                yield Piece(place, place + 1, _symbol(han), WORDS, han, 1)
        elif found.lastgroup == "label":
            kind = LABELS.get(text, NAME)
            yield Piece(*found.span(), f"<{kind}>", kind, text, len(text))
        elif text in names.PLATFORM:
            value = names.PLATFORM[text]
            yield Piece(*found.span(), f"<{PLATFORM}>", PLATFORM, value, len(text))
        elif text in ALIASES:
            yield _alias(normal, *found.span())
        elif key := sound_of(text):
            yield Piece(*found.span(), key, WORDS, text, len(text))


def _grouped(pieces: list[Piece]) -> list[Piece]:
    """Words of times, dates and amounts as slots, with the numbers that belong to them."""
    found: list[Piece] = []
    for piece in pieces:
        kind = _kind_of_word(piece)
        if kind == piece.kind == WORDS:
            found.append(piece)
            continue
        piece = _as(piece, kind)
        while (joined := _joined(found, piece)) is not None:
            piece = joined
        found.append(piece)
    return [_without_doubt(piece) for piece in found]


MOST_JOINTS = 2  # words between the parts of one slot: in the
LONGEST_HOUR = 4  # digits: 2000 for 20.00

# Kinds that only a neighbour makes something of.
MONTH = "month"
UNIT = "unit"
BEFORE = "before"
AFTER = "after"
SPELT = "spelt"
TO = {MONTH: DATE, UNIT: AMOUNT, BEFORE: TIME, AFTER: TIME, SPELT: AMOUNT}
# What two pieces side by side are together.
TOGETHER = {
    (AMOUNT, MONTH): DATE,
    (MONTH, AMOUNT): DATE,
    (MONTH, DATE): DATE,  # a year
    (DATE, MONTH): DATE,
    (AMOUNT, AFTER): TIME,
    (SPELT, AFTER): TIME,
    (BEFORE, AMOUNT): TIME,
    (BEFORE, TIME): TIME,
    (TIME, AFTER): TIME,
    (AMOUNT, TIME): TIME,  # 8 in the evening
    (AMOUNT, UNIT): AMOUNT,
    (AMOUNT, SPELT): AMOUNT,
    (SPELT, SPELT): AMOUNT,
    (SPELT, UNIT): AMOUNT,
    (AMOUNT, BEFORE): AMOUNT,  # 3 jam: three hours
    (DATE, UNIT): AMOUNT,  # 2000 rupees, which looked like a year
    (DATE, TIME): TIME,
    (TIME, DATE): TIME,
    (TIME, TIME): TIME,
    (DATE, DATE): DATE,
}


def _kind_of_word(piece: Piece) -> str:
    return piece.kind if piece.kind != WORDS else KIND.get(piece.value, WORDS)


# Of a word of two kinds the first counts.
KINDS = (
    (DATE, calendar.DAYS),
    (MONTH, calendar.MONTHS),
    (BEFORE, calendar.BEFORE_AN_HOUR),
    (TIME, calendar.TIMES),
    (AFTER, calendar.AFTER_AN_HOUR),
    (SPELT, units.NUMBERS),
    (UNIT, units.UNITS),
    (PLACE, names.PLACES),
)
KIND = {word: kind for kind, known in reversed(KINDS) for word in known}


def _joined(found: list[Piece], piece: Piece) -> Piece | None:
    """The piece together with what stands before it, taken away there; None where it is alone."""
    if not found:
        return None
    at = len(found) - 1
    while at > 0 and len(found) - at <= MOST_JOINTS and found[at].value in calendar.JOINTS:
        at -= 1
    before = found[at]
    kind = TOGETHER.get((before.kind, piece.kind))
    # "of" joins days, months and times; amounts stand beside their units.
    if kind is None or (kind == AMOUNT and at < len(found) - 1):
        return None
    # An hour or a day is a short number, and a number of people is none.
    bare = [one.value for one in (before, piece) if one.kind == AMOUNT]
    if kind != AMOUNT and not all(value.isdigit() and len(value) <= LONGEST_HOUR for value in bare):
        return None
    if before.kind == DATE and piece.kind == UNIT and not before.value.isdigit():
        return None
    value = f"{before.value}{piece.value}"
    size = before.size + piece.size
    del found[at:]
    return Piece(before.start, piece.end, f"<{kind}>", kind, value, size)


def _as(piece: Piece, kind: str) -> Piece:
    return piece if kind == piece.kind else piece._replace(kind=kind, key=f"<{kind}>")


def _without_doubt(piece: Piece) -> Piece:
    """A piece that waited for a neighbour which did not come."""
    if piece.kind not in TO:
        return piece
    word = piece.value
    doubtful = (
        piece.kind in (UNIT, BEFORE, AFTER)
        or word in calendar.MONTHS_ONLY_WITH_A_DAY
        or word in units.NUMBERS_ONLY_WITH_A_UNIT
    )
    if doubtful:
        return piece._replace(kind=WORDS, key=sound_of(word))
    return _as(piece, TO[piece.kind])


@lru_cache(maxsize=8_192)
def _symbol(letter: str) -> str:
    """The symbol that the matcher compares, as a letter; nothing where it drops it."""
    symbols, _ = with_opposites()
    symbol = int(symbols[ord(letter)])
    return chr(symbol) if symbol else ""


def sound_of(text: str) -> str:
    """What the matcher compares of a text without spaces."""
    return _symbol(text) if len(text) == 1 else "".join(map(_symbol, text))


def letters_of(text: str) -> str:
    """Its letters, digits and marks that are letters."""
    return "".join(found[0] for found in ONE.finditer(text))


HAN_VALUES = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
HAN_TENS = {"十": 10, "百": 100, "千": 1_000}
HAN_NUMBER = re.compile(f"[{''.join(HAN_VALUES)}十百千]+")


def _in_digits(text: str) -> str:
    return HAN_NUMBER.sub(lambda found: str(_number(found[0])), text)


def _number(numerals: str) -> int:
    """A number below ten thousand in Chinese numerals; digits one by one as they are read."""
    if len(numerals) > 1 and not any(tens in numerals for tens in HAN_TENS):
        return int("".join(str(HAN_VALUES[one]) for one in numerals))
    total = 0
    digit = 0
    for one in numerals:
        if one in HAN_TENS:
            total += (digit or 1) * HAN_TENS[one]
            digit = 0
        else:
            digit = HAN_VALUES[one]
    return total + digit
