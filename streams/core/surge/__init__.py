"""Surge: does a rumor's spread rise abnormally, and what is told about it?

`policy` is the one definition, `least` what follows from it at once; `sketch`, `reporters` and
`crowd` tell who counts, `counters` are the numbers of a rumor, `profile` of the hours of a lane.
All of them stand in arrays: `ledger` owns those of a lane, `rows` are its attributes, `kernels` the
compiled loops that count in them. `evidence` is the test, `history` looks back where reports came
late, `names` are channels and places. `rumor` is what is known of one, `episodes` the life of its
surge (`levels`), `merging` makes one of two, `own` keeps apart what the one counted itself,
`aside` counts such parts (`parts`: silently), `alerts` words it, `telling` tells it once,
`aftermath` what comes of what is over, `heard` finds what was told and lost, `overlay` is what
analysts decided, `silence` says what a mute holds back, `judging` looks again at what waits when
the policy changes. `moving` follows splits and moves: `given` is what they say, `sides` what comes
of both, `anew` counts one again. `sharing` sends what counts for another lane's rumor there,
`guests` takes it in. `fold` takes the reports of a record: `tally` makes numbers of them, the loops
count these and stop where more is asked for, `weighing` is for hours that become full,
`looking` says whether a rumor surges now, `late` whether it did. `step` folds records. `quiet`
packs rumors that rest, `resting` holds them (`brief`), `snapshot` and `lane_snapshot` write and
read states (`first_form`: those of long ago). `warming` compiles the loops before they are needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streams.core.surge.lane_snapshot import dump_lane, load_lane
    from streams.core.surge.overlay import Mute, Overlay, Taken
    from streams.core.surge.snapshot import BadState, dump, is_packed, load, offset_of
    from streams.core.surge.state import LaneSurges
    from streams.core.surge.step import correct, recall, step, tick

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
    "recall",
    "step",
    "tick",
]

MODULES = ("lane_snapshot", "overlay", "snapshot", "state", "step")


def __getattr__(name: str) -> Any:
    # When it is asked for: the store, the config file and others read `policy` alone, and must not
    # wait for what is compiled. All at once, for `step` names a module here as well.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    for module in MODULES:
        found = vars(import_module(f"{__name__}.{module}"))
        globals().update({one: found[one] for one in __all__ if one in found})
    return globals()[name]
