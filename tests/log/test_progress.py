"""Progress: lag as numbers, a standstill as a reason, and the question asked from outside."""

import asyncio
import logging
import socket
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from schemas.pipeline import CLUSTER, STORE, STORE_GROUP
from schemas.topics import ALERTS, CURATIONS, REJECTS, REPORTS
from streams import starting, telemetry
from streams.clock import SettableClock
from streams.config.settings import Settings
from streams.log.contract import Ends, Log, Outgoing, partition_of
from streams.log.engines import open_log
from streams.log.progress import (
    SAMPLE_EVERY_S,
    STALLED_AFTER_S,
    Progress,
    behind,
    lag_of_step,
)
from tests.support.cli import invoke as run

CLUSTERING = (CLUSTER.name, REPORTS.name)
KEY = b"main/cjk"
HOME = partition_of(KEY, 4)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
async def log(settings: Settings) -> AsyncIterator[Log]:
    await starting.apply_topics(settings)
    opened = open_log(settings.log)
    await opened.start()
    yield opened
    await opened.stop()


async def put(log: Log, topic: str, count: int) -> None:
    await log.append([Outgoing(topic, KEY, b"x")] * count)


def committed_by(log: Any, group: str, topic: str, offset: int, partition: int = HOME) -> None:
    log._open.commit(group, {(topic, partition): offset})


@pytest.mark.parametrize(
    ("ends", "committed", "waiting"),
    [
        (Ends(0, 0), None, 0),
        (Ends(0, 5), None, 5),
        (Ends(0, 5), 2, 3),
        (Ends(3, 5), None, 2),
        (Ends(3, 5), 1, 2),  # what it wanted next is deleted by now
        (Ends(0, 5), 5, 0),
        (Ends(0, 5), 7, 0),  # the log lost its end: nothing to wait for
    ],
)
def test_how_far_a_group_is_behind(ends: Ends, committed: int | None, waiting: int) -> None:
    assert behind(ends, committed) == waiting


async def test_lag_is_measured_and_shown(log: Log, settings: Settings) -> None:
    await put(log, REPORTS.name, 5)
    watched = Progress(settings.log, (CLUSTER,))
    await watched.sample(log)
    assert watched.lag == {CLUSTERING: {0: 0, 1: 0, 2: 0, 3: 0} | {HOME: 5}}
    assert watched.stalled() == ""
    label = f'partition="{HOME}",step="cluster",topic="rumor.reports.v1"'
    assert f"rumor_lag_records{{{label}}} 5.0" in telemetry.exposition().decode()


async def test_a_standstill_is_told_once_it_lasts(log: Log, settings: Settings) -> None:
    clock = SettableClock()
    await put(log, REPORTS.name, 5)
    watched = Progress(settings.log, (CLUSTER,), clock=clock)
    await watched.sample(log)
    clock.move(STALLED_AFTER_S - 1)
    await watched.sample(log)
    assert watched.stalled() == ""
    clock.move(2)
    await watched.sample(log)
    assert watched.stalled() == (
        "cluster has not moved for 61 s with 5 records of rumor.reports.v1 to read"
    )


async def test_whoever_moves_or_has_nothing_to_do_does_not_stand_still(
    log: Log, settings: Settings
) -> None:
    clock = SettableClock()
    watched = Progress(settings.log, (CLUSTER,), clock=clock)
    await watched.sample(log)
    clock.move(10 * STALLED_AFTER_S)  # nothing to read for ten minutes
    await watched.sample(log)
    await put(log, REPORTS.name, 5)
    await watched.sample(log)
    assert watched.stalled() == ""
    for offset in range(1, 4):  # slow, and getting on
        clock.move(STALLED_AFTER_S)
        committed_by(log, CLUSTER.group, REPORTS.name, offset)
        await watched.sample(log)
        assert watched.stalled() == ""
    clock.move(STALLED_AFTER_S + 1)
    await watched.sample(log)
    assert watched.stalled().startswith("cluster has not moved for 61 s with 2 records")


