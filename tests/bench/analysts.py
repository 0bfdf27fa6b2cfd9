"""Two analysts decide 3,000 times at random on a day of 200,000 reports, through the API; every
read beside a recount from facts and decisions, before and after, and after undoing everything.
"""

import random
import time
from collections import Counter

from deploy.demo import scenario
from tests.support.analysts import Analyst, differences, play, recounted, undo_all
from tests.support.players import batches, post_batch
from tests.support.system import System, temporary

REPORTS = 200_000
RUMORS = 2_000
BATCH = 5_000
DECISIONS = 1_500  # of each
LOOKED_AT = 300  # rumors one by one; the list has all
POOL = 400  # rumors that they decide about: few enough to meet


def run() -> None:
    reports = scenario.load(5, rumors=RUMORS)
    with temporary() as system:
        for part in batches([next(reports) for _ in range(REPORTS)], BATCH):
            post_batch(system.api, part)
        system.settle(REPORTS, 600)
        first = recounted(system)
        pool = sorted(first, key=lambda rumor: -first[rumor].reports)[:POOL]
        analysts = [Analyst(system.api, random.Random(seed), list(pool)) for seed in (1, 2)]
        began = time.monotonic()
        play(analysts, DECISIONS)
        took_s = time.monotonic() - began
        answers = sum((one.answers for one in analysts), start=Counter[int]())
        told = ", ".join(f"{count} x {status}" for status, count in sorted(answers.items()))
        print(f"   {len(first):,} rumors; {told}: {2 * DECISIONS / took_s:.0f} a second")
        _compare(system, "decided")
        began = time.monotonic()
        undo_all(system)
        print(f"   undone in {time.monotonic() - began:.0f} s")
        _compare(system, "undone")
        print(f"   as before the first decision: {recounted(system) == first}")


def _compare(system: System, what: str) -> None:
    wrong = differences(system, looked_at=LOOKED_AT, chance=random.Random(7))
    print(f"   {what}: {len(wrong)} differences in the list and {LOOKED_AT} rumors one by one")
    for line in wrong[:10]:
        print(f"      {line}")
