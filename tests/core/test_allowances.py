"""What is left of a key's minute, whoever asks and however often."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.allowances import Bucket, is_granted, left_in, read_back, taken, wait_s

FULL = 60.0  # one a second
NEWS_S = 0.5  # until others know of it
# which intake is asked, how long after the one before, for how many
Asked = tuple[int, float, int]
asked = st.lists(
    st.tuples(st.integers(0, 2), st.floats(0, 40), st.integers(1, 150)), min_size=1, max_size=40
)


def test_an_unused_bucket_is_full_and_a_used_one_fills_evenly() -> None:
    assert left_in(None, FULL, 7.0) == FULL
    bucket = taken(None, FULL, 60, 0.0)
    assert [left_in(bucket, FULL, now_s) for now_s in (0.0, 15.0, 60.0, 999.0)] == [0, 15, 60, 60]


def test_a_batch_larger_than_a_minute_passes_a_full_bucket_only() -> None:
    assert is_granted(FULL, FULL, 500)
    assert not is_granted(FULL - 1, FULL, 500)
    assert is_granted(5.0, FULL, 5)
    assert not is_granted(4.9, FULL, 5)


@given(st.floats(-1_000, 59.9), st.integers(1, 10_000))
def test_who_waits_as_long_as_told_is_let_in(left: float, number: int) -> None:
    if not is_granted(left, FULL, number):
        later = left_in(Bucket(left, 0.0), FULL, wait_s(left, FULL, number))
        assert is_granted(later, FULL, number)


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 100)), max_size=30))
def test_a_debt_is_paid_off(spent: list[tuple[float, int]]) -> None:
    """Not more comes back than time brings, whatever was taken; after that the bucket is full."""
    bucket = None
    now_s = 0.0
    for wait, number in spent:
        now_s += wait
        bucket = taken(bucket, FULL, number, now_s)
    left = left_in(bucket, FULL, now_s)
    assert left <= FULL + now_s - sum(number for _, number in spent) + 1e-6
    assert left_in(bucket, FULL, now_s + FULL - left) == pytest.approx(FULL)


class Intakes:
    """Three intakes that hear of each other's grants `NEWS_S` later."""

    def __init__(self) -> None:
        self.buckets: list[Bucket | None] = [None, None, None]
        self.granted: list[tuple[float, int, int]] = []  # when, where, how many
        self._heard = [set[int](), set[int](), set[int]()]

    def ask(self, intake: int, number: int, now_s: float) -> bool:
        self._hear(intake, now_s)
        left = left_in(self.buckets[intake], FULL, now_s)
        if not is_granted(left, FULL, number):
            return False
        self.buckets[intake] = taken(self.buckets[intake], FULL, number, now_s)
        self.granted.append((now_s, intake, number))
        return True

    def _hear(self, intake: int, now_s: float) -> None:
        for at, (when_s, where, number) in enumerate(self.granted):
            news = when_s + NEWS_S
            if where != intake and at not in self._heard[intake] and news <= now_s:
                self._heard[intake].add(at)
                self.buckets[intake] = taken(self.buckets[intake], FULL, number, news)

    def unheard(self, intake: int, now_s: float) -> int:
        """What others granted since this one last could hear."""
        return sum(
            number
            for when_s, where, number in self.granted
            if where != intake and now_s - NEWS_S < when_s
        )


def play(asked: Sequence[Asked]) -> Intakes:
    intakes = Intakes()
    now_s = 0.0
    for intake, wait, number in asked:
        now_s += wait
        before = sum(one for _, _, one in intakes.granted)
        surplus = intakes.unheard(intake, now_s)
        if intakes.ask(intake, number, now_s):
            # of a batch larger than a minute's worth a minute's worth: the rest is its debt
            granted = before + min(number, FULL)
            assert granted <= FULL + now_s + surplus + 1e-6
    return intakes


@given(asked)
def test_over_all_intakes_a_minute_and_what_is_not_heard_yet(asked: list[Asked]) -> None:
    play(asked)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60))
def test_who_goes_from_one_to_the_next_gets_what_one_would_give(numbers: list[int]) -> None:
    """Where news is faster than requests there is no surplus at all."""
    intakes = Intakes()
    alone = None
    for at, number in enumerate(numbers):
        now_s = at * 2 * NEWS_S
        there = is_granted(left_in(alone, FULL, now_s), FULL, number)
        if intakes.ask(at % 3, number, now_s):
            assert there
            alone = taken(alone, FULL, number, now_s)


@given(asked)
def test_what_is_read_back_grants_no_more_than_was_left(asked: list[Asked]) -> None:
    bucket = None
    now_s = 0.0
    spent = []
    for _, wait, number in asked:
        now_s += wait
        if is_granted(left_in(bucket, FULL, now_s), FULL, min(number, 50)):
            bucket = taken(bucket, FULL, min(number, 50), now_s)
            spent.append((now_s, float(min(number, 50))))
    for since_s in (-600.0, now_s - 100, now_s - 600):
        lately = [one for one in spent if one[0] >= since_s]
        left = read_back(FULL, lately, since_s=since_s, now_s=now_s)
        assert left <= left_in(bucket, FULL, now_s) + 1e-6


def test_what_is_read_back_knows_of_a_minute_of_rest_and_of_debts() -> None:
    assert read_back(FULL, [], since_s=0.0, now_s=600.0) == FULL
    assert read_back(FULL, [(590.0, 30.0)], since_s=0.0, now_s=600.0) == 40
    assert read_back(FULL, [(590.0, 500.0)], since_s=0.0, now_s=600.0) == -430


def test_clocks_that_differ_refill_nothing() -> None:
    """A time that lies ahead is now; one before its predecessor is as late as that."""
    spent = [(590.0, 10.0), (999.0, 20.0), (100.0, 30.0)]
    assert read_back(FULL, spent, since_s=0.0, now_s=600.0) == 10
