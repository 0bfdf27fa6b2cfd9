"""Rumors of two lanes that are one: what is counted where, what is told by which."""

from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import Alert, MovedCounts, ReportsReceived, Sighting, Wording
from streams.core.curation.effects import Move, Placing, part_elsewhere
from streams.core.durations import MINUTE_MS
from streams.core.ids import split_rumor
from streams.core.surge import LaneSurges, Overlay
from tests.support.builders import RUMOR, T0_MS
from tests.support.surges import Lane, seen, wave

HERE = "main/cjk"
THERE = "main/alphabet"
ENGLISH = "cd" * 8  # reported there
THIRD = "ef" * 8  # there, too
PART = split_rumor("dec_1")
LATER_MS = T0_MS + 2 * MINUTE_MS


@dataclass
class Desk:
    """Both lanes of a tenant, and what they say to each other."""

    here: Lane = field(default_factory=lambda: Lane(state=LaneSurges(HERE)))
    there: Lane = field(
        # Of another partition: its records have other offsets.
        default_factory=lambda: Lane(state=LaneSurges(THERE), offset=1_000_000)
    )
    sent: list[ReportsReceived] = field(default_factory=list)

    def decide(self, at_ms: int, **links: str) -> list[Alert]:
        """The rumors of there, by name, that show as others."""
        named = {"english": ENGLISH, "third": THIRD}
        shown = {named[name]: into for name, into in links.items()}
        lanes = {RUMOR: HERE, ENGLISH: THERE, THIRD: THERE}
        return self.lay(Overlay(links=shown, lanes=lanes, is_whole=True), at_ms)

    def lay(self, over: Overlay, at_ms: int) -> list[Alert]:
        told = []
        for lane in (self.there, self.here):
            lane.over = over
            told += lane.correct(at_ms)
        return told + self.pass_on()

    def report(self, sightings: list[Sighting], *wordings: Wording) -> list[Alert]:
        """English ones are of there."""
        told = []
        for one in sightings:
            lane = self.here if one.rumor_id == RUMOR else self.there
            told += lane.see(one, wordings=wordings)
            told += self.pass_on()
        return told

    def pass_on(self) -> list[Alert]:
        told = []
        for lane, other in ((self.there, self.here), (self.here, self.there)):
            new = lane.state.take_outgoing()
            self.sent += new
            for record in new:
                assert record.lane == other.state.lane
                told += other.share(record)
        return told

    def tick(self, at_ms: int) -> list[Alert]:
        return [*self.there.tick(at_ms), *self.pass_on(), *self.here.tick(at_ms), *self.pass_on()]


def english(people: int, start_ms: int = T0_MS, *, first: int = 100) -> list[Sighting]:
    return wave(people, start_ms, first=first, rumor_id=ENGLISH, variant_id=ENGLISH)


def counts(lane: Lane, rumor_id: str) -> dict[str, object]:
    rumor = lane.state.rumor(rumor_id)
    return {
        "reports": rumor.reports,
        "stances": rumor.stances,
        "bins": {number: round(weight, 6) for number, weight in rumor.counters.bins.items()},
        "channels": dict(rumor.channels),
        "wordings": rumor.wordings,
    }


def test_the_alert_of_the_one_tells_the_reports_of_both() -> None:
    desk = Desk()
    desk.report(wave(20))
    desk.report(english(20))
    first, second = desk.here.told[-1].alert_id, desk.there.told[-1].alert_id
    corrected, larger = desk.decide(LATER_MS, english=RUMOR)
    assert (corrected.alert_id, corrected.merged_into) == (second, RUMOR)
    assert (larger.alert_id, larger.reports, larger.reporters) == (first, 40, 40)
    told = desk.report(english(80, LATER_MS, first=200))
    assert {one.alert_id for one in told} == {first}
    assert told[-1].level == "major"
    assert told[-1].reporters > 40
    assert desk.here.rumor().reports == 120
    assert [one.event for one in desk.there.told].count("raised") == 1, "there nothing is told"
    assert RUMOR not in desk.there.state.rumors


def test_who_reported_both_is_one_person() -> None:
    desk = Desk()
    desk.report(wave(20))
    desk.report(english(20, first=0))
    desk.decide(LATER_MS, english=RUMOR)
    desk.report(english(20, LATER_MS, first=0))
    assert desk.here.rumor().reports == 60
    (episode,) = [one for one in [desk.here.rumor().episode] if one is not None]
    assert episode.people == 20


