"""The fold of what parts of a whole count beside it: as if each had been reported alone.

In: the sightings of a record that was folded, by part. Out: moved counters of the parts. The lane
stays as it is: its pulse, its hours and whom it has met had all of it with the whole.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from schemas.events import Sighting
from streams.core.surge.fold import fold
from streams.core.surge.kernels import tables as t
from streams.core.surge.kernels.tables import Floats, Wholes
from streams.core.surge.state import LaneSurges
from streams.core.surge.telling import Telling

PULSE_ROW = 0


class Aside(NamedTuple):
    """What a lane has once, as it stood at some moment."""

    marks: bytes
    lane: Wholes
    rumors: Wholes
    numbers: Floats


def kept_aside(state: LaneSurges) -> Aside:
    """As it stands now: some microseconds."""
    tables = state.ledger.tables
    return Aside(
        tables.marks.tobytes(),
        tables.lane.copy(),
        tables.rumors[PULSE_ROW].copy(),
        tables.numbers[PULSE_ROW].copy(),
    )


@contextmanager
def aside(state: LaneSurges) -> Iterator[None]:
    """What is folded within leaves the lane as it is."""
    before = kept_aside(state)
    yield
    _put_back(state, before)


def fold_aside(
    telling: Telling, parts: Sequence[Sequence[Sighting]], before: Aside, *, offset: int
) -> None:
    """Folds the sightings of parts, those of each list together. `before` is the lane before the
    record: who was new to it is new in each part.
    """
    after = kept_aside(telling.state)
    for sightings in parts:
        _put_back(telling.state, before)
        fold(telling, sightings, {}, offset=offset)
    _put_back(telling.state, after)


def _put_back(state: LaneSurges, kept: Aside) -> None:
    tables = state.ledger.tables
    tables.marks.data.cast("B")[:] = kept.marks
    tables.lane[: t.MET_FIRST + 1] = kept.lane[: t.MET_FIRST + 1]
    tables.lane[t.COUNTS :] = kept.lane[t.COUNTS :]
    tables.rumors[PULSE_ROW] = kept.rumors
    tables.numbers[PULSE_ROW] = kept.numbers
