"""What gives way where memory is at its budget: in an order, down to a share, and no more."""

from hypothesis import given
from hypothesis import strategies as st

from streams.core import budget
from streams.core.budget import DOWN_TO, IDS, MATCHING, ORDER, REPEATS, SHARES, SURGES, ceilings

AMOUNTS = st.integers(0, 10_000)


def test_within_the_budget_nothing_gives() -> None:
    assert ceilings({IDS: 50, MATCHING: 50}, 100) == {}
    assert ceilings({IDS: 50, MATCHING: 5_000}, 0) == {}, "no bound"


def test_who_comes_first_gives_first_and_keeps_its_share() -> None:
    used = {IDS: 100, REPEATS: 300, SURGES: 300, MATCHING: 500}
    assert ceilings(used, 1_150) == {REPEATS: 187, SURGES: 280, MATCHING: 468}


def test_a_million_wordings_do_not_silence_surges() -> None:
    used = {IDS: 100, SURGES: 200, MATCHING: 5_000}
    assert ceilings(used, 1_000) == {MATCHING: 600}


def test_shares_are_of_all() -> None:
    assert sum(SHARES.values()) == 1
    assert set(SHARES) == set(ORDER)
    assert budget.LEAST_MIB * budget.MIB > budget.BASE


@given(st.fixed_dictionaries(dict.fromkeys((IDS, *ORDER), AMOUNTS)), st.integers(1, 50_000))
def test_it_is_enough_and_takes_from_nobody_below_its_share(
    used: dict[str, int], most: int
) -> None:
    found = ceilings(used, most)
    after = used | found
    if sum(used.values()) <= most:
        assert found == {}
        return
    target = int(most * DOWN_TO)
    room = max(0, target - used[IDS])
    for kind, ceiling in found.items():
        assert int(SHARES[kind] * room) <= ceiling < used[kind]
    # What cannot be given up may be too much by itself; then everybody is at the share of nothing.
    assert sum(after.values()) <= max(target, used[IDS]) + len(ORDER)
