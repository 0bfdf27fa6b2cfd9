"""What is told of a rumor in one line, by memory: hundreds a second are asked for.

In: ids. Out: titles and counts, as decided. All rumors are read at the start, those that were
reported lately once a minute, and what is asked for as soon as it is a second old.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from msgspec import Struct, convert

from streams.api.lookup import Lookup
from streams.api.opening import with_opened
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core.times import rfc3339
from streams.intake.problems import Problem
from streams.store.database import NotThere
from streams.store.reads.lines import Line
from streams.store.reads.questions import Reads

FRESH_S = 1.0  # a count that is a second old is as good as the one that ClickHouse has now
# Who asks alone waits so long for a fresh count where an older one is known; of many nobody waits.
PATIENCE_S = 0.05
PACE_S = 0.1  # of questions: what is asked for meanwhile goes with the next
EVERY_S = 10.0  # so old is a count at most that nobody asked for
MARGIN_S = 60  # counts are stored some seconds after their reports were seen
AWAY_S = 1.0  # between two tries while ClickHouse is away
MOST_KEPT = 300_000  # rumors: some 300 bytes each
UNKNOWN = {"title": "", "reports": 0, "last_seen": None}
Name = tuple[str, str]  # of a tenant and a rumor


class Summary(Struct, frozen=True):
    """A rumor in one line."""

    title: str
    reports: int = 0
    last_seen: str | None = None


class Known(Struct, frozen=True, gc=False):
    """A rumor as it was founded, and when that was read."""

    title: str
    reports: int
    last_ms: int
    at_s: float


NOTHING = Known(title="", reports=0, last_ms=0, at_s=0.0)


class Summaries:
    """Counts as they were founded are kept, and added up as decided when they are asked for. Of
    tenants that moved wordings only the store knows what belongs where: it is asked each second.
    """

    def __init__(self, lookup: Lookup, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._lookup = lookup
        self._clock = clock
        self._known: dict[Name, Known] = {}
        self._all_known = False  # but for rumors of the last seconds
        self._wanted: dict[Name, None] = {}
        self._next: asyncio.Future[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._moved: dict[Name, tuple[float, asyncio.Task[Summary]]] = {}

    async def follow(self) -> None:
        """Reads all that is stored, then again and again what was reported since. Never returns."""
        since_s = 0
        while True:
            began_s = self._clock.now_ms() // 1_000
            if await self._read_all(since_s):
                self._all_known = len(self._known) < MOST_KEPT
                since_s = began_s - MARGIN_S
                await self._clock.sleep(EVERY_S)
            else:
                await self._clock.sleep(AWAY_S)

    async def of(self, tenant: str, rumor_id: str) -> Summary:
        """A rumor's summary; of one that is not stored yet as the log has it. Raises as
        `Lookup.run`, unless it is known.
        """
        overlay = self._lookup.overlay(tenant)
        if overlay.placings:
            return await self._of_moved(tenant, rumor_id)
        names = [(tenant, id_) for id_ in overlay.whole(rumor_id)]
        if old := [name for name in names if not self._is_fresh(name)]:
            await self._renew(old)
        return _told([self._known.get(name, NOTHING) for name in names])

    def _is_fresh(self, name: Name) -> bool:
        known = self._known.get(name)
        return known is not None and self._clock.monotonic_s() - known.at_s < FRESH_S

    async def _renew(self, names: Sequence[Name]) -> None:
        """Has them read; waits for it where one may have been there for long and is not known, or
        nobody else asks.
        """
        is_busy = self._reading is not None
        read = self._ask(names)
        unknown = [name for name in names if name not in self._known]
        if unknown and not self._all_known:
            await asyncio.shield(read)
        elif not is_busy:
            await asyncio.wait([read], timeout=PATIENCE_S)
        for name in unknown:
            if name not in self._known:
                self._fill(*name, None)

    def _ask(self, names: Sequence[Name]) -> asyncio.Future[None]:
        """What is done once they are read. Raises as `Lookup.run`."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
            self._next.add_done_callback(_seen)
        self._wanted |= dict.fromkeys(names)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_wanted())
        return self._next

    async def _read_wanted(self) -> None:
        try:
            while self._next is not None:
                began_s = self._clock.monotonic_s()
                await self._read_next(self._next)
                await self._clock.sleep(max(0.0, began_s + PACE_S - self._clock.monotonic_s()))
        finally:
            self._reading = None

    async def _read_next(self, done: asyncio.Future[None]) -> None:
        by_tenant: dict[str, list[str]] = {}
        for tenant, rumor_id in self._wanted:
            by_tenant.setdefault(tenant, []).append(rumor_id)
        self._wanted = {}
        self._next = None
        try:
            for tenant, rumor_ids in by_tenant.items():
                await self._read(tenant, rumor_ids)
        except Exception as error:  # it is raised where they wait
            done.set_exception(error)
        else:
            done.set_result(None)

    async def _read(self, tenant: str, rumor_ids: Sequence[str]) -> None:
        def question(reads: Reads) -> list[Line]:
            return reads.lines_of(tenant, rumor_ids)

        found = await self._lookup.run(question)
        self._keep(found)
        stored = {f"{one.rumor_id:016x}": one for one in found}
        for rumor_id in rumor_ids:
            line = stored.get(rumor_id)
            if line is None or not (line.called and line.counted):
                self._fill(tenant, rumor_id, line)

    def _fill(self, tenant: str, rumor_id: str, line: Line | None) -> None:
        """Of what the store has not, or not all, what the log knows."""
        found = {"title": line.called, "reports": line.counted} if line else UNKNOWN
        filled = with_opened(found, self._lookup.opening(tenant, rumor_id))
        last_ms = line.last_ms if line else 0
        at_s = self._clock.monotonic_s()
        self._known[tenant, rumor_id] = Known(filled["title"], filled["reports"], last_ms, at_s)

    async def _read_all(self, since_s: int) -> bool:
        """Whether ClickHouse answered."""
        try:
            self._keep(await self._lookup.run(lambda reads: reads.lines(since_s, MOST_KEPT)))
        except (Problem, NotThere):
            return False
        return True

    def _keep(self, lines: Sequence[Line]) -> None:
        at_s = self._clock.monotonic_s()
        for one in lines:
            name = (one.tenant, f"{one.rumor_id:016x}")
            self._known.pop(name, None)  # to the end: the first go where there is no room
            self._known[name] = Known(one.called, one.counted, one.last_ms, at_s)
        while len(self._known) > MOST_KEPT:
            del self._known[next(iter(self._known))]

    async def _of_moved(self, tenant: str, rumor_id: str) -> Summary:
        """Questions under way are shared: a hoax that everybody asks for is read once."""
        now_s = self._clock.monotonic_s()
        until_s, task = self._moved.get((tenant, rumor_id), (0.0, None))
        if task is None or until_s <= now_s:
            if len(self._moved) >= MOST_KEPT:
                self._moved.clear()
            task = asyncio.create_task(self._read_moved(tenant, rumor_id))
            self._moved[tenant, rumor_id] = (now_s + FRESH_S, task)
        try:
            # Shielded: who leaves must not take the answer from the others.
            return await asyncio.shield(task)
        except Exception:
            self._moved.pop((tenant, rumor_id), None)
            raise

    async def _read_moved(self, tenant: str, rumor_id: str) -> Summary:
        def question(reads: Reads) -> dict[str, Any] | None:
            return reads.summary(tenant, rumor_id)

        found = await self._lookup.run(question, tenant)
        return convert(self._lookup.filled(tenant, rumor_id, found or UNKNOWN), Summary)


def _told(whole: Sequence[Known]) -> Summary:
    """A rumor, the first, with those that show as it."""
    last_ms = max(one.last_ms for one in whole)
    return Summary(
        title=whole[0].title,
        reports=sum(one.reports for one in whole),
        last_seen=rfc3339(last_ms) if last_ms else None,
    )


def _seen(done: asyncio.Future[None]) -> None:
    """What broke is seen, even where nobody waited for it."""
    if not done.cancelled():
        done.exception()
