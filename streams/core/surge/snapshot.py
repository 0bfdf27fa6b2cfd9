"""States of rumors as text, for the surges topic: compact, by position, and growing at the end
only, so that old records load for ever.

In: a lane's rumor. Out: JSON, and back.
"""

import math

import msgspec

from streams.core.durations import HOUR_MS
from streams.core.surge import episodes
from streams.core.surge.counters import BIN_MS, Counters, hour_up_to
from streams.core.surge.first_form import is_first_form, rumor_of_first_form
from streams.core.surge.ledger import Ledger
from streams.core.surge.quiet import FORM, read
from streams.core.surge.reporters import restored
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.sketch import Sketch
from streams.core.surge.state import LaneSurges

# What decoding raises for text that another version, or nobody, wrote.
UNREADABLE = (msgspec.DecodeError, ValueError, TypeError, IndexError, OverflowError, RecursionError)


class BadState(Exception):
    """A state that this version did not write."""


class SavedCounters(msgspec.Struct, array_like=True):
    """`Counters`. Who was known in an hour follows from who was seen in it and the one before.

    `shares` are the anonymous reports and the new reporters of hours that had some.
    """

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
    learnt_ms: int = 0
    rise_ms: int = 0
    shares: dict[int, tuple[int, int]] = {}


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
    began_ms: int = 0
    said_ms: int = 0
    new: int = 0
    held: bool = False
    rated: bool = False
    is_merged: bool = False
    said: str | None = None
    verdicts: int = 0
    lowered: int = 0
    ends: int = 0
    is_end_told: bool = False
    said_people: int = 0


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
    merged_into: str = ""
    merged_as_fact: bool = False
    mute: str = ""
    mute_from: float = 0.0
    counted: float = 0.0
    languages: dict[str, int] = {}
    merges: int = 0
    moves: list[str] = []
    earlier: list[SavedEpisode] = []


def dump(state: LaneSurges, rumor_id: str) -> str:
    """The compact form of one rumor's state."""
    rumor = state.rumors.get(rumor_id)
    if rumor is None:
        return state.quiet[int(rumor_id, 16)].decode()
    saved = Saved(
        version=2,  # the first form had none, and begins with "[["
        counters=_saved_counters(rumor.counters),
        episode=_saved_episode(rumor.episode, rumor.episode.reporters) if rumor.episode else None,
        past=rumor.past,
        offset=rumor.offset,
        title=rumor.called,
        text=rumor.text,
        wordings=rumor.wordings,
        reports=rumor.reports,
        stances=rumor.stances,
        channels=rumor.channels,
        places=rumor.places,
        newest=rumor.newest,
        red_flags=rumor.red_flags,
        merged_into=rumor.merged_into,
        merged_as_fact=rumor.merged_as_fact,
        mute=rumor.mute,
        mute_from=rumor.mute_from,
        counted=rumor.counted,
        languages=rumor.languages,
        merges=rumor.merges,
        moves=rumor.moves,
        earlier=[_saved_episode(one, Sketch()) for one in rumor.earlier],
    )
    return msgspec.json.encode(saved).decode()


def is_packed(dumped: str) -> bool:
    """Whether a state is of a rumor that rests."""
    return dumped.startswith(FORM)


def offset_of(state: LaneSurges, rumor_id: str) -> int:
    """The record that one rumor's state is folded up to."""
    rumor = state.rumors.get(rumor_id)
    if rumor is None:
        return read(state.quiet[int(rumor_id, 16)]).offset
    return rumor.offset


def load(state: LaneSurges, rumor_id: str, dumped: str, *, is_guest: bool = False) -> None:
    """The inverse of `dump`, also of the forms before it. Raises `BadState`.

    A rumor that rests stays packed.
    """
    try:
        if is_packed(dumped):
            whole = dumped.encode()
            resting = read(whole)  # not woken: ten million of them are read back at a start
            if resting.merged_into:
                state.counts_for(rumor_id, resting.merged_into)
            state.quiet.put(int(rumor_id, 16), whole, resting)
            state.rumors.pop(rumor_id, None)
            return
        rumor = _rumor_of(dumped, state.ledger)
    except UNREADABLE as error:
        raise BadState(f"{type(error).__name__}: {error}"[:200]) from error
    rumor.is_guest = is_guest
    state.quiet.pop(int(rumor_id, 16), None)
    state.rumors[rumor_id] = rumor
    # Nobody may have looked at it since: what moved is not written.
    if rumor.merged_into:
        state.counts_for(rumor_id, rumor.merged_into)
        state.moved.add(rumor.merged_into)
    if rumor.moves:
        state.moved.add(rumor_id)
        state.moves |= {one for one in rumor.moves if rumor.moves.count(one) % 2}
    if rumor.episode and not rumor.episode.resolved_ms and not rumor.merged_into:
        state.open.add(rumor_id)
    elif rumor.episode is not None and rumor.episode.told_level:
        state.ended.add(rumor_id)
    # Of what nobody was told (a whole spoke for it, or it was muted) a restart is no news.
    if any(one.told_level and episodes.is_more(one) for one in episodes.all_over(rumor)):
        state.grown.add(rumor_id)


