"""Every dashboard query at 10 M sightings, 1 M wordings, 100,000 rumors on the embedded engine; the
same question asked of raw sightings beside it.
"""

import tempfile
import time
from collections import defaultdict

from dashboards.grafana import build
from dashboards.grafana.check import check
from dashboards.grafana.queries import Range, expand
from streams.store import migrations
from streams.store.database import Database
from tests.bench.filling import TOTALS, backfill
from tests.support.clickhouse import listening

SIGHTINGS = 10_000_000
VARIANTS = 1_000_000
RUMORS = 100_000
DAYS = 30
RUNS = 20
HOURS = {"desk.json": 6, "rumor.json": 24, "alerts.json": 24, "pipeline.json": 3}
# few rumors have most of the sightings, as in life
RUMOR = f"cityHash64('r', toUInt64({RUMORS} * pow(rand(1) / 4294967295, 3)))"
NOW = "now()"
BEFORE_NOW = f"""{NOW} - toIntervalMillisecond(
    toUInt64({DAYS} * 86400000. * rand64(4) / 18446744073709551615))"""
SOME_TIME = f"{NOW} - toIntervalSecond(rand(1) % {DAYS * 86_400})"
TEXT = "'微信聊天记录要全部删掉，否则会被封群封号 '"
CHANNELS = "['wechat', 'weibo', 'douyin', 'sms', 'hotline', 'x', 'y', 'z']"
FILL = {
    "sightings": f"""INSERT INTO sightings (tenant, report_id, variant_id, rumor_id, stance,
            observed_at, received_at, app, reporter, channel, place, external_id, backfill, version)
        SELECT 'main', generateUUIDv4(number), cityHash64('v', rumor_id, rand(2) % 10),
            {RUMOR} AS rumor_id,
            ['carries', 'carries', 'carries', 'questions', 'refutes'][1 + rand(3) % 5],
            {BEFORE_NOW} AS at, at, 'app', rand(5) % 300000 + 1, {CHANNELS}[1 + rand(6) % 8],
            concat('place ', toString(rand(7) % 40)), '', 0, -number
        FROM numbers({SIGHTINGS})""",
    "variants": f"""INSERT INTO variants (tenant, variant_id, rumor_id, lane, text, stance,
            exemplar_id, score, explanation, first_seen, received_at, version, shown)
        SELECT 'main', cityHash64('v', r, number % 10), cityHash64('r', intDiv(number, 10)) AS r,
            'main/cjk', 'x', 'carries', number % 10, 0.22 + 0.78 * (rand(1) / 4294967295),
            'shares 17 of 19 characters (score 0.81); changed “今晚8点” to “明早9点”', at,
            {NOW} - toIntervalSecond(rand(2) % {DAYS * 86_400}) AS at, -number,
            concat({TEXT}, toString(number))
        FROM numbers({VARIANTS})""",
    "rumors": f"""INSERT INTO rumors
        SELECT 'main', cityHash64('r', number), 'main/cjk', concat({TEXT}, toString(number)),
            {SOME_TIME} AS at, at, -number
        FROM numbers({RUMORS})""",
    "alerts": f"""INSERT INTO alerts
        SELECT 'main', concat('alr_', toString(intDiv(number, 4))), toString(number),
            ['raised', 'escalated', 'escalated', 'resolved'][1 + number % 4],
            cityHash64('r', intDiv(number, 4) % 5000), 'surging',
            ['surge', 'major', 'critical', 'critical'][1 + number % 4], 2 + least(number % 4, 2),
            'a title', 'why',
            {NOW} - toIntervalSecond(intDiv(number, 4) * {DAYS * 86_400} / 5000) AS began,
            began, if(number % 4 = 3, began, NULL), 0.2, '{{}}', -number
        FROM numbers(20000)""",
    "deliveries": f"""INSERT INTO deliveries
        SELECT 'main', concat('dlv_', toString(number)), 0, 1, 'desk',
            concat('alr_', toString(intDiv(number, 8))), 'alert.raised',
            if(number % 50 = 0, 'dead', 'delivered'),
            {NOW} - toIntervalSecond(number * {DAYS * 86_400} / 40000), 204, 20, '', NULL, -number
        FROM numbers(40000)""",
    "curations": f"""INSERT INTO curations (tenant, decision_id, kind, rumor_id, decided_at,
            decided_by, rating, summary, link, offset)
        SELECT 'main', concat('dec_', toString(number)), 'verdict', cityHash64('r', number),
            {SOME_TIME}, 'desk', 'false', '', '', number
        FROM numbers(3000)""",
    "rejects": f"""INSERT INTO rejects
        SELECT 'main', toString(number), 'cluster', 'nothing_to_match', 'why',
            {NOW} - toIntervalSecond(number * {DAYS * 86_400} / 20000), '', 'app',
            'rumor.reports.v1', 0, number, 'x'
        FROM numbers(20000)""",
    "spread_minute": """INSERT INTO spread_minute
        SELECT tenant, toStartOfMinute(observed_at) AS minute, rumor_id, stance, channel, place,
            count(), uniqState(reporter), min(observed_at), max(observed_at)
        FROM sightings GROUP BY tenant, minute, rumor_id, stance, channel, place""",
    "spread_day": """INSERT INTO spread_day
        SELECT tenant, rumor_id, toDate(minute) AS day, stance, channel, place, sum(m.reports),
            uniqMergeState(m.reporters), min(m.first_seen), max(m.last_seen)
        FROM spread_minute AS m GROUP BY tenant, rumor_id, day, stance, channel, place""",
}
# what a panel would read if there were no counts
RAW = """(SELECT tenant, toStartOfMinute(observed_at) AS minute, rumor_id, stance, channel, place,
    count() AS reports, uniqState(if(reporter = 0, cityHash64(report_id), reporter)) AS reporters,
    min(observed_at) AS first_seen, max(observed_at) AS last_seen
  FROM sightings FINAL WHERE $__timeFilter(observed_at)
  GROUP BY tenant, minute, rumor_id, stance, channel, place)"""


