"""Surge states as text, for the surges topic: compact, by position, and growing at the end only, so
that old records load for ever.

In: a lane's rumor, or the lane itself. Out: JSON, and back.
"""

import json
from typing import Annotated

import msgspec
from msgspec import Meta

from streams.core.surge.counters import Counters
from streams.core.surge.first_form import is_first_form, rumor_of_first_form
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hour, Hours, Sketch
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.state import LaneSurges

# What decoding raises for text that another version, or nobody, wrote.
UNREADABLE = (msgspec.DecodeError, ValueError, TypeError, IndexError, OverflowError, RecursionError)


class BadState(Exception):
    """A state that this version did not write."""


class SavedCounters(msgspec.Struct, array_like=True):
    """`Counters`. Who was known in an hour follows from who was seen in it and the one before."""

    at_ms: int
    born_ms: int
    x5: float
    x20: float
    x60: float
    compartment: float
    learnt: float
    exposure_h: float
    raw: float
    raw_at_ms: int
    bins: dict[int, float]
    hours: dict[int, msgspec.Raw]


class SavedEpisode(msgspec.Struct, array_like=True):
    """`Episode`."""

    started_ms: int
    raised_ms: int
    level: int
    last_hot_ms: int
    crossed_ms: int
    score: float
    observed: float
    window_s: int
    baseline: float
    normal: float
    previous_level: int
    told_level: int
    told_ms: int
    quiet_since_ms: int
    resolved_ms: int
    decided: int
    anonymous: int
    reporters: msgspec.Raw


class Saved(msgspec.Struct, array_like=True):
    """`RumorSurge`. Fields are only ever added, at the end, with a default."""

    version: int
    counters: SavedCounters
    episode: SavedEpisode | None
    past: list[tuple[int, int]]
    offset: int
    title: str
    text: str
    wordings: int
    reports: int
    stances: list[int]
    channels: dict[str, int]
    places: dict[str, int]
    newest: tuple[str, ...]
    red_flags: list[str]


class SavedProfile(msgspec.Struct, array_like=True):
    """`DayProfile`."""

    weights: Annotated[list[float], Meta(min_length=24, max_length=24)]
    days: int
    today: int
    counts: Annotated[list[int], Meta(min_length=24, max_length=24)]


def dump(state: LaneSurges, rumor_id: str) -> str:
    """The compact form of one rumor's state."""
    rumor = state.rumors[rumor_id]
    saved = Saved(
        version=2,  # the first form had none, and begins with "[["
        counters=_saved_counters(rumor.counters),
        episode=_saved_episode(rumor.episode) if rumor.episode else None,
        past=rumor.past,
        offset=rumor.offset,
        title=rumor.title,
        text=rumor.text,
        wordings=rumor.wordings,
        reports=rumor.reports,
        stances=rumor.stances,
        channels=rumor.channels,
        places=rumor.places,
        newest=rumor.newest,
        red_flags=rumor.red_flags,
    )
    return msgspec.json.encode(saved).decode()


def load(state: LaneSurges, rumor_id: str, dumped: str) -> None:
    """The inverse of `dump`, also of the form before it. Raises `BadState`."""
    try:
        rumor = rumor_of_first_form(dumped) if is_first_form(dumped) else _rumor(dumped)
    except UNREADABLE as error:
        raise BadState(f"{type(error).__name__}: {error}"[:200]) from error
    state.rumors[rumor_id] = rumor
    # Not saved: what was seen at the last report was looked at before it was written.
    rumor.evaluated_ms = rumor.counters.at_ms
    if rumor.episode and not rumor.episode.resolved_ms:
        state.open.add(rumor_id)


def dump_lane(state: LaneSurges) -> str:
    """The compact form of what belongs to the lane: its hour-of-day profile."""
    profile = state.profile
    return json.dumps([profile.weights, profile.days, profile.today, profile.counts])


def load_lane(state: LaneSurges, dumped: str) -> None:
    """The inverse of `dump_lane`.

    Records of the first form end with a fifth value, which is passed over. Raises `BadState`.
    """
    try:
        saved = msgspec.json.decode(dumped, type=SavedProfile)
    except UNREADABLE as error:
        raise BadState(f"{type(error).__name__}: {error}"[:200]) from error
    state.profile = DayProfile(saved.weights, saved.days, saved.today, saved.counts)


def _rumor(dumped: str) -> RumorSurge:
    saved = msgspec.json.decode(dumped, type=Saved)
    return RumorSurge(
        counters=_counters(saved.counters),
        episode=_episode(saved.episode) if saved.episode else None,
        past=saved.past,
        offset=saved.offset,
        title=saved.title,
        text=saved.text,
        wordings=saved.wordings,
        reports=saved.reports,
        stances=saved.stances,
        channels=saved.channels,
        places=saved.places,
        newest=saved.newest,
        red_flags=saved.red_flags,
    )


def _saved_counters(counters: Counters) -> SavedCounters:
    return SavedCounters(
        **{
            name: getattr(counters, name)
            for name in SavedCounters.__struct_fields__
            if name != "hours"
        },
        hours={number: _raw(hour.seen) for number, hour in sorted(counters.hours.items())},
    )


def _counters(saved: SavedCounters) -> Counters:
    plain = {
        name: getattr(saved, name) for name in SavedCounters.__struct_fields__ if name != "hours"
    }
    return Counters(
        **plain,
        total=sum(saved.bins.values()),
        hours=_hours({n: _sketch(raw) for n, raw in saved.hours.items()}),
    )


def _hours(seen: dict[int, Sketch]) -> Hours:
    # Not saved, either: half of the state would be the reporters of the hour before once more.
    hours: Hours = {}
    for number, sketch in sorted(seen.items()):
        known = hours[number - 1].seen.copy() if number - 1 in hours else Sketch()
        known.merge(sketch)
        hours[number] = Hour(sketch, known)
    return hours


def _saved_episode(episode: Episode) -> SavedEpisode:
    plain = {
        name: getattr(episode, name)
        for name in SavedEpisode.__struct_fields__
        if name != "reporters"
    }
    return SavedEpisode(**plain, reporters=_raw(episode.reporters))


def _episode(saved: SavedEpisode) -> Episode:
    plain = {
        name: getattr(saved, name) for name in SavedEpisode.__struct_fields__ if name != "reporters"
    }
    return Episode(**plain, reporters=_sketch(saved.reporters))


def _raw(sketch: Sketch) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(sketch.dump()))


def _sketch(raw: msgspec.Raw) -> Sketch:
    return Sketch.load(msgspec.json.decode(raw))
