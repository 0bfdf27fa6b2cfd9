"""What of a client's statement matters to the protocol: whether it inserts, answers with rows, or
changes the database. For writers, whom nothing is kept from; the guard's reading is in `syntax`.
"""

import re
from typing import NamedTuple

_INSERT = re.compile(
    r"^\s*(?P<insert>INSERT\s+INTO\s+(?:TABLE\s+)?(?P<table>FUNCTION\s+.+?\)|[\w.`\"]+)\s*"
    r"(?P<columns>\((?:[^()]|\([^()]*\))*\))?(?:\s+SETTINGS\s.*?)?)\s*"
    r"(?:VALUES|FORMAT\s+\w+)\s*;?\s*$",
    re.IGNORECASE | re.S,
)
_TRAILING_FORMAT = re.compile(r"\s+FORMAT\s+\w+$", re.IGNORECASE)
_LEADING_COMMENT = re.compile(r"^(\s*(--[^\n]*\n|/\*.*?\*/))+", re.S)
_CHANGES_STATE = re.compile(
    r"\s*(USE|SET|CREATE|DROP|ALTER|INSERT|TRUNCATE|OPTIMIZE|SYSTEM|RENAME|EXCHANGE|ATTACH|DETACH"
    r"|DELETE|KILL)\b",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(r"\s*(SHOW|EXISTS|DESCRIBE|DESC|EXPLAIN|CHECK)\b", re.IGNORECASE)
# What is none of these may change a table, or what its name means.
_KEEPS_TABLES = re.compile(r"\s*(SELECT|WITH|INSERT|SHOW|EXISTS|DESCRIBE|DESC|EXPLAIN)\b", re.I)
_USE = re.compile(r"\s*USE\s+(?:[`\"]([^`\"]+)[`\"]|(\w+))", re.IGNORECASE)
# Characters from the end where a FORMAT clause is looked for: the expression tries every run of
# blanks, and a statement with its literals may be megabytes long.
_WHOLE_FORMAT = 40


class Insert(NamedTuple):
    """An INSERT whose data follow in packets."""

    statement: str  # without its VALUES or FORMAT
    table: str
    columns: list[str] | None  # None: all of them


def insert_of(sql: str) -> Insert | None:
    """The INSERT that a statement is, if its data are not in it."""
    found = _INSERT.match(sql)
    if found is None:
        return None
    names = None
    if listed := found["columns"]:
        names = [name.strip().strip('`"') for name in listed[1:-1].split(",")]
    return Insert(statement=found["insert"], table=found["table"], columns=names)


def without_comment(sql: str) -> str:
    """The statement without comments before it: drivers put who they are there."""
    return _LEADING_COMMENT.sub("", sql)


def without_format(sql: str) -> str:
    """The statement without a FORMAT clause and a semicolon: the protocol has its own format."""
    sql = sql.rstrip().rstrip(";").rstrip()
    return sql[:-_WHOLE_FORMAT] + _TRAILING_FORMAT.sub("", sql[-_WHOLE_FORMAT:])


def answers(sql: str) -> bool:
    """Whether there are columns to be told, even where there are no rows."""
    return not _CHANGES_STATE.match(sql)


def describes(sql: str) -> bool:
    """Whether it is one of those that DESCRIBE does not take, since they describe already."""
    return _DESCRIBES.match(sql) is not None


def keeps_tables(sql: str) -> bool:
    """Whether it surely leaves all tables as they are made, their rows aside."""
    return _KEEPS_TABLES.match(sql) is not None and ";" not in sql


def database_used(sql: str) -> str | None:
    """The database that a USE changes to."""
    found = _USE.match(sql)
    return (found[1] or found[2]) if found else None
