"""What the surge fold leaves out changes nothing: bounds hold, no news raises nothing."""

import math
import random

import pytest

from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.counters import BIN_MS, Counters, count
from streams.core.surge.evidence import evidence, hurdles
from streams.core.surge.history import Late, peaks
from streams.core.surge.kernels.evidence import is_nothing
from streams.core.surge.kernels.looking import is_no_news, may_have_surged
from streams.core.surge.kernels.tail import at_most, tail
from streams.core.surge.policy import CRITICAL, MAJOR, SURGE, SurgePolicy
from streams.core.surge.profile import DayProfile
from streams.core.surge.rumor import Episode
from streams.core.surge.sketch import MOST_EXACT, Sketch, add, place_of

POLICY = SurgePolicy()
PROFILE = DayProfile()
T0_MS = 1_700_000_000_000 // HOUR_MS * HOUR_MS


@pytest.mark.parametrize("size", [0.5, 1.0, 3.3, 10.0])
@pytest.mark.parametrize("mean", [0.03, 0.5, 4.0, 60.0, 3_000.0])
def test_the_bound_of_a_tail_is_above_it_and_near(size: float, mean: float) -> None:
    for times in (1.01, 1.5, 3, 10, 40):
        k = times * mean + 1
        exact = tail(k, mean, size)
        assert exact - 1e-9 <= at_most(k, mean, size) <= exact + 0.6


def test_scores_of_no_use_are_none_and_all_others_the_same() -> None:
    chance = random.Random(3)
    useful = 0
    for _ in range(500):
        x5 = chance.uniform(3, 30)
        x20 = x5 + chance.uniform(0, 20)
        scales = (x5, x20, x20 + chance.uniform(0, 40))
        expected = math.exp(chance.uniform(-2, 4))
        size = chance.uniform(0.5, 10)
        of_use = chance.choice([3.0, 5.9])
        score, scale = hurdles(scales, expected=expected, size=size, policy=POLICY)
        quick = hurdles(scales, expected=expected, size=size, policy=POLICY, of_use=of_use)
        assert quick == ((score, scale) if score >= of_use else (0.0, -1))
        useful += score >= of_use
    assert 50 < useful < 450


def history_of(chance: random.Random, people: int = 150) -> tuple[Counters, Late]:
    """A rumor with two waves, and late reports within an hour of the second."""
    times = [
        T0_MS + int(chance.uniform(0, 20) * HOUR_MS) for _ in range(chance.randrange(people + 50))
    ]
    for _ in range(2):
        start_ms = T0_MS + int(chance.uniform(12, 20) * HOUR_MS)
        spread_ms = chance.choice([5, 30, 120]) * MINUTE_MS
        times += [
            start_ms + int(chance.random() * spread_ms) for _ in range(chance.randrange(people))
        ]
    late_ms = start_ms + int(chance.random() * HOUR_MS)
    late = [
        (late_ms + number * 7_000, 1.0) for number in range(chance.randrange(1, people // 4 + 3))
    ]
    state = Counters()
    for at_ms in sorted(times):
        count(state, at_ms, 1.0, PROFILE)
    count(state, max([*times, late[-1][0] + BIN_MS]), 1.0, PROFILE)
    for at_ms, weight in late:
        count(state, at_ms, weight, PROFILE)
    return state, late


def test_what_is_no_news_raises_nothing_and_makes_nothing_older() -> None:
    chance = random.Random(4)
    left_out = looked_at = 0
    for _ in range(400):
        state, late = history_of(chance)
        began_ms = late[0][0] - int(chance.random() * HOUR_MS)
        level = chance.choice([SURGE, MAJOR, CRITICAL])
        running = Episode(state.ledger, began_ms=began_ms, started_ms=late[0][0], level=level)
        first_ms, last_ms = late[0][0], late[-1][0]
        tables = state.ledger.tables
        if not is_no_news(tables, state.row, running.row, POLICY.limits, first_ms, last_ms):
            looked_at += 1
            continue
        left_out += 1
        for peak in peaks(state, late, profile=PROFILE, policy=POLICY):
            assert peak.level <= level
            assert peak.began_ms >= began_ms
    assert left_out > 40
    assert looked_at > 40


def test_late_reports_that_cannot_have_surged_have_no_peak() -> None:
    chance = random.Random(7)
    left_out = looked_at = 0
    for _ in range(400):
        state, late = history_of(chance, people=chance.choice([10, 30, 150]))
        first_ms, last_ms = late[0][0], late[-1][0]
        tables = state.ledger.tables
        if may_have_surged(tables, state.row, POLICY.limits, first_ms, last_ms):
            looked_at += 1
            continue
        left_out += 1
        assert not peaks(state, late, profile=PROFILE, policy=POLICY)
    assert left_out > 40
    assert looked_at > 40


def test_where_there_is_nothing_the_evidence_says_nothing() -> None:
    chance = random.Random(8)
    nothing = 0
    for _ in range(400):
        state, _ = history_of(chance)
        PROFILE.lie_in(state.ledger)
        seen = evidence(state, PROFILE, POLICY)
        found = is_nothing(state.ledger.tables, state.row, POLICY.limits)
        assert found == (not seen.score and not seen.by_definition)
        nothing += found
    assert 40 < nothing < 360


def test_a_key_by_its_place_is_added_as_by_itself() -> None:
    chance = random.Random(5)
    one, other = Sketch(), Sketch()
    for _ in range(4 * MOST_EXACT):
        key = chance.getrandbits(64)
        assert one.add(key) == add(other, key, place_of(key))
    assert (one.registers, one.free, one.count) == (other.registers, other.free, other.count)
    # Spilt together or put one by one: the same registers.
    alone = Sketch(exact=None, registers=bytearray(len(one.registers)))
    chance = random.Random(5)
    for _ in range(4 * MOST_EXACT):
        alone.put(*place_of(chance.getrandbits(64)))
    assert (alone.registers, alone.free) == (one.registers, one.free)
