"""What is muted is told to nobody who has not heard of it, and at the end of the mute once to
everybody whom it concerns: the surge step and the deliveries together, as a worker runs them.
"""

from dataclasses import dataclass, field, replace

import pytest
from msgspec import structs

from schemas.events import Alert, VerdictGiven
from streams.config.receivers import Receiver
from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge import Mute, Overlay
from streams.core.surge.silence import is_silent
from tests.support.builders import RUMOR, T0_MS, decision
from tests.support.office import DESK, MORNING_MS, NIGHT, Office
from tests.support.surges import Lane, wave

RAISED = "alert.raised"
MUTED = "dec_1"
HEIR = Receiver(name="desk", url="https://x", take_within_s=600, next="editor")
EDITOR = Receiver(name="editor", url="https://x", min_level="critical")  # only what is handed on
NEW = Receiver(name="new", url="https://x", catch_up="open")
HOAXES = Receiver(name="hoaxes", url="https://x", verdicts=("false",))


@dataclass
class Worker:
    """A lane and its deliveries, every second of which tells what is due."""

    office: Office
    lane: Lane = field(default_factory=Lane)
    next: int = 1_000  # a person who has not reported it yet

    def __post_init__(self) -> None:
        self.office.silent = self.is_silent

    def is_silent(self, alert: Alert) -> bool:
        mute = self.lane.over.mutes.get(alert.rumor_id)
        return is_silent(alert, self.lane.state, mute, now_ms=self.office.now_ms)

    def surge(self, *receivers: Receiver) -> list[tuple[str, str]]:
        """The rumor surges, and whoever wants to hears of it."""
        self.office.receivers = receivers
        return self.hear(self.lane.see(*wave(40)))

    def hear(self, alerts: list[Alert]) -> list[tuple[str, str]]:
        sent = []
        for alert in alerts:
            self.office.now_ms = max(self.office.now_ms, alert.at_ms)
            sent += self.office.tell(alert)
        return sent

    def mute(self, **ends: int) -> None:
        self.lane.over = Overlay(mutes={RUMOR: Mute(decision_id=MUTED, **ends)})
        self.hear(self.lane.tick(self.office.now_ms))

    def goes_on(self, until_ms: int) -> list[tuple[str, str]]:
        """The rumor stays hot, and time goes by."""
        sent = []
        while self.office.now_ms < until_ms:
            self.office.now_ms += 5 * MINUTE_MS
            at_ms = self.office.now_ms
            sent += self.office.tick()  # the one may come before the other
            sent += self.hear(self.lane.see(*wave(5, at_ms, first=self.next), now_ms=at_ms))
            sent += self.office.tick()
            sent += self.hear(self.lane.tick(at_ms + 5_000))
            sent += self.office.tick()
            self.next += 5
        return sent


@pytest.fixture
def worker() -> Worker:
    return Worker(Office())


def test_nobody_is_handed_what_is_muted_until_that_is_over(worker: Worker) -> None:
    assert worker.surge(HEIR, EDITOR) == [("desk", RAISED)]
    worker.mute(until_ms=T0_MS + HOUR_MS)
    assert worker.goes_on(T0_MS + 50 * MINUTE_MS) == []
    at_its_end = worker.goes_on(T0_MS + 90 * MINUTE_MS)
    assert sorted(at_its_end) == [("desk", RAISED), ("editor", RAISED)]


def test_who_is_next_in_line_and_hears_of_its_end_is_told_once(worker: Worker) -> None:
    assert worker.surge(HEIR) == [("desk", RAISED)]
    worker.mute(until_ms=T0_MS + HOUR_MS)
    worker.office.receivers = (HEIR, structs.replace(EDITOR, min_level="surge"))
    assert worker.goes_on(T0_MS + 50 * MINUTE_MS) == []
    at_its_end = worker.goes_on(T0_MS + 90 * MINUTE_MS)
    assert sorted(at_its_end) == [("desk", RAISED), ("editor", RAISED)]


def test_a_new_receiver_is_told_of_what_was_muted_at_its_end(worker: Worker) -> None:
    worker.surge(DESK)
    worker.mute(until_ms=T0_MS + HOUR_MS)
    worker.office.receivers = (DESK, NEW)
    assert worker.office.tick() == []
    assert worker.goes_on(T0_MS + 50 * MINUTE_MS) == []
    assert sorted(worker.goes_on(T0_MS + 90 * MINUTE_MS)) == [("desk", RAISED), ("new", RAISED)]


def test_so_is_one_whose_place_it_reaches_meanwhile(worker: Worker) -> None:
    worker.surge(DESK)
    worker.mute(until_ms=T0_MS + HOUR_MS)
    harbour = Receiver(name="harbour", url="https://x", places=("港口",), catch_up="none")
    worker.office.receivers = (DESK, harbour)
    assert worker.office.look_around(places={"港口": 40}) == []
    worker.lane.over = Overlay()
    assert worker.office.look_around(places={"港口": 40}) == [], "its end is told in a moment"
    worker.hear(worker.lane.tick(worker.office.now_ms))
    assert worker.office.look_around(places={"港口": 40}) == [("harbour", RAISED)]


