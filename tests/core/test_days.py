"""The oracle of the simulated days, on rumors whose truth is plain; and a day in two orders."""

import numpy as np
import pytest

from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.policy import CRITICAL, MAJOR, SURGE, SurgePolicy
from tests.bench.days import arrival, oracle, orders, play, world
from tests.bench.days.arrival import ZERO_MS, Arrived
from tests.bench.days.oracle import Surge

POLICY = SurgePolicy()


def arrived(times_ms: list[int], reporters: list[int] | None = None) -> Arrived:
    """Reports of one rumor, received when they were seen; each of somebody else by default."""
    at = np.array(times_ms, np.int64) + ZERO_MS
    people = reporters or list(range(1, len(times_ms) + 1))
    return Arrived(
        observed_ms=at,
        received_ms=at,
        rumor=np.zeros(len(at), np.int64),
        reporter=np.array(people, np.int64),
        refutes=np.zeros(len(at), np.bool_),
    )


def surges(times_ms: list[int], reporters: list[int] | None = None) -> list[Surge]:
    return oracle.truth_of(arrived(times_ms, reporters), POLICY).surges


def minutes(count: int, *, start: int = 0, every: float = 1.0) -> list[int]:
    return [int((start + n * every) * MINUTE_MS) for n in range(count)]


def test_thirty_people_within_an_hour_are_a_surge_and_twenty_nine_are_none() -> None:
    found = surges(minutes(30, every=2))
    assert [(surge.met_ms - ZERO_MS, surge.peak) for surge in found] == [(58 * MINUTE_MS, 30)]
    assert surges(minutes(29, every=2)) == []


def test_one_person_is_one_however_often_and_nobodies_are_one_each() -> None:
    assert surges(minutes(300, every=0.2), [7] * 300) == []
    assert len(surges(minutes(30), [world.NOBODY] * 30)) == 1


def test_a_busy_rumor_surges_at_ten_times_its_own_rate() -> None:
    usual = minutes(25 * 12, every=5)  # twelve an hour for 25 hours
    assert surges(usual + minutes(60, start=25 * 60)) == []
    assert len(surges(usual + minutes(130, start=25 * 60, every=0.4))) == 1


def test_hours_that_qualify_far_apart_are_two_surges() -> None:
    first = minutes(40)
    assert len(surges(first + minutes(40, start=2 * 60))) == 1
    assert len(surges(first + minutes(400, start=20 * 60, every=0.1))) == 2


def test_the_onset_is_where_the_rise_begins_not_the_hour() -> None:
    found = surges([0, 5 * HOUR_MS, *minutes(40, start=330, every=0.5)])
    assert [surge.onset_ms - ZERO_MS for surge in found] == [330 * MINUTE_MS]


@pytest.mark.parametrize(
    ("people", "level"), [(30, SURGE), (119, SURGE), (120, MAJOR), (479, MAJOR), (480, CRITICAL)]
)
def test_levels_are_multiples_of_k(people: int, level: int) -> None:
    assert oracle.level_of(people, POLICY) == level


def test_the_days_of_a_seed_are_the_same_every_time_and_hold_every_trouble() -> None:
    made = world.make(3)
    again = arrival.arrive(world.make(3))
    here = arrival.arrive(made)
    assert np.array_equal(here.observed_ms, again.observed_ms)
    assert np.array_equal(here.reporter, again.reporter)
    assert np.all(np.diff(here.received_ms) >= 0)
    late_ms = here.received_ms - here.observed_ms
    assert late_ms.max() > 19 * HOUR_MS
    assert late_ms.min() < -4 * MINUTE_MS  # a clock that is fast
    assert 0.05 < np.mean(here.reporter == world.NOBODY) < 0.15
    assert set(made.roles) == {"quiet", "busy", "hoax", "puppets", "loud"}


def test_order_within_records_repeats_and_restarts_change_nothing_that_is_told() -> None:
    made = world.make(4)
    here = arrival.arrive(made)
    few = slice(0, 12_000)  # the first day
    here = Arrived(
        observed_ms=here.observed_ms[few],
        received_ms=here.received_ms[few],
        rumor=here.rumor[few],
        reporter=here.reporter[few],
        refutes=here.refutes[few],
    )
    same = {
        "sorted by time in each record",
        "newest first in each record",
        "every record twice",
        "the whole once more at its end",
        "20 restarts",
    }
    for found in orders.compared(made, here, POLICY, names=same):
        assert found.tellings > 0
        assert found.count == 0, found


def test_records_hold_what_came_together() -> None:
    here = arrived([0, 5_000, 30_000, *([40_000] * 600)])
    records = play.records_of(play.sightings_of(here), here.received_ms.tolist())
    assert [len(record.sightings) for record in records] == [2, 1, 500, 100]
    assert [record.source.offset for record in records] == [0, 1, 2, 3]
    assert len(records[0].wordings) == 1
    assert not records[1].wordings
