"""The parts of pages: what is shown first, charts, differences, lineage, replies."""

from string import Formatter
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dashboards.console import differences as differences_module
from dashboards.console.charts import HEIGHT, WIDTH, spark_points, spread_chart
from dashboards.console.differences import (
    ADDED,
    GONE,
    SAME,
    SHARED,
    Piece,
    differences,
    passages,
)
from dashboards.console.explaining import KINDS, RULES, WHAT, changed, explained
from dashboards.console.lineage import lineage
from dashboards.console.ranking import Row, ranked
from dashboards.console.reply import reply
from dashboards.console.shortening import CUT, MOST, shortened
from dashboards.console.showing import Showing
from schemas.api.checks import CheckRead
from schemas.api.comparisons import Change, Compared
from schemas.api.decided import Verdict
from schemas.api.decisions import DONE
from schemas.api.rumors import Spread, SpreadPoint, SpreadSeries
from schemas.events.decisions import DECISION_KINDS
from tests.console import answers
from tests.console.answers import NOW_MS, A, B, alert, item, variant, verdict

C = "cc" * 8
D = "dd" * 8


def ids(rows: list[Row]) -> list[str]:
    return [row.rumor.rumor_id for row in rows]


def test_alerts_stand_before_others_and_unrated_before_rated() -> None:
    rumors = [
        item(C, reports_1h=500, growth=9.0),
        item(B, verdict=verdict("false"), reports_1h=900),
        item(A, reports_1h=40),
        item(D, verdict=verdict("false"), reports_1h=900),
    ]
    desk = ranked(rumors, [alert(rumor_id=A), alert(rumor_id=B)], NOW_MS)
    assert (ids(desk.unrated), ids(desk.rated), ids(desk.calm)) == ([A], [B], [C, D])
    open_question = item(A, verdict=verdict("unverified"))
    assert ids(ranked([open_question], [alert(rumor_id=A)], NOW_MS).unrated) == [A]


def test_the_calm_do_not_bury_the_desk() -> None:
    rumors = [item(f"{n:016x}", reports_1h=n) for n in range(50)]
    desk = ranked(rumors, [], NOW_MS)
    assert ids(desk.calm) == [f"{n:016x}" for n in range(49, 29, -1)]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"growth": 5.0}, {"growth": 2.0}),
        ({"reports_1h": 90}, {"reports_1h": 40}),
        ({"growth": 2.0}, {"growth": None}),
    ],
)
def test_growth_and_people_weigh(more: dict[str, float], less: dict[str, float]) -> None:
    assert ids(ranked([item(A, **less), item(B, **more)], [], NOW_MS).calm) == [B, A]


def test_who_waited_longer_comes_first_and_the_gravest_alert_counts() -> None:
    earlier = "2026-11-26T09:00:00.000Z"
    alerts = [
        alert(rumor_id=A),
        alert(rumor_id=B, level="watch"),
        alert(rumor_id=B, raised_at=earlier),
    ]
    rows = ranked([item(A), item(B)], alerts, NOW_MS).unrated
    assert ids(rows) == [B, A]
    assert rows[0].alert is not None
    assert rows[0].alert.level == "major"


def test_a_merged_rumors_alert_is_that_of_the_whole() -> None:
    assert ids(ranked([item(A)], [alert(rumor_id=B, merged_into=A)], NOW_MS).unrated) == [A]


def test_stances_have_their_places_whatever_is_most() -> None:
    points = [SpreadPoint(answers.AT, 4, 4)]
    series = [SpreadSeries(name, points) for name in ("refutes", "carries")]
    drawn = spread_chart(
        Spread(start=answers.AT, end=answers.AT, step=60, series=series), [], ZoneInfo("UTC")
    )
    assert [name for name, _ in drawn.legend] == ["carries", "refutes"]
    assert drawn.most == 8
    low, high = drawn.bars
    assert low.y == pytest.approx(high.y + high.height)


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=160), st.sampled_from([60, 3_600, 86_400])
)
def test_a_chart_stays_inside_its_frame(counts: list[int], step: int) -> None:
    from datetime import UTC, datetime

    times = [
        datetime.fromtimestamp(1_795_000_000 + step * n, UTC).isoformat()
        for n in range(len(counts))
    ]
    points = [SpreadPoint(time, count, count) for time, count in zip(times, counts, strict=True)]
    drawn = spread_chart(
        Spread(start=times[0], end=times[-1], step=step, series=[SpreadSeries("carries", points)]),
        answers.history().items,
        ZoneInfo("Asia/Shanghai"),
    )
    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
    assert all(0 <= mark.x <= WIDTH for mark in drawn.marks)
    assert len(drawn.across) <= 8


