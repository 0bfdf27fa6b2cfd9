"""Pieces of forgotten wordings, wherever they begin in them: what somebody copied out of a text.

In: texts. Out: every shortest piece that counts as a quote, as it is compared; and where a string
has such pieces. A longer piece is a chain of shortest ones, so one look at each place is enough.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from streams.core.erasure.alike import alike
from streams.core.erasure.folding import Folded, folded
from streams.core.text.patterns import is_dense

ERASED = "[erased]"
LEAST_QUOTE = 12  # characters: two people seldom say as much in the same words
LEAST_OF_LETTERS = 18  # of an alphabet: "according to the" is anybody's
FEWEST_SIGNS = 8  # of a quote as it is compared: twelve characters may be spaces, too
CUT = "…"  # where a message has no room for the rest
Span = tuple[int, int]
ONE_WORD = re.compile(r"[!-~]*")
# What people say, even where it is one word; and what names or counts something (apps and analysts
# call places and people as they like), or is what somebody else reported.
SAID = frozenset({"title", "text", "newest", "note", "taken_note", "summary"})
NAMING = frozenset(
    {"name", "channels", "places", "languages", "assignee", "decided_by", "taken_by"}
    | {"why", "link", "sample"}
)


def is_said(name: str, value: str) -> bool:
    """Whether a field may quote anybody: in ids, links, names and times a piece of a text is no
    quote. `name` is empty where it has none.
    """
    if name in NAMING:
        return False
    return not name or name in SAID or ONE_WORD.fullmatch(value) is None


def on_one_line(text: str) -> str:
    """A text whose spaces count as one each."""
    return " ".join(text.split())


def least_of(text: str) -> int:
    """How many characters in a row of a text are a quote of it."""
    return LEAST_QUOTE if is_dense(alike(text)) else LEAST_OF_LETTERS


def windows(text: str, size: int = LEAST_QUOTE) -> Iterator[str]:
    """Every so many characters of a text as they stand on one line."""
    line = on_one_line(text)
    return (line[at : at + size] for at in range(len(line) - size + 1))


def runs_of(text: str) -> Iterator[str]:
    """From every sign of a text the shortest piece that is a quote, as it is compared.

    What has no letter says nothing: lines are drawn with it.
    """
    found = folded(on_one_line(text).rstrip(CUT))
    least = least_of(text)
    end = 0
    for at, start in enumerate(found.starts):
        end = max(end, at + FEWEST_SIGNS)
        while end <= len(found.ends) and found.ends[end - 1] - start < least:
            end += 1
        if end > len(found.ends):
            return
        run = found.signs[at:end]
        if any(map(str.isalnum, run)):
            yield run


class Runs:
    """Shortest pieces of texts, less those that are others' words, too."""

    def __init__(
        self, texts: Iterable[str], *, others: Iterable[str], shared: Iterable[str]
    ) -> None:
        own = {run for text in texts for run in runs_of(text)}
        own -= {run for text in others for run in runs_of(text)}
        self.own = frozenset(own.difference(shared))

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(run) for run in self.own})

    def spans(self, text: Folded, value: str) -> list[Span]:
        """Which signs of a text are in such pieces, each chain of them once. `value` is the text
        as it was written: nothing runs on over what is erased already.
        """
        gaps = [(one.start(), one.end()) for one in re.finditer(re.escape(ERASED), value)]
        chains: list[Span] = []
        for at, end in self._hits(text.signs):
            if any(text.starts[at] < to and since < text.ends[end - 1] for since, to in gaps):
                continue
            if chains and at <= chains[-1][1]:
                chains[-1] = (chains[-1][0], max(end, chains[-1][1]))
            else:
                chains.append((at, end))
        return [(at, _after_dots(text.signs, end)) for at, end in chains]

    def _hits(self, signs: str) -> Iterator[Span]:
        for at in range(len(signs)):
            for end in (at + length for length in self._lengths):
                if end <= len(signs) and signs[at:end] in self.own:
                    yield at, end


def _after_dots(signs: str, end: int) -> int:
    while signs[end : end + 1] == CUT:
        end += 1
    return end


def shared_runs(own: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Which of these pieces stand in one of these texts, too."""
    asked = frozenset(own)
    return sorted({run for text in texts for run in _pieces(text, asked)})


def _pieces(text: str, asked: frozenset[str]) -> Iterator[str]:
    signs = folded(text).signs
    for length in range(FEWEST_SIGNS, LEAST_OF_LETTERS + 1):
        for at in range(len(signs) - length + 1):
            if (piece := signs[at : at + length]) in asked:
                yield piece
