"""Runs every query of every dashboard against ClickHouse, as Grafana would, and judges names and
types as its panels need them.

In: a way to run SQL and the dashboards. Out: one line per query with rows, columns and
milliseconds, or why it fails.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.grafana.panels import TABLE, TIME_SERIES, Json
from dashboards.grafana.queries import Query, Range, expand, fill, queries_of

Rows = list[tuple[Any, ...]]
Columns = list[tuple[str, str]]
Run = Callable[[str], tuple[Rows, Columns]]
NUMBERS = ("UInt", "Int", "Float", "Decimal")


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
        for query in sorted(
            queries_of(name, dashboard), key=lambda q: any(f"${{{text}:" in q.sql for text in texts)
        ):
            began = time.perf_counter()
            filled = query.sql
            try:
                filled = fill(query.sql, variables)
                rows, columns = run(expand(filled, span))
            except Exception as error:
                yield Checked(query, filled, 0, (), _ms(began), " ".join(str(error).split())[:300])
                continue
            took_ms = _ms(began)
            names = [column for column, _ in columns]
            if query.kind == "variable" and rows:
                variables[query.name] = str(rows[0][0])
            for text in texts & set(names) if rows else ():
                variables[text] = variables[text] or str(rows[0][names.index(text)])
            shown = tuple(f"{column}:{kind}" for column, kind in columns)
            yield Checked(query, filled, len(rows), shown, took_ms, problem(query, rows, columns))


def problem(query: Query, rows: Rows, columns: Columns) -> str:
    """Why a panel cannot show this result, or an empty string."""
    kinds = dict(columns)
    if query.form != (TIME_SERIES if query.kind == "timeseries" else TABLE):
        return f"a {query.kind} needs another format than {query.form}"
    if query.kind == "annotation":
        return (
            "" if {"time", "text"} <= kinds.keys() else "an annotation needs columns time and text"
        )
    if query.kind == "variable":
        return (
            ""
            if len(columns) <= 2 and all(_is_text(kind) for kind in kinds.values())
            else "a variable needs one or two columns of text"
        )
    if query.kind == "timeseries":
        return _series_problem(rows, columns)
    if query.kind == "stat" and len(columns) != 1:
        return "a stat shows one column"
    if query.kind == "bargauge" and [
        _is_text(columns[0][1]),
        _is_number(columns[-1][1]),
        len(columns),
    ] != [True, True, 2]:
        return "bars need a name and a number"
    ids = [name for name, kind in columns if name in ("rumor", "alert") and not _is_text(kind)]
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
    return (
        ""
        if all(_is_number(kind) or _is_text(kind) for kind in rest)
        else "labels of a time series must be text"
    )


def _is_text(kind: str) -> bool:
    return "String" in kind and not kind.startswith("Array")


def _is_number(kind: str) -> bool:
    return kind.removeprefix("Nullable(").startswith(NUMBERS)


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1_000
