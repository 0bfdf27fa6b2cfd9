"""The guard's look at the words of a statement: what the engine's tree leaves out."""

import re

from deploy.embedded.clickhouse import allowed
from deploy.embedded.clickhouse.names import Refused, check_table
from deploy.embedded.clickhouse.syntax import NAME, NUMBER, SIGN, STRING, WORD, Token

# SHOW, EXISTS and USE as the engine writes them: their trees leave out what they name, but their
# forms are few, so all of the text is matched. None has WHERE, which may hold any expression.
PATTERN = r"(?: (?:NOT )?I?LIKE '(?:[^'\\]|\\.)*')?"
ITEM = r"(?:`[^`\\]+`|\w+)"
PLACE = rf"(?: FROM (?P<table>{ITEM}))(?: FROM (?P<database>{ITEM}))?"
LISTS = tuple(
    re.compile(text, re.S)
    for text in (
        rf"SHOW (?:FULL )?TABLES(?: FROM (?P<database>{ITEM}))?{PATTERN}(?: LIMIT \d+)?",
        rf"SHOW (?:DATABASES|FUNCTIONS|SETTINGS){PATTERN}",
        rf"SHOW (?:EXTENDED )?(?:FULL )?COLUMNS{PLACE}{PATTERN}(?: LIMIT \d+)?",
        rf"SHOW (?:EXTENDED )?INDEXES{PLACE}",
        rf"SHOW CREATE TABLE (?:(?P<database>{ITEM})\.)?(?P<table>{ITEM})",
        rf"EXISTS TABLE (?:(?P<database>{ITEM})\.)?(?P<table>{ITEM})",
        rf"EXISTS DATABASE (?P<database>{ITEM})",
        rf"USE (?P<database>{ITEM})",
    )
)
# These say how to explain; none changes what the query would do.
EXPLAIN_OPTIONS = frozenset(
    {"actions", "compact", "description", "dump_ast", "dump_passes", "graph", "header", "indexes"}
    | {"json", "oneline", "passes", "projections", "pretty", "run_passes", "run_query_tree_passes"}
    | {"sorting"}
)
PLAIN_NUMBER = re.compile(r"\d+(?:\.\d*)?", re.ASCII)
# Words that may stand before a parenthesis without being called.
BEFORE_PARENTHESES = frozenset(
    {"ALL", "AND", "ANY", "ARRAY", "AS", "ASC", "AST", "BETWEEN", "BY", "COLUMNS", "DESC"}
    | {"DISTINCT", "ELSE", "ESTIMATE", "EXCEPT", "EXPLAIN", "FROM", "HAVING", "ILIKE", "IN"}
    | {"INTERPOLATE", "INTERSECT", "IS", "JOIN", "LIKE", "LIMIT", "NOT", "OFFSET", "ON", "OR"}
    | {"OVER", "PIPELINE", "PREWHERE", "QUALIFY", "REPLACE", "SELECT", "SETS", "STEP"}
    | {"SYNTAX", "TABLE", "THEN", "TO", "TREE", "UNION", "USING", "WHEN", "WHERE", "WITH"}
)


def check_words(words: list[Token]) -> None:
    """Raises Refused for a call, a setting or an option that a reader may not use."""
    if words[0] == (WORD, "EXPLAIN"):
        _options(words)
    for at, token in enumerate(words):
        if token == (WORD, "SETTINGS"):
            check_settings(words, at + 1)
        if token == (WORD, "OUTFILE"):
            raise Refused("INTO OUTFILE")
        if words[at + 1 : at + 2] == [(SIGN, "(")]:
            _called(token)


def _called(token: Token) -> None:
    """Every call in the text, should the tree leave one out."""
    if token.kind == NAME or (token.kind == WORD and token.text not in BEFORE_PARENTHESES):
        name = token.text
        if not (allowed.may_call(name) or name in allowed.TABLE_FUNCTIONS):
            raise Refused(f"the function {name}()")


def _options(words: list[Token]) -> None:
    """Checks what stands between EXPLAIN and its query."""
    for at, token in enumerate(words):
        if token in ((WORD, "SELECT"), (WORD, "WITH"), (SIGN, "(")):
            return
        following = words[at + 1 : at + 2]
        if following == [(SIGN, "=")] and token.text not in EXPLAIN_OPTIONS:
            raise Refused(f"the option {token.text}")


def check_settings(words: list[Token], at: int) -> int:
    """Checks `name = value, name = value` from here on -> where they end. Raises Refused."""
    while True:
        name, equals, value = (*words[at : at + 3], *[Token("", "")] * 3)[:3]
        if name.kind not in (WORD, NAME) or name.text not in allowed.SETTINGS:
            raise Refused(f"the setting {name.text}" if equals.text == "=" else f"SET {name.text}")
        # A value, not DEFAULT: the default of a limit is none.
        if equals.text != "=" or not _may_be(name.text, value):
            raise Refused(f"this value of the setting {name.text}")
        at += 3
        if at >= len(words) or words[at] != (SIGN, ","):
            return at
        at += 1


def _may_be(name: str, value: Token) -> bool:
    if name not in allowed.RANGES:
        return value.kind in (NUMBER, STRING) or value.text in ("true", "false")
    # The engine holds its constraints against the settings of the outermost query alone. Plain
    # digits only: what else it might take for a number (1e9, 0x40, 'auto') is not guessed.
    digits = value.text.strip("'") if value.kind in (NUMBER, STRING) else ""
    least, most = allowed.RANGES[name]
    return PLAIN_NUMBER.fullmatch(digits) is not None and least <= float(digits) <= most


def check_listing(canonical: str, database: str) -> None:
    """Raises Refused where a SHOW, EXISTS or USE names what a reader may not see."""
    found = next(filter(None, (form.fullmatch(canonical) for form in LISTS)), None)
    if found is None:
        raise Refused(" ".join(canonical.split()[:2]))
    named = {kind: name.strip("`") for kind, name in found.groupdict().items() if name is not None}
    of = named.get("database", database)
    if canonical.startswith("USE ") and of != database:
        raise Refused(f"USE {of}")
    if "table" in named:
        check_table(of, named["table"], database)
    elif of != database and of.lower() not in allowed.SYSTEM_DATABASES:
        raise Refused(f"the database {of}")
