"""Which rumor a report belongs to: the fixture of wordings, replays, repeats, restoring."""

import uuid

import pytest
from msgspec.structs import replace

from deploy.demo import scenario
from schemas.events import Claim, Report, ReportsReceived, Source
from streams.core import clusters
from streams.core.clusters.checking import check
from streams.core.clusters.state import LaneClusters
from streams.core.clusters.step import Clustered
from streams.core.clusters.wordings import QUOTED
from streams.core.lanes import lane_of
from streams.core.matching.explanation import explanation_of
from streams.core.matching.index import Index

BASE = "微信聊天记录要全部删掉，否则会被封群封号"


def report(text: str, number: int = 0, link: str = "") -> Report:
    return Report(
        report_id=str(uuid.UUID(int=number)),
        text=text,
        observed_at_ms=1_700_000_000_000 + number,
        app="app",
        link=link,
    )


def fold(state: LaneClusters, *texts: str, offset: int = 0, first: int = 0) -> Clustered:
    reports = tuple(report(text, first + n) for n, text in enumerate(texts))
    event = ReportsReceived(lane=state.lane, received_at_ms=1_700_000_000_000, reports=reports)
    return clusters.step(
        state, event, source=Source(partition=0, offset=offset), curation_offset=0
    )[1]


def grow(*texts: str) -> tuple[LaneClusters, list[Clustered]]:
    state = LaneClusters.empty(lane_of("main", texts[0]))
    return state, [fold(state, text, offset=n, first=n) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("wording", "stance"),
    [
        ("微信聊天記錄要全部刪掉，否則會被封群封號", "carries"),
        ("薇 信.聊天.纪录要全部删掉，否则 会被封群.封号", "carries"),
        (
            "紧急通知！各位群友注意了，刚接到内部消息：微信聊天记录要全部删掉，否则会被封群封号。请大家互相转告，转发到每个群，为了自己的安全！",
            "carries",
        ),
        (f"请问“{BASE}”是真的吗？", "questions"),
        (f"辟谣：网传“{BASE}”不实", "refutes"),
        ("微信聊天记录不用全部删掉，不会被封群封号", "refutes"),
        (f"又有人传“{BASE}”，假的，没有这回事。", "refutes"),
    ],
)
def test_the_fixture_joins_with_its_stance(wording: str, stance: str) -> None:
    _, (founded, joined) = grow(BASE, wording)
    one, other = founded.sighted.sightings[0], joined.sighted.sightings[0]  # type: ignore[union-attr]
    assert other.rumor_id == one.rumor_id == one.variant_id
    assert other.stance == stance
    variant = joined.grown.variants[0]  # type: ignore[union-attr]
    assert variant.exemplar_id == one.variant_id
    assert "characters (score" in explanation_of(wording, BASE, variant.score)


def test_a_statement_and_its_question_are_two_variants_of_one_rumor() -> None:
    _, outcomes = grow(BASE, f"{BASE}？", f"{BASE}?", f"{BASE}。")
    sightings = [outcome.sighted.sightings[0] for outcome in outcomes]  # type: ignore[union-attr]
    said, asked, asked_again, said_again = (sighting.variant_id for sighting in sightings)
    assert said == said_again != asked == asked_again
    assert {sighting.rumor_id for sighting in sightings} == {said}
    assert [sighting.stance for sighting in sightings] == [
        "carries",
        "questions",
        "questions",
        "carries",
    ]


def test_a_check_knows_a_question_by_its_own_stance() -> None:
    state, _ = grow(BASE, f"{BASE}？")
    said, asked = (check(state, text)[0] for text in (BASE, f"{BASE}?"))
    assert (said.stance, said.score) == ("carries", 1.0)
    assert (asked.stance, asked.score) == ("questions", 1.0)
    assert asked.wording == said.wording == ""  # the very text is known
    assert asked.rumor_id == said.rumor_id


