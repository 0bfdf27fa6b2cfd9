"""Rumor: one rumor's spread, its wordings and how they came together, its alerts and verdicts."""

from dashboards.grafana.panels import (
    GREEN,
    LEVEL_COLORS,
    RED,
    VERDICT_COLORS,
    Json,
    annotation,
    colored,
    dashboard,
    linked,
    query_variable,
    series,
    stat,
    steps,
    table,
    unit,
)
from dashboards.grafana.sql import TENANT, hex_of

RUMOR = "rumor_id = reinterpretAsUInt64(reverse(unhex(${rumor:singlequote})))"
CELLS = f"FROM spread_minute FINAL WHERE {TENANT} AND {RUMOR} AND $__timeFilter(minute)"
FACTS = f"FROM sightings FINAL WHERE {TENANT} AND {RUMOR} AND $__timeFilter(observed_at)"
CHOICES = f"""WITH busiest AS (
  SELECT rumor_id, sum(reports) AS n FROM spread_minute FINAL WHERE {TENANT} AND minute > $__toTime - INTERVAL 1 DAY AND minute <= $__toTime
  GROUP BY rumor_id ORDER BY n DESC LIMIT 300)
SELECT {hex_of("b.rumor_id")} AS value, r.title AS label FROM busiest AS b
INNER JOIN (SELECT rumor_id, title FROM rumors FINAL WHERE {TENANT} AND rumor_id IN (SELECT rumor_id FROM busiest)) AS r ON r.rumor_id = b.rumor_id
ORDER BY b.n DESC"""
VARIANTS = f"""WITH counted AS (
  SELECT variant_id, count() AS reports, min(observed_at) AS first_at, max(observed_at) AS last_at
  {FACTS} GROUP BY variant_id ORDER BY reports DESC LIMIT 100)
SELECT v.shown AS wording, v.stance AS stance, c.reports AS reports, c.first_at AS "first seen", c.last_at AS "last seen", round(v.score, 2) AS score,
  if(v.exemplar_id = 0, 'the first wording', v.explanation) AS "why it joined"
FROM counted AS c
INNER JOIN (
  SELECT variant_id, shown, stance, score, exemplar_id, explanation FROM variants FINAL
  WHERE {TENANT} AND variant_id IN (SELECT variant_id FROM counted)) AS v ON v.variant_id = c.variant_id
ORDER BY reports DESC"""
PER_VARIANT = f"""WITH top AS (SELECT variant_id {FACTS} GROUP BY variant_id ORDER BY count() DESC LIMIT 8)
SELECT $__timeInterval(s.observed_at) AS time, concat(substringUTF8(any(v.shown), 1, 24), ' ', substring({hex_of("s.variant_id")}, 1, 4)) AS wording, count() AS reports
FROM (SELECT observed_at, variant_id {FACTS} AND variant_id IN (SELECT variant_id FROM top)) AS s
LEFT JOIN (SELECT variant_id, shown FROM variants FINAL WHERE {TENANT} AND variant_id IN (SELECT variant_id FROM top)) AS v ON v.variant_id = s.variant_id
GROUP BY time, s.variant_id ORDER BY time"""
ALERTS = f"""SELECT alert_id AS alert, event, level, kind, at, delayed_s AS "report to alert", why
FROM alerts FINAL WHERE {TENANT} AND {RUMOR} AND $__timeFilter(at) ORDER BY at DESC LIMIT 100"""
VERDICTS = f"""SELECT decided_at AS at, rating AS verdict, summary, link, decided_by AS by
FROM curations FINAL WHERE {TENANT} AND {RUMOR} AND kind = 'verdict' AND decided_at <= $__toTime ORDER BY at DESC"""


def spread_by(column: str, label: str) -> str:
    """SQL: reports over time by the names in a column, the rarer ones together."""
    return f"""WITH top AS (SELECT {column} {CELLS} GROUP BY {column} ORDER BY sum(reports) DESC LIMIT 10)
SELECT $__timeInterval(minute) AS time, multiIf({column} = '', 'not named', {column} IN (SELECT {column} FROM top), {column}, 'others') AS {label}, sum(reports) AS reports
{CELLS} GROUP BY time, {label} ORDER BY time"""


