"""Tells apps the verdict on their reports: the ones that have not heard of the one in force.

In: the config's receivers with `app`, the decisions, and what ClickHouse knows of reports and of
answers given. Out: answers on the log, which the deliver step sends.

The owner of a tenant's first lane answers all of its apps, so nobody answers beside it. An answer
is one record and names its reports. Before the next look the newest answer of the tenant has to be
stored, and with it all before it: so what is asked of ClickHouse knows of everything that was
answered, after a crash as well, and no report is named twice for one verdict or left out.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from schemas.events import RumorsMerged, VerdictTold
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import ConfigFile
from streams.core import answers, curation
from streams.core.answers import Group, Heard, Reported, Ruling
from streams.core.answers.making import MOST_REPORTS
from streams.core.curation.decisions import Decisions
from streams.core.curation.overlay import Overlay
from streams.core.lanes import FAMILIES
from streams.errors import Unavailable
from streams.log.contract import Log, partition_of
from streams.log.follow import follow
from streams.worker.outbox import Outbox
from streams.worker.ownership import Ownership
from streams.worker.partition import Partition

logger = logging.getLogger("rumor.worker")
EVERY_S = 1.0  # an analyst's verdict is on its way so much later
# Reports that come under a verdict are gathered for so long; sixty seconds are promised, and
# storing and asking take some.
GATHERED_S = 15.0
# So late may a report be from the door to ClickHouse; what is later, the next whole look finds.
OVERLAP_S = 3_600
WHOLE_EVERY_S = 600.0  # everything is looked at, whatever was missed
# Reports at once from ClickHouse, which joins a rumor's with what they heard for each question.
FETCHED = 200_000


class Homes(Protocol):
    """As which rumors wordings show."""

    @property
    def left(self) -> frozenset[str]: ...
    def shown_as(self, variant_id: str, rumor_id: str) -> str: ...


class Grown(Protocol):
    """Two rumors that grew together."""

    @property
    def tenant(self) -> str: ...
    @property
    def fact(self) -> RumorsMerged: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def stored_s(self) -> int: ...


HomesOf = TypeVar("HomesOf", bound=Homes)


class Questions(Protocol[HomesOf]):
    """What is asked of ClickHouse; `streams.store.answering` has it. Raises `Unavailable`."""

    async def growths(self, since_s: int) -> Sequence[Grown]: ...
    async def homes(self, tenant: str, overlay: Overlay) -> HomesOf: ...
    async def heard(
        self, tenant: str, *, apps: Sequence[str], rumors: Collection[str], since_s: int | None
    ) -> list[Heard]: ...
    async def to_answer(
        self, tenant: str, group: Group, *, after: str, most: int
    ) -> list[Reported]: ...
    async def told_rumors(self, tenant: str) -> set[str]: ...
    async def is_stored(self, tenant: str, answer_id: str) -> bool: ...
    async def title(self, tenant: str, rumor_id: str, homes: HomesOf) -> str: ...


@dataclass
class Looked:
    """The last looks at a tenant, by the owner of this very state."""

    partition: Partition
    apps: tuple[str, ...] = ()
    ruling: Ruling = field(default_factory=Ruling)
    whole_s: float = float("-inf")
    lately_s: float = float("-inf")
    since_s: int = 0  # what was received from here on was not looked at yet


@dataclass
class Answers:
    """The work of one timer, which is done when it returns."""

    log: Log
    config: ConfigFile
    ownership: Ownership
    outbox: Outbox
    questions: Questions  # type: ignore[type-arg]
    clock: Clock = SYSTEM_CLOCK
    decisions: Decisions = field(default_factory=Decisions)
    _grown_s: int = 0
    _looked: dict[str, Looked] = field(default_factory=dict)
    _stored: dict[str, str] = field(default_factory=dict)  # the newest answer known to be stored
    _waiting: bool = False

    async def tick(self) -> None:
        """Answers whoever has not heard; what is away is waited for."""
        try:
            apps = self._apps()
            if apps and self.ownership.settled:
                await self._learn()
                for tenant in sorted(apps):
                    await self._look(tenant, apps[tenant])
        except Unavailable as error:
            if not self._waiting:  # once an outage
                fields = {"for": "answers to apps", "reason": str(error)}
                logger.warning("waiting", extra=telemetry.fields(**fields))
            self._waiting = True
            return
        self._waiting = False

    def _apps(self) -> Mapping[str, tuple[str, ...]]:
        """Tenant -> its apps that are told."""
        found: dict[str, set[str]] = {}
        for receiver in self.config.current().receivers:
            if receiver.app:
                found.setdefault(receiver.tenant, set()).add(receiver.app)
        return {tenant: tuple(sorted(names)) for tenant, names in found.items()}

    async def _learn(self) -> None:
        await follow(self.log, self.decisions)
        for one in await self.questions.growths(self._grown_s):
            curation.learn(self.decisions, one.tenant, [one.fact], at_ms=one.at_ms)
            self._grown_s = max(self._grown_s, one.stored_s)

    async def _look(self, tenant: str, apps: tuple[str, ...]) -> None:
        lane = lane_of_answers(tenant)
        number = partition_of(lane.encode(), self.ownership.lane_partitions)
        partition = self.ownership.partitions.get(number)
        if partition is None or not await self._is_stored(tenant, partition, lane):
            return
        looked = self._looked.get(tenant)
        if looked is None or looked.partition is not partition or looked.apps != apps:
            looked = self._looked[tenant] = Looked(partition, apps)
        overlay = curation.overlay(self.decisions, tenant)
        at_s = self.clock.monotonic_s()
        is_whole = at_s - looked.whole_s >= WHOLE_EVERY_S
        is_due = is_whole or at_s - looked.lately_s >= GATHERED_S
        ruling = looked.ruling
        if not is_due and (ruling.rated, ruling.placings) == (overlay.rated, overlay.placings):
            return
        received_s = self.clock.now_ms() // 1_000
        homes = await self.questions.homes(tenant, overlay)
        now = Ruling(rated=overlay.rated, placings=overlay.placings, left=homes.left)
        heard = await self._heard(tenant, looked, now, is_whole=is_whole, is_due=is_due)
        for group in answers.pending(heard, rated=overlay.rated, shown_as=homes.shown_as):
            title = overlay.titles.get(group.rumor_id)
            if not title:
                title = await self.questions.title(tenant, group.rumor_id, homes)
            await self._answer(tenant, partition, group, title)
        # Only now: what was not answered, for somebody was away, is looked at again.
        looked.ruling = now
        if is_due:
            looked.lately_s = at_s
            looked.since_s = received_s
        if is_whole:
            looked.whole_s = at_s

    async def _is_stored(self, tenant: str, partition: Partition, lane: str) -> bool:
        """Whether ClickHouse knows of everything that was answered so far."""
        newest = partition.answered.get(lane)
        if newest is None or self._stored.get(tenant) == newest:
            return True
        if not await self.questions.is_stored(tenant, newest):
            return False
        self._stored[tenant] = newest
        return True

    async def _heard(
        self, tenant: str, looked: Looked, now: Ruling, *, is_whole: bool, is_due: bool
    ) -> list[Heard]:
        """What may have to be answered: everything, what decisions changed, and what is new."""
        found = []
        if is_whole:
            rumors = now.rated.keys() | now.left | await self.questions.told_rumors(tenant)
            return await self._asked(tenant, looked, rumors, None)
        changed = answers.changed(looked.ruling, now)
        found += await self._asked(tenant, looked, changed, None)
        if is_due:
            others = (now.rated.keys() | now.left) - changed
            found += await self._asked(tenant, looked, others, looked.since_s - OVERLAP_S)
        return found

    async def _asked(
        self, tenant: str, looked: Looked, rumors: Collection[str], since_s: int | None
    ) -> list[Heard]:
        if not rumors:
            return []
        return await self.questions.heard(tenant, apps=looked.apps, rumors=rumors, since_s=since_s)

    async def _answer(self, tenant: str, partition: Partition, group: Group, title: str) -> None:
        """All reports of a group, a record for some thousand of them."""
        lane = lane_of_answers(tenant)
        made = curation.book_of(self.decisions, tenant).made
        after = ""
        while reports := await self.questions.to_answer(tenant, group, after=after, most=FETCHED):
            at = 0
            while at < len(reports):
                if not self.ownership.holds(partition):
                    return
                named = answers.cut(reports[at : at + MOST_REPORTS])
                at += len(named)
                answer: VerdictTold = answers.answer_of(
                    group,
                    named,
                    tenant=tenant,
                    title=title,
                    made=made,
                    now_ms=self.clock.now_ms(),
                )
                # Noted before it is sent: where that fails, it is not known whether it is there.
                partition.answered[lane] = answer.answer_id
                await self.outbox.answer(partition, lane, answer)
            if len(reports) < FETCHED:
                return
            after = reports[-1].report_id


def lane_of_answers(tenant: str) -> str:
    """The lane in which a tenant's apps are answered, whatever scripts their reports are in."""
    return f"{tenant}/{FAMILIES[0]}"
