"""Alerts and deliveries:

what was told, how soon, how soon it was rated, and whether the receivers got it.
"""

from dashboards.grafana.panels import (
    GREEN,
    LEVEL_COLORS,
    RED,
    STATE_COLORS,
    VERDICT_COLORS,
    YELLOW,
    Json,
    colored,
    dashboard,
    hidden,
    linked,
    series,
    stat,
    steps,
    table,
    text_variable,
    to_rumor,
    unit,
)
from dashboards.grafana.sql import TENANT, episodes, hex_of, verdicts

CHANGES = f"FROM alerts FINAL WHERE {TENANT} AND $__timeFilter(at)"
EPISODES = episodes("$__timeFilter(at)")
ATTEMPTS = f"FROM deliveries FINAL WHERE {TENANT} AND $__timeFilter(at)"
LAST_STATES = f"""SELECT delivery_id, any(receiver) AS receiver, any(type) AS type, any(alert_id) AS alert_id, argMax(state, (round, attempt)) AS state,
  max(attempt) AS attempts, argMax(status, (round, attempt)) AS status, argMax(error, (round, attempt)) AS error, max(at) AS last_at
  {ATTEMPTS} GROUP BY delivery_id"""
COLUMNS = [
    linked("alert", "rumor-alerts", "alert", "alert", "History of this alert", 220),
    to_rumor(),
    colored("level", LEVEL_COLORS, 90),
    colored("verdict", VERDICT_COLORS),
    hidden("rumor"),
    unit("report to alert", "s", 120),
    unit("time to verdict", "s", 120),
]


def listed(where: str, order: str) -> str:
    """SQL: alerts of the range, one row each."""
    return f"""WITH {verdicts()}, {EPISODES}
SELECT e.alert_id AS alert, {hex_of("e.rumor_id")} AS rumor, e.title AS title, e.level AS level, e.kind AS kind, e.raised_at AS raised,
  if(e.resolved = 0, NULL, e.resolved_at) AS resolved, if(v.rating = '', 'unrated', v.rating) AS verdict, e.delayed_s AS "report to alert", e.why AS why
FROM episodes AS e LEFT JOIN verdicts AS v ON v.rumor_id = e.rumor_id WHERE {where} ORDER BY {order} LIMIT 100"""


TO_VERDICT = f"""WITH {verdicts()}, {EPISODES}
SELECT quantileExact(0.5)(dateDiff('second', e.raised_at, v.first_at)) AS median FROM episodes AS e INNER JOIN verdicts AS v ON v.rumor_id = e.rumor_id
WHERE v.first_at > e.raised_at HAVING count() > 0"""


