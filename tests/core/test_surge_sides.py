"""Both sides of a split whose reporters are known: each is what it would be had the other never
been its own, and after an undo all is as if nobody had ever split.
"""

from dataclasses import dataclass, field
from dataclasses import replace as replace_over
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events import Alert, MovedCounts, SeenReports, Sighting
from streams.core.curation.effects import SEEN_MS, Move, Placing
from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.ids import split_rumor
from streams.core.surge import Overlay
from streams.core.surge.episodes import open_episode
from streams.core.surge.own import SEEN
from streams.core.surge.policy import SurgePolicy
from tests.support.builders import RUMOR, T0_MS
from tests.support.surges import Lane, wave

DECISION = "dec_1"
APART = split_rumor(DECISION)
OTHER = "cd" * 8
FIRST = RUMOR
SECOND = "12" * 8
# What is noted when a rumor is looked at, which a decision gives cause to.
LOOKED = (
    "new",
    "observed",
    "score",
    "window_s",
    "baseline",
    "last_hot_ms",
    "quiet_since_ms",
    "reporters",
)
SMALL = SurgePolicy(min_reports=5)  # major from 20 an hour on, critical from 80


@dataclass
class Desk:
    """A lane, the same lane without decisions, and what the store has of both."""

    lane: Lane = field(default_factory=lambda: Lane(policy=SMALL))
    alone: Lane = field(default_factory=lambda: Lane(policy=SMALL))
    stored: list[Sighting] = field(default_factory=list)
    over: Overlay = field(default_factory=lambda: Overlay(is_whole=True))
    target: str = ""
    links: dict[str, str] = field(default_factory=dict)

    def report(
        self,
        variant_id: str,
        people: int,
        at_ms: int,
        *,
        first: int = 0,
        late_ms: int = 0,
        **fields: Any,
    ) -> list[Alert]:
        seen = [
            replace(one, variant_id=variant_id)
            for one in wave(people, at_ms - late_ms, first=first, every_ms=100, **fields)
        ]
        self.stored += seen
        for one in seen:
            self.alone.see(one, now_ms=one.observed_at_ms + late_ms)
        return [
            alert
            for one in seen
            for alert in self.lane.see(one, now_ms=one.observed_at_ms + late_ms)
        ]

    def split(self, at_ms: int) -> list[Alert]:
        """The second wording is split off, or taken to the target, for the first time or again."""
        moved = MovedCounts(
            homes=(RUMOR,),
            text="the second",
            wordings=0,
            reports=len(self._of(SECOND)),
            stances=(("carries", len(self._of(SECOND))),),
            channels=(("wechat", len(self._of(SECOND))),),
            places=(("成都", len(self._of(SECOND))),),
            until_ms=at_ms,
            seen=self._seen(self._of(SECOND), at_ms),
            stays=self._seen(self._of(FIRST), at_ms),
        )
        move = Move(source=RUMOR, part=APART, is_in_force=True, decided_at_ms=at_ms, moved=moved)
        placing = Placing(APART, at_ms, with_followers=False)
        self.over = Overlay(
            moves={DECISION: move},
            placings={SECOND: (placing,)},
            links=self.links | ({APART: self.target} if self.target else {}),
            is_whole=True,
        )
        return self._decided(at_ms)

    def undo(self, at_ms: int) -> list[Alert]:
        if not self.over.moves:
            return []
        back = self._seen(self._of(FIRST, SECOND), at_ms)
        move = replace_over(self.over.moves[DECISION], is_in_force=False, back=back)
        self.over = Overlay(moves={DECISION: move}, links=self.links, is_whole=True)
        return self._decided(at_ms)

    def merge(self, at_ms: int, into: str = "") -> list[Alert]:
        """The rumor shows as another one, or does not any more."""
        self.links = {RUMOR: into} if into else {}
        self.over = replace_over(self.over, links=self.links)
        return self._decided(at_ms)

    def _decided(self, at_ms: int) -> list[Alert]:
        self.lane.over = self.over
        told = [*self.lane.correct(at_ms), *self.lane.tick(at_ms)]
        self.alone.tick(at_ms)
        return told

    def _of(self, *variant_ids: str) -> list[Sighting]:
        return [one for one in self.stored if one.variant_id in variant_ids]

    def _seen(self, of: list[Sighting], at_ms: int) -> SeenReports:
        lately = [one for one in of if one.observed_at_ms >= at_ms - SEEN_MS]
        seen = [f"{one.observed_at_ms:012x}{one.reporter or '0' * 16}" for one in lately]
        return SeenReports(
            reports=len(of), seen="".join(seen), since_ms=at_ms - SEEN_MS, until_ms=at_ms
        )


