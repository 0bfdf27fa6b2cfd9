"""What a process waits for before it starts, and what it refuses."""

import logging
from pathlib import Path

import pytest

from streams import starting
from streams.clock import SettableClock
from streams.config.settings import Settings, load
from streams.errors import Refused, Unavailable
from streams.log.engines import NoEngine, open_log
from streams.log.topics import TopicsDoNotFit


async def test_what_is_away_is_waited_for_with_ever_longer_waits(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = SettableClock()
    tries = 0

    async def work() -> str:
        nonlocal tries
        tries += 1
        if tries < 10:
            raise Unavailable("no broker answers")
        return "there"

    assert await starting.wait_for("the log at kafka://h:1", work, clock) == "there"
    lines = [record.__dict__["fields"] for record in caplog.records]
    assert [line["next_try_s"] for line in lines] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15]
    assert lines[2] == {
        "for": "the log at kafka://h:1",
        "waited_s": 0.6,
        "next_try_s": 0.8,
        "reason": "no broker answers",
    }
    assert caplog.records[0].getMessage() == "waiting for the log at kafka://h:1"
    assert clock.monotonic_s() == pytest.approx(sum(line["next_try_s"] for line in lines), abs=0.01)


@pytest.mark.parametrize("error", [Refused("wrong password"), ValueError("a defect")])
async def test_what_waiting_does_not_mend_is_raised_at_once(error: Exception) -> None:
    async def work() -> None:
        raise error

    clock = SettableClock()
    with pytest.raises(type(error)):
        await starting.wait_for("the log", work, clock)
    assert clock.monotonic_s() == 0


async def test_topics_are_made_once_and_then_fit(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert {step.action for step in await starting.apply_topics(settings)} == {"create"}
    assert await starting.apply_topics(settings) == []
    await starting.check_log(settings, group="rumor-worker", reads=["rumor.reports.v1"])


async def test_a_log_without_our_topics_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(TopicsDoNotFit):
        await starting.check_log(settings, group="rumor-worker", reads=[])
    log = open_log(settings.log)
    await log.start()
    try:
        with pytest.raises(TopicsDoNotFit):
            await starting.check_topics(log, settings)
    finally:
        await log.stop()


async def test_other_partitions_than_were_made_are_refused(tmp_path: Path) -> None:
    await starting.apply_topics(Settings(data_dir=tmp_path))
    with pytest.raises(TopicsDoNotFit):
        await starting.apply_topics(Settings(data_dir=tmp_path, lane_partitions=8))


async def test_a_log_that_nobody_knows_is_refused() -> None:
    with pytest.raises(NoEngine):
        await starting.apply_topics(load({"RUMOR_LOG_URL": "ftp://h"}))


async def test_reads_may_wait_for_clickhouse_and_the_intake_starts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = load({"RUMOR_CLICKHOUSE_URL": "clickhouse://u:hush@127.0.0.1:9/r"})
    with caplog.at_level(logging.WARNING, "rumor.start"):
        await starting.check_access(settings)
    (record,) = [record for record in caplog.records if record.name == "rumor.start"]
    assert record.getMessage() == "reads will answer 503 until ClickHouse is there"
    assert "hush" not in str(record.__dict__["fields"])


def test_a_log_is_named_without_its_password() -> None:
    settings = load({"RUMOR_LOG_URL": "kafka://u:hush@h:1"})
    assert starting.log_name(settings) == "the log at kafka://u:***@h:1"
