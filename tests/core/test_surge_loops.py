"""The compiled loops of the surge fold: they come to what plain Python comes to."""

import random
import subprocess
import sys

import pytest

from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.counters import Counters
from streams.core.surge.reporters import Hours, key_of
from tests.support.builders import RUMOR, T0_MS, reporter
from tests.support.plain_hours import weight_of
from tests.support.surges import Lane, seen

START_MS = T0_MS // HOUR_MS * HOUR_MS


@pytest.mark.parametrize("people", [40, 400, 3_000])
def test_reporters_weigh_as_in_plain_python(people: int) -> None:
    chance = random.Random(people)
    lane = Lane()
    plain: Hours = {}
    counted = 0.0
    now_ms = START_MS
    for _ in range(4_000):
        now_ms += chance.randrange(4 * 1_000)
        at_ms = max(START_MS, now_ms - chance.choice([0, 0, 90 * MINUTE_MS]))
        one = reporter(chance.randrange(people))
        counted += weight_of(plain, key_of(one), at_ms)
        lane.see(seen(0, at_ms, reporter=one), now_ms=now_ms)
    found = lane.rumor().counters.hours
    assert found.keys() == plain.keys()
    assert lane.rumor().counted == pytest.approx(counted)
    for number, hour in plain.items():
        assert found[number].seen.exact == hour.seen.exact
        assert found[number].seen.registers == hour.seen.registers
        assert found[number].seen.count == pytest.approx(hour.seen.count)
        assert (found[number].known is None) == (hour.known is None)


def test_a_moment_of_thousands_finds_room() -> None:
    lane = Lane()
    lane.see(*[seen(n, START_MS + n % 500) for n in range(6_000)])
    assert lane.rumor().counted == pytest.approx(6_000, rel=0.06)
    assert lane.rumor().reports == 6_000


def test_who_has_no_pseudonym_counts_once_like_all_others() -> None:
    lane = Lane()
    names = ["somebody", "sixteen letters!", "0123456789abcde\u0661", reporter(1), ""]
    lane.see(*[seen(0, START_MS + n, reporter=name) for n, name in enumerate([*names, *names])])
    assert lane.rumor().counted == 4 + 2, "four by name, and two of nobody"
    lane.see(*[seen(0, START_MS + 100, reporter=name) for name in names[:4]])
    assert lane.rumor().counted == 6


def test_rows_of_rumors_that_rest_are_used_again() -> None:
    lane = Lane()
    for day in range(6):
        at_ms = START_MS + day * 48 * HOUR_MS
        ids = [f"{day * 500 + n + 1:016x}" for n in range(500)]
        lane.see(*[seen(n, at_ms + n, rumor_id=rumor_id) for n, rumor_id in enumerate(ids)])
        lane.state.rest(10_000)
    tables = lane.state.ledger.tables
    assert len(lane.state.quiet) == 2_500
    assert len(tables.rumors) <= 2_048, "three thousand were known, a thousand at a time"
    assert len(tables.hours) <= 2_048


def test_numbers_outlast_a_table_that_grows() -> None:
    lane = Lane()
    lane.see(seen(1, START_MS), seen(2, START_MS))
    held: Counters = lane.rumor().counters
    before = (held.x60, held.bins, held.hours.keys(), held.stances)
    ids = [f"{n:016x}" for n in range(1, 2_000)]
    lane.see(*[seen(n, START_MS, rumor_id=rumor_id) for n, rumor_id in enumerate(ids)])
    assert (held.x60, held.bins, held.hours.keys(), held.stances) == before
    assert lane.state.rumors[RUMOR].counters is held


def test_who_reads_the_policy_alone_waits_for_nothing_compiled() -> None:
    program = "import streams.core.surge.policy, sys; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