def test_a_mute_that_ends_by_its_reporters_tells_everybody_then(worker: Worker) -> None:
    worker.surge(HEIR, EDITOR)
    worker.mute(until_reporters=60)
    assert worker.goes_on(T0_MS + 55 * MINUTE_MS) == []
    assert sorted(worker.goes_on(T0_MS + 80 * MINUTE_MS)) == [("desk", RAISED), ("editor", RAISED)]


def test_no_digest_names_what_is_muted_by_then(worker: Worker) -> None:
    assert worker.surge(NIGHT) == []
    worker.office.now_ms = MORNING_MS - MINUTE_MS
    worker.hear(worker.lane.see(*wave(40, MORNING_MS - 30 * MINUTE_MS, first=500)))
    worker.mute(until_ms=MORNING_MS + 20 * MINUTE_MS)
    assert worker.goes_on(MORNING_MS + 15 * MINUTE_MS) == []
    withdrawn = [one for one in worker.office.log if one.state == "withdrawn"]
    assert {one.error for one in withdrawn} <= {
        "muted before it could be told",
        "over before it could be told",
    }
    assert withdrawn[-1].error == "muted before it could be told"
    assert worker.goes_on(MORNING_MS + 40 * MINUTE_MS) == [("desk", RAISED)]
    assert worker.office.digests() == []


def test_nor_does_that_of_a_storm(worker: Worker) -> None:
    few = Receiver(name="desk", url="https://x", storm=1)
    other = "cd" * 8
    worker.surge(few)
    assert worker.hear(worker.lane.see(*wave(40, T0_MS + 60_000, first=100, rumor_id=other))) == []
    worker.lane.over = Overlay(mutes={other: Mute(decision_id=MUTED, until_ms=T0_MS + 3 * HOUR_MS)})
    worker.office.now_ms += MINUTE_MS
    assert worker.office.tick() == []
    assert worker.office.digests() == []


@pytest.mark.parametrize("rating", ["false", "unverified"])
def test_a_verdict_raises_nothing_that_is_muted_and_corrects_who_heard(
    worker: Worker, rating: str
) -> None:
    worker.surge(DESK)
    worker.office.receivers = (DESK, HOAXES)
    worker.mute(until_ms=T0_MS + HOUR_MS)
    verdict = VerdictGiven(rating=rating)
    worker.lane.decisions.append(decision(verdict=verdict))
    worker.lane.verdicts = {RUMOR: verdict}
    told = worker.hear(worker.lane.correct(T0_MS + 2 * MINUTE_MS))
    assert told == [("desk", "alert.corrected")]
    hears = [("hoaxes", RAISED)] if rating == "false" else []
    assert sorted(worker.goes_on(T0_MS + 90 * MINUTE_MS)) == [("desk", RAISED), *hears]


def test_who_was_away_does_not_hear_anew_of_what_is_muted(worker: Worker) -> None:
    worker.surge(DESK)
    (raised,) = worker.office.sent()
    worker.office.attempt(raised, "dead")
    worker.mute(until_ms=T0_MS + HOUR_MS)
    worker.office.now_ms += MINUTE_MS
    worker.office.state.taken_at_ms["main", "desk"] = worker.office.now_ms
    assert worker.office.tick() == []
    assert worker.goes_on(T0_MS + 90 * MINUTE_MS) == [("desk", RAISED)]


def test_a_correction_of_a_night_reaches_who_heard_before_it(worker: Worker) -> None:
    awake = structs.replace(NIGHT, quiet_hours=())
    assert worker.surge(awake) == [("desk", RAISED)]
    worker.office.receivers = (NIGHT,)
    worker.lane.decisions.append(decision())
    worker.lane.verdicts = {RUMOR: VerdictGiven(rating="false")}
    assert worker.hear(worker.lane.correct(T0_MS + 2 * MINUTE_MS)) == []
    worker.mute(until_ms=MORNING_MS + HOUR_MS)
    worker.office.now_ms = MORNING_MS + 1_000
    assert worker.office.tick() == [("desk", "alert.corrected")]


def test_while_states_are_on_their_way_the_clock_says_what_is_muted() -> None:
    told = worker_of_a_surge().lane.told[-1]
    until = Mute(decision_id=MUTED, until_ms=T0_MS + 1)
    assert is_silent(told, None, until, now_ms=T0_MS)
    assert not is_silent(told, None, until, now_ms=T0_MS + 1)
    assert is_silent(told, None, replace(until, until_ms=None, until_reporters=9), now_ms=T0_MS)
    assert not is_silent(told, None, None, now_ms=T0_MS)


def test_what_never_comes_from_the_surge_step_holds_nothing_up_for_ever() -> None:
    worker = worker_of_a_surge()
    worker.mute(until_ms=T0_MS + 10 * MINUTE_MS)
    known = worker.lane.told[-1]
    (again,) = worker.lane.tick(T0_MS + 11 * MINUTE_MS)
    assert again.change_id == f"unmuted-{MUTED}"
    for later_ms, silent in ((1_000, True), (61_000, False)):
        now_ms = again.at_ms + later_ms
        assert is_silent(known, worker.lane.state, None, now_ms=now_ms) is silent
    assert not is_silent(again, worker.lane.state, None, now_ms=again.at_ms)


def worker_of_a_surge() -> Worker:
    worker = Worker(Office())
    worker.surge(DESK)
    return worker
