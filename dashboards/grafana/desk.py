"""Desk overview:

which hoaxes are rising, what they say, where they are reported, what was alerted and whether
somebody has rated it.
"""

from dashboards.grafana.panels import (
    GREEN,
    LEVEL_COLORS,
    RED,
    VERDICT_COLORS,
    YELLOW,
    Json,
    bars,
    colored,
    dashboard,
    hidden,
    linked,
    series,
    stat,
    steps,
    table,
    to_rumor,
    unit,
)
from dashboards.grafana.sql import TENANT, episodes, hex_of, verdicts

MINUTES = f"FROM spread_minute FINAL WHERE {TENANT} AND $__timeFilter(minute)"
WEEK = "at >= $__fromTime - INTERVAL 7 DAY AND at <= $__toTime"
OPEN = episodes(WEEK)
UNRATED = "if(v.rating = '', 'unrated', v.rating) AS verdict"
RISING = f"""WITH {verdicts()},
  spread AS (
    SELECT rumor_id, sumIf(reports, minute > $__toTime - INTERVAL 30 MINUTE) AS newer, sumIf(reports, minute <= $__toTime - INTERVAL 30 MINUTE) AS older,
      uniqMerge(reporters) AS reporters
    FROM spread_minute FINAL WHERE {TENANT} AND minute > $__toTime - INTERVAL 1 HOUR AND minute <= $__toTime AND stance != 'refutes'
    GROUP BY rumor_id HAVING newer + older >= 5 ORDER BY newer / greatest(older, 1) * log2(1 + newer) DESC LIMIT 25),
  levels AS (SELECT rumor_id, argMax(level, level_rank) AS level FROM alerts FINAL WHERE {TENANT} AND {WEEK} GROUP BY rumor_id)
SELECT {hex_of("s.rumor_id")} AS rumor, r.title AS title, s.newer AS "last 30 min", s.older AS "30 min before", round(s.newer / greatest(s.older, 1), 1) AS growth,
  s.reporters AS reporters, l.level AS level, {UNRATED}
FROM spread AS s
LEFT JOIN (SELECT rumor_id, title FROM rumors FINAL WHERE {TENANT} AND rumor_id IN (SELECT rumor_id FROM spread)) AS r ON r.rumor_id = s.rumor_id
LEFT JOIN verdicts AS v ON v.rumor_id = s.rumor_id
LEFT JOIN levels AS l ON l.rumor_id = s.rumor_id
ORDER BY growth DESC, "last 30 min" DESC"""
NEW_TODAY = f"""WITH {verdicts()},
  opened AS (
    SELECT rumor_id, title, opened_at FROM rumors FINAL
    WHERE {TENANT} AND opened_at > $__toTime - INTERVAL 1 DAY AND opened_at <= $__toTime),
  counted AS (
    SELECT rumor_id, sum(reports) AS reports, uniqMerge(reporters) AS reporters FROM spread_minute FINAL
    WHERE {TENANT} AND minute > $__toTime - INTERVAL 1 DAY AND minute <= $__toTime AND rumor_id IN (SELECT rumor_id FROM opened)
    GROUP BY rumor_id ORDER BY reports DESC LIMIT 50)
SELECT {hex_of("c.rumor_id")} AS rumor, o.title AS title, o.opened_at AS "first seen", c.reports AS reports, c.reporters AS reporters, {UNRATED}
FROM counted AS c INNER JOIN opened AS o ON o.rumor_id = c.rumor_id LEFT JOIN verdicts AS v ON v.rumor_id = c.rumor_id ORDER BY reports DESC"""
ASKED = f"""WITH {verdicts()},
  asked AS (
    SELECT rumor_id, sumIf(reports, stance = 'questions') AS questions, sum(reports) AS total
    {MINUTES} GROUP BY rumor_id HAVING questions > 0 ORDER BY questions DESC LIMIT 25)
SELECT {hex_of("a.rumor_id")} AS rumor, r.title AS title, a.questions AS questions, a.questions / a.total AS share, {UNRATED}
FROM asked AS a
LEFT JOIN (SELECT rumor_id, title FROM rumors FINAL WHERE {TENANT} AND rumor_id IN (SELECT rumor_id FROM asked)) AS r ON r.rumor_id = a.rumor_id
LEFT JOIN verdicts AS v ON v.rumor_id = a.rumor_id ORDER BY questions DESC"""
OPEN_ALERTS = f"""WITH {verdicts()}, {OPEN}
SELECT e.alert_id AS alert, {hex_of("e.rumor_id")} AS rumor, e.title AS title, e.level AS level, e.kind AS kind, e.raised_at AS raised, {UNRATED}, e.why AS why
FROM episodes AS e LEFT JOIN verdicts AS v ON v.rumor_id = e.rumor_id WHERE e.resolved = 0 AND e.rank >= 2 ORDER BY e.rank DESC, raised DESC LIMIT 50"""


