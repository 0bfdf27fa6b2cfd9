"""GET /v1/events: what happens, once each, from now or from any event on."""

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from schemas.events import AlertsTold, RumorsGrown, RumorsMerged, Source
from schemas.topics import ALERTS, CURATIONS, RUMORS, SIGHTINGS, Topic
from streams.api import events, feed
from streams.api.events import get_events
from streams.api.happenings import Told
from streams.api.positions import Position, position_of
from streams.api.services import Services
from streams.api.writing import catch_up
from streams.clock import SettableClock
from streams.config.file import Config
from streams.config.keys import Key
from streams.core import curation
from streams.intake.problems import Problem
from streams.log.contract import LogUnavailable
from tests.api.house import MemoryLog, call, house
from tests.support import builders
from tests.support.builders import LANE, RUMOR

READER = Key(name="bus", hash="sha256:bus", tenant="main", scopes=("read",))
A = "aa" * 8


class Stage:
    """Services on a log in memory, on which things happen."""

    def __init__(self, folder: Path) -> None:
        self.log = MemoryLog()
        self.log.records |= {RUMORS.name: [], SIGHTINGS.name: []}
        self.services: Services = house(folder, log=self.log)
        self.holds(READER)
        self.feed = self.services.feed
        self.feed._log = cast(Any, self.log)
        self.feed._lane_partitions = 1
        self.feed.listeners = 1
        self.clock = cast(SettableClock, self.services.clock)

    def holds(self, *keys: Key) -> None:
        """The config file holds these keys from now on."""
        self.services.config._config = Config(keys=keys, hashes={key.hash: key for key in keys})

    async def put(self, topic: Topic[Any], event: Any, key: str = LANE) -> None:
        await self.log.append([(topic.name, key.encode(), topic.encode(event))])

    async def opened(self, *rumors: str, tenant: str = "main") -> None:
        lane = f"{tenant}/cjk"
        variants = tuple(builders.variant(variant_id=one, rumor_id=one) for one in rumors)
        source = Source(partition=0, offset=0)
        grown = RumorsGrown(
            lane=lane, source=source, curation_offset=0, received_at_ms=0, variants=variants
        )
        await self.put(RUMORS, grown, lane)

    async def grown(self, kept: str, merged: str, variant_id: str, at_ms: int = 1) -> None:
        """A wording comes by which two rumors are one."""
        variant = builders.variant(variant_id=variant_id, rumor_id=kept)
        merge = RumorsMerged(kept=kept, merged=merged, variant_id=variant_id)
        grown = RumorsGrown(
            lane=LANE,
            source=Source(partition=0, offset=0),
            curation_offset=0,
            received_at_ms=at_ms,
            variants=(variant,),
            merges=(merge,),
        )
        await self.put(RUMORS, grown)

    async def seen(self, *numbers: int, rumor: str = RUMOR) -> None:
        seen = [builders.sighting(n, rumor_id=rumor, variant_id=rumor) for n in numbers]
        await self.put(SIGHTINGS, builders.sighted(*seen))

    async def decided(self, id_: str, **fields: Any) -> None:
        await self.put(CURATIONS, builders.decision(decision_id=id_, **fields), "main")

    async def alerted(self, *changes: str, number: int = 0) -> None:
        alerts = tuple(
            builders.alert(event=change, change_id=f"{change}-{number}") for change in changes
        )
        source = Source(partition=0, offset=0)
        await self.put(ALERTS, AlertsTold(lane=LANE, source=source, alerts=alerts))

    async def look(self, after_s: float = 1.0) -> list[Told]:
        """What is told of what happened since."""
        self.clock.move(after_s)
        await catch_up(self.services.log, self.services.decisions)
        number = self.feed.end
        await self.feed.follow()
        return self.feed.since(number)

    async def missed(self, position: Position) -> list[Told]:
        return [told async for told in self.feed.missed(position)]


@pytest.fixture
async def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    await made.look()
    return made


def types(told: Sequence[Told]) -> list[str]:
    return [one.type for one in told]


