"""Pairs of wordings, two claims in one sentence or one claim told anew, as two files have them."""

from pathlib import Path
from typing import NamedTuple

from streams.core import text
from streams.core.lanes import family
from streams.core.matching.index import Index

HERE = Path(__file__).parent
APART = "apart"
ONE = "one"


class Pair(NamedTuple):
    """`kind` is `APART` or `ONE`."""

    kind: str
    language: str
    one: str
    other: str


def pairs(half: str, kind: str) -> list[Pair]:
    """Those of a kind, of `practised` or `measured`."""
    lines = (HERE / f"claims_{half}.txt").read_text(encoding="utf-8").splitlines()
    found = [Pair(*line.split(" | ")) for line in lines if not line.startswith("#")]
    return [pair for pair in found if pair.kind == kind]


def joins(one: str, other: str) -> bool:
    """Whether the second of two wordings joins the rumor that the first one opened."""
    index = Index(family(one))
    first, second = index.add([text.matchable(one), text.matchable(other)], [1, 2]).clusters
    return bool(first == second)
