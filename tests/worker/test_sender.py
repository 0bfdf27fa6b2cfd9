"""Sending: however often it takes, all or again, and never from a process that was frozen."""

import pytest

from schemas.events import DeliveriesAttempted
from schemas.topics import ALERTS, DELIVERIES, SURGES
from streams.worker.sender import LONGEST_WAIT_S, Addressed
from tests.support.builders import LANE, delivery
from tests.support.metrics import counted
from tests.worker.parts import HOME, Parts, Stopped

EVENT = DeliveriesAttempted(lane=LANE, deliveries=(delivery(),))
ONE = Addressed(LANE, None, EVENT)


async def test_the_offset_of_a_record_comes_back(worker: Parts) -> None:
    assert [await worker.sender.send(DELIVERIES, ONE) for _ in range(3)] == [0, 1, 2]
    assert worker.events(DELIVERIES) == [EVENT] * 3


async def test_a_record_goes_where_it_is_sent_or_where_its_key_belongs(worker: Parts) -> None:
    other = (HOME + 2) % 4
    await worker.sender.send(DELIVERIES, ONE)
    await worker.sender.send(DELIVERIES, Addressed("any key", other, EVENT))
    ends = await worker.log.ends(DELIVERIES.name)
    assert {number for number, end in ends.items() if end.following} == {HOME, other}


async def test_what_fails_is_sent_again_with_longer_and_longer_waits(
    worker: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    before = counted("rumor_retries", what="send")
    began_s = worker.clock.monotonic_s()
    worker.wire.failures = [ConnectionError("away")] * 12
    assert await worker.sender.send(DELIVERIES, ONE) == 0
    assert counted("rumor_retries", what="send") == before + 12
    waited_s = worker.clock.monotonic_s() - began_s
    doubling = sum(0.1 * 2**n for n in range(8))
    assert waited_s == pytest.approx(doubling + 4 * LONGEST_WAIT_S)
    assert "waiting for the log" in caplog.text


async def test_records_sent_together_are_all_sent_again_in_their_order(worker: Parts) -> None:
    worker.wire.failures = [ConnectionError("away")]
    events = [DeliveriesAttempted(lane=LANE, deliveries=(delivery(round=n),)) for n in range(3)]
    items = [Addressed(LANE, HOME, event) for event in events]
    offsets = await worker.sender.send_all(DELIVERIES, items)
    written = worker.events(DELIVERIES)
    assert [written[offset] for offset in offsets] == events
    assert written[-3:] == events


async def test_each_try_is_checked(worker: Parts) -> None:
    """The process was frozen while it waited for the log."""
    worker.wire.failures = [ConnectionError("away")]

    def fail() -> None:
        if not worker.wire.failures:
            worker.heart.move(60)
        worker.fence.end_unless_awake()

    worker.sender._check = fail
    with pytest.raises(Stopped):
        await worker.sender.send(DELIVERIES, ONE)
    assert worker.events(DELIVERIES) == []


async def test_an_event_that_cannot_be_encoded_is_a_defect_and_not_tried_for_ever(
    worker: Parts,
) -> None:
    with pytest.raises(TypeError):
        await worker.sender.send(SURGES, Addressed("k", HOME, object()))
    assert worker.wire.acknowledged == []


async def test_a_topic_that_is_not_ours_is_a_defect(worker: Parts) -> None:
    del worker.sender._channels[ALERTS.name]  # type: ignore[attr-defined]
    with pytest.raises(KeyError):
        await worker.sender.send(ALERTS, ONE)
