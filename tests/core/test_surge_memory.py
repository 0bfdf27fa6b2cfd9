"""Rumors that make room: put to rest before their time, or given up."""

from streams.core import surge
from streams.core.durations import HOUR_MS
from tests.support.builders import RUMOR, T0_MS
from tests.support.surges import Lane, seen, wave

RUMORS = [f"{number:016x}" for number in range(1, 6)]


def lane_of_five() -> Lane:
    """Five rumors, each reported an hour after the one before by two people."""
    lane = Lane()
    for hour, rumor_id in enumerate(RUMORS):
        at_ms = T0_MS + hour * HOUR_MS
        lane.see(seen(2 * hour, at_ms, rumor_id=rumor_id), seen(1, at_ms + 1, rumor_id=rumor_id))
    return lane


def test_the_longest_unseen_rest_first_and_keep_their_counts() -> None:
    lane = lane_of_five()
    assert lane.state.lull(2) == 2
    assert [f"{number:016x}" for number in lane.state.quiet] == RUMORS[:2]
    back = lane.state.rumor(RUMORS[0])
    assert (back.reports, back.counted) == (2, 2)
    assert set(RUMORS[:2]) <= lane.state.touched, "they have to be written as they are now"


def test_what_surges_does_not_rest() -> None:
    lane = Lane()
    lane.each(wave(40, every_ms=20_000))
    assert lane.state.open == {RUMOR}
    assert lane.state.lull(10) == 0
    assert list(lane.state.rumors) == [RUMOR]


def test_the_longest_at_rest_are_given_up_and_said_to_be_gone() -> None:
    lane = lane_of_five()
    lane.state.lull(5)
    assert lane.state.drop(3) == 3
    assert [f"{number:016x}" for number in lane.state.quiet] == RUMORS[3:]
    assert not lane.state.touched & set(RUMORS[:3])
    lane.see(seen(9, T0_MS + 9 * HOUR_MS, rumor_id=RUMORS[0]))
    assert lane.state.take_gone() == RUMORS[1:3], "the first is back"
    assert lane.state.take_gone() == []
    assert lane.state.rumors[RUMORS[0]].reports == 1
    assert lane.state.drop(100) == 2


def test_a_rumor_that_was_given_up_surges_like_any_other() -> None:
    lane = Lane()
    lane.see(seen(1_000, T0_MS - 48 * HOUR_MS))
    lane.state.lull(1)
    lane.state.drop(1)
    lane.each(wave(40, every_ms=20_000))
    fresh = Lane()
    fresh.each(wave(40, every_ms=20_000))
    assert [(one.event, one.level) for one in lane.told] == [
        (one.event, one.level) for one in fresh.told
    ]
    assert surge.dump(lane.state, RUMOR)
