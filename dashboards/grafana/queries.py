"""The queries of dashboards as SQL: what Grafana's browser and the ClickHouse plugin make of them,
for checks and tests without either.

In: a dashboard, a time range, values of variables. Out: SQL that any ClickHouse client can run.
Only what the dashboards use is known; anything else is an error.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from dashboards.grafana.targets import CLICKHOUSE, TABLE, Json

Kind = Literal["variable", "annotation", "timeseries", "table", "stat", "bargauge"]
MACRO = re.compile(r"\$__(\w+)(?:\(([^()]*)\))?")
VARIABLE = re.compile(r"\$\{(\w+)(?::(\w+))?\}|\$(?!__)(\w+)")
# Seconds; Grafana rounds the step of a time series to such numbers, so that bins stay where they
# are while the range moves.
NICE_STEPS_S = (
    *(1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1_800),
    *(3_600, 7_200, 21_600, 43_200, 86_400),
)
POINTS = 1_000  # of a time series: about the pixels of a panel's width


@dataclass(frozen=True)
class Query:
    """One query: where it stands, what its panel needs, its SQL with macros and variables."""

    where: str
    kind: Kind
    sql: str
    form: int  # the plugin's format: TIME_SERIES or TABLE
    name: str = ""  # of a variable


@dataclass(frozen=True)
class Range:
    """A time range as Grafana sends it."""

    start_s: int
    end_s: int

    @property
    def interval_s(self) -> int:
        """The step of time series: about a thousand points."""
        wanted = (self.end_s - self.start_s) / POINTS
        return next((step for step in NICE_STEPS_S if step >= wanted), NICE_STEPS_S[-1])


def queries_of(name: str, dashboard: Json) -> Iterator[Query]:
    """The ClickHouse queries of a dashboard, in the order in which Grafana runs them: variables,
    annotations, panels.
    """
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield Query(
                where=f"{name} / ${variable['name']}",
                kind="variable",
                sql=variable["query"],
                form=TABLE,
                name=variable["name"],
            )
    for mark in dashboard["annotations"]["list"]:
        yield _query(f"{name} / @{mark['name']}", "annotation", mark["target"])
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            if target["datasource"]["type"] == CLICKHOUSE["type"]:
                yield _query(f"{name} / {panel['title']}", panel["type"], target)


def _query(where: str, kind: Kind, target: Json) -> Query:
    return Query(where=where, kind=kind, sql=target["rawSql"], form=target["format"])


def fill(sql: str, variables: Mapping[str, str]) -> str:
    """SQL with the values of variables in place, as the browser sends it.

    Raises `ValueError` for one that is not defined or not escaped.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[3]
        form = found[2]
        if name not in variables:
            raise ValueError(f"the variable ${name} is not defined")
        if form != "singlequote":
            written = f"${{{name}:singlequote}}"
            raise ValueError(f"${{{name}}} must be written {written}: only that escapes its value")
        # As Grafana's formatter does it, backslashes first.
        return "'" + variables[name].replace("\\", "\\\\").replace("'", "\\'") + "'"

    return VARIABLE.sub(value, sql)


def expand(sql: str, span: Range) -> str:
    """SQL with macros written out, as the plugin does.

    Raises `ValueError` for one that is not known: older plugins lack the newer macros, and would
    send them to ClickHouse as they are.
    """
    return MACRO.sub(lambda found: _macro(found[1], (found[2] or "").strip(), span), sql)


def _macro(name: str, argument: str, span: Range) -> str:
    start = f"toDateTime({span.start_s})"
    end = f"toDateTime({span.end_s})"
    if name == "timeFilter" and argument:
        return f"{argument} >= {start} AND {argument} <= {end}"
    if name == "dateFilter" and argument:
        first, last = (
            datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
            for at in (span.start_s, span.end_s)
        )
        return f"{argument} >= toDate('{first}') AND {argument} <= toDate('{last}')"
    if name == "timeInterval" and argument:
        return f"toStartOfInterval(toDateTime({argument}), INTERVAL {span.interval_s} second)"
    if name in ("fromTime", "toTime", "interval_s"):
        return {"fromTime": start, "toTime": end, "interval_s": str(span.interval_s)}[name]
    raise ValueError(f"the macro $__{name} is not one that every supported plugin has")
