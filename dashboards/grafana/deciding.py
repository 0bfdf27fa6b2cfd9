"""Panels about what people decide and what waits for them. They stand on the desk overview."""

from dashboards.grafana.colors import GREEN, LEVEL_COLORS, TEXT, VERDICT_COLORS, YELLOW
from dashboards.grafana.columns import colored, hidden, to_rumor, unit
from dashboards.grafana.panels import stat, steps, table
from dashboards.grafana.sql import (
    FIRST_REPORTS,
    TENANT,
    UNDOS,
    as_shown,
    cells,
    episodes,
    hex_of,
    verdicts,
    with_titles,
)

# An alert raised before the range began may still be open in it: they are looked for a week back.
WEEK = "at >= $__fromTime - INTERVAL 7 DAY AND at <= $__toTime"
EPISODES = episodes(WEEK)
LAST_HOUR = cells(
    "minute, reports",
    "minute > $__toTime - INTERVAL 1 HOUR AND minute <= $__toTime AND stance != 'refutes'",
)
LAST_HALF_HOUR = "minute > $__toTime - INTERVAL 30 MINUTE"
# What nobody rated for a day is not forgotten for it; a rumor that is older than its rise has not
# waited for years. As on the console's desk.
LONGEST_WAIT_S = 86_400
# Fact-checks are imported by the thousand: they are no decisions of the day.
LAST_DAY = f"""FROM curations FINAL
        WHERE {TENANT} AND decided_at > $__toTime - INTERVAL 1 DAY AND decided_at <= $__toTime
        AND kind != 'factcheck'"""

DECISIONS = stat(
    title="Decided today",
    description="Decisions of the last 24 hours of the range, without imported fact-checks.",
    sql=f"SELECT count() AS decisions {LAST_DAY}",
    empty="Nobody decided anything",
    thresholds=steps((None, TEXT)),
)

DECIDED_TODAY = table(
    title="Decided today: what and by whom",
    description="Decisions of the last 24 hours of the range, the newest first: what was decided, "
    "of which rumor, by whom, and whether it was undone since.",
    # The undo of an undo brings a decision back.
    sql=f"""WITH
  today AS (
    SELECT decision_id, kind, rumor_id, decided_at, decided_by, rating
    {LAST_DAY} ORDER BY decided_at DESC LIMIT 100),
  undone AS ({UNDOS} AND decision_id NOT IN ({UNDOS}))
SELECT t.decided_at AS at,
        t.kind AS decision,
        t.rating AS verdict,
        {hex_of("t.rumor_id")} AS rumor,
        r.title AS title,
        t.decided_by AS "by",
        if(t.decision_id IN (SELECT undoes FROM undone), 'undone', 'in force') AS state
FROM today AS t
{with_titles("today", "t")}
ORDER BY at DESC""",
    empty="Nobody decided anything in the last 24 hours",
    columns=[
        to_rumor(),
        hidden("rumor"),
        colored("verdict", VERDICT_COLORS),
        colored("state", {"in force": GREEN, "undone": YELLOW}, 90),
    ],
)

UNRATED = table(
    title="Unrated, by growth and waiting",
    description="What nobody has rated, the most pressing first: growth (last 30 minutes against "
    "the 30 before) times the hours it has waited, since its alert or else its first report, a day "
    "at most.",
    sql=f"""WITH {verdicts()}, {EPISODES},
  spread AS (
    SELECT rumor_id,
        sumIf(reports, {LAST_HALF_HOUR}) AS newer,
        sumIf(reports, NOT {LAST_HALF_HOUR}) AS older
    FROM {as_shown(LAST_HOUR)}
    WHERE rumor_id NOT IN (SELECT rumor_id FROM verdicts)
    GROUP BY rumor_id HAVING newer + older >= 5),
  alarms AS (
    SELECT rumor_id, min(raised_at) AS raised_at, argMax(level, rank) AS level
    FROM {as_shown("(SELECT rumor_id, raised_at, level, rank FROM episodes WHERE resolved = 0)")}
    GROUP BY rumor_id),
  opened AS (
    SELECT rumor_id, first_at FROM {FIRST_REPORTS}
    WHERE rumor_id IN (SELECT rumor_id FROM spread))
SELECT {hex_of("s.rumor_id")} AS rumor,
        r.title AS title,
        s.newer AS "last 30 min",
        round(s.newer / greatest(s.older, 1), 1) AS growth,
        least({LONGEST_WAIT_S}, greatest(0, dateDiff('second',
        if(a.level = '', o.first_at, a.raised_at), $__toTime))) AS waiting,
        a.level AS level,
        round(s.newer / greatest(s.older, 1) * waiting / 3600, 1) AS pressing
FROM spread AS s
{with_titles("spread", "s")}
LEFT JOIN alarms AS a ON a.rumor_id = s.rumor_id
LEFT JOIN opened AS o ON o.rumor_id = s.rumor_id
ORDER BY pressing DESC, "last 30 min" DESC LIMIT 50""",
    empty="Nothing that had 5 reports in the last hour is unrated",
    columns=[to_rumor(), hidden("rumor"), colored("level", LEVEL_COLORS, 90), unit("waiting", "s")],
)
