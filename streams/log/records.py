"""From the bytes of a record to its event, with everything that can be wrong with a record named.

In: topic, key, value and partition. Out: the event, or `CodecError`. Steps that read a topic come
through here, so that what one sets aside no other takes for true: a record of derived facts is
taken whole or not at all. Of a record of reports only the bad reports are set aside, by the cluster
step.
"""

from typing import Any, TypeVar

from schemas.events import Rejection
from schemas.topics import CodecError, Topic
from streams.core.ids import reject_id
from streams.core.lanes import FAMILIES, tenant_of
from streams.log.checks import WRONGS
from streams.log.contract import partition_of

Event = TypeVar("Event")
LONGEST_MESSAGE = 300  # of a rejection: enough to see what is wrong, whatever the record holds


def event_of(
    topic: Topic[Event],
    key: bytes | None,
    value: bytes | None,
    *,
    partition: int,
    lane_partitions: int,
) -> Event:
    """The event of a record.

    Raises `CodecError`: unreadable, a value that no fold can take, another lane's key or partition.
    """
    try:
        event: Any = topic.decode(value)
    except RecursionError as error:
        raise CodecError(f"{topic.name}: the JSON is nested too deeply") from error
    if topic.partitions is None and hasattr(event, "lane"):
        check_lane(topic, event.lane, key, partition=partition, lane_partitions=lane_partitions)
    wrong = next(WRONGS[topic.event](event), "")
    if wrong:
        raise CodecError(f"{topic.name}: {wrong}")
    return event  # type: ignore[no-any-return]


def check_lane(
    topic: Topic[Any],
    lane: str,
    key: bytes | None,
    *,
    partition: int,
    lane_partitions: int,
) -> None:
    """Raises `CodecError` where a lane is none, or its record has another key or partition.

    A lane in two places would have two indexes, two counters, and one rumor under two ids.
    """
    name = (key or b"").decode("utf-8", "replace")
    if not tenant_of(lane) or lane.rpartition("/")[2] not in FAMILIES:
        raise CodecError(f"{topic.name}: {lane!r} is no lane")
    # The surges are keyed by rumor, for compaction, and only placed by lane.
    if topic.key == "lane" and name != lane:
        raise CodecError(f"{topic.name}: the record's key {name!r} is not its lane {lane!r}")
    home = partition_of(lane.encode(), lane_partitions)
    if partition != home:
        raise CodecError(
            f"{topic.name}: the record lies in partition {partition}, "
            f"its lane {lane!r} belongs to {home}"
        )


def unreadable(topic: Topic[Any], message: Any, stage: str, error: Exception) -> Rejection:
    """The rejection of a whole record; the same however often it is read.

    `message` is Faust's: its `timestamp` is in seconds, and the log's, not this process's.
    """
    at_ms = int(message.timestamp * 1_000)
    key = (message.key or b"").decode("utf-8", "replace")
    return Rejection(
        reject_id=reject_id(at_ms, topic.name, message.partition, message.offset),
        tenant=tenant_of(key) or "main",  # somebody has to see it
        stage=stage,
        reason="unreadable",
        message=str(error)[:LONGEST_MESSAGE],
        at_ms=at_ms,
        topic=topic.name,
        partition=message.partition,
        offset=message.offset,
    )
