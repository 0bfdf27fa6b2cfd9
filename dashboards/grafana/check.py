"""Runs every query of every dashboard against ClickHouse, as Grafana would, and judges names and
types as its panels need them.

In: a way to run SQL and the dashboards. Out: one line per query with rows, columns and
milliseconds, or why it fails.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.grafana.queries import Query, Range, expand, fill, queries_of
from dashboards.grafana.targets import TABLE, TIME_SERIES, Json

Rows = list[tuple[Any, ...]]
Columns = list[tuple[str, str]]
Run = Callable[[str], tuple[Rows, Columns]]
NUMBERS = ("UInt", "Int", "Float", "Decimal")
IDS = ("rumor", "alert")
LONGEST_PROBLEM = 300  # characters: ClickHouse repeats the whole query in its message


@dataclass(frozen=True)
class Checked:
    """What came of one query, `filled` with variables; `problem` is empty where it may be shown."""

    query: Query
    filled: str
    rows: int
    columns: tuple[str, ...]
    took_ms: float
    problem: str


def check(run: Run, dashboards: Mapping[str, Json], span: Range) -> Iterator[Checked]:
    """Checks all dashboards.

    A variable takes the first value of its query; one that links fill in, the first value of a
    column of its name.
    """
    for name, dashboard in dashboards.items():
        texts = {v["name"] for v in dashboard["templating"]["list"] if v["type"] == "textbox"}
        variables = dict.fromkeys(texts, "")
        for query in _givers_first(queries_of(name, dashboard), texts):
            checked, rows = _checked(run, query, variables, span)
            yield checked
            names = [column.partition(":")[0] for column in checked.columns]
            if query.kind == "variable" and rows:
                variables[query.name] = str(rows[0][0])
            for text in texts & set(names) if rows else ():
                variables[text] = variables[text] or str(rows[0][names.index(text)])


def _givers_first(queries: Iterator[Query], texts: set[str]) -> list[Query]:
    """Queries that use a text variable last: until then others have given it a value."""
    return sorted(queries, key=lambda query: any(f"${{{text}:" in query.sql for text in texts))


def _checked(
    run: Run, query: Query, variables: Mapping[str, str], span: Range
) -> tuple[Checked, Rows]:
    # Seconds for people, no decision hangs on them: that is why it needs no clock handed in.
    began = time.perf_counter()
    filled = query.sql
    rows: Rows = []
    columns: Columns = []
    failed = ""
    try:
        filled = fill(query.sql, variables)
        rows, columns = run(expand(filled, span))
    except Exception as error:  # the edge of this command: one bad query must not hide the others
        failed = " ".join(str(error).split())[:LONGEST_PROBLEM] or type(error).__name__
    took_ms = (time.perf_counter() - began) * 1_000
    checked = Checked(
        query=query,
        filled=filled,
        rows=len(rows),
        columns=tuple(f"{column}:{kind}" for column, kind in columns),
        took_ms=took_ms,
        problem=failed or problem(query, rows, columns),
    )
    return checked, rows


def problem(query: Query, rows: Rows, columns: Columns) -> str:
    """Why a panel cannot show this result, or an empty string."""
    if query.form != (TIME_SERIES if query.kind == "timeseries" else TABLE):
        return f"a {query.kind} needs another format than {query.form}"
    if query.kind == "timeseries":
        return _series_problem(rows, columns)
    if query.kind in _NEEDS:
        fits, needed = _NEEDS[query.kind]
        if not fits(columns):
            return needed
    # Ids of 64 bits: JavaScript has 53.
    ids = [name for name, kind in columns if name in IDS and not _is_text(kind)]
    return f"{ids[0]} must be text: a browser rounds large numbers" if ids else ""


def _series_problem(rows: Rows, columns: Columns) -> str:
    times = [n for n, (_, kind) in enumerate(columns) if "Date" in kind]
    if not times:
        return "a time series needs a column of time"
    at = [row[times[0]] for row in rows]
    if at != sorted(at):
        return "a time series must be sorted by time"
    rest = [kind for n, (_, kind) in enumerate(columns) if n != times[0]]
    if not any(_is_number(kind) for kind in rest):
        return "a time series needs a number"
    if not all(_is_number(kind) or _is_text(kind) for kind in rest):
        return "labels of a time series must be text"
    return ""


def _marks(columns: Columns) -> bool:
    return {"time", "text"} <= {name for name, _ in columns}


def _choices(columns: Columns) -> bool:
    return len(columns) <= 2 and all(_is_text(kind) for _, kind in columns)


def _bars(columns: Columns) -> bool:
    return len(columns) == 2 and _is_text(columns[0][1]) and _is_number(columns[1][1])


def _one(columns: Columns) -> bool:
    return len(columns) == 1


_NEEDS: dict[str, tuple[Callable[[Columns], bool], str]] = {
    "annotation": (_marks, "an annotation needs columns time and text"),
    "variable": (_choices, "a variable needs one or two columns of text"),
    "stat": (_one, "a stat shows one column"),
    "bargauge": (_bars, "bars need a name and a number"),
}


def _is_text(kind: str) -> bool:
    return "String" in kind and not kind.startswith("Array")


def _is_number(kind: str) -> bool:
    return kind.removeprefix("Nullable(").startswith(NUMBERS)
