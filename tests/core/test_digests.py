"""One digest of all lanes of a tenant, though a process dies between any two records."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec import structs

from schemas.events import Alert, AlertsTold, Delivery, Source
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Deliveries
from streams.core.deliveries.holding import GATHER_MS
from tests.support.builders import T0_MS
from tests.support.office import HOUR_MS, MORNING_MS, NIGHT
from tests.support.routing import change

CJK, ALPHABET = LANES = ("main/cjk", "main/alphabet")
STORMY = Receiver(name="desk", url="https://x", storm=3)


@dataclass
class Offices:
    """Both lanes of a tenant in one process, and what their logs hold in the order of writing."""

    receiver: Receiver
    charge: Receiver | None = None
    now_ms: int = T0_MS
    state: Deliveries = field(default_factory=Deliveries)
    log: list[tuple[str, tuple[Delivery, ...]]] = field(default_factory=list)
    alerts: list[tuple[str, Alert]] = field(default_factory=list)

    def tell(self, lane: str, *alerts: Alert) -> list[str]:
        event = AlertsTold(lane=lane, source=Source(partition=0, offset=0), alerts=alerts)
        _, made = deliveries.step(self.state, event, **self._at())
        self.alerts += [(lane, alert) for alert in alerts]
        return self._record(lane, made)

    def tick(self, lanes: tuple[str, ...] = LANES) -> list[str]:
        sent = []
        due = deliveries.digests(self.state, lanes, **self._at())
        for lane, made in deliveries.announced(self.state, lanes, due).items():
            sent += self._record(lane, made)
        for lane, made in due.items():
            sent += self._record(lane, made)
        for lane in lanes:
            sent += self._record(lane, deliveries.told_elsewhere(self.state, lane))
        return sent

    def restart(self, records: int, lanes: tuple[str, ...] = LANES) -> None:
        """The process died after so many records; another one reads them, lane by lane."""
        self.state = Deliveries()
        self.log = self.log[:records]
        for lane in lanes:
            heard = [alert for of, alert in self.alerts if of == lane]
            deliveries.heard_of(self.state, lane, heard)
            pending: dict[str, Any] = {}
            for of, some in self.log:
                if of == lane:
                    deliveries.read_back(self.state, lane, some, pending)
            for home in deliveries.unsettled(self.state, lane):
                for of, some in self.log:
                    if of == home:
                        deliveries.settled(self.state, lane, some)

    def named(self) -> list[list[str]]:
        """The rumors of each digest."""
        made = [one for _, some in self.log for one in some if one.type == "alert.digest"]
        digests = [json.loads(one.body)["data"]["alerts"] for one in made]
        return [[alert["rumor_id"] for alert in alerts] for alerts in digests]

    def warnings(self, lane: str) -> list[str]:
        return self._record(lane, deliveries.tick(self.state, lane, **self._at())[1])

    def _at(self) -> dict[str, Any]:
        receivers = (self.receiver, *([self.charge] if self.charge else []))
        return {"now_ms": self.now_ms, "receivers": receivers, "links": "http://x"}

    def _record(self, lane: str, made: tuple[Delivery, ...]) -> list[str]:
        if not made:
            return []
        self.log.append((lane, made))
        recorded = deliveries.recorded(self.state, lane, made)
        return [one.delivery.type for one in recorded]


def night() -> Offices:
    offices = Offices(NIGHT)
    assert offices.tell(CJK, change("raised", 0), change("raised", 1)) == []
    assert offices.tell(ALPHABET, change("raised", 2), change("raised", 3)) == []
    offices.now_ms = MORNING_MS
    return offices


NAMED = [[f"{number:016x}" for number in range(4)]]


def test_a_night_ends_with_one_digest_of_both_lanes() -> None:
    offices = night()
    assert offices.tick() == ["alert.digest"]
    assert offices.named() == NAMED
    assert offices.tick() == []
    for lane, number in ((CJK, 1), (ALPHABET, 2)):
        assert offices.tell(lane, change("resolved", number)) == ["alert.resolved"]
    assert not offices.state.elsewhere


@pytest.mark.parametrize("lanes", [LANES, LANES[::-1]])
@pytest.mark.parametrize("records", [2, 3, 4, 5])
def test_who_dies_in_between_tells_nobody_twice_and_nothing_never(
    records: int, lanes: tuple[str, ...]
) -> None:
    offices = night()
    offices.tick()
    # two of the evening, what the other lane announces, the digest's, and that of the other lane
    assert len(offices.log) == 5
    offices.restart(records, lanes)
    offices.tick()
    assert offices.named() == NAMED
    offices.restart(len(offices.log), lanes)
    assert offices.tick() == []
    assert offices.tell(ALPHABET, change("resolved", 3)) == ["alert.resolved"]


@pytest.mark.parametrize("records", [2, 3, 4, 5])
@pytest.mark.parametrize("lanes", [LANES, LANES[::-1]])
def test_who_takes_over_one_lane_of_two_tells_nobody_twice_and_nothing_never(
    records: int, lanes: tuple[str, ...]
) -> None:
    offices = night()
    offices.tick()
    kept = records
    for lane in lanes:  # one process each, one after the other
        offices.restart(kept, (lane,))
        offices.tick((lane,))
        kept = len(offices.log)
    named = [rumor_id for some in offices.named() for rumor_id in some]
    assert sorted(named) == NAMED[0]
    for lane in lanes:
        offices.restart(len(offices.log), (lane,))
        assert offices.tick((lane,)) == []
    offices.restart(len(offices.log))
    assert not offices.state.elsewhere
    assert not any(here.held or here.announced for here in offices.state.lanes.values())


def test_what_is_announced_says_nothing_of_its_receiver_and_is_said_once() -> None:
    offices = night()
    offices.tick()
    _, notes = offices.log[2]
    assert {one.state for one in notes} == {"pending"}
    assert not any(here.outages.open for here in offices.state.lanes.values())
    assert offices.tick() == []
    assert len(offices.log) == 5


def test_a_lane_of_another_process_has_a_digest_of_its_own() -> None:
    offices = night()
    assert offices.tick((CJK,)) == ["alert.digest"]
    assert offices.tick((ALPHABET,)) == ["alert.digest"]
    assert offices.named() == [NAMED[0][:2], NAMED[0][2:]]


def test_a_storm_over_both_lanes_is_one_digest() -> None:
    offices = Offices(STORMY)
    for number in range(20):
        offices.now_ms += 1_000
        offices.tell(LANES[number % 2], change("raised", number))
    offices.now_ms += GATHER_MS
    assert offices.tick() == ["alert.digest"]
    assert len(offices.named()[0]) == 17
    offices.tell(ALPHABET, change("raised", 21))
    assert offices.tick() == [], "the next one of the storm comes ten minutes later"


def _again(
    offices: Offices, lane: str, digest: Delivery, receiver: Receiver
) -> Delivery | deliveries.Unsent | None:
    return deliveries.remade(
        offices.state, lane, digest, receiver, now_ms=offices.now_ms, links="http://x"
    )


@pytest.mark.parametrize("restarts", [(), (LANES,), (LANES[::-1], LANES)])
@pytest.mark.parametrize("kind", ["alertmanager", "slack"])
def test_a_digest_names_as_many_where_its_receiver_is_of_another_kind(
    kind: str, restarts: tuple[tuple[str, ...], ...]
) -> None:
    offices = Offices(STORMY)
    for number in range(300):
        title = f"Rumor no. {number}:"
        offices.tell(LANES[number % 2], change("raised", number, title=title))
    offices.now_ms += GATHER_MS
    assert offices.tick() == ["alert.digest"]
    for lanes in restarts:
        offices.restart(len(offices.log), lanes)
    home, digest = next(
        (lane, one) for lane, some in offices.log for one in some if one.type == "alert.digest"
    )
    receiver = structs.replace(STORMY, kind=kind)
    anew = _again(offices, home, digest, receiver)
    assert isinstance(anew, Delivery)
    assert (anew.delivery_id, anew.round, anew.kind) == (digest.delivery_id, 1, kind)
    assert [f"Rumor no. {number}:" in anew.body for number in range(300)] == [False] * 3 + [
        True
    ] * 297, "three were told singly"
    assert _again(offices, home, anew, receiver) is None


def test_what_is_over_in_one_lane_is_not_told_by_the_other() -> None:
    offices = night()
    offices.tell(CJK, change("resolved", 0), change("resolved", 1))
    assert offices.tick() == ["alert.digest"]
    assert offices.named() == [NAMED[0][2:]]
    ends = {one.state for lane, some in offices.log[2:] for one in some if one.attempt}
    assert ends == {"withdrawn", "digested"}


def test_another_tenant_of_the_process_is_told_by_itself() -> None:
    offices = night()
    alert = structs.replace(change("raised", 5), tenant="north")
    offices.tell("north/cjk", alert)
    assert offices.tick() == ["alert.digest"]
    assert offices.named() == NAMED


@pytest.mark.parametrize("first", LANES)
def test_one_outage_in_both_lanes_is_warned_of_once_also_after_a_restart(first: str) -> None:
    offices = Offices(
        Receiver(name="desk", url="https://x", warn="ops"), Receiver(name="ops", url="https://y")
    )
    for number, lane in enumerate((first, *(one for one in LANES if one != first))):
        offices.tell(lane, change("raised", number))
        (_, (made, *_)) = offices.log[-1]
        failed = structs.replace(made, attempt=1, body="", at_ms=offices.now_ms, error="away")
        offices.log.append((lane, (failed,)))
        deliveries.attempted(offices.state, lane, failed)
        offices.now_ms += 1_000
    offices.now_ms = T0_MS + 13 * HOUR_MS
    assert offices.warnings(first) == ["receiver.failing"]
    assert [offices.warnings(lane) for lane in LANES] == [[], []]
    for lanes in (LANES, LANES[::-1]):
        offices.restart(len(offices.log), lanes)
        assert [offices.warnings(lane) for lane in lanes] == [[], []]


ROBOT = Receiver(name="desk", url="https://x", kind="wecom")
INTO = change("raised", 1, title="The water is poisoned")
MERGED = structs.replace(change("corrected"), merged_into=INTO.rumor_id)


def test_a_merge_names_the_title_of_a_rumor_of_another_lane() -> None:
    offices = Offices(ROBOT)
    offices.tell(CJK, change("raised"))
    offices.tell(ALPHABET, INTO)
    offices.tell(CJK, MERGED)
    (_, (told,)) = offices.log[-1]
    assert "The water is poisoned" in told.body
    assert INTO.rumor_id not in told.body.replace(f"rumors/{INTO.rumor_id}", "")


def test_a_merge_into_another_lane_at_night_names_its_title_in_the_morning() -> None:
    offices = Offices(structs.replace(NIGHT, kind="wecom"))
    offices.tell(CJK, change("raised"))
    offices.tell(ALPHABET, INTO)
    offices.now_ms = MORNING_MS
    offices.tick()
    offices.now_ms += 16 * HOUR_MS  # the next night
    offices.tell(CJK, MERGED)
    offices.now_ms = MORNING_MS + 24 * HOUR_MS
    offices.tick()
    told = [one for _, some in offices.log for one in some if one.type == "alert.corrected"]
    bodies = [one.body for one in told if one.body and not one.held]
    assert len(bodies) == 1
    assert "The water is poisoned" in bodies[0]


def test_a_rumor_of_another_tenant_lends_no_title() -> None:
    offices = Offices(ROBOT)
    offices.tell(CJK, change("raised"))
    offices.tell("other/alphabet", structs.replace(INTO, tenant="other"))
    offices.tell(CJK, MERGED)
    (_, (told,)) = offices.log[-1]
    assert "The water is poisoned" not in told.body
