"""Topics on Kafka: created from the catalogue, and the offsets that groups have committed. kafka-python is used here and nowhere else."""

from collections.abc import Mapping, Sequence
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import TopicAlreadyExistsError

from schemas.topics import MAX_RECORD_BYTES, Topic, partitions_of


def create_missing(servers: Sequence[str], topics: Mapping[str, Topic[Any]], lane_partitions: int) -> list[str]:
    """Creates the topics that are missing -> their names. Existing ones are left as they are."""
    admin = KafkaAdminClient(bootstrap_servers=list(servers))
    try:
        existing = set(admin.list_topics())
        created = []
        for name, topic in topics.items():
            if name in existing:
                continue
            wanted = {"num_partitions": partitions_of(topic, lane_partitions), "replication_factor": -1, "configs": configs_of(topic)}
            try:
                admin.create_topics({name: wanted})
                created.append(name)
            except TopicAlreadyExistsError:
                continue
        return created
    finally:
        admin.close()


def configs_of(topic: Topic[Any]) -> dict[str, str]:
    """A topic's settings as Kafka names them."""
    kept = str(topic.retention_s * 1_000) if topic.retention_s else "-1"
    policy = {"cleanup.policy": "compact"} if topic.compacted else {"cleanup.policy": "delete", "retention.ms": kept}
    return {**policy, "max.message.bytes": str(MAX_RECORD_BYTES)}


def committed_offsets(servers: Sequence[str], group: str, topic: str) -> dict[int, int]:
    """Partition -> next offset that a group will read."""
    admin = KafkaAdminClient(bootstrap_servers=list(servers))
    try:
        offsets = admin.list_group_offsets(group)
        return {part.partition: meta.offset for part, meta in offsets[group].items() if part.topic == topic}
    finally:
        admin.close()
