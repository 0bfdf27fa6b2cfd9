"""Frames that were learnt, in words."""

import random

from msgspec.structs import replace

from schemas.events import VariantJoined
from streams.core.clusters.state import LaneClusters
from streams.core.matching.framing import Frames
from streams.core.matching.parameters import PARAMETERS
from tests.support.growing import LANE, NAMED, learnt, letters

ENGLISH = "main/alphabet"
ASIDE = "my neighbour who drinks a lot told me this last night"
SYLLABLES = [f"{one}{other}" for one in "bcdfghjklmnprstvz" for other in "aeiou"]


def claim(seed: int) -> str:
    """Eight words of no language."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(8))


def in_frame(lane: str, *texts: str) -> list[VariantJoined]:
    state = LaneClusters.empty(lane)
    return [
        variant
        for offset, text in enumerate(texts)
        for variant in learnt(state, text, offset=offset).variants
    ]


def candidates(lane: str, variants: list[VariantJoined], least: int = 3) -> list[tuple[str, int]]:
    frames = Frames(PARAMETERS[lane.partition("/")[2]])
    frames.add(variants)
    return frames.candidates(least=least)


def test_a_frame_that_many_messages_wear_is_a_candidate() -> None:
    variants = in_frame(LANE, *(f"{NAMED}：{letters(100 + n, 18)}" for n in range(30)))
    ((phrase, wordings),) = candidates(LANE, variants)
    assert phrase in (NAMED, f"{NAMED}：")
    assert 5 <= wordings <= sum(bool(variant.frames) for variant in variants)


def test_words_of_an_alphabet_are_cut_where_the_frame_ends() -> None:
    variants = in_frame(ENGLISH, *(f"{ASIDE}: {claim(n)}" for n in range(40)))
    ((phrase, _),) = candidates(ENGLISH, variants)
    assert phrase == ASIDE


def test_what_is_no_frame_is_no_candidate() -> None:
    core = letters(21, 60)
    variants = in_frame(LANE, *(f"{letters(seed, 8)}{core}" for seed in range(20)))
    assert candidates(LANE, variants, least=2) == []


def test_a_phrase_is_masked_and_runs_that_do_not_fit_are_left_out() -> None:
    variants = in_frame(LANE, *(f"{NAMED}：{letters(100 + n, 18)}" for n in range(30)))
    (shown, *_) = [variant for variant in variants if variant.frames]
    odd = replace(shown, frames=((0, 900),))
    assert candidates(LANE, [odd] * 5) == []
    told = replace(shown, text=f"打13800138000{NAMED}：{letters(1, 18)}", frames=((0, 12),))
    assert all("13800138000" not in phrase for phrase, _ in candidates(LANE, [told] * 5))


def test_parts_of_a_more_frequent_phrase_are_not_told_as_well() -> None:
    variants = in_frame(LANE, *(f"{NAMED}：{letters(100 + n, 18)}" for n in range(30)))
    framed = [variant for variant in variants if variant.frames]
    shorter = [replace(framed[0], frames=((0, 6),))] * 3
    assert len(candidates(LANE, framed + shorter)) == 1
    assert len(candidates(LANE, shorter)) == 1
