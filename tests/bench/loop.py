"""The whole loop on one machine: reports/s through the batch endpoint until they stand in
ClickHouse, with the load generator beside it.
"""

import json
import multiprocessing
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from deploy.demo import scenario
from streams.client import ApiClient
from tests.support.system import System, temporary

SECONDS = 60
BATCH = 1_000
TARGET = 12_000  # reports/s: what is made for the minute; more are never asked for
BODIES = TARGET * SECONDS // BATCH


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bodies = write_bodies(Path(folder))
        with temporary() as system:
            measure(system, bodies)


def write_bodies(folder: Path) -> Path:
    """All batches, made before the clock starts: the generator only sends."""
    path, reports = folder / "bodies", scenario.load(11)
    with path.open("wb") as file:
        for _ in range(BODIES):
            lines = b"\n".join(
                json.dumps(next(reports), ensure_ascii=False).encode() for _ in range(BATCH)
            )
            file.write(len(lines).to_bytes(4, "little") + lines)
    return path


def measure(system: System, bodies: Path) -> None:
    results: Any = multiprocessing.Queue()
    sender = multiprocessing.Process(target=send, args=(system.url, system.key, bodies, results))
    cpu = {name: sum(p.cpu_times()[:2]) for name, p in system.children().items()}
    began = time.monotonic()
    sender.start()
    accepted, took_s = results.get()
    sender.join()
    print(
        f"   accepted {accepted:,} in {took_s:.1f} s: {accepted / took_s:,.0f} reports/s "
        "through POST /v1/reports/batch"
    )
    base = system.database()
    while (stored := base.execute("SELECT count() FROM sightings")[0][0]) < accepted:
        # cheap to ask: the count of rows is kept; that each is there once is checked below
        time.sleep(0.5)
    stored_s = time.monotonic() - began
    system.settle(accepted, 300)
    counted_s = time.monotonic() - began
    print(
        f"   stored {stored:,} after {stored_s:.1f} s: {accepted / stored_s:,.0f} reports/s "
        f"end to end; spread exact after {counted_s:.1f} s"
    )
    variants = base.execute("SELECT count() FROM variants FINAL")[0][0]
    rumors = base.execute("SELECT count() FROM rumors FINAL")[0][0]
    base.close()
    new = variants / accepted
    print(f"   {variants:,} wordings ({new:.0%} of the reports new), {rumors:,} rumors")
    for name, process in system.children().items():
        used_s = sum(process.cpu_times()[:2]) - cpu[name]
        each_us = used_s / accepted * 1e6
        mib = process.memory_info().rss >> 20
        print(f"   {name:>10}: {used_s:6.1f} s of CPU, {each_us:5.1f} us a report, {mib} MiB")


def send(url: str, key: str, bodies: Path, results: Any) -> None:
    """Sends for a minute, as fast as answers come."""
    client, accepted, began = ApiClient(url, key), 0, time.monotonic()
    with bodies.open("rb") as file:
        while (head := file.read(4)) and time.monotonic() - began < SECONDS:
            accepted += client.send_batch(
                file.read(int.from_bytes(head, "little")), repeat="", lines=True
            )["accepted"]
    results.put((accepted, time.monotonic() - began))
    results.close()
    results.join_thread()
    os._exit(0)
