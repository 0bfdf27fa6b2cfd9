"""Desk overview: which hoaxes are rising, what they say, where they are reported, what was alerted
and whether somebody has rated it.
"""

from dashboards.grafana.colors import GREEN, LEVEL_COLORS, RED, VERDICT_COLORS, YELLOW
from dashboards.grafana.columns import colored, hidden, to_alert, to_rumor, unit
from dashboards.grafana.deciding import DECIDED_TODAY, DECISIONS, EPISODES, UNRATED, WEEK
from dashboards.grafana.layout import dashboard, row
from dashboards.grafana.panels import bars, series, stat, steps, table
from dashboards.grafana.sql import (
    CELLS,
    FIRST_REPORTS,
    TENANT,
    as_shown,
    cells,
    hex_of,
    verdicts,
    with_titles,
)
from dashboards.grafana.targets import Json

VERDICT = "if(v.rating = '', 'unrated', v.rating) AS verdict"
RATED = (colored("verdict", VERDICT_COLORS), hidden("rumor"))
NOTHING = "No report in this range"
LAST_HOUR = cells(
    "minute, reports, reporters",
    "minute > $__toTime - INTERVAL 1 HOUR AND minute <= $__toTime AND stance != 'refutes'",
)
LAST_DAY = cells(
    "reports, reporters", "minute > $__toTime - INTERVAL 1 DAY AND minute <= $__toTime"
)
REPORTED = f"(SELECT DISTINCT rumor_id FROM {cells('reports', '$__timeFilter(minute)')})"
LEVELS = f"(SELECT rumor_id, level, level_rank FROM alerts FINAL WHERE {TENANT} AND {WEEK})"

UNRATED_AND_SURGING = stat(
    title="Unrated and surging",
    description="Open alerts on rumors that nobody has rated: the desk's work.",
    sql=f"""
        WITH {verdicts()}, {EPISODES}
        SELECT count() AS alerts
        FROM episodes AS e
        LEFT JOIN verdicts AS v ON v.rumor_id = e.rumor_id
        WHERE e.resolved = 0 AND e.rank >= 2 AND v.rating = ''
    """,
    empty="No alert yet",
    thresholds=steps((None, GREEN), (1, YELLOW), (5, RED)),
)

ALERTS_OPEN = stat(
    title="Open alerts",
    description="Surges told that have not calmed down.",
    sql=f"""
        WITH {EPISODES}
        SELECT count() AS alerts FROM episodes WHERE resolved = 0 AND rank >= 2
    """,
    empty="No alert yet",
    thresholds=steps((None, GREEN), (1, YELLOW), (10, RED)),
)

REPORTS = stat(
    title="Reports",
    description="All reports in the time range, refutations too.",
    sql=f"SELECT sum(reports) AS reports {CELLS}",
    empty=NOTHING,
)

REPORTERS = stat(
    title="Reporters",
    description="Distinct reporters (approximately) in the time range.",
    sql=f"SELECT uniqMerge(reporters) AS reporters {CELLS}",
    empty=NOTHING,
)

RUMORS = stat(
    title="Rumors",
    description="Rumors reported in the time range.",
    sql=f"SELECT uniq(rumor_id) AS rumors FROM {as_shown(REPORTED)}",
    empty=NOTHING,
)

LAST_REPORT = stat(
    title="Last report",
    description="Age of the newest report at the end of the range; minutes without any mean that "
    "the intake or the apps are silent.",
    # Not below zero: the clocks of reporting apps run ahead.
    sql=f"SELECT greatest(0, dateDiff('second', max(last_seen), $__toTime)) AS age {CELLS}",
    unit="s",
    empty=NOTHING,
    thresholds=steps((None, GREEN), (300, YELLOW), (1_800, RED)),
)

RISING = table(
    title="Rising now",
    description="Rumors by growth: reports that carry or question, last 30 minutes against the 30 "
    "before, with alert level and verdict.",
    # Below 5 reports a doubling is chance; log2 keeps a rumor of 6 from outranking one of 600.
    sql=f"""WITH {verdicts()},
  spread AS (
    SELECT rumor_id,
        sumIf(reports, minute > $__toTime - INTERVAL 30 MINUTE) AS newer,
        sumIf(reports, minute <= $__toTime - INTERVAL 30 MINUTE) AS older,
      uniqMerge(reporters) AS reporters
    FROM {as_shown(LAST_HOUR)}
    GROUP BY rumor_id HAVING newer + older >= 5
        ORDER BY newer / greatest(older, 1) * log2(1 + newer) DESC LIMIT 25),
  levels AS (SELECT rumor_id, argMax(level, level_rank) AS level
        FROM {as_shown(LEVELS)}
        GROUP BY rumor_id)
SELECT {hex_of("s.rumor_id")} AS rumor,
        r.title AS title,
        s.newer AS "last 30 min",
        s.older AS "30 min before",
        round(s.newer / greatest(s.older, 1), 1) AS growth,
  s.reporters AS reporters,
        l.level AS level,
        {VERDICT}
FROM spread AS s
{with_titles("spread", "s")}
LEFT JOIN verdicts AS v ON v.rumor_id = s.rumor_id
LEFT JOIN levels AS l ON l.rumor_id = s.rumor_id
ORDER BY growth DESC, "last 30 min" DESC""",
    empty="Nothing had 5 reports in the last hour",
    columns=[to_rumor(), colored("level", LEVEL_COLORS), *RATED],
)

