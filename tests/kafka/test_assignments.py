"""A member of a group that takes its assignment in for longer than its session is not dead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition

from schemas.topics import REPORTS
from streams.log import topics
from streams.log.kafka.client import KafkaLog
from streams.log.kafka.membership import heartbeats_while_assigned
from tests.support.broker import Brokers

SESSION_S = 4.0
LOADING_S = 1.5 * SESSION_S  # the broker looks for dead members all the time
LONGEST_S = 120.0  # only ends what never comes


class Loading(ConsumerRebalanceListener):  # type: ignore[misc]
    """Reads its state back, for long where it is the first time."""

    def __init__(self, load_s: float) -> None:
        self.load_s = load_s
        self.begun = asyncio.Event()
        self.loaded: list[set[int]] = []  # partitions, each time it is done

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        pass

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self.begun.set()
        load_s, self.load_s = self.load_s, 0.0
        await asyncio.sleep(load_s)
        self.loaded.append({part.partition for part in assigned})


@asynccontextmanager
async def member(kafka: Brokers, name: str, listener: Loading) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.servers,
        group_id="loading",
        group_instance_id=name,
        session_timeout_ms=int(SESSION_S * 1_000),
        heartbeat_interval_ms=300,
        rebalance_timeout_ms=120_000,
        enable_auto_commit=False,
    )
    consumer.subscribe([REPORTS.name], listener=listener)
    starting = asyncio.create_task(consumer.start())
    await asyncio.wait_for(listener.begun.wait(), LONGEST_S)
    try:
        yield consumer
    finally:
        await starting
        await consumer.stop()


async def test_reading_state_back_for_longer_than_a_session_keeps_the_partitions(
    kafka: Brokers,
) -> None:
    log = KafkaLog(kafka.url)
    await log.start()
    await topics.apply(log, 4)
    await log.stop()
    heartbeats_while_assigned()  # as the worker and the store do
    first, second = Loading(LOADING_S), Loading(0.0)
    async with member(kafka, "first", first), member(kafka, "second", second):
        # The second joined into the load of the first, and waited instead of taking all over.
        assert first.loaded[:1] == [{0, 1, 2, 3}]
        async with asyncio.timeout(LONGEST_S):
            while len(first.loaded) < 2 or not second.loaded:
                await asyncio.sleep(0.05)
        assert [len(numbers) for numbers in first.loaded] == [4, 2]
        assert [len(numbers) for numbers in second.loaded] == [2]
