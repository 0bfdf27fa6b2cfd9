"""Surge: does a rumor's spread rise abnormally, and what is told about it?

`policy` is the one definition, `reporters` tells who counts, `counters` hold the numbers, `tail`
and `profile` are their arithmetic, `evidence` is the test, `history` looks back where reports came
late, `rumor` is what is known of one, `episodes` the life of its surge, `alerts` words it,
`telling` tells it once, `step` folds records, `snapshot` writes and reads states (`first_form`:
those of long ago).
"""

from streams.core.surge.snapshot import BadState, dump, dump_lane, load, load_lane
from streams.core.surge.state import LaneSurges
from streams.core.surge.step import correct, step, tick

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
