"""The recent part of a topic: where it begins, and the report ids in it.

In: a log of whatever engine; single records are read to find the beginning. Out: keys of reports.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from schemas.topics import CodecError, Topic
from streams.core.fields import is_uuid
from streams.core.keys import Keys, keys_of
from streams.core.lanes import tenant_of
from streams.log.contract import Log, Record, ends_of
from streams.log.records import check_lane

# Ids of a partition: where the time wanted holds fewer, older ones are read, too, as far back as
# the topic is kept, so that a late copy of one counts for no surge either. Two seconds of a start.
ENOUGH = 2_000_000
BACKWARDS = 1_000  # records at once on the way back
FETCHED = 500  # records in memory at once, of some 100 kB each where reports come in batches
TOGETHER = 200_000  # ids at once: sorting them in takes less than a tenth of a second
RECORDS_AT_ONCE = 20  # of up to 500 reports each, before others may go on: some milliseconds


class _Id(msgspec.Struct):
    report_id: str = ""


class _Source(msgspec.Struct):
    offset: int = -1


class _Ids(msgspec.Struct):
    """What is needed of a record of reports or sightings: the decoder skips the rest."""

    lane: str
    reports: list[_Id] = []
    sightings: list[_Id] = []
    source: _Source | None = None


IDS = msgspec.json.Decoder(_Ids)


@dataclass(frozen=True, slots=True)
class Ids:
    """Keys of reports, and for each the offset of the record of reports that brought it."""

    keys: Keys
    offsets: Sequence[int]


async def offset_at(
    log: Log,
    topic: str,
    partition: int,
    *,
    first: int,
    end: int,
    at_ms: int,
) -> int:
    """The offset of the first record at or after an instant; `end` where there is none.

    Offsets are taken to be in order of time.
    """
    low = first
    high = end
    while low < high:
        middle = (low + high) // 2
        found = None
        async for batch in log.read(topic, partition, middle, middle + 1):
            found = batch[0]
        if found is not None and found.at_ms < at_ms:
            low = middle + 1
        else:  # a record that is not there counts as recent: rather read too much
            high = middle
    return low


async def recent_ids(
    log: Log,
    topic: Topic[Any],
    partition: int,
    end: int,
    *,
    since_ms: int,
    lane_partitions: int,
    from_content: bool,
) -> AsyncIterator[Ids]:
    """The ids of reports since an instant and up to the offset `end`; where those are few, older
    ones, too.
    """
    first = (await ends_of(log, topic.name, partition)).first
    start = await offset_at(log, topic.name, partition, first=first, end=end, at_ms=since_ms)
    if start == end:  # a quiet day: what came before it is still to be known
        start = max(first, end - BACKWARDS)
    until = end
    read = 0
    while start < until:
        part = ids_of(
            log,
            topic,
            partition,
            start=start,
            end=until,
            lane_partitions=lane_partitions,
            from_content=from_content,
        )
        async for ids in part:
            read += len(ids.offsets)
            yield ids
        until = start
        if read < ENOUGH:
            start = max(first, start - BACKWARDS)


async def ids_of(
    log: Log,
    topic: Topic[Any],
    partition: int,
    *,
    start: int,
    end: int,
    lane_partitions: int,
    from_content: bool,
) -> AsyncIterator[Ids]:
    """The ids of reports in a part of the reports or sightings.

    `from_content`: only those that can come again. Records of another lane, and ids that are none,
    are passed over: the steps set them aside.
    """
    keys: list[Keys] = []
    offsets: list[int] = []
    async for batch in _read(log, topic.name, partition, start=start, end=end):
        for at, record in enumerate(batch):
            if at % RECORDS_AT_ONCE == RECORDS_AT_ONCE - 1:
                await asyncio.sleep(0)
            found = _ids_in(record, topic, partition, lane_partitions)
            if found is None:
                continue
            ids = _sound(found, from_content=from_content)
            keys.append(keys_of(tenant_of(found.lane), ids))
            # A record of sightings names the record of reports that it was made from.
            offsets += [found.source.offset if found.source else record.offset] * len(ids)
            if len(offsets) >= TOGETHER:
                yield Ids(np.concatenate(keys), offsets)
                keys = []
                offsets = []
    if offsets:
        yield Ids(np.concatenate(keys), offsets)


def _ids_in(record: Record, topic: Topic[Any], partition: int, lane_partitions: int) -> _Ids | None:
    try:
        found = IDS.decode(record.value)
        check_lane(
            topic, found.lane, record.key, partition=partition, lane_partitions=lane_partitions
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, CodecError):
        return None
    return found


def _sound(found: _Ids, *, from_content: bool) -> list[str]:
    items = found.reports or found.sightings
    ids = [one.report_id for one in items if is_uuid(one.report_id)]
    return [id_ for id_ in ids if is_from_content(id_)] if from_content else ids


async def _read(
    log: Log,
    topic: str,
    partition: int,
    *,
    start: int,
    end: int,
) -> AsyncIterator[Sequence[Record]]:
    for at in range(start, end, FETCHED):
        async for batch in log.read(topic, partition, at, min(at + FETCHED, end)):
            yield batch


def is_from_content(report_id: str) -> bool:
    """Whether an id was made from content, so that it can come again: UUIDs of version 5.

    Random ones are version 4: nobody can send them a second time.
    """
    return report_id[14:15] == "5"