def test_messages_of_one_link_are_one_variant_and_of_two_links_two_rumors() -> None:
    link = "https://v.example.com/watch?v=Qx7RkPzL2wE"
    _, outcomes = grow(link, f"{link}&utm_source=x", "https://v.example.com/watch?v=m9BvT4cHsYu")
    one, same, other = (
        outcome.sighted.sightings[0]  # type: ignore[union-attr]
        for outcome in outcomes
    )
    assert same.variant_id == one.variant_id
    assert other.rumor_id == other.variant_id != one.variant_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "央视曝光：某品牌洗发水致癌，家里有的赶快扔掉",
            "央视曝光：某品牌电饭锅有毒，家里有的赶快扔掉",
        ),
        (
            "Share before they delete it: Ikea is giving away 300 sofas",
            "Share before they delete it: Tesco is giving away 300 vouchers",
        ),
    ],
)
def test_claims_in_a_shipped_frame_stay_apart_from_the_first_on(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        _, outcomes = grow(first, second)
        assert outcomes[1].grown.variants[0].exemplar_id is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "wording",
    [
        "从今晚8点开始，全市超市停止营业，赶紧去囤货，否则买不到！",
        "从今晚8点开始全国清查，群主群员一起封，聊天记录赶紧全删",
        "微信",
    ],
)
def test_others_in_the_same_frame_stay_apart(wording: str) -> None:
    _, (founded, other) = grow(BASE, wording)
    assert founded.sighted.sightings[0].rumor_id != other.sighted.sightings[0].rumor_id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("base", "wording", "stance"),
    [
        (
            "All schools in the county will close on Monday because of a gas leak",
            "URGENT: all schools in the county will close on monday because of a gas leak!! "
            "pass it on",
            "carries",
        ),
        (
            "All schools in the county will close on Monday because of a gas leak",
            "Is this true? All schools in the county will close on Monday because of a gas leak",
            "questions",
        ),
        (
            "WhatsApp empezará a cobrar diez euros al mes a quien no reenvíe este mensaje",
            "Es falso que WhatsApp empezará a cobrar diez euros al mes "
            "a quien no reenvíe este mensaje",
            "refutes",
        ),
        (
            "السكر الجديد في الأسواق مخلوط بمادة كيميائية تسبب الفشل الكلوي",
            "هل هذا صحيح؟ السكر الجديد في الأسواق مخلوط بمادة كيميائية تسبب الفشل الكلوي",
            "questions",
        ),
    ],
)
def test_alphabets_work_the_same(base: str, wording: str, stance: str) -> None:
    _, (founded, joined) = grow(base, wording)
    assert joined.sighted.sightings[0].rumor_id == founded.sighted.sightings[0].rumor_id  # type: ignore[union-attr]
    assert joined.sighted.sightings[0].stance == stance  # type: ignore[union-attr]


def test_a_message_inside_a_very_long_letter_is_found() -> None:
    filler = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(900))
    _, (founded, joined) = grow(BASE, filler[:450] + BASE + filler[450:])
    assert joined.sighted.sightings[0].rumor_id == founded.sighted.sightings[0].rumor_id  # type: ignore[union-attr]


def test_a_replayed_record_is_emitted_again_and_grows_nothing() -> None:
    state, (first,) = grow(BASE)
    again = fold(state, BASE, offset=0)
    assert first.sighted is not None
    assert again.sighted == replace(first.sighted, wordings=())
    assert again.grown is None


def test_a_repeated_report_is_counted_once_wherever_it_comes_again() -> None:
    state, _ = grow(BASE)
    assert fold(state, BASE, offset=5).sighted is None
    assert fold(state, BASE, offset=5).repeated == 1
    event = ReportsReceived(
        lane=state.lane,
        received_at_ms=0,
        reports=(report("另外一条消息不一样的", 9), report("另外一条消息不一样的", 9)),
    )
    _, outcome = clusters.step(
        state, event, source=Source(partition=0, offset=6), curation_offset=0
    )
    assert len(outcome.sighted.sightings) == 1  # type: ignore[union-attr]


