"""Rumor: one rumor's spread, its wordings and how they came together, its alerts and verdicts."""

from dashboards.grafana.colors import GREEN, LEVEL_COLORS, RED, TEXT, VERDICT_COLORS, YELLOW
from dashboards.grafana.columns import colored, to_alert, unit
from dashboards.grafana.layout import dashboard, row
from dashboards.grafana.panels import series, stat, steps, table
from dashboards.grafana.sql import (
    HOMES,
    NOT_UNDONE,
    TENANT,
    as_shown,
    cells,
    hex_of,
    with_titles,
)
from dashboards.grafana.targets import Json
from dashboards.grafana.variables import annotation, query_variable

# The other way round than `hex_of`: the column itself stays bare, so that its index is used.
CHOSEN = "reinterpretAsUInt64(reverse(unhex(${rumor:singlequote})))"
# It and all that was merged into it; an aggregate, so that it is there where nothing was decided.
WHOLE = f"""SELECT arrayJoin(arrayPushBack(groupArray(rumor_id), {CHOSEN}))
        FROM decided FINAL WHERE {TENANT} AND shown_id = {CHOSEN}"""
RUMOR = f"rumor_id IN ({WHOLE})"
# Its wordings, with those that were moved to it and without those that were moved away. The rumors
# that they joined are found by index.
MOVED_HERE = f"FROM homes FINAL WHERE {TENANT} AND home_id != joined_id AND home_id IN ({WHOLE})"
FACTS = f"""FROM (SELECT variant_id, observed_at FROM sightings FINAL
        WHERE {TENANT} AND {RUMOR} AND $__timeFilter(observed_at)
        AND variant_id NOT IN (SELECT variant_id FROM ({HOMES}))
        UNION ALL SELECT variant_id, observed_at FROM sightings FINAL
        WHERE {TENANT} AND rumor_id IN (SELECT joined_id {MOVED_HERE})
        AND variant_id IN (SELECT variant_id {MOVED_HERE})
        AND $__timeFilter(observed_at))"""
LAST_DAY = cells("reports", "minute > $__toTime - INTERVAL 1 DAY AND minute <= $__toTime")


def here(columns: str) -> str:
    """SQL: its cells in the range, with these columns alone: a sketch of people is large."""
    return f"FROM {cells(columns, '$__timeFilter(minute)', RUMOR)}"


NOTHING = "This rumor was not reported in this range: widen it, or choose another rumor"

VERDICT = stat(
    title="Verdict",
    description="The verdict in force.",
    sql=f"""
        SELECT if(max(rating) = '', 'unrated', max(rating)) AS verdict
        FROM decided FINAL
        WHERE {TENANT} AND rumor_id = {CHOSEN} AND rated_at <= $__toTime
    """,
    empty="unrated",
    unit="string",
    thresholds=steps((None, TEXT)),
)

REPORTS = stat(
    title="Reports",
    description="Reports in the time range, refutations too.",
    sql=f"SELECT sum(reports) AS reports {here('reports')}",
    empty=NOTHING,
)

REPORTERS = stat(
    title="Reporters",
    description="Distinct reporters (approximately) in the time range.",
    sql=f"SELECT uniqMerge(reporters) AS reporters {here('reporters')}",
    empty=NOTHING,
)

REFUTED = stat(
    title="Refuted",
    description="Share of the reports that refute it.",
    sql=f"""
        SELECT if(sum(reports) = 0, NULL, sumIf(reports, stance = 'refutes') / sum(reports))
        AS share
        {here("stance, reports")}
    """,
    unit="percentunit",
    decimals=1,
    empty=NOTHING,
    thresholds=steps((None, RED), (0.05, YELLOW), (0.3, GREEN)),
)

FIRST_SEEN = stat(
    title="First seen",
    description="The first report of the range.",
    # Milliseconds: the unit wants a number.
    sql=f"""
        SELECT if(count() = 0, NULL, toUnixTimestamp64Milli(min(first_seen))) AS first
        {here("first_seen")}
    """,
    unit="dateTimeAsLocal",
    empty=NOTHING,
)


