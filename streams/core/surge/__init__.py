"""Surge: does a rumor's spread rise abnormally, and what is told about it?

`policy` is the one definition, `least` what follows from it at once; `sketch`, `reporters` and
`crowd` tell who counts, `counters` hold the numbers, `tail` and `profile` are their arithmetic,
`evidence` is the test, `history` looks back where reports came late, `names` are channels and
places. `rumor` is what is known of one, `episodes` the life of its surge, `merging` makes one of
two, `alerts` words it, `telling` tells it once, `overlay` is what analysts decided. `fold` takes
one rumor's reports of a record: `tally` is what is counted of each, `weighing` how much they count,
`looking` whether it surges now, `late` whether it did. `step` folds records. `quiet` packs rumors
that rest, `resting` holds them (`brief`), `snapshot` and `lane_snapshot` write and read states
(`first_form`: those of long ago).
"""

from streams.core.surge.lane_snapshot import dump_lane, load_lane
from streams.core.surge.overlay import Mute, Overlay, Taken
from streams.core.surge.snapshot import BadState, dump, is_packed, load, offset_of
from streams.core.surge.state import LaneSurges
from streams.core.surge.step import correct, step, tick

__all__ = [
    "BadState",
    "LaneSurges",
    "Mute",
    "Overlay",
    "Taken",
    "correct",
    "dump",
    "dump_lane",
    "is_packed",
    "load",
    "load_lane",
    "offset_of",
    "step",
    "tick",
]
