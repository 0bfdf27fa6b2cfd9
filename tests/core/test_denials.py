"""Denials in few words of the claim and many of the answer: which rumor they find, and how."""

import pytest

from schemas.topics import RUMORS
from streams.core import clusters
from streams.core.clusters.checking import check
from streams.core.clusters.state import LaneClusters
from streams.core.lanes import lane_of
from streams.core.matching.denied import LONGEST_DENIAL, MOST_CLAIMS, claims_in, may_deny
from tests.support.growing import fold

# A rumor, a denial of it that has too little of it as a whole, and the claim in that.
DENIED = [
    (
        "千万别买车厘子了，吃了虫子会钻进肠道，进口的里面发现大量白色小虫",
        "网传“车厘子有白色小虫会钻进肠道”系谣言，专家：果蝇幼虫不会在人体内存活，可放心食用",
        "车厘子有白色小虫会钻进肠道",
    ),
    (
        "昨天下午四点，阳光小学门口一个五岁男孩被一辆白色面包车抢走，车牌尾号37，看到的请报警",
        "警方通报：网传阳光小学门口男孩被白色面包车抢走一事为虚假信息，造谣者已被行政拘留",
        "阳光小学门口男孩被白色面包车抢走一事为",
    ),
    (
        "LINE明天起要收費了，每則訊息一元，只要把這則訊息轉給十個好友就可以永久免費",
        "LINE官方：不會向用戶收取訊息費，「轉給十個好友就永久免費」是假消息",
        "轉給十個好友就永久免費",
    ),
    (
        "긴급속보 내일부터 백신 미접종자는 대형마트와 지하철 이용이 전면 금지 됩니다 "
        "널리 알려 주세여",
        "백신 미접종자 대형마트 지하철 이용 금지는 사실이 아닙니다 가짜뉴스에 속지 마세요",
        "백신 미접종자 대형마트 지하철 이용 금지는 사실이 아닙니다 ",
    ),
]
OTHERS = (
    "明天上午全市停水检修，请各位居民提前储水，互相转告",
    "某品牌婴儿奶粉检出重金属超标，家里有的赶快停用",
)


@pytest.mark.parametrize(("rumor", "denial", "claim"), DENIED)
def test_it_joins_what_it_denies(rumor: str, denial: str, claim: str) -> None:
    state = LaneClusters.empty(lane_of("main", rumor))
    for number, text in enumerate((*OTHERS, rumor)):
        fold(state, text, offset=number)
    (asked,) = check(state, denial)
    grown = fold(state, denial, offset=9).grown
    assert grown is not None
    (joined,) = grown.variants
    founded = state.rumors[2]
    assert (joined.rumor_id, joined.stance) == (f"{founded:016x}", "refutes")
    assert joined.claim is not None
    assert joined.text[slice(*joined.claim)] == claim
    assert (asked.joins, asked.rumor_id, asked.score) == (True, joined.rumor_id, joined.score)


@pytest.mark.parametrize(("rumor", "denial", "claim"), DENIED)
def test_in_one_record_it_finds_what_came_before_it(rumor: str, denial: str, claim: str) -> None:
    """However records are cut: the same rumors, and a lane that is read back decides the same."""
    lane = lane_of("main", rumor)
    texts = (OTHERS[0], rumor, denial, OTHERS[1], f"{rumor}！！")
    together = LaneClusters.empty(lane)
    whole = fold(together, *texts).grown
    assert whole is not None
    alone = LaneClusters.empty(lane)
    parts = [fold(alone, text, offset=n).grown for n, text in enumerate(texts)]
    variants = [one for grown in parts if grown is not None for one in grown.variants]
    assert [(v.variant_id, v.rumor_id, v.score, v.claim) for v in variants] == [
        (v.variant_id, v.rumor_id, v.score, v.claim) for v in whole.variants
    ]
    written = RUMORS.decode(RUMORS.encode(whole))
    again = clusters.restore(LaneClusters.empty(lane), [written])
    assert len(again.index) == len(together.index)
    more = f"听说了吗，{claim}，是真的吗"
    assert fold(again, more, offset=20) == fold(together, more, offset=20)


def test_what_finds_its_rumor_as_a_whole_is_compared_as_a_whole() -> None:
    rumor = OTHERS[0]
    state = LaneClusters.empty("main/cjk")
    fold(state, rumor)
    grown = fold(state, f"辟谣：网传“{rumor}”不实", offset=1).grown
    assert grown is not None
    assert (grown.variants[0].rumor_id, grown.variants[0].claim) == (
        f"{state.rumors[0]:016x}",
        None,
    )


def test_a_denial_of_what_nobody_reported_is_its_own_rumor() -> None:
    state = LaneClusters.empty("main/cjk")
    for number, text in enumerate(OTHERS):
        fold(state, text, offset=number)
    grown = fold(state, DENIED[0][1], offset=5).grown
    assert grown is not None
    assert grown.variants[0].exemplar_id is None
    assert grown.variants[0].claim is None


def test_a_check_looks_for_a_claim_where_a_report_would() -> None:
    """One gate for both: whatever has the word and none of the cues is its own rumor for either."""
    state = LaneClusters.empty("main/alphabet")
    fold(state, "Heads up: every supermarket in Leeds will close on Thursday for two whole weeks")
    texts = [
        "The false ceiling fell. Every supermarket in Leeds will close on Thursday, they say so",
        "Fact check: no, the claim is false. Every supermarket in Leeds will close on Thursday",
        "rumors: the band plays on, a supermarket in Leeds, their best album since nineteen eighty",
    ]
    for number, text in enumerate(texts, 1):
        asked = check(state, text)
        grown = fold(state, text, offset=number).grown
        assert grown is not None
        (one,) = grown.variants
        assert any(found.joins for found in asked) == (one.exemplar_id is not None)


def test_few_stretches_are_looked_up_whatever_a_text_holds() -> None:
    quotes = "".join(f"“这是第{n}句被引用的谣言内容”不实。" for n in range(60))
    assert len(claims_in(quotes)) <= MOST_CLAIMS
    assert all(0 <= begin < end <= len(quotes) for begin, end in claims_in(quotes))
    assert may_deny(["谣言" * LONGEST_DENIAL, "这是谣言", OTHERS[0]]) == [False, True, False]
    assert claims_in("谣言") == []
