"""Who may do what: users of the embedded engine, and what a read-only one may send.

The engine's own grants (`access`) keep a read-only session from every file, address and process
that needs a right. The guard stands before them: the engine parses the text once, the guard
looks at what came of it, and only that is executed, so that what was looked at and what runs are
the same. It knows what is allowed (`allowed`); what it does not understand is refused.
"""

import hmac
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from deploy.embedded.clickhouse import allowed
from deploy.embedded.clickhouse.engine import ServerError, quoted
from deploy.embedded.clickhouse.syntax import (
    NAME,
    NUMBER,
    SIGN,
    STRING,
    WORD,
    Node,
    NotUnderstood,
    Token,
    tokens,
    tree,
)

READONLY = 164
SYNTAX_ERROR = 62
ACCESS_DENIED = 497
LONGEST = 200_000  # characters; the engine's parser ends at 262,144 bytes
REMEMBERED = 512  # verdicts, by database and text
REMEMBERED_LENGTH = 20_000  # characters; longer texts are seldom sent twice

Ask = Callable[[str], list[list[object]]]

# Trees of these statements show all there is. The words of the others are few: they are matched.
SEEN_IN_FULL = ("SELECT", "WITH", "DESCRIBE", "EXPLAIN")
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
EXPLAINS = ("", " AST", " SYNTAX", " QUERY TREE", " PIPELINE", " ESTIMATE")
EXPLAIN_OPTIONS = frozenset(
    {"actions", "compact", "description", "dump_ast", "dump_passes", "graph", "header", "indexes"}
    | {"json", "oneline", "passes", "projections", "pretty", "run_passes", "run_query_tree_passes"}
    | {"sorting"}
)
BEFORE_PARENTHESES = frozenset(
    {"ALL", "AND", "ANY", "ARRAY", "AS", "ASC", "AST", "BETWEEN", "BY", "COLUMNS", "DESC"}
    | {"DISTINCT", "ELSE", "ESTIMATE", "EXCEPT", "EXPLAIN", "FROM", "HAVING", "ILIKE", "IN"}
    | {"INTERPOLATE", "INTERSECT", "IS", "JOIN", "LIKE", "LIMIT", "NOT", "OFFSET", "ON", "OR"}
    | {"OVER", "PIPELINE", "PREWHERE", "QUALIFY", "REPLACE", "SELECT", "SETS", "STEP"}
    | {"SYNTAX", "TABLE", "THEN", "TO", "TREE", "UNION", "USING", "WHEN", "WHERE", "WITH"}
)
NODES = frozenset(
    {"ArrayJoin", "Asterisk", "ColumnsExceptTransformer", "ColumnsListMatcher"}
    | {"ColumnsRegexpMatcher", "ColumnsReplaceTransformer"}
    | {"ColumnsReplaceTransformer::Replacement", "ColumnsTransformerList", "DescribeQuery"}
    | {"Explain", "ExpressionList", "Function", "Identifier", "InterpolateElement", "Literal"}
    | {"OrderByElement", "QualifiedAsterisk", "QualifiedColumnsListMatcher"}
    | {"QualifiedColumnsRegexpMatcher", "SampleRatio", "SelectIntersectExceptQuery"}
    | {"SelectQuery", "SelectWithUnionQuery", "Set", "Subquery", "TableExpression"}
    | {"TableIdentifier", "TableJoin", "TablesInSelectQuery", "TablesInSelectQueryElement"}
    | {"WindowDefinition", "WindowListElement", "WithElement"}
)
IN = frozenset(
    {"in", "notin", "nullin", "notnullin", "globalin", "globalnotin", "globalnullin"}
    | {"globalnotnullin"}
)
STATEMENTS = {
    "SelectWithUnionQuery": ("ExpressionList",),
    "DescribeQuery": ("TableExpression",),
    "Explain": ("SelectWithUnionQuery",),
}


@dataclass(frozen=True)
class User:
    """A user of the embedded engine."""

    name: str
    password: str
    read_only: bool = False


def authenticate(users: tuple[User, ...], name: str, password: str) -> User | None:
    """The user, where name and password fit."""
    for user in users:
        same = hmac.compare_digest(user.password.encode(), password.encode())
        if user.name == name and same:
            return user
    return None


class Refused(Exception):
    """What is refused, in a few words."""