def top(column: str) -> str:
    """SQL: the names in a column with the most reports."""
    return f"SELECT {column} AS name, sum(reports) AS reports {MINUTES} AND {column} != '' GROUP BY name ORDER BY reports DESC LIMIT 12"


def build() -> Json:
    """The dashboard."""
    rated = [colored("verdict", VERDICT_COLORS), hidden("rumor")]
    return dashboard(
        "rumor-desk",
        "Desk overview",
        "Which hoaxes are rising, what they say, where they are reported, what was alerted and whether somebody has rated them.",
        [
            (
                4,
                [
                    (
                        4,
                        stat(
                            "Unrated and surging",
                            "Open alerts on rumors that nobody has rated: the desk's work.",
                            f"WITH {verdicts()}, {OPEN} SELECT count() AS alerts FROM episodes AS e LEFT JOIN verdicts AS v ON v.rumor_id = e.rumor_id "
                            "WHERE e.resolved = 0 AND e.rank >= 2 AND v.rating = ''",
                            empty="No alert yet",
                            thresholds=steps((None, GREEN), (1, YELLOW), (5, RED)),
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Open alerts",
                            "Surges told that have not calmed down.",
                            f"WITH {OPEN} SELECT count() AS alerts FROM episodes WHERE resolved = 0 AND rank >= 2",
                            empty="No alert yet",
                            thresholds=steps((None, GREEN), (1, YELLOW), (10, RED)),
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Reports",
                            "All reports in the time range, refutations too.",
                            f"SELECT sum(reports) AS reports {MINUTES}",
                            empty="No report in this range",
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Reporters",
                            "Distinct reporters (approximately) in the time range.",
                            f"SELECT uniqMerge(reporters) AS reporters {MINUTES}",
                            empty="No report in this range",
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Rumors",
                            "Rumors reported in the time range.",
                            f"SELECT uniq(rumor_id) AS rumors {MINUTES}",
                            empty="No report in this range",
                        ),
                    ),
                    (
                        4,
                        stat(
                            "Last report",
                            "Age of the newest report at the end of the range; minutes without any mean that the intake or the apps are silent.",
                            f"SELECT greatest(0, dateDiff('second', max(last_seen), $__toTime)) AS age {MINUTES}",
                            unit="s",
                            empty="No report in this range",
                            thresholds=steps((None, GREEN), (300, YELLOW), (1_800, RED)),
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
                            "Rising now",
                            "Rumors by growth: reports that carry or question, last 30 minutes against the 30 before, with alert level and verdict.",
                            RISING,
                            empty="Nothing had 5 reports in the last hour",
                            columns=[to_rumor(), colored("level", LEVEL_COLORS), *rated],
                        ),
                    )
                ],
            ),
            (
                9,
                [
                    (
                        12,
                        series(
                            "Reports a minute by stance",
                            "What the reports do with the rumor: carry it, ask about it, refute it.",
                            f"SELECT $__timeInterval(minute) AS time, stance, sum(reports) * 60 / greatest($__interval_s, 60) AS reports {MINUTES} "
                            "GROUP BY time, stance ORDER BY time",
                            empty="No report in this range",
                            stacked=True,
                        ),
                    ),
                    (
                        12,
                        series(
                            "Distinct reporters by stance",
                            "People, not messages: one who reports ten times counts once in each interval.",
                            f"SELECT $__timeInterval(minute) AS time, stance, uniqMerge(reporters) AS reporters {MINUTES} GROUP BY time, stance ORDER BY time",
                            empty="No report in this range",
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
                            "Surges that have not calmed down, the most severe first; the title leads to the rumor, the alert to its history.",
                            OPEN_ALERTS,
                            empty="No open alert: nothing surges",
                            columns=[
                                linked(
                                    "alert",
                                    "rumor-alerts",
                                    "alert",
                                    "alert",
                                    "History of this alert",
                                    220,
                                ),
                                to_rumor(),
                                colored("level", LEVEL_COLORS, 90),
                                *rated,
                            ],
                        ),
                    )
                ],
            ),
            (
                10,
                [
                    (
                        12,
                        table(
                            "What the public asks most",
                            "Rumors by questions: what an answer would help most.",
                            ASKED,
                            empty="Nobody asked in this range",
                            columns=[to_rumor(), unit("share", "percentunit", 80), *rated],
                        ),
                    ),
                    (
                        12,
                        table(
                            "New today",
                            "Rumors first seen in the last 24 hours of the range, the most reported first.",
                            NEW_TODAY,
                            empty="No rumor was first seen in the last 24 hours",
                            columns=[to_rumor(), *rated],
                        ),
                    ),
                ],
            ),
            (
                9,
                [
                    (
                        12,
                        bars(
                            "Top channels",
                            "Where the reports were seen.",
                            top("channel"),
                            empty="No report names a channel in this range",
                        ),
                    ),
                    (
                        12,
                        bars(
                            "Top places",
                            "Where the reporters are.",
                            top("place"),
                            empty="No report names a place in this range",
                        ),
                    ),
                ],
            ),
        ],
        since="now-6h",
        refresh="30s",
    )
