"""A long load with kill -9 of something every two minutes and bad requests beside it.

What must come of it: nothing lost, nothing doubled, every view the same. Memory: what grows is what
is new (ids of wordings) and caches that fill until their bound; it is printed as it goes.
"""

import random
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from deploy.demo import scenario
from tests.fuzz.requests import made
from tests.support.intake import KEYS
from tests.support.players import insist
from tests.support.system import STEPS, System, spread_wrong, temporary

RATE = 3_000  # reports a second
BATCH = 500
KILL_EVERY_S = 120.0
REPEATED = 20  # one batch of so many is sent twice
VIEWS = """
SELECT count() FROM (
  SELECT rumor_id, uniqExact(report_id) AS ids, count() AS rows
  FROM sightings FINAL GROUP BY tenant, rumor_id
) WHERE ids != rows"""


class Soak:
    """Sends at a pace while the block lasts; `accepted` are the ids that were answered 202."""

    def __init__(self, system: System, seed: int, *, rate: int = RATE) -> None:
        self.system = system
        self.seed = seed
        self.rate = rate
        self.accepted: set[str] = set()
        self.bad: Counter[int] = Counter()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=w, daemon=True) for w in (self._feed, self._worry)]

    def __enter__(self) -> "Soak":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _feed(self) -> None:
        reports = scenario.load(self.seed, rumors=60)
        began_s = time.monotonic()
        number = 0
        while not self._stop.is_set():
            batch = [
                next(reports) | {"external_id": f"{self.seed}-{number}-{n}"} for n in range(BATCH)
            ]
            for _ in range(2 if number % REPEATED == 0 else 1):
                answer = insist(lambda: self.system.api, batch, repeat="")
                self.accepted.update(answer["report_ids"])
            number += 1
            time.sleep(max(0.0, began_s + number * BATCH / self.rate - time.monotonic()))

    def _worry(self) -> None:
        """Requests that nobody sane sends, one after the other."""
        chance = random.Random(self.seed)
        while not self._stop.wait(0.05):
            raw = made(chance).raw
            for key, _ in KEYS.values():
                raw = raw.replace(key.encode(), self.system.key.encode())
            # what is taken of these would be counted, and nobody would know how many were
            raw = raw.replace(b"POST /v1/reports", b"POST /v1/reportz")
            with suppress(OSError):
                self.bad[_status(self.system.url, raw)] += 1


def _status(url: str, raw: bytes) -> int:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=3) as one:
        one.sendall(raw)
        words = one.recv(64).split(b" ")
        return int(words[1]) if len(words) > 1 else 0


def run(minutes: float = 30.0) -> None:
    chance = random.Random(1)
    with temporary() as system, Soak(system, 1) as soak:
        over_s = time.monotonic() + minutes * 60
        kills: Counter[str] = Counter()
        _show_memory(system, soak)
        while (left_s := over_s - time.monotonic()) > 0:
            time.sleep(min(KILL_EVERY_S, left_s))
            _show_memory(system, soak)
            victim = chance.choice(STEPS)
            kills[victim] += 1
            system.kill(victim)
        soak.__exit__()
        began_s = time.monotonic()
        system.settle(len(soak.accepted), 600)
        settled_s = time.monotonic() - began_s
        wrong = found_wrong(system, soak.accepted)
        print(f"   accepted {len(soak.accepted):,}; kills {dict(kills)}; {wrong}")
        print(f"   bad requests beside: {dict(sorted(soak.bad.items()))}")
        print(f"   settled {settled_s:.0f} s after the last")
        _show_memory(system, soak)


class Found(NamedTuple):
    """What must be 0, all of it."""

    lost: int
    doubled: int
    twice_in_a_rumor: int
    spread_wrong: int


def found_wrong(system: System, accepted: set[str]) -> Found:
    """What is stored, against what was accepted."""
    base = system.database()
    stored = [str(row[0]) for row in base.execute("SELECT report_id FROM sightings FINAL")]
    wrong = Found(
        lost=len(accepted - set(stored)),
        doubled=len(stored) - len(set(stored)),
        twice_in_a_rumor=int(base.execute(VIEWS)[0][0]),
        spread_wrong=spread_wrong(base),
    )
    base.close()
    return wrong


def _show_memory(system: System, soak: Soak) -> None:
    print(f"   {len(soak.accepted):,} accepted; memory, MiB: {_memory(system)}", flush=True)


def _memory(system: System) -> dict[str, int]:
    return {
        name: child.memory_info().rss >> 20 for name, child in sorted(system.children().items())
    }
