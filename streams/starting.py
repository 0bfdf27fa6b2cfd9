"""Before a process starts: wait for the engines it needs, then make sure that topics and tables fit
the code.

In: settings. Out: nothing, once log and ClickHouse are there. What is only away is waited for, out
loud; what is wrong is refused in one line.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from streams.backoff import waits
from streams.config.settings import Settings, masked_url
from streams.errors import Unavailable
from streams.log import topics
from streams.log.contract import Log
from streams.log.engines import open_log
from streams.store import migrations
from streams.store.database import Database, StoreUnavailable
from streams.store.migrations import SchemaMismatch

log = logging.getLogger("rumor.start")
Result = TypeVar("Result")
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 15.0


async def wait_for(what: str, work: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `work`, tried again with back-off for as long as its engine is away."""
    began = time.monotonic()
    for wait_s in waits(FIRST_WAIT_S, LONGEST_WAIT_S):
        try:
            return await work()
        except Unavailable as error:
            fields = {
                "for": what,
                "waited_s": round(time.monotonic() - began, 1),
                "next_try_s": wait_s,
                "reason": str(error),
            }
            log.warning("waiting for %s", what, extra={"fields": fields})
            await asyncio.sleep(wait_s)
    raise AssertionError("waits end never")


async def check_log(settings: Settings, *, group: str, reads: Sequence[str]) -> None:
    """Returns once the log is there and its topics fit; then `group` has a first commit on the
    topics it reads.

    Raises `TopicsDoNotFit`.
    """
    records = open_log(settings.log)
    try:
        await wait_for(log_name(settings), records.start)
        await wait_for(log_name(settings), lambda: check_topics(records, settings))
        await wait_for(log_name(settings), lambda: records.begin(group, reads))
    finally:
        await records.stop()


async def check_topics(records: Log, settings: Settings) -> None:
    """Raises `TopicsDoNotFit`."""
    topics.refuse(await topics.plan_for(records, settings.lane_partitions))


async def apply_topics(settings: Settings) -> list[topics.Change]:
    """Creates and alters topics once the log is there -> the changes made.

    Raises `TopicsDoNotFit`.
    """
    records = open_log(settings.log)
    try:
        await wait_for(log_name(settings), records.start)
        return await wait_for(
            log_name(settings), lambda: topics.apply(records, settings.lane_partitions)
        )
    finally:
        await records.stop()


async def check_database(settings: Settings) -> None:
    """Returns once ClickHouse is there and its tables are those of this code.

    Raises `SchemaMismatch`, `StoreRefused`.
    """
    database = Database(settings.clickhouse_url, threads=1)

    async def check() -> None:
        if pending := await database.run(lambda: migrations.pending(database)):
            raise SchemaMismatch(
                f"ClickHouse lacks migration {pending[0]}: run `rumor-tracker migrate`"
            )

    try:
        await wait_for(f"ClickHouse at {masked_url(settings.clickhouse_url)}", check)
    finally:
        database.close()


async def check_access(settings: Settings) -> None:
    """One look at ClickHouse, which the intake can do without.

    Raises `StoreRefused`, or `SchemaMismatch` where newer code made the tables.
    """
    database = Database(settings.clickhouse_url, threads=1)
    try:
        await database.run(lambda: migrations.pending(database))
    except StoreUnavailable as error:
        log.warning(
            "reads will answer 503 until ClickHouse is there",
            extra={"fields": {"reason": str(error)}},
        )
    finally:
        database.close()


def log_name(settings: Settings) -> str:
    """The log in messages."""
    return f"the log at {masked_url(settings.log)}"
