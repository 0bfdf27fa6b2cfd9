"""Parquet files, written by the engine: in a process of its own choosing, of no database.

In: a file of JSON lines and the types of its fields. Out: a Parquet file.
"""

from collections.abc import Mapping
from pathlib import Path

import chdb


def write(lines: Path, out: Path, types: Mapping[str, str]) -> None:
    """Writes the rows of a file of JSON lines as Parquet; `types` are ClickHouse's, by field."""
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    chdb.query(
        f"SELECT * FROM file({_quoted(str(lines.absolute()))}, 'JSONEachRow', {_quoted(columns)}) "
        f"INTO OUTFILE {_quoted(str(out.absolute()))} TRUNCATE FORMAT Parquet "
        "SETTINGS date_time_input_format = 'best_effort'"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
