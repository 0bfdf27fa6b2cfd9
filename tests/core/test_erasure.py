"""What is left of events when a person is forgotten: the counts, and nothing that names them."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from schemas.events import (
    AlertsTold,
    DeliveriesAttempted,
    MovedCounts,
    Rejection,
    ReportsRejected,
    RumorsGrown,
    SeenReports,
    SightingsShared,
    Source,
    SurgeFolded,
    VerdictGiven,
    Wording,
)
from schemas.topics import (
    ALERTS,
    CATALOGUE,
    CURATIONS,
    DELIVERIES,
    REJECTS,
    REPORTS,
    RUMORS,
    SIGHTINGS,
    SURGES,
    Topic,
)
from streams.core import surge
from streams.core.durations import DAY_MS
from streams.core.erasure import (
    ERASED,
    Hints,
    Plan,
    Proof,
    forget,
    names,
    stand_in,
    without_quotes,
)
from streams.core.erasure.folding import fold
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import Manner, Telling
from streams.core.surge.crowd import Group
from streams.core.titles import headline
from tests.support import builders
from tests.support.surges import Lane, wave

OTHER = "网传明天起全城停水三天，请大家提前储水"
PLAN = Plan(
    tenant="main",
    reports={builders.report_id(1): stand_in("main", builders.report_id(1), "salt")},
    reporters={builders.reporter(1): "ab" * 8},
    external_ids=["e-1"],
    texts={builders.RUMOR: builders.TEXT},
)


RECORDS = Path(__file__).parents[1] / "replay" / "events"
SOURCE = Source(partition=0, offset=0)


def bytes_of(topic: Any, event: Any, plan: Plan = PLAN) -> bytes:
    """The record of what is left; it is found, and forgetting twice is forgetting once."""
    assert Hints(plan).may_be_in(topic.encode(event))
    left = forget(plan, event)
    assert forget(plan, left) == left
    if topic in (ALERTS, DELIVERIES, CURATIONS):
        assert not Proof(plan).holds(left)
    return bytes(topic.encode(left))


def test_reports_that_were_not_read_yet_are_gone_and_others_stay() -> None:
    event = builders.received(builders.report(1, external_id="e-1"), builders.report(2, text=OTHER))
    left = bytes_of(REPORTS, event)
    assert not any(one in left for one in (*names(PLAN), b"e-1", builders.TEXT.encode()))
    assert [one.text for one in REPORTS.decode(left).reports] == [OTHER]


def test_sightings_count_as_much_under_other_names() -> None:
    seen = (
        builders.sighting(1, external_id="e-1", link="http://x", attributes={"a": "b"}),
        builders.sighting(2, external_id="e-2"),
    )
    quoted = (Wording(variant_id=builders.RUMOR, rumor_id=builders.RUMOR, text=builders.TEXT),)
    left = bytes_of(SIGHTINGS, builders.sighted(*seen, wordings=quoted))
    assert not any(one in left for one in (*names(PLAN), b"e-1", builders.TEXT.encode()))
    one, other = SIGHTINGS.decode(left).sightings
    assert other == seen[1]
    assert (one.reporter, one.external_id, one.link, one.attributes) == ("ab" * 8, "", "", None)
    assert (one.variant_id, one.observed_at_ms) == (seen[0].variant_id, seen[0].observed_at_ms)
    assert one.report_id == PLAN.reports[builders.report_id(1)]


def test_a_wording_keeps_its_place_and_is_matched_with_nothing() -> None:
    other = builders.variant(variant_id="cc" * 8, text=OTHER, link="http://others")
    event = RumorsGrown(
        lane=builders.LANE,
        source=Source(partition=0, offset=0),
        curation_offset=0,
        received_at_ms=builders.T0_MS,
        variants=(builders.variant(link="http://x/me"), other),
    )
    gone, kept = RUMORS.decode(bytes_of(RUMORS, event)).variants
    assert (gone.text, gone.windows, gone.rumor_id) == (ERASED, (), builders.RUMOR)
    assert gone.link == ""
    assert kept == other


def test_a_wording_of_others_too_keeps_its_text_and_loses_their_link_and_what_quotes_another() -> (
    None
):
    first = builders.variant(variant_id="cc" * 8, text=OTHER, link="http://x/me")
    after = builders.variant(
        variant_id="dd" * 8, text=OTHER, exemplar_id=builders.RUMOR, explanation=f"without {OTHER}"
    )
    event = RumorsGrown(
        lane=builders.LANE,
        source=SOURCE,
        curation_offset=0,
        received_at_ms=builders.T0_MS,
        variants=(first, after),
    )
    plan = Plan(tenant="main", texts=PLAN.texts, first=["cc" * 8])
    one, other = RUMORS.decode(bytes_of(RUMORS, event, plan)).variants
    assert (one.text, one.link, one.windows) == (OTHER, "", (0,))
    assert (other.text, other.explanation) == (OTHER, "")


def test_alerts_and_what_was_sent_of_them_quote_it_no_more() -> None:
    source = Source(partition=0, offset=0)
    told = AlertsTold(lane=builders.LANE, source=source, alerts=(builders.alert(),))
    assert builders.TEXT.encode() not in bytes_of(ALERTS, told)
    body = '{"title":"' + builders.TEXT + '","why":"11 reports"}'
    sent = DeliveriesAttempted(lane=builders.LANE, deliveries=(builders.delivery(body=body),))
    left = bytes_of(DELIVERIES, sent)
    assert builders.TEXT.encode() not in left
    assert "11 reports" in DELIVERIES.decode(left).deliveries[0].body


def test_a_short_wording_is_not_cut_out_of_what_others_said() -> None:
    made = Plan(tenant="main", texts={builders.RUMOR: "停水"}).quotes
    assert without_quotes("全城停水三天", made) == "全城停水三天"
    assert without_quotes('{"title":"停水"}', made) == f'{{"title":"{ERASED}"}}'
    assert without_quotes("停水", made) == ERASED


def test_what_others_said_too_is_theirs() -> None:
    """Somebody passed the hoax on and said from whom: its title is the hoax, word by word."""
    passed_on = f"楼上老李亲口讲：{builders.TEXT}"
    assert headline(passed_on) == builders.TEXT
    plan = Plan(tenant="main", texts={"cc" * 8: passed_on}, common=[builders.TEXT])
    told = builders.alert(newest=(builders.TEXT, passed_on))
    event = AlertsTold(lane=builders.LANE, source=SOURCE, alerts=(told,))
    (left,) = ALERTS.decode(bytes_of(ALERTS, event, plan)).alerts
    assert (left.title, left.text) == (builders.TEXT, builders.TEXT)
    assert left.newest == (builders.TEXT, ERASED)
    # And a wording that others hold as a part goes where it stands alone.
    plan = Plan(tenant="main", texts={builders.RUMOR: builders.TEXT}, common=[builders.TEXT])
    (left,) = forget(plan, replace(event, alerts=(told,))).alerts
    assert left.newest == (ERASED, passed_on)


def test_who_stands_in_cannot_be_told_without_the_salt() -> None:
    assert stand_in("main", "a", "x") == stand_in("main", "a", "x")
    assert len({stand_in("main", "a", "x"), stand_in("main", "a", "y"), "a"}) == 3


def test_an_answer_names_the_report_under_its_other_id_and_by_no_id_of_the_app() -> None:
    event = AlertsTold(lane=builders.LANE, source=SOURCE, answers=(builders.answer(3),))
    plan = Plan(tenant="main", reports=PLAN.reports, external_ids=["r1"])
    (answer,) = ALERTS.decode(bytes_of(ALERTS, event, plan)).answers
    assert [one.external_id for one in answer.reports] == ["r0", "", "r2"]
    assert answer.reports[1].report_id == PLAN.reports[builders.report_id(1)]


def test_what_was_sent_of_an_answer_names_it_no_more() -> None:
    telling = Telling(
        type="verdict.given",
        id="dlv_1",
        at_ms=builders.T0_MS,
        content=builders.answer(3),
        links="http://x",
    )
    body = KINDS["standard"].body(telling, manner=Manner())
    sent = builders.delivery(type="verdict.given", body=body)
    event = DeliveriesAttempted(lane=builders.LANE, deliveries=(sent,))
    plan = Plan(tenant="main", reports=PLAN.reports, external_ids=["r1"])
    (left,) = DELIVERIES.decode(bytes_of(DELIVERIES, event, plan)).deliveries
    assert json.loads(left.body)["data"]["reports"]["external_ids"] == ["r0", "r2"]
    assert left.body == body.replace('"r1",', "")


@pytest.mark.parametrize("name", ["main", "raised", "surge", "false", "standard"])
def test_an_id_of_an_app_that_is_a_word_of_ours_changes_nothing_else(name: str) -> None:
    plan = Plan(tenant="main", reports=PLAN.reports, external_ids=[name])
    told = AlertsTold(lane=builders.LANE, source=SOURCE, alerts=(builders.alert(),))
    assert forget(plan, told) == told
    made = builders.decision()
    assert forget(plan, made) == made


LONG = (
    "各位街坊请注意！我是三楼的张阿姨。后天菜场关门，"
    "<只有我>知道这件*事情*，请转发给大家，谢谢各位邻居"
)

SIGNS = '后天菜场关门，"张阿姨 & 李叔叔" 说 <三楼> 都知道，请转发给大家'
LINKED = (
    "后天菜场关门，详情见 https://news.evil.example/a.html 或 t.me/joinchat/x，发送 /start 领取"
    "，三楼的张阿姨 10.0.0.1"
)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("text", [LONG, LONG * 5, LINKED, SIGNS, builders.TEXT])
def test_no_kind_of_message_quotes_it(kind: str, text: str) -> None:
    """Each cuts, escapes and titles in its own way."""
    plan = Plan(tenant="main", texts={builders.RUMOR: text})
    alert = builders.alert(
        title=headline(text), text=text[:200], newest=(text[:200], OTHER), variants=2
    )
    telling = Telling(
        type="alert.raised", id="dlv_1", at_ms=builders.T0_MS, content=alert, links="http://x"
    )
    body = KINDS[kind].body(telling, manner=Manner(language="zh"))
    event = DeliveriesAttempted(lane=builders.LANE, deliveries=(builders.delivery(body=body),))
    left = DELIVERIES.decode(bytes_of(DELIVERIES, event, plan)).deliveries[0].body
    assert any(word in body for word in ("菜场关门", builders.TEXT[:8]))
    assert not any(word in left for word in ("菜场关门", builders.TEXT[:8]))
    json.loads(left)


def told_by(kind: str, text: str, plan: Plan, title: str = "") -> tuple[str, str]:
    """The body of a message in English, and what is left of it."""
    alert = builders.alert(title=title or headline(text), text=text[:200], newest=(text[:200],))
    telling = Telling(
        type="alert.raised", id="dlv_1", at_ms=builders.T0_MS, content=alert, links="http://x"
    )
    body = KINDS[kind].body(telling, manner=Manner())
    event = DeliveriesAttempted(lane=builders.LANE, deliveries=(builders.delivery(body=body),))
    left = DELIVERIES.decode(bytes_of(DELIVERIES, event, plan)).deliveries[0].body
    json.loads(left)
    return body, left


FERRY = (
    "Zebedee Quux says the night ferry will not sail before Sunday, and the harbour master knows"
)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("length", [12, 60, 71, 75, 79, 80, 90, 140, 160, 220])
def test_a_title_is_found_however_short_it_was_cut(kind: str, length: int) -> None:
    """Some cut behind a heading, some count an emoji as two."""
    for text in ((FERRY * 3)[:length], ("Zebedee 🚢🚢🚢🚢🚢🚢 Quux 🚢" * 20)[:length]):
        plan = Plan(tenant="main", texts={builders.RUMOR: text})
        body, left = told_by(kind, text, plan, title=text)
        assert "Zebedee" in body
        assert "Zebedee" not in left


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    "between", ["  ", "\n", "\r\n\n", "\u202e", " \u2066", "\u200b", "\u00a0 "]
)
def test_spaces_and_signs_that_nobody_sees_hide_nothing(kind: str, between: str) -> None:
    """Some kinds tidy them up, some take only those away that turn the direction of reading."""
    text = FERRY.replace(" ", between)
    plan = Plan(tenant="main", texts={builders.RUMOR: text})
    body, left = told_by(kind, text, plan)
    assert "Zebedee" in body
    assert "Zebedee" not in left
    note = builders.decision(note=f"a caller: {FERRY}")
    assert f"a caller: {ERASED}" in CURATIONS.decode(bytes_of(CURATIONS, note, plan)).note


def test_a_beginning_that_others_said_too_is_theirs() -> None:
    cut = f"{FERRY[:40].rstrip()}…"
    plan = Plan(tenant="main", texts={builders.RUMOR: FERRY}, common=[FERRY[:60]])
    told = builders.decision(note=f"a caller: {cut}")
    assert forget(plan, told).note == told.note
    plan = Plan(tenant="main", texts={builders.RUMOR: FERRY})
    assert forget(plan, told).note == f"a caller: {ERASED}"


SPELLINGS = (
    'C:\\new\\table "x" & <y>\nreads',
    "HTTPS://Evil.Example/a_b*c &lt;b&gt; &amp;lt; 10.0.0.1 /start now",
    "!!! ??? ... --- === *** the ferry is [gone] \\u4e2d ~|`#",
    "!!!!!!!!!!!!!!!!",
    "a b c d e f \u2028 g h \t i j k l m",
)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("text", SPELLINGS)
def test_signs_of_markup_hide_nothing(kind: str, text: str) -> None:
    """`bytes_of` sees to it that the record is looked into, too."""
    plan = Plan(tenant="main", texts={builders.RUMOR: text})
    body, left = told_by(kind, text, plan, title=text)
    assert body.count(ERASED) == 0
    assert left.count(ERASED) >= 2
    tail = fold(text)[-6:]
    assert tail in fold("".join(strings_in(json.loads(body))))
    assert tail not in fold("".join(strings_in(json.loads(left))))


def strings_in(value: Any) -> list[str]:
    """All strings of a body."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [one for some in inner for one in strings_in(some)]
    return [str(value)]


