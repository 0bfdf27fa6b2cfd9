"""Insisting: work on ClickHouse is tried until it is done, for the log's records must be stored."""

import logging
from collections.abc import Callable

from streams import telemetry
from streams.backoff import waits
from streams.clock import Clock
from streams.store.database import Database, StoreUnavailable

logger = logging.getLogger("rumor.store")

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 15.0


async def insist(database: Database, what: str, work: Callable[[], None], *, clock: Clock) -> None:
    """Tries until ClickHouse does it.

    A block that it will never take is a defect: that is raised, and nothing is committed.
    """
    for wait_s in waits(FIRST_WAIT_S, LONGEST_WAIT_S):
        try:
            await database.run(work)
            return
        except StoreUnavailable as error:
            telemetry.retried(what)
            fields = {"work": what, "wait_s": wait_s, "reason": str(error)}
            logger.warning("waiting for ClickHouse", extra=telemetry.fields(**fields))
            await clock.sleep(wait_s)