def spread_by(column: str, label: str) -> str:
    """SQL: reports over time by the names in a column, the rarer ones together."""
    # More than ten lines in one panel cannot be told apart.
    return f"""WITH top AS (SELECT {column} {here(f"{column}, reports")}
        GROUP BY {column} ORDER BY sum(reports) DESC LIMIT 10)
SELECT $__timeInterval(minute) AS time,
        multiIf({column} = '', 'not named',
        {column} IN (SELECT {column} FROM top), {column},
        'others') AS {label},
        sum(reports) AS reports
{here(f"minute, {column}, reports")} GROUP BY time, {label} ORDER BY time"""


SPREAD_BY_STANCE = series(
    title="Spread by stance",
    description="Reports over time: carried, asked about, refuted. Marks show alerts and verdicts.",
    sql=spread_by("stance", "stance"),
    empty=NOTHING,
    stacked=True,
)

DISTINCT_REPORTERS = series(
    title="Distinct reporters",
    description="People, not messages.",
    sql=f"""
        SELECT $__timeInterval(minute) AS time, uniqMerge(reporters) AS reporters
        {here("minute, reporters")}
        GROUP BY time ORDER BY time
    """,
    empty=NOTHING,
)

SPREAD_BY_CHANNEL = series(
    title="Spread by channel",
    description="Where it was seen; the ten busiest channels.",
    sql=spread_by("channel", "channel"),
    empty=NOTHING,
    stacked=True,
)

SPREAD_BY_PLACE = series(
    title="Spread by place",
    description="Where its reporters are; the ten busiest places.",
    sql=spread_by("place", "place"),
    empty=NOTHING,
    stacked=True,
)

WORDINGS = table(
    title="Wordings",
    description="The wordings reported most in the range: when each was first seen, how often, and "
    "the wording it joined through. Masked.",
    # Counted first, then looked up: a rumor may have thousands of wordings, the table shows 100.
    sql=f"""WITH counted AS (
  SELECT variant_id, count() AS reports, min(observed_at) AS first_at, max(observed_at) AS last_at
  {FACTS} GROUP BY variant_id ORDER BY reports DESC LIMIT 100)
SELECT v.shown AS wording,
        v.stance AS stance,
        c.reports AS reports,
        c.first_at AS "first seen",
        c.last_at AS "last seen",
        round(v.score, 2) AS score,
  if(v.exemplar_id = 0, 'the first wording', e.shown) AS "joined through"
FROM counted AS c
INNER JOIN (
  SELECT variant_id, shown, stance, score, exemplar_id FROM variants FINAL
  WHERE {TENANT} AND variant_id IN (SELECT variant_id FROM counted)) AS v
        ON v.variant_id = c.variant_id
LEFT JOIN (
  SELECT variant_id, shown FROM variants FINAL
  WHERE {TENANT} AND variant_id IN (
    SELECT exemplar_id FROM variants
    WHERE {TENANT} AND variant_id IN (SELECT variant_id FROM counted))) AS e
        ON e.variant_id = v.exemplar_id
ORDER BY reports DESC""",
    empty=NOTHING,
    columns=[unit("score", "none", 70)],
)

GROWTH_OF_WORDINGS = series(
    title="Growth of the busiest wordings",
    description="Reports over time of the eight most reported wordings.",
    # Two wordings may begin alike: four digits of the id keep their lines apart.
    sql=f"""WITH top AS (SELECT variant_id {FACTS}
        GROUP BY variant_id ORDER BY count() DESC LIMIT 8)
SELECT $__timeInterval(s.observed_at) AS time,
        concat(substringUTF8(any(v.shown), 1, 24), ' ',
        substring({hex_of("s.variant_id")}, 1, 4)) AS wording,
        count() AS reports
FROM (SELECT observed_at, variant_id {FACTS}
        WHERE variant_id IN (SELECT variant_id FROM top)) AS s
LEFT JOIN (SELECT variant_id, shown FROM variants FINAL
        WHERE {TENANT} AND variant_id IN (SELECT variant_id FROM top)) AS v
        ON v.variant_id = s.variant_id
GROUP BY time, s.variant_id ORDER BY time""",
    empty=NOTHING,
)

