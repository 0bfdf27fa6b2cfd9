"""A Kafka cluster seen from outside: topics, their settings, what groups have committed.
kafka-python is used here and nowhere else.

In: names and settings. Out: what is there, or `LogUnavailable`. Data go through aiokafka
(`streams.log.kafka.client`).
"""

import threading
import time
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, TypeVar

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    CoordinatorNotAvailableError,
    KafkaError,
    NotCoordinatorError,
    TopicAlreadyExistsError,
)
from kafka.structs import OffsetAndMetadata

from streams.backoff import waits
from streams.log.contract import LogUnavailable, TopicFound
from streams.log.kafka.address import KafkaAddress

Result = TypeVar("Result")
MOST_REPLICAS = 3  # one may be lost while another is restarted; more cost, and add little
ANSWER_WITHIN_MS = 15_000  # then the caller is told that Kafka is away, and tries again itself
FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 1.6
TRIES = 5  # about three seconds: an election takes some tenths
# What the catalogue has an opinion on; an operator's other settings are none of our business.
COMPARED = ("cleanup.policy", "retention.ms", "max.message.bytes", "min.insync.replicas")


class KafkaAdmin:
    """One connection, opened when first used; every method may be called from any thread."""

    def __init__(self, address: KafkaAddress) -> None:
        self.address = address
        self._client: Any = None
        self._lock = threading.Lock()

    def close(self) -> None:
        with self._lock:
            self._drop()

    def topics(self) -> dict[str, TopicFound]:
        """All topics with the settings that the catalogue cares for."""
        return self._ask(self._topics)

    def replicas(self) -> int:
        """Copies of a new topic: three, or one per broker where there are fewer."""
        return self._ask(
            lambda client: min(MOST_REPLICAS, len(client.describe_cluster()["brokers"]))
        )

    def create(self, name: str, topic: TopicFound) -> None:
        """Creates a topic and waits until every partition has a leader.

        One that is there already stays as it is.
        """

        def create(client: Any) -> None:
            wanted = {
                "num_partitions": topic.partitions,
                "replication_factor": topic.replicas,
                "configs": dict(topic.settings),
            }
            try:
                client.create_topics({name: wanted}, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                pass  # somebody else was faster

        self._ask(create)

    def alter(self, name: str, settings: Mapping[str, str]) -> None:
        self._ask(
            lambda client: client.alter_configs(
                [ConfigResource(ConfigResourceType.TOPIC, name, dict(settings))]
            )
        )

    def committed(self, group: str, topic: str) -> dict[int, int]:
        """Partition -> next offset that a group will read."""
        found = self._ask(lambda client: client.list_group_offsets(group)[group])
        return {
            part.partition: at.offset
            for part, at in found.items()
            if part.topic == topic and at.offset >= 0
        }

    def commit(self, group: str, offsets: Mapping[tuple[str, int], int]) -> None:
        """Commits for a group. Where it has members they know better, and nothing happens."""
        wanted = {
            TopicPartition(topic, number): OffsetAndMetadata(offset, "", -1)
            for (topic, number), offset in offsets.items()
        }
        self._ask(lambda client: client.alter_group_offsets(group, wanted))

    def _topics(self, client: Any) -> dict[str, TopicFound]:
        described = {
            topic["name"]: topic["partitions"]
            for topic in client.describe_topics()
            if not topic.get("is_internal")
        }
        if not described:
            return {}  # no settings to ask for
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in described]
        settings = client.describe_configs(resources, config_filter="all")["topic"]
        return {
            name: TopicFound(
                len(partitions),
                min(len(p["replica_nodes"]) for p in partitions),
                {key: str(settings[name][key]["value"]) for key in COMPARED},
            )
            for name, partitions in described.items()
        }

    def _ask(self, work: Callable[[Any], Result]) -> Result:
        """Does `work` on the connection; after a failure the next call opens a new one."""
        with self._lock:
            try:
                if self._client is None:
                    self._client = KafkaAdminClient(
                        **self.address.options(),
                        request_timeout_ms=ANSWER_WITHIN_MS,
                        bootstrap_timeout_ms=ANSWER_WITHIN_MS,
                    )
                return self._patiently(work)
            except (KafkaError, OSError) as error:
                self._drop()
                raise LogUnavailable(
                    f"Kafka at {self.address}: {type(error).__name__}: {error}"
                ) from error

    def _patiently(self, work: Callable[[Any], Result]) -> Result:
        """A young cluster elects the coordinators of groups when first asked for one."""
        for wait_s in islice(waits(FIRST_WAIT_S, LONGEST_WAIT_S), TRIES):
            try:
                return work(self._client)
            except (CoordinatorNotAvailableError, NotCoordinatorError):
                time.sleep(wait_s)  # of a thread: nothing else waits for it
        return work(self._client)

    def _drop(self) -> None:
        # kafka-python's client does not recover from every failure; a new one does.
        client = self._client
        self._client = None
        if client is not None:
            client.close()
