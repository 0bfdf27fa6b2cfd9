"""Pieces of SQL that several dashboards share.

In: names of columns. Out: SQL with Grafana's variables and macros still in it.
"""

import re

# The browser escapes the value only in this form; `${tenant}` bare would be an injection.
TENANT = "tenant = ${tenant:singlequote}"
CELLS = f"FROM spread_minute FINAL WHERE {TENANT} AND $__timeFilter(minute)"

# Shorter indents are the layout of the SQL itself and are shown in Grafana's editor; from here on
# it is the layout of this code, whose lines end earlier than a statement does.
CONTINUED = re.compile(r"\s*\n {8,}")


def hex_of(column: str) -> str:
    """An id as the API writes it: 16 lower-case hex digits."""
    # Never a number: a browser rounds those above 2^53.
    return f"lower(leftPad(hex({column}), 16, '0'))"


def verdicts() -> str:
    """A CTE `verdicts`: the newest verdict of each rumor, and when the first was given."""
    # By offset, not by time: two verdicts of one millisecond have an order on the log only.
    return f"""verdicts AS (SELECT rumor_id,
        argMax(rating, offset) AS rating,
        min(decided_at) AS first_at
        FROM curations FINAL
        WHERE {TENANT} AND kind = 'verdict'
        GROUP BY rumor_id)"""


def episodes(when: str) -> str:
    """A CTE `episodes`: alerts, one row each, with the newest that was said of it.

    `when` is the time filter on `at`.
    """
    return f"""episodes AS (
    SELECT alert_id,
        any(rumor_id) AS rumor_id,
        any(kind) AS kind,
        max(level_rank) AS rank,
        argMax(level, level_rank) AS level,
      argMax(title, at) AS title,
        argMax(why, at) AS why,
        min(at) AS raised_at,
        maxIf(at, event = 'resolved') AS resolved_at,
      countIf(event = 'resolved') AS resolved,
        argMin(delayed_s, at) AS delayed_s
    FROM alerts FINAL WHERE {TENANT} AND {when} GROUP BY alert_id)"""


def with_titles(cte: str, alias: str) -> str:
    """A join that gives the rumors of a CTE (`alias` where it is read) their titles, as `r`."""
    # Only of the rumors that are shown: ClickHouse builds the right side of a join whole.
    return f"""LEFT JOIN (SELECT rumor_id, title FROM rumors FINAL
        WHERE {TENANT} AND rumor_id IN (SELECT rumor_id FROM {cte})) AS r
        ON r.rumor_id = {alias}.rumor_id"""


def tidy(sql: str) -> str:
    """SQL without the indentation it has in this code.

    A line indented by eight blanks or more goes on from the one above; the others keep their
    relative indent.
    """
    lines = [line.rstrip() for line in CONTINUED.sub(" ", sql.strip()).splitlines()]
    indent = min((len(line) - len(line.lstrip()) for line in lines[1:] if line), default=0)
    return "\n".join([lines[0], *(line[indent:] for line in lines[1:])])