ALERTS = table(
    title="Alerts",
    description="What receivers were told about this rumor; the alert leads to its history.",
    sql=f"""SELECT alert_id AS alert, event, level, kind, at, delayed_s AS "report to alert", why
FROM alerts FINAL WHERE {TENANT} AND {RUMOR} AND $__timeFilter(at) ORDER BY at DESC LIMIT 100""",
    empty="No alert on this rumor in this range",
    columns=[
        to_alert(),
        colored("level", LEVEL_COLORS, 90),
        unit("report to alert", "s", 120),
    ],
)

VERDICTS = table(
    title="Verdicts",
    description="How the desk rated it, the newest first.",
    sql=f"""SELECT decided_at AS at, rating AS verdict, summary, link, decided_by AS by
FROM curations FINAL
        WHERE {TENANT} AND {RUMOR} AND kind = 'verdict' AND rating != ''
        AND decided_at <= $__toTime AND {NOT_UNDONE}
        ORDER BY at DESC""",
    empty="Nobody has rated this rumor",
    columns=[colored("verdict", VERDICT_COLORS)],
)

WHICH_RUMOR = query_variable(
    name="rumor",
    label="Rumor",
    description="The rumors reported most in the day before the end of the range, by title; links "
    "choose any rumor.",
    sql=f"""WITH busiest AS (
  SELECT rumor_id, sum(reports) AS n FROM {as_shown(LAST_DAY)}
  GROUP BY rumor_id ORDER BY n DESC LIMIT 300)
SELECT {hex_of("b.rumor_id")} AS value, r.title AS label FROM busiest AS b
{with_titles("busiest", "b")}
WHERE r.title != ''
ORDER BY b.n DESC""",
)

ALERTS_MARKED = annotation(
    name="Alerts",
    color="red",
    sql=f"""
        SELECT at AS time,
        concat(event, ' ', level, ': ', why) AS text,
        [event, level] AS tags
        FROM alerts FINAL
        WHERE {TENANT} AND {RUMOR} AND $__timeFilter(at) ORDER BY time
    """,
)

VERDICTS_MARKED = annotation(
    name="Verdicts",
    color="blue",
    sql=f"""
        SELECT decided_at AS time,
        concat('rated ', rating, if(summary = '', '', ': '), summary) AS text,
        ['verdict', rating] AS tags
        FROM curations FINAL
        WHERE {TENANT} AND {RUMOR} AND kind = 'verdict' AND rating != ''
        AND $__timeFilter(decided_at) AND {NOT_UNDONE}
        ORDER BY time
    """,
)

NUMBERS = (VERDICT, REPORTS, REPORTERS, REFUTED, FIRST_SEEN)


def build() -> Json:
    return dashboard(
        uid="rumor-rumor",
        title="Rumor",
        description="One rumor: how it spreads, in which wordings, why each was joined, what was "
        "alerted and how it was rated.",
        rows=[
            row(*NUMBERS, height=4, widths=(5, 5, 5, 5, 4)),
            row(SPREAD_BY_STANCE, DISTINCT_REPORTERS, height=9),
            row(SPREAD_BY_CHANNEL, SPREAD_BY_PLACE, height=9),
            row(WORDINGS, height=12),
            row(GROWTH_OF_WORDINGS, height=9),
            row(ALERTS, VERDICTS, height=8, widths=(14, 10)),
        ],
        since="now-24h",
        refresh="1m",
        variables=[WHICH_RUMOR],
        annotations=[ALERTS_MARKED, VERDICTS_MARKED],
    )
