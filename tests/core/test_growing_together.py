"""Rumors that grow together: what is confirmed, what is a bridge, what is merged, and what stands
on the log so that a restart finds the same.
"""

import random
from itertools import pairwise

import pytest

from deploy.demo import scenario
from schemas.events import RumorsGrown, VariantJoined
from streams.core import clusters
from streams.core.clusters.state import LaneClusters
from streams.core.matching.index import Index
from streams.core.matching.opposites import ALONE, PAIRS, SYMBOLS_FROM, with_opposites
from tests.support.growing import BOTH, LANE, NAMED, ONE, SHOWS, TWO, fold, learnt, letters


def variants(*texts: str, lane: str = LANE) -> tuple[VariantJoined, ...]:
    return learnt(LaneClusters.empty(lane), *texts).variants


def rumors(*texts: str, lane: str = LANE) -> list[str]:
    """The rumor of each text, merges followed."""
    state = LaneClusters.empty(lane)
    return [state.resolved(one.rumor_id) for one in learnt(state, *texts).variants]


# Joins the rumor of ONE, and glues a message to it that nobody knows.
GLUED = f"{ONE}{TWO}"


def test_one_passage_that_two_rumors_confirmed_makes_them_one() -> None:
    state = LaneClusters.empty(LANE)
    outcome = fold(state, *BOTH, SHOWS)
    assert outcome.grown is not None
    assert outcome.sighted is not None
    older, younger, shows = outcome.grown.variants
    (merge,) = outcome.grown.merges
    assert (merge.kept, merge.merged) == (older.variant_id, younger.variant_id)
    assert merge.variant_id == shows.variant_id
    assert merge.bridges == 1
    assert merge.shared >= 6
    assert outcome.sighted.merges == outcome.grown.merges
    # Facts stay as they were founded: merges are laid over them.
    assert younger.rumor_id == younger.variant_id
    assert state.resolved(younger.rumor_id) == older.rumor_id


def test_a_record_that_comes_again_says_again_what_was_merged() -> None:
    state = LaneClusters.empty(LANE)
    first = fold(state, *BOTH, SHOWS, offset=7)
    again = fold(state, *BOTH, SHOWS, offset=7)
    assert first.sighted is not None
    assert again.sighted is not None
    assert again.grown is None
    assert again.sighted.merges == first.sighted.merges != ()
    assert first.grown is not None
    restored = clusters.restore(LaneClusters.empty(LANE), [first.grown])
    after = fold(restored, *BOTH, SHOWS, offset=7)
    assert after.sighted is not None
    assert after.sighted.merges == first.sighted.merges


def test_two_messages_in_one_text_are_a_suggestion_and_draw_nobody_in() -> None:
    state = LaneClusters.empty(LANE)
    first, glued, other, later = learnt(state, ONE, GLUED, TWO, f"{TWO[10:80]}").variants
    assert glued.rumor_id == first.rumor_id
    ((window, begin, end),) = glued.unsure
    assert window == 0
    assert abs(begin - len(ONE)) <= 3
    assert end >= 175
    assert other.rumor_id == other.variant_id
    assert later.rumor_id == other.rumor_id
    (bridge,) = other.bridges
    assert (bridge.rumor_id, bridge.same, bridge.apart) == (first.rumor_id, 0, 1)
    again = learnt(state, f"{TWO[:60]}{ONE[:60]}", offset=1)
    assert again.merges == ()
    assert [(one.same, one.apart) for one in again.variants[0].bridges] == [(0, 2)]


def test_however_many_texts_glue_two_rumors_they_stay_two() -> None:
    rng = random.Random(5)
    texts = [ONE, TWO]
    for _ in range(40):
        a, b = rng.randrange(30), rng.randrange(30)
        texts += [f"{ONE[a : a + 60]}{letters(rng.randrange(10**6), 5)}{TWO[b : b + 60]}"]
        texts += [f"{TWO[a:]}{letters(rng.randrange(10**6), 5)}", f"{ONE[b:]}转"]
    assert len(set(rumors(*texts))) == 2


def test_what_is_kept_apart_is_never_merged() -> None:
    state = LaneClusters.empty(LANE)
    one, other = learnt(state, *BOTH).variants
    state.keep_apart([(other.rumor_id, one.rumor_id)])
    shown = learnt(state, SHOWS, offset=1)
    assert shown.merges == ()
    assert shown.variants[0].bridges[0].same == 1
    assert state.resolved(other.rumor_id) == other.rumor_id


def test_a_merge_that_a_decision_undoes_is_undone_also_after_a_restart() -> None:
    state = LaneClusters.empty(LANE)
    grown = learnt(state, *BOTH, SHOWS)
    pair = (grown.merges[0].kept, grown.merges[0].merged)
    state.keep_apart([pair])
    assert state.resolved(pair[1]) == pair[1]
    state.keep_apart([])
    assert state.resolved(pair[1]) == pair[0]
    restored = LaneClusters.empty(LANE)
    restored.keep_apart([pair])
    clusters.restore(restored, [grown])
    assert restored.resolved(pair[1]) == pair[1]


