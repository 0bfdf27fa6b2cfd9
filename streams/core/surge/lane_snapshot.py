"""What belongs to a lane as text, for the surges topic: its profile, its pulse, and whom it knows.

In: a lane. Out: JSON, and back; also of the forms that held a profile alone.
"""

import base64
import zlib
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from streams.core.curation.placing import Joined
from streams.core.surge.crowd import Crowd, Group
from streams.core.surge.ledger import SLOTS
from streams.core.surge.profile import DayProfile
from streams.core.surge.snapshot import UNREADABLE, BadState
from streams.core.surge.state import LaneSurges

FORM = 3
Hours24 = Annotated[list[float], Meta(min_length=24, max_length=24)]
Counts24 = Annotated[list[int], Meta(min_length=24, max_length=24)]
Weekdays = Annotated[list[float], Meta(min_length=7, max_length=7)]


class OldProfile(msgspec.Struct, array_like=True):
    """A lane as it was written first; some records end with a fifth value, which is passed over."""

    weights: Hours24
    days: int
    today: int
    counts: Counts24


class SavedPulse(msgspec.Struct, array_like=True):
    """`Counters`, as far as the pulse uses them."""

    at_ms: int
    born_ms: int
    x60: float
    compartment: float
    learnt: float
    exposure_h: float
    learnt_ms: int


class SavedCrowd(msgspec.Struct, array_like=True):
    """`Crowd`; groups as rumor, keys and whether they were strangers."""

    since_ms: int
    met: int
    new: int
    marks: str
    groups: list[tuple[str, list[int], bool]]


class SavedLane(msgspec.Struct, array_like=True):
    """`LaneSurges`. Fields are only ever added, at the end, with a default."""

    form: int
    weights: Hours24
    days: int
    today: int
    counts: Counts24
    weekdays: Weekdays
    usual_day: float
    time_ms: int
    pulse: SavedPulse
    crowd: SavedCrowd
    joined: list[tuple[str, str | None, str, int]] = []
    judged_by: str = ""


def dump_lane(state: LaneSurges) -> str:
    """The compact form of what belongs to the lane."""
    profile = state.profile
    pulse = {name: getattr(state.pulse, name) for name in SavedPulse.__struct_fields__}
    crowd = state.crowd
    saved = SavedLane(
        form=FORM,
        weights=profile.weights,
        days=profile.days,
        today=profile.today,
        counts=list(profile.counts),
        weekdays=profile.weekdays,
        usual_day=profile.usual_day,
        time_ms=state.time_ms,
        pulse=SavedPulse(**pulse),
        crowd=SavedCrowd(
            since_ms=crowd.since_ms,
            met=crowd.met,
            new=crowd.new,
            # Of a young lane nearly all zeros; of an old one 64 KiB that nothing makes smaller.
            marks=base64.b85encode(zlib.compress(bytes(crowd.marks), 1)).decode(),
            groups=[(one.rumor_id, sorted(one.keys), one.strangers) for one in crowd.groups],
        ),
        joined=[
            (id_, one.exemplar_id, one.rumor_id, one.at_ms) for id_, one in state.joined.items()
        ],
        judged_by=state.judged_by,
    )
    return msgspec.json.encode(saved).decode()


def load_lane(state: LaneSurges, dumped: str) -> None:
    """The inverse of `dump_lane`. Raises `BadState`."""
    try:
        if dumped.startswith("[["):
            old = msgspec.json.decode(dumped, type=OldProfile)
            state.learns_by(DayProfile(old.weights, old.days, old.today, old.counts))
            return
        saved = msgspec.json.decode(dumped, type=SavedLane)
        marks = _marks(saved.crowd)
    except (*UNREADABLE, zlib.error) as error:
        raise BadState(f"{type(error).__name__}: {error}"[:200]) from error
    profile = DayProfile(
        saved.weights,
        saved.days,
        saved.today,
        saved.counts,
        weekdays=saved.weekdays,
        usual_day=saved.usual_day,
    )
    state.learns_by(profile)
    state.time_ms = saved.time_ms
    state.judged_by = saved.judged_by
    for name in SavedPulse.__struct_fields__:
        setattr(state.pulse, name, getattr(saved.pulse, name))
    _load_crowd(state.crowd, saved.crowd, marks)
    state.joined = {
        id_: Joined(exemplar_id, rumor_id, at_ms)
        for id_, exemplar_id, rumor_id, at_ms in saved.joined
    }


def _marks(saved: SavedCrowd) -> bytes:
    # Never more than was asked for, whatever the text unpacks to.
    marks = zlib.decompressobj().decompress(base64.b85decode(saved.marks), SLOTS)
    if len(marks) != SLOTS:
        raise BadState(f"a crowd has {SLOTS} marks, not {len(marks)}")
    return marks


def _load_crowd(crowd: Crowd, saved: SavedCrowd, marks: bytes) -> None:
    crowd.since_ms = saved.since_ms
    crowd.met = saved.met
    crowd.new = saved.new
    crowd.marks[:] = np.frombuffer(marks, np.uint8)
    crowd.groups = [
        Group(rumor, frozenset(keys), strangers) for rumor, keys, strangers in saved.groups
    ]
