"""Single POST /v1/reports with 32 connections: requests/s, all durable, and whether the worker
keeps up.
"""

import asyncio
import json
import multiprocessing
import time
from typing import Any
from urllib.parse import urlsplit

from deploy.demo import scenario
from tests.support.system import System, temporary
from tests.support.waiting import wait

SECONDS = 20
CONNECTIONS = 32
HEAD = (
    "POST /v1/reports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
    "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
)


def run() -> None:
    with temporary() as system:
        measure(system)


def measure(system: System) -> None:
    results: Any = multiprocessing.Queue()
    sender = multiprocessing.Process(
        target=lambda: results.put(asyncio.run(send(system.url, system.key)))
    )
    sender.start()
    accepted, took_s, times = results.get()
    sender.join()
    times.sort()
    p50, p95, p99 = (times[int(len(times) * q)] * 1e3 for q in (0.5, 0.95, 0.99))
    print(
        f"   {accepted:,} accepted in {took_s:.1f} s with {CONNECTIONS} connections: "
        f"{accepted / took_s:,.0f}/s; p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms"
    )
    behind = system.api.get("/v1/status")["steps"]["cluster"]["lag"]
    began_s = time.monotonic()
    wait(
        lambda: system.api.get("/v1/status")["steps"]["surge"]["lag"] == 0,
        60,
        "the worker fell behind",
    )
    caught_up_s = time.monotonic() - began_s
    print(
        f"   at the end the worker was {behind} records behind, caught up after {caught_up_s:.1f} s"
    )
    system.settle(accepted)


async def send(url: str, key: str) -> tuple[int, float, list[float]]:
    reports, began, times = scenario.load(5), time.monotonic(), list[float]()
    parts = urlsplit(url)

    async def connection() -> int:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        accepted = 0
        while time.monotonic() - began < SECONDS:
            body = json.dumps(next(reports)).encode()
            head = HEAD.format(key=key, length=len(body)).encode()
            sent = time.monotonic()
            writer.write(head + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            times.append(time.monotonic() - sent)
            assert answer.startswith(b"HTTP/1.1 202"), answer
            accepted += 1
        writer.close()
        return accepted

    counts = await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return sum(counts), time.monotonic() - began, times
