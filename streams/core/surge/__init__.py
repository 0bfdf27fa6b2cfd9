"""Surge: does a rumor's spread rise abnormally, and what is told about it?

`policy` is the one definition, `reporters` tells who counts, `counters` hold the numbers, `tail`
and `profile` are their arithmetic, `history` looks back where reports came late, `episodes` is the
life of a surge, `alerts` words it, `step` folds records, `snapshot` writes and reads states.
"""

from streams.core.surge.snapshot import BadState, dump, dump_lane, load, load_lane
from streams.core.surge.step import LaneSurges, correct, step, tick

__all__ = [
    "BadState",
    "LaneSurges",
    "correct",
    "dump",
    "dump_lane",
    "load",
    "load_lane",
    "step",
    "tick",
]