def last(told: list[Alert], rumor_id: str) -> Alert:
    return next(one for one in reversed(told) if one.rumor_id == rumor_id)


def counts(lane: Lane, rumor_id: str = RUMOR) -> dict[str, object]:
    rumor = lane.state.rumor(rumor_id)
    counters = rumor.counters
    episode = open_episode(rumor)
    return {
        "reports": rumor.reports,
        "stances": rumor.stances,
        "sums": [
            round(getattr(counters, name), 6)
            for name in ("x5", "x20", "x60", "raw", "total", "hour", "counted", "compartment")
        ],
        "times": (counters.at_ms, counters.born_ms, counters.rise_ms),
        "bins": {number: round(weight, 6) for number, weight in counters.bins.items()},
        "people": {
            number: (hour.seen.exact, hour.anonymous, hour.fresh)
            for number, hour in counters.hours.items()
        },
        "names": (dict(rumor.channels), dict(rumor.places)),
        "episode": episode
        and {name: getattr(episode, name) for name in SEEN if name not in LOOKED},
        "by": episode and episode.people,
        "is_open": bool(episode) and rumor_id in lane.state.open,
    }


def test_an_alert_that_the_rest_would_not_have_made_is_over() -> None:
    desk = Desk()
    desk.report(FIRST, 1, T0_MS)
    desk.report(SECOND, 29, T0_MS + 1_000, first=1)
    assert last(desk.lane.told, RUMOR).level == "major" or desk.lane.tick(T0_MS + 2 * MINUTE_MS)
    told = desk.split(T0_MS + 3 * MINUTE_MS)
    assert last(told, RUMOR).event == "resolved"
    raised = last(told, APART)
    assert (raised.event, raised.level, raised.reporters) == ("raised", "major", 29)


def test_a_level_that_the_rest_would_not_have_reached_is_taken_back() -> None:
    desk = Desk()
    desk.report(FIRST, 10, T0_MS)
    desk.report(SECOND, 30, T0_MS + 1_000, first=10)
    desk.lane.tick(T0_MS + 2 * MINUTE_MS)
    lowered = last(desk.split(T0_MS + 3 * MINUTE_MS), RUMOR)
    assert (lowered.event, lowered.level, lowered.previous_level) == (
        "corrected",
        "surge",
        "major",
    )
    assert (lowered.observed, lowered.reporters) == (10, 10)
    assert lowered.why.startswith("10 reports in ")
    again = last(desk.undo(T0_MS + 5 * MINUTE_MS), RUMOR)
    assert (again.level, again.reporters) == ("major", 40)
    names = [(one.alert_id, one.change_id) for one in desk.lane.told]
    assert len(set(names)) == len(names)


def test_who_reports_what_was_split_off_again_counts_there_once() -> None:
    desk = Desk()
    desk.report(FIRST, 10, T0_MS, first=50)
    desk.report(SECOND, 10, T0_MS + 2_000)
    desk.split(T0_MS + MINUTE_MS)
    desk.report(SECOND, 10, T0_MS + 2 * MINUTE_MS)
    desk.lane.tick(T0_MS + 4 * MINUTE_MS)
    assert {one.level for one in desk.lane.told if one.rumor_id == APART} == {"surge"}
    episode = desk.lane.rumor(APART).episode
    assert episode is not None
    assert episode.people == 10


def test_who_reported_both_sides_counts_on_both_and_once_after_the_undo() -> None:
    desk = Desk()
    desk.report(FIRST, 15, T0_MS)
    desk.report(SECOND, 15, T0_MS + 2_000)
    told = desk.split(T0_MS + MINUTE_MS)
    assert last(told, APART).reporters == 15
    desk.report(FIRST, 15, T0_MS + 2 * MINUTE_MS, first=5)
    desk.report(SECOND, 15, T0_MS + 3 * MINUTE_MS, first=10)
    told = desk.undo(T0_MS + 5 * MINUTE_MS)
    assert last(told, RUMOR).reporters == 25
    assert counts(desk.lane) == counts(desk.alone)


def test_the_end_of_what_was_split_off_is_told_with_the_figures_that_it_had() -> None:
    desk = Desk()
    desk.report(FIRST, 10, T0_MS)
    desk.report(SECOND, 12, T0_MS + 1_000, first=10)
    for number in range(2):
        desk.split(T0_MS + (1 + 2 * number) * MINUTE_MS)
        told = desk.undo(T0_MS + (2 + 2 * number) * MINUTE_MS)
        gone = [one for one in told if one.rumor_id == APART]
        assert [(one.merged_into, one.reporters, one.reports) for one in gone] == [(RUMOR, 12, 12)]
        assert gone[0].resolved_at_ms is not None


