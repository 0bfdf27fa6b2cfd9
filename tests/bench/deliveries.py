"""Deliveries: a healthy receiver beside one that hangs and one that answers 500, and a storm.

The deliverer is the worker's own, over real connections to a process of its own; what it records
goes to the embedded log, acknowledged before anything is sent. The storm is played in simulated
time.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from deploy.embedded.log.engine import SqliteLog
from schemas.events import Alert, AlertsTold, DeliveriesAttempted, Delivery, Source
from schemas.topics import DELIVERIES
from streams.clock import SettableClock
from streams.config.file import Config, ConfigFile
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.deliver.queues import Deliverer
from streams.log.contract import Outgoing, TopicFound
from tests.support.builders import LANE, T0_MS, alert
from tests.support.configs import SECRET

PER_SECOND = (200, 500, 1_000)
SECONDS = 10
SLICES = 20  # records a second, as the surge step tells them
SURGES = 300
STORM_S = 600


class Fixed(ConfigFile):
    """A config without a file."""

    def __init__(self, *receivers: Receiver) -> None:
        self.receivers = receivers

    def current(self) -> Config:
        return Config(receivers=self.receivers)


def run() -> None:
    for per_second in PER_SECOND:
        asyncio.run(beside(per_second))
    for storm, bursts in ((3, SURGES), (20, SURGES), (20, 10)):
        asyncio.run(storming(storm, bursts))


async def beside(per_second: int) -> None:
    """Three receivers: how long until the healthy one has it."""
    server = subprocess.Popen(  # noqa: ASYNC220 - before anything else runs
        [sys.executable, "-m", "tests.bench.deliveries"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    ports = json.loads(server.stdout.readline())
    receivers = [
        Receiver(
            name=name, url=f"http://127.0.0.1:{port}/", secret=SECRET, storm=0, allow_private=True
        )
        for name, port in ports.items()
    ]
    try:
        with tempfile.TemporaryDirectory() as folder:
            log = SqliteLog(f"sqlite://{Path(folder) / 'log.db'}")
            await log.start()
            kept = {"cleanup.policy": "delete", "retention.ms": "-1"}
            topic = TopicFound(partitions=1, replicas=1, settings=kept)
            await log.create_topic(DELIVERIES.name, topic)
            began_cpu = time.process_time()
            told = await _tell(log, receivers, per_second)
            cpu_s = time.process_time() - began_cpu
            await log.stop()
    finally:
        server.terminate()
    got = json.loads(server.stdout.readline())
    server.wait()
    waits = sorted(at_s - told[id_] for id_, at_s in got.items())
    shown = [
        f"p{q} {waits[min(len(waits) - 1, len(waits) * q // 100)] * 1e3:.0f} ms"
        for q in (50, 95, 99)
    ]
    print(
        f"   {per_second:,} alerts/s for {SECONDS} s to three receivers: {len(waits):,} of "
        f"{per_second * SECONDS:,} at the healthy one, each once; scheduled -> received "
        f"{', '.join(shown)}; {cpu_s / SECONDS:.2f} cores",
        flush=True,
    )


async def _tell(log: SqliteLog, receivers: list[Receiver], per_second: int) -> dict[str, float]:
    told: dict[str, float] = {}

    async def record(
        lane: str, deliveries: tuple[Delivery, ...], _source: Source | None = None, /
    ) -> None:
        event = DeliveriesAttempted(lane=lane, deliveries=deliveries)
        at_s = time.time()
        for one in deliveries:
            if one.attempt == 0 and one.receiver == "healthy":
                told[one.delivery_id] = at_s
        value = DELIVERIES.encode(event)
        await log.append([Outgoing(DELIVERIES.name, lane.encode(), value)])

    deliverer = Deliverer(Fixed(*receivers), "http://x", record)
    began_s = time.monotonic()
    number = 0
    for slice_ in range(SECONDS * SLICES):
        await asyncio.sleep(max(0.0, began_s + slice_ / SLICES - time.monotonic()))
        some = [
            alert(alert_id=f"alr_018bcfe56800{number + n:010x}")
            for n in range(per_second // SLICES)
        ]
        number += len(some)
        await deliverer.take(_record(*some))
    await asyncio.sleep(2)
    deliverer.forget(LANE)
    await deliverer.close()
    return told


def _record(*alerts: Alert) -> AlertsTold:
    return AlertsTold(lane=LANE, source=Source(partition=0, offset=0), alerts=alerts)


async def storming(storm: int, bursts: int) -> None:
    """300 surges in ten minutes, so many at one moment: how many messages, and how many of the
    surges they name.
    """
    clock = SettableClock(T0_MS)
    sent: list[dict[str, object]] = []

    async def record(
        lane: str, deliveries: tuple[Delivery, ...], _source: Source | None = None, /
    ) -> None:
        pass

    async def send(body: str, delivery_id: str, receiver: Receiver, *, clock: object) -> Attempt:
        sent.append(json.loads(body))
        return Attempt(status=204)

    receiver = Receiver(name="desk", url="https://desk.example/", secret=SECRET, storm=storm)
    deliverer = Deliverer(Fixed(receiver), "http://x", record, send=send, clock=clock)
    each = SURGES // bursts
    for burst in range(bursts):
        clock.set(T0_MS + burst * STORM_S * 1_000 // bursts)
        some = [
            alert(alert_id=f"alr_018bcfe56800{number:010x}", rumor_id=f"{number:016x}")
            for number in range(burst * each, burst * each + each)
        ]
        await deliverer.take(_record(*some))
        await deliverer.tick()
        await asyncio.sleep(0.001)
    for _ in range(30):
        clock.move(60)
        await deliverer.tick()
        await asyncio.sleep(0.001)
    named: set[object] = set()
    kinds: dict[object, int] = defaultdict(int)
    for body in sent:
        kinds[body["type"]] += 1
        data = body["data"]
        assert isinstance(data, dict)
        named |= {one["rumor_id"] for one in data.get("alerts", [data])}
    print(
        f"   {SURGES} surges in {STORM_S // 60} simulated minutes, {each} at a moment, "
        f"storm = {storm}: {len(sent)} "
        f"messages ({dict(kinds)}), {len(named)} of {SURGES} named",
        flush=True,
    )


def serve() -> None:
    """The receivers. Prints their ports, and when it is ended what the healthy one got when."""
    got: dict[str, float] = {}

    async def healthy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answering(reader, writer, b"HTTP/1.1 204 No Content\r\n\r\n", got)

    async def failing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"
        await _answering(reader, writer, answer, {})

    async def hanging(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        await ended.wait()
        writer.close()

    ended = asyncio.Event()

    async def main() -> None:
        ports = {}
        for handler in (healthy, failing, hanging):
            server = await asyncio.start_server(handler, "127.0.0.1", 0)
            ports[handler.__name__] = server.sockets[0].getsockname()[1]
        print(json.dumps(ports), flush=True)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
        await ended.wait()
        print(json.dumps(got), flush=True)
        os._exit(0)  # what still hangs would be cancelled one by one, loudly

    asyncio.run(main())


async def _answering(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    answer: bytes,
    got: dict[str, float],
) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            named = dict(line.split(": ", 1) for line in head.split("\r\n")[1:-2])
            await reader.readexactly(int(named["content-length"]))
            assert named["webhook-id"] not in got, "the same delivery twice"
            got[named["webhook-id"]] = time.time()
            if "500" in answer.decode():
                got.clear()
            writer.write(answer)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        writer.close()


if __name__ == "__main__":
    serve()
