"""Pieces of SQL that several dashboards share.

In: names of columns. Out: SQL with Grafana's variables and macros still in it.
"""

TENANT = "tenant = ${tenant:singlequote}"


def hex_of(column: str) -> str:
    """SQL:

    an id as the API writes it, 16 lower-case hex digits. Never a number: a browser rounds those
    above 2^53.
    """
    return f"lower(leftPad(hex({column}), 16, '0'))"


def verdicts(name: str = "verdicts") -> str:
    """SQL of a CTE: the newest verdict of each rumor."""
    return (
        f"{name} AS (SELECT rumor_id, argMax(rating, offset) AS rating, min(decided_at) AS first_at FROM curations FINAL "
        f"WHERE {TENANT} AND kind = 'verdict' GROUP BY rumor_id)"
    )


def episodes(when: str) -> str:
    """SQL of a CTE:

    alerts, one row each, with the newest that was said of it. `when` is the time filter on `at`.
    """
    return f"""episodes AS (
    SELECT alert_id, any(rumor_id) AS rumor_id, any(kind) AS kind, max(level_rank) AS rank, argMax(level, level_rank) AS level,
      argMax(title, at) AS title, argMax(why, at) AS why, min(at) AS raised_at, maxIf(at, event = 'resolved') AS resolved_at,
      countIf(event = 'resolved') AS resolved, argMin(delayed_s, at) AS delayed_s
    FROM alerts FINAL WHERE {TENANT} AND {when} GROUP BY alert_id)"""


def tidy(sql: str) -> str:
    """SQL without the indentation it has in this code."""
    lines = [line.rstrip() for line in sql.strip().splitlines()]
    indent = min((len(line) - len(line.lstrip()) for line in lines[1:] if line), default=0)
    return "\n".join([lines[0], *(line[indent:] for line in lines[1:])])
