"""What stands around some places of a text: nothing else of a long one has to be looked at.

In: a shadow (`shadow`), and spans of it. Out: what was cut out of it, and where in it each
character of that stands.
"""

from collections.abc import Iterable, Sequence

BETWEEN = "\0"  # between what is cut out: no pattern reaches over it

Span = tuple[int, int]


def around(seen: str, spans: Iterable[Span], margin: int) -> tuple[str, Sequence[int]]:
    """The spans in their order, each with so many characters before and behind it."""
    windows: list[Span] = []
    for start, end in spans:
        first = max(0, start - margin)
        last = min(len(seen), end + margin)
        if windows and first <= windows[-1][1]:
            windows[-1] = windows[-1][0], last
        else:
            windows.append((first, last))
    places: list[int] = []
    for first, last in windows:
        places += range(first, last + 1)  # one for what stands between
    return BETWEEN.join([seen[first:last] for first, last in windows]), places
