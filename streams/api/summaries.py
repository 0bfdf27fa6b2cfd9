"""What is told of a rumor in one line, by memory: hundreds a second are asked for.

In: ids. Out: titles and counts, as decided. All rumors are read at the start, those that were
counted lately every ten seconds, and what is asked for as soon as it is a second old. What the log
has of a rumor is told only where the store has no count of it.
"""

import asyncio
from collections.abc import Sequence
from math import ceil
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
from streams.store.reads.summary import summary

FRESH_S = 1.0  # a count that is a second old is as good as the one that ClickHouse has now
# Who asks alone waits so long for a fresh count, and everybody of whose rumor nothing is known; of
# many that ask for what a count or the log can tell nobody waits.
PATIENCE_S = 0.05
PACE_S = 0.1  # of questions: what is asked for meanwhile goes with the next
HURRY_S = 0.02  # of questions that somebody waits for: well within the patience
EVERY_S = 10.0  # so old is a count at most that nobody asked for
MARGIN_S = 60  # a count is written with the time when its counting began
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
    """A rumor as it was founded, and when that was read; without a count of the store its reports
    are those on the log.
    """

    title: str
    reports: int
    last_ms: int  # 0: the store had no count
    at_s: float


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
        self._is_urgent = False  # what is wanted next was never counted here
        self._moved: dict[Name, tuple[float, asyncio.Task[Summary]]] = {}

    async def follow(self) -> None:
        """Reads all that is stored, then again and again what was reported since. Never returns."""
        read_s: float | None = None
        while True:
            began_s = self._clock.monotonic_s()
            lately_s = 0 if read_s is None else ceil(began_s - read_s) + MARGIN_S
            if await self._read_all(lately_s):
                self._all_known = len(self._known) < MOST_KEPT
                read_s = began_s
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
        return _told([self._known.get(name) or self._opened(*name) for name in names])

    def _is_fresh(self, name: Name) -> bool:
        known = self._known.get(name)
        return known is not None and self._clock.monotonic_s() - known.at_s < FRESH_S

    async def _renew(self, names: Sequence[Name]) -> None:
        """Has them read; waits for it where one may have been there for long and is not known, for
        a moment where nothing can be told of one, or nobody else asks.
        """
        is_alone = self._reading is None
        is_urgent = not all(self._is_counted(name) for name in names) and (
            is_alone or not all(self._can_be_told(name) for name in names)
        )
        read = self._ask(names, is_urgent=is_urgent)
        if not self._all_known and any(name not in self._known for name in names):
            await asyncio.shield(read)
        elif is_urgent or is_alone:
            await asyncio.wait([read], timeout=PATIENCE_S)

    def _is_counted(self, name: Name) -> bool:
        """Whether what is known of a rumor is a count of the store, or that nobody reported it."""
        known = self._known.get(name)
        return known is not None and (known.last_ms > 0 or not known.reports)

    def _can_be_told(self, name: Name) -> bool:
        """Whether there is something to tell of a rumor: what was read last, or what the log has.

        A check in twenty is of a rumor that is not counted yet: their waiting was its p99.
        """
        return name in self._known or self._lookup.opening(*name) is not None

    def _ask(self, names: Sequence[Name], *, is_urgent: bool) -> asyncio.Future[None]:
        """What is done once they are read. Raises as `Lookup.run`."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
            self._next.add_done_callback(_seen)
        self._wanted |= dict.fromkeys(names)
        self._is_urgent |= is_urgent
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_wanted())
        return self._next

    async def _read_wanted(self) -> None:
        try:
            while self._next is not None:
                began_s = self._clock.monotonic_s()
                await self._read_next(self._next)
                await self._pace(began_s)
        finally:
            self._reading = None

    async def _pace(self, began_s: float) -> None:
        """Waits until the next question may be asked: sooner where it is urgent."""
        while True:
            pace_s = HURRY_S if self._is_urgent else PACE_S
            left_s = began_s + pace_s - self._clock.monotonic_s()
            if left_s <= 0:
                return
            await self._clock.sleep(min(left_s, HURRY_S))

    async def _read_next(self, done: asyncio.Future[None]) -> None:
        by_tenant: dict[str, list[str]] = {}
        for tenant, rumor_id in self._wanted:
            by_tenant.setdefault(tenant, []).append(rumor_id)
        self._wanted = {}
        self._is_urgent = False
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
                self._put((tenant, rumor_id), self._opened(tenant, rumor_id, line))

    def _opened(self, tenant: str, rumor_id: str, line: Line | None = None) -> Known:
        """Of what the store has not, or not all, what the log knows."""
        found = {"title": line.called, "reports": line.counted} if line else UNKNOWN
        filled = with_opened(found, self._lookup.opening(tenant, rumor_id))
        last_ms = line.last_ms if line else 0
        return Known(filled["title"], filled["reports"], last_ms, self._clock.monotonic_s())

    async def _read_all(self, lately_s: int) -> bool:
        """Whether ClickHouse answered."""
        try:
            self._keep(await self._lookup.run(lambda reads: reads.lines(lately_s, MOST_KEPT)))
        except (Problem, NotThere):
            return False
        return True

    def _keep(self, lines: Sequence[Line]) -> None:
        at_s = self._clock.monotonic_s()
        for one in lines:
            name = (one.tenant, f"{one.rumor_id:016x}")
            self._put(name, Known(one.called, one.counted, one.last_ms, at_s))
        while len(self._known) > MOST_KEPT:
            del self._known[next(iter(self._known))]

    def _put(self, name: Name, read: Known) -> None:
        """Keeps what was read. A count never falls: of two answers the one that was asked for first
        may come last, and of what the store has not counted the log knows more.
        """
        old = self._known.pop(name, None)  # to the end: the first go where there is no room
        if old is not None:
            read = Known(
                title=read.title or old.title,
                reports=max(read.reports, old.reports),
                last_ms=max(read.last_ms, old.last_ms),
                at_s=read.at_s,
            )
        self._known[name] = read

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
            return reads.of(summary, tenant, rumor_id)

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
