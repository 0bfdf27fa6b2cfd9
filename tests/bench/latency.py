"""Report -> webhook received, at 1,000 reports/s: every second another rumor surges; measured from
the report that crossed the line.
"""

import random
import time
from datetime import UTC, datetime

from deploy.demo import scenario
from tests.support.players import post_batch
from tests.support.system import System, temporary

MARK = "消息"
SECONDS = 60
PER_SECOND = 1_000
SLICES = 50  # batches a second
SURGE = 12  # reports of the surge: so many batches of a second carry one


def run() -> None:
    with temporary() as system:
        measure(system)


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
        sent += post_batch(api, [r | {"observed_at": now} for r in batch])["accepted"]
    took_s = time.monotonic() - began
    time.sleep(3)
    waits = sorted(
        hook.at_s - datetime.fromisoformat(hook.data["raised_at"]).timestamp()
        for hook in system.desk.told("alert.raised")
        if hook.data["title"].startswith(MARK)
    )
    print(
        f"   {sent / took_s:,.0f} reports/s for {took_s:.0f} s, {len(waits)} of {SECONDS} surges "
        "told; report -> webhook received:"
    )
    # raised_at is the time of the report that made it a surge
    shown = [
        f"p{q} {waits[min(len(waits) - 1, len(waits) * q // 100)] * 1e3:.0f} ms"
        for q in (50, 95, 99)
    ]
    print("   " + ", ".join(shown))
