"""The guard's look at the tree that the engine's parser made of a statement."""

import re

from deploy.embedded.clickhouse import allowed
from deploy.embedded.clickhouse.names import Refused, check_table
from deploy.embedded.clickhouse.syntax import Node

# Every kind of node that reads and computes, and no other: one that a newer engine brings is
# refused until somebody has looked at it.
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
# What stands below a statement; FORMAT and INTO OUTFILE add children of other kinds.
STATEMENTS = {
    "SelectWithUnionQuery": ("ExpressionList",),
    "DescribeQuery": ("TableExpression",),
    "Explain": ("SelectWithUnionQuery",),
}
EXPLAINS = ("", " AST", " SYNTAX", " QUERY TREE", " PIPELINE", " ESTIMATE")


def check_tree(top: Node, database: str, known: set[str]) -> None:
    """Raises Refused for the first thing in the tree that a user of `database` may not use.

    `known`: the databases that the engine has.
    """
    _statement(top)
    if top.kind == "Explain":
        _explain(top)
    # A node is visited before those below it, so a function is known to stand for a table in time.
    tables = set[int]()
    for node in top.walk():
        # Not a kind unknown, but one that calls a function by a name the tree does not show.
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
    # A text, or a name that stands for one, would declare columns, with expressions of their own.
    kind = (node.kind, node.text.partition("_")[0])
    return kind in (("Literal", "Tuple"), ("Function", "tuple"))


def _set_of(node: Node) -> None:
    # The second argument of IN may be the name of a table, and a table's name a path.
    names = [argument for one in node.children for argument in one.children][1:]
    for name in names:
        if name.kind == "Identifier" and not re.fullmatch(r"\w+(\.\w+)?", name.text):
            raise Refused(f"IN {name.text}")


def _identifier(node: Node, database: str, known: set[str]) -> None:
    # A column looks like a table here (`IN name`), so a name that begins with a database counts.
    first, dot, rest = node.text.partition(".")
    if node.kind == "Identifier":
        rest = rest.partition(".")[0]  # the column of a table of a database
    elif not dot:
        check_table(database, first, database)
    if dot and (node.kind == "TableIdentifier" or first in known):
        check_table(first, rest, database)