async def test_everything_that_happens_is_told_with_its_ids(stage: Stage) -> None:
    await stage.opened(RUMOR)
    await stage.seen(1, 2)
    await stage.alerted("raised", "escalated")
    await stage.decided("dec_1")
    told = await stage.look()
    assert sorted(types(told)) == [
        "alert.escalated",
        "alert.raised",
        "decision.made",
        "rumor.counted",
        "rumor.opened",
    ]
    data = {one.type: json.loads(one.data) for one in told}
    assert data["rumor.opened"]["rumor_id"] == RUMOR
    assert data["rumor.opened"]["title"] == builders.TEXT
    assert (data["rumor.counted"]["rumor_id"], data["rumor.counted"]["new_reports"]) == (RUMOR, 2)
    assert data["alert.raised"]["alert_id"].startswith("alr_")
    made = data["decision.made"]
    assert (made["decision_id"], made["kind"], made["rumor_id"]) == ("dec_1", "verdict", RUMOR)
    assert await stage.look() == []


async def test_what_is_claimed_and_what_is_refused_is_told_to_nobody(stage: Stage) -> None:
    claimed = builders.variant(claimed=True)
    source = Source(partition=0, offset=0)
    grown = RumorsGrown(
        lane=LANE, source=source, curation_offset=0, received_at_ms=0, variants=(claimed,)
    )
    await stage.put(RUMORS, grown)
    await stage.decided("dec_1", expected="stale")
    assert await stage.look() == []


async def test_rumors_that_grew_together_are_told_once_as_a_decision_in_force(stage: Stage) -> None:
    start = Position(stage.feed.vector)
    await stage.opened(RUMOR, A)
    await stage.grown(RUMOR, A, "bb" * 8)
    await stage.grown(RUMOR, A, "cc" * 8)  # a copy, by another worker
    told = await stage.look()
    assert types(told) == ["rumor.opened", "rumor.opened", "decision.made"]
    made = json.loads(told[-1].data)
    (growth,) = curation.book_of(stage.services.decisions, "main").growths
    assert made == {
        "decision_id": growth,
        "kind": "merge",
        "rumor_id": A,
        "rumor_ids": [A, RUMOR],
        "alert_id": None,
        "undoes": None,
        "by": "rumor-tracker",
        "at": "1970-01-01T00:00:00.001Z",
    }
    assert stage.services.lookup.overlay("main").shown_as(A) == RUMOR
    assert [one.data for one in await stage.missed(start)] == [one.data for one in told]
    assert await stage.missed(told[-1].position) == []
    await stage.grown("dd" * 8, RUMOR, "ee" * 8, at_ms=2)
    assert types(await stage.look()) == ["decision.made"]


async def test_a_change_of_an_alert_that_comes_again_is_passed_over(stage: Stage) -> None:
    """A worker that was killed tells again what it had told last."""
    start = Position(stage.feed.vector)
    await stage.alerted("raised", "corrected")
    told = await stage.look()
    await stage.alerted("corrected", "resolved")
    more = await stage.look()
    assert types(more) == ["alert.resolved"]
    both = [one.data for one in (*told, *more)]
    assert [one.data for one in await stage.missed(start)] == both
    for place, one in enumerate(told, 1):
        assert [late.data for late in await stage.missed(one.position)] == both[place:]


async def test_a_copy_that_comes_live_after_what_was_missed_is_passed_over(stage: Stage) -> None:
    start = Position(stage.feed.vector)
    stage.feed.listeners = 0
    await stage.alerted("corrected")
    await stage.look()  # nobody listens: it is not read
    got, task, leave = await listen(stage, last=str(start))
    assert got.count(b"alert.corrected") == 1
    await stage.alerted("corrected", "resolved")
    await stage.look()
    await _rounds()
    assert got.count(b"event: alert.corrected") == 1
    assert got.count(b"event: alert.resolved") == 1
    leave.set()
    await task


async def test_a_copy_of_what_was_told_before_a_position_is_passed_over_live(stage: Stage) -> None:
    """By another process, say: this one has not read it."""
    stage.feed.listeners = 0
    await stage.alerted("corrected")
    await stage.look()
    got, task, leave = await listen(stage, last=str(Position(stage.feed.vector)))
    await stage.alerted("corrected", "resolved")
    await stage.look()
    await _rounds()
    assert b"event: alert.corrected" not in got
    assert got.count(b"event: alert.resolved") == 1
    leave.set()
    await task


async def test_counts_are_told_once_a_second_and_as_merged(stage: Stage) -> None:
    await stage.decided("dec_1", kind="merge", rumor_id=A, target=RUMOR, verdict=None)
    await stage.look()
    told = []
    for number in range(4):
        await stage.seen(number, rumor=(A, RUMOR)[number % 2])
        told += await stage.look(0.3)
    counted = [json.loads(one.data) for one in told]
    assert [(one["rumor_id"], one["new_reports"]) for one in counted] == [(RUMOR, 4)]