def rumor_of(dumped: str, ledger: Ledger) -> RumorSurge:
    """A rumor as it was written, in no lane yet. Raises `BadState`."""
    try:
        return _rumor_of(dumped, ledger)
    except UNREADABLE as error:
        raise BadState(f"{type(error).__name__}: {error}"[:200]) from error


def _rumor_of(dumped: str, ledger: Ledger) -> RumorSurge:
    if is_first_form(dumped):
        return rumor_of_first_form(dumped, ledger)
    return _rumor(dumped, ledger)


def _rumor(dumped: str, ledger: Ledger) -> RumorSurge:
    saved = msgspec.json.decode(dumped, type=Saved)
    return RumorSurge(
        counters=_counters(saved, ledger),
        episode=_episode(saved.episode, ledger) if saved.episode else None,
        past=saved.past,
        offset=saved.offset,
        called=saved.title,
        text=saved.text,
        wordings=saved.wordings,
        channels=saved.channels,
        places=saved.places,
        newest=saved.newest,
        red_flags=saved.red_flags,
        merged_into=saved.merged_into,
        merged_as_fact=saved.merged_as_fact,
        mute=saved.mute,
        mute_from=saved.mute_from,
        languages=saved.languages,
        merges=saved.merges,
        moves=saved.moves,
        earlier=[_episode(one, ledger) for one in saved.earlier],
    )


def _saved_counters(counters: Counters) -> SavedCounters:
    plain = {
        name: getattr(counters, name)
        for name in SavedCounters.__struct_fields__
        if name not in ("hours", "raw_at_ms", "shares")
    }
    hours = counters.hours
    return SavedCounters(
        **plain,
        raw_at_ms=counters.at_ms,  # had a time of its own once
        hours={number: _raw(hour.seen) for number, hour in hours.items()},
        shares={
            number: (hour.anonymous, hour.fresh)
            for number, hour in hours.items()
            if hour.anonymous or hour.fresh
        },
    )


def _counters(whole: Saved, ledger: Ledger) -> Counters:
    saved = whole.counters
    plain = {
        name: getattr(saved, name)
        for name in SavedCounters.__struct_fields__
        if name not in ("hours", "raw", "raw_at_ms", "shares", "learnt_ms")
    }
    hours = restored({n: _sketch(raw) for n, raw in saved.hours.items()})
    for number, (anonymous, fresh) in saved.shares.items():
        if number in hours:
            hours[number].anonymous = anonymous
            hours[number].fresh = fresh
    counters = Counters(
        ledger,
        hours=hours,  # before the bins: there is nothing yet to be kept
        **plain,
        raw=saved.raw * math.exp((saved.raw_at_ms - saved.at_ms) / HOUR_MS),
        learnt_ms=saved.learnt_ms or saved.at_ms,
        total=sum(saved.bins.values()),
        reports=whole.reports,
        stances=whole.stances,
        counted=whole.counted,
    )
    counters.hour = hour_up_to(counters, counters.at_ms // BIN_MS)
    return counters


def _saved_episode(episode: Episode, reporters: Sketch) -> SavedEpisode:
    """Of one that is over nobody is kept: the hours tell who made it, as long as it matters."""
    plain = {
        name: getattr(episode, name)
        for name in SavedEpisode.__struct_fields__
        if name != "reporters"
    }
    return SavedEpisode(**plain, reporters=_raw(reporters))


def _episode(saved: SavedEpisode, ledger: Ledger) -> Episode:
    plain = {
        name: getattr(saved, name) for name in SavedEpisode.__struct_fields__ if name != "reporters"
    }
    return Episode(ledger, **plain, reporters=_sketch(saved.reporters))


def _raw(sketch: Sketch) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(sketch.dump()))


def _sketch(raw: msgspec.Raw) -> Sketch:
    return Sketch.load(msgspec.json.decode(raw))