def test_two_that_are_too_small_alone_surge_once_they_are_one() -> None:
    desk = Desk()
    desk.report(wave(4))
    desk.report(english(4))
    risen = desk.decide(T0_MS + 20_000, english=RUMOR)[-1]
    assert (risen.level, risen.rumor_id, risen.reports) == ("surge", RUMOR, 8)
    assert desk.tick(T0_MS + 25_000) == []


def test_undoing_it_leaves_each_with_its_own_and_opens_the_alert_again() -> None:
    desk = Desk()
    desk.report(wave(20))
    desk.report(english(20))
    second = desk.there.told[-1].alert_id
    desk.decide(LATER_MS, english=RUMOR)
    desk.report(english(20, LATER_MS, first=200))
    told = desk.decide(LATER_MS + MINUTE_MS)
    assert {(one.event, one.reports) for one in told} == {("corrected", 20), ("corrected", 40)}
    assert [one.resolved_at_ms for one in told if one.alert_id == second] == [None]
    desk.report(english(5, LATER_MS + 2 * MINUTE_MS, first=300))
    assert counts(desk.here, RUMOR)["reports"] == 20
    assert counts(desk.there, ENGLISH)["reports"] == 45
    assert desk.tick(LATER_MS + 3 * MINUTE_MS) == [], "nothing surges twice"


def test_each_undo_of_a_merge_is_told() -> None:
    desk = Desk()
    desk.report(wave(20))
    desk.report(english(20))
    for at in range(4):
        desk.decide(LATER_MS + at * 10_000, english=RUMOR)
        desk.tick(LATER_MS + at * 10_000 + 1_000)
        told = desk.decide(LATER_MS + at * 10_000 + 5_000)
        desk.tick(LATER_MS + at * 10_000 + 6_000)
        assert {one.rumor_id: one.reports for one in told} == {RUMOR: 20, ENGLISH: 20}
    names = [(one.alert_id, one.change_id) for one in [*desk.here.told, *desk.there.told]]
    assert len(set(names)) == len(names)


def test_a_merge_made_again_counts_once() -> None:
    desk = Desk()
    desk.report(wave(20))
    desk.report(english(20))
    for at in range(3):
        desk.decide(LATER_MS + at * 10_000, english=RUMOR)
        assert desk.here.rumor().reports == 40
        desk.decide(LATER_MS + at * 10_000 + 5_000)
        assert desk.here.rumor().reports == 20


def test_one_that_was_never_reported_is_shared_from_its_first_report_on() -> None:
    desk = Desk()
    desk.report(wave(4))
    desk.decide(T0_MS + 5_000, english=RUMOR)
    quoted = Wording(variant_id=ENGLISH, rumor_id=ENGLISH, text="in english")
    told = desk.report(english(1, T0_MS + 6_000), quoted)
    told += desk.report(english(5, T0_MS + 7_000, first=200))
    assert {one.rumor_id for one in told} == {RUMOR}
    assert desk.here.rumor().reports == 10
    assert "in english" in desk.here.rumor().newest


def test_what_had_absorbed_another_takes_it_along() -> None:
    desk = Desk()
    desk.report(english(10))
    desk.report(wave(10, T0_MS + 20_000, first=300, rumor_id=THIRD))
    desk.decide(T0_MS + 40_000, third=ENGLISH)
    desk.report(wave(10))
    desk.decide(LATER_MS, third=RUMOR, english=RUMOR)
    assert desk.here.rumor().reports == 30
    desk.report(wave(3, LATER_MS, first=400, rumor_id=THIRD))
    assert desk.here.rumor().reports == 33
    desk.decide(LATER_MS + MINUTE_MS, english=RUMOR)  # the first of the merges is undone
    desk.tick(LATER_MS + MINUTE_MS)
    assert desk.here.rumor().reports == 20
    assert desk.there.rumor(THIRD).reports == 13


def test_the_same_shared_again_counts_once() -> None:
    """As after a crash: the records are read, and sent, again."""
    desk = Desk()
    desk.report(wave(5))
    desk.decide(T0_MS + 10_000, english=RUMOR)
    desk.report(english(5, T0_MS + 20_000))
    before = counts(desk.here, RUMOR)
    for record in desk.sent:
        if record.shared is not None and record.shared.sightings:
            desk.here.share(record)
    assert counts(desk.here, RUMOR) == before


def test_what_arrives_after_the_guest_has_left_counts_for_nobody() -> None:
    desk = Desk()
    desk.report(wave(5))
    desk.report(english(5))
    desk.decide(T0_MS + 10_000, english=RUMOR)
    desk.there.see(*english(5, T0_MS + 20_000, first=200))
    late = desk.there.state.take_outgoing()
    desk.decide(T0_MS + 30_000)
    for record in late:
        desk.here.share(record)
    assert desk.here.rumor().reports == 5
    assert desk.here.state.rumor(ENGLISH).reports == 0
    assert desk.there.rumor(ENGLISH).reports == 10


