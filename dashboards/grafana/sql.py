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


UNDOS = f"SELECT undoes FROM curations FINAL WHERE {TENANT} AND kind = 'undo'"
# A decision that was undone counts as never made; the undo of an undo brings it back.
NOT_UNDONE = f"decision_id NOT IN ({UNDOS} AND decision_id NOT IN ({UNDOS}))"


def verdicts() -> str:
    """A CTE `verdicts`: the verdict in force of each rumor, and when it was rated first.

    Absorbed rumors have that of the whole.
    """
    return f"""verdicts AS (SELECT rumor_id, rating, rated_at AS first_at
        FROM decided FINAL
        WHERE {TENANT} AND rating != '')"""


# The wordings that a decision moved, and the rumors that they came from: of few tenants any.
HOMES = f"SELECT variant_id, home_id FROM homes FINAL WHERE {TENANT} AND home_id != joined_id"
LEFT = f"SELECT joined_id FROM homes FINAL WHERE {TENANT} AND home_id != joined_id"


def cells(columns: str, when: str, of: str = "") -> str:
    """Cells of the spread by the rumors that their wordings belong to, in brackets.

    `columns` are those wanted besides `rumor_id`, `when` is the filter on `minute`; `of` narrows by
    `rumor_id`. Rumors that wordings were moved from are read by wording.
    """
    narrowed = f" AND {of}" if of else ""
    return f"""(SELECT rumor_id, {columns} FROM spread_minute FINAL
        WHERE {TENANT} AND {when}{narrowed} AND rumor_id NOT IN ({LEFT})
        UNION ALL SELECT rumor_id, {columns} FROM {of_moved(columns, when)}{where(of)})"""


def of_moved(columns: str, when: str) -> str:
    """The cells of rumors that wordings were moved from, by the homes of these, in brackets."""
    return f"""(SELECT w.* REPLACE (if(h.home_id = 0, w.rumor_id, h.home_id) AS rumor_id)
        FROM (SELECT rumor_id, variant_id, {columns} FROM wording_minutes FINAL
        WHERE {TENANT} AND rumor_id IN ({LEFT}) AND {when}) AS w
        LEFT JOIN ({HOMES}) AS h ON h.variant_id = w.variant_id)"""


def where(condition: str) -> str:
    """A WHERE, if there is a condition."""
    return f" WHERE {condition}" if condition else ""


def as_shown(cells: str) -> str:
    """Rows with a `rumor_id`, from SQL in brackets: that of the rumor each shows as."""
    return f"""(SELECT c.* REPLACE (if(m.shown_id = 0, c.rumor_id, m.shown_id) AS rumor_id)
        FROM {cells} AS c
        LEFT JOIN (SELECT rumor_id, shown_id FROM decided FINAL
        WHERE {TENANT} AND shown_id != rumor_id) AS m ON m.rumor_id = c.rumor_id)"""


TOTALS = f"""(SELECT rumor_id, first_seen FROM rumor_totals FINAL
        WHERE {TENANT} AND rumor_id NOT IN ({LEFT})
        UNION ALL SELECT rumor_id, first_seen FROM {of_moved("first_seen", "1")})"""
# When each rumor was reported first: not by the report that founded it, for others come late.
FIRST_REPORTS = f"""(SELECT rumor_id, min(first_seen) AS first_at
        FROM {as_shown(TOTALS)}
        GROUP BY rumor_id)"""
# Which change of an alert came later, as the API orders them.
LATER = "(at, -version, level_rank, resolved_at IS NOT NULL)"


def episodes(when: str) -> str:
    """A CTE `episodes`: alerts, one row each, with the newest that was said of it.

    `when` is the time filter on `at`. What goes on as another rumor's alert is resolved, though no
    change is called so.
    """
    # argMax passes over NULL: an alert that runs again would stay resolved.
    return f"""episodes AS (
    SELECT alert_id,
        any(rumor_id) AS rumor_id,
        argMax(kind, {LATER}) AS kind,
        max(level_rank) AS rank,
        argMax(level, level_rank) AS level,
      argMax(title, {LATER}) AS title,
        argMax(why, {LATER}) AS why,
        min(at) AS raised_at,
        argMax(ifNull(resolved_at, at), {LATER}) AS ended_at,
      argMax(resolved_at IS NOT NULL, {LATER}) AS resolved,
        argMin(delayed_s, at) AS delayed_s
    FROM alerts FINAL WHERE {TENANT} AND {when} GROUP BY alert_id)"""


def with_titles(cte: str, alias: str) -> str:
    """A join that gives the rumors of a CTE (`alias` where it is read) their titles, as `r`: what
    an analyst called them, else their first wording.
    """
    # Only of the rumors that are shown: ClickHouse builds the right side of a join whole. One that
    # a split made was founded by nobody, and stands in `decided` alone.
    return f"""LEFT JOIN (SELECT rumor_id, argMax(f.title, f.given) AS title
        FROM (SELECT rumor_id, title, 0 AS given FROM rumors FINAL
        WHERE {TENANT} AND rumor_id IN (SELECT rumor_id FROM {cte})
        UNION ALL SELECT rumor_id, title, 1 AS given FROM decided FINAL
        WHERE {TENANT} AND title != '' AND rumor_id IN (SELECT rumor_id FROM {cte})) AS f
        GROUP BY rumor_id) AS r ON r.rumor_id = {alias}.rumor_id"""


def tidy(sql: str) -> str:
    """SQL without the indentation it has in this code.

    A line indented by eight blanks or more goes on from the one above; the others keep their
    relative indent.
    """
    lines = [line.rstrip() for line in CONTINUED.sub(" ", sql.strip()).splitlines()]
    indent = min((len(line) - len(line.lstrip()) for line in lines[1:] if line), default=0)
    return "\n".join([lines[0], *(line[indent:] for line in lines[1:])])
