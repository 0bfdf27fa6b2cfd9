"""A mistake in the config file: in which line it stands, and what to write instead.

In: the file's text and a path into it, as msgspec writes one (`receivers[1].url`). Out: the error
to raise.
"""

import re
from collections import Counter
from typing import TypeVar

import msgspec

from streams.errors import Refused
from streams.parsing.documents import toml_table

Wanted = TypeVar("Wanted")
# Names stand in TOML, in URLs and in labels of metrics: nothing in them may need quoting there.
NAME = re.compile(r"[\w.-]{1,64}")
# What msgspec says of a field that there is none of, without saying where it stands.
UNKNOWN = re.compile(r"unknown field `(.+)`", re.S)
NAMES_ARE = "names are 1 to 64 letters, digits, '.', '_' or '-'"
# Strings and comments as TOML has them: a line within a string, or a quote in a comment, is none.
LONG_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"'
    r"|'''.*?'''|'[^'\n]*'|#[^\n]*",
    re.S,
)
PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)"""
DOTTED = rf"{PART}(?:\s*\.\s*{PART})*"
# `[policy.north]`, `[[keys]]`, `min_reports =`
LINE = re.compile(
    rf"\s*(?:(?P<opens>\[\[?)\s*(?P<header>{DOTTED})\s*\]|(?P<name>{DOTTED})\s*=)", re.ASCII
)


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
        path += where.rstrip("`")
        unknown = UNKNOWN.search(message)
        line = line_of(text, f"{path}.{unknown[1]}" if unknown else path)
        raise ConfigError(f"line {line}: {path}: {message}") from None


def check_names(text: str, section: str, names: list[tuple[str, str]]) -> None:
    """(tenant, name) of every block of a section: each well formed, none twice."""
    for number, (tenant, name) in enumerate(names):
        path = f"{section}[{number}].name"
        if not NAME.fullmatch(name) or not NAME.fullmatch(tenant):
            raise mistake(text, path, NAMES_ARE)
        if names.index((tenant, name)) != number:
            raise mistake(text, path, f"{name!r} is there already")


def line_of(text: str, path: str) -> int:
    """The line (from 1) that a path like `receivers[1].url` or `policy.north.min_reports` stands
    in; the line of what it would stand in where it does not stand there by itself.
    """
    found = _lines(text)
    within = path
    while within not in found:
        cut = max(within.rfind("."), within.rfind("["))
        if cut <= 0:
            # A file may hold the fields of one section alone, without its header.
            return found.get(path.partition(".")[2], 1)
        within = within[:cut]
    return found[within]


def _lines(text: str) -> dict[str, int]:
    """The line of every path that a header or a key names, and of what these stand in."""
    # tomllib keeps no positions, and a parser that does is not worth a dependency. What stands
    # inline is found by the key that it belongs to.
    named: dict[str, int] = {}
    implied: dict[str, int] = {}
    blocks = Counter[str]()
    above: list[str] = []
    for number, line in enumerate(LONG_TEXT.sub(_blank, text).split("\n"), 1):
        found = LINE.match(line)
        if found is None:
            continue
        parts = above + _names(found["name"]) if found["name"] else _names(found["header"])
        if found["opens"]:
            if found["opens"] == "[[":
                blocks[parts[0]] += 1
            if parts[0] in blocks:
                parts[0] += f"[{blocks[parts[0]] - 1}]"
            above = parts
        named[".".join(parts)] = number
        for end in range(1, len(parts)):
            implied.setdefault(".".join(parts[:end]), number)
        implied.setdefault(parts[0].partition("[")[0], number)
    return implied | named


def _names(key: str) -> list[str]:
    """The names in a dotted key, quoted or not."""
    names = []
    inner: object = toml_table(f"{key} = 0")
    while isinstance(inner, dict):
        [(name, inner)] = inner.items()
        names.append(name)
    return names


def _blank(found: re.Match[str]) -> str:
    # Only what may hold lines of its own: quoted names stay.
    if not found[0].startswith(('"""', "'''")):
        return found[0]
    return re.sub(r"[^\n]", " ", found[0])