def test_a_state_of_a_version_to_come_is_counted_anew() -> None:
    desk = Desk()
    desk.report(wave(5))
    desk.report(english(5))
    for lane in (desk.there, desk.here):
        lane.over = Overlay(
            links={ENGLISH: RUMOR}, lanes={RUMOR: HERE, ENGLISH: THERE}, is_whole=True
        )
    desk.there.correct(T0_MS + 10_000)
    (record,) = desk.there.state.take_outgoing()
    assert record.shared is not None
    (whole,) = record.shared.states
    unreadable = msgspec.structs.replace(whole, state="[9]")
    shared = msgspec.structs.replace(record.shared, states=(unreadable,))
    desk.here.share(msgspec.structs.replace(record, shared=shared))
    desk.report(english(5, T0_MS + 20_000, first=200))
    assert desk.here.rumor().reports == 10


@pytest.mark.parametrize("is_in_force", [True, False])
def test_a_wording_moved_to_a_rumor_of_another_lane_counts_there(is_in_force: bool) -> None:
    desk = Desk()
    desk.report(wave(10))
    desk.report(english(10))
    second = wave(10, T0_MS + 15_000, first=200, rumor_id=ENGLISH, variant_id=THIRD)
    desk.report(second)
    desk.lay(_moved(), LATER_MS)
    assert (desk.here.rumor().reports, desk.there.rumor(ENGLISH).reports) == (20, 10)
    desk.report(wave(5, LATER_MS, first=300, rumor_id=ENGLISH, variant_id=THIRD))
    assert (desk.here.rumor().reports, desk.there.rumor(ENGLISH).reports) == (25, 10)
    desk.report(english(1, LATER_MS + 10_000, first=400))
    assert desk.there.rumor(ENGLISH).reports == 11
    assert RUMOR not in desk.there.state.rumors
    if not is_in_force:
        desk.lay(_moved(is_in_force=False), LATER_MS + MINUTE_MS)
        assert (desk.here.rumor().reports, desk.there.rumor(ENGLISH).reports) == (10, 26)


