"""Alerts and deliveries: what was told, how soon, how soon it was rated, and whether the receivers
got it.
"""

from dashboards.grafana.colors import (
    GREEN,
    LEVEL_COLORS,
    RED,
    VERDICT_COLORS,
    YELLOW,
)
from dashboards.grafana.columns import colored, hidden, to_alert, to_rumor, unit
from dashboards.grafana.deliveries import (
    ATTEMPTS_BY_STATE,
    BY_RECEIVER,
    DELIVERED,
    FIRST_REPORT_TO_MESSAGE,
    GIVEN_UP,
    NOT_DELIVERED,
    TO_MESSAGE_OVER_TIME,
)
from dashboards.grafana.layout import dashboard, row
from dashboards.grafana.panels import series, stat, steps, table
from dashboards.grafana.sql import TENANT, episodes, hex_of, verdicts
from dashboards.grafana.targets import Json
from dashboards.grafana.variables import text_variable

CHANGES = f"FROM alerts FINAL WHERE {TENANT} AND $__timeFilter(at)"
EPISODES = episodes("$__timeFilter(at)")
NO_ALERT = "No alert in this range: nothing surged"

ALERTS = stat(
    title="Alerts",
    description="Surges of level surge and above, in the range.",
    sql=f"WITH {EPISODES} SELECT countIf(rank >= 2) AS alerts FROM episodes",
    empty=NO_ALERT,
)

OPEN = stat(
    title="Open",
    description="Of them, those that have not calmed down.",
    sql=f"""
        WITH {EPISODES}
        SELECT countIf(rank >= 2 AND resolved = 0) AS alerts FROM episodes
    """,
    empty=NO_ALERT,
    thresholds=steps((None, GREEN), (1, YELLOW), (10, RED)),
)

DELAY = stat(
    title="Report to alert, p95",
    description="Seconds from the report that crossed the line to the alert on the log.",
    sql=f"""
        SELECT quantileExactOrNull(0.95)(delayed_s) AS p95
        {CHANGES} AND event IN ('raised', 'escalated')
    """,
    unit="s",
    empty=NO_ALERT,
    thresholds=steps((None, GREEN), (2, YELLOW), (30, RED)),
)

TIME_TO_VERDICT = stat(
    title="Time to verdict, median",
    description="From an alert to the first verdict on its rumor; only rumors rated after the "
    "alert.",
    # Without HAVING the median of no rows is 0: it would look like the fastest desk there is.
    sql=f"""WITH {verdicts()}, {EPISODES}
SELECT quantileExact(0.5)(dateDiff('second', e.raised_at, v.first_at)) AS median
        FROM episodes AS e INNER JOIN verdicts AS v ON v.rumor_id = e.rumor_id
WHERE v.first_at > e.raised_at HAVING count() > 0""",
    unit="s",
    empty="No rumor was rated after its alert",
    thresholds=steps((None, GREEN), (1_800, YELLOW), (14_400, RED)),
)

BY_LEVEL = series(
    title="Alerts by level",
    description="Changes told, raised and escalated, by level.",
    sql=f"""
        SELECT $__timeInterval(at) AS time, level, count() AS alerts
        {CHANGES} AND event IN ('raised', 'escalated')
        GROUP BY time, level ORDER BY time
    """,
    empty=NO_ALERT,
    stacked=True,
)

BY_KIND = series(
    title="Alerts by kind",
    description="Surging: not rated yet. Resurfaced: rated false, was quiet, is back. Still "
    "rising: rated and growing.",
    sql=f"""
        SELECT $__timeInterval(at) AS time, kind, count() AS alerts
        {CHANGES} AND event = 'raised'
        GROUP BY time, kind ORDER BY time
    """,
    empty=NO_ALERT,
    stacked=True,
)


def listed(where: str, order: str) -> str:
    """SQL: alerts of the range, one row each."""
    return f"""WITH {verdicts()}, {EPISODES}
SELECT e.alert_id AS alert,
        {hex_of("e.rumor_id")} AS rumor,
        e.title AS title,
        e.level AS level,
        e.kind AS kind,
        e.raised_at AS raised,
  if(e.resolved = 0, NULL, e.ended_at) AS resolved,
        if(v.rating = '', 'unrated', v.rating) AS verdict,
        e.delayed_s AS "report to alert",
        e.why AS why
FROM episodes AS e LEFT JOIN verdicts AS v ON v.rumor_id = e.rumor_id
        WHERE {where} ORDER BY {order} LIMIT 100"""


# One place for both tables: a reader compares them by column.
COLUMNS = (
    to_alert(),
    to_rumor(),
    colored("level", LEVEL_COLORS, 90),
    colored("verdict", VERDICT_COLORS),
    hidden("rumor"),
    unit("report to alert", "s", 120),
    unit("time to verdict", "s", 120),
)

OPEN_ALERTS = table(
    title="Open alerts",
    description="The most severe first. The title leads to the rumor, the alert to its history "
    "below.",
    sql=listed("e.resolved = 0 AND e.rank >= 2", "e.rank DESC, raised DESC"),
    empty="No open alert: nothing surges",
    columns=COLUMNS,
)

PAST_ALERTS = table(
    title="Past alerts",
    description="Alerts of the range that have calmed down, the newest first.",
    sql=listed("e.resolved > 0", "resolved DESC"),
    empty="No alert of this range has calmed down yet",
    columns=COLUMNS,
)

HISTORY = table(
    title="History of one alert",
    description="Every change told of the alert that is chosen above (variable “Alert”).",
    sql=f"""
        SELECT at, event, level, kind, title, why
        {CHANGES} AND alert_id = ${{alert:singlequote}} ORDER BY at
    """,
    empty="Choose an alert: click one in a table above",
    columns=[colored("level", LEVEL_COLORS, 90)],
)

DELAY_OVER_TIME = series(
    title="Report to alert",
    description="Median and 95th percentile of the seconds between report and alert.",
    sql=f"""
        SELECT $__timeInterval(at) AS time,
        quantileExact(0.5)(delayed_s) AS median,
        quantileExact(0.95)(delayed_s) AS p95
        {CHANGES} AND event IN ('raised', 'escalated')
        GROUP BY time ORDER BY time
    """,
    unit="s",
    empty=NO_ALERT,
    points=True,  # alerts are rare: a line between two of them would claim what was never measured
)

WHICH_ALERT = text_variable(
    name="alert",
    label="Alert",
    description="The alert whose history is shown; links fill it in.",
)


NUMBERS = (
    ALERTS,
    OPEN,
    DELAY,
    FIRST_REPORT_TO_MESSAGE,
    TIME_TO_VERDICT,
    DELIVERED,
    GIVEN_UP,
)


def build() -> Json:
    return dashboard(
        uid="rumor-alerts",
        title="Alerts and deliveries",
        description="What was told, how soon after the report, how soon it was rated, and whether "
        "every receiver got it.",
        rows=[
            row(*NUMBERS, height=4, widths=(3, 3, 4, 4, 4, 3, 3)),
            row(BY_LEVEL, BY_KIND, height=8),
            row(OPEN_ALERTS, height=9),
            row(PAST_ALERTS, height=9),
            row(HISTORY, height=8),
            row(DELAY_OVER_TIME, TO_MESSAGE_OVER_TIME, ATTEMPTS_BY_STATE, height=8),
            row(BY_RECEIVER, NOT_DELIVERED, height=9, widths=(10, 14)),
        ],
        since="now-24h",
        refresh="1m",
        variables=[WHICH_ALERT],
    )
