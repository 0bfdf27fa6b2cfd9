"""Rows as files, whole or not at all.

In: rows. Out: JSON lines, CSV or Parquet.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from deploy.cli.export.tables import Row
from deploy.cli.output import escaped

BETWEEN = "|"  # of several values in one cell of a CSV file; no red flag has one in its name
# A spreadsheet takes what begins so for a formula, and runs it: texts come from anybody.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def json_lines(rows: Iterable[Row], out: IO[str]) -> int:
    """Writes an object a line -> how many."""
    number = 0
    for row in rows:
        out.write(escaped(json.dumps(row, ensure_ascii=False)) + "\n")
        number += 1
    return number


def csv_table(rows: Iterable[Row], out: IO[str], columns: Iterable[str]) -> int:
    """Writes a table with a heading -> how many rows."""
    names = list(columns)
    cell = _shown if out.isatty() else _cell
    writer = csv.writer(out)
    writer.writerow(names)
    number = 0
    for row in rows:
        writer.writerow([cell(row[name]) for name in names])
        number += 1
    return number


def parquet(rows: Iterable[Row], path: Path, columns: Mapping[str, str]) -> int:
    """Writes a Parquet file, with the lines of it beside it for as long -> how many rows. Raises
    `ImportError` without the embedded engine.
    """
    from deploy.embedded.clickhouse.parquet import write

    lines = path.with_name(path.name + ".lines")
    try:
        with lines.open("w", encoding="utf-8") as out:
            number = json_lines(rows, out)
        write(lines, path, columns)
    finally:
        lines.unlink(missing_ok=True)
    return number


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        value = BETWEEN.join(value)
    if isinstance(value, str) and value.startswith(FORMULAS):
        return "'" + value
    return value


def _shown(value: Any) -> Any:
    """A cell on a terminal, which obeys whoever writes to it."""
    cell = _cell(value)
    return escaped(cell) if isinstance(cell, str) else cell
