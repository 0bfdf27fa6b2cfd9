"""What every log engine promises, on both: the embedded log and Kafka."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.log.engine import SqliteLog
from schemas.topics import CATALOGUE, MAX_RECORD_BYTES, REPORTS, RUMORS, SURGES
from streams.log import topics
from streams.log.contract import (
    EMPTY,
    Ends,
    Log,
    LogUnavailable,
    Outgoing,
    RecordTooLarge,
    TopicFound,
    ends_of,
    partition_of,
)
from streams.log.engines import open_log
from streams.log.kafka.client import KafkaLog
from streams.log.progress import lag_of
from streams.log.topics import TopicsDoNotFit, plan_for
from tests.support.broker import Brokers


@pytest.fixture(params=["embedded", "kafka"])
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Log]:
    url = (
        f"sqlite://{tmp_path}/log.db"
        if request.param == "embedded"
        else request.getfixturevalue("kafka").url
    )
    opened = open_log(url)
    await opened.start()
    yield opened
    await opened.stop()


async def test_topics_are_created_once_and_then_fit(log: Log) -> None:
    names = {topic.name for topic in CATALOGUE}
    assert {change.topic for change in await plan_for(log, 4)} == names
    assert {change.topic for change in await topics.apply(log, 4)} == names
    assert await topics.apply(log, 4) == await plan_for(log, 4) == []
    found = await log.topics()
    assert found[RUMORS.name].partitions == 4
    assert found[RUMORS.name].settings["retention.ms"] == str(400 * 86_400_000)
    assert found[SURGES.name].settings["cleanup.policy"] == "compact"


async def test_settings_that_fall_short_are_altered_and_more_is_kept(log: Log) -> None:
    await topics.apply(log, 4)
    await log.alter_topic(RUMORS.name, {"retention.ms": "1000"})
    await log.alter_topic("rumor.alerts.v1", {"retention.ms": "-1"})
    changes = {change.topic: change for change in await plan_for(log, 4)}
    assert changes[RUMORS.name].action == "alter"
    assert changes["rumor.alerts.v1"].action == "keep"
    with pytest.raises(
        TopicsDoNotFit, match=r"rumor\.rumors\.v1 does not fit: retention.*topics apply"
    ):
        topics.refuse(changes.values())
    assert [change.topic for change in await topics.apply(log, 4)] == [RUMORS.name]
    assert (await log.topics())[RUMORS.name].settings["retention.ms"] == str(400 * 86_400_000)


async def test_another_number_of_partitions_is_refused_and_nothing_changes(log: Log) -> None:
    await topics.apply(log, 4)
    await log.alter_topic(RUMORS.name, {"retention.ms": "1000"})
    with pytest.raises(TopicsDoNotFit, match="set RUMOR_LANE_PARTITIONS=4"):
        await topics.apply(log, 6)
    assert (await log.topics())[RUMORS.name].settings["retention.ms"] == "1000"


async def test_topics_of_a_newer_version_and_unequal_ones_are_refused(log: Log) -> None:
    await topics.apply(log, 4)
    found = dict(await log.topics())
    ahead = {**found, "rumor.reports.v2": found["rumor.reports.v1"]}
    with pytest.raises(TopicsDoNotFit, match=r"rumor\.reports\.v2: was written by a newer version"):
        topics.refuse(topics.plan(ahead, lane_partitions=4, replicas=1))
    odd = {**found, "rumor.sightings.v1": TopicFound(8, 1, found["rumor.sightings.v1"].settings)}
    with pytest.raises(
        TopicsDoNotFit,
        match=r"rumor\.sightings\.v1: has 8 partitions, the other topics keyed by lane have 4",
    ):
        topics.refuse(topics.plan(odd, lane_partitions=4, replicas=1))


async def test_a_missing_topic_is_refused(log: Log) -> None:
    with pytest.raises(
        TopicsDoNotFit, match=r"is missing \(and 9 more\): run `rumor-tracker topics apply`"
    ):
        topics.refuse(await plan_for(log, 4))


async def test_records_come_back_in_order_from_where_they_were_appended(log: Log) -> None:
    await topics.apply(log, 4)
    values = [str(n).encode() for n in range(300)]
    placed = await log.append([Outgoing(REPORTS.name, b"main/cjk", value) for value in values])
    home = partition_of(b"main/cjk", 4)
    assert [(one.partition, one.offset) for one in placed] == [(home, n) for n in range(300)]
    assert (await log.ends("rumor.reports.v1"))[home] == Ends(0, 300)
    assert await ends_of(log, REPORTS.name, home) == Ends(0, 300)
    got = [
        record async for batch in log.read("rumor.reports.v1", home, 10, 290) for record in batch
    ]
    assert [record.value for record in got] == values[10:290]
    assert {record.key for record in got} == {b"main/cjk"}
    assert await log.ends("no.such.topic.v1") == {}
    assert await ends_of(log, "no.such.topic.v1", 0) == EMPTY


async def test_a_group_begins_at_the_first_record(log: Log) -> None:
    await topics.apply(log, 4)
    assert await log.committed("some-group", "rumor.reports.v1") == {}
    await log.append([Outgoing(REPORTS.name, b"main/cjk", b"x")] * 3)
    await log.begin("some-group", [REPORTS.name])
    committed = await log.committed("some-group", REPORTS.name)
    ends = await log.ends(REPORTS.name)
    # Kafka has to be told, or a rebalance right after the start drops what was fetched; the
    # embedded log begins at the first record where nothing is committed.
    assert committed == {} if isinstance(log, SqliteLog) else dict.fromkeys(range(4), 0)
    assert sum(lag_of(ends, committed).values()) == 3


async def test_a_group_that_has_committed_does_not_begin_anew(kafka: Brokers) -> None:
    log = KafkaLog(kafka.url)
    await log.start()
    await topics.apply(log, 4)
    home = partition_of(b"main/cjk", 4)
    await log.append([Outgoing(REPORTS.name, b"main/cjk", b"x")] * 3)
    log._admin.commit("some-group", {(REPORTS.name, home): 2})
    await log.begin("some-group", [REPORTS.name])
    committed = await log.committed("some-group", REPORTS.name)
    await log.stop()
    assert committed == dict.fromkeys(range(4), 0) | {home: 2}


async def test_a_record_of_many_long_reports_is_taken(log: Log) -> None:
    """Brokers take a megabyte where nobody told them otherwise."""
    await topics.apply(log, 4)
    value = b"x" * 2_000_000
    (placed,) = await log.append([Outgoing(REPORTS.name, b"main/cjk", value)])
    read = log.read(REPORTS.name, placed.partition, placed.offset, placed.offset + 1)
    assert [record.value async for batch in read for record in batch] == [value]


async def test_a_record_larger_than_kafka_takes_is_refused_and_says_so(kafka: Brokers) -> None:
    log = KafkaLog(kafka.url)
    await log.start()
    await topics.apply(log, 4)
    with pytest.raises(RecordTooLarge, match="does not take records so large"):
        await log.append([Outgoing(REPORTS.name, b"main/cjk", b"x" * (MAX_RECORD_BYTES + 1))])
    following = {ends.following for ends in (await log.ends(REPORTS.name)).values()}
    await log.stop()
    assert following == {0}


async def test_kafka_that_is_not_there_is_unavailable() -> None:
    log = open_log("kafka://127.0.0.1:1")
    with pytest.raises(LogUnavailable, match=r"no Kafka at 127\.0\.0\.1:1"):
        await log.start()
    with pytest.raises(LogUnavailable):
        await log.ends("rumor.reports.v1")
    await log.stop()
