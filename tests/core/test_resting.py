"""Rumors at rest in memory: a mapping like any other, in few bytes."""

import random
import tracemalloc

import pytest

from streams.core.keys import KeyTable
from streams.core.surge import LaneSurges, dump, load
from streams.core.surge.brief import lengthened, shortened
from streams.core.surge.counters import Counters
from streams.core.surge.quiet import packed, read
from streams.core.surge.resting import PAGE, Resting
from streams.core.surge.rumor import RumorSurge
from tests.support.builders import RUMOR, T0_MS

TEXTS = ("", "a", "a" * 200, "超市会员卡余额全部清零", "السكر الجديد", "é" * 40, "😀 ok " * 9)


def resting(number: int, text: str = "", **fields: object) -> RumorSurge:
    rumor = RumorSurge(
        counters=Counters(
            at_ms=T0_MS + number,
            born_ms=T0_MS - number * 1_000_003,
            learnt_ms=T0_MS + number - number % 5 * 60_000,
            learnt=number % 97 / 7,
            exposure_h=100 + number % 89 / 3,
            compartment=number % 3 / 7,
            reports=number % 40 + 1,
            stances=[number % 40 + 1, 0, 0],
            counted=float(number % 40 + 1),
        ),
        offset=number * 31,
        text=text,
        wordings=number % 7 + 1,
    )
    for name, value in fields.items():
        setattr(rumor.counters if hasattr(Counters, name) else rumor, name, value)
    return rumor


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"stances": [3, 1, 2]},
        {"past": [(T0_MS, T0_MS + 5)]},
        {"red_flags": ["urgency", "money"]},
        {"merged_into": RUMOR, "merged_as_fact": True},
        {"mute": "dec_1", "mute_from": -1.0},
        {"offset": -1},
    ],
)
def test_a_state_comes_back_as_it_was_written(text: str, fields: dict[str, object]) -> None:
    for number in (0, 7, 123_456):
        whole = packed(resting(number, text, **fields))
        short = shortened(whole, read(whole))
        assert lengthened(short) == whole
        assert len(short) <= len(whole) - 50


@pytest.mark.parametrize(
    ("before", "after"), [(b"1.0,", b"1.00005,"), (b'"text"', b'"\\u0074ext"'), (b"31,", b"-31,")]
)
def test_a_state_of_other_numbers_says_the_same(before: bytes, after: bytes) -> None:
    whole = packed(resting(1, "text", stances=[1, 0, 0]))
    whole = whole.replace(b"0.143,", b"1.0,", 1)
    assert before in whole
    other = whole.replace(before, after, 1)
    assert read(lengthened(shortened(other, read(other)))) == read(other)


def test_numbers_that_fit_nowhere_stay_as_they_are() -> None:
    whole = packed(resting(1)).replace(b"[4,31,", b"[4,%d," % 2**70)
    assert lengthened(shortened(whole, read(whole))) == whole


@pytest.mark.parametrize("seed", range(3))
def test_states_come_and_go_as_in_a_dict(seed: int) -> None:
    chance = random.Random(seed)
    ours = Resting()
    theirs: dict[int, bytes] = {}
    ids = [chance.getrandbits(64) for _ in range(400)]
    for number in range(6_000):
        rumor = chance.choice(ids)
        if chance.random() < 0.55:
            whole = packed(resting(number, chance.choice(TEXTS)))
            ours[rumor] = whole
            theirs.pop(rumor, None)  # what is given anew came last
            theirs[rumor] = whole
        else:
            assert ours.pop(rumor, None) == theirs.pop(rumor, None)
        if number % 500 == 0:
            assert list(ours.items()) == list(theirs.items())
    assert len(ours) == len(theirs) > 0
    assert all(rumor in ours for rumor in theirs)
    assert (ids[0] in ours) is (ids[0] in theirs)
    with pytest.raises(KeyError):
        del ours[1]
    for rumor in list(ours):
        del ours[rumor]
    assert list(ours) == []


def test_what_was_taken_away_leaves_no_room_behind() -> None:
    ours = Resting()
    whole = packed(resting(5, "a" * 200))
    first = 3 * PAGE // len(whole)
    tracemalloc.start()
    for rumor in range(first):
        ours[rumor] = whole
    before, _ = tracemalloc.get_traced_memory()
    for rumor in range(4 * first):
        ours[first + rumor] = whole
        del ours[rumor]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(ours) == list(range(4 * first, 5 * first))
    assert after < 1.5 * before


def test_a_key_that_was_removed_is_not_there() -> None:
    table = KeyTable(numbers=True)
    table.put(5, 50)
    table.put(6, 60)
    assert table.remove(5)
    assert not table.remove(5)
    assert not table.remove(1 << 63)
    assert (table.get(5), table.get(6), len(table)) == (None, 60, 1)


def test_states_at_rest_take_less_than_two_hundred_bytes_each() -> None:
    chance = random.Random(1)
    states = [
        (f"{chance.getrandbits(64):016x}", packed(resting(n, f"{n} {TEXTS[3] * 3}")).decode())
        for n in range(20_000)
    ]
    tracemalloc.start()
    lane = LaneSurges("main/cjk")
    for rumor_id, state in states:
        load(lane, rumor_id, state)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(dump(lane, rumor_id) == state for rumor_id, state in states[::97])
    # The lane's crowd is 64 KiB. With few keys the shelves of the table take most of it: a MiB.
    assert (held - 2**20) / len(states) < 200
