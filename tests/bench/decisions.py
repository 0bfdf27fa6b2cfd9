"""Reads as decided: 3,000 random decisions over 200,000 reports of a day beside 2 M of a month, on
the embedded engine; the same reads with nothing decided beside them.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

from streams.clock import SYSTEM_CLOCK
from streams.core import curation
from streams.core.curation import Decisions
from streams.store import migrations
from streams.store.database import Database
from streams.store.reads.joins import Joins
from streams.store.reads.questions import Range, Reads, Wanted
from streams.store.reads.resolution import resolve
from streams.store.reads.spread import spread
from streams.store.spread import days_of, minutes_of, recount_days, recount_minutes
from streams.store.totals import recount_totals
from tests.support.builders import decision
from tests.support.clickhouse import listening

REPORTS = 2_200_000
DAYS = 30
RUMORS = 20_000
WORDINGS = 200_000  # ten a rumor: the first founds it, each joins through one before it
DECISIONS = 3_000
RUNS = 5
DAY_S = 86_400
# few rumors have most of the reports, as in life
NUMBER = f"toUInt64({RUMORS} * pow(rand(1) / 4294967295, 3))"
# a tenth of the reports is of the last day
AGO_S = f"if(rand(9) % 11 = 0, rand(4) % {DAY_S}, rand(4) % {DAYS * DAY_S})"
FILL = (
    f"""INSERT INTO sightings (tenant, report_id, variant_id, rumor_id, stance, observed_at,
        received_at, app, reporter, channel, place, external_id, backfill, version)
    SELECT 'main', generateUUIDv4(number), cityHash64('v', r, rand(2) % 10),
        cityHash64('v', {NUMBER} AS r, 0), 'carries', now() - toIntervalSecond({AGO_S}) AS at, at,
        'app', rand(5) % 300000 + 1, 'wechat', concat('place ', toString(rand(7) % 5)), '', 0, 0
    FROM numbers({REPORTS})""",
    f"""INSERT INTO variants (tenant, variant_id, rumor_id, lane, text, stance, exemplar_id, score,
        first_seen, received_at, version, shown, masked)
    SELECT 'main', cityHash64('v', intDiv(number, 10) AS r, number % 10 AS n),
        cityHash64('v', r, 0), 'main/cjk', 'x', 'carries',
        if(n = 0, 0, cityHash64('v', r, rand(1) % n)), 0.5,
        now() - toIntervalSecond(rand(2) % {DAYS * DAY_S}) AS at, at, -number, 'a wording',
        'a wording'
    FROM numbers({WORDINGS})""",
    f"""INSERT INTO rumors
    SELECT 'main', cityHash64('v', number, 0), 'main/cjk', 'a title', now(), now(), -number
    FROM numbers({RUMORS})""",
)


def run() -> None:
    with tempfile.TemporaryDirectory() as folder, listening(folder) as engine:
        database = Database(engine.url(), long_queries=True)
        migrations.migrate(database)
        for sql in FILL:
            database.execute(sql)
        now_ms = SYSTEM_CLOCK.now_ms()
        minutes = minutes_of("main", range(now_ms - DAYS * DAY_S * 1_000, now_ms + 1, 60_000))
        recount_minutes(database, minutes)
        recount_days(database, days_of(minutes))
        recount_totals(database, minutes)
        busiest = database.execute(
            "SELECT rumor_id FROM spread_day GROUP BY rumor_id ORDER BY sum(reports) DESC LIMIT 1"
        )
        rumor = f"{busiest[0][0]:016x}"
        known = database.execute(
            f"SELECT variant_id, rumor_id FROM variants ORDER BY rand() LIMIT {DECISIONS}"
        )
        measure(database, rumor, Decisions(), "nothing decided")
        for kinds in (("merge",), ("split", "move"), ("merge", "split", "move", "undo")):
            decisions = decide(kinds, known, rumor)
            measure(database, rumor, decisions, f"{DECISIONS:,} of {', '.join(kinds)}")
        database.close()


def decide(kinds: tuple[str, ...], known: list[Any], rumor: str) -> Decisions:
    chance = random.Random(7)
    state = Decisions()
    now_ms = SYSTEM_CLOCK.now_ms()
    ids = [(f"{variant:016x}", f"{of:016x}") for variant, of in known]
    began_s = time.process_time()
    for offset in range(DECISIONS):
        kind = chance.choice(kinds)
        variant, of = ids[offset]
        target = chance.choice((rumor, ids[chance.randrange(len(ids))][1]))
        event = decision(
            kind=kind,
            verdict=None,
            decision_id=f"dec_{offset}",
            rumor_id=of,
            target=target if kind in ("merge", "move") else "",
            variant_ids=(variant,) if kind in ("split", "move") else (),
            undoes=f"dec_{chance.randrange(offset)}" if kind == "undo" and offset else "",
            decided_at_ms=now_ms - chance.randrange(DAYS * DAY_S * 1_000),
        )
        curation.step(state, event, offset=offset)
    folded_s = time.process_time() - began_s
    began_s = time.process_time()
    overlay = curation.overlay(state, "main")
    laid_s = time.process_time() - began_s
    print(
        f"   fold {folded_s * 1e6 / DECISIONS:.0f} us a decision, overlay {laid_s * 1e3:.1f} ms "
        f"({len(overlay.shown):,} absorbed, {len(overlay.placings):,} wordings placed)"
    )
    return state


def measure(database: Database, rumor: str, decisions: Decisions, what: str) -> None:
    overlay = curation.overlay(decisions, "main")
    took = milliseconds(lambda: resolve(Joins(database), "main", overlay))
    reads = Reads(database, resolution=resolve(Joins(database), "main", overlay))
    moved = len(reads.resolution.moved)
    print(f"   {what}: resolved in {took} ({moved:,} wordings moved)")
    now_s = SYSTEM_CLOCK.now_ms() // 1_000
    asked = Range(now_s - DAY_S, now_s, 3_600)
    questions: dict[str, Callable[[], Any]] = {
        "list by reports": lambda: reads.rumors(
            "main", wanted=Wanted(), sort="-reports", limit=50, cursor=""
        ),
        "busiest rumor": lambda: reads.rumor("main", rumor),
        "its wordings": lambda: reads.variants("main", rumor, limit=50, cursor=""),
        "its day by place": lambda: reads.of(spread, "main", rumor, asked=asked, by="place"),
    }
    print("     " + ", ".join(f"{name} {milliseconds(work)}" for name, work in questions.items()))


def milliseconds(work: Callable[[], Any]) -> str:
    took = []
    for _ in range(RUNS):
        began_s = time.monotonic()
        work()
        took.append((time.monotonic() - began_s) * 1_000)
    return f"{statistics.median(took):.0f} ms"