REPORTS_BY_STANCE = series(
    title="Reports a minute by stance",
    description="What the reports do with the rumor: carry it, ask about it, refute it.",
    # Cells are minutes: a shorter step than 60 s would multiply what one of them holds.
    sql=f"""
        SELECT $__timeInterval(minute) AS time,
        stance,
        sum(reports) * 60 / greatest($__interval_s, 60) AS reports
        {CELLS}
        GROUP BY time, stance ORDER BY time
    """,
    empty=NOTHING,
    stacked=True,
)

REPORTERS_BY_STANCE = series(
    title="Distinct reporters by stance",
    description="People, not messages: one who reports ten times counts once in each interval.",
    sql=f"""
        SELECT $__timeInterval(minute) AS time, stance, uniqMerge(reporters) AS reporters
        {CELLS}
        GROUP BY time, stance ORDER BY time
    """,
    empty=NOTHING,
)

OPEN_ALERTS = table(
    title="Open alerts",
    description="Surges that have not calmed down, the most severe first; the title leads to the "
    "rumor, the alert to its history.",
    sql=f"""WITH {verdicts()}, {EPISODES}
SELECT e.alert_id AS alert,
        {hex_of("e.rumor_id")} AS rumor,
        e.title AS title,
        e.level AS level,
        e.kind AS kind,
        e.raised_at AS raised,
        {VERDICT},
        e.why AS why
FROM episodes AS e LEFT JOIN verdicts AS v ON v.rumor_id = e.rumor_id
        WHERE e.resolved = 0 AND e.rank >= 2
        ORDER BY e.rank DESC, raised DESC LIMIT 50""",
    empty="No open alert: nothing surges",
    columns=[to_alert(), to_rumor(), colored("level", LEVEL_COLORS, 90), *RATED],
)

ASKED = table(
    title="What the public asks most",
    description="Rumors by questions: what an answer would help most.",
    sql=f"""WITH {verdicts()},
  asked AS (
    SELECT rumor_id, sumIf(reports, stance = 'questions') AS questions, sum(reports) AS total
    FROM {as_shown(cells("stance, reports", "$__timeFilter(minute)"))}
    GROUP BY rumor_id HAVING questions > 0 ORDER BY questions DESC LIMIT 25)
SELECT {hex_of("a.rumor_id")} AS rumor,
        r.title AS title,
        a.questions AS questions,
        a.questions / a.total AS share,
        {VERDICT}
FROM asked AS a
{with_titles("asked", "a")}
LEFT JOIN verdicts AS v ON v.rumor_id = a.rumor_id ORDER BY questions DESC""",
    empty="Nobody asked in this range",
    columns=[to_rumor(), unit("share", "percentunit", 80), *RATED],
)

NEW_TODAY = table(
    title="New today",
    description="Rumors first seen in the last 24 hours of the range, the most reported first.",
    sql=f"""WITH {verdicts()},
  opened AS (
    SELECT rumor_id, first_at FROM {FIRST_REPORTS}
    WHERE first_at > $__toTime - INTERVAL 1 DAY AND first_at <= $__toTime),
  counted AS (
    SELECT rumor_id, sum(reports) AS reports, uniqMerge(reporters) AS reporters
        FROM {as_shown(LAST_DAY)}
    WHERE rumor_id IN (SELECT rumor_id FROM opened)
    GROUP BY rumor_id ORDER BY reports DESC LIMIT 50)
SELECT {hex_of("c.rumor_id")} AS rumor,
        r.title AS title,
        o.first_at AS "first seen",
        c.reports AS reports,
        c.reporters AS reporters,
        {VERDICT}
FROM counted AS c
        INNER JOIN opened AS o ON o.rumor_id = c.rumor_id
        {with_titles("counted", "c")}
        LEFT JOIN verdicts AS v ON v.rumor_id = c.rumor_id
        ORDER BY reports DESC""",
    empty="No rumor was first seen in the last 24 hours",
    columns=[to_rumor(), *RATED],
)


def top(column: str) -> str:
    """SQL: the names in a column with the most reports."""
    return f"""
        SELECT {column} AS name, sum(reports) AS reports
        {CELLS} AND {column} != ''
        GROUP BY name ORDER BY reports DESC LIMIT 12
    """


CHANNELS = bars(
    title="Top channels",
    description="Where the reports were seen.",
    sql=top("channel"),
    empty="No report names a channel in this range",
)

PLACES = bars(
    title="Top places",
    description="Where the reporters are.",
    sql=top("place"),
    empty="No report names a place in this range",
)

NUMBERS = (UNRATED_AND_SURGING, ALERTS_OPEN, REPORTS, REPORTERS, RUMORS, LAST_REPORT, DECISIONS)


def build() -> Json:
    return dashboard(
        uid="rumor-desk",
        title="Desk overview",
        description="Which hoaxes are rising, what they say, where they are reported, what was "
        "alerted and whether somebody has rated them.",
        rows=[
            row(*NUMBERS, height=4, widths=(4, 4, 3, 3, 3, 3, 4)),
            row(RISING, height=9),
            row(UNRATED, DECIDED_TODAY, height=9),
            row(REPORTS_BY_STANCE, REPORTERS_BY_STANCE, height=9),
            row(OPEN_ALERTS, height=9),
            row(ASKED, NEW_TODAY, height=10),
            row(CHANNELS, PLACES, height=9),
        ],
        since="now-6h",
        refresh="30s",
    )
