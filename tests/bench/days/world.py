"""Days of a desk, from a seed: which rumors there are, what happens to them, who reports.

In: a seed. Out: every report with the time at which it was truly seen, and what was rated when.
How it reaches us is `arrival`, what is true of it `oracle`.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from tests.bench.days import shapes
from tests.bench.days.shapes import Random, Times

DAYS = 5  # the first fills the baselines; a hoax of its morning is back three days of quiet later
QUIET = 150
BUSY = 12
HOAXES = 28
PUPPETS = 5  # groups, each of which pushes several rumors
LOUD = 2
PEOPLE = 20_000  # who reported before; most reports are of few of them
NEW_SHARE = 0.6  # of a wave: people who never reported before
AGAIN_SHARE = 0.04  # of reports: by somebody who reported the same rumor already
REFUTING_SHARE = 0.03
NEWS_DAY = 2
QUIET_NIGHT = 3  # no hoax begins after this day's noon, before the next morning
RATED_SHARE = 0.4
NOBODY = 0


@dataclass
class Rating:
    """An analyst's verdict on a rumor."""

    at_ms: int
    rumor: int
    rating: str


@dataclass
class World:
    """Reports in no order: `seen_ms` since the first midnight; `reporter` 0 is nobody yet."""

    seed: int
    roles: list[str] = field(default_factory=list)  # of each rumor
    ratings: list[Rating] = field(default_factory=list)
    seen_ms: Times = field(default_factory=lambda: np.zeros(0, np.int64))
    rumor: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    reporter: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    refutes: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))


