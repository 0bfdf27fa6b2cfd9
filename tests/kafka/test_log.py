"""What every log engine promises, on both: the embedded log and Kafka."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.topics import CATALOGUE, RUMORS, SURGES
from streams.log import topics
from streams.log.contract import Log, LogUnavailable, TopicFound, partition_of
from streams.log.engines import open_log
from streams.log.topics import TopicsDoNotFit, plan_for


@pytest.fixture(params=["embedded", "kafka"])
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Log]:
    url = (
        f"sqlite://{tmp_path}/log.db"
        if request.param == "embedded"
        else request.getfixturevalue("kafka").url
    )
    records = open_log(url)
    await records.start()
    yield records
    await records.stop()


async def test_topics_are_created_once_and_then_fit(log: Log) -> None:
    names = {topic.name for topic in CATALOGUE}
    assert {step.topic for step in await plan_for(log, 4)} == names
    assert {step.topic for step in await topics.apply(log, 4)} == names
    assert await topics.apply(log, 4) == await plan_for(log, 4) == []
    found = await log.topics()
    assert found[RUMORS.name].partitions == 4
    assert found[RUMORS.name].settings["retention.ms"] == str(400 * 86_400_000)
    assert found[SURGES.name].settings["cleanup.policy"] == "compact"


async def test_settings_that_fall_short_are_altered_and_more_is_kept(log: Log) -> None:
    await topics.apply(log, 4)
    await log.alter_topic(RUMORS.name, {"retention.ms": "1000"})
    await log.alter_topic("rumor.alerts.v1", {"retention.ms": "-1"})
    steps = {step.topic: step for step in await plan_for(log, 4)}
    assert steps[RUMORS.name].action == "alter"
    assert steps["rumor.alerts.v1"].action == "keep"
    with pytest.raises(
        TopicsDoNotFit, match=r"rumor\.rumors\.v1 does not fit: retention.*topics apply"
    ):
        topics.refuse(steps.values())
    assert [step.topic for step in await topics.apply(log, 4)] == [RUMORS.name]
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
        TopicsDoNotFit, match=r"is missing \(and 7 more\): run `rumor-tracker topics apply`"
    ):
        topics.refuse(await plan_for(log, 4))


async def test_records_come_back_in_order_from_where_they_were_appended(log: Log) -> None:
    await topics.apply(log, 4)
    values = [str(n).encode() for n in range(300)]
    placed = await log.append([("rumor.reports.v1", b"main/cjk", value) for value in values])
    home = partition_of(b"main/cjk", 4)
    assert [(one.partition, one.offset) for one in placed] == [(home, n) for n in range(300)]
    assert (await log.ends("rumor.reports.v1"))[home] == (0, 300)
    got = [
        record async for batch in log.read("rumor.reports.v1", home, 10, 290) for record in batch
    ]
    assert [record.value for record in got] == values[10:290]
    assert {record.key for record in got} == {b"main/cjk"}
    assert await log.ends("no.such.topic.v1") == {}


async def test_a_group_begins_at_the_first_record(log: Log) -> None:
    await topics.apply(log, 4)
    assert await log.committed("some-group", "rumor.reports.v1") == {}
    await log.append([("rumor.reports.v1", b"main/cjk", b"x")] * 3)
    await log.begin("some-group", ["rumor.reports.v1"])
    assert set((await log.committed("some-group", "rumor.reports.v1")).values()) <= {0}


async def test_records_larger_than_the_log_takes_are_refused(log: Log) -> None:
    await topics.apply(log, 4)
    assert (await log.append([("rumor.reports.v1", b"main/cjk", b"x" * 2_000_000)]))[0].offset == 0


async def test_kafka_that_is_not_there_is_unavailable() -> None:
    records = open_log("kafka://127.0.0.1:1")
    with pytest.raises(LogUnavailable, match=r"no Kafka at 127\.0\.0\.1:1"):
        await records.start()
    with pytest.raises(LogUnavailable):
        await records.ends("rumor.reports.v1")
    await records.stop()
