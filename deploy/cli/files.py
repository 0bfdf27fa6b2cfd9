"""Files that commands read, plain or .gz, and what a file seems to be that is none of ours."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from streams.errors import Refused
from streams.parsing import Unreadable
from streams.parsing.documents import json_value

# How files begin that hold no lines of text in UTF-8, and what to do about it.
BEGINNINGS = (
    (b"\x1f\x8b", "packed with gzip: give it a name that ends with .gz"),
    (b"PK\x03\x04", "a zip archive, or a table of a spreadsheet: unpack it, or export JSON lines"),
    (b"\xff\xfe", "text in UTF-16: save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16: save it as UTF-8"),
    (b"\x00", "text in UTF-16, or no text at all: save it as UTF-8"),
    (b"PAR1", "a Parquet file: export JSON lines"),
)
FIRST_BYTES = 4_096  # enough for a first line, or to see that it is long
SEPARATORS = b",;\t|"  # of the columns of a table


class BadFile(Refused):
    """A file that does not hold what a command needs; the message says what and where."""


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file's bytes, unpacked. Raises `BadFile`, also where what is wrong is met in the middle."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            if what := _no_text(file.peek(FIRST_BYTES)):
                raise BadFile(f"{path} seems to be {what}")
            yield file  # type: ignore[misc]
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadFile(f"{path} cannot be read ({error})") from None


def seems_to_be(path: Path, *, documents: bool = False) -> str:
    """What a file of text seems to be that holds no JSON lines; empty where it seems to hold some.
    With `documents` whole JSON is as good. Raises `BadFile`.
    """
    if not path.is_file():  # a pipe was read already, and would be waited for
        return ""
    with opened(path) as file:
        first = next((line for line in file if line.strip()), b"").strip()
    if documents and first.startswith((b"[", b"{")):
        return ""
    if first.startswith(b"["):
        return "a JSON array: write its items as JSON lines (jq -c '.[]')"
    if first.startswith(b"{"):
        return "" if _is_json(first) else "JSON over several lines: write each object in one line"
    if any(bytes([separator]) in first for separator in SEPARATORS):
        return "a table (CSV): write each row as a line of JSON"
    return "something else than JSON lines"


def _no_text(beginning: bytes) -> str:
    for first, what in BEGINNINGS:
        if beginning.startswith(first):
            return what
    # Without a mark at its start: every other byte of what is written in plain letters.
    return BEGINNINGS[-2][1] if beginning[1:2] == b"\x00" else ""


def _is_json(line: bytes) -> bool:
    try:
        json_value(line)
    except Unreadable:
        return False
    return True
