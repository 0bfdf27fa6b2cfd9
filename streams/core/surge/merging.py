"""Rumors that turn out to be one: their counts are added, and the absorbed episode is told so.

In: the rumor that stays and the one that goes into it. Out: one rumor's counters. Decayed sums are
linear, bins add, sketches join; a reporter of both is in the fading sums twice until they fade.
What was merged cannot be taken apart again: where a merge is undone, reports count for the absorbed
rumor from then on, and what came before stays where it is.
"""

from streams.core.surge import episodes
from streams.core.surge.counters import BIN_MS, Counters, hour_up_to, move
from streams.core.surge.names import count_name
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hour, Hours, restored
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.telling import Telling

NEWEST = 5  # wordings that an alert quotes


def merge(telling: Telling, kept_id: str, merged_id: str, *, is_fact: bool) -> None:
    """What was counted of one rumor counts for the other from here on.

    A fact holds for ever; a decision as long as it is in force (`Overlay.links`).
    """
    state = telling.state
    kept_id = state.shown(kept_id, telling.overlay.links)
    absorbed = state.rumor(merged_id)
    if kept_id == merged_id or absorbed.merged_into == kept_id:
        return
    kept = state.rumor(kept_id)
    if episode := episodes.open_episode(absorbed):
        telling.merged(merged_id, episode, kept_id)
    _add(kept, absorbed, state.profile)
    state.rumors[merged_id] = RumorSurge(
        Counters(state.ledger),
        offset=absorbed.offset,
        episode=absorbed.episode,
        past=absorbed.past,
        called=absorbed.called,
        text=absorbed.text,
        merged_into=kept_id,
        merged_as_fact=is_fact,
    )
    if is_fact:
        state.merged[merged_id] = kept_id
    state.touched |= {kept_id, merged_id}


def _add(kept: RumorSurge, absorbed: RumorSurge, profile: DayProfile) -> None:
    ours = episodes.open_episode(kept)
    theirs = absorbed.episode
    if ours is not None and theirs is not None:
        everybody = ours.reporters
        everybody.merge(theirs.reporters)
        ours.reporters = everybody
        ours.anonymous += theirs.anonymous
        ours.new += theirs.new
    _add_counters(kept.counters, absorbed.counters, profile)
    if not kept.text:
        kept.called = absorbed.called
        kept.text = absorbed.text
    kept.wordings += absorbed.wordings
    for mine, others in (
        (kept.channels, absorbed.channels),
        (kept.places, absorbed.places),
        (kept.languages, absorbed.languages),
    ):
        for name, reports in others.items():
            count_name(mine, name, reports)
    kept.newest = (*kept.newest, *absorbed.newest)[-NEWEST:]
    kept.red_flags = sorted({*kept.red_flags, *absorbed.red_flags})
    kept.past = sorted([*kept.past, *absorbed.past])[-episodes.MOST_PAST :]
    kept.counters.forget_looks()


def _add_counters(kept: Counters, absorbed: Counters, profile: DayProfile) -> None:
    kept.reports += absorbed.reports
    kept.counted += absorbed.counted
    kept.stances = [a + b for a, b in zip(kept.stances, absorbed.stances, strict=True)]
    if not absorbed.at_ms:
        return
    at_ms = max(kept.at_ms, absorbed.at_ms)
    for counters in (kept, absorbed):
        if counters.at_ms < at_ms:
            move(counters, at_ms, profile)
    # A rumor that was never counted came to be just now; the older of the two says how old it is.
    kept.born_ms = min(kept.born_ms, absorbed.born_ms)
    kept.rise_ms = min(kept.rise_ms, absorbed.rise_ms) if kept.rise_ms else absorbed.rise_ms
    kept.exposure_h = max(kept.exposure_h, absorbed.exposure_h)
    for name in ("x5", "x20", "x60", "compartment", "learnt", "raw", "total"):
        setattr(kept, name, getattr(kept, name) + getattr(absorbed, name))
    bins = kept.bins
    for number, weight in absorbed.bins.items():
        bins[number] = bins.get(number, 0.0) + weight
    kept.bins = bins
    kept.hour = hour_up_to(kept, at_ms // BIN_MS)
    kept.hours = _together(kept.hours, absorbed.hours)


def _together(ours: Hours, theirs: Hours) -> Hours:
    for number, hour in theirs.items():
        mine = ours.setdefault(number, Hour())
        mine.seen.merge(hour.seen)
        mine.anonymous += hour.anonymous
        mine.fresh += hour.fresh
    found = restored({number: hour.seen for number, hour in ours.items()})
    for number, hour in ours.items():
        found[number].anonymous = hour.anonymous
        found[number].fresh = hour.fresh
    return found
