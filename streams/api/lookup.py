"""Questions to ClickHouse, off the event loop, as answers of the API; decisions laid over them.

In: a named read of the store. Out: a struct of `schemas.api`, or a problem where ClickHouse is away
or there is no such thing. Another tenant's id is no such thing.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Hashable, Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

import msgspec

from schemas.api.decided import Verdict
from schemas.api.rumors import RumorRead
from streams.api.opening import EMPTY, Opening, with_opened
from streams.api.query import bad_cursor
from streams.core import curation
from streams.core.clusters.checking import Checked
from streams.core.curation.decisions import Decisions
from streams.core.curation.effects import Mute
from streams.core.curation.overlay import NOTHING_DECIDED, Overlay
from streams.core.times import rfc3339
from streams.intake.problems import Problem, unavailable
from streams.store.database import Database, NotThere, StoreRefused, StoreUnavailable
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import Reads

# Reads that are asked or wait; more are answered 503 at once instead of after the one before.
MOST_ASKED = 200
MOST_SUGGESTIONS = 20  # beside one rumor; all of them are a list of their own
# Whether the request at hand is a read: set where every operation begins.
IS_READ: ContextVar[bool] = ContextVar("is_read", default=True)
RUMOR_ID = re.compile(r"[0-9a-f]{16}\Z")
Found = TypeVar("Found")
Result = TypeVar("Result")


class Lookup:
    """The store's reads, asked from the event loop.

    Decisions are laid over what was read: one counts as soon as it is on the log, whatever
    ClickHouse has seen of it.
    """

    def __init__(
        self,
        database: Database,
        decisions: Decisions,
        decisive: Database | None = None,
        opening: Opening = lambda tenant, rumor_id: None,
    ) -> None:
        """Questions of decisions run in threads of `decisive`: reads never keep them waiting.
        `opening` says what is on the log of a rumor, which is read sooner than it is stored.
        """
        self.opening = opening
        self._database = database
        self._decisions = decisions
        self._decisive = decisive or database
        self._asked = 0
        self._reads = Reads(database)
        self._running: dict[Hashable, tuple[Overlay, asyncio.Task[Any]]] = {}

    async def ask(
        self, question: Callable[[Reads], Any], answer: type[Found], tenant: str = ""
    ) -> Found:
        """A read, converted in its thread: a spread has ten thousand points.

        With a tenant, as decided. Raises 503 where ClickHouse is away, 422 for a made-up cursor.
        """
        return await self.run(lambda reads: msgspec.convert(question(reads), answer), tenant)

    async def ask_together(
        self,
        name: Hashable,
        question: Callable[[Reads], Any],
        answer: type[Found],
        tenant: str,
    ) -> Found:
        """As `ask`, for what many ask at once: who asks what is being answered gets that answer.

        `name` holds all that the answer depends on, besides the tenant and its decisions. What is
        got may be somebody else's, too: it is not to be changed. A decision is seen at once: who
        asks after it never shares with who asked before.
        """

        async def asked() -> Found:
            return await self.ask(question, answer, tenant)

        return await self._together((tenant, name), asked, tenant)

    async def _together(
        self, name: Hashable, work: Callable[[], Coroutine[Any, Any, Result]], tenant: str
    ) -> Result:
        if not IS_READ.get():
            return await work()  # a decision is made of what is stored when it is asked
        overlay = self.overlay(tenant)
        seen, task = self._running.get(name, (None, None))
        if task is None or seen is not overlay:
            task = asyncio.create_task(work())
            self._running[name] = (overlay, task)
            task.add_done_callback(lambda done: self._forget(name, done))
        return await asyncio.shield(task)  # one leaves, the others still wait

    def _forget(self, name: Hashable, task: asyncio.Task[Any]) -> None:
        _, running = self._running.get(name, (None, None))
        if running is task:
            del self._running[name]
        if not task.cancelled():
            task.exception()  # seen, even where everybody who waited has left

    async def run(self, question: Callable[[Reads], Result], tenant: str = "") -> Result:
        """A read as it is. Raises as `ask`."""
        # Taken here, for the decisions change on this thread only; an overlay never does.
        overlay = self.overlay(tenant) if tenant else NOTHING_DECIDED

        def asked() -> Result:
            reads = self._reads
            if overlay is not NOTHING_DECIDED:
                reads = reads.as_decided(tenant, overlay)
            return question(reads)

        database = self._database if IS_READ.get() else self._decisive
        if self._asked >= MOST_ASKED:
            detail = "too many reads wait for ClickHouse; reports are still taken"
            raise unavailable("reads_busy", detail)
        self._asked += 1
        try:
            return await database.run(asked)
        except (StoreUnavailable, StoreRefused, NotThere):  # the last two until somebody mends it
            detail = "reads are not available now; reports are still taken"
            raise unavailable("store_unavailable", detail) from None
        except BadCursor:
            raise bad_cursor() from None
        finally:
            self._asked -= 1

    def overlay(self, tenant: str) -> Overlay:
        """What is decided of a tenant's rumors now."""
        return curation.overlay(self._decisions, tenant)

    async def home(self, tenant: str, checked: Checked, now_ms: int) -> str:
        """The rumor that a text of a check belongs to as decided. Raises as `run`."""
        overlay = self.overlay(tenant)
        if not overlay.placings:
            return overlay.shown_as(checked.rumor_id)
        return await self.run(
            lambda reads: reads.home(
                tenant,
                overlay,
                variant_id=checked.variant_id,
                rumor_id=checked.rumor_id,
                joins_at_ms=now_ms if checked.wording else None,
            )
        )

    async def rumor(self, tenant: str, rumor_id: str) -> Mapping[str, Any]:
        """A rumor as it is stored and decided, without what only decisions say. Raises 404."""
        # what is no id is not asked for: the store would read it as a number
        if RUMOR_ID.match(rumor_id):

            def question(reads: Reads) -> dict[str, Any] | None:
                return reads.rumor(tenant, rumor_id)

            # The parts of a page all ask whether there is such a rumor.
            name = (tenant, "rumor", rumor_id)
            found = await self._together(name, lambda: self.run(question, tenant), tenant)
            if found is not None:
                return self.filled(tenant, rumor_id, found)
            # Not stored yet, or its wordings are all gone again and its id stays known: who is told
            # of it may decide on it at once.
            is_new = self.opening(tenant, rumor_id) is not None
            if is_new or rumor_id in self.overlay(tenant).splits:
                return self.filled(tenant, rumor_id, {"rumor_id": rumor_id, **EMPTY})
        raise not_found("rumor")

    def filled(self, tenant: str, rumor_id: str, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was found of a rumor, with what the log knows where the store is behind it."""
        if found["title"] and found["reports"]:
            return found
        overlay = self.overlay(tenant)
        shown = overlay.shown_as(rumor_id)
        if shown in overlay.placings:  # moved away: what it is without it only the store knows
            return found
        return with_opened(found, self.opening(tenant, shown))

    def title_of(self, tenant: str, rumor_id: str) -> str:
        """What a rumor is called of which the store has no title yet."""
        return str(self.filled(tenant, rumor_id, EMPTY)["title"])

    def with_decisions(self, found: Mapping[str, Any], tenant: str, now_ms: int) -> RumorRead:
        """A rumor as everybody sees it; an absorbed one has the decisions of the whole."""
        rumor_id = found["rumor_id"]
        overlay = self.overlay(tenant)
        shown = overlay.shown_as(rumor_id)
        mute = mute_in_force(overlay, shown, now_ms, reporters=found["reporters"])
        open_ = [one for one in found["suggestions"] if not overlay.is_closed(shown, one)]
        said = of_people(overlay, shown) | {
            "due_at": _due_at(overlay, shown),
            "muted_until": rfc3339(mute.until_ms) if mute and mute.until_ms else None,
            "muted_until_reporters": mute.until_reporters if mute else None,
            "suggestions": open_[:MOST_SUGGESTIONS],
            "merged_into": shown if shown != rumor_id else None,
            "etag": f'"{curation.etag(self._decisions, tenant, rumor_id)}"',
        }
        return msgspec.convert({**found, **said}, RumorRead)


def of_people(overlay: Overlay, rumor_id: str) -> dict[str, Any]:
    """What people said of a rumor that stands in lists, too: its title where they gave it one."""
    assignment = overlay.assignments.get(rumor_id)
    said: dict[str, Any] = {
        "verdict": verdict_of(overlay, rumor_id),
        "assignee": (assignment.assignee or None) if assignment else None,
    }
    title = overlay.titles.get(rumor_id)
    return said | {"title": title} if title else said


def mute_in_force(
    overlay: Overlay, rumor_id: str, now_ms: int, *, reporters: int = 0
) -> Mute | None:
    """The mute of a rumor, as far as the clock and its distinct reporters tell."""
    mute = overlay.mutes.get(rumor_id)
    if mute is None or mute.is_over(now_ms=now_ms, reporters=reporters):
        return None
    return mute


def not_found(what: str) -> Problem:
    """404."""
    return Problem(404, f"no_such_{what}", f"there is no such {what}")


def with_verdict(found: Mapping[str, Any], overlay: Overlay) -> dict[str, Any]:
    """What was found about a rumor, and the verdict on it."""
    return {**found, "verdict": verdict_of(overlay, found["rumor_id"])}


def verdict_of(overlay: Overlay, rumor_id: str | None) -> Verdict | None:
    """The verdict in force on a rumor."""
    given = overlay.verdicts.get(rumor_id or "")
    if given is None:
        return None
    return Verdict(rating=given.rating, summary=given.summary, link=given.link)


def _due_at(overlay: Overlay, rumor_id: str) -> str | None:
    assignment = overlay.assignments.get(rumor_id)
    if assignment is None or assignment.due_at_ms is None:
        return None
    return rfc3339(assignment.due_at_ms)