async def test_a_log_that_does_not_answer_is_told_once_it_lasts(settings: Settings) -> None:
    clock = SettableClock()
    watched = Progress(settings.log, (CLUSTER,), clock=clock)
    clock.move(STALLED_AFTER_S - 1)
    assert watched.stalled() == ""
    clock.move(2)
    assert watched.stalled() == "the log has not answered for 61 s"


async def test_watching_samples_again_and_again_until_it_is_cancelled(
    log: Log, settings: Settings
) -> None:
    clock = SettableClock()
    await put(log, REPORTS.name, 2)
    watched = Progress(settings.log, (CLUSTER,), clock=clock)
    task = asyncio.create_task(watched.watch())
    while clock.monotonic_s() < 3 * SAMPLE_EVERY_S:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert watched.lag[CLUSTERING][HOME] == 2


async def test_partitions_of_others_are_not_a_standstill_of_this_process(
    log: Log, settings: Settings
) -> None:
    clock = SettableClock()
    await put(log, REPORTS.name, 5)
    watched = Progress(settings.log, (CLUSTER,), clock=clock)
    await watched.sample(log, {(REPORTS.name, HOME)})
    other = (HOME + 1) % 4
    clock.move(STALLED_AFTER_S + 1)
    await watched.sample(log, {(REPORTS.name, other)})
    assert watched.lag == {CLUSTERING: {other: 0}}
    assert watched.stalled() == ""
    shown = telemetry.exposition().decode()
    assert f'partition="{HOME}",step="cluster"' not in shown, "its last lag would stay for ever"


async def test_the_store_is_watched_on_every_topic_it_reads(log: Log, settings: Settings) -> None:
    """It was watched on the sightings alone: behind with the alerts it looked well."""
    clock = SettableClock()
    await put(log, ALERTS.name, 3)
    await put(log, REJECTS.name, 2)
    await put(log, CURATIONS.name, 1)
    committed_by(log, STORE_GROUP, ALERTS.name, 1)
    lag = await lag_of_step(log, STORE)
    assert list(lag) == [topic.name for topic in STORE.reads]
    sums = {topic: sum(by_number.values()) for topic, by_number in lag.items()}
    assert {topic: waiting for topic, waiting in sums.items() if waiting} == {
        ALERTS.name: 2,
        REJECTS.name: 2,
        CURATIONS.name: 1,
    }
    watched = Progress(settings.log, (STORE,), clock=clock)
    await watched.sample(log)
    clock.move(STALLED_AFTER_S + 1)
    await watched.sample(log)
    assert "store has not moved" in watched.stalled()
    assert "2 records of rumor.alerts.v1" in watched.stalled()


def test_health_is_asked_over_http_and_by_the_command() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    reasons = [""]
    telemetry.serve_metrics("127.0.0.1", port, lambda: reasons[0])
    url = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        assert b"rumor_reports_accepted_total" in answer.read()
    assert run("health", RUMOR_METRICS_PORT=str(port)).exit_code == 0
    reasons[0] = "cluster has not moved for 70 s"
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{url}/healthz")
    assert error.value.code == 503
    error.value.close()
    stalled = run("health", RUMOR_METRICS_PORT=str(port))
    assert stalled.exit_code == 1
    assert "cluster has not moved for 70 s" in stalled.stderr


def test_health_that_cannot_be_asked_says_why() -> None:
    silent = run("health", "--url", "http://127.0.0.1:9/healthz")
    assert silent.exit_code == 1
    assert "no answer" in silent.stderr
    unset = run("health")
    assert unset.exit_code == 1
    assert "RUMOR_METRICS_PORT is not set" in unset.stderr


def test_the_kafka_clients_write_one_line_every_few_seconds() -> None:
    seldom = telemetry.Seldom(every_s=5.0)

    def passes(name: str, at: float) -> Any:
        record = logging.LogRecord(name, logging.ERROR, "", 0, "Unable connect", None, None)
        record.created = at
        return seldom.filter(record) and getattr(record, "fields", {})

    assert passes("aiokafka", 0.0) == {}
    assert passes("aiokafka", 1.0) is False
    assert passes("aiokafka", 2.0) is False
    assert passes("kafka.cluster", 2.0) == {}
    assert passes("aiokafka", 6.0) == {"left_out": 2}
    assert all(passes("rumor.worker", at) == {} for at in (6.0, 6.1))