def test_decisions_that_quote_it_stand_without_it() -> None:
    made = builders.decision(
        note=f"a caller said: {builders.TEXT}",
        title=headline(builders.TEXT),
        verdict=VerdictGiven(rating="false", summary=builders.TEXT),
    )
    left = CURATIONS.decode(bytes_of(CURATIONS, made))
    assert builders.TEXT not in str(left)
    assert left.note == f"a caller said: {ERASED}"
    assert left.verdict == VerdictGiven(rating="false", summary=ERASED)


def test_a_rejected_report_leaves_its_reason() -> None:
    one = Rejection(
        reject_id="rej_1",
        tenant="main",
        stage="cluster",
        reason="nothing_to_match",
        message=f"report {builders.report_id(1)}: nothing_to_match",
        at_ms=builders.T0_MS,
        report_id=builders.report_id(1),
        sample="what was never a wording",
    )
    (left,) = REJECTS.decode(bytes_of(REJECTS, ReportsRejected(rejections=(one,)))).rejections
    assert (left.sample, left.reason) == ("", "nothing_to_match")
    assert builders.report_id(1) not in left.message + left.report_id


@pytest.mark.parametrize("topic", CATALOGUE, ids=lambda topic: str(topic.name))
def test_no_topic_is_left_out(topic: Topic[Any]) -> None:
    """Every real record there is, of a tenant that has something to forget."""
    plan = Plan(
        tenant="main",
        reports=PLAN.reports,
        reporters=PLAN.reporters,
        external_ids=["1"],  # in nearly every record
        texts=PLAN.texts,
    )
    records = sorted(RECORDS.glob(f"{topic.name}-*.json"))
    assert records
    for record in records:
        event = topic.decode(record.read_bytes())
        assert Hints(plan).may_be_in(topic.encode(event))
        left = forget(plan, event)
        assert forget(plan, left) == left


