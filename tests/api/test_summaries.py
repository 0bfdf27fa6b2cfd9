"""One line of a rumor, from memory: read together, renewed behind whoever asks, added up as
decided.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import pytest

from streams.api import summaries
from streams.api.lookup import Lookup
from streams.api.summaries import EVERY_S, FRESH_S, MARGIN_S, Summaries, Summary
from streams.clock import SettableClock
from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.intake.problems import Problem
from streams.store.database import Database, StoreUnavailable
from streams.store.reads.lines import Line
from tests.api.house import CannedReads
from tests.support import builders
from tests.support.intake import NO_CLICKHOUSE

A, B, C = "aa" * 8, "bb" * 8, "cc" * 8


class Opened(NamedTuple):
    title: str
    stances: dict[str, int]


class Stored(CannedReads):
    """A store that answers by id; `questions` are the ids of each."""

    def __init__(self) -> None:
        super().__init__()
        self.lines_by_id: dict[str, Line] = {}
        self.questions: list[tuple[str, ...]] = []
        self.lately: list[int] = []
        self.away = False

    def put(self, rumor_id: str, *, reports: int = 1, title: str = "t", last_ms: int = 1) -> None:
        self.lines_by_id[rumor_id] = Line("main", int(rumor_id, 16), title, reports, last_ms)

    def lines_of(self, tenant: str, rumor_ids: Sequence[str]) -> list[Line]:
        self._expect_there()
        self.questions.append(tuple(rumor_ids))
        return [self.lines_by_id[one] for one in rumor_ids if one in self.lines_by_id]

    def lines(self, lately_s: int, most: int) -> list[Line]:
        self._expect_there()
        self.lately.append(lately_s)
        return list(self.lines_by_id.values())

    def _expect_there(self) -> None:
        if self.away:
            raise StoreUnavailable("away")


class House:
    def __init__(self) -> None:
        self.clock = SettableClock()
        self.decisions = Decisions()
        self.opened: dict[str, Opened] = {}
        self.stored = Stored()
        lookup = Lookup(
            Database(NO_CLICKHOUSE), self.decisions, opening=lambda _, id_: self.opened.get(id_)
        )
        lookup._reads = cast(Any, self.stored)
        self.summaries = Summaries(lookup, clock=self.clock)

    async def ask(self, rumor_id: str) -> Summary:
        return await self.summaries.of("main", rumor_id)

    async def calm(self) -> None:
        """Until nothing is read any more."""
        while (reading := self.summaries._reading) is not None:
            await asyncio.wait([reading])

    def decide(self, kind: str, rumor_id: str, **fields: Any) -> None:
        made = builders.decision(kind=kind, rumor_id=rumor_id, verdict=None, **fields)
        curation.step(self.decisions, made, offset=self.decisions.offset)


@pytest.fixture
def house() -> House:
    return House()


async def test_what_is_fresh_is_not_asked_again(house: House) -> None:
    house.stored.put(A, reports=3, title="hoax", last_ms=1_000)
    expected = Summary(title="hoax", reports=3, last_seen="1970-01-01T00:00:01.000Z")
    assert await house.ask(A) == expected
    assert await house.ask(A) == expected
    assert house.stored.questions == [(A,)]


async def test_many_are_read_with_one_question(house: House) -> None:
    for rumor_id in (A, B, C):
        house.stored.put(rumor_id, title=rumor_id)
    found = await asyncio.gather(*(house.ask(one) for one in (A, B, C, A)))
    assert [one.title for one in found] == [A, B, C, A]
    assert house.stored.questions == [(A, B, C)]


async def test_who_asks_alone_hears_of_what_came_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "PATIENCE_S", 60.0)  # on whatever machine
    house.stored.put(A, reports=3)
    await house.ask(A)
    await house.calm()
    house.clock.move(2 * FRESH_S)
    house.stored.put(A, reports=4)
    assert (await house.ask(A)).reports == 4


async def test_while_others_are_read_nobody_waits_for_what_is_known(house: House) -> None:
    house.stored.put(A, reports=3)
    await house.ask(A)
    await house.calm()
    house.clock.move(2 * FRESH_S)
    house.stored.put(A, reports=4)
    other = asyncio.ensure_future(house.ask(B))
    await asyncio.sleep(0)  # it asks
    assert (await house.ask(A)).reports == 3
    await other
    await house.calm()
    assert (await house.ask(A)).reports == 4, "it was read behind who asked"


async def test_merged_rumors_are_added_up_at_once(house: House) -> None:
    house.stored.put(A, reports=3, title="a", last_ms=1_000)
    house.stored.put(B, reports=4, title="b", last_ms=2_000)
    await asyncio.gather(house.ask(A), house.ask(B))
    house.decide("merge", A, target=B)
    whole = Summary(title="b", reports=7, last_seen="1970-01-01T00:00:02.000Z")
    assert await house.ask(B) == whole


async def test_of_what_is_not_stored_the_log_is_told(house: House) -> None:
    house.opened[A] = Opened("new", {"carries": 2, "questions": 1})
    assert await house.ask(A) == Summary(title="new", reports=3)
    house.stored.put(B, reports=5, title="", last_ms=0)
    house.opened[B] = Opened("late", {"carries": 1})
    assert await house.ask(B) == Summary(title="late", reports=5)


async def test_where_wordings_were_moved_the_store_adds_up(house: House) -> None:
    house.decide("move", A, target=B, variant_ids=(A,))
    house.stored.answers["summary"] = {"title": "b", "reports": 9, "last_seen": None}
    assert (await house.ask(B)).reports == 9
    assert house.stored.questions == []


async def test_clickhouse_away_is_503_only_for_what_is_not_known(house: House) -> None:
    house.stored.put(A, reports=3)
    await house.ask(A)
    house.stored.away = True
    house.clock.move(2 * FRESH_S)
    assert (await house.ask(A)).reports == 3
    with pytest.raises(Problem) as caught:
        await house.ask(B)
    assert caught.value.status == 503
    await house.calm()
    house.stored.away = False
    house.stored.put(B)
    assert (await house.ask(B)).reports == 1


async def test_all_are_read_at_the_start_and_then_those_that_were_counted_since(
    house: House,
) -> None:
    house.stored.put(A, reports=3)
    following = asyncio.ensure_future(house.summaries.follow())
    while len(house.stored.lately) < 3:
        await asyncio.sleep(0.001)
    following.cancel()
    assert house.stored.lately[:3] == [0, EVERY_S + MARGIN_S, EVERY_S + MARGIN_S]
    assert house.clock.monotonic_s() >= EVERY_S
    assert house.summaries._known.keys() == {("main", A)}


async def test_a_rumor_of_the_last_seconds_is_told_as_the_log_has_it_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "PATIENCE_S", 0.0)
    following = asyncio.ensure_future(house.summaries.follow())
    while len(house.stored.lately) < 1:
        await asyncio.sleep(0.001)
    following.cancel()
    house.stored.put(A, reports=9, title="whole")
    house.opened[A] = Opened("new", {"carries": 2})
    assert await house.ask(A) == Summary(title="new", reports=2)
    await house.calm()
    assert (await house.ask(A)).reports == 9


@pytest.fixture
def patient(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house that knows all that was there at its start, and in which nobody is in a hurry."""
    house.summaries._all_known = True
    monkeypatch.setattr(summaries, "PATIENCE_S", 60.0)
    return house


