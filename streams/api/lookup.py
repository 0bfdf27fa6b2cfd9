"""Questions to ClickHouse, off the event loop, as answers of the API.

In: a named read of the store. Out: a struct of `schemas.api`, or a problem where ClickHouse is away
or there is no such thing. Another tenant's id is no such thing.
"""

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

import msgspec

from schemas.api import Verdict
from streams.api.query import bad_parameter
from streams.core.curation.decisions import Decisions, verdicts_of
from streams.intake.problems import Problem, unavailable
from streams.store.database import Database, NotThere, StoreRefused, StoreUnavailable
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import Reads

# Reads that are asked or wait; more are answered 503 at once instead of after the one before.
MOST_ASKED = 200
# Whether the request at hand is a read: set where every operation begins.
IS_READ: ContextVar[bool] = ContextVar("is_read", default=True)
RUMOR_ID = re.compile(r"[0-9a-f]{16}\Z")
Found = TypeVar("Found")
Result = TypeVar("Result")


class Lookup:
    """The store's reads, asked from the event loop."""

    def __init__(self, database: Database, decisive: Database | None = None) -> None:
        """Questions of decisions run in threads of `decisive`: reads never keep them waiting."""
        self._database = database
        self._decisive = decisive or database
        self._asked = 0
        self._reads = Reads(database)

    async def ask(self, question: Callable[[Reads], Any], answer: type[Found]) -> Found:
        """A read, converted in its thread: a spread has ten thousand points.

        Raises 503 where ClickHouse is away, 422 for a made-up cursor.
        """
        return await self.run(lambda reads: msgspec.convert(question(reads), answer))

    async def run(self, question: Callable[[Reads], Result]) -> Result:
        """A read as it is. Raises as `ask`."""
        database = self._database if IS_READ.get() else self._decisive
        if self._asked >= MOST_ASKED:
            detail = "too many reads wait for ClickHouse; reports are still taken"
            raise unavailable("reads_busy", detail)
        self._asked += 1
        try:
            return await database.run(lambda: question(self._reads))
        except (StoreUnavailable, StoreRefused, NotThere):  # the last two until somebody mends it
            detail = "reads are not available now; reports are still taken"
            raise unavailable("store_unavailable", detail) from None
        except BadCursor:
            why = "use next_cursor of the page before, with the same parameters"
            raise bad_parameter("cursor", "bad_cursor", why) from None
        finally:
            self._asked -= 1

    async def rumor(self, tenant: str, rumor_id: str) -> dict[str, Any]:
        """A rumor without its verdict. Raises 404."""
        # what is no id is not asked for: the store would read it as a number
        if RUMOR_ID.match(rumor_id):
            found = await self.run(lambda reads: reads.rumor(tenant, rumor_id))
            if found is not None:
                return found
        raise not_found("rumor")


def not_found(what: str) -> Problem:
    """404."""
    return Problem(404, f"no_such_{what}", f"there is no such {what}")


def verdict_of(decisions: Decisions, tenant: str, rumor_id: str | None) -> Verdict | None:
    """The verdict in force on a rumor. It is laid over what was read: a decision counts as soon as
    it is on the log, whatever ClickHouse has seen of it.
    """
    given = verdicts_of(decisions, tenant).get(rumor_id or "")
    if given is None:
        return None
    return Verdict(rating=given.rating, summary=given.summary, link=given.link)


def with_verdict(found: Mapping[str, Any], decisions: Decisions, tenant: str) -> dict[str, Any]:
    """What was found about a rumor, and the verdict on it."""
    return {**found, "verdict": verdict_of(decisions, tenant, found["rumor_id"])}
