"""A mistake in the config file: in which line it stands, and what to write instead.

In: the file's text and a path into it, as msgspec writes one (`receivers[1].url`). Out: the error
to raise.
"""

import re
from typing import TypeVar

import msgspec

from streams.errors import Refused

Wanted = TypeVar("Wanted")
# Names stand in TOML, in URLs and in labels of metrics: nothing in them may need quoting there.
NAME = re.compile(r"[\w.-]{1,64}")
# `receivers[1]`: the second block of an array of tables
ELEMENT = re.compile(r"(\w+)\[(\d+)\]")


class ConfigError(Refused):
    """The config file is wrong; the message names the line and what to change."""


def mistake(text: str, path: str, why: str) -> ConfigError:
    """The error to raise for what stands at a path."""
    return ConfigError(f"line {line_of(text, path)}: {path}: {why}")


def converted(text: str, path: str, raw: object, wanted: type[Wanted]) -> Wanted:
    """What the file says at a path, as a type. Raises `ConfigError` for what does not fit it."""
    try:
        return msgspec.convert(raw, wanted)
    except msgspec.ValidationError as error:
        # msgspec says where only in its message: "Expected `int`, got `str` - at `$[0].name`"
        message, _, where = str(error).partition(" - at `$")
        raise mistake(text, path + where.rstrip("`"), message) from None


def check_names(text: str, section: str, names: list[tuple[str, str]]) -> None:
    """(tenant, name) of every block of a section: each well formed, none twice."""
    for number, (tenant, name) in enumerate(names):
        path = f"{section}[{number}].name"
        if not NAME.fullmatch(name) or not NAME.fullmatch(tenant):
            raise mistake(text, path, "names are 1 to 64 letters, digits, '.', '_' or '-'")
        if names.index((tenant, name)) != number:
            raise mistake(text, path, f"{name!r} is there already")


def line_of(text: str, path: str) -> int:
    """The line (from 1) that a path like `receivers[1].url` or `policy.north.min_reports` stands
    in; the line of its section where it does not stand there by itself.
    """
    # tomllib keeps no positions, and a parser that does is not worth a dependency: blocks are
    # found by their headers. Wrong only for files written inline, whose first line is named then.
    lines = text.splitlines()
    section, _, rest = path.partition(".")
    table, _, name = rest.rpartition(".")
    if rest and (own := _table_at(lines, section, rest)) is not None:
        return own + 1  # the path is a table's own
    at = _table_at(lines, section, table) if table else None
    if at is None:
        at = _section_at(lines, section)
        name = table or name  # `north = { min_reports = 3 }` below [policy]
    name = name.partition("[")[0]
    for number in range(at, len(lines)):
        if name and re.match(rf"\s*{re.escape(name)}\s*=", lines[number]):
            return number + 1
        if number > at and lines[number].lstrip().startswith("["):
            break  # the next block: its fields are somebody else's
    return at + 1


def _section_at(lines: list[str], section: str) -> int:
    element = ELEMENT.fullmatch(section)
    if not element:
        return _first(lines, rf"\s*\[{{0,2}}\s*{re.escape(section)}\b") or 0
    header = re.compile(rf"\s*\[\[\s*{element[1]}\s*\]\]")
    starts = [number for number, line in enumerate(lines) if header.match(line)]
    return starts[min(int(element[2]), len(starts) - 1)] if starts else 0


def _table_at(lines: list[str], section: str, table: str) -> int | None:
    return _first(lines, rf"\s*\[\s*{re.escape(section)}\s*\.\s*[\"']?{re.escape(table)}\b")


def _first(lines: list[str], pattern: str) -> int | None:
    header = re.compile(pattern)
    return next((number for number, line in enumerate(lines) if header.match(line)), None)
