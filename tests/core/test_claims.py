"""Two claims in one sentence are two rumors, and one claim told anew is one."""

from collections import defaultdict

import numpy as np
import pytest

from streams.core import text
from streams.core.lanes import family
from streams.core.matching.index import Index
from streams.core.matching.kernels.tables import (
    GROUP_BITS,
    LONGEST_TURNING,
    LONGEST_WORD,
    MOST_SENSE_WORDS,
    POLAR_GROUPS,
    SENSE_BITS,
)
from streams.core.matching.opposites import with_opposites
from streams.core.matching.senses import GROUPS, POLAR, sense_words, turning_words
from tests.core.claims import APART, ONE, Pair, joins, pairs


@pytest.mark.parametrize("pair", pairs("practised", APART))
def test_another_claim_in_one_sentence_opens_a_rumor(pair: Pair) -> None:
    assert not joins(pair.one, pair.other)
    assert not joins(pair.other, pair.one)


@pytest.mark.parametrize("pair", pairs("practised", ONE))
def test_a_claim_told_anew_joins_its_rumor(pair: Pair) -> None:
    assert joins(pair.one, pair.other)
    assert joins(pair.other, pair.one)


@pytest.mark.parametrize(("kind", "least"), [(APART, 0.9), (ONE, 0.85)])
def test_pairs_that_nothing_was_tuned_on_are_told(kind: str, least: float) -> None:
    found = pairs("measured", kind)
    joined = [joins(pair.one, pair.other) and joins(pair.other, pair.one) for pair in found]
    assert joined.count(kind == ONE) >= least * len(found)


@pytest.mark.parametrize(("kind", "least"), [(APART, 0.75), (ONE, 0.85)])
def test_everyday_pairs_are_told_in_both_orders(kind: str, least: float) -> None:
    found = pairs("counted", kind)
    told = [
        joins(pair.one, pair.other) == joins(pair.other, pair.one) == (kind == ONE)
        for pair in found
    ]
    assert told.count(True) >= least * len(found)


def test_pairs_are_of_many_languages() -> None:
    for half in ("practised", "measured"):
        for kind in (APART, ONE):
            found = pairs(half, kind)
            assert len(found) >= 30
            assert len({pair.language for pair in found}) >= 6


WATER = "青岛市明天起全市停水三天检修管网，请大家提前做好准备"
POWER = "青岛市明天起全市停电三天检修线路，请大家提前做好准备"


def test_another_claim_is_a_suggestion() -> None:
    index = Index("cjk")
    found = index.add([WATER, POWER, f"听说{POWER}", f"听说{WATER}"], range(4))
    assert found.clusters.tolist() == [0, 1, 1, 0]
    assert index.cluster_of(int(found.others[1])) == 0
    assert index.find([POWER]).clusters.tolist() == [1]


@pytest.mark.parametrize(
    "said",
    [
        "青岛市明天起全市停水停电三天检修管网，请大家提前做好准备",  # both
        "青岛市明天起全市检修管网三天，请大家提前做好准备",  # neither
        f"{WATER}。隔壁小区昨晚停电了",  # elsewhere
    ],
)
def test_what_is_added_left_out_or_said_elsewhere_excludes_nothing(said: str) -> None:
    assert joins(WATER, said)
    assert joins(said, WATER)


def test_what_excludes_is_known_in_each_window_of_a_long_text() -> None:
    filler = "".join(chr(0x4E00 + 7 * at) for at in range(500))
    assert joins(filler + WATER, filler + WATER[:-2])
    assert not joins(WATER, filler + POWER)
    assert joins(WATER, filler + WATER)


FREE = "从下月起本市公交车对老人免费，凭证上车，请互相转告"


@pytest.mark.parametrize("negation", ["不", "没有", "不再"])
def test_a_negated_word_is_named_and_not_claimed(negation: str) -> None:
    denial = FREE.replace("免费", f"{negation}免费")
    assert joins(FREE, denial)
    assert joins(FREE.replace("免费", "收费"), denial)
    assert not joins(FREE.replace("免费", "收费"), FREE)


@pytest.mark.parametrize("sound", ["布", "部", "步"])
def test_what_sounds_like_a_negation_is_none(sound: str) -> None:
    assert not joins(FREE.replace("免费", "收费"), FREE.replace("免费", f"{sound}免费"))


PENSIONS = "El {} {} las pensiones un 5% desde enero, lo dijo la radio"


@pytest.mark.parametrize("who", ["gobierno", "vecino"])
def test_what_ends_like_a_negation_is_none(who: str) -> None:
    assert not joins(PENSIONS.format(who, "sube"), PENSIONS.format(who, "baja"))
    assert joins(PENSIONS.format(who, "sube"), PENSIONS.format(who, "no baja"))


def test_a_word_within_another_of_another_sense_is_not_shared() -> None:
    fare = "С января проезд в метро станет {} для всех пенсионеров"
    assert not joins(fare.format("бесплатным"), fare.format("платным"))
    assert not joins(fare.format("платным"), fare.format("бесплатным"))


def test_words_are_such_that_the_tables_hold() -> None:
    symbols = with_opposites()[0]
    found = defaultdict(set)
    for word, sense in sense_words():
        folded = tuple(int(one) for one in symbols[[ord(letter) for letter in word]] if one)
        assert 2 <= len(folded) <= LONGEST_WORD, word
        assert text.matchable(word) == word
        found[folded].add(sense)
    assert 2 * len(sense_words()) < MOST_SENSE_WORDS
    assert len(GROUPS) <= 1 << GROUP_BITS
    assert len(POLAR) == POLAR_GROUPS
    for folded, senses in found.items():
        groups = [sense >> SENSE_BITS for sense in senses]
        assert len(groups) == len(set(groups)), (folded, senses)


def test_negations_are_such_that_the_table_holds_them() -> None:
    symbols = with_opposites()[0]
    for word, _ in turning_words():
        assert 1 <= np.count_nonzero(symbols[[ord(letter) for letter in word]]) <= LONGEST_TURNING


def test_every_sense_excludes_another() -> None:
    senses = {sense for _, sense in sense_words()}
    groups = [sense >> SENSE_BITS for sense in senses]
    assert set(groups) == set(range(len(GROUPS)))
    assert all(groups.count(group) > 1 for group in groups if GROUPS[group] != "none")
    assert groups.count(GROUPS.index("none")) == 1
    assert max(groups.count(group) for group in groups) < 1 << SENSE_BITS


@pytest.mark.parametrize("kind", [APART, ONE])
def test_pairs_are_of_one_lane(kind: str) -> None:
    for half in ("practised", "measured", "counted"):
        for pair in pairs(half, kind):
            assert family(pair.one) == family(pair.other)
