"""One worker on the embedded log and on Kafka in one run, two workers on Kafka, a lane of a million
wordings read back, bytes on the log.

Needs Java and Maven. The reports lie on the log before the clock starts, so the worker is measured,
not who sends.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from deploy.demo import scenario
from schemas.events import Report, Source
from schemas.topics import CATALOGUE, REPORTS, RUMORS, SIGHTINGS
from streams.core import clusters
from streams.core.clusters.state import LaneClusters
from streams.intake.appender import records_of
from streams.log import topics
from streams.log.contract import Log, Outgoing
from streams.log.engines import open_log
from tests.bench import latency
from tests.support.broker import Brokers
from tests.support.cluster import TENANTS, Cluster
from tests.support.system import temporary

REPORTS_PUT = 400_000
VARIANTS = 1_000_000
AT_ONCE = 500  # reports a record: as many as one may hold


def run() -> None:
    rates = {"embedded log, one worker": throughput("", ("worker-0",))}
    for workers in (("worker-0",), ("worker-0", "worker-1")):
        with Brokers() as brokers:
            rates[f"Kafka, {' and '.join(workers)}"] = throughput(brokers.url, workers)
            sizes(brokers)
    first = next(iter(rates.values()))
    for name, rate in rates.items():
        print(f"   {name}: {rate:,.0f} reports/s ({rate / first:.2f} of the embedded log)")
    with Brokers() as brokers:
        read_back(brokers)
    with Brokers() as brokers:
        print("   latency on Kafka:")
        kafka = {"RUMOR_LOG_URL": brokers.url, "RUMOR_REPORTER_SECRET": "x" * 32}
        with temporary(**kafka) as system:
            latency.measure(system)


def throughput(url: str, names: tuple[str, ...]) -> float:
    """Reports/s from the first to the last sighting on the log, through so many workers."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder), url or f"sqlite://{folder}/log.db")
        with cluster:
            asyncio.run(put(cluster.log_url))
            for name in names:
                cluster.start(name, wait_for_it=False)
            began = time.monotonic()
            asyncio.run(worked_off(cluster.log_url, 1))
            first_s = time.monotonic() - began
            asyncio.run(worked_off(cluster.log_url, None))
            took_s = time.monotonic() - began - first_s
            cpu_s = sum(
                sum(psutil.Process(cluster.processes[name].pid).cpu_times()[:2]) for name in names
            )
    print(
        f"   {len(names)} on {url.partition(':')[0] or 'sqlite'}: {took_s:.1f} s after the first "
        f"output at {first_s:.1f} s, {cpu_s / REPORTS_PUT * 1e6:.1f} us of CPU a report"
    )
    return REPORTS_PUT / took_s


async def put(url: str) -> None:
    """Half new wordings, over lanes that lie in all partitions, in records of 500."""
    log, reports = open_log(url), scenario.load(5)
    await log.start()
    await topics.apply(log, 4)
    now_ms = int(time.time() * 1_000)
    for number in range(REPORTS_PUT // AT_ONCE):
        lane = f"{TENANTS[number % len(TENANTS)]}/cjk"
        for record in records_of(drawn(reports, lane, number, now_ms), now_ms):
            await log.append([Outgoing(REPORTS.name, record.lane.encode(), record.value)])
    await log.stop()


def drawn(
    reports: Iterator[dict[str, Any]], lane: str, number: int, now_ms: int
) -> list[tuple[str, Report]]:
    """The reports of one record."""
    return [(lane, report(next(reports)["text"], f"{number}-{n}", now_ms)) for n in range(AT_ONCE)]


def report(text: str, name: str, now_ms: int) -> Report:
    return Report(
        report_id=f"00000000-0000-4000-8000-{hash(name) & 0xFFFFFFFFFFFF:012x}",
        text=text,
        observed_at_ms=now_ms,
        app="bench",
        reporter=f"{hash(name) & 0xFFFFFFFF:016x}",
        channel="wechat",
        place="成都",
    )


async def worked_off(url: str, records: int | None) -> None:
    """Returns once the sightings of so many records of reports are on the log; None: of all."""
    log = open_log(url)
    await log.start()
    wanted = records or await written(log, REPORTS.name)
    while await written(log, SIGHTINGS.name) < wanted:
        await asyncio.sleep(0.02)
    await log.stop()


async def written(log: Log, topic: str) -> int:
    """Records ever written to a topic."""
    return sum(following for _, following in (await log.ends(topic)).values())


def sizes(brokers: Brokers) -> None:
    """Bytes on disk per report, by topic."""
    found = {}
    for topic in CATALOGUE:
        files = (brokers.folder / "data0").glob(f"{topic.name}-*/*.log")
        used = sum(file.stat().st_blocks * 512 for file in files)  # segments are sparse files
        found[topic.name.split(".")[1]] = used / REPORTS_PUT
    each = ", ".join(f"{name} {size:.0f}" for name, size in found.items() if size >= 1)
    print(f"   bytes on the log a report: {each}, all {sum(found.values()):.0f}")


def read_back(brokers: Brokers) -> None:
    """A worker with a million wordings in one lane is killed: how long until it works again."""
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder), brokers.url) as cluster:
        asyncio.run(put_variants(cluster.log_url))
        first_s = start_worker(cluster)
        print(f"   {VARIANTS:,} wordings in one lane: first start ready after {first_s:.1f} s")
        cluster.end("worker-0")
        again_s = start_worker(cluster)
        memory = psutil.Process(cluster.processes["worker-0"].pid).memory_info().rss >> 20
        print(f"   killed with -9, ready again after {again_s:.1f} s; {memory} MiB")


def start_worker(cluster: Cluster) -> float:
    """Starts the worker -> seconds until it says that it is ready."""
    began_s = time.monotonic()
    cluster.start("worker-0")
    return time.monotonic() - began_s


async def put_variants(url: str) -> None:
    """The rumors topic as a worker would have written it."""
    log = open_log(url)
    reports = scenario.load(6, new_share=1.0)
    lane = LaneClusters.empty("main/cjk")
    await log.start()
    await topics.apply(log, 4)
    now_ms = int(time.time() * 1_000)
    for number in range(VARIANTS // AT_ONCE):
        for record in records_of(drawn(reports, "main/cjk", number, now_ms), now_ms):
            event = REPORTS.decode(record.value)
            source = Source(partition=0, offset=number)
            _, outcome = clusters.step(lane, event, source=source, curation_offset=0)
            if outcome.grown:
                await log.append([Outgoing(RUMORS.name, b"main/cjk", RUMORS.encode(outcome.grown))])
    print(f"   {len(lane.rows):,} wordings in {len(lane.cluster_rumor):,} rumors put on the log")
    await log.stop()
