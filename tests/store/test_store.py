"""Rows, recounting and named reads on a real engine."""

import time
import uuid
from typing import Any

import pytest

from schemas.events import ReportsSighted, RumorsGrown, Sighting, Source, VariantJoined
from streams.store import rows
from streams.store.database import (
    MIGRATIONS,
    Database,
    SchemaMismatch,
    StoreUnavailable,
    statements_of,
)
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import Reads, TooManyPoints
from streams.store.spread import days_of, recount_days, recount_minutes
from streams.store.writer import Writer

T0 = int(time.time()) // 86_400 * 86_400_000  # midnight: times to live count from now
A, B = "aa" * 8, "bb" * 8


def sighting(
    n: int,
    at_ms: int,
    rumor: str = A,
    stance: str = "carries",
    reporter: str = "",
    channel: str = "wechat",
) -> Sighting:
    return Sighting(
        report_id=str(uuid.UUID(int=n)),
        variant_id=rumor,
        rumor_id=rumor,
        stance=stance,
        observed_at_ms=at_ms,
        app="app",
        reporter=reporter,
        channel=channel,
        place="成都",
    )


def store(
    database: Database, sightings: list[Sighting], received_ms: int = T0, tenant: str = "main"
) -> set[tuple[str, int]]:
    event = ReportsSighted(
        lane=f"{tenant}/cjk",
        source=Source(partition=0, offset=0),
        received_at_ms=received_ms,
        sightings=tuple(sightings),
    )
    database.insert("sightings", rows.COLUMNS["sightings"], rows.sightings(event))
    return {(tenant, s.observed_at_ms // 60_000) for s in sightings}


def recount(database: Database, touched: set[tuple[str, int]]) -> None:
    recount_minutes(database, touched)
    recount_days(database, days_of(touched))


def open_rumor(
    database: Database, rumor: str = A, text: str = "微信聊天记录要全部删掉", offset: int = 0
) -> None:
    variants, rumors = rows.grown(
        RumorsGrown(
            lane="main/cjk",
            source=Source(partition=0, offset=0),
            curation_offset=0,
            received_at_ms=T0,
            variants=(
                VariantJoined(
                    variant_id=rumor, rumor_id=rumor, text=text, stance="carries", first_seen_ms=T0
                ),
            ),
        ),
        offset,
    )
    database.insert("variants", rows.COLUMNS["variants"], variants)
    database.insert("rumors", rows.COLUMNS["rumors"], rumors)


def counts(database: Database) -> list[tuple[Any, ...]]:
    return database.execute(
        "SELECT toUnixTimestamp(minute), stance, sum(reports), uniqMerge(reporters) FROM spread_minute FINAL GROUP BY 1, 2 ORDER BY 1, 2"
    )


def test_replays_and_overlapping_batches_count_once(database: Database) -> None:
    batch = [
        sighting(n, T0 + n * 1_000, reporter=f"{n % 7:016x}" if n % 7 else "") for n in range(100)
    ]
    for part in (batch, batch, batch[40:], batch[:60]):
        recount(database, store(database, part))
    assert sum(row[2] for row in counts(database)) == 100
    assert database.execute("SELECT sum(reports) FROM spread_day FINAL") == [(100,)]


def test_the_first_copy_of_a_report_wins(database: Database) -> None:
    recount(database, store(database, [sighting(1, T0, stance="carries")], received_ms=T0 + 5))
    recount(database, store(database, [sighting(1, T0, stance="refutes")], received_ms=T0 + 900))
    assert [row[1:3] for row in counts(database)] == [("carries", 1)]


def test_recounts_of_many_years_and_tenants_stay_apart(database: Database) -> None:
    history = [sighting(n, T0 - n * 40 * 86_400_000) for n in range(100)]
    recount(
        database, store(database, history) | store(database, [sighting(1_000, T0)], tenant="other")
    )
    assert database.execute(
        "SELECT tenant, sum(reports) FROM spread_day FINAL GROUP BY tenant ORDER BY tenant"
    ) == [("main", 100), ("other", 1)]
    assert Reads(database).rumor("other", A)["reports"] == 1  # type: ignore[index]
    assert Reads(database).rumor("nobody", A) is None


def test_spread_fills_gaps_and_adds_up(database: Database) -> None:
    open_rumor(database)
    recount(
        database,
        store(
            database,
            [
                sighting(
                    n,
                    T0 + n * 90_000,
                    reporter=f"{n % 3 + 1:016x}",
                    stance="questions" if n % 2 else "carries",
                )
                for n in range(20)
            ],
        ),
    )
    reads = Reads(database)
    life = reads.life("main", A)
    assert life is not None
    whole = reads.spread("main", A, start_s=life[0], end_s=life[1], step_s=None, by="")
    assert whole["step"] == 60
    points = whole["series"][0]["points"]
    assert sum(p["reports"] for p in points) == 20
    assert len(points) == 29
    assert any(p["reports"] == 0 for p in points)
    split = reads.spread("main", A, start_s=life[0], end_s=life[1], step_s=3_600, by="stance")
    assert {s["name"]: sum(p["reports"] for p in s["points"]) for s in split["series"]} == {
        "carries": 10,
        "questions": 10,
    }
    day = reads.spread("main", A, start_s=life[0], end_s=life[1], step_s=86_400, by="")
    assert day["series"][0]["points"][0]["reporters"] == 3
    with pytest.raises(TooManyPoints) as error:
        reads.spread("main", A, start_s=0, end_s=life[1], step_s=60, by="")
    assert error.value.step_s == 86_400 * 3


def test_rumors_are_sorted_filtered_and_paged(database: Database) -> None:
    ids = [f"{n:016x}" for n in range(1, 8)]
    for n, rumor in enumerate(ids):
        open_rumor(database, rumor, f"第{n}个谣言")
        recount(
            database, store(database, [sighting(n * 100 + k, T0 + k, rumor) for k in range(n + 1)])
        )
    reads, seen, cursor = Reads(database), list[str](), ""
    while True:
        page = reads.rumors(
            "main", query="", sort="-reports", limit=3, cursor=cursor, only=None, without=[]
        )
        seen += [item["rumor_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == ids[::-1]
    found = reads.rumors(
        "main", query="第3个", sort="-last_seen", limit=3, cursor="", only=None, without=[]
    )
    assert [(i["rumor_id"], i["reports"], i["variants"], i["growth"]) for i in found["items"]] == [
        (ids[3], 4, 1, None)
    ]
    only = reads.rumors(
        "main", query="", sort="-growth", limit=9, cursor="", only=[ids[0]], without=[]
    )
    assert [i["rumor_id"] for i in only["items"]] == [ids[0]]
    assert (
        reads.rumors("main", query="", sort="-reports", limit=9, cursor="", only=[], without=[])[
            "items"
        ]
        == []
    )
    with pytest.raises(BadCursor):
        reads.rumors(
            "main", query="", sort="-reports", limit=3, cursor="nonsense", only=None, without=[]
        )


def test_variants_say_why_they_joined_and_are_masked(database: Database) -> None:
    open_rumor(database, text="打13812345678领钱")
    recount(database, store(database, [sighting(n, T0) for n in range(3)]))
    page = Reads(database).variants("main", A, limit=10, cursor="")
    assert page["items"][0]["text"] == "打[phone]领钱"
    assert page["items"][0]["reports"] == 3
    assert Reads(database).report("main", str(uuid.UUID(int=1)))["status"] == "matched"  # type: ignore[index]
    assert Reads(database).report("main", str(uuid.UUID(int=999))) is None


PERSONAL = "加老师微信，电话13800138000，邮箱anna.wang@example.com，明天停水三天"


def found_by(database: Database, query: str) -> list[str]:
    page = Reads(database).rumors(
        "main", query=query, sort="-reports", limit=9, cursor="", only=None, without=[]
    )
    return [item["rumor_id"] for item in page["items"]]


@pytest.mark.parametrize("far", ["", "很长的开头" * 300])
def test_search_reads_the_masked_text_of_any_length(database: Database, far: str) -> None:
    """Digit after digit of a masked number could be guessed, if the text itself were searched."""
    open_rumor(database, text=far + PERSONAL)
    recount(database, store(database, [sighting(1, T0)]))
    for hidden in ("1", "138", "1380013", "13800138000", "anna", "ANNA.wang@", "example"):
        assert found_by(database, hidden) == [], hidden
    for word in ("明天停水", "加老师", "电话", "[phone]", "[EMAIL]"):
        assert found_by(database, word) == [A], word


def test_rows_from_before_the_masked_column_are_found_by_what_is_shown(database: Database) -> None:
    open_rumor(database, text=PERSONAL)
    recount(database, store(database, [sighting(1, T0)]))
    database.execute("ALTER TABLE variants UPDATE masked = '' WHERE 1 SETTINGS mutations_sync = 2")
    assert found_by(database, "明天停水") == [A]
    assert found_by(database, "138") == []


@pytest.mark.parametrize("before", range(450, 482, 3))
def test_a_number_on_the_edge_of_what_is_shown_is_masked(before: int) -> None:
    """Addresses become short when masked, so that what was cut off behind them may move into a
    title.
    """
    long = "a" * (before - 8) + "@b.example"
    event = RumorsGrown(
        lane="main/cjk",
        source=Source(partition=0, offset=0),
        curation_offset=0,
        received_at_ms=T0,
        variants=(
            VariantJoined(
                variant_id=A,
                rumor_id=A,
                text=f"{long} 电话13800138000",
                stance="carries",
                first_seen_ms=T0,
            ),
        ),
    )
    variants, rumors = rows.grown(event, 0)
    for shown in (*variants[0][-2:], rumors[0][3]):
        assert "138" not in shown
        assert "电话[phone]" in shown


def test_where_two_records_disagree_on_a_variant_the_first_on_the_log_wins(
    database: Database,
) -> None:
    open_rumor(database, text="后来", offset=9)
    open_rumor(database, text="先来", offset=2)
    assert database.execute("SELECT text FROM variants FINAL") == [("先来",)]


def test_migrations_apply_once_and_a_newer_database_is_refused(database: Database) -> None:
    assert database.migrate() == []
    assert database.pending_migrations() == []
    database.execute("INSERT INTO migrations (name, digest) SELECT '999_future.sql', 'x'")
    with pytest.raises(SchemaMismatch, match="install the newer version"):
        database.pending_migrations()


def test_a_changed_migration_is_refused(database: Database) -> None:
    database.execute(
        "INSERT INTO migrations (name, digest, at) SELECT '001_facts.sql', 'other', now() + 10"
    )
    database.execute("OPTIMIZE TABLE migrations FINAL")
    with pytest.raises(SchemaMismatch, match="differs"):
        database.pending_migrations()


def test_every_column_written_exists(database: Database) -> None:
    for table, columns in rows.COLUMNS.items():
        known = {row[0] for row in database.execute(f"DESCRIBE TABLE {table}")}
        assert set(columns) == known, table
    assert all(statements_of(path.read_text()) for path in MIGRATIONS.glob("*.sql"))


def test_a_clickhouse_that_is_away_is_said_to_be(database: Database) -> None:
    away = Database("clickhouse://u:topsecret@127.0.0.1:9/x")
    with pytest.raises(StoreUnavailable) as error:
        away.execute("SELECT 1")
    assert "topsecret" not in str(error.value)


async def test_a_recount_after_an_outage_does_not_wait_for_twelve_times_the_outage() -> None:
    tries = [0]

    def work() -> None:
        tries[0] += 1
        if tries[0] < 3:
            raise StoreUnavailable("away")

    class Direct:
        async def run(self, work: Any) -> Any:
            return work()

    writer = Writer(Direct(), 4)  # type: ignore[arg-type]
    began = time.monotonic()
    due = await writer._timed("minutes", work)
    outage_s = time.monotonic() - began
    assert outage_s > 0.5
    assert due - time.monotonic() <= 1.1