def test_other_tenants_say_what_they_say() -> None:
    """Their hoax may be the same, word by word."""
    lane = "other/cjk"
    alert = builders.alert(tenant="other")
    for event in (
        AlertsTold(lane=lane, source=SOURCE, alerts=(alert,)),
        DeliveriesAttempted(lane=lane, deliveries=(builders.delivery(body=builders.TEXT),)),
        builders.decision(tenant="other", note=builders.TEXT),
        builders.received(builders.report(1), lane=lane),
        builders.sighted(builders.sighting(1), lane=lane),
    ):
        assert forget(PLAN, event) == event


def folded(lane: Lane, rumor_id: str = builders.RUMOR) -> SurgeFolded:
    """A state as it stands on the log; the lane's own without a rumor."""
    state = surge.dump(lane.state, rumor_id) if rumor_id else surge.dump_lane(lane.state)
    return SurgeFolded(lane=builders.LANE, rumor_id=rumor_id, offset=7, state=state)


QUOTED = Wording(variant_id=builders.RUMOR, rumor_id=builders.RUMOR, text=builders.TEXT)
KEY = str(int(builders.reporter(1), 16))


def surging() -> Lane:
    """A rumor that the plan's text founded and its reporter reported, among forty."""
    lane = Lane()
    lane.see(*wave(40, every_ms=20_000), wordings=(QUOTED,))
    return lane