def test_what_cannot_be_clustered_is_rejected_with_its_reason() -> None:
    state = LaneClusters.empty("main/cjk")
    outcome = fold(state, "", "😀😀", "字" * 10_001, BASE)
    assert [r.reason for r in outcome.rejections] == [
        "empty_text",
        "nothing_to_match",
        "text_too_long",
    ]
    assert len(outcome.sighted.sightings) == 1  # type: ignore[union-attr]


def test_a_restored_lane_decides_like_the_one_that_lived() -> None:
    timeline = [
        t.report["text"]
        for t in scenario.day(3, history=300, surge=60)
        if lane_of("main", t.report["text"]) == "main/cjk"
    ]
    lived = LaneClusters.empty("main/cjk")
    grown = [fold(lived, text, offset=n, first=n).grown for n, text in enumerate(timeline)]
    restored = clusters.restore(LaneClusters.empty("main/cjk"), [g for g in grown if g])
    assert restored.rows.keys() == lived.rows.keys()
    assert list(restored.rumors) == list(lived.rumors)
    assert len(restored.index) == len(lived.index)
    assert restored.quotes == lived.quotes
    news = [
        t.report["text"]
        for t in scenario.day(4, history=200, surge=40)
        if lane_of("main", t.report["text"]) == "main/cjk"
    ]
    for n, text in enumerate(news):
        assert fold(lived, text, offset=10_000 + n, first=10_000 + n) == fold(
            restored, text, offset=10_000 + n, first=10_000 + n
        )


def test_a_page_that_reports_link_to_is_matched_and_restored() -> None:
    page = "https://v.example.com/watch?v=Qx7RkPzL2wE"
    claims = (
        "听说下周一全市的自来水都要停三天，具体原因没有人知道",
        "水厂的朋友讲检修推迟了，具体原因没有人知道，先别囤水",
    )
    for link in ("", page):
        lived = LaneClusters.empty("main/cjk")
        outcomes = []
        for n, text in enumerate(claims):
            event = ReportsReceived(
                lane="main/cjk", received_at_ms=1_700_000_000_000, reports=(report(text, n, link),)
            )
            source = Source(partition=0, offset=n)
            outcomes.append(clusters.step(lived, event, source=source, curation_offset=0)[1])
        one, other = (outcome.grown.variants[0] for outcome in outcomes)  # type: ignore[union-attr]
        assert (other.rumor_id == one.rumor_id) is bool(link)
        assert (one.link, other.link) == (link, link)
        grown = [outcome.grown for outcome in outcomes if outcome.grown]
        restored = clusters.restore(LaneClusters.empty("main/cjk"), grown)
        news = f"{claims[1]} {page}，求证"
        assert fold(lived, news, offset=9, first=9) == fold(restored, news, offset=9, first=9)


def test_windows_that_a_text_does_not_have_are_passed_over() -> None:
    """Written under another fold, or by somebody else: the lane is restored and goes on."""
    _, (first, other) = grow(BASE, "从今晚8点开始，全市超市停止营业，赶紧去囤货，否则买不到！")
    variants = [
        replace(first.grown.variants[0], windows=(0, 5, 63)),  # type: ignore[union-attr]
        replace(other.grown.variants[0], windows=()),  # type: ignore[union-attr]
    ]
    assert first.grown is not None
    record = replace(first.grown, variants=tuple(variants))
    restored = clusters.restore(LaneClusters.empty("main/cjk"), [record])
    assert len(restored.quotes) == len(restored.index) == 1
    joined = fold(restored, f"请问“{BASE}”是真的吗？", offset=5, first=5)
    assert joined.sighted.sightings[0].rumor_id == variants[0].rumor_id  # type: ignore[union-attr]


def test_restoring_twice_changes_nothing() -> None:
    state, (first,) = grow(BASE)
    clusters.restore(state, [first.grown])  # type: ignore[list-item]
    assert len(state.rumors) == len(state.rows) == 1


