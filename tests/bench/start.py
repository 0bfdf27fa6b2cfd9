"""Start: ready after how long, first and with 200,000 variants; what everything uses while nothing
happens.
"""

import time

from deploy.demo import scenario
from tests.support.players import post_batch
from tests.support.system import System, temporary

VARIANTS = 200_000
IDLE_S = 20


def run() -> None:
    with temporary() as system:
        print(f"   first start in an empty directory: ready after {system.ready_s:.1f} s")
        system.stop()
        system.start()
        print(f"   second start: ready after {system.ready_s:.1f} s")
        idle(system)
        fill(system)
        print(f"   with {VARIANTS:,} wordings:")
        memory(system)
        system.stop()
        system.start()
        print(f"   start with {VARIANTS:,} wordings: ready after {system.ready_s:.1f} s")
        memory(system)
        idle(system)


def fill(system: System) -> None:
    reports, sent, api = scenario.load(21, new_share=1.0, rumors=20_000), 0, system.api
    while sent < VARIANTS:
        sent += post_batch(api, [next(reports) for _ in range(1_000)])["accepted"]
    system.settle(sent, 300)


def idle(system: System) -> None:
    time.sleep(25)  # what a start still has to write is written
    before = {name: sum(p.cpu_times()[:2]) for name, p in system.children().items()}
    time.sleep(IDLE_S)
    used = {
        name: (sum(p.cpu_times()[:2]) - before[name]) / IDLE_S
        for name, p in system.children().items()
    }
    each = ", ".join(f"{name} {share:.1%}" for name, share in used.items())
    print(f"   idle CPU of one core: {sum(used.values()):.1%} ({each})")


def memory(system: System) -> None:
    found = {name: p.memory_info().rss >> 20 for name, p in system.children().items()}
    print(f"   memory: {', '.join(f'{name} {mib} MiB' for name, mib in found.items())}")