async def test_who_asks_for_what_the_log_knows_does_not_wait_while_others_are_read(
    patient: House,
) -> None:
    patient.stored.put(A, reports=9, last_ms=1_000)
    patient.opened[A] = Opened("new", {"carries": 2})
    other = asyncio.ensure_future(patient.ask(B))
    await asyncio.sleep(0)  # it asks
    assert await patient.ask(A) == Summary("new", 2)
    await other
    await patient.calm()
    assert await patient.ask(A) == Summary("t", 9, "1970-01-01T00:00:01.000Z")


async def test_who_asks_for_what_nobody_knows_waits_though_others_are_read(patient: House) -> None:
    patient.stored.put(A, reports=9, last_ms=1_000)
    other = asyncio.ensure_future(patient.ask(B))
    await asyncio.sleep(0)  # it asks
    assert await patient.ask(A) == Summary("t", 9, "1970-01-01T00:00:01.000Z")
    await other


async def test_what_was_never_read_does_not_wait_for_the_pace(patient: House) -> None:
    for rumor_id in (A, B):
        patient.stored.put(rumor_id, reports=9)
        assert (await patient.ask(rumor_id)).reports == 9
    assert patient.clock.monotonic_s() < summaries.PACE_S


async def test_what_the_log_knew_meanwhile_is_not_kept_as_a_count(
    patient: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient.stored.put(A, reports=9)
    patient.opened[A] = Opened("new", {"carries": 2})
    monkeypatch.setattr(summaries, "PATIENCE_S", 0.0)
    assert (await patient.ask(A)).reports == 2
    await patient.calm()
    assert (await patient.ask(A)).reports == 9


async def test_what_was_not_counted_when_it_was_read_is_waited_for_by_who_asks_alone(
    patient: House,
) -> None:
    patient.opened[A] = Opened("new", {"carries": 2})
    assert (await patient.ask(A)).reports == 2
    await patient.calm()
    patient.stored.put(A, reports=9)
    patient.clock.move(2 * FRESH_S)
    assert (await patient.ask(A)).reports == 9


async def test_an_answer_that_comes_late_takes_nothing_back(patient: House) -> None:
    patient.stored.put(A, reports=9, last_ms=2_000)
    await patient.ask(A)
    await patient.calm()
    patient.stored.put(A, reports=4, last_ms=1_000)
    patient.clock.move(2 * FRESH_S)
    assert await patient.ask(A) == Summary("t", 9, "1970-01-01T00:00:02.000Z")