class Guard:
    """Verdicts about texts of read-only users, remembered."""

    def __init__(self) -> None:
        self._verdicts = OrderedDict[tuple[str, str], str | ServerError]()
        self._lock = threading.Lock()

    def passed(self, sql: str, user: str, database: str, ask: Ask) -> str:
        """The text to execute instead of `sql`. Raises ServerError where it is refused.

        `ask` puts a question to the engine, in a session of the read-only user.
        """
        key = (database, sql)
        with self._lock:
            verdict = self._verdicts.pop(key, None)
        if verdict is None:
            verdict = _verdict(sql, database, ask)
        if len(sql) <= REMEMBERED_LENGTH:
            with self._lock:
                self._verdicts[key] = verdict
                if len(self._verdicts) > REMEMBERED:
                    self._verdicts.popitem(last=False)
        if isinstance(verdict, ServerError):
            raise ServerError(verdict.code, f"{user}: {verdict}")
        return verdict


def settings_passed(wanted: dict[str, str], user: str) -> dict[str, str]:
    """The settings that a read-only user's packet may set. Raises ServerError."""
    for name in wanted:
        if name not in allowed.SETTINGS | allowed.MEANINGLESS:
            raise ServerError(READONLY, f"{user}: {_because(f'the setting {name}')}")
    return {name: value for name, value in wanted.items() if name in allowed.SETTINGS}


def explained(error: ServerError, user: str) -> ServerError:
    """The engine's own refusal in this user's words."""
    if error.code != ACCESS_DENIED:
        return error
    what = str(error).partition("have the grant ")[2].partition(". (")[0]
    return ServerError(
        ACCESS_DENIED,
        f"{user}: {what or 'this'} is not granted: this user may only read the tables of its"
        " database, and of these no raw text, external id or reporter (ACCESS_DENIED)",
    )


def _because(what: str) -> str:
    return f"{what} is refused: this user may only read the tables of its database (READONLY)"


def _verdict(sql: str, database: str, ask: Ask) -> str | ServerError:
    try:
        return _checked(sql, database, ask)
    except Refused as refused:
        return ServerError(READONLY, _because(str(refused)))
    except NotUnderstood as error:
        return ServerError(READONLY, _because(str(error)))


def _checked(sql: str, database: str, ask: Ask) -> str:
    if len(sql) > LONGEST:
        raise Refused(f"a statement of more than {LONGEST:,} characters")
    canonical = _canonical(sql, ask)
    words = tokens(canonical)
    first = next((token.text for token in words if token.text != "("), "")
    if first == "SET":
        if _settings(words, 1) != len(words):
            raise Refused("what stands behind SET")
    elif first in ("SHOW", "EXISTS", "USE"):
        _listing(canonical, database)
    elif first in SEEN_IN_FULL:
        _words(words)
        lines = [str(row[0]) for row in ask(f"EXPLAIN AST {canonical}")]
        known = {str(row[0]) for row in ask("SELECT name FROM system.databases")}
        _tree(tree(lines), database, known)
    else:
        raise Refused(first or "an empty statement")
    return canonical


def _canonical(sql: str, ask: Ask) -> str:
    try:
        return str(ask(f"SELECT formatQuerySingleLine({quoted(sql)})")[0][0])
    except UnicodeDecodeError:
        raise Refused("a text with bytes that are not UTF-8") from None
    except ServerError as error:
        said = str(error).partition(": In scope ")[0]
        if error.code == SYNTAX_ERROR and "Multi-statements" in said:
            raise Refused("more than one statement at a time") from None
        raise ServerError(error.code, said) from None


# -- words: what the tree leaves out
# ----------------------------------------------------------------


def _words(words: list[Token]) -> None:
    if words[0] == (WORD, "EXPLAIN"):
        _options(words)
    for at, token in enumerate(words):
        if token == (WORD, "SETTINGS"):
            _settings(words, at + 1)
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


def _settings(words: list[Token], at: int) -> int:
    """Checks `name = value, name = value` from here on; where they end."""
    while True:
        name, equals, value = (*words[at : at + 3], *[Token("", "")] * 3)[:3]
        if name.kind not in (WORD, NAME) or name.text not in allowed.SETTINGS:
            raise Refused(f"the setting {name.text}" if equals.text == "=" else f"SET {name.text}")
        if equals.text != "=" or not _is_value(value):
            raise Refused(f"this value of the setting {name.text}")
        at += 3
        if at >= len(words) or words[at] != (SIGN, ","):
            return at
        at += 1