class _Making:
    """A world on its way."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.world = World(seed)
        self.parts: list[tuple[Times, int, NDArray[np.int64]]] = []
        self.newest = PEOPLE  # numbers of people who have reported

    def rumor(self, role: str) -> int:
        """A rumor that nobody knows yet -> its number."""
        self.world.roles.append(role)
        return len(self.world.roles) - 1

    def add(self, times: Times, rumor: int, people: NDArray[np.int64]) -> None:
        """Reports of a rumor."""
        self.parts.append((times, rumor, people))

    def known_people(self, count: int) -> NDArray[np.int64]:
        """Few report often, many once."""
        return (PEOPLE * self.random.random(count) ** 3).astype(np.int64) + 1

    def new_people(self, count: int) -> NDArray[np.int64]:
        """People who never reported before."""
        first = self.newest + 1
        self.newest += count
        return np.arange(first, first + count)

    def crowd(self, count: int) -> NDArray[np.int64]:
        """Who reports a wave."""
        people = np.where(
            self.random.random(count) < NEW_SHARE, self.new_people(count), self.known_people(count)
        )
        again = np.flatnonzero(self.random.random(count) < AGAIN_SHARE)
        people[again] = people[self.random.integers(0, np.maximum(again, 1))]
        return people


def make(seed: int) -> World:
    """The days of a seed: the same for the same seed."""
    making = _Making(seed)
    quiet = _known(making, "quiet", QUIET, (0.01, 0.5))
    _known(making, "busy", BUSY, (2.0, 12.0))
    _hoaxes(making, quiet)
    _resurfacing(making)
    _puppets(making)
    _loud(making)
    world = making.world
    world.seen_ms = np.concatenate([times for times, _, _ in making.parts])
    world.rumor = np.concatenate([np.full(len(t), rumor) for t, rumor, _ in making.parts])
    world.reporter = np.concatenate([people for _, _, people in making.parts])
    world.refutes = making.random.random(len(world.seen_ms)) < REFUTING_SHARE
    inside = world.seen_ms < DAYS * DAY_MS
    world.seen_ms = world.seen_ms[inside]
    world.rumor = world.rumor[inside]
    world.reporter = world.reporter[inside]
    world.refutes = world.refutes[inside]
    return world


def _known(making: _Making, role: str, count: int, per_hour: tuple[float, float]) -> list[int]:
    """Rumors with a pace of their own, which a big news day doubles or triples."""
    rumors = []
    factor = float(making.random.choice([2.0, 3.0]))
    for rate in np.exp(making.random.uniform(np.log(per_hour[0]), np.log(per_hour[1]), count)):
        rumor = making.rumor(role)
        times = shapes.background(
            making.random, float(rate), days=DAYS, news_day=NEWS_DAY, news_factor=factor
        )
        making.add(times, rumor, making.known_people(len(times)))
        rumors.append(rumor)
    return rumors


def _hoaxes(making: _Making, quiet: list[int]) -> None:
    """Waves of every size and speed, of new rumors and of known ones; a third comes back."""
    random = making.random
    sizes = np.exp(random.uniform(np.log(15), np.log(3_000), HOAXES)).astype(int)
    sizes[0] = 12_000  # one that everybody hears of
    for size in sizes:
        is_known = bool(random.random() < 0.3)
        rumor = int(random.choice(quiet)) if is_known else making.rumor("hoax")
        start_ms = _start(random)
        _wave(making, rumor, start_ms, int(size))
        if random.random() < RATED_SHARE:
            _rate(making, rumor, start_ms + int(random.integers(20, 120)) * MINUTE_MS)
        if random.random() < 1 / 3:
            back_ms = start_ms + int(random.integers(9, 40)) * HOUR_MS
            if not _in_quiet_night(back_ms):
                _wave(making, rumor, back_ms, int(random.integers(60, 1_500)))


def _resurfacing(making: _Making) -> None:
    """Rated false on the first day, and back on the last."""
    rumor = making.rumor("hoax")
    _wave(making, rumor, 2 * HOUR_MS, 300, scale_ms=10 * MINUTE_MS)
    making.world.ratings.append(Rating(4 * HOUR_MS, rumor, "false"))
    _wave(making, rumor, 4 * DAY_MS + 9 * HOUR_MS, 200, scale_ms=20 * MINUTE_MS)


def _wave(
    making: _Making, rumor: int, start_ms: int, size: int, scale_ms: float | None = None
) -> None:
    speed_ms = float(making.random.choice([4, 15, 45, 120, 300])) * MINUTE_MS
    times = shapes.wave(making.random, start_ms=start_ms, size=size, scale_ms=scale_ms or speed_ms)
    making.add(times, rumor, making.crowd(size))


def _rate(making: _Making, rumor: int, at_ms: int) -> None:
    rating = str(making.random.choice(["false", "misleading", "unverified", "true"]))
    making.world.ratings.append(Rating(at_ms, rumor, rating))


def _puppets(making: _Making) -> None:
    """Groups that push one rumor after the other together, each of them again and again.

    The last is more than K: it meets the plain definition by itself.
    """
    random = making.random
    sizes = [*random.integers(5, 26, PUPPETS - 1), 45]
    for size in sizes:
        group = making.new_people(int(size))
        for day in (1, 2, 4):
            rumor = making.rumor("puppets")
            start_ms = day * DAY_MS + int(random.integers(8, 20)) * HOUR_MS
            count = int(size) * int(random.integers(2, 12))
            span_ms = int(random.integers(3, 90)) * MINUTE_MS
            times = shapes.even(random, start_ms=start_ms, size=count, span_ms=span_ms)
            # Each at least once, the first time round.
            people = np.concatenate([random.permutation(group), random.choice(group, count)])
            making.add(times, rumor, people[:count])


def _loud(making: _Making) -> None:
    """One person who reports one rumor all afternoon."""
    for person in making.new_people(LOUD):
        rumor = making.rumor("loud")
        start_ms = int(making.random.integers(1, DAYS)) * DAY_MS + 12 * HOUR_MS + 31 * MINUTE_MS
        times = shapes.even(making.random, start_ms=start_ms, size=1_500, span_ms=3 * HOUR_MS)
        making.add(times, rumor, np.full(1_500, person))


def _start(random: Random) -> int:
    while True:
        start_ms = int(random.integers(6 * HOUR_MS, (DAYS * 24 - 4) * HOUR_MS))
        if not _in_quiet_night(start_ms):
            return start_ms


def _in_quiet_night(start_ms: int) -> bool:
    noon_ms = QUIET_NIGHT * DAY_MS + 12 * HOUR_MS
    return noon_ms <= start_ms < noon_ms + 19 * HOUR_MS