def build() -> Json:
    """The dashboard."""
    nothing = "This rumor was not reported in this range: widen it, or choose another rumor"
    return dashboard(
        "rumor-rumor",
        "Rumor",
        "One rumor: how it spreads, in which wordings, why each was joined, what was alerted and how it was rated.",
        [
            (
                4,
                [
                    (
                        5,
                        stat(
                            "Verdict",
                            "The newest verdict.",
                            f"SELECT if(count() = 0, 'unrated', argMax(rating, offset)) AS verdict FROM curations FINAL WHERE {TENANT} AND {RUMOR} "
                            "AND kind = 'verdict' AND decided_at <= $__toTime",
                            empty="unrated",
                            unit="string",
                            thresholds=steps((None, "text")),
                        ),
                    ),
                    (
                        5,
                        stat(
                            "Reports",
                            "Reports in the time range, refutations too.",
                            f"SELECT sum(reports) AS reports {CELLS}",
                            empty=nothing,
                        ),
                    ),
                    (
                        5,
                        stat(
                            "Reporters",
                            "Distinct reporters (approximately) in the time range.",
                            f"SELECT uniqMerge(reporters) AS reporters {CELLS}",
                            empty=nothing,
                        ),
                    ),
                    (
                        5,
                        stat(
                            "Refuted",
                            "Share of the reports that refute it.",
                            f"SELECT if(sum(reports) = 0, NULL, sumIf(reports, stance = 'refutes') / sum(reports)) AS share {CELLS}",
                            unit="percentunit",
                            decimals=1,
                            empty=nothing,
                            thresholds=steps((None, RED), (0.05, "yellow"), (0.3, GREEN)),
                        ),
                    ),
                    (
                        4,
                        stat(
                            "First seen",
                            "The first report of the range.",
                            f"SELECT if(count() = 0, NULL, toUnixTimestamp64Milli(min(first_seen))) AS first {CELLS}",
                            unit="dateTimeAsLocal",
                            empty=nothing,
                        ),
                    ),
                ],
            ),
            (
                9,
                [
                    (
                        12,
                        series(
                            "Spread by stance",
                            "Reports over time: carried, asked about, refuted. Marks show alerts and verdicts.",
                            spread_by("stance", "stance"),
                            empty=nothing,
                            stacked=True,
                        ),
                    ),
                    (
                        12,
                        series(
                            "Distinct reporters",
                            "People, not messages.",
                            f"SELECT $__timeInterval(minute) AS time, uniqMerge(reporters) AS reporters {CELLS} GROUP BY time ORDER BY time",
                            empty=nothing,
                        ),
                    ),
                ],
            ),
            (
                9,
                [
                    (
                        12,
                        series(
                            "Spread by channel",
                            "Where it was seen; the ten busiest channels.",
                            spread_by("channel", "channel"),
                            empty=nothing,
                            stacked=True,
                        ),
                    ),
                    (
                        12,
                        series(
                            "Spread by place",
                            "Where its reporters are; the ten busiest places.",
                            spread_by("place", "place"),
                            empty=nothing,
                            stacked=True,
                        ),
                    ),
                ],
            ),
            (
                12,
                [
                    (
                        24,
                        table(
                            "Wordings",
                            "The wordings reported most in the range: when each was first seen, how often, and why it was taken for this rumor. Masked.",
                            VARIANTS,
                            empty=nothing,
                            columns=[unit("score", "none", 70)],
                        ),
                    )
                ],
            ),
            (
                9,
                [
                    (
                        24,
                        series(
                            "Growth of the busiest wordings",
                            "Reports over time of the eight most reported wordings.",
                            PER_VARIANT,
                            empty=nothing,
                        ),
                    )
                ],
            ),
            (
                8,
                [
                    (
                        14,
                        table(
                            "Alerts",
                            "What receivers were told about this rumor; the alert leads to its history.",
                            ALERTS,
                            empty="No alert on this rumor in this range",
                            columns=[
                                linked(
                                    "alert",
                                    "rumor-alerts",
                                    "alert",
                                    "alert",
                                    "History of this alert",
                                    220,
                                ),
                                colored("level", LEVEL_COLORS, 90),
                                unit("report to alert", "s", 120),
                            ],
                        ),
                    ),
                    (
                        10,
                        table(
                            "Verdicts",
                            "How the desk rated it, the newest first.",
                            VERDICTS,
                            empty="Nobody has rated this rumor",
                            columns=[colored("verdict", VERDICT_COLORS)],
                        ),
                    ),
                ],
            ),
        ],
        since="now-24h",
        refresh="1m",
        variables=[
            query_variable(
                "rumor",
                "Rumor",
                "The rumors reported most in the day before the end of the range, by title; links choose any rumor.",
                CHOICES,
            )
        ],
        annotations=[
            annotation(
                "Alerts",
                "red",
                f"SELECT at AS time, concat(event, ' ', level, ': ', why) AS text, [event, level] AS tags FROM alerts FINAL "
                f"WHERE {TENANT} AND {RUMOR} AND $__timeFilter(at) ORDER BY time",
            ),
            annotation(
                "Verdicts",
                "blue",
                f"SELECT decided_at AS time, concat('rated ', rating, if(summary = '', '', ': '), summary) AS text, ['verdict', rating] AS tags "
                f"FROM curations FINAL WHERE {TENANT} AND {RUMOR} AND kind = 'verdict' AND $__timeFilter(decided_at) ORDER BY time",
            ),
        ],
    )
