"""A wording in pieces: what stands where, as it is written, and what a stretch of it names.

In: a masked text. Out: a `Side`; spans of it are numbers of pieces, from one up to another.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from streams.core.masking import mask
from streams.core.matching.changes import korean, names
from streams.core.matching.changes.kinds import PLACE, WORDS, Piece
from streams.core.matching.changes.letters import HAN
from streams.core.matching.changes.pieces import pieces_of
from streams.core.matching.changes.spacing import APART, together
from streams.core.matching.changes.spelling import Spelled, spelled
from streams.core.text import SPACES as RUNS_OF_SPACES

LONGEST_SHOWN = 200  # characters of a passage
LONGEST_PLACE = 4  # pieces of a name of a place that only its neighbours show
HAN_PLACE_END = re.compile(rf"(?:{names.HAN_PLACE_ENDS})")
HAN_PLACE_LAST = re.compile(rf"(?:{names.HAN_PLACE_ENDS})$")
SPACE_BESIDE_HAN = re.compile(f"(?<=[{HAN}]) | (?=[{HAN}])")
HAN_ONLY = re.compile(f"[{HAN}]+")

Span = tuple[int, int]


@dataclass(frozen=True)
class Side:
    """A wording in pieces."""

    spelled: Spelled
    is_apart: bool = False  # some letters one by one, with something between

    @cached_property
    def pieces(self) -> list[Piece]:
        """All of them: cut when they are asked for, for one whose letters are typed apart never."""
        return pieces_of(self.spelled)

    def passage(self, start: int, end: int) -> str:
        """Pieces from one up to another, on one line, without spaces beside Chinese."""
        return SPACE_BESIDE_HAN.sub("", self.as_written(start, end))

    def as_written(self, start: int, end: int) -> str:
        """The same with all its spaces."""
        if start >= end:
            return ""
        found = self.spelled.written(self.pieces[start].start, self.pieces[end - 1].end)
        return mask(RUNS_OF_SPACES.sub(" ", found))[:LONGEST_SHOWN]

    def raw(self, start: int, length: int) -> str:
        """So many pieces exactly as they are written."""
        return self.spelled.cut(self.pieces[start].start, self.pieces[start + length - 1].end)

    def size(self, start: int, end: int) -> int:
        """How many letters these pieces have."""
        return sum(piece.size for piece in self.pieces[start:end])


def side_of(masked: str) -> Side:
    """A masked wording, ready to be compared with others."""
    form = spelled(masked)
    return Side(form, APART.search(form.normal) is not None)


def beside(one: Side, other: Side) -> tuple[Side, Side]:
    """Both sides; where letters were typed apart, cut into the words of the other one."""
    if not (one.is_apart or other.is_apart):
        return one, other
    forms = together(one.spelled, other.spelled)
    sides = [
        side if form is side.spelled else Side(form)
        for side, form in zip((one, other), forms, strict=True)
    ]
    return sides[0], sides[1]


def kind_of(side: Side, span: Span) -> str:
    """The kind of slot that a span is for the most part."""
    pieces = side.pieces[slice(*span)]
    total = sum(piece.size for piece in pieces)
    for piece in pieces:
        if piece.is_slot and 2 * piece.size >= total:
            return piece.kind
    return WORDS


def is_place(side: Side, span: Span) -> bool:
    """Whether what stands around these words makes them a name of a place."""
    start, end = span
    if end - start > LONGEST_PLACE:
        return False
    if any(piece.kind == PLACE for piece in side.pieces[start:end]):
        return True
    normal = side.spelled.normal
    if end - start == 1 and korean.IS_PLACE.fullmatch(side.pieces[start].value):
        return True
    first, last = side.pieces[start], side.pieces[end - 1]
    if HAN_PLACE_END.match(normal, last.end) or HAN_PLACE_LAST.search(
        normal, first.start, last.end
    ):
        return HAN_ONLY.fullmatch(normal, first.start, last.end) is not None
    following = side.pieces[end].value if end < len(side.pieces) else ""
    if following in names.PLACE_ENDS or last.value in names.PLACE_ENDS:
        return True
    before = side.pieces[start - 1].value if start else ""
    written = side.spelled.written(first.start, last.end)
    has_capitals = written.lower() != written.upper()
    return before in names.PLACE_STARTS and (written[:1].isupper() or not has_capitals)


def without(span: Span, taken: list[tuple[int, int]]) -> list[Span]:
    """What of a span is not taken, in pieces."""
    left = [span]
    for start, length in taken:
        end = start + length
        left = [
            part for low, high in left for part in ((low, min(high, start)), (max(low, end), high))
        ]
        left = [part for part in left if part[0] < part[1]]
    return [part for part in left if part[0] < part[1]]
