"""The labelled sentences of stance in two halves, and how well they are read.

In: `stances_practised.txt`, on which the rules were tuned, and `stances_measured.txt`, on which
they were not. Out: lines, and precision and recall for each language. Used by the tests and by
`python -m tests.bench stance`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from schemas.events.vocabulary import STANCES
from streams.core.matching.stance import stance_of

# The claim itself speaks of denials or of fakes: what silences an alarm is mostly one of these.
HARD = frozenset(["insists", "sarcasm", "fakes", "hoax"])


@dataclass(frozen=True)
class Line:
    """One labelled sentence."""

    stance: str
    language: str
    kind: str
    text: str
    joined: str | None

    @property
    def read(self) -> str:
        return stance_of(self.text, self.joined)


class Score(NamedTuple):
    """How well one stance is read; `lines` have it."""

    precision: float
    recall: float
    lines: int


def lines_of(half: str) -> tuple[Line, ...]:
    """`practised` or `measured`."""
    text = (Path(__file__).parent / f"stances_{half}.txt").read_text(encoding="utf-8")
    return tuple(_line(line) for line in text.splitlines() if not line.startswith("#"))


def _line(line: str) -> Line:
    stance, language, kind, text, *joined = line.split(" | ")
    return Line(stance, language, kind, text, joined[0] if joined else None)


def scores(lines: Sequence[Line]) -> dict[str, Score]:
    """Stance -> how well it is read."""
    pairs = [(line.stance, line.read) for line in lines]
    return {name: _score(name, pairs) for name in STANCES}


def _score(name: str, pairs: list[tuple[str, str]]) -> Score:
    right = pairs.count((name, name))
    said = sum(said == name for _, said in pairs)
    meant = sum(meant == name for meant, _ in pairs)
    return Score(right / max(1, said), right / max(1, meant), meant)


def languages_of(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Language -> its lines."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.language, []).append(line)
    return found