async def test_from_any_event_on_the_rest_is_told_once(stage: Stage) -> None:
    start = Position(stage.feed.vector)
    told = []
    for number in range(6):
        await stage.opened(f"{number:016x}", f"{number + 100:016x}")
        await stage.seen(number, number + 50, rumor=f"{number:016x}")
        await stage.alerted("raised", "escalated", "resolved", number=number)
        await stage.decided(f"dec_{number}")
        told += await stage.look((0.3, 1.0)[number % 2])

    def happened(some: Sequence[Told]) -> list[tuple[str, Any]]:
        """Counts may be told in other sums, everything else is the same."""
        found = []
        for one in some:
            data = json.loads(one.data)
            if one.type == "rumor.counted":
                found += [(one.type, data["rumor_id"])] * data["new_reports"]
            else:
                found.append((one.type, one.data))
        return sorted(found, key=str)

    assert happened(await stage.missed(start)) == happened(told)
    for place, one in enumerate(told):
        again = position_of(str(one.position))
        assert again == one.position
        rest = happened(await stage.missed(again))
        if types(told[place : place + 2]) != ["rumor.counted"] * 2:  # told again, see below
            assert rest == happened(told[place + 1 :]), place


async def test_who_leaves_between_two_counts_misses_none(stage: Stage) -> None:
    for number in range(3):
        await stage.seen(number, rumor=f"{number:016x}")
    first, *others = await stage.look()
    again = {json.loads(one.data)["rumor_id"] for one in await stage.missed(first.position)}
    assert again >= {json.loads(one.data)["rumor_id"] for one in others}
    assert await stage.missed(others[-1].position) == []


async def test_a_log_that_goes_away_in_between_is_read_again(stage: Stage) -> None:
    await stage.opened(RUMOR)
    await stage.seen(1)
    read = stage.log.read

    async def broken(topic: str, *more: Any) -> Any:
        if topic == SIGHTINGS.name:
            raise LogUnavailable("away")
        async for batch in read(topic, *more):
            yield batch

    stage.log.read = cast(Any, broken)  # type: ignore[method-assign]
    with pytest.raises(LogUnavailable):
        await stage.look()
    stage.log.read = read  # type: ignore[method-assign]
    assert sorted(types(await stage.look())) == ["rumor.counted", "rumor.opened"]


async def test_while_nobody_listens_nothing_is_read(stage: Stage) -> None:
    stage.feed.listeners = 0
    await stage.opened(RUMOR)
    assert await stage.look() == []
    stage.feed.listeners = 1
    assert await stage.look() == []  # a stream begins now


@pytest.mark.parametrize(
    "text", ["", "1", "1_2_3", "a_b_c_d", "1_2_3_4~9.0.1", "1_2_3_-4", "1_2_3_4~1"]
)
def test_what_is_no_position_is_told_from_one(text: str) -> None:
    assert position_of(text) is None


# Over HTTP, as the server calls it.


async def listen(
    stage: Stage,
    *,
    last: str = "",
    key: Key = READER,
    takes: int = 10**6,
    is_signed_in: Callable[[], bool] = lambda: True,
) -> tuple[bytearray, "asyncio.Task[None]", asyncio.Event]:
    """A listener: what it got, its task, and what makes it leave. It takes so many messages."""
    given = call(key=key)
    given.request.scope["headers"].append((b"last-event-id", last.encode()))
    given = dataclasses.replace(given, is_signed_in=is_signed_in)
    response = await get_events(stage.services, given)
    got = bytearray()
    leave = asyncio.Event()
    sent = 0

    async def send(message: Any) -> None:
        nonlocal sent
        sent += 1
        if sent > takes:
            await asyncio.Event().wait()
        got.extend(message.get("body", b""))

    async def receive() -> Any:
        await leave.wait()
        return {"type": "http.disconnect"}

    task = asyncio.create_task(response({}, receive, send))
    await _rounds()
    return got, task, leave


async def _rounds() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_listener_is_told_what_is_of_its_tenant_and_leaves(stage: Stage) -> None:
    stage.feed.listeners = 0
    got, task, leave = await listen(stage)
    assert got.startswith(b": ")
    assert stage.feed.listeners == 1
    await stage.opened(A, tenant="north")
    await stage.opened(RUMOR)
    await stage.look()
    await _rounds()
    assert RUMOR.encode() in got
    assert A.encode() not in got
    leave.set()
    await task
    assert stage.feed.listeners == 0


