"""What the worker's agents and timers do with records: cluster, surge and deliver live here;
nothing is decided here.

In: records of reports, sightings and alerts. Out: rumors, sightings, surge states, alerts,
deliveries, rejects. An exception that leaves an agent would lose records with no lag showing, so a
record that cannot be used goes to the rejects, sends are tried until acknowledged, and a defect
stops the process, which reads again from its last commit. `worker` puts this into a Faust app.
"""

import asyncio
import gc
import logging
import time
from collections import Counter
from functools import partial
from typing import Any

from schemas.events import (
    Alert,
    AlertsTold,
    DeliveriesAttempted,
    Delivery,
    Rejection,
    ReportsRejected,
    Source,
    SurgeFolded,
)
from schemas.topics import (
    ALERTS,
    DELIVERIES,
    REJECTS,
    REPORTS,
    RUMORS,
    SIGHTINGS,
    SURGES,
    CodecError,
    Topic,
)
from streams import telemetry
from streams.config.file import ConfigFile
from streams.config.settings import Settings
from streams.core import clusters, surge
from streams.core.clusters.state import LaneClusters
from streams.core.curation.decisions import Decisions, ratings_since, verdicts_of
from streams.core.lanes import tenant_of
from streams.core.limits import RejectLimit
from streams.core.surge import LaneSurges
from streams.deliver.queues import Deliverer
from streams.log import faust_app
from streams.log.contract import Log
from streams.log.follow import follow
from streams.log.records import event_of, unreadable
from streams.worker import restore as partitions
from streams.worker.restore import Partition
from streams.worker.sender import Sender

log = logging.getLogger("rumor.worker")
GROUP = "rumor-worker"


