"""One report a POST at a steady rate: CPU of a core by process, and report -> webhook at the end.

RUMOR_BENCH_RATES names the rates (default 0, 20, 100, 500 posts/s); 0 is idle.
"""

import os
import random
import threading
import time
from datetime import UTC, datetime

import psutil

from deploy.demo import scenario
from streams.client import ApiClient
from tests.support.system import System, temporary

RATES = os.environ.get("RUMOR_BENCH_RATES", "0 20 100 500")
SECONDS = 20
SENDERS = 8
# Before the clock starts: caches fill, the first parts merge.
WARM_S = 4
SURGES = 10  # of one rumor each, spread over the time
SURGE = 14  # posts of one, at the going rate
HAN = (0x4E00, 0x9FA5)


def run() -> None:
    with temporary() as system:
        for rate in map(int, RATES.split()):
            measure(system, rate)


def measure(system: System, rate: int) -> None:
    if rate:
        post(system, rate, WARM_S, mark="")
    else:
        time.sleep(2 * WARM_S)
    before = _used_s(system.children())
    began_s = time.monotonic()
    mark = f"消息{rate}号" if rate else ""
    if rate:
        post(system, rate, SECONDS, mark=mark)
    else:
        time.sleep(SECONDS)
    took_s = time.monotonic() - began_s
    used = {name: s - before[name] for name, s in _used_s(system.children()).items()}
    shares = ", ".join(f"{name} {s / took_s:.1%}" for name, s in used.items())
    print(f"   {rate:4} posts/s: {sum(used.values()) / took_s:6.1%} of a core in all ({shares})")
    if mark:
        time.sleep(2)
        _print_waits(system, mark)


def post(system: System, rate: int, seconds: int, *, mark: str) -> None:
    """Posts at a rate from a few connections, each report at its time."""
    reports = scenario.load(rate + seconds, rumors=2_000)
    bodies = [next(reports) for _ in range(rate * seconds)]
    for surge in range(SURGES if mark else 0):
        drawn = random.Random(f"{mark} {surge}")
        text = mark + "".join(chr(drawn.randrange(*HAN)) for _ in range(24))
        first = len(bodies) * surge // SURGES
        for number, body in enumerate(bodies[first : first + SURGE]):
            body |= {"text": text, "reporter": f"{mark}-{surge}-{number}"}
    began_s = time.monotonic()

    def send(first: int) -> None:
        client = ApiClient(system.url, system.key)
        for number in range(first, len(bodies), SENDERS):
            time.sleep(max(0.0, began_s + number / rate - time.monotonic()))
            now = datetime.now(UTC).isoformat()
            client.post("/v1/reports", bodies[number] | {"observed_at": now})

    senders = [threading.Thread(target=send, args=(first,)) for first in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def _used_s(processes: dict[str, psutil.Process]) -> dict[str, float]:
    return {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}


def _print_waits(system: System, mark: str) -> None:
    waits = sorted(
        hook.at_s - datetime.fromisoformat(hook.data["raised_at"]).timestamp()
        for hook in system.desk.told("alert.raised")
        if hook.data["title"].startswith(mark)
    )
    if not waits:
        print("        no surge was told")
        return
    p50, p95 = (waits[min(len(waits) - 1, len(waits) * q // 100)] * 1e3 for q in (50, 95))
    print(
        f"        report -> webhook received: {len(waits)} of {SURGES} surges told, "
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
    )