def run() -> None:
    with tempfile.TemporaryDirectory() as folder, listening(folder) as engine:
        owner = Database(engine.url(), threads=1)
        fill(owner)
        measure(Database(engine.reader_url(), threads=1), owner)


def fill(database: Database) -> None:
    """The tables, written by the engine itself."""
    migrations.migrate(database)
    began = time.monotonic()
    for table, sql in (FILL | {table: backfill(table) for table in TOTALS}).items():
        database.execute(sql)
        rows = database.execute(f"SELECT count() FROM {table}")[0][0]
        print(f"   {table}: {rows:,} rows", flush=True)
    print(f"   filled in {time.monotonic() - began:.0f} s", flush=True)


def measure(reader: Database, owner: Database) -> None:
    """p50 and p95 of each query over some runs, each with a time range of its own; raw once in
    five, and by the owner: the reader may not see the reporters of sightings.
    """
    times: dict[str, list[float]] = defaultdict(list)
    raw: dict[str, list[float]] = defaultdict(list)
    for number in range(RUNS):
        end_s = int(time.time()) - 3_600 * number
        for name, dashboard in build.load().items():
            span = Range(end_s - HOURS[name] * 3_600, end_s)
            for found in check(reader.query, {name: dashboard}, span):
                assert not found.problem, found
                times[found.query.where].append(found.took_ms)
                if number % 5 == 0 and "FROM spread_minute FINAL" in found.filled:
                    began = time.perf_counter()
                    owner.query(expand(found.filled.replace("spread_minute FINAL", RAW), span))
                    raw[found.query.where].append((time.perf_counter() - began) * 1_000)
    slow = [where for where, took in times.items() if _at(took, 95) > 300]
    for where, took in sorted(times.items(), key=lambda item: -_at(item[1], 95)):
        p50, raw_p50 = _at(took, 50), _at(raw[where], 50)
        ratio = f"{raw_p50 / p50:5.1f} x raw sightings ({raw_p50:.0f} ms)" if raw_p50 else ""
        print(f"   p50 {p50:5.0f} ms, p95 {_at(took, 95):5.0f} ms  {where:55} {ratio}")
    print(f"   {len(times)} queries, {len(slow)} above 300 ms at p95")


def _at(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0
