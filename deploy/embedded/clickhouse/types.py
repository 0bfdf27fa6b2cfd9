"""Column types and names that clients announce, checked before they become part of a statement.

Nothing is escaped here that could be checked: a type in brackets is read to its end, or refused.
"""

import re

from deploy.embedded.clickhouse.blocks import FIXED_SIZES

TOKEN = re.compile(r"\s*(?:('(?:[^'\\]|\\.)*')|(-?\d+)|(\w+)|([(),=]))", re.ASCII | re.S)
STRING = 1
NUMBER = 2
WORD = 3
SIGN = 4
TABLE = re.compile(r"[A-Za-z_]\w{0,127}", re.ASCII)
DEEPEST = 20  # types in types
LONGEST = 10_000  # characters of one type; the longest in use, an Enum, has some hundred
# Types that hold other types, and those that hold plain data. Aggregate states are in neither:
# reading one is running code on bytes of a client.
NESTING = frozenset({"Array", "LowCardinality", "Map", "Nested", "Nullable", "Tuple"})
PLAIN = frozenset({*FIXED_SIZES, "Decimal", "FixedString", "JSON", "String"})


def is_type(text: str) -> bool:
    """Whether this is a type that holds plain data, and nothing else beside it."""
    if len(text) > LONGEST:
        return False
    words = list[tuple[int, str]]()
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or found.lastindex is None:
            return False
        words.append((found.lastindex, found[found.lastindex]))
        at = found.end()
    return _type(words, 0, 0) == len(words)


def is_table_name(name: str) -> bool:
    """Whether a client may call a table of its own so."""
    return TABLE.fullmatch(name) is not None


def quoted_name(name: str) -> str:
    """A column's name as an identifier, whatever is in it."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _type(words: list[tuple[int, str]], at: int, depth: int) -> int:
    """Where the type that begins at `at` ends; -1 where none does."""
    if depth > DEEPEST or at >= len(words) or words[at][0] != WORD:
        return -1
    name = words[at][1]
    nesting = name in NESTING
    if not (nesting or name in PLAIN or name.startswith("Interval")):
        return -1
    at += 1
    if words[at : at + 1] != [(SIGN, "(")]:
        return -1 if nesting else at
    while True:
        at = _element(words, at + 1, depth) if nesting else _argument(words, at + 1)
        if at < 0 or at >= len(words):
            return -1
        if words[at] == (SIGN, ")"):
            return at + 1
        if words[at] != (SIGN, ","):
            return -1


def _element(words: list[tuple[int, str]], at: int, depth: int) -> int:
    named = [kind for kind, _ in words[at : at + 2]] == [WORD, WORD]
    return _type(words, at + named, depth + 1)


def _argument(words: list[tuple[int, str]], at: int) -> int:
    if at >= len(words) or words[at][0] not in (STRING, NUMBER):
        return -1
    if words[at + 1 : at + 2] != [(SIGN, "=")]:
        return at + 1
    number = at + 2 < len(words) and words[at + 2][0] == NUMBER
    return at + 3 if number else -1