def test_the_demo_scenario_falls_into_its_rumors() -> None:
    assert len(scenario.hoax_wordings()) >= 60
    lanes: dict[str, LaneClusters] = {}
    rumors: dict[str, set[str]] = {}
    for n, timed in enumerate(scenario.day()):
        lane = lane_of("main", timed.report["text"])
        outcome = fold(
            lanes.setdefault(lane, LaneClusters.empty(lane)),
            timed.report["text"],
            offset=n,
            first=n,
        )
        if timed.rumor:
            rumors.setdefault(timed.rumor, set()).add(outcome.sighted.sightings[0].rumor_id)  # type: ignore[union-attr]
    assert {name: len(found) for name, found in rumors.items()} == dict.fromkeys(scenario.RUMORS, 1)
    assert len(set.union(*rumors.values())) == len(scenario.RUMORS)


def test_a_viral_rumor_keeps_its_own_words_however_many_wordings_it_has() -> None:
    loads = scenario.load(11, new_share=1.0, rumors=2)
    texts = [next(loads)["text"] for _ in range(15_000)]
    index = Index("cjk")
    found = [
        int(c)
        for at in range(0, len(texts), 500)
        for c in index.add(texts[at : at + 500], range(500)).clusters
    ]
    assert set(found[1_000:]) <= set(found[:1_000])
    assert index.clusters == 2


PERSONAL = [
    "13800138000",
    "138 0013 8000",
    "+86 138-0013-8000",
    "anna.wang@example.com",
    "@annawang",
    "110101199003075771",
]
PLAIN = "领补贴通知，请大家今晚联系老师登记，过时不候，转发给需要的人，名额只有三十个"


@pytest.mark.parametrize("known", PERSONAL)
@pytest.mark.parametrize("new", ["", *PERSONAL])
def test_nothing_masked_can_be_read_from_an_explanation(known: str, new: str) -> None:
    """Without its signs, or cut, no mask would know an address or a number again."""
    for base, other in (
        (f"{PLAIN} {known} ", f"{PLAIN}{new} 快"),
        (PLAIN, f"快转{PLAIN} {known}，{new} "),
    ):
        _, (_, joined) = grow(base, other)
        variant = joined.grown.variants[0]  # type: ignore[union-attr]
        assert variant.exemplar_id is not None
        said = explanation_of(variant.text, base, variant.score)
        for piece in ("138", "0013", "8000", "anna", "example", "110101", "1990"):
            assert piece not in said, said


def test_an_explanation_names_what_was_masked() -> None:
    said = explanation_of(f"{PLAIN}，电话 13800138000", PLAIN, 0.9)
    assert "added “电话[phone]”" in said


@pytest.mark.parametrize("before", [*range(186, 204, 3), 0])
def test_what_alerts_quote_is_masked_before_it_is_cut(before: int) -> None:
    _, (founded,) = grow("字" * before + "电话13800138000，邮箱anna.wang@example.com")
    quoted = founded.sighted.wordings[0].text  # type: ignore[union-attr]
    assert len(quoted) <= QUOTED
    assert "138" not in quoted
    assert "anna" not in quoted


def test_words_of_alphabets_stay_apart_in_explanations() -> None:
    base = "All schools in the county will close on Monday because of a gas leak"
    assert "added “pass it on”" in explanation_of(f"{base}, pass it on", base, 0.9)


@pytest.mark.parametrize(
    ("base", "wording", "stance"),
    [
        (
            "本市三家医院已经没有床位了，请大家减少外出，注意防护",
            "本市三家医院已经没有床位没有药了，请大家减少外出，注意防护",
            "carries",
        ),
        (
            "Do not drink the tap water in Lakeside, it is not safe for children",
            "URGENT! Do not drink the tap water in Lakeside, it is not safe for children",
            "carries",
        ),
        (
            "紧急提醒：小区门口出现虚假核酸点，抽血后身份被盗用",
            "紧急提醒：小区门口出现虚假核酸点，抽血后身份被盗用，大家互相转告",
            "carries",
        ),
        (
            "All schools in the county will close on Monday because of a gas leak",
            "All schools in the county will not close on Monday because of a gas leak",
            "refutes",
        ),
    ],
)
def test_a_joined_wording_is_compared_word_by_word(base: str, wording: str, stance: str) -> None:
    _, (founded, joined) = grow(base, wording)
    assert joined.sighted.sightings[0].rumor_id == founded.sighted.sightings[0].rumor_id  # type: ignore[union-attr]
    assert joined.sighted.sightings[0].stance == stance  # type: ignore[union-attr]


