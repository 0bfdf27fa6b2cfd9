"""A store of a chosen size, written by ClickHouse itself: what a machine holds after a month.

In: a database and a size. Out: its tables full. Wordings of a rumor joined through its founding
one; few rumors have most of the reports, as in life; reports come evenly over 30 days.
"""

import time
from typing import NamedTuple

from streams.store import migrations
from streams.store.database import Database

DAYS = 30
DAY_MS = 86_400_000
LARGEST = 1 << 64  # of a hash


class Size(NamedTuple):
    """How much: ten reports a wording and ten wordings a rumor, as in what was sampled."""

    sightings: int

    @property
    def variants(self) -> int:
        return self.sightings // 10

    @property
    def rumors(self) -> int:
        return self.sightings // 100


TEXT = "'微信聊天记录要全部删掉，否则会被封群封号 '"
STANCES = "['carries', 'carries', 'carries', 'questions', 'refutes']"
CHANNELS = "['wechat', 'weibo', 'douyin', 'sms', 'hotline', 'x', 'y', 'z']"
# Of the wording with a number: the first so many found the rumors. A cube: one rumor in fifty
# thousand has a fiftieth of what is reported.
RUMOR = "if({k} < {rumors}, {k}, toUInt64({rumors} * pow(cityHash64({k}) / {largest}, 3)))"
FILL = {
    "variants": """INSERT INTO variants (tenant, variant_id, rumor_id, lane, text, stance,
            exemplar_id, score, explanation, overlaps, first_seen, received_at, version, shown,
            masked)
        SELECT 'main', cityHash64('v', number), cityHash64('v', {rumor}) AS r, 'main/cjk',
            concat({text}, toString(number)) AS said, {stances}[1 + cityHash64(number, 1) % 5],
            if(number < {rumors}, 0, r), 0.22 + 0.78 * (rand(1) / 4294967295), '',
            if(number % 500 = 499, cityHash64('v', cityHash64(number, 2) % {rumors}), 0),
            now64(3) - toIntervalMillisecond(cityHash64(number, 3) % {span_ms}) AS at, at,
            -toInt64(number), said, said
        FROM numbers({variants})""",
    "rumors": """INSERT INTO rumors
        SELECT 'main', cityHash64('v', number), 'main/cjk', concat({text}, toString(number)),
            now64(3) - toIntervalMillisecond(cityHash64(number, 3) % {span_ms}) AS at, at,
            -toInt64(number)
        FROM numbers({rumors})""",
    "sightings": """INSERT INTO sightings (tenant, report_id, variant_id, rumor_id, stance,
            observed_at, received_at, app, reporter, channel, place, external_id, backfill, version)
        SELECT 'main', generateUUIDv4(number), cityHash64('v', k), cityHash64('v', {rumor_of_k}),
            {stances}[1 + cityHash64(k, 1) % 5],
            now64(3) - toIntervalMillisecond(rand64(4) % {span_ms}) AS at, at, 'app',
            rand(5) % 300000 + 1, {channels}[1 + rand(6) % 8],
            concat('place ', toString(rand(7) % 40)), '', 0, -toInt64(number)
        FROM (SELECT number, rand64(2) % {variants} AS k FROM numbers({sightings}))""",
    "spread_minute": """INSERT INTO spread_minute
        SELECT tenant, toStartOfMinute(observed_at) AS minute, rumor_id, stance, channel, place,
            count(), uniqState(reporter), min(observed_at), max(observed_at)
        FROM sightings GROUP BY tenant, minute, rumor_id, stance, channel, place""",
    "spread_day": """INSERT INTO spread_day
        SELECT tenant, rumor_id, toDate(minute) AS day, stance, channel, place, sum(m.reports),
            uniqMergeState(m.reporters), min(m.first_seen), max(m.last_seen)
        FROM spread_minute AS m GROUP BY tenant, rumor_id, day, stance, channel, place""",
}
TOTALS = ("rumor_days", "rumor_totals")


def fill(database: Database, size: Size) -> None:
    """Migrates, and writes everything; says what and how long."""
    migrations.migrate(database)
    began = time.monotonic()
    for table, sql in statements(size).items():
        database.execute(sql)
        rows = database.execute(f"SELECT count() FROM {table}")[0][0]
        print(f"   {table}: {rows:,} rows", flush=True)
    while database.execute("SELECT count() FROM system.merges")[0][0]:
        time.sleep(0.5)  # what was written at once is merged as what comes in a month would be
    print(f"   filled in {time.monotonic() - began:.0f} s", flush=True)


def statements(size: Size) -> dict[str, str]:
    """Table -> what fills it, in an order in which each finds what it reads."""
    numbers = {"variants": size.variants, "rumors": size.rumors, "sightings": size.sightings}
    rumor = {"rumors": size.rumors, "largest": f"{LARGEST}."}
    given = numbers | {
        "rumor": RUMOR.format(k="number", **rumor),
        "rumor_of_k": RUMOR.format(k="k", **rumor),
        "span_ms": DAYS * DAY_MS,
        "text": TEXT,
        "stances": STANCES,
        "channels": CHANNELS,
    }
    filled = {table: sql.format(**given) for table, sql in FILL.items()}
    return filled | {table: backfill(table) for table in TOTALS}


def backfill(table: str) -> str:
    """The statement of the migration that counts what was there before its table."""
    sql = (migrations.MIGRATIONS / "011_totals.sql").read_text()
    found = (
        one for one in migrations.statements_of(sql) if one.startswith(f"INSERT INTO {table} ")
    )
    return next(found)