def _moved(*, is_in_force: bool = True) -> Overlay:
    move = Move(
        source=ENGLISH,
        part=PART,
        is_in_force=is_in_force,
        decided_at_ms=LATER_MS,
        moved=MovedCounts(
            homes=(ENGLISH,),
            text="the second",
            wordings=1,
            reports=10,
            stances=(("carries", 10),),
            minutes=((T0_MS // MINUTE_MS, 10, 10),),
        ),
    )
    placing = Placing(PART, LATER_MS, with_followers=False)
    return Overlay(
        moves={"dec_1": move},
        placings={THIRD: (placing,)} if is_in_force else {},
        links={PART: RUMOR} if is_in_force else {},
        lanes={RUMOR: HERE, ENGLISH: THERE, PART: THERE},
        is_whole=True,
    )


SECOND = "12" * 8  # another wording of the rumor here
FIFTH = "56" * 8  # another one of the English rumor


def _split_of_both(*, is_in_force: bool, is_merged: bool = True, both: bool = False) -> Overlay:
    """The rumor here is merged into the English one, of which its second wording is split off; and
    the English wording with it.
    """

    def move(home: str, reports: int) -> Move:
        return Move(
            source=ENGLISH,
            part=PART,
            is_in_force=is_in_force,
            decided_at_ms=LATER_MS,
            moved=_counts(home, reports),
        )

    moves = {"dec_1": move(RUMOR, 8)}
    placings = {SECOND: (Placing(PART, LATER_MS, with_followers=False),)}
    if both:
        moves["dec_1/1"] = move(ENGLISH, 6)
        placings[FIFTH] = placings[SECOND]
    links = {RUMOR: ENGLISH} if is_merged else {}
    return Overlay(
        moves=moves,
        placings=placings if is_in_force else {},
        links=links | ({part_elsewhere(PART): PART} if is_in_force else {}),
        lanes={RUMOR: HERE, ENGLISH: THERE, PART: THERE},
        is_whole=True,
    )


def _counts(home: str, reports: int) -> MovedCounts:
    return MovedCounts(
        homes=(home,),
        text="the second",
        wordings=1,
        reports=reports,
        stances=(("carries", reports),),
        minutes=((T0_MS // MINUTE_MS, reports, reports),),
    )


@pytest.mark.parametrize("both", [False, True])
def test_wordings_are_split_off_a_whole_of_two_lanes_and_come_back(both: bool) -> None:
    """The worker ended at each start: in one lane there was nothing to take them from."""
    desk = Desk()
    desk.report(wave(14))
    desk.report(wave(8, T0_MS + 15_000, first=50, variant_id=SECOND))
    desk.report(english(13))
    desk.report(wave(6, T0_MS + 20_000, first=200, rumor_id=ENGLISH, variant_id=FIFTH))
    lanes = {RUMOR: HERE, ENGLISH: THERE}
    desk.lay(Overlay(links={RUMOR: ENGLISH}, lanes=lanes, is_whole=True), LATER_MS - 1_000)
    assert desk.there.rumor(ENGLISH).reports == 41
    desk.lay(_split_of_both(is_in_force=True, both=both), LATER_MS)
    desk.tick(LATER_MS + 1_000)
    off = 14 if both else 8
    assert (desk.there.rumor(ENGLISH).reports, desk.there.rumor(PART).reports) == (41 - off, off)
    desk.report(wave(3, LATER_MS + 2_000, first=300, variant_id=SECOND))
    desk.here.restart()
    desk.there.restart()
    assert (desk.there.rumor(ENGLISH).reports, desk.there.rumor(PART).reports) == (
        41 - off,
        off + 3,
    )
    assert desk.here.rumor().reports == 14
    desk.lay(_split_of_both(is_in_force=False, both=both), LATER_MS + MINUTE_MS)
    desk.tick(LATER_MS + MINUTE_MS + 1_000)
    assert (desk.there.rumor(ENGLISH).reports, desk.here.rumor().reports) == (44, 25)
    assert desk.there.state.rumor(PART).reports == 0
    desk.lay(_split_of_both(is_in_force=False, is_merged=False, both=both), LATER_MS + 70_000)
    desk.tick(LATER_MS + 71_000)
    assert (desk.there.rumor(ENGLISH).reports, desk.here.rumor().reports) == (19, 25)
    assert [desk.there.state.open, desk.here.state.open] == [{ENGLISH}, {RUMOR}]


def test_a_guest_comes_in_before_the_decision_is_known_here() -> None:
    """Of two workers the one that looks first hands it over."""
    desk = Desk()
    desk.report(wave(5))
    desk.report(english(5))
    lanes = {RUMOR: HERE, ENGLISH: THERE}
    over = Overlay(links={ENGLISH: RUMOR}, lanes=lanes, is_whole=True, decided=7)
    desk.there.over = over
    desk.there.correct(T0_MS + 10_000)
    desk.pass_on()
    desk.report(english(2, T0_MS + 11_000, first=300))
    assert desk.here.rumor().reports == 12
    desk.here.over = over
    desk.here.correct(T0_MS + 12_000)
    assert desk.here.rumor().reports == 12
    desk.there.over = desk.here.over = Overlay(lanes=lanes, is_whole=True, decided=8)
    desk.here.correct(T0_MS + 13_000)
    assert desk.here.rumor().reports == 5


STEPS = st.lists(
    st.sampled_from(["here", "english", "third", "merge", "merge both", "part", "restart"]),
    max_size=14,
)


@settings(max_examples=60)
@given(steps=STEPS)
def test_law_after_any_merges_and_undos_all_is_as_without_them(steps: list[str]) -> None:
    """Whatever came between, and whoever was restarted."""
    desk, plain = Desk(), Desk()
    for at, name in enumerate(steps):
        at_ms = T0_MS + at * 10_000
        if name in ("here", "english", "third"):
            rumor_id = {"here": RUMOR, "english": ENGLISH, "third": THIRD}[name]
            for one in (desk, plain):
                one.report([seen(at * 10 + n, at_ms + n, rumor_id=rumor_id) for n in range(5)])
        elif name == "restart":
            desk.here.restart()
            desk.there.restart()
        else:
            links = {
                "merge": {"english": RUMOR},
                "merge both": {"english": RUMOR, "third": RUMOR},
                "part": {},
            }[name]
            desk.decide(at_ms, **links)
            together = 5 * sum(
                steps[:at].count(one)
                for one, is_one in (
                    ("here", True),
                    ("english", "english" in links),
                    ("third", "third" in links),
                )
                if is_one
            )
            assert desk.here.state.rumor(RUMOR).reports == together
    desk.decide(T0_MS + 200_000)
    for rumor_id, name in ((RUMOR, "here"), (ENGLISH, "there"), (THIRD, "there")):
        mine, others = getattr(desk, name), getattr(plain, name)
        assert counts(mine, rumor_id) == counts(others, rumor_id)
