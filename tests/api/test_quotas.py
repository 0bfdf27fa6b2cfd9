"""Allowances, on a clock that is moved by hand."""

import pytest

from streams.api.quotas import Quotas
from streams.clock import SettableClock
from streams.config.keys import Key
from streams.intake.problems import Problem

FREE = Key(name="free", hash="sha256:free")
SIX = Key(name="six", hash="sha256:six", reports_per_minute=6)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def quotas(clock: SettableClock) -> Quotas:
    return Quotas(clock=clock)


def wait_s(quotas: Quotas, reports: int) -> int:
    """The seconds that a refused request is told to wait."""
    with pytest.raises(Problem) as caught:
        quotas.spend(SIX, reports)
    assert (caught.value.status, caught.value.code) == (429, "too_many_reports")
    assert caught.value.headers is not None
    return int(caught.value.headers["retry-after"])


def test_a_key_without_a_limit_sends_what_it_likes(quotas: Quotas) -> None:
    quotas.spend(FREE, 1_000_000)
    quotas.expect_some(FREE)
    quotas.charge(FREE, 1_000_000)
    quotas.spend(FREE, 1)


def test_a_minutes_worth_and_then_one_every_ten_seconds(
    quotas: Quotas, clock: SettableClock
) -> None:
    for _ in range(6):
        quotas.spend(SIX, 1)
    clock.move(9.9)
    assert wait_s(quotas, 1) == 1
    clock.move(0.2)
    quotas.spend(SIX, 1)
    assert wait_s(quotas, 1) >= 10


def test_who_waits_as_long_as_told_is_let_in(quotas: Quotas, clock: SettableClock) -> None:
    quotas.spend(SIX, 6)
    for reports in (1, 3, 6):
        clock.move(wait_s(quotas, reports))
        quotas.spend(SIX, reports)


def test_what_is_not_used_does_not_add_up_beyond_a_minute(
    quotas: Quotas, clock: SettableClock
) -> None:
    quotas.spend(SIX, 6)
    clock.move(3_600)
    quotas.spend(SIX, 6)
    wait_s(quotas, 1)


def test_a_batch_larger_than_a_minutes_worth_passes_and_leaves_a_debt(
    quotas: Quotas, clock: SettableClock
) -> None:
    quotas.spend(SIX, 18)
    clock.move(120)
    wait_s(quotas, 1)
    clock.move(11)
    quotas.spend(SIX, 1)


def test_nothing_is_read_for_a_key_that_has_nothing_left(quotas: Quotas) -> None:
    quotas.expect_some(SIX)
    quotas.spend(SIX, 6)
    with pytest.raises(Problem):
        quotas.expect_some(SIX)


def test_a_refused_request_costs_what_is_left_at_most(quotas: Quotas, clock: SettableClock) -> None:
    quotas.charge(SIX, 4)
    quotas.spend(SIX, 2)
    quotas.charge(SIX, 10_000)
    clock.move(10.1)
    quotas.spend(SIX, 1)  # no debt


def test_keys_have_buckets_of_their_own(quotas: Quotas) -> None:
    quotas.spend(SIX, 6)
    other = Key(name="six", hash="sha256:other", reports_per_minute=6)
    quotas.spend(other, 6)


def test_reads_have_an_allowance_of_their_own(quotas: Quotas, clock: SettableClock) -> None:
    two = Key(name="two", hash="sha256:two", reports_per_minute=1, reads_per_minute=2)
    quotas.spend(two, 1)
    quotas.read(two)
    quotas.read(two)
    with pytest.raises(Problem) as caught:
        quotas.read(two)
    assert (caught.value.status, caught.value.code) == (429, "too_many_reads")
    assert caught.value.headers is not None
    clock.move(float(caught.value.headers["retry-after"]))
    quotas.read(two)
    for _ in range(1_000):
        quotas.read(FREE)
