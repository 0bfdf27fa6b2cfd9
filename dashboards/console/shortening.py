"""Long texts on pages that show many: cut in the middle, so that what differs stays in sight.

In: a text in pieces. Out: pieces of a bounded length; one of the kind `cut` says how many
characters are left out there.
"""

from collections.abc import Sequence

from dashboards.console.differences import Piece

CUT = "cut"
MOST = 600  # characters of a wording: twenty-five, every letter marked, keep a page below 300 kB
LEAST_KEPT = 60  # characters at both ends of a piece


def shortened(pieces: Sequence[Piece], most: int = MOST) -> list[Piece]:
    """Pieces with at most so many characters shown: all where they fit, else both ends of each, and
    no more of them than there is room for.
    """
    if sum(len(piece.text) for piece in pieces) <= most:
        return list(pieces)
    end = max(LEAST_KEPT, most // (2 * len(pieces)))
    found: list[Piece] = []
    room = most
    for number, piece in enumerate(pieces):
        ends = _ends(piece, end)
        needed = sum(len(part.text) for part in ends if part.kind != CUT)
        if needed > room:
            return [*found, _cut(sum(len(left.text) for left in pieces[number:]))]
        found += ends
        room -= needed
    return found


def _ends(piece: Piece, end: int) -> list[Piece]:
    left_out = len(piece.text) - 2 * end
    if left_out <= 0:
        return [piece]
    head, tail = piece.text[:end], piece.text[-end:]
    return [Piece(piece.kind, head), _cut(left_out), Piece(piece.kind, tail)]


def _cut(characters: int) -> Piece:
    return Piece(CUT, f"{characters:,}")
