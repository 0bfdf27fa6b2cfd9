"""What a wording changed in the one it joined through, and what two share, piece by piece.

In: two texts. Out: pieces that both have, that only the new one has, that only the old one had.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct
from rapidfuzz.distance import Indel

# Letter by letter where letters are words (Han, Kana, Hangul), else word by word.
LETTERS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
PIECE = re.compile(rf"[{LETTERS}]|[^\W{LETTERS}]+|\s+|.", re.S)
CLAUSE = re.compile(r"[^。！？；，!?;,\n]*[。！？；，!?;,\n]+|[^。！？；，!?;,\n]+")
LONGEST = 1_200  # pieces: the alignment takes their product in steps
MOST_PASSAGES = 20
SAME = "same"
ADDED = "added"
GONE = "gone"
SHARED = "shared"


class Piece(Struct, frozen=True):
    """A stretch of text and what became of it."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """A new text in pieces, with what is gone of the old one where it stood."""
    if old == new:
        return [Piece(SAME, new)]
    before, after = PIECE.findall(old), PIECE.findall(new)
    # A long text of which a few words changed is the same before and behind them.
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    first, last = "".join(after[:head]), "".join(after[len(after) - tail :])
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    changed = _aligned(before, after) or _by_clauses("".join(before), "".join(after))
    if not changed:
        return [Piece(SAME, new)]
    return [
        piece for piece in _joined([Piece(SAME, first), *changed, Piece(SAME, last)]) if piece.text
    ]


def _aligned(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """What became of each piece; nothing where there are too many."""
    if before and after and max(len(before), len(after)) > LONGEST:
        return []
    pieces = []
    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            pieces.append(Piece(SAME, "".join(after[step.dest_start : step.dest_end])))
        elif step.tag == "insert":
            pieces.append(Piece(ADDED, "".join(after[step.dest_start : step.dest_end])))
        else:
            pieces.append(Piece(GONE, "".join(before[step.src_start : step.src_end])))
    return pieces


def _by_clauses(old: str, new: str) -> list[Piece]:
    """As `_aligned`, of a text too long for it: clause by clause, and within those that changed.
    Nothing where no clause is in both: then all of it would be marked.
    """
    coarse = _aligned(CLAUSE.findall(old), CLAUSE.findall(new))
    if not any(piece.kind == SAME for piece in coarse):
        return []
    found: list[Piece] = []
    for kind, run in groupby(_joined(coarse), lambda piece: piece.kind == SAME):
        changed = {piece.kind: piece for piece in run}
        if kind:
            found += changed.values()
            continue
        before, after = (
            PIECE.findall(changed[one].text) if one in changed else [] for one in (GONE, ADDED)
        )
        found += _aligned(before, after) or changed.values()
    return found


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def passages(text: str, shared: Sequence[str]) -> list[Piece]:
    """A text in pieces, those that it shares with another marked; the longest passages first."""
    pieces = [Piece(SAME, text)]
    for passage in sorted(filter(None, shared), key=len, reverse=True)[:MOST_PASSAGES]:
        pieces = [part for piece in pieces for part in _marked(piece, passage)]
    return [piece for piece in pieces if piece.text]


def _marked(piece: Piece, passage: str) -> list[Piece]:
    if piece.kind == SHARED:
        return [piece]
    first, *others = piece.text.split(passage)
    found = [Piece(SAME, first)]
    for part in others:
        found += [Piece(SHARED, passage), Piece(SAME, part)]
    return found


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Between two equal stretches first what is gone, then what is new: so it is read."""
    found: list[Piece] = []
    gone = added = ""
    for piece in pieces:
        if piece.kind == GONE:
            gone += piece.text
        elif piece.kind == ADDED:
            added += piece.text
        else:
            found += _changed(gone, added)
            gone = added = ""
            found.append(piece)
    return [*found, *_changed(gone, added)]


def _changed(gone: str, added: str) -> list[Piece]:
    pieces = [Piece(GONE, gone), Piece(ADDED, added)]
    return [piece for piece in pieces if piece.text]
