"""Before a process starts: wait for the engines it needs, then make sure that topics and tables fit
the code.

In: settings. Out: nothing, once log and ClickHouse are there. What is only away is waited for, out
loud; what is wrong is refused in one line.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from streams.backoff import waits
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.settings import Settings
from streams.config.urls import masked_url
from streams.errors import Unavailable
from streams.log import topics
from streams.log.contract import Log
from streams.log.engines import open_log
from streams.store import migrations
from streams.store.database import Database, StoreUnavailable
from streams.store.migrations import SchemaMismatch
from streams.telemetry import fields

logger = logging.getLogger("rumor.start")
Result = TypeVar("Result")
FIRST_WAIT_S = 0.2  # an engine that starts beside us is there in a moment
LONGEST_WAIT_S = 15.0  # one line of log for each: whoever looks sees soon why nothing happens


async def wait_for(
    what: str, work: Callable[[], Awaitable[Result]], clock: Clock = SYSTEM_CLOCK
) -> Result:
    """The result of `work`, tried again with back-off for as long as its engine is away.

    Raises whatever else `work` raises: what is wrong does not mend itself.
    """
    began = clock.monotonic_s()
    for wait_s in waits(FIRST_WAIT_S, LONGEST_WAIT_S):
        try:
            return await work()
        except Unavailable as error:
            waited_s = round(clock.monotonic_s() - began, 1)
            logger.warning(
                "waiting for %s",
                what,
                # "for" is a word of Python's, and what people search their logs for
                extra=fields(
                    **{"for": what}, waited_s=waited_s, next_try_s=wait_s, reason=str(error)
                ),
            )
            await clock.sleep(wait_s)
    raise AssertionError("waits end never")


async def check_log(settings: Settings, *, group: str, reads: Sequence[str]) -> None:
    """Returns once the log is there and its topics fit; then `group` has a first commit on the
    topics it reads.

    Raises `TopicsDoNotFit`.
    """
    log = open_log(settings.log)
    try:
        await wait_for(log_name(settings), log.start)
        await wait_for(log_name(settings), lambda: check_topics(log, settings))
        await wait_for(log_name(settings), lambda: log.begin(group, reads))
    finally:
        await log.stop()


async def check_topics(log: Log, settings: Settings) -> None:
    """Raises `TopicsDoNotFit`: a worker that began all the same would write lanes into partitions
    where nobody looks for them.
    """
    topics.refuse(await topics.plan_for(log, settings.lane_partitions))


async def apply_topics(settings: Settings) -> list[topics.Change]:
    """Creates and alters topics once the log is there -> the changes made.

    Raises `TopicsDoNotFit`.
    """
    log = open_log(settings.log)
    try:
        await wait_for(log_name(settings), log.start)
        return await wait_for(
            log_name(settings), lambda: topics.apply(log, settings.lane_partitions)
        )
    finally:
        await log.stop()


async def check_database(settings: Settings) -> None:
    """Returns once ClickHouse is there and its tables are those of this code.

    Raises `SchemaMismatch`, `StoreRefused`.
    """
    database = Database(settings.clickhouse_url, threads=1)

    async def check() -> None:
        # Told, not done: of several stores that start at once each would migrate.
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
        # Only asked: pending migrations are the store's affair, what cannot be read answers 503.
        await database.run(lambda: migrations.pending(database))
    except StoreUnavailable as error:
        logger.warning(
            "reads will answer 503 until ClickHouse is there", extra=fields(reason=str(error))
        )
    finally:
        database.close()


def log_name(settings: Settings) -> str:
    """The log in messages, without its password."""
    return f"the log at {masked_url(settings.log)}"
