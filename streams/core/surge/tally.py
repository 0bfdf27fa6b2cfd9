"""Tally: the sightings of a record as numbers that compiled loops fold; and the names of channels,
places and languages, which are counted of every report, whether it may make a surge or not.

In: sightings, and the rumor that each counts for. Out: numbers, and their rumors.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from schemas.events import Sighting
from schemas.events.vocabulary import STANCES
from streams.core.surge import overlay
from streams.core.surge.kernels.stages import AS_HISTORY, COLUMNS
from streams.core.surge.names import count_name
from streams.core.surge.reporters import PSEUDONYM, key_of
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.telling import Telling
from streams.parsing.numbers import hex_bytes

CODES = {stance: code for code, stance in enumerate(STANCES)}
NOBODY = "0" * PSEUDONYM


@dataclass(slots=True)
class Tally:
    """The rumors of a record in the order in which they come, and its reports as
    `kernels.records.fold_record` takes them. `history` are those of a rumor that make no surge.
    """

    rumor_ids: list[str] = field(default_factory=list)
    rumors: list[RumorSurge] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    reporters: list[str] = field(default_factory=list)
    history: dict[str, list[Sighting]] = field(default_factory=dict)

    def reports(self) -> NDArray[np.int64]:
        """A row for each report: the columns of `kernels.stages`."""
        return np.frombuffer(array("q", self.numbers), np.int64).reshape(-1, COLUMNS)

    def keys(self) -> NDArray[np.uint64]:
        """64 bits of each report's reporter, the last byte first; whatever of nobody."""
        written = self.reporters
        if set(map(len, written)) == {PSEUDONYM}:
            together = hex_bytes("".join(written))  # None where some are none of ours
            if together is not None and len(together) * 2 == len(written) * PSEUDONYM:
                return np.frombuffer(together, np.uint64)
        return np.array([key_of(reporter) for reporter in written], np.uint64).byteswap()


def tallied(
    telling: Telling, sightings: Sequence[Sighting], shown: Mapping[str, str], offset: int
) -> Tally:
    """Tallies a record's sightings, but those of rumors that are folded up to its offset; `shown`
    are the rumors that those of merged ones count for.
    """
    tally = Tally()
    numbers = tally.numbers
    reporters = tally.reporters
    rumors = tally.rumors
    places: dict[str, int] = {}
    for sighting in sightings:
        rumor_id = sighting.rumor_id
        if shown:
            rumor_id = shown[rumor_id]
        place = places.get(rumor_id)
        if place is None:
            place = places[rumor_id] = _met(telling, tally, rumor_id, offset)
        if place < 0:
            continue
        rumor = rumors[place]
        if name := sighting.channel:
            if name in (names := rumor.channels):
                names[name] += 1
            else:
                count_name(names, name)
        if name := sighting.place:
            if name in (names := rumor.places):
                names[name] += 1
            else:
                count_name(names, name)
        if name := sighting.language:
            if name in (names := rumor.languages):
                names[name] += 1
            else:
                count_name(names, name)
        code = CODES[sighting.stance]
        if sighting.backfill:
            code += AS_HISTORY
            tally.history.setdefault(rumor_id, []).append(sighting)
        reporter = sighting.reporter
        numbers += (rumor.counters.row, place, sighting.observed_at_ms, code, reporter != "")
        reporters.append(reporter or NOBODY)
    return tally


def _met(telling: Telling, tally: Tally, rumor_id: str, offset: int) -> int:
    """The place of a rumor in the record; -1 where the record is folded into it already."""
    rumor = telling.state.rumor(rumor_id)
    if rumor.offset >= offset:
        return -1
    rumor.offset = offset
    if telling.overlay.mutes:
        mute = telling.overlay.mutes.get(rumor_id)
        overlay.note_mute(rumor, mute, telling.now_ms)
    tally.rumor_ids.append(rumor_id)
    tally.rumors.append(rumor)
    return len(tally.rumors) - 1