def build() -> Json:
    """The dashboard."""
    no_alert = "No alert in this range: nothing surged"
    no_delivery = "No delivery in this range: no alert, or no receiver wants its level"
    return dashboard(
        "rumor-alerts",
        "Alerts and deliveries",
        "What was told, how soon after the report, how soon it was rated, and whether every receiver got it.",
        [
            (
                4,
                [
                    (
                        4,
                        stat(
                            "Alerts",
                            "Surges of level surge and above, in the range.",
                            f"WITH {EPISODES} SELECT countIf(rank >= 2) AS alerts FROM episodes",
                            empty=no_alert,
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Open",
                            "Of them, those that have not calmed down.",
                            f"WITH {EPISODES} SELECT countIf(rank >= 2 AND resolved = 0) AS alerts FROM episodes",
                            empty=no_alert,
                            thresholds=steps((None, GREEN), (1, YELLOW), (10, RED)),
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Report to alert, p95",
                            "Seconds from the report that crossed the line to the alert on the log.",
                            f"SELECT quantileExactOrNull(0.95)(delayed_s) AS p95 {CHANGES} AND event IN ('raised', 'escalated')",
                            unit="s",
                            empty=no_alert,
                            thresholds=steps((None, GREEN), (2, YELLOW), (30, RED)),
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Time to verdict, median",
                            "From an alert to the first verdict on its rumor; only rumors rated after the alert.",
                            TO_VERDICT,
                            unit="s",
                            empty="No rumor was rated after its alert",
                            thresholds=steps((None, GREEN), (1_800, YELLOW), (14_400, RED)),
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Delivered",
                            "Share of the deliveries whose last attempt succeeded.",
                            f"SELECT if(count() = 0, NULL, countIf(state = 'delivered') / count()) AS share FROM ({LAST_STATES})",
                            unit="percentunit",
                            decimals=1,
                            empty=no_delivery,
                            thresholds=steps((None, RED), (0.95, YELLOW), (0.999, GREEN)),
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Given up",
                            "Deliveries that no attempt brought through: dead or disabled.",
                            f"SELECT countIf(state IN ('dead', 'disabled')) AS deliveries FROM ({LAST_STATES})",
                            empty=no_delivery,
                            thresholds=steps((None, GREEN), (1, RED)),
                        ),
                    ),
                ],
            ),
            (
                8,
                [
                    (
                        12,
                        series(
                            "Alerts by level",
                            "Changes told, raised and escalated, by level.",
                            f"SELECT $__timeInterval(at) AS time, level, count() AS alerts {CHANGES} AND event IN ('raised', 'escalated') GROUP BY time, level ORDER BY time",
                            empty=no_alert,
                            stacked=True,
                        ),
                    ),
                    (
                        12,
                        series(
                            "Alerts by kind",
                            "Surging: not rated yet. Resurfaced: rated false, was quiet, is back. Still rising: rated and growing.",
                            f"SELECT $__timeInterval(at) AS time, kind, count() AS alerts {CHANGES} AND event = 'raised' GROUP BY time, kind ORDER BY time",
                            empty=no_alert,
                            stacked=True,
                        ),
                    ),
                ],
            ),
            (
                9,
                [
                    (
                        24,
                        table(
                            "Open alerts",
                            "The most severe first. The title leads to the rumor, the alert to its history below.",
                            listed("e.resolved = 0 AND e.rank >= 2", "e.rank DESC, raised DESC"),
                            empty="No open alert: nothing surges",
                            columns=COLUMNS,
                        ),
                    )
                ],
            ),
            (
                9,
                [
                    (
                        24,
                        table(
                            "Past alerts",
                            "Alerts of the range that have calmed down, the newest first.",
                            listed("e.resolved > 0", "resolved DESC"),
                            empty="No alert of this range has calmed down yet",
                            columns=COLUMNS,
                        ),
                    )
                ],
            ),
            (
                8,
                [
                    (
                        24,
                        table(
                            "History of one alert",
                            "Every change told of the alert that is chosen above (variable “Alert”).",
                            f"SELECT at, event, level, kind, title, why {CHANGES} AND alert_id = ${{alert:singlequote}} ORDER BY at",
                            empty="Choose an alert: click one in a table above",
                            columns=[colored("level", LEVEL_COLORS, 90)],
                        ),
                    )
                ],
            ),
            (
                8,
                [
                    (
                        12,
                        series(
                            "Report to alert",
                            "Median and 95th percentile of the seconds between report and alert.",
                            f"SELECT $__timeInterval(at) AS time, quantileExact(0.5)(delayed_s) AS median, quantileExact(0.95)(delayed_s) AS p95 {CHANGES} "
                            "AND event IN ('raised', 'escalated') GROUP BY time ORDER BY time",
                            unit="s",
                            empty=no_alert,
                            points=True,
                        ),
                    ),
                    (
                        12,
                        series(
                            "Attempts by state",
                            "Webhook attempts over time by what came of them.",
                            f"SELECT $__timeInterval(at) AS time, state, count() AS attempts {ATTEMPTS} AND attempt > 0 GROUP BY time, state ORDER BY time",
                            empty=no_delivery,
                            stacked=True,
                        ),
                    ),
                ],
            ),
            (
                9,
                [
                    (
                        10,
                        table(
                            "Deliveries by receiver",
                            "Last state of each delivery, and how long receivers took to answer.",
                            f'SELECT receiver, state, count() AS deliveries, max(attempts) AS "most attempts" FROM ({LAST_STATES}) GROUP BY receiver, state ORDER BY receiver, state',
                            empty=no_delivery,
                            columns=[colored("state", STATE_COLORS)],
                        ),
                    ),
                    (
                        14,
                        table(
                            "Not delivered",
                            "Deliveries whose last attempt failed, with the reason; pending ones are tried again.",
                            f"SELECT last_at AS at, receiver, type, state, attempts, status, error, delivery_id AS delivery FROM ({LAST_STATES}) "
                            "WHERE state != 'delivered' ORDER BY at DESC LIMIT 100",
                            empty="Everything was delivered",
                            columns=[colored("state", STATE_COLORS)],
                        ),
                    ),
                ],
            ),
        ],
        since="now-24h",
        refresh="1m",
        variables=[
            text_variable("alert", "Alert", "The alert whose history is shown; links fill it in.")
        ],
    )