def test_a_state_counts_as_many_reporters_and_names_and_quotes_none_of_them() -> None:
    lane = surging()
    event = folded(lane)
    assert KEY in event.state
    assert builders.TEXT in event.state
    left = SURGES.decode(bytes_of(SURGES, event))
    assert KEY not in left.state
    assert builders.TEXT not in left.state
    assert (left.offset, left.rumor_id) == (7, builders.RUMOR)
    before = lane.state.rumors[builders.RUMOR]
    surge.load(lane.state, builders.RUMOR, left.state)
    after = lane.state.rumors[builders.RUMOR]
    assert (after.title, after.text, after.newest) == (ERASED, ERASED, (ERASED,))
    assert after.counted == before.counted
    assert after.reports == before.reports
    counts = [{n: one.seen.count for n, one in r.counters.hours.items()} for r in (before, after)]
    assert counts[0] == counts[1]


def test_what_lanes_share_is_forgotten_in_both_its_records() -> None:
    shared = SightingsShared(
        sightings=(builders.sighting(1, external_id="e-1"),),
        wordings=(QUOTED,),
        states=(folded(surging()),),
    )
    reported = builders.received(shared=shared)
    for topic, event in ((REPORTS, reported), (SIGHTINGS, builders.sighted(shared=shared))):
        left = bytes_of(topic, event)
        forgotten = (*names(PLAN), b"e-1", builders.TEXT.encode(), KEY.encode())
        assert not any(one in left for one in forgotten)