def test_an_event_of_before_restores_as_confirmed() -> None:
    grown = learnt(LaneClusters.empty(LANE), ONE, GLUED)
    assert grown.variants[1].unsure
    before = RumorsGrown(
        lane=grown.lane,
        source=grown.source,
        curation_offset=0,
        received_at_ms=grown.received_at_ms,
        variants=tuple(
            VariantJoined(
                variant_id=one.variant_id,
                rumor_id=one.rumor_id,
                text=one.text,
                stance=one.stance,
                first_seen_ms=one.first_seen_ms,
                windows=one.windows,
            )
            for one in grown.variants
        ),
    )
    state = clusters.restore(LaneClusters.empty(LANE), [before])
    assert len(state.index) == 2
    assert not state.index.tables.unsure.any()


def test_what_names_an_unknown_rumor_is_passed_over() -> None:
    """The record that founded it may be beyond the log's retention."""
    grown = learnt(LaneClusters.empty(LANE), *BOTH, SHOWS)
    late = RumorsGrown(
        lane=grown.lane,
        source=grown.source,
        curation_offset=0,
        received_at_ms=grown.received_at_ms,
        variants=grown.variants[1:],
        merges=grown.merges,
    )
    state = clusters.restore(LaneClusters.empty(LANE), [late])
    assert state.resolved(grown.variants[1].rumor_id) == grown.variants[1].rumor_id


def stream() -> list[str]:
    """The demo's day, texts that glue two of it, and long ones that hold one in several windows."""
    rng = random.Random(9)
    day = [timed.report["text"] for timed in scenario.day(5, history=250, surge=60)]
    out = list(BOTH)
    for at, (text, other) in enumerate(pairwise(day)):
        out.append(text)
        if at % 5 == 0:
            out.append(f"{text}。{other}")
        if at % 40 == 0:
            out.append(f"{letters(at, 350)}{text}{letters(at + 1, 350)}{other}")
    out.insert(rng.randrange(len(out)), SHOWS)
    return list(dict.fromkeys(out))


@pytest.mark.parametrize("seed", range(4))
def test_a_restart_anywhere_and_any_batches_give_the_same(seed: int) -> None:
    texts = stream()
    whole = learnt(LaneClusters.empty(LANE), *texts)
    assert whole.merges
    assert any(one.unsure for one in whole.variants)
    assert any(one.frames for one in whole.variants)
    assert any(one.bridges for one in whole.variants)
    rng = random.Random(seed)
    cuts = sorted(rng.sample(range(1, len(texts)), 12))
    records: list[RumorsGrown] = []
    for offset, (begin, end) in enumerate(pairwise([0, *cuts, len(texts)])):
        state = clusters.restore(LaneClusters.empty(LANE), records)
        records.append(learnt(state, *texts[begin:end], offset=offset))
    assert tuple(one for record in records for one in record.variants) == whole.variants
    assert tuple(one for record in records for one in record.merges) == whole.merges


def test_an_index_grows_at_the_same_text_in_whatever_batches() -> None:
    texts = [letters(seed, 30) for seed in range(4_500)]
    apart, together = Index("cjk"), Index("cjk")
    together.add(texts, range(len(texts)))
    for at in range(0, len(texts), 70):
        part = texts[at : at + 70]
        apart.add(part, range(at, at + len(part)))
    assert apart.bits == together.bits > Index("cjk").bits
    assert (apart.tables.rows == together.tables.rows).all()


@pytest.mark.parametrize(
    ("known", "opposite"),
    [
        ("专家说红薯叶治癌，每天吃一把", "专家说红薯叶致癌，每天吃一把"),
        ("下月起全市禁止买二手房", "下月起全市禁止卖二手房"),
        ("学校明天统一收眼镜费用", "学校明天统一收眼睛费用"),
        ("市中心医院从明天开始停收发热病人", "市中心医院从明天开始停售发热病人"),
        ("國家規定下月起一律不准買黃金", "国家规定下月起一律不准卖黄金"),
    ],
)
def test_words_that_sound_alike_and_mean_the_opposite_open_a_rumor(
    known: str, opposite: str
) -> None:
    one, other = variants(known, opposite)
    assert other.rumor_id == other.variant_id
    assert other.overlaps == one.rumor_id
    assert [bridge.opposed for bridge in other.bridges] == [True]


def test_opposites_are_not_merged_by_what_they_share() -> None:
    around = letters(11, 20)
    texts = (f"{around}全市禁止买二手房{around[::-1]}", f"{around}全市禁止卖二手房{around[::-1]}")
    found = rumors(*texts, f"{around}转", f"{around[::-1]}转")
    assert found[0] != found[1]


