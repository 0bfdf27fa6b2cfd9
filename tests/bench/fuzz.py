"""Made-up requests, ten thousand of them, and how long somebody else waited meanwhile."""

import tempfile
from pathlib import Path

import psutil

from tests.fuzz.playing import play
from tests.support.intake import serving

REQUESTS = 10_000
SEEDS = 4


def run() -> None:
    for seed in range(SEEDS):
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as intake:
            before = psutil.Process().memory_info().rss >> 20
            played = play(intake, seed, REQUESTS // SEEDS)
            after = psutil.Process().memory_info().rss >> 20
        waits_s = sorted(played.others_s)
        answered = ", ".join(f"{n} x {status}" for status, n in sorted(played.statuses.items()))
        print(f"   seed {seed}: {answered}")
        marks = [waits_s[len(waits_s) * part // 100] * 1e3 for part in (50, 99)]
        print(
            f"   wrong answers: {len(played.wrong)}; others waited p50 {marks[0]:.0f}, "
            f"p99 {marks[1]:.0f}, most {waits_s[-1] * 1e3:.0f} ms; memory {before} -> {after} MiB"
        )
        for line in played.wrong[:5]:
            print(f"   WRONG {line}")
