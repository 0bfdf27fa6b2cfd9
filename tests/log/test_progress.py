"""Progress and health:

lag as numbers, a standstill as a reason, and a process that was frozen stops itself.
"""

import asyncio
import logging
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.main import main
from schemas.topics import REPORTS
from streams import starting, telemetry
from streams.config.settings import Settings
from streams.log import faust_app, progress
from streams.log.engines import open_log
from streams.log.progress import Progress, Step
from streams.worker import sender as sending
from tests.support.cli import invoke as run

STEP = Step("cluster", "rumor-worker", REPORTS.name)


async def test_lag_is_measured_and_a_standstill_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    await starting.apply_topics(settings)
    log = open_log(settings.log)
    await log.start()
    await log.append([(REPORTS.name, b"main/cjk", b"x")] * 5)
    watched = Progress(settings.log, (STEP,))
    monkeypatch.setattr(progress, "SAMPLE_EVERY_S", 0.05)
    task = asyncio.create_task(watched.watch())
    await asyncio.sleep(0.4)
    assert sum(watched.lag[STEP].values()) == 5
    assert watched.stalled() == ""
    assert (
        'rumor_lag_records{partition="0",step="cluster",topic="rumor.reports.v1"}'
        in telemetry.exposition().decode()
    )
    monkeypatch.setattr(progress, "STALLED_AFTER_S", 0.2)
    await asyncio.sleep(0.3)
    assert watched.stalled().startswith("cluster has not moved for")
    assert "5 records of rumor.reports.v1" in watched.stalled()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.3)
    assert watched.stalled().startswith("the log has not answered for")
    await log.stop()


async def test_partitions_of_others_are_not_a_standstill_of_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    await starting.apply_topics(settings)
    log = open_log(settings.log)
    await log.start()
    home = (await log.append([(REPORTS.name, b"main/cjk", b"x")]))[0].partition
    watched = Progress(settings.log, (STEP,))
    monkeypatch.setattr(progress, "SAMPLE_EVERY_S", 0.05)
    task = asyncio.create_task(watched.watch(lambda: {(REPORTS.name, (home + 1) % 4)}))
    await asyncio.sleep(0.3)
    assert watched.lag[STEP] == {(home + 1) % 4: 0}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await log.stop()


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
    assert "no answer" in run("health", "--url", "http://127.0.0.1:9/healthz").stderr
    assert "RUMOR_METRICS_PORT" in run("health").stderr
    assert "health" in main.commands


def test_a_process_that_stood_still_longer_than_its_session_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped: list[int] = []
    monkeypatch.setattr(faust_app, "stop_now", stopped.append)
    now = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    sender = sending.Sender.__new__(sending.Sender)
    sender.pulse = sending.Pulse()
    for _ in range(100):  # minutes of a busy loop that asks nothing, while the thread beats on
        now[0] += sending.BEAT_EVERY_S
        sender.pulse.beat()
    now[0] += faust_app.SESSION_S - 1
    sender.awake()
    assert stopped == []
    now[0] += 2  # no beat: whoever asks first after a freeze is told
    sender.awake()
    assert stopped == [1]
    sender.pulse.beat()  # and whoever asks later, too
    sender.awake()
    assert stopped == [1, 1]


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
