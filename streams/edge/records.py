"""From the bytes of a record to its event, with everything that can be wrong with a record named.

In: topic, key, value and partition. Out: the event, or `CodecError`. Steps that read a topic come through here, so that what one sets aside no
other takes for true.
"""

from typing import Any, TypeVar

from schemas.events import Rejection
from schemas.topics import CodecError, Topic
from streams.core.text import FAMILIES, tenant_of
from streams.logs import partition_of

Event = TypeVar("Event")


def event_of(topic: Topic[Event], key: bytes | None, value: bytes | None, partition: int, lane_partitions: int) -> Event:
    """The event of a record. Raises `CodecError`: unreadable, under another lane's key, or in another lane's partition."""
    event: Any = topic.decode(value)
    lane = getattr(event, "lane", None)
    if lane is None or topic.partitions is not None:
        return event  # type: ignore[no-any-return]
    name = (key or b"").decode("utf-8", "replace")
    if not tenant_of(lane) or lane.rpartition("/")[2] not in FAMILIES:
        raise CodecError(f"{topic.name}: {lane!r} is no lane")
    if topic.key == "lane" and name != lane:
        raise CodecError(f"{topic.name}: the record's key {name!r} is not its lane {lane!r}")
    home = partition_of(lane.encode(), lane_partitions)
    if partition != home:
        raise CodecError(f"{topic.name}: the record lies in partition {partition}, its lane {lane!r} belongs to {home}")
    return event  # type: ignore[no-any-return]


def unreadable(topic: Topic[Any], message: Any, stage: str, error: Exception) -> Rejection:
    """The rejection of a whole record; the same however often it is read."""
    at_ms, key = int(message.timestamp * 1_000), (message.key or b"").decode("utf-8", "replace")
    return Rejection(
        f"rej_{at_ms:012x}{topic.name}-{message.partition}-{message.offset}", tenant_of(key) or "main", stage, "unreadable",
        str(error)[:300], at_ms, topic=topic.name, partition=message.partition, offset=message.offset,
    )  # fmt: skip
