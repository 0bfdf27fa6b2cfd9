"""What is left of events when a person is forgotten: the counts, and nothing that names them."""

from typing import Any

from schemas.events import AlertsTold, DeliveriesAttempted, RumorsGrown, Source, Wording
from schemas.topics import ALERTS, DELIVERIES, REPORTS, RUMORS, SIGHTINGS
from streams.core.erasure import ERASED, Plan, forget, stand_in, without_quote
from tests.support import builders

OTHER = "网传明天起全城停水三天，请大家提前储水"
PLAN = Plan(
    tenant="main",
    reports={builders.report_id(1): stand_in("main", builders.report_id(1), "salt")},
    reporters={builders.reporter(1): "ab" * 8},
    external_ids=["e-1"],
    texts={builders.RUMOR: builders.TEXT},
)


def bytes_of(topic: Any, event: Any) -> bytes:
    """The record of what is left; forgetting twice is forgetting once."""
    left = forget(PLAN, event)
    assert forget(PLAN, left) == left
    return bytes(topic.encode(left))


def test_reports_that_were_not_read_yet_are_gone_and_others_stay() -> None:
    event = builders.received(builders.report(1, external_id="e-1"), builders.report(2, text=OTHER))
    left = bytes_of(REPORTS, event)
    assert not any(one in left for one in PLAN.fragments())
    assert [one.text for one in REPORTS.decode(left).reports] == [OTHER]


def test_sightings_count_as_much_under_other_names() -> None:
    seen = (
        builders.sighting(1, external_id="e-1", link="http://x", attributes={"a": "b"}),
        builders.sighting(2, external_id="e-2"),
    )
    quoted = (Wording(variant_id=builders.RUMOR, rumor_id=builders.RUMOR, text=builders.TEXT),)
    left = bytes_of(SIGHTINGS, builders.sighted(*seen, wordings=quoted))
    assert not any(one in left for one in PLAN.fragments())
    one, other = SIGHTINGS.decode(left).sightings
    assert other == seen[1]
    assert (one.reporter, one.external_id, one.link, one.attributes) == ("ab" * 8, "", "", None)
    assert (one.variant_id, one.observed_at_ms) == (seen[0].variant_id, seen[0].observed_at_ms)
    assert one.report_id == PLAN.reports[builders.report_id(1)]


def test_a_wording_keeps_its_place_and_is_matched_with_nothing() -> None:
    other = builders.variant(variant_id="cc" * 8, text=OTHER)
    event = RumorsGrown(
        lane=builders.LANE,
        source=Source(partition=0, offset=0),
        curation_offset=0,
        received_at_ms=builders.T0_MS,
        variants=(builders.variant(), other),
    )
    gone, kept = RUMORS.decode(bytes_of(RUMORS, event)).variants
    assert (gone.text, gone.windows, gone.rumor_id) == (ERASED, (), builders.RUMOR)
    assert kept == other


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
    assert without_quote("全城停水三天", "停水") == "全城停水三天"
    assert without_quote('{"title":"停水"}', "停水") == f'{{"title":"{ERASED}"}}'
    assert without_quote("停水", "停水") == ERASED


def test_who_stands_in_cannot_be_told_without_the_salt() -> None:
    assert stand_in("main", "a", "x") == stand_in("main", "a", "x")
    assert len({stand_in("main", "a", "x"), stand_in("main", "a", "y"), "a"}) == 3
