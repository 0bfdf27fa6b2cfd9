"""Events to rows, and rows through ClickHouse: what is written comes back under its own name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from schemas.events import (
    Alert,
    AlertsTold,
    DecisionMade,
    DeliveriesAttempted,
    DeliveryAsked,
    MovedCounts,
    RumorsMerged,
    SeenReports,
    Source,
    VerdictGiven,
)
from schemas.pipeline import STORE
from schemas.topics import ALERTS, CURATIONS, DELIVERIES, REJECTS, RUMORS, SIGHTINGS
from streams.store import rows
from streams.store.database import Database
from streams.store.tables import (
    AlertRow,
    AnsweredRow,
    AnswerRow,
    DecidedRow,
    DecisionRow,
    DeliveryRow,
    HomeRow,
    MergeRow,
    MigrationRow,
    RejectRow,
    Row,
    RumorRow,
    SeenRow,
    SightingRow,
    VariantRow,
)
from tests.store.stored import TODAY_MS, A, B, grown, rejection, sighting
from tests.support import builders


def whole_sighting() -> SightingRow:
    (row,) = rows.sightings(
        builders.sighted(
            sighting(
                7,
                at_ms=TODAY_MS + 1,
                rumor=A,
                variant=B,
                stance="refutes",
                reporter="00000000000000ff",
                channel="weibo",
                app="bus",
                external_id="post 17",
                backfill=True,
                language="zh-Hant",
                link="https://example.org/17",
                attributes={"line": "9", "stop": "天府广场"},
            ),
            received_at_ms=TODAY_MS + 2,
        )
    )
    return row


def whole_variant() -> VariantRow:
    variant = builders.variant(
        variant_id="01" * 8,
        rumor_id="02" * 8,
        text="打13812345678领钱",
        stance="questions",
        first_seen_ms=TODAY_MS + 1,
        exemplar_id="03" * 8,
        score=0.5,
        explanation="shares 17 of 19",
        red_flags=("urgency", "money"),
        overlaps="04" * 8,
    )
    ((row,), (), ()) = rows.grown(grown(variant, received_ms=TODAY_MS + 2), 5)
    return msgspec.structs.replace(row, shown="打[phone]")  # as a long text is shown: cut


def whole_rumor() -> RumorRow:
    event = grown(builders.variant(first_seen_ms=TODAY_MS + 1), received_ms=TODAY_MS + 2)
    _, (row,), () = rows.grown(event, 5)
    return row


def whole_alert() -> AlertRow:
    return AlertRow(
        tenant="main",
        alert_id="alr_1",
        change_id="second",
        event="escalated",
        rumor_id=17,
        kind="surging",
        level="major",
        level_rank=3,
        title="a title",
        why="11 reports",
        started_at=TODAY_MS,
        at=TODAY_MS + 1,
        resolved_at=TODAY_MS + 2,
        delayed_s=0.25,
        alert="{}",
        version=-5,
    )


def whole_delivery() -> DeliveryRow:
    return DeliveryRow(
        tenant="main",
        delivery_id="dlv_1",
        round=1,
        attempt=2,
        receiver="desk",
        alert_id="alr_1",
        type="alert.raised",
        state="pending",
        at=TODAY_MS,
        status=503,
        duration_ms=41,
        error="busy",
        next_attempt_at=TODAY_MS + 1,
        version=-5,
    )


def whole_decision() -> DecisionRow:
    verdict = VerdictGiven(rating="false", summary="不实", link="https://example.org/x")
    event = builders.decision(verdict=verdict, target="03" * 8, undoes="dec_1", note="why")
    return rows.decision(event, 5)


def whole_decided() -> DecidedRow:
    return DecidedRow(
        tenant="main",
        rumor_id=17,
        shown_id=18,
        title="a title",
        rating="false",
        rated_at=TODAY_MS,
        version=-5,
    )


def whole_home() -> HomeRow:
    return HomeRow(tenant="main", variant_id=19, joined_id=17, home_id=18, version=5)


def whole_merge() -> MergeRow:
    merge = RumorsMerged(
        kept="01" * 8, merged="02" * 8, variant_id="03" * 8, bridges=2, shared=40.5
    )
    _, _, (row,) = rows.grown(grown(merges=(merge,), received_ms=TODAY_MS + 2), 5)
    return row


def whole_reject() -> RejectRow:
    return rows.rejection(
        rejection(
            1,
            report_id="r-1",
            app="bus",
            topic="rumor.reports.v1",
            partition=3,
            offset=41,
            sample="{",
        )
    )


def whole_migration() -> MigrationRow:
    return MigrationRow(name="001.sql", digest="abc")


def whole_seen() -> SeenRow:
    return SeenRow(
        tenant="main",
        report_id=UUID(int=5),
        minute=TODAY_MS,
        variant_id=7,
        received_at=TODAY_MS + 1,
    )


def whole_answered() -> AnsweredRow:
    return AnsweredRow(
        tenant="main",
        rumor_id=3,
        report_id=UUID(int=4),
        answer_id="ans_1",
        app="app",
        decision_id="dec_1",
        number=5,
        external_id="r1",
        at=TODAY_MS,
        version=6,
    )


def whole_answer() -> AnswerRow:
    return AnswerRow(
        tenant="main",
        answer_id="ans_1",
        app="app",
        rumor_id=3,
        decision_id="dec_1",
        at=TODAY_MS,
        reports=4,
        answer="{}",
        version=5,
    )


WHOLE: tuple[Callable[[], Row], ...] = (
    whole_sighting,
    whole_seen,
    whole_variant,
    whole_rumor,
    whole_alert,
    whole_delivery,
    whole_decided,
    whole_home,
    whole_decision,
    whole_merge,
    whole_reject,
    whole_migration,
    whole_answered,
    whole_answer,
)


def by_name(database: Database, table: str) -> list[dict[str, Any]]:
    found, columns = database.query(f"SELECT * FROM {table}")
    names = [name for name, _ in columns]
    return [dict(zip(names, map(_as_written, row), strict=True)) for row in found]


def _as_written(value: Any) -> Any:
    return round(value.timestamp() * 1_000) if isinstance(value, datetime) else value


@pytest.mark.parametrize("whole", WHOLE, ids=lambda whole: whole.__name__.removeprefix("whole_"))
def test_what_was_written_is_read_back_under_its_name(
    database: Database, whole: Callable[[], Row]
) -> None:
    row = whole()
    table = row.TABLE
    database.execute(f"TRUNCATE TABLE {table}")
    database.insert([row])
    (found,) = by_name(database, table)
    if table == MigrationRow.TABLE:
        assert found.pop("at") > TODAY_MS / 1_000  # ClickHouse says when
    if table == MergeRow.TABLE:
        assert found.pop("stored_at") > TODAY_MS  # and here
    assert found == msgspec.structs.asdict(row)


@pytest.mark.parametrize("whole", WHOLE, ids=lambda whole: whole.__name__.removeprefix("whole_"))
def test_the_values_of_a_whole_row_differ(whole: Callable[[], Row]) -> None:
    """Else two columns could change places and nobody would see it."""
    values = msgspec.structs.astuple(whole())
    assert all(values), "an empty value says nothing of its column"
    assert len(set(map(str, values))) == len(values)


def test_every_table_has_a_whole_row() -> None:
    assert {type(whole()) for whole in WHOLE} == set(Row.__subclasses__())


def test_the_rows_of_one_block_need_not_all_have_what_is_rare(database: Database) -> None:
    plain = sighting(1)
    said = sighting(2, link="https://example.org", attributes={"a": "b"})
    only_attributes = sighting(3, attributes={"c": "d"})
    # Received today: what is older than its time to live may be cleared at any moment.
    event = builders.sighted(plain, said, only_attributes, received_at_ms=TODAY_MS)
    database.insert(rows.sightings(event))
    found = database.execute("SELECT link, attributes FROM sightings ORDER BY report_id")
    assert found == [("", {}), ("https://example.org", {"a": "b"}), ("", {"c": "d"})]


def test_nothing_is_inserted_without_rows(database: Database) -> None:
    database.insert([])
    assert database.execute("SELECT count() FROM sightings") == [(0,)]


def test_rows_do_not_share_their_attributes() -> None:
    first, second = rows.sightings(builders.sighted(sighting(1), sighting(2)))
    assert first.attributes == second.attributes == {}
    assert first.attributes is not second.attributes


def test_nobody_named_is_reporter_zero() -> None:
    nobody, somebody = rows.sightings(
        builders.sighted(sighting(1, reporter=""), sighting(2, reporter="00000000000000ff"))
    )
    assert (nobody.reporter, somebody.reporter) == (0, 255)


def test_the_first_copy_of_a_report_has_the_higher_version() -> None:
    (first,) = rows.sightings(builders.sighted(sighting(1), received_at_ms=TODAY_MS))
    (again,) = rows.sightings(builders.sighted(sighting(1), received_at_ms=TODAY_MS + 1))
    assert first.version > again.version


def test_a_variant_that_joined_opens_no_rumor() -> None:
    founding = builders.variant(variant_id=A, rumor_id=A)
    joined = builders.variant(variant_id=B, rumor_id=A, exemplar_id=A)
    variants, rumors, _ = rows.grown(grown(founding, joined), 3)
    assert [(row.variant_id, row.exemplar_id) for row in variants] == [
        (int(A, 16), 0),
        (int(B, 16), int(A, 16)),
    ]
    assert [(row.rumor_id, row.title) for row in rumors] == [(int(A, 16), builders.TEXT)]
    assert {row.version for row in variants} == {row.version for row in rumors} == {-3}


def test_a_rumor_is_called_by_the_wording_that_names_it_whatever_came_before(
    database: Database,
) -> None:
    founding = builders.variant(variant_id=A, rumor_id=A, text="今晚断水是谣言", stance="refutes")
    naming = builders.variant(
        variant_id=B, rumor_id=A, exemplar_id=A, text="今晚全城断水", names=True
    )
    for event, offset in ((grown(naming), 7), (grown(founding), 3)):
        _, rumors, _ = rows.grown(event, offset)
        database.insert(rumors)
    found, _ = database.query("SELECT title FROM rumors FINAL", {})
    assert found == [("今晚全城断水",)]


@pytest.mark.parametrize("before", range(450, 482, 3))
def test_a_number_on_the_edge_of_what_is_shown_is_masked(before: int) -> None:
    """Addresses become short when masked, so that what was cut off behind them may move into a
    title.
    """
    long = "a" * (before - 8) + "@b.example"
    variants, rumors, _ = rows.grown(grown(builders.variant(text=f"{long} 电话13800138000")), 0)
    for shown in (variants[0].shown, variants[0].masked, rumors[0].title):
        assert "138" not in shown
        assert "电话[phone]" in shown


def test_an_alert_is_kept_whole() -> None:
    told = builders.alert(level="critical", variants=3, newest=("一", "二"))
    source = Source(partition=0, offset=1)
    (row,) = rows.alerts(AlertsTold(lane=builders.LANE, source=source, alerts=(told,)), 9)
    assert msgspec.json.decode(row.alert, type=Alert) == told
    assert (row.level, row.level_rank, row.version) == ("critical", 4, -9)


def test_what_people_ask_for_is_no_alert() -> None:
    ping = DeliveryAsked(
        request_id="req_1", tenant="main", receiver="desk", delivery_id="", asked_at_ms=TODAY_MS
    )
    source = Source(partition=-1, offset=-1)
    assert rows.alerts(AlertsTold(lane=builders.LANE, source=source, asked=(ping,)), 9) == []


def test_a_delivery_that_is_over_has_no_next_attempt() -> None:
    over = builders.delivery(state="delivered", attempt=1, next_attempt_at_ms=0)
    due = builders.delivery(next_attempt_at_ms=TODAY_MS)
    event = DeliveriesAttempted(lane=builders.LANE, deliveries=(over, due))
    assert [row.next_attempt_at for row in rows.deliveries(event, 0)] == [None, TODAY_MS]


def test_of_who_reported_what_a_decision_moved_nothing_is_stored() -> None:
    seen = SeenReports(reports=1, seen="0" * 12 + builders.reporter(1), since_ms=0, until_ms=0)
    moved = MovedCounts(reports=1, seen=seen, stays=seen)
    row = rows.decision(builders.decision(kind="undo", moved=moved, back=seen), 8)
    assert builders.reporter(1) not in row.decision
    stored = msgspec.json.decode(row.decision, type=DecisionMade)
    assert stored.moved == MovedCounts(reports=1)


def test_a_decision_without_a_verdict_has_an_empty_one() -> None:
    withdrawn = builders.decision(verdict=None)
    row = rows.decision(withdrawn, 8)
    assert (row.rating, row.summary, row.link, row.offset) == ("", "", "", 8)


def test_the_sample_of_a_rejection_is_masked() -> None:
    row = rows.rejection(rejection(1, sample="打13812345678领钱"))
    assert row.sample == "打[phone]领钱"


def test_every_topic_the_store_reads_becomes_rows() -> None:
    assert set(rows.OF_TOPIC) == set(STORE.reads)
    assert set(STORE.reads) == {RUMORS, SIGHTINGS, ALERTS, DELIVERIES, CURATIONS, REJECTS}
