"""The same days in other orders: what is told may not depend on how reports are packed.

In: what arrived. Out: for each order the set of (rumor, episode, level) that was told, and what
differs from the plain order.
"""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from msgspec.structs import replace

from schemas.events import ReportsSighted
from streams.core.durations import MINUTE_MS
from streams.core.surge.policy import LEVELS, SURGE, SurgePolicy
from tests.bench.days import play
from tests.bench.days.arrival import Arrived
from tests.bench.days.judge import is_of_level
from tests.bench.days.play import Player, Told
from tests.bench.days.world import World

SAME_MS = 60_000  # times of one telling in two orders
ON_TIME_MS = MINUTE_MS  # a report that is received within it may as well have the record's time
RESTARTS = 20
WITHIN_A_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Telling:
    """One level of one episode of a rumor. `number` counts the rumor's episodes."""

    rumor_id: str
    number: int
    level: str
    raised_ms: int


@dataclass
class Differing:
    """An order beside the plain one."""

    name: str
    plain: int
    tellings: int
    only_plain: list[Telling]
    only_here: list[Telling]
    apart: list[tuple[Telling, int]]  # told in both, so many milliseconds from each other

    @property
    def count(self) -> int:
        """How many tellings differ."""
        return len(self.only_plain) + len(self.only_here) + len(self.apart)


def compared(
    world: World, arrived: Arrived, policy: SurgePolicy, *, names: Collection[str] = ()
) -> Iterator[Differing]:
    """Every order, or those named, beside the plain one: as it arrived, ten seconds a record."""
    sightings = play.sightings_of(arrived)
    received = arrived.received_ms.tolist()
    plain = play.records_of(sightings, received)
    orders: dict[str, Callable[[], tuple[Sequence[ReportsSighted], set[int]]]] = {
        "sorted by time in each record": lambda: ([_sorted(r) for r in plain], set()),
        "newest first in each record": lambda: ([_sorted(r, newest=True) for r in plain], set()),
        "all with the record's time": lambda: ([_of_one_time(r) for r in plain], set()),
        "one report a record": lambda: (play.records_of(sightings, received, most=1), set()),
        "500 reports a record": lambda: (
            play.records_of(sightings, received, within_ms=WITHIN_A_DAY_MS),
            set(),
        ),
        "every record twice": lambda: (list(chain.from_iterable((r, r) for r in plain)), set()),
        "the whole once more at its end": lambda: ([*plain, *_again(plain)], set()),
        f"{RESTARTS} restarts": lambda: (plain, _points(world.seed, len(plain))),
    }
    before = tellings(Player(policy, world.ratings).play(plain))
    for name, make in orders.items():
        if names and name not in names:
            continue
        records, restarts = make()
        told = Player(policy, world.ratings).play(records, restarts=restarts)
        yield _beside(name, before, tellings(told))


def tellings(told: Told) -> list[Telling]:
    """The highest level of each episode from surge on, with when the surge crossed.

    A level that is passed within a minute of a telling is told with the next: whether it is told
    by itself depends on the clock of the machine, the level that an episode reaches does not.
    """
    highest: dict[str, Telling] = {}
    numbers: dict[str, list[str]] = {}
    for alert in told.alerts:
        if not is_of_level(alert) or LEVELS.index(alert.level) < SURGE:
            continue
        episodes = numbers.setdefault(alert.rumor_id, [])
        if alert.alert_id not in episodes:
            episodes.append(alert.alert_id)
        number = episodes.index(alert.alert_id)
        highest[alert.alert_id] = Telling(alert.rumor_id, number, alert.level, alert.raised_at_ms)
    return list(highest.values())


def _beside(name: str, plain: list[Telling], here: list[Telling]) -> Differing:
    keys = {(t.rumor_id, t.number, t.level): t for t in plain}
    others = {(t.rumor_id, t.number, t.level): t for t in here}
    apart = [
        (telling, others[key].raised_ms - telling.raised_ms)
        for key, telling in keys.items()
        if key in others and abs(others[key].raised_ms - telling.raised_ms) > SAME_MS
    ]
    return Differing(
        name=name,
        plain=len(plain),
        tellings=len(here),
        only_plain=[t for key, t in keys.items() if key not in others],
        only_here=[t for key, t in others.items() if key not in keys],
        apart=apart,
    )


def _sorted(record: ReportsSighted, *, newest: bool = False) -> ReportsSighted:
    ordered = sorted(record.sightings, key=lambda s: s.observed_at_ms, reverse=newest)
    return replace(record, sightings=tuple(ordered))


def _of_one_time(record: ReportsSighted) -> ReportsSighted:
    now_ms = record.received_at_ms
    timeless = tuple(
        replace(s, observed_at_ms=now_ms) if now_ms - s.observed_at_ms <= ON_TIME_MS else s
        for s in record.sightings
    )
    return replace(record, sightings=timeless)


def _again(records: Sequence[ReportsSighted]) -> list[ReportsSighted]:
    """The last of the log once more, as after a crash: nothing of it is new."""
    return list(records[-1_000:])


def _points(seed: int, records: int) -> set[int]:
    return set(random.Random(seed).sample(range(records), min(RESTARTS, records)))
