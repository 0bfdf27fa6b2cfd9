"""An allowance over two intakes on one log, each with a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from schemas.topics import ALLOWANCES
from streams.api import allowances, app
from streams.api.app import services_of
from streams.api.services import Services
from streams.clock import SettableClock
from streams.config.keys import Key
from streams.config.settings import Settings
from streams.intake.problems import Problem
from streams.log.contract import LogUnavailable, Outgoing, ends_of
from streams.log.engines import open_log
from streams.store.database import Database
from tests.support.intake import KEYS, NO_CLICKHOUSE, ask, bearer, raised, settings_in

Pair = tuple[Services, Services]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, ("limited", "writer"))


def intake(settings: Settings) -> Services:
    made = services_of(settings, Database(NO_CLICKHOUSE), lambda: "http://x", clock=SettableClock())
    made.config.current()
    return made


@pytest.fixture
async def pair(settings: Settings) -> AsyncIterator[Pair]:
    one, other = intake(settings), intake(settings)
    for each in (one, other):
        await each.log.start()
        await each.allowances.follow()
    yield one, other
    for each in (one, other):
        await each.log.stop()


def limited(services: Services) -> Key:
    """The key with five reports a minute."""
    return services.config.current().hashes[KEYS["limited"][1]]


def spend(services: Services, reports: int) -> int:
    """-> the seconds to wait, 0 where they are granted."""
    try:
        services.quotas.spend(limited(services), reports)
    except Problem as problem:
        assert problem.headers is not None
        return int(problem.headers["retry-after"])
    return 0


def move(by_s: float, *intakes: Services) -> None:
    for each in intakes:
        assert isinstance(each.clock, SettableClock)
        each.clock.move(by_s)


async def hear(*intakes: Services) -> None:
    for each in intakes:
        await each.allowances.tell()
    for each in intakes:
        await each.allowances.follow()


async def restarted(settings: Settings, *, at_ms: int) -> Services:
    made = intake(settings)
    assert isinstance(made.clock, SettableClock)
    made.clock.set(at_ms)
    await made.log.start()
    await made.allowances.follow()
    return made


async def test_what_one_granted_the_other_does_not_grant_again(pair: Pair) -> None:
    one, other = pair
    assert spend(one, 5) == 0
    await hear(one, other)
    assert 12 <= spend(other, 1) <= 13
    move(12, one, other)
    assert spend(other, 1) == 0
    await hear(other, one)
    assert spend(one, 1) > 0


async def test_what_both_granted_at_once_is_paid_off_by_both(pair: Pair) -> None:
    one, other = pair
    assert spend(one, 5) == spend(other, 5) == 0
    await hear(one, other)
    move(60, one, other)
    assert spend(one, 1) > 0
    assert spend(other, 1) > 0
    move(12, one, other)
    assert spend(one, 1) == 0


async def test_what_was_refused_as_a_whole_costs_at_the_other_too(pair: Pair) -> None:
    one, other = pair
    one.quotas.charge(limited(one), 10_000)
    await hear(one, other)
    assert 12 <= spend(other, 1) <= 13, "all of it, and no debt"


async def test_a_start_refills_nothing(pair: Pair, settings: Settings) -> None:
    one, _ = pair
    assert spend(one, 15) == 0
    await one.allowances.tell()
    now_ms = one.clock.now_ms()
    for after_s, left in ((1, 0), (60, 0), (119, 0), (133, 1), (180, 5)):
        again = await restarted(settings, at_ms=now_ms + after_s * 1_000)
        assert [spend(again, 1) == 0 for _ in range(6)] == [True] * left + [False] * (6 - left)
        await again.log.stop()


async def test_what_came_before_the_log_was_read_is_counted_once(
    pair: Pair, settings: Settings
) -> None:
    one, _ = pair
    assert spend(one, 2) == 0
    await one.allowances.tell()
    late = intake(settings)
    assert spend(late, 2) == 0
    await late.log.start()
    await late.allowances.follow()
    await hear(late)
    assert spend(late, 1) == 0
    assert spend(late, 1) > 0
    await late.log.stop()


async def test_clocks_that_differ_refill_nothing(pair: Pair) -> None:
    one, other = pair
    assert isinstance(one.clock, SettableClock)
    for by_ms in (-3_600_000, 7_200_000):
        one.clock.set(one.clock.now_ms() + by_ms)
        assert spend(one, 5) == 0
        await hear(one, other)
        assert 12 <= spend(other, 1) <= 13
        move(60, one, other)


async def test_who_was_away_for_long_owes_nothing_for_it(pair: Pair) -> None:
    one, other = pair
    for _ in range(100):
        assert spend(one, 1) == 0
        await one.allowances.tell()
        move(30, one, other)
    await other.allowances.follow()
    assert spend(other, 4) == 0
    assert spend(other, 3) > 0


async def test_what_it_told_itself_is_not_read_back(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    assert spend(one, 2) == 0
    await one.allowances.tell()
    monkeypatch.setattr(one.log, "read", None)
    await one.allowances.follow()
    assert spend(one, 3) == 0


async def test_what_it_told_itself_counts_once_beside_what_others_told(pair: Pair) -> None:
    one, other = pair
    assert spend(other, 1) == spend(one, 2) == 0
    await hear(other, one)
    assert spend(one, 2) == 0
    assert spend(one, 1) > 0


async def test_a_record_that_is_none_is_passed_over(pair: Pair) -> None:
    one, other = pair
    assert spend(one, 5) == 0
    await hear(one, other)
    more = b'{"intake":"x","at_ms":1,"spent":{"%s":-5}}' % KEYS["limited"][1].encode()
    for value in (b"nothing", more):
        await one.log.append([Outgoing(ALLOWANCES.name, b"x", value)])
    await hear(one, other)
    assert spend(one, 1) > 0
    assert spend(other, 1) > 0


async def test_nothing_is_told_of_a_key_without_a_limit(pair: Pair) -> None:
    one, _ = pair
    free = one.config.current().hashes[KEYS["writer"][1]]
    one.quotas.spend(free, 1_000)
    one.quotas.charge(free, 1_000)
    assert not one.quotas.spent.is_set()
    await one.allowances.tell()
    assert (await ends_of(one.log, ALLOWANCES.name, 0)).following == 0


async def test_where_no_key_has_a_limit_the_log_is_not_asked(tmp_path: Path) -> None:
    made = services_of(
        Settings(data_dir=tmp_path, config=tmp_path / "none", clickhouse_url=NO_CLICKHOUSE),
        Database(NO_CLICKHOUSE),
        lambda: "http://x",
    )
    await made.allowances.follow()  # it is not open: to ask would be an error
    await made.allowances.tell()


async def test_whoever_is_ready_knows_what_was_granted_before(
    pair: Pair, settings: Settings
) -> None:
    one, _ = pair
    assert spend(one, 500) == 0
    await one.allowances.tell()
    again = intake(settings)
    await app._start(again, settings)
    assert spend(again, 1) > 0
    await again.log.stop()


async def test_a_stop_of_the_server_tells_what_was_spent_last(settings: Settings) -> None:
    refused: list[str] = []
    served = app.make(settings, lambda: "http://x", refused.append, broke=raised)
    log = open_log(settings.log)
    async with served.router.lifespan_context(served):
        while not refused and (await ask(served, "GET", "/readyz")).status != 200:
            await asyncio.sleep(0.01)
        await log.start()
        for told in (0, 1):
            while (await ends_of(log, ALLOWANCES.name, 0)).following < told:
                await asyncio.sleep(0.001)
            sent = await ask(
                served,
                "POST",
                "/v1/reports",
                headers=bearer("limited") | {"content-type": "application/json"},
                body=b'{"text": "no water tomorrow"}',
            )
            assert sent.status == 202
    end = (await ends_of(log, ALLOWANCES.name, 0)).following
    events = [
        ALLOWANCES.decode(record.value)
        async for batch in log.read(ALLOWANCES.name, 0, 0, end)
        for record in batch
    ]
    await log.stop()
    assert [list(event.spent.items()) for event in events] == [[(KEYS["limited"][1], 1)]] * 2


class Away:
    """A log that cannot be written; `hangs` where it does not even say so."""

    def __init__(self, *, hangs: bool = False) -> None:
        self.hangs = hangs

    async def append(self, _: Sequence[Any]) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        raise LogUnavailable("away")


async def test_while_the_log_is_away_each_counts_for_itself(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    with monkeypatch.context() as away:
        away.setattr(one.log, "append", Away().append)
        assert spend(one, 4) == 0
        await one.allowances.tell()
        assert spend(one, 2) > 0
    assert spend(one, 1) == 0
    await hear(one, other)
    assert spend(other, 4) == 0, "only what was told when it was back"


async def test_a_stop_tells_what_is_left_and_waits_for_no_log_that_is_away(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    assert spend(one, 5) == 0
    await one.allowances.tell_last()
    await other.allowances.follow()
    assert spend(other, 1) > 0
    monkeypatch.setattr(one.log, "append", Away(hangs=True).append)
    monkeypatch.setattr(allowances, "LAST_WITHIN_S", 0.01)
    move(60, one)
    assert spend(one, 1) == 0
    await asyncio.wait_for(one.allowances.tell_last(), 10)


async def test_it_tells_by_itself_where_something_was_spent(pair: Pair) -> None:
    one, other = pair
    telling = asyncio.create_task(one.allowances.telling())
    assert spend(one, 5) == 0
    while (await ends_of(other.log, ALLOWANCES.name, 0)).following == 0:
        await asyncio.sleep(0.001)
    await other.allowances.follow()
    assert spend(other, 1) > 0
    telling.cancel()
