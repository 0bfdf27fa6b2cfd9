"""A worker's memory under a flood of nothing but new rumors, with a budget and without one.

Cluster and surge alone, each run in a process of its own: what the process takes (RSS) against what
it counts.
"""

import multiprocessing
import random
import time

import psutil

from schemas.events import ReportsReceived, Source
from streams.core import clusters, surge
from streams.core.budget import MIB
from streams.core.deliveries import Deliveries
from streams.core.matching.index import warm_up
from streams.core.surge.policy import SurgePolicy
from streams.worker.memory import Memory
from streams.worker.partition import Partition
from tests.support.builders import LANE, T0_MS, report, report_id

RECORDS = 400
BATCH = 500
LETTERS = 30
RELIEVED_EVERY = 10  # records: some seconds of a busy worker
SHOWN_EVERY = 100
BUDGETS_MIB = (400, 0)


def run() -> None:
    for most in BUDGETS_MIB:
        # Another process: what one has taken once it hardly gives back.
        process = multiprocessing.get_context("spawn").Process(target=flood, args=(most,))
        process.start()
        process.join()


def flood(most_mib: int) -> None:
    """Floods a partition, and prints what it takes."""
    warm_up()
    partition = Partition(0, 4)
    chance = random.Random(1)
    memory = Memory(most_mib * MIB, base=psutil.Process().memory_info().rss)
    began_s = time.process_time()
    for number in range(1, RECORDS + 1):
        fold(partition, number, chance)
        if number % RELIEVED_EVERY == 0:
            memory.relieve([partition], Deliveries())
        if number % SHOWN_EVERY == 0:
            used = memory.used([partition], Deliveries())
            counted = {kind: taken // MIB for kind, taken in used.items()}
            rss = psutil.Process().memory_info().rss // MIB
            print(f"   budget {most_mib or 'none'}: {number * BATCH:,} rumors, RSS {rss} MiB")
            print(f"      counted {sum(used.values()) // MIB}: {counted}")
    print(f"   {time.process_time() - began_s:.0f} s of CPU", flush=True)


def fold(partition: Partition, number: int, chance: random.Random) -> None:
    """A record of new rumors, a second after the one before."""
    at_ms = T0_MS + number * 1_000
    first = number * BATCH
    reports = tuple(
        report(
            first + n,
            report_id=report_id(chance.getrandbits(48)),
            text="".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(LETTERS)),
            observed_at_ms=at_ms,
        )
        for n in range(BATCH)
    )
    event = ReportsReceived(lane=LANE, received_at_ms=at_ms, reports=reports)
    source = Source(partition=0, offset=number)
    lane = partition.lane_clusters(LANE)
    _, outcome = clusters.step(lane, event, source=source, curation_offset=0)
    assert outcome.sighted is not None
    state = partition.lane_surges(LANE)
    surge.step(state, outcome.sighted, offset=number, policy=SurgePolicy(), verdicts={}, decided=0)
    state.touched.clear()  # as written
    state.take_gone()
