"""A load under which a cluster is hurt, and what must have come out of it.

In: a cluster. Out: reports of all tenants, each batch sent until it is accepted; then what is
missing, doubled, miscounted, or told wrongly.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from streams.core.ids import variant_id
from streams.core.text import canonical
from tests.support.cluster import TENANTS, Cluster
from tests.support.desk import told_under_two_ids
from tests.support.players import insist
from tests.support.system import counted, spread_wrong
from tests.support.waiting import wait

SURGE_REPORTS = 40  # of as many people: above the policy's 30 in an hour
SURGE_EVERY_S = 0.5
SURGE_PART = 10  # reports of a surge in one batch
BATCH = 16
BATCHES_PER_S = 20
BEHIND_S = 3.0  # stored later than this after the intake said yes, ClickHouse is behind
# Each only ends what never comes: a machine that does much else needs its time.
STORED_WITHIN_S = 300.0
TOLD_WITHIN_S = 120.0


@dataclass
class Surge:
    """A hoax of the load: when its last report was accepted, and how many were sent."""

    tenant: str
    text: str
    sent: int = 0
    done_at_s: float = 0.0

    @cached_property
    def rumor_id(self) -> str:
        """Its rumor: it is unlike anything else, so its first wording founds one.

        Not its title: an alert is titled by what is claimed, without who is said to have said so.
        """
        return variant_id(self.tenant, canonical(self.text))

    @property
    def whole(self) -> bool:
        """Whether all of it was sent, so that it must be told."""
        return self.sent >= SURGE_REPORTS


class Sample(NamedTuple):
    """How many reports were accepted and stored at a moment."""

    at_s: float
    accepted: int
    stored: int


class Load:
    """Sends while the block lasts; twice a second another hoax surges."""

    def __init__(self, cluster: Cluster, *, seed: int = 1) -> None:
        self.cluster = cluster
        self.seed = seed
        self.surges: list[Surge] = []
        self.samples: list[Sample] = []
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._feed, self._sample)
        ]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the load, after the batch that is under way was accepted."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _feed(self) -> None:
        number = 0
        began_s = time.monotonic()
        while not self._stop.is_set():
            if time.monotonic() - began_s > len(self.surges) * SURGE_EVERY_S:
                self.surges.append(self._new_surge())
            self._send(number, self.cluster.reports)
            number += 1
            ahead_s = began_s + number / BATCHES_PER_S - time.monotonic()
            # behind its pace, after a fault, it sends on and on, but now and then lets others run
            time.sleep(max(0.0, ahead_s) if number % 20 else 0.02)

    def _new_surge(self) -> Surge:
        letters = "".join(chr(self._random.randrange(0x4E00, 0x9FA5)) for _ in range(28))
        # "they say": an alert's title begins behind it
        text = f"号外{letters[:12]}说{letters[12:]}"
        return Surge(TENANTS[len(self.surges) % len(TENANTS)], text)

    def _send(self, number: int, reports: Iterator[dict[str, Any]]) -> None:
        """One batch of one tenant: the load, and a part of each of its surges."""
        tenant = TENANTS[number % len(TENANTS)]
        batch = [next(reports) for _ in range(BATCH)]
        growing = [one for one in self.surges if one.tenant == tenant and not one.whole]
        for surge in growing:
            people = range(surge.sent, surge.sent + SURGE_PART)
            batch += [{"text": surge.text, "reporter": f"p{person}"} for person in people]
        answer = insist(lambda: self.cluster.api(tenant), batch, repeat=f"{self.seed}-{number}")
        self.cluster.accepted.update(answer["report_ids"])
        for surge in growing:
            surge.sent += SURGE_PART
            surge.done_at_s = time.time()

    def _sample(self) -> None:
        """How many reports are accepted and stored, every second: the question costs, too."""
        base = self.cluster.database()
        stored = 0
        while not self._stop.wait(1.0):
            with suppress(Exception):  # ClickHouse may be the one that is hurt: nothing new then
                stored = base.execute("SELECT count() FROM sightings FINAL")[0][0]
            self.samples.append(Sample(time.time(), len(self.cluster.accepted), stored))
        base.close()

    def settle(self) -> None:
        """Waits until everything accepted is stored and counted and every surge was told."""
        accepted = len(self.cluster.accepted)

        def all_counted() -> bool:
            with suppress(Exception):
                base = self.cluster.database()
                done = counted(base, accepted)
                base.close()
                return done
            return False

        missing = f"not {accepted} reports stored and counted"
        wait(all_counted, STORED_WITHIN_S, missing, every_s=0.5)
        with suppress(AssertionError):
            wait(lambda: not self.untold(), TOLD_WITHIN_S, "some are untold")
        assert not self.untold(), "surges were never told"

    def untold(self) -> list[str]:
        """Hoaxes sent whole of which no receiver heard."""
        told = self._first_told_s()
        return [surge.text for surge in self.surges if surge.whole and surge.rumor_id not in told]

    def lost_and_doubled(self) -> tuple[int, int, int]:
        """Reports accepted and not stored, stored more than once, and rumors whose spread differs
        from a recount.
        """
        base = self.cluster.database()
        rows = [str(row[0]) for row in base.execute("SELECT report_id FROM sightings FINAL")]
        wrong = spread_wrong(base)
        base.close()
        assert set(rows) <= self.cluster.accepted, "something is stored that nobody sent"
        return len(self.cluster.accepted - set(rows)), len(rows) - len(set(rows)), wrong

    def told_under_two_ids(self) -> list[str]:
        """Hoaxes that were raised under two alerts, or told twice of one level under two ids."""
        return told_under_two_ids(self.cluster.desk.received)

    def longest_wait_s(self) -> float:
        """From a hoax's last report accepted until its first alert came in, of the hoax that waited
        longest; negative where the alert came before the last report.
        """
        told = self._first_told_s()
        waits = [
            told[surge.rumor_id] - surge.done_at_s
            for surge in self.surges
            if surge.whole and surge.rumor_id in told
        ]
        return max(waits, default=0.0)

    def recovered_s(self, fault_at_s: float) -> float:
        """From the fault until ClickHouse was, for the last time, behind what was accepted."""
        last_s = fault_at_s
        for now in self.samples:
            earlier = [then.accepted for then in self.samples if then.at_s <= now.at_s - BEHIND_S]
            if now.at_s > fault_at_s and now.stored < max(earlier, default=0):
                last_s = now.at_s
        return last_s - fault_at_s

    def _first_told_s(self) -> dict[str, float]:
        """When the first alert of each rumor came in."""
        first: dict[str, float] = {}
        for hook in self.cluster.desk.received:
            if hook.type.startswith("alert."):
                first.setdefault(hook.data["rumor_id"], hook.at_s)
        return first