class Worker:
    """The partitions of this process and what its agents do with their records."""

    def __init__(
        self, app: faust_app.App, settings: Settings, config: ConfigFile, records: Log
    ) -> None:
        self.app = app
        self.settings = settings
        self.config = config
        self.records = records
        self.partitions: dict[int, Partition] = {}
        self.wanted: set[int] | None = None
        self.arrived = asyncio.Event()
        self.curation = Decisions()
        self.limit = RejectLimit()
        self.deliverer = Deliverer(config, settings.links, self.record_deliveries)
        self.sender = Sender(app, (RUMORS, SIGHTINGS, SURGES, ALERTS, DELIVERIES, REJECTS))

    # -- life
    # -----------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Opens the log, reads all decisions."""
        await self.records.start()
        await follow(self.records, self.curation)
        gc.set_threshold(
            100_000, 50, 100
        )  # millions of long-lived objects and no cycles: searching them again and again finds nothing

    async def own(self, numbers: set[int]) -> None:
        """Takes over partitions of the lane topics.

        State of one that stays is kept, unless somebody else had it in between.
        """
        self.wanted = numbers
        for number, partition in list(self.partitions.items()):
            if number not in numbers or await partitions.written_by_others(self.records, partition):
                self.forget(self.partitions.pop(number))
        for number in sorted(numbers - self.partitions.keys()):
            self.partitions[number] = await partitions.load(
                self.records,
                number,
                group=GROUP,
                config=self.config,
                curation=self.curation,
                deliverer=self.deliverer,
                lane_partitions=self.settings.lane_partitions,
            )
        gc.collect()
        gc.freeze()
        self.arrived.set()
        self.arrived = asyncio.Event()
        telemetry.ready("worker")

    def forget(self, partition: Partition) -> None:
        """The partition is another worker's now, or has to be read again."""
        for lane in partition.clusters.keys() | partition.surges.keys():
            self.deliverer.forget(lane)

    async def partition(self, number: int) -> Partition | None:
        """A partition once its state is here; None where it went to another worker meanwhile."""
        while number not in self.partitions:
            if self.wanted is not None and number not in self.wanted:
                return None
            await self.arrived.wait()
        return self.partitions[number]

    # -- agents
    # ---------------------------------------------------------------------------------------------------------

    async def cluster(self, message: Any) -> None:
        """One record of reports.

        Rumors are acknowledged before sightings are sent, and both before the input is done.
        """
        number = message.partition
        offset = message.offset
        event = await self.decode(REPORTS, message)
        partition = await self.partition(number)
        if event is None or partition is None:
            return
        lane = partition.lane_clusters(event.lane)
        _, outcome = clusters.step(
            lane,
            event,
            source=Source(partition=number, offset=offset),
            curation_offset=self.curation.offset,
        )
        if outcome.grown:
            await self.alone(
                partition, lane, await self.send(RUMORS, event.lane, partition, outcome.grown)
            )
        if outcome.sighted:
            await self.send(SIGHTINGS, event.lane, partition, outcome.sighted)
        if outcome.rejections:
            await self.reject(outcome.rejections)
        _count(outcome)
        self.check_limit(len(event.reports) - len(outcome.rejections), len(outcome.rejections))

    async def alone(self, partition: Partition, lane: LaneClusters, offset: int) -> None:
        """Stops the process where another worker wrote rumors into this partition, for instance one
        that was thought dead.

        Offsets of one writer have no gaps. What lies in a gap is on the log before ours, so
        everybody else takes it as the truth; to go on without it would give one wording to two
        rumors.
        """
        expected = partition.following[RUMORS.name]
        partition.following[RUMORS.name] = offset + 1
        if offset == expected or await partitions.agrees(
            self.records, partition, expected, offset, lane
        ):
            return
        log.critical(
            "the worker stops: somebody else wrote into partition %s; it reads its state again",
            partition.number,
        )
        faust_app.stop_now(1)

    async def surge(self, message: Any) -> None:
        """One record of sightings.

        Alerts are acknowledged before the state that knows of them is written.
        """
        number = message.partition
        offset = message.offset
        event = await self.decode(SIGHTINGS, message)
        partition = await self.partition(number)
        if event is None or partition is None:
            return
        tenant = tenant_of(event.lane)
        policy = self.config.current().policy(tenant)
        verdicts = verdicts_of(self.curation, tenant)
        _, told = surge.step(
            partition.lane_surges(event.lane),
            event,
            offset=offset,
            policy=policy,
            verdicts=verdicts,
            decided=self.curation.offset,
        )
        await self.tell(partition, event.lane, told, Source(partition=number, offset=offset))

    async def deliver(self, message: Any) -> None:
        """One record of alerts: scheduled on the log before the input is done."""
        event = await self.decode(ALERTS, message)
        partition = await self.partition(message.partition)
        if event is not None and partition is not None:
            await self.deliverer.take(event)

    # -- timers
    # ---------------------------------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Resolves quiet episodes, by the wall clock."""
        now_ms = int(time.time() * 1_000)
        for partition in list(self.partitions.values()):
            for lane, state in list(partition.surges.items()):
                tenant = tenant_of(lane)
                policy = self.config.current().policy(tenant)
                verdicts = verdicts_of(self.curation, tenant)
                _, told = surge.tick(
                    state,
                    now_ms=now_ms,
                    policy=policy,
                    verdicts=verdicts,
                    decided=self.curation.offset,
                )
                await self.tell(partition, lane, told, Source(partition=-1, offset=-1))

    async def decide(self) -> None:
        """Follows the decisions; whoever heard of a running episode hears of each verdict on it.

        What an episode was told up to comes back with it, so a verdict given while nobody owned its
        lane is told by whoever takes it over.
        """
        if self.wanted is None or not self.wanted <= self.partitions.keys():
            return
        await follow(self.records, self.curation)
        for partition in list(self.partitions.values()):
            if partition.decided < self.curation.offset:
                partition.decided = self.curation.offset
                for lane, state in list(partition.surges.items()):
                    await self.correct(partition, lane, state)

    async def correct(self, partition: Partition, lane: str, state: LaneSurges) -> None:
        """Tells the verdicts that a lane's running episodes were not told yet."""
        tenant = tenant_of(lane)
        now_ms = int(time.time() * 1_000)
        ratings = partial(ratings_since, self.curation, tenant)
        _, told = surge.correct(
            state, ratings=ratings, now_ms=now_ms, policy=self.config.current().policy(tenant)
        )
        await self.tell(partition, lane, told, Source(partition=-1, offset=-1))

    async def flush(self) -> None:
        """Writes the states of touched rumors, then that the lane is folded so far."""
        for partition in list(self.partitions.values()):
            for lane, state in list(partition.surges.items()):
                if (
                    self.partitions.get(partition.number) is partition
                ):  # else it went to another worker meanwhile, which writes its own
                    await self.flush_lane(partition, lane, state)

    async def flush_lane(self, partition: Partition, lane: str, state: LaneSurges) -> None:
        """The snapshot is taken before the first send:

        what is folded meanwhile belongs to the next.
        """
        if not state.touched:
            return
        touched = state.touched
        state.touched = set()
        folded = state.folded
        states = [
            SurgeFolded(
                lane=lane,
                rumor_id=rumor_id,
                offset=state.rumors[rumor_id].offset,
                state=surge.dump(state, rumor_id),
            )
            for rumor_id in sorted(touched)
        ]
        whole = SurgeFolded(lane=lane, rumor_id="", offset=folded, state=surge.dump_lane(state))
        for at in range(0, len(states), 500):
            offsets = await self.sender.send_all(
                SURGES, [(one.rumor_id, partition.number, one) for one in states[at : at + 500]]
            )
            partition.wrote(SURGES.name, max(offsets))
        await self.send(SURGES, f"lane:{lane}", partition, whole)

    # -- sending
    # --------------------------------------------------------------------------------------------------------

    async def tell(
        self, partition: Partition, lane: str, told: tuple[Alert, ...], source: Source
    ) -> None:
        """Alerts onto the log."""
        if told:
            await self.sender.send(
                ALERTS, lane, partition.number, AlertsTold(lane=lane, source=source, alerts=told)
            )
            for alert in told:
                telemetry.ALERTS_TOLD.labels(alert.event, alert.level).inc()
                fields = {
                    "event": alert.event,
                    "alert_level": alert.level,
                    "rumor": alert.rumor_id,
                    "why": alert.why,
                }
                log.info("alert", extra={"fields": fields})

    async def record_deliveries(self, lane: str, deliveries: tuple[Delivery, ...]) -> None:
        """Delivery attempts onto the log, into their lane's partition."""
        await self.sender.send(
            DELIVERIES, lane, None, DeliveriesAttempted(lane=lane, deliveries=deliveries)
        )

    async def send(self, topic: Topic[Any], key: str, partition: Partition, event: Any) -> int:
        """One record into a partition that only its owner writes to -> its offset."""
        offset = await self.sender.send(topic, key, partition.number, event)
        if topic is not RUMORS:  # those are checked for gaps first
            partition.wrote(topic.name, offset)
        return offset

    async def reject(self, rejections: tuple[Rejection, ...]) -> None:
        """What could not be used, onto the log."""
        for rejection in rejections:
            telemetry.REJECTS.labels(rejection.stage, rejection.reason).inc()
        await self.sender.send(
            REJECTS, rejections[0].stage, None, ReportsRejected(rejections=rejections)
        )

    async def decode(self, topic: Topic[Any], message: Any) -> Any:
        """The event of a record, or None once it is rejected."""
        try:
            return event_of(
                topic, message.key, message.value, message.partition, self.settings.lane_partitions
            )
        except CodecError as error:
            await self.reject((unreadable(topic, message, topic.owner, error),))
            self.check_limit(0, 1)
            return None

    def check_limit(self, good: int, bad: int) -> None:
        """Stops the process when nearly everything lately was bad:

        nothing is lost, the log still has it.
        """
        if self.limit.exceeded(good, bad):
            log.critical(
                "nearly everything is bad: the worker stops before it sets all of it aside; look at /v1/rejects"
            )
            faust_app.stop_now(3)


def _count(outcome: clusters.Clustered) -> None:
    telemetry.REPORTS_REPEATED.inc(outcome.repeated)
    for stance, reports in (
        Counter(s.stance for s in outcome.sighted.sightings).items() if outcome.sighted else ()
    ):
        telemetry.REPORTS_SIGHTED.labels(stance).inc(reports)
    variants = outcome.grown.variants if outcome.grown else ()
    scores = [variant.score for variant in variants if variant.exemplar_id is not None]
    telemetry.VARIANTS_JOINED.inc(len(scores))
    telemetry.RUMORS_OPENED.inc(len(variants) - len(scores))
    for score in scores:
        telemetry.MATCH_SCORE.observe(score)