def test_of_two_changes_at_one_moment_one_is_the_newer() -> None:
    desk = Desk()
    desk.report(FIRST, 10, T0_MS)
    desk.report(SECOND, 30, T0_MS + 1_000, first=10)
    at_ms = T0_MS + 2 * MINUTE_MS
    desk.split(at_ms)
    desk.undo(at_ms)
    moments = [one.at_ms for one in desk.lane.told if one.rumor_id == RUMOR]
    assert moments == sorted(set(moments))


def test_an_alert_that_was_all_split_off_while_it_was_merged_goes_on_after_all_of_it() -> None:
    desk = Desk()
    desk.report(SECOND, 10, T0_MS)
    desk.report(FIRST, 10, T0_MS + 2_000, first=50, rumor_id=OTHER)
    desk.merge(T0_MS + MINUTE_MS, into=OTHER)
    desk.stored = [one for one in desk.stored if one.rumor_id == RUMOR]
    desk.split(T0_MS + 2 * MINUTE_MS)
    desk.undo(T0_MS + 3 * MINUTE_MS)
    told = desk.merge(T0_MS + 4 * MINUTE_MS)
    again = last(told, RUMOR)
    assert (again.event, again.reporters, again.resolved_at_ms) == ("corrected", 10, None)
    assert again.alert_id == desk.alone.told[0].alert_id
    assert last(told, OTHER).reporters == 10
    names = [(one.alert_id, one.change_id) for one in desk.lane.told]
    assert len(set(names)) == len(names)


def test_what_is_reported_as_always_is_no_surge_on_either_side() -> None:
    """A day, looked at without the days before, begins with many reports out of nothing."""
    desk = Desk()
    for hour in range(60):
        at_ms = T0_MS + hour * HOUR_MS
        desk.report(FIRST, 8, at_ms, first=16 * hour)
        desk.report(SECOND, 8, at_ms, first=16 * hour + 8)
    at_ms = T0_MS + 60 * HOUR_MS
    desk.lane.tick(at_ms)
    before = len(desk.lane.told)
    desk.split(at_ms)
    assert desk.lane.rumor().counters.hour == desk.alone.rumor().counters.hour / 2
    desk.undo(at_ms + 2 * MINUTE_MS)
    desk.lane.tick(at_ms + 3 * MINUTE_MS)
    events = {one.event for one in desk.lane.told[before:]}
    assert events.isdisjoint(("raised", "escalated"))
    assert desk.lane.rumor().counters.hour == desk.alone.rumor().counters.hour


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from((FIRST, SECOND)),
            st.integers(0, 30),
            st.integers(1, 30),
            st.sampled_from((0, 0, 25 * MINUTE_MS, 3 * HOUR_MS)),
        ),
        st.sampled_from(("split", "undo", "restart", "later")),
    ),
    max_size=12,
)


@pytest.mark.parametrize("target", ["", OTHER])
@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_what_was_split_and_undone_is_as_if_nobody_had_split(
    target: str, steps: list[tuple[str, int, int, int] | str]
) -> None:
    desk = Desk(target=target)
    at_ms = T0_MS
    for one in steps:
        at_ms += MINUTE_MS
        if one == "split":
            if desk.lane.over.placings or not desk.stored:
                continue
            desk.split(at_ms)
        elif one == "undo":
            desk.undo(at_ms)
        elif one == "restart":
            desk.lane.restart()
        elif one == "later":
            at_ms += 20 * MINUTE_MS
        elif not isinstance(one, str):
            variant_id, first, people, late_ms = one
            desk.report(variant_id, people, at_ms, first=first, late_ms=late_ms)
    at_ms += 2 * MINUTE_MS
    desk.undo(at_ms)
    desk.lane.tick(at_ms)
    desk.alone.tick(at_ms)
    # What late reports make of a past surge hangs on what had been told of it.
    is_any_late = any(not isinstance(one, str) and one[-1] for one in steps)
    left_out = {"episode", "by", "is_open"} if is_any_late else set()
    if desk.stored:
        found, expected = counts(desk.lane), counts(desk.alone)
        assert {name: found[name] for name in found.keys() - left_out} == {
            name: expected[name] for name in expected.keys() - left_out
        }
    assert not desk.lane.state.owns
    names = [(alert.alert_id, alert.change_id) for alert in desk.lane.told]
    assert len(set(names)) == len(names)
