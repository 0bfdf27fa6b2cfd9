"""Words that make a slot together: a number and its unit, a month and its day, a day and its hour.

In: pieces, word by word. Out: the same with such words as one piece, each of a kind.
"""

from streams.core.matching.changes import calendar, names, units
from streams.core.matching.changes.kinds import AMOUNT, DATE, PLACE, TIME, WORDS, Piece
from streams.core.matching.changes.letters import sound_of
from streams.core.matching.changes.numerals import POINT, is_number, said

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


def grouped(pieces: list[Piece]) -> list[Piece]:
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
    return [
        piece if piece.kind == WORDS and " " not in piece.value else _without_doubt(piece)
        for piece in found
    ]


def _kind_of_word(piece: Piece) -> str:
    if piece.kind != WORDS:
        return piece.kind
    if "-" in piece.value and is_number(piece.value):
        return SPELT
    return KIND.get(piece.value, WORDS)


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
    bare = [one.value.replace(POINT, "") for one in (before, piece) if one.kind == AMOUNT]
    if kind != AMOUNT and not all(value.isdigit() and len(value) <= LONGEST_HOUR for value in bare):
        return None
    if before.kind == DATE and piece.kind == UNIT and not before.value.isdigit():
        return None
    value = f"{before.value} {piece.value}"
    size = before.size + piece.size
    del found[at:]
    return Piece(
        start=before.start, end=piece.end, key=f"<{kind}>", kind=kind, value=value, size=size
    )


def _as(piece: Piece, kind: str) -> Piece:
    return piece if kind == piece.kind else piece._replace(kind=kind, key=f"<{kind}>")


def _without_doubt(piece: Piece) -> Piece:
    """A piece that waited for a neighbour which did not come; its numbers in one form."""
    if piece.kind not in TO:
        return piece._replace(value=_said(piece)) if " " in piece.value else piece
    word = piece.value
    doubtful = (
        piece.kind in (UNIT, BEFORE, AFTER)
        or word in calendar.MONTHS_ONLY_WITH_A_DAY
        or word in units.NUMBERS_ONLY_WITH_A_UNIT
    )
    if doubtful:
        return piece._replace(kind=WORDS, key=sound_of(word))
    slot = _as(piece, TO[piece.kind])
    return slot._replace(value=_said(slot))


def _said(piece: Piece) -> str:
    return said(piece.value) if piece.kind in (AMOUNT, TIME) else piece.value.replace(" ", "")
