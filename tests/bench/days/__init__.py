"""Simulated days of a desk, with an oracle that knows what is true: python -m tests.bench days

`world` makes the days of a seed, `arrival` says how they reach us, `oracle` what is true of them,
`play` drives the surge folds alone, `judge` compares, `orders` packs the same days otherwise,
`through_api` sends one to a running system.
Parameters are tuned on seeds 0-9 and judged on seeds 100-109.
"""

from collections import Counter
from itertools import islice

from streams.core.surge.policy import SurgePolicy
from tests.bench.days import arrival, orders, play, table, through_api, world
from tests.bench.days.judge import Judged, judge
from tests.bench.days.oracle import truth_of

TUNING = range(10)
JUDGED = range(100, 110)
ORDERED = (0, 100, 101)  # eight runs of each
MOST_SHOWN = 25  # faults in words, of each group


def run() -> None:
    """Prints the tables of both groups of seeds, and of the orders."""
    policy = SurgePolicy()
    for name, seeds in (("tuning, seeds 0-9", TUNING), ("judged, seeds 100-109", JUDGED)):
        judged = Judged()
        for seed in seeds:
            judged.add(of_seed(seed, policy))
        print("\n".join(table.rows(name, judged)))
        for kind, count in Counter(_kind(fault) for fault in judged.faults).items():
            print(f"   ! {count} x {kind}")
        for fault in islice(judged.faults, MOST_SHOWN):
            print(f"     {fault}")
        print(flush=True)
    for seed in ORDERED:
        _orders(seed, policy)
    for line in through_api.run(JUDGED[0], policy):
        print(line, flush=True)


def of_seed(seed: int, policy: SurgePolicy) -> Judged:
    """The days of a seed through the folds, judged."""
    made = world.make(seed)
    arrived = arrival.arrive(made)
    records = play.records_of(play.sightings_of(arrived), arrived.received_ms.tolist())
    told = play.Player(policy, made.ratings).play(records)
    return judge(told, truth_of(arrived, policy), made, policy)


def _orders(seed: int, policy: SurgePolicy) -> None:
    made = world.make(seed)
    print(f"   seed {seed} in other orders\n{table.ORDERS}")
    lines: list[str] = []
    for found in orders.compared(made, arrival.arrive(made), policy):
        print(table.order_row(found), flush=True)
        lines += table.differences(found)
    for line in lines[:MOST_SHOWN]:
        print(f"     {line}")


def _kind(fault: str) -> str:
    return fault.partition(":")[0] if not fault.startswith("seed") else "a level told twice"