def test_a_sparkline_needs_something_to_draw() -> None:
    assert spark_points([]) == ""
    assert spark_points([0, 0, 0]) == ""
    assert spark_points([0, 2]) == "0.0,26.0 120.0,2.0"


def test_differences_are_marked_letter_by_letter_in_han_and_by_word_elsewhere() -> None:
    found = [(piece.kind, piece.text) for piece in differences("明天停水三天", "后天停水三天！")]
    assert found == [(GONE, "明"), (ADDED, "后"), (SAME, "天停水三天"), (ADDED, "！")]
    words = differences("the water is closed today", "the water is closed tomorrow")
    assert [(piece.kind, piece.text) for piece in words][1:] == [
        (GONE, "today"),
        (ADDED, "tomorrow"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_lose_nothing(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == new
    if old != new:
        assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old


def test_what_two_share_is_marked_in_each() -> None:
    found = passages("明天停水三天，停水", ["停水", "停水三天", "", "不在"])
    assert [(piece.kind, piece.text) for piece in found] == [
        (SAME, "明天"),
        (SHARED, "停水三天"),
        (SAME, "，"),
        (SHARED, "停水"),
    ]


@given(st.text(max_size=60), st.lists(st.text(max_size=5), max_size=5))
def test_passages_lose_nothing(text: str, shared: list[str]) -> None:
    assert "".join(piece.text for piece in passages(text, shared)) == text


def test_a_long_text_that_has_nothing_of_the_other_is_shown_as_it_is() -> None:
    found = differences("停" * 5_000, "水" * 5_000)
    assert [piece.kind for piece in found] == [SAME]


@given(st.text("ab，.\n停", max_size=80), st.text("ab，.\n停", max_size=80))
def test_differences_of_long_texts_lose_nothing(old: str, new: str) -> None:
    with mock.patch.object(differences_module, "LONGEST", 5):
        pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == new
    if any(piece.kind != SAME for piece in pieces):
        assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old


def test_differences_of_long_texts_are_marked_where_they_are() -> None:
    clauses = [f"第{number}条消息说明天停水三天，" for number in range(700)]
    old = "".join(clauses)
    clauses[3] = "第3条消息说后天停水三天，"
    clauses[600] = "第600条消息说明天停电三天，"
    found = differences(old, "".join(clauses) + "转" * 2_000)
    assert [(piece.kind, piece.text) for piece in found if piece.kind != SAME] == [
        (GONE, "明"),
        (ADDED, "后"),
        (GONE, "水"),
        (ADDED, "电"),
        (ADDED, "转" * 2_000),
    ]


def test_wordings_stand_below_what_they_joined_through() -> None:
    found = lineage(
        [variant(B, A, reports=9), variant(A), variant(C, B), variant("dd" * 8, "ee" * 8)]
    )
    assert [(branch.depth, branch.variant.variant_id[0]) for branch in found] == [
        (0, "d"),
        (0, "a"),
        (1, "b"),
        (2, "c"),
    ]


def test_a_circle_of_wordings_is_shown_once() -> None:
    found = lineage([variant(A, B), variant(B, A), variant(C, C)])
    assert sorted(branch.variant.variant_id for branch in found) == [A, B, C]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reply_says_what_is_known(language: str) -> None:
    rated = Verdict(rating="false", summary="官方从未发布", link="https://example.org/x")
    false = {"en": "This is false.", "zh": "不实"}[language]
    doubt = {"en": "You are right to doubt it.", "zh": "您的怀疑是有道理的。"}[language]
    carried = reply(answers.check(verdict=rated, title="停水"), language)
    assert false in carried
    assert "停水" in carried
    assert "https://example.org/x" in carried
    assert doubt not in carried
    assert doubt in reply(answers.check(verdict=rated, stance="questions"), language)
    assert doubt not in reply(
        answers.check(verdict=Verdict("true", "", ""), stance="questions"), language
    )
    unrated = reply(answers.check(verdict=None), language)
    assert "12" in unrated
    assert false not in unrated
    near = reply(answers.check(joins=False, verdict=rated), language)
    assert near == reply(CheckRead(matches=[], stance="carries", red_flags=[]), language)
    assert false not in near, "what only resembles a hoax is not called one"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reply_names_every_rumor_that_a_message_holds(language: str) -> None:
    first = answers.check(verdict=None).matches[0]
    compared = replace(answers.compared(), rule="passage")
    passage = answers.check(
        joins=False, verdict=answers.verdict("false"), title="口罩", compared=compared
    ).matches[0]
    alone = reply(CheckRead(matches=[passage], stance="carries", red_flags=[]), language)
    assert "口罩" in alone
    both = reply(CheckRead(matches=[first, passage], stance="carries", red_flags=[]), language)
    assert both == alone, "a rating says more than that a rumor is known"
    rated = replace(first, verdict=answers.verdict("true"), title="停水")
    told = reply(CheckRead(matches=[rated, passage], stance="carries", red_flags=[]), language)
    assert told.index("停水") < told.index("口罩")


@pytest.mark.parametrize(
    ("size", "said"),
    [(None, "–"), (0, "0 B"), (999, "999 B"), (12_000, "12.0 kB"), (3_200_000_000, "3.2 GB")],
)
def test_sizes_are_told_in_the_unit_that_fits(size: int | None, said: str) -> None:
    assert Showing(answers.viewer(), str).size(size) == said


def said(*changes: Change, rule: str = "score", language: str = "en") -> str:
    compared = Compared(shared=5, characters=9, rule=rule, changes=list(changes))
    told = explained(variant(compared=compared, score=0.5), language)
    return told.replace("<bdi>", "").replace("</bdi>", "")


def test_what_changed_is_told_in_the_viewers_language() -> None:
    time = Change("changed", "time", "今晚8点", "明早9点")
    assert said(time) == (
        "5 of 9 letters kept; score 0.50; time changed: “今晚8点” to “明早9点”; joined by its score"
    )
    assert said(time, rule="long_passage", language="zh") == (
        "保留 9 字中的 5 字；相似度 0.50；时间有变：“今晚8点”改为“明早9点”；归入原因：有一长段相同"
    )
    assert "another phone number" in said(Change("changed", "phone", "[phone]", "[phone]"))
    disguise = Change("disguise", "homophones", "微信", "薇信")
    assert "还原伪装（同音字）：“薇信”即“微信”" in said(disguise, language="zh")


def test_changes_of_a_kind_are_all_told_and_of_words_the_first() -> None:
    words = [Change("added", "words", "", f"w{at}") for at in range(6)]
    places = [Change("changed", "place", f"p{at}", f"q{at}") for at in range(6)]
    told = said(*words, *places)
    assert all(f"p{at}" in told for at in range(6))
    assert ("w3" in told, "w4" in told, "2 more changes" in told) == (True, False, True)


def test_a_kind_of_change_that_is_not_known_is_told_as_it_came() -> None:
    assert said(Change("{0.__class__} {", "words", "a", "b")).split("; ")[2] == "{0.__class__} {"


def test_what_came_without_parts_is_told_as_it_came() -> None:
    assert explained(variant(compared=None, explanation="as it came"), "zh") == "as it came"
    assert changed(None, "zh") == ""


def test_both_languages_know_the_same_words() -> None:
    for table in (WHAT, KINDS, RULES):
        assert table["en"].keys() == table["zh"].keys()


def test_an_undo_says_what_was_undone_also_of_an_undo() -> None:
    show = Showing(answers.viewer(), str)
    rated = answers.decision("verdict", verdict={"rating": "false"})
    undone = answers.decision("undo", undoes=rated.decision_id)
    items = [rated, undone]
    assert show.said(undone, items) == "Undone, as if never made: “Rated “false”.”"
    assert show.said(undone) == "Undone: it counts as never made."
    for number in range(9):
        again = answers.decision("undo", undoes=items[-1].decision_id)
        again.decision_id = f"dec_{number}"
        items.append(again)
    told = show.said(items[2], items)
    assert told == "Undone, as if never made: “Undone, as if never made: “Rated “false”.””"
    assert show.said(items[-1], items).count("Undone") == 5, "a long row of undos ends somewhere"


def test_every_decision_says_what_it_did_with_the_same_fields_in_both_languages() -> None:
    assert set(DONE) == set(DECISION_KINDS)
    for done in DONE.values():
        named = [{field for _, field, _, _ in Formatter().parse(text)} for text in done]
        assert named[0] - {None} == named[1] - {None}


def test_what_is_short_is_shown_as_it_is() -> None:
    pieces = differences("明天停水三天", "后天停水三天")
    assert shortened(pieces) == pieces


@pytest.mark.parametrize(
    "lengths", [[5_000], [5, 700, 5], [300, 300, 1], [2] * 2_000, [100] * 10, [601], [1] * 601]
)
def test_what_is_long_is_cut_and_says_by_how_much(lengths: list[int]) -> None:
    pieces = [Piece((SAME, ADDED)[n % 2], "x" * length) for n, length in enumerate(lengths)]
    found = shortened(pieces)
    shown = sum(len(piece.text) for piece in found if piece.kind != CUT)
    left_out = sum(int(piece.text.replace(",", "")) for piece in found if piece.kind == CUT)
    assert 200 <= shown <= MOST
    assert shown + left_out == sum(lengths)
    assert left_out > 0


def test_both_ends_of_a_long_piece_stay() -> None:
    found = [(piece.kind, piece.text) for piece in shortened([Piece(SAME, "ab" * 500)])]
    assert found == [(SAME, "ab" * 150), (CUT, "400"), (SAME, "ab" * 150)]
