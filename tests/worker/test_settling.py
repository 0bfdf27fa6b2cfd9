"""What a lane was about to be told in a digest of another lane, held by another process by now."""

import pytest

from schemas.events import Delivery
from streams.core import deliveries
from streams.deliver.queues import Deliverer
from streams.log.contract import partition_of
from streams.worker import restore
from tests.support.builders import LANE, delivery
from tests.worker.parts import HOME, LANE_PARTITIONS, MakeWorker, Parts

ELSEWHERE = "main/alphabet"
NUMBER = partition_of(ELSEWHERE.encode(), LANE_PARTITIONS)
DIGEST = delivery(delivery_id="dlv_018bcfe56800cccccccccc", alert_id="", type="alert.digest")
HELD = delivery(held="storm", held_until_ms=1)
TOLD = delivery(attempt=1, state="digested", error=f"told in {DIGEST.delivery_id}", body="")
ANNOUNCED = delivery(
    attempt=1, error=f"is about to be told in a digest of {LANE}", body="", held="", held_until_ms=0
)


async def taken_over(worker: Parts) -> Deliverer:
    """Another process, which has the second lane alone."""
    deliverer = Deliverer(worker.rules.config, "http://x", worker.outbox.deliveries)
    await restore.load(
        worker.log,
        NUMBER,
        rules=worker.rules,
        deliverer=deliverer,
        lane_partitions=LANE_PARTITIONS,
    )
    return deliverer


@pytest.mark.parametrize("told", [(), (DIGEST, TOLD)])
async def test_who_takes_over_looks_whether_what_was_announced_was_told(
    told: tuple[Delivery, ...], make_worker: MakeWorker
) -> None:
    assert NUMBER != HOME
    worker = await make_worker()
    await worker.outbox.deliveries(ELSEWHERE, (HELD,))
    await worker.outbox.deliveries(ELSEWHERE, (ANNOUNCED,))
    if told:
        await worker.outbox.deliveries(LANE, told)
    state = (await taken_over(worker)).state
    assert list(state.lane(ELSEWHERE).held) == [HELD.delivery_id]
    assert deliveries.told_elsewhere(state, ELSEWHERE) == told[1:]
