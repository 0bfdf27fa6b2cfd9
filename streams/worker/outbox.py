"""What the worker writes, and in which order.

In: what a fold gave back. Out: records, acknowledged in an order that a crash at any point leaves
in a state from which a replay makes the same again.
"""

import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

from schemas.events import (
    Alert,
    AlertsTold,
    DeliveriesAttempted,
    Delivery,
    Rejection,
    ReportsRejected,
    Source,
    SurgeFolded,
    VerdictTold,
)
from schemas.topics import (
    ALERTS,
    DELIVERIES,
    REJECTS,
    REPORTS,
    RUMORS,
    SIGHTINGS,
    SURGES,
    Topic,
)
from streams import telemetry
from streams.core.clusters.state import LaneClusters
from streams.core.clusters.step import Clustered
from streams.core.surge import LaneSurges
from streams.worker.fence import Fence
from streams.worker.partition import Partition, sending, telling
from streams.worker.sender import Addressed, Sender

logger = logging.getLogger("rumor.worker")
STATES_AT_ONCE = 500  # acknowledgements awaited together: one round trip each would take minutes
NO_SOURCE = Source(partition=-1, offset=-1)  # of what a timer tells: no record called for it


class Folded(NamedTuple):
    """What came of one record of reports, and whose it is."""

    partition: Partition
    lane: LaneClusters
    outcome: Clustered


class Outbox:
    """Everything returns once it is acknowledged, however long that takes."""

    def __init__(self, sender: Sender, fence: Fence) -> None:
        self._sender = sender
        self._fence = fence

    async def clustered(self, folded: Sequence[Folded]) -> None:
        """What came of some records of reports: rumors, then sightings, then rejects.

        A sighting never names a rumor that is not on the log: after a crash in between, the index
        is read back, and the replayed record finds its wordings known and sends the sightings.
        """
        with sending(one.partition for one in folded):
            grown = [one for one in folded if one.outcome.grown]
            offsets = await self._send_all(RUMORS, [(one, one.outcome.grown) for one in grown])
            for one, offset in zip(grown, offsets, strict=True):
                # Before the sightings: none may carry a rumor that another worker named otherwise.
                await self._fence.end_unless_alone(one.partition, one.lane, offset)
            seen = [one for one in folded if one.outcome.sighted]
            offsets = await self._send_all(SIGHTINGS, [(one, one.outcome.sighted) for one in seen])
            for one, offset in zip(seen, offsets, strict=True):
                one.partition.wrote(SIGHTINGS.name, offset)
        for one in folded:
            if one.outcome.rejections:
                await self.rejections(one.outcome.rejections)

    async def surged(
        self, partition: Partition, state: LaneSurges, told: tuple[Alert, ...], source: Source
    ) -> None:
        """What a lane has to tell of its rumors: the alert changes, and what other lanes count."""
        shared = state.take_outgoing()
        if not told and not shared:
            return
        with telling((partition,)):
            await self.alerts(partition, state.lane, told, source)
            for record in shared:
                await self._send(REPORTS, record.lane, None, record)

    async def alerts(
        self, partition: Partition, lane: str, told: tuple[Alert, ...], source: Source
    ) -> None:
        """Alert changes of one lane. The state that knows of them is written later (`states`):

        the other way round, a crash in between would leave them untold for ever.
        """
        if not told:
            return
        event = AlertsTold(lane=lane, source=source, alerts=told)
        with telling((partition,)):
            await self._send(ALERTS, lane, partition.number, event)
        for alert in told:
            partition.heard.get(lane, {}).pop(alert.alert_id, None)
            telemetry.alert_told(alert.event, alert.level)
            fields = {
                "event": alert.event,
                "alert_level": alert.level,
                "rumor": alert.rumor_id,
                "why": alert.why,
            }
            logger.info("alert", extra=telemetry.fields(**fields))

    async def answer(self, partition: Partition, lane: str, answer: VerdictTold) -> None:
        """An answer to an app, in a record of its own: it is whole or not there."""
        event = AlertsTold(lane=lane, source=NO_SOURCE, answers=(answer,))
        await self._send(ALERTS, lane, partition.number, event)

    async def states(
        self,
        partition: Partition,
        states: Sequence[SurgeFolded],
        whole: SurgeFolded,
        gone: Sequence[str] = (),
    ) -> None:
        """The states of a lane's rumors, then the lane's own; those of `gone` rumors are deleted.

        The lane's says that everything is folded up to its offset: it must not be there before
        what it speaks of.
        """
        items = [Addressed(rumor_id, partition.number, None) for rumor_id in gone]
        items += [Addressed(_key(one), partition.number, one) for one in states]
        with sending((partition,)):
            for at in range(0, len(items), STATES_AT_ONCE):
                together = items[at : at + STATES_AT_ONCE]
                partition.wrote(SURGES.name, max(await self._sender.send_all(SURGES, together)))
            # A key of its own: compaction keeps the newest of each.
            offset = await self._send(SURGES, f"lane:{whole.lane}", partition.number, whole)
            partition.wrote(SURGES.name, offset)

    async def deliveries(
        self, lane: str, deliveries: tuple[Delivery, ...], source: Source | None = None
    ) -> None:
        """Schedulings and attempts, into their lane's partition by its key. `source` is the record
        that called for all of them.
        """
        event = DeliveriesAttempted(lane=lane, deliveries=deliveries, source=source)
        await self._send(DELIVERIES, lane, None, event)

    async def rejections(self, rejections: tuple[Rejection, ...]) -> None:
        """What one record held that cannot be used."""
        for rejection in rejections:
            telemetry.rejected(rejection.stage, rejection.reason)
        event = ReportsRejected(rejections=rejections)
        await self._send(REJECTS, rejections[0].stage, None, event)

    async def _send_all(
        self, topic: Topic[Any], items: Sequence[tuple[Folded, Any]]
    ) -> Sequence[int]:
        if not items:
            return ()
        together = [Addressed(one.lane.lane, one.partition.number, event) for one, event in items]
        return await self._sender.send_all(topic, together)

    async def _send(self, topic: Topic[Any], key: str, number: int | None, event: Any) -> int:
        return await self._sender.send(topic, Addressed(key, number, event))


def _key(state: SurgeFolded) -> str:
    """What compaction keeps the newest of: both lanes of a guest may lie in one partition."""
    return f"{state.lane}:{state.rumor_id}" if state.is_guest else state.rumor_id
