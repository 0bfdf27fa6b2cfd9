"""`POST /v1/check` beside a full intake: how long an answer takes at 300 checks a second while
2,000 reports a second come, what each process spends, and how long the replica needs to start.

RUMOR_BENCH_VARIANTS (default 100,000) wordings are reported first, RUMOR_BENCH_SECONDS (default 20)
is how long is measured. A check counts from when it was due, not from when it was sent: one that
had to wait for others took longer.
"""

import asyncio
import json
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psutil

from deploy.demo import scenario
from streams.client import ApiClient, ApiError
from tests.support.players import post_batch
from tests.support.system import System, temporary, wait

VARIANTS = int(os.environ.get("RUMOR_BENCH_VARIANTS", "100000"))
SECONDS = int(os.environ.get("RUMOR_BENCH_SECONDS", "20"))
VARIANTS_A_RUMOR = 10
CHECKS = 300  # a second
REPORTS = 2_000  # a second
BATCH = 100
FILLED_BY = 5_000  # reports of a batch while nothing is measured
CONNECTIONS = 32  # so many checks may be on their way
WARM_S = 3
FILLED_WITHIN_S = 1_800
READY_WITHIN_S = 300
SEED = 17
# A third of each: a wording that is known, one in other words, one that nobody sent.
REWORDED = "转给家人看看：{text}，大家小心"


class Load(NamedTuple):
    """Where load goes, and from when to when (`time.monotonic`)."""

    url: str
    key: str
    begins_s: float
    ends_s: float


def run() -> None:
    with temporary() as system:
        fill(system)
        start(system)
        measure(system)


def fill(system: System) -> None:
    """So many new wordings, a tenth of them rumors."""
    reports = drawn()
    sent = 0
    while sent < VARIANTS:
        part = list(islice(reports, min(FILLED_BY, VARIANTS - sent)))
        sent += post_batch(system.api, part)["accepted"]
    system.settle(sent, FILLED_WITHIN_S)


def drawn() -> Iterator[dict[str, Any]]:
    return scenario.load(SEED, new_share=1.0, rumors=max(1, VARIANTS // VARIANTS_A_RUMOR))


def start(system: System) -> None:
    """From the start of the intake's process to the first check that is answered."""
    system.stop()
    system.start()
    process = system.children()["intake"]

    def answers() -> bool:
        try:
            system.api.post("/v1/check", {"text": "is this true?"})
        except ApiError:
            return False
        return True

    wait(answers, READY_WITHIN_S, "checks are not answered")
    took_s = time.time() - process.create_time()
    used_s = sum(process.cpu_times()[:2])
    mib = process.memory_info().rss >> 20
    print(
        f"   {VARIANTS:,} wordings: checks are answered {took_s:.1f} s after the intake began, "
        f"{used_s:.1f} s of its CPU, {mib} MiB"
    )


def measure(system: System) -> None:
    """Both loads at once, each from a process of its own."""
    texts = list(checked())
    bodies = [json.dumps(part).encode() for part in incoming()]
    begins_s = time.monotonic() + 2
    load = Load(system.url, system.key, begins_s, begins_s + WARM_S + SECONDS)
    results: Any = multiprocessing.Queue()
    works = ((report, bodies), (ask, texts))
    senders = [
        multiprocessing.Process(target=work, args=(load, given, results)) for work, given in works
    ]
    for sender in senders:
        sender.start()
    time.sleep(max(0.0, begins_s + WARM_S - time.monotonic()))
    before = _used_s(system.children())
    time.sleep(SECONDS)
    used = {name: used_s - before[name] for name, used_s in _used_s(system.children()).items()}
    found = dict(results.get() for _ in ("accepted", "took", "failed"))
    for sender in senders:
        sender.join()
    took = sorted(found["took"])
    shown = ", ".join(f"p{q:g} {_percentile(took, q):.1f}" for q in (50, 95, 99, 99.9))
    print(f"   {len(took) / SECONDS:.0f} checks/s: {shown} ms; {found['failed']} failed")
    print(f"   {found['accepted'] / (WARM_S + SECONDS):,.0f} reports/s accepted beside them")
    shares = ", ".join(f"{name} {used_s / SECONDS:.0%}" for name, used_s in used.items())
    print(
        f"   of a core: {shares}; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


def checked() -> Iterator[str]:
    """The texts of checks in their order."""
    known = [report["text"] for report in islice(drawn(), VARIANTS)]
    strange = scenario.load(SEED + 1, new_share=1.0, rumors=VARIANTS)
    for number in range(CHECKS * (WARM_S + SECONDS)):
        text = known[number * 7_919 % len(known)]
        forms = (text, REWORDED.format(text=text), next(strange)["text"])
        yield forms[number % len(forms)]


def incoming() -> Iterator[list[dict[str, Any]]]:
    """Batches of reports, half of them new wordings of rumors, known ones or not."""
    reports = scenario.load(SEED + 2, rumors=max(1, VARIANTS // VARIANTS_A_RUMOR))
    for _ in range(REPORTS // BATCH * (WARM_S + SECONDS)):
        yield list(islice(reports, BATCH))


def report(load: Load, bodies: Sequence[bytes], results: Any) -> None:
    """Sends each batch when it is due."""
    client = ApiClient(load.url, load.key)
    accepted = 0
    for number, body in enumerate(bodies):
        due_s = load.begins_s + number * BATCH / REPORTS
        time.sleep(max(0.0, due_s - time.monotonic()))
        accepted += client.send_batch(body, repeat="")["accepted"]
    results.put(("accepted", accepted))


def ask(load: Load, texts: Sequence[str], results: Any) -> None:
    """Sends each check when it is due; tells how many milliseconds each took, after the warm-up."""
    took, failed = asyncio.run(_ask_all(load, texts))
    results.put(("took", took))
    results.put(("failed", failed))


async def _ask_all(load: Load, texts: Sequence[str]) -> tuple[list[float], int]:
    parts = urlsplit(load.url)
    due: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
    took: list[float] = []
    failed = 0

    async def connection() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while True:
            due_s, text = await due.get()
            writer.write(_request(parts.netloc, load.key, text))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            if due_s >= load.begins_s + WARM_S:
                failed += b" 200 " not in head.split(b"\r\n")[0] + b" "
                took.append((time.monotonic() - due_s) * 1_000)
            due.task_done()

    connections = [asyncio.create_task(connection()) for _ in range(CONNECTIONS)]
    for number, text in enumerate(texts):
        due_s = load.begins_s + number / CHECKS
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        due.put_nowait((due_s, text))
    await due.join()
    for one in connections:
        one.cancel()
    return took, failed


def _request(host: str, key: str, text: str) -> bytes:
    body = json.dumps({"text": text}, ensure_ascii=False).encode()
    head = (
        f"POST /v1/check HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _percentile(ordered: Sequence[float], q: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * q / 100))]


def _used_s(processes: dict[str, psutil.Process]) -> dict[str, float]:
    return {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}