def _is_value(value: Token) -> bool:
    return value.kind in (NUMBER, STRING) or value.text in ("true", "false")


def _listing(canonical: str, database: str) -> None:
    """SHOW, EXISTS and USE have few forms; all of it is matched."""
    found = next(filter(None, (form.fullmatch(canonical) for form in LISTS)), None)
    if found is None:
        raise Refused(" ".join(canonical.split()[:2]))
    named = {kind: name.strip("`") for kind, name in found.groupdict().items() if name is not None}
    of = named.get("database", database)
    if canonical.startswith("USE ") and of != database:
        raise Refused(f"USE {of}")
    if "table" in named:
        _table(of, named["table"], database)
    elif of != database and of.lower() not in allowed.SYSTEM_DATABASES:
        raise Refused(f"the database {of}")


# -- the tree
# ---------------------------------------------------------------------------------------


def _tree(top: Node, database: str, known: set[str]) -> None:
    _statement(top)
    if top.kind == "Explain":
        _explain(top)
    tables = set[int]()  # nodes that are functions in the place of a table
    for node in top.walk():
        if node.kind == "ColumnsApplyTransformer":
            raise Refused("APPLY")
        if node.kind not in NODES:
            raise Refused(f"a statement with {node.kind}")
        if node.kind == "TableExpression":
            tables |= {id(child) for child in node.children}
        if node is not top and node.kind in STATEMENTS and node.kind != "Explain":
            _statement(node)
        if node.kind == "Function" and id(node) in tables:
            _table_function(node)
        elif node.kind == "Function" and not allowed.may_call(node.text):
            raise Refused(f"the function {node.text}()")
        elif node.kind == "Function" and node.text.lower() in IN:
            _set_of(node)
        elif node.kind in ("TableIdentifier", "Identifier"):
            _identifier(node, database, known)


def _statement(node: Node) -> None:
    """INTO OUTFILE and FORMAT add children of other kinds."""
    if node.kind not in STATEMENTS:
        raise Refused(f"a statement of the kind {node.kind}")
    kinds = [child.kind for child in node.children if child.kind != "Set"]
    if kinds != list(STATEMENTS[node.kind]):
        raise Refused("FORMAT or INTO OUTFILE")


def _explain(node: Node) -> None:
    if node.text.removeprefix("EXPLAIN") not in EXPLAINS:
        raise Refused(node.text)


def _table_function(node: Node) -> None:
    if node.text not in allowed.TABLE_FUNCTIONS:
        raise Refused(f"the table function {node.text}()")
    arguments = [argument for one in node.children for argument in one.children]
    if node.text == "values" and not (arguments and _is_row(arguments[0])):
        raise Refused("values() that does not begin with a row in parentheses")


def _is_row(node: Node) -> bool:
    """A text, or a name that stands for one, would declare columns, with expressions of their own."""
    kind = (node.kind, node.text.partition("_")[0])
    return kind in (("Literal", "Tuple"), ("Function", "tuple"))


def _set_of(node: Node) -> None:
    """The second argument of IN may be the name of a table."""
    names = [argument for one in node.children for argument in one.children][1:]
    for name in names:
        if name.kind == "Identifier" and not re.fullmatch(r"\w+(\.\w+)?", name.text):
            raise Refused(f"IN {name.text}")


def _identifier(node: Node, database: str, known: set[str]) -> None:
    """A column looks like a table here (`IN name`), so a name that begins with a database counts."""
    first, dot, rest = node.text.partition(".")
    if node.kind == "Identifier":
        rest = rest.partition(".")[0]  # the column of a table of a database
    elif not dot:
        _table(database, first, database)
    if dot and (node.kind == "TableIdentifier" or first in known):
        _table(first, rest, database)


def _table(of: str, name: str, database: str) -> None:
    if of.lower() in allowed.SYSTEM_DATABASES:
        if of == allowed.SYSTEM and name not in allowed.SYSTEM_TABLES:
            raise Refused(f"the table {of}.{name}")
    elif of != database:
        raise Refused(f"the database {of}")
    elif not re.fullmatch(r"\w+", name):
        raise Refused(f"the table {name}")