def test_symbols_of_opposites_are_nobody_elses() -> None:
    symbols, opposites = with_opposites()
    words = [*(word for pair in PAIRS for word in pair), *ALONE]
    characters = {ord(character) for word in words for character in word}
    # Letters beyond 16 bits share symbols with whatever their codes fall on.
    plain = symbols[:0x10000]
    taken = (plain >= SYMBOLS_FROM) & (plain < SYMBOLS_FROM + len(set(words)))
    assert {int(code) for code in taken.nonzero()[0]} == characters
    for one, other in PAIRS:
        assert symbols[ord(other[0])] in opposites[symbols[ord(one[0])]]
        assert symbols[ord(one[0])] in opposites[symbols[ord(other[0])]]


FRAMES = {
    LANE: (
        "您好，请帮忙查证以下讯息是否属实，谢谢：{}",
        "請大家互相轉告，收到消息請立即轉發給身邊的家人和朋友：{}",
        ("银行周一起停止取款", "喝热柠檬水治登革热", "地铁二号线下周停运"),
    ),
    "main/alphabet": (
        "Forwarded as received. Please verify if this is true and let us know: {}",
        "{}. Please share this message with all your friends and family",
        (
            "banks stop cash withdrawals on Monday",
            "boiled onion water cures dengue in a day",
            "the bridge on route nine will be closed for a year",
        ),
    ),
}


@pytest.mark.parametrize("lane", FRAMES)
def test_claims_in_one_frame_are_rumors_of_their_own_and_known_without_it(lane: str) -> None:
    *frames, claims = FRAMES[lane]
    texts = [str(frame).format(claim) for frame in frames for claim in claims]
    found = rumors(*texts, *claims, lane=lane)
    assert len(set(found)) == len(claims)
    assert found == found[:3] * 3


def test_a_frame_that_is_named_is_known_from_the_first_text_on() -> None:
    frame = NAMED
    claims = FRAMES[LANE][2]
    named = Index("cjk", frames=[frame])
    found = named.add([f"{frame}：{claim}" for claim in claims], range(len(claims)))
    assert len(set(found.clusters.tolist())) == len(claims)


def test_frames_are_named_at_any_time_and_hold_for_what_comes_then() -> None:
    claims = FRAMES[LANE][2]
    around = [f"{NAMED}：{claim}" for claim in claims]

    def founded(*before: str, frames: tuple[str, ...] = ()) -> int:
        state = LaneClusters.empty(LANE)
        fold(state, *before)
        for offset in range(1, 3):
            state.know_frames(frames)  # told before each record
            outcome = fold(state, *around, offset=offset)
        assert outcome.sighted is not None
        return len({one.rumor_id for one in outcome.sighted.sightings})

    assert founded() == 1  # else the test says nothing
    assert founded(frames=(NAMED,)) == len(claims)
    assert founded(letters(5, 60), letters(6, 60), frames=(NAMED,)) == len(claims)


def test_a_viral_rumor_with_comments_is_no_frame() -> None:
    core = letters(21, 60)
    texts = [f"{letters(seed, 8)}{core}{letters(seed + 1, 90)}" for seed in range(0, 400, 2)]
    assert len(set(rumors(core, *texts))) == 1


FRAGMENT = "明年一月一日起施行交通新规请大家注意"
MESSAGE = (
    "闯红灯记六分罚一百元，酒后驾车记十二分五年内不得再考驾照，不系安全带记三分，"
    "行驶中拨打手机记三分，有意遮挡号牌记十二分顶额处罚"
)


def test_the_second_to_tell_a_message_confirms_it_where_a_fragment_was_first() -> None:
    """What came in with the first alone may be glued on; near-copies were never kept."""
    index = Index()
    first = f"{FRAGMENT}：{MESSAGE}"
    told = [FRAGMENT, first, f"转：{first}！扩散", f"听说{MESSAGE}"]
    clusters = index.add(told, range(len(told))).clusters.tolist()
    assert clusters == [0, 0, 0, 0]
    alone = index.add([f"看到{MESSAGE}真严"], [9])
    assert alone.clusters.tolist() == [0]


def test_what_is_glued_to_a_whole_message_is_not_confirmed_by_a_repost() -> None:
    other = "某某幼儿园午餐发现变质肉，已有三十多名孩子腹泻住院，家长要求园方"
    other += "公开监控和采购单据，教育局昨天下午派人封存了剩下的食材，结果还没有公布"
    glued = f"{other}。{MESSAGE}"
    index = Index()
    told = [other, glued, f"{glued}转发", f"转{glued}", MESSAGE]
    clusters = index.add(told, range(len(told))).clusters.tolist()
    assert clusters[:4] == [0, 0, 0, 0]
    assert clusters[4] != 0
