"""Texts that are made to cost: each is read to its end, and what must be masked is."""

import re

import pytest

from streams.core.lanes import family
from streams.core.masking import MOST_IN_RUNS, MOST_NAMES, mask, masks_of
from streams.core.masks.shadow import FEW, shadow
from streams.core.matching.changes.spelling import LONGEST, spelled
from streams.core.matching.explanation import Wordings
from streams.core.matching.flags import red_flags
from streams.core.matching.stance import MOST_WORK, REFUTES, stance_of
from streams.core.text import identity_of, matchable
from streams.core.text.disguises import MOST_DISGUISES
from streams.core.text.points import points_of
from tests.support.hostile_texts import hostile

LENGTH = 2_000
HOSTILE = dict(hostile(LENGTH))


@pytest.mark.parametrize("name", HOSTILE)
def test_every_part_reads_a_hostile_text_to_its_end(name: str) -> None:
    text = HOSTILE[name]
    assert family(text)
    assert len(identity_of(text).canonical) <= 10_000
    assert matchable(text)
    assert stance_of(text)
    assert isinstance(red_flags(text), tuple)
    assert Wordings().explain(text, f"{text}1", 0.5).rule == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_masked_hostile_text_shows_no_number_and_stays_as_it_is(name: str) -> None:
    masked = mask(HOSTILE[name])
    assert mask(masked) == masked
    assert masks_of([HOSTILE[name]]) == [masked]
    assert not re.search(r"(?<![\d.,])1[3-9]\d{9}(?!\d)", masked)
    assert not re.search(r"[A-Za-z]@[A-Za-z]+\.[A-Za-z]", masked)


def test_of_a_text_crowded_with_numbers_each_long_one_is_masked() -> None:
    numbers = [f"139{n:08}" for n in range(MOST_IN_RUNS // 11 + 2)]
    assert mask("打".join(numbers)) == "打".join(["[number]"] * len(numbers))
    dates = "20240115 3000人，"
    few = "打".join(numbers[:3])
    assert mask(dates + few) == dates + "打".join(["[phone]"] * 3)


def test_of_a_text_crowded_with_names_all_are_masked_with_their_addresses() -> None:
    masked = mask("快看 " + "zhang_3@a.com, @李四 " * MOST_NAMES + "停水")
    assert masked == "快看 @[name]停水"


def test_a_number_is_masked_as_well_in_a_long_text_and_its_dates_are_not() -> None:
    filler = "今天全市停水，请大家提前储水。" * 20
    text = f"{filler}2024-01-15 拨打1381\u200b2345678找我{filler}订单第12345678901号{filler}"
    wanted = f"{filler}2024-01-15 拨打[phone]找我{filler}订单第12345678901号{filler}"
    assert mask(text) == wanted


def test_the_shadow_of_a_long_text_is_that_of_its_parts() -> None:
    part = "１３８\u200b 0000\u2014०१२③ ＡＢ@a\ufe0f b，字𝟏"
    long = part * (FEW // len(part) + 1)
    seen, places = shadow(long)
    short, _ = shadow(part)
    assert seen == short * (len(long) // len(part))
    assert [long[place] for place in places[: len(short)]] == [
        part[place] for place in shadow(part)[1]
    ]


def test_unpaired_surrogates_are_points_like_others() -> None:
    points, at = points_of(["a\ud800", "", "\udfff字"])
    assert points.tolist() == [0x61, 0xD800, 0xDFFF, ord("字")]
    assert at.tolist() == [0, 2, 2, 4]
    assert points_of(["", ""])[1].tolist() == [0, 0, 0]


def test_disguises_are_undone_up_to_a_number_of_words() -> None:
    assert matchable("加vx " * MOST_DISGUISES) == "加微信 " * MOST_DISGUISES
    assert matchable("加vx " * (MOST_DISGUISES + 1)).endswith("加微信 加vx ")


def test_a_long_denial_is_read_and_one_crowded_with_cues_only_in_part() -> None:
    claim = "自来水厂被污染了，全市从明天开始停水三天。" * 20
    assert stance_of(f"官方辟谣：{claim}这是谣言，不要转发。") == REFUTES
    crowd = "谣言 fake falso boato hoaks фейк كذب झूठ is it true " * 20
    assert len(crowd) * 100 > MOST_WORK
    assert stance_of(crowd) == stance_of(crowd * 2)


def test_what_is_compared_of_a_text_is_bounded_however_its_signs_unfold() -> None:
    form = spelled("\ufdfa" * LENGTH)
    assert LONGEST - 18 <= len(form.normal) <= LONGEST
    assert len(form.text) == len(form.normal) // 18