def claim(state: LaneClusters, *texts: str, offset: int = 0) -> Clustered:
    """A record of the wordings of fact-checks."""
    claims = tuple(Claim(text=text, published_at_ms=1_600_000_000_000) for text in texts)
    event = ReportsReceived(
        lane=state.lane, received_at_ms=1_700_000_000_000, reports=(), claims=claims
    )
    return clusters.step(
        state, event, source=Source(partition=0, offset=offset), curation_offset=0
    )[1]


def test_the_wording_of_a_fact_check_is_recognised_and_seen_by_nobody() -> None:
    state = LaneClusters.empty(lane_of("main", BASE))
    claimed = claim(state, BASE)
    assert claimed.sighted is None
    assert claimed.grown is not None
    (founder,) = claimed.grown.variants
    assert (founder.rumor_id, founder.claimed) == (founder.variant_id, True)
    assert founder.first_seen_ms == 1_600_000_000_000
    assert claim(state, BASE, offset=1).grown is None  # the same again
    joined = fold(state, f"紧急通知：{BASE}，请转发", offset=2)
    assert joined.sighted is not None
    assert joined.sighted.sightings[0].rumor_id == founder.rumor_id
    assert check(state, BASE)[0].rumor_id == founder.rumor_id


def test_a_claim_joins_the_rumor_that_is_there() -> None:
    state, (founded,) = grow(BASE)
    assert founded.grown is not None
    claimed = claim(state, f"紧急通知：{BASE}，请转发", offset=1)
    assert claimed.grown is not None
    assert claimed.grown.variants[0].rumor_id == founded.grown.variants[0].rumor_id


@pytest.mark.parametrize("restarts", [False, True])
def test_the_first_report_of_a_claim_brings_what_alerts_quote(restarts: bool) -> None:
    state = LaneClusters.empty(lane_of("main", BASE))
    grown = claim(state, BASE).grown
    assert grown is not None
    if restarts:
        state = clusters.restore(LaneClusters.empty(state.lane), [grown])
    first = fold(state, BASE, offset=1, first=1).sighted
    second = fold(state, BASE, offset=2, first=2).sighted
    assert first is not None
    assert second is not None
    assert [wording.text for wording in first.wordings] == [BASE]
    assert second.wordings == ()


def test_a_claim_without_anything_to_match_is_passed_over() -> None:
    state = LaneClusters.empty(lane_of("main", BASE))
    assert claim(state, "😀", "x" * 10_001).grown is None


def test_the_first_wording_that_says_what_is_claimed_names_a_rumor_that_a_question_founded() -> (
    None
):
    state, outcomes = grow(
        f"请问{BASE}是真的吗？", f"辟谣：网传“{BASE}”不实", BASE, f"转发：{BASE}！"
    )
    variants = [one.grown.variants[0] for one in outcomes]  # type: ignore[union-attr]
    assert len({one.rumor_id for one in variants}) == 1
    assert [one.names for one in variants] == [False, False, True, False]
    assert [one.sighted.wordings[0].names for one in outcomes] == [False, False, True, False]  # type: ignore[union-attr]
    again = LaneClusters.empty(state.lane)
    clusters.restore(again, [one.grown for one in outcomes[:2] if one.grown])
    assert again.unnamed == {int(variants[0].rumor_id, 16)}
    clusters.restore(again, [one.grown for one in outcomes[2:] if one.grown])
    assert again.unnamed == state.unnamed == set()


def test_what_somebody_claims_first_names_its_rumor() -> None:
    _, outcomes = grow(BASE, f"转发：{BASE}！")
    assert not any(one.grown.variants[0].names for one in outcomes)  # type: ignore[union-attr]
