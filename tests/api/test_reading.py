"""Reads: bounded in time and number, ended when nobody waits, never in the way of decisions."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from streams.api import lookup as module
from streams.api.endpoint import _result
from streams.api.lookup import IS_READ, Lookup
from streams.api.routes import OPERATIONS
from streams.core.curation.decisions import Decisions
from streams.core.curation.overlay import Overlay
from streams.intake.problems import Problem
from streams.store.database import Database, StoreRefused, StoreUnavailable
from streams.store.reads.questions import Reads
from tests.api.house import call, house
from tests.support.clickhouse import ClickHouse
from tests.support.intake import NO_CLICKHOUSE

LONG = "SELECT sum(sleepEachRow(0.05)) FROM numbers(400) SETTINGS max_block_size = 1"


@pytest.fixture
def release() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


async def test_reads_that_wait_do_not_hold_up_a_decision(release: threading.Event) -> None:
    lookup = Lookup(
        Database(NO_CLICKHOUSE, threads=1), Decisions(), Database(NO_CLICKHOUSE, threads=1)
    )
    reads = [asyncio.ensure_future(lookup.run(lambda _: release.wait(20))) for _ in range(5)]
    await asyncio.sleep(0.05)
    IS_READ.set(False)
    assert await asyncio.wait_for(lookup.run(lambda _: "decided"), 5) == "decided"
    assert not any(read.done() for read in reads)
    release.set()
    await asyncio.gather(*reads)


async def test_too_many_reads_are_503_at_once(
    release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ASKED", 3)
    lookup = Lookup(Database(NO_CLICKHOUSE, threads=1), Decisions())
    reads = [asyncio.ensure_future(lookup.run(lambda _: release.wait(20))) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as caught:
        await lookup.run(lambda _: 1)
    assert caught.value.status == 503
    release.set()
    await asyncio.gather(*reads)
    assert await lookup.run(lambda _: 1) == 1


@pytest.mark.parametrize("error", [StoreUnavailable("away"), StoreRefused("no")])
async def test_a_store_that_does_not_answer_is_503(error: Exception) -> None:
    def broken(_: Any) -> None:
        raise error

    with pytest.raises(Problem) as caught:
        await Lookup(Database(NO_CLICKHOUSE), Decisions()).run(broken)
    assert caught.value.status == 503


async def test_a_read_that_takes_too_long_is_ended(clickhouse_server: ClickHouse) -> None:
    database = Database(clickhouse_server.url("default"), threads=1, limit_s=1)
    began_s = time.monotonic()
    with pytest.raises(StoreUnavailable):
        await database.run(lambda: database.execute(LONG))
    assert time.monotonic() - began_s < 15
    assert await database.run(lambda: database.execute("SELECT 1")) == [(1,)]
    database.close()


async def test_a_read_that_nobody_waits_for_gives_its_thread_back(
    clickhouse_server: ClickHouse,
) -> None:
    database = Database(clickhouse_server.url("default"), threads=1)
    left = asyncio.ensure_future(database.run(lambda: database.execute(LONG)))
    await asyncio.sleep(0.5)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    began_s = time.monotonic()
    assert await database.run(lambda: database.execute("SELECT 1")) == [(1,)]
    assert time.monotonic() - began_s < 15  # the query alone takes 20 s
    database.close()


async def test_a_caller_that_leaves_ends_its_read(tmp_path: Path) -> None:

    ended: list[bool] = []

    async def slow(*_: Any) -> Any:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            ended.append(True)
            raise

    listed = next(one for one in OPERATIONS if one.path == "/v1/rumors")
    operation = type(listed)(
        **{name: getattr(listed, name) for name in listed.__slots__} | {"handler": slow}
    )
    made = call()
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        await asyncio.sleep(0.01)
        return messages.pop() if messages else {"type": "http.disconnect"}

    made.request._receive = receive
    with pytest.raises(ClientDisconnect):
        await _result(operation, house(tmp_path), made)
    await asyncio.sleep(0)
    assert ended == [True]


async def test_who_asks_the_same_at_once_is_answered_together(release: threading.Event) -> None:
    lookup = Lookup(Database(NO_CLICKHOUSE, threads=4), Decisions())
    asked: list[str] = []

    def question(_: Any) -> str:
        asked.append("once")
        release.wait(20)
        return "answer"

    together = [
        asyncio.ensure_future(lookup.ask_together("name", question, str, tenant))
        for tenant in ("main", "main", "main", "other")
    ]
    await asyncio.sleep(0)
    together[0].cancel()  # who asked first leaves, the others still wait
    await asyncio.sleep(0.05)
    release.set()
    assert await asyncio.gather(*together[1:]) == ["answer"] * 3
    assert len(asked) == 2, "once for each tenant"
    assert await lookup.ask_together("name", question, str, "main") == "answer"
    assert len(asked) == 3, "asked anew afterwards"


async def test_who_asks_after_a_decision_shares_nothing_with_who_asked_before(
    release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookup = Lookup(Database(NO_CLICKHOUSE, threads=4), Decisions())
    before = asyncio.ensure_future(
        lookup.ask_together("name", lambda _: str(release.wait(20)), str, "main")
    )
    await asyncio.sleep(0)
    decided = Overlay(titles={"aa" * 8: "decided"})
    monkeypatch.setattr(lookup, "overlay", lambda _: decided)
    monkeypatch.setattr(Reads, "as_decided", lambda reads, *_: reads)
    after = lookup.ask_together("name", lambda _: "after", str, "main")
    assert await asyncio.wait_for(after, 5) == "after"
    release.set()
    assert await before == "True"


async def test_a_decision_never_shares_what_is_being_read(release: threading.Event) -> None:
    lookup = Lookup(
        Database(NO_CLICKHOUSE, threads=1), Decisions(), Database(NO_CLICKHOUSE, threads=1)
    )
    read = asyncio.ensure_future(
        lookup.ask_together("name", lambda _: str(release.wait(20)), str, "main")
    )
    await asyncio.sleep(0)
    IS_READ.set(False)
    asked = lookup.ask_together("name", lambda _: "now", str, "main")
    assert await asyncio.wait_for(asked, 5) == "now"
    release.set()
    await read