def test_a_state_at_rest_keeps_its_counts() -> None:
    lane = surging()
    lane.state.time_ms += 3 * DAY_MS
    for open_ in list(lane.state.open):
        episode = lane.state.rumors[open_].episode
        assert episode is not None
        episode.resolved_ms = lane.state.time_ms
    lane.state.rest(10)
    event = folded(lane)
    assert surge.is_packed(event.state)
    left = SURGES.decode(bytes_of(SURGES, event))
    assert builders.TEXT[:8] not in left.state
    assert left.state == event.state.replace(builders.TEXT, ERASED)


def test_a_state_at_rest_forgets_another_wording_that_it_is_called_by() -> None:
    plan = Plan(tenant="main", texts={"ef" * 8: LONG * 5})
    lane = Lane()
    named = Wording(variant_id="ef" * 8, rumor_id=builders.RUMOR, text=(LONG * 5)[:200], names=True)
    lane.see(*wave(3, every_ms=20_000), wordings=(named,))
    lane.state.time_ms += 3 * DAY_MS
    for open_ in list(lane.state.open):
        episode = lane.state.rumors[open_].episode
        assert episode is not None
        episode.resolved_ms = lane.state.time_ms
    lane.state.rest(10)
    event = folded(lane)
    assert surge.is_packed(event.state)
    assert LONG[:20] in event.state
    assert (LONG * 5)[:200] not in event.state, "it is cut"
    assert LONG[:20] not in SURGES.decode(bytes_of(SURGES, event, plan)).state


def test_the_lane_forgets_who_came_together() -> None:
    lane = surging()
    lane.state.crowd.groups.append(Group("cc" * 8, frozenset({int(KEY), 5}), strangers=True))
    event = folded(lane, "")
    assert KEY in event.state
    left = SURGES.decode(bytes_of(SURGES, event))
    assert KEY not in left.state
    surge.load_lane(lane.state, left.state)
    assert len(lane.state.crowd.groups[-1].keys) == 2


def test_a_state_of_others_stays_byte_by_byte() -> None:
    lane = Lane()
    other = Wording(variant_id=builders.RUMOR, rumor_id=builders.RUMOR, text=OTHER)
    lane.see(*wave(40, first=100), wordings=(other,))
    event = folded(lane)
    plan = Plan(tenant="main", reporters=PLAN.reporters, texts={"cc" * 8: builders.TEXT})
    assert forget(plan, event) is event


def test_a_decision_names_a_reporter_of_what_it_moved_no_more() -> None:
    other = builders.reporter(2)
    seen = f"{builders.T0_MS:012x}{other}{builders.T0_MS + 1:012x}{builders.reporter(1)}"
    stored = SeenReports(reports=2, seen=seen, since_ms=0, until_ms=0)
    moved = MovedCounts(seen=stored, stays=stored)
    event = builders.decision(kind="split", verdict=None, moved=moved, back=stored)
    left = CURATIONS.decode(bytes_of(CURATIONS, event))
    stands = f"{builders.T0_MS:012x}{other}{builders.T0_MS + 1:012x}{'ab' * 8}"
    assert left.moved is not None
    assert left.moved.stays is not None
    assert left.back is not None
    assert {left.moved.stays.seen, left.back.seen} == {stands}
    assert left.moved.seen == left.back


def test_thousands_of_reports_are_looked_for_at_once() -> None:
    plan = Plan(
        tenant="main",
        reports={builders.report_id(n): builders.report_id(10_000 + n) for n in range(5_000)},
        external_ids=["7"],
    )
    hints = Hints(plan)
    assert hints.may_be_in(b"x" * 1_000 + builders.report_id(4_999).encode())
    assert hints.may_be_in(b"..7..")
    assert not hints.may_be_in(b"x" * 1_000)
    assert not hints.may_be_in(b"")
    assert not Hints(Plan(tenant="main")).may_be_in(b"anything at all")
