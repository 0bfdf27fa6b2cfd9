"""Who follows the log is woken by what comes, and by nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest

from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.topics import REPORTS
from streams.clock import SettableClock
from streams.log.contract import Log, LogUnavailable, Outgoing
from streams.log.news import News

ROUNDS = 20  # of the loop: enough for several looks, whose clock moves when they sleep


class FakeLog:
    """A log with a version and nothing else."""

    def __init__(self) -> None:
        self.now = 1
        self.away = False

    async def version(self) -> int:
        if self.away:
            raise LogUnavailable("away")
        return self.now


class Follower:
    """Counts how often it was called; fails where it is told to."""

    def __init__(self) -> None:
        self.called = 0
        self.fails = False

    async def follow(self) -> None:
        self.called += 1
        if self.fails:
            raise LogUnavailable("away")


async def rounds() -> None:
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
async def news(log: FakeLog) -> AsyncIterator[News]:
    made = News(cast(Log, log), clock=SettableClock())
    watching = asyncio.ensure_future(made.watch())
    await rounds()
    yield made
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def test_a_follower_is_called_at_first_and_when_something_came(
    log: FakeLog, news: News
) -> None:
    one = Follower()
    following = asyncio.ensure_future(news.each(one.follow))
    await rounds()
    assert one.called == 1
    log.now += 1
    await rounds()
    assert one.called == 2
    news.stir()
    await rounds()
    assert one.called == 3
    following.cancel()


async def test_a_follower_tries_again_while_the_log_is_away(log: FakeLog, news: News) -> None:
    one = Follower()
    one.fails = True
    following = asyncio.ensure_future(news.each(one.follow))
    await rounds()
    assert one.called > 1
    one.fails = False
    await rounds()
    called = one.called
    await rounds()
    assert one.called == called
    following.cancel()


async def test_what_came_while_the_log_was_away_or_while_somebody_read_is_news(
    log: FakeLog, news: News
) -> None:
    number = news.number
    log.away = True
    await rounds()
    assert news.number > number  # nobody knows: who follows finds out
    log.away = False
    await rounds()
    reading = Follower()

    async def follow() -> None:
        await reading.follow()
        if reading.called == 1:
            log.now += 1  # too late for this reading
            await rounds()

    following = asyncio.ensure_future(news.each(follow))
    await rounds()
    await rounds()
    assert reading.called == 2
    following.cancel()


async def test_appends_of_anybody_change_the_version_and_nothing_else_does(
    tmp_path: Path,
) -> None:
    log = SqliteLog(f"sqlite://{tmp_path / 'log.db'}")
    await log.start()
    other = EventLog(tmp_path / "log.db")
    other.create_topic(REPORTS.name, 4)
    seen = [await log.version()]
    assert await log.version() == seen[0]
    for _ in range(3):
        await log.append([Outgoing(REPORTS.name, b"main/cjk", b"own")])
        seen.append(await log.version())
        assert await log.version() == seen[-1]
        other.append([NewRecord(REPORTS.name, b"main/cjk", b"another's")])
        seen.append(await log.version())
        assert await log.version() == seen[-1]
    assert len(set(seen)) == len(seen)
    await log.stop()
    other.close()
