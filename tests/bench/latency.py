"""Report -> webhook received, at 1,000 reports/s:

every second another rumor surges; measured from the report that crossed the line.
"""

import json
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from deploy.demo import scenario
from tests.support.system import System

MARK = "消息"
SECONDS, PER_SECOND, SLICES, SURGE = 60, 1_000, 50, 12


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder)).start()
        try:
            measure(system)
        finally:
            system.stop()


def measure(system: System) -> None:
    rng, reports, api, sent = random.Random(1), scenario.load(9, rumors=20_000), system.api, 0
    began = time.monotonic()
    for number in range(SECONDS * SLICES):
        time.sleep(max(0.0, began + number / SLICES - time.monotonic()))
        now = datetime.now(UTC).isoformat()
        batch = [next(reports) for _ in range(PER_SECOND // SLICES)]
        second, part = divmod(number, SLICES)
        if part < SURGE:
            drawn = random.Random(second)
            text = MARK + "".join(chr(drawn.randrange(0x4E00, 0x9FA5)) for _ in range(30))
            batch[0] = {
                "text": text,
                "reporter": f"s{second}-{part}-{rng.random()}",
                "channel": "wechat",
            }
        sent += api.send_batch(
            json.dumps([r | {"observed_at": now} for r in batch]).encode(), repeat=""
        )["accepted"]
    took_s = time.monotonic() - began
    time.sleep(3)
    waits = sorted(
        at - datetime.fromisoformat(body["data"]["raised_at"]).timestamp()
        for at, body in system.inbox.received
        if body["type"] == "alert.raised" and body["data"]["title"].startswith(MARK)
    )
    print(
        f"   {sent / took_s:,.0f} reports/s for {took_s:.0f} s, {len(waits)} of {SECONDS} surges told; report -> webhook received:"
    )
    # raised_at is the time of the report that made it a surge
    print(
        "   "
        + ", ".join(
            f"p{q} {waits[min(len(waits) - 1, len(waits) * q // 100)] * 1e3:.0f} ms"
            for q in (50, 95, 99)
        )
    )