@pytest.mark.parametrize(
    "left",
    [None, {"scopes": ("report",)}, {"tenant": "north"}],
    ids=["revoked", "no scope read", "another tenant"],
)
async def test_a_key_that_may_not_read_any_more_is_told_nothing(
    stage: Stage, left: dict[str, Any] | None
) -> None:
    got, task, _ = await listen(stage)
    stage.holds(*([] if left is None else [msgspec.structs.replace(READER, **left)]))
    await stage.opened(RUMOR)
    await stage.look()
    await asyncio.wait_for(task, 20)
    assert RUMOR.encode() not in got
    assert got.endswith(events.OVER)


async def test_a_silent_stream_ends_with_its_key_and_with_its_session(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "ASK_EVERY_S", 0.01)
    signed_in = asyncio.Event()
    signed_in.set()
    of_session, one, _ = await listen(stage, is_signed_in=signed_in.is_set)
    of_key, other, _ = await listen(stage)
    await asyncio.sleep(0.05)
    assert not one.done()
    signed_in.clear()
    await asyncio.wait_for(one, 20)
    assert not other.done()
    stage.holds()
    await asyncio.wait_for(other, 20)
    assert of_session.endswith(events.OVER)
    assert of_key.endswith(events.OVER)


async def test_what_was_missed_is_not_told_to_a_key_that_is_gone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Position(stage.feed.vector)
    await stage.opened(A, RUMOR)
    told = await stage.look()

    async def missed(_: Position) -> AsyncIterator[Told]:
        yield told[0]
        stage.holds()
        yield told[1]

    monkeypatch.setattr(stage.feed, "missed", missed)
    got, task, _ = await listen(stage, last=str(start))
    await asyncio.wait_for(task, 20)
    assert told[0].encoded in got
    assert told[1].encoded not in got


async def test_last_event_id_resumes(stage: Stage) -> None:
    got, task, leave = await listen(stage)
    await stage.opened(RUMOR)
    await stage.look()
    await _rounds()
    leave.set()
    await task
    last = got.decode().rpartition("id: ")[2].partition("\n")[0]
    await stage.decided("dec_1")
    await stage.look()
    again, task, leave = await listen(stage, last=last)
    assert b"dec_1" in again
    assert RUMOR.encode() + b'","title' not in again
    leave.set()
    await task


async def test_who_takes_nothing_is_let_go(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SLOWEST_S", 0.01)
    _, task, _ = await listen(stage, takes=2)
    await stage.opened(RUMOR)
    await stage.look()
    async with asyncio.timeout(20):
        while stage.feed.listeners > 1:
            await asyncio.sleep(0.01)
    task.cancel()


async def test_who_is_behind_the_ring_is_let_go(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, task, _ = await listen(stage)
    stage.feed.first += 10  # what it needs is gone
    await stage.opened(RUMOR)
    await stage.look()
    await asyncio.wait_for(task, 20)


async def test_silence_is_filled(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_S", 0.0)
    got, task, leave = await listen(stage)
    while got.count(events.HEARTBEAT) < 2:
        await asyncio.sleep(0)
    leave.set()
    await task


async def test_more_listeners_than_there_is_room_for_are_told_so(stage: Stage) -> None:
    stage.feed.listeners = events.MOST_LISTENERS
    with pytest.raises(Problem) as caught:
        await get_events(stage.services, call(key=READER))
    assert caught.value.status == 503


async def test_an_id_that_is_none_is_422(stage: Stage) -> None:
    given = call(key=READER)
    given.request.scope["headers"].append((b"last-event-id", b"yesterday"))
    with pytest.raises(Problem) as caught:
        await get_events(stage.services, given)
    assert caught.value.status == 422


async def test_only_the_newest_are_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_KEPT", 3)
    stage.feed._kept = type(stage.feed._kept)(maxlen=3)
    await stage.opened(*(f"{n:016x}" for n in range(5)))
    await stage.look()
    assert (stage.feed.first, stage.feed.end) == (2, 5)
    assert len(stage.feed.since(0)) == 3


async def test_who_listens_is_woken_by_what_is_told_and_by_nothing_else(stage: Stage) -> None:
    news = stage.feed.news
    await stage.look()
    assert not news.is_set()
    await stage.seen(1)
    await stage.look(after_s=0.1)
    assert not news.is_set(), "it is told a second after the last count"
    await stage.look()
    assert news.is_set()
    assert stage.feed.news is not news
