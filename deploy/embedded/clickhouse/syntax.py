"""Reading what the engine's parser made of a query: its canonical text and its tree.

Both come from the engine, so nothing here has to know comments, heredocs or quoting styles: in the
canonical text strings stand in '...' and unusual names in `...`, both with backslashes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

STRING = "string"
NUMBER = "number"
WORD = "word"
NAME = "name"
SIGN = "sign"

# Only what the canonical text may hold: no heredoc, no '' within a string, no ; and no {}.
TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<string>'(?:[^'\\]|\\.)*')"
    r"|(?P<name>`(?:[^`\\]|\\[`\\])*`)"
    r"|(?P<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?)"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<sign>->|::|\|\||<=>|[<>!=]=|<>|[-+*/%=<>()\[\],.?:])"
    r")",
    re.ASCII | re.S,
)
# The engine writes no comments, so two signs that make one are of a text this reader misreads.
COMMENT_SIGNS = ("--", "/*", "//", "*/")
CHILDREN = re.compile(r" \(children \d+\)$")
ALIAS = " (alias "


class NotUnderstood(Exception):
    """The text has something that this reader does not know."""


class Token(NamedTuple):
    """One word of the canonical text; `text` as it stands there, a name without its quotes."""

    kind: str
    text: str


def tokens(sql: str) -> list[Token]:
    """The canonical text in words. Raises NotUnderstood."""
    return list(_tokens(sql.rstrip()))


def _tokens(sql: str) -> Iterator[Token]:
    at = 0
    before = ""
    while at < len(sql):
        found = TOKEN.match(sql, at)
        if found is None:
            raise NotUnderstood(f"`{sql[at : at + 20].strip()}`")
        kind = str(found.lastgroup)
        text = found[str(found.lastgroup)]
        joined = kind == SIGN and found.end() - len(text) == at
        if joined and before[-1:] + text[:1] in COMMENT_SIGNS:
            raise NotUnderstood(f"`{before}{text}`")
        before = text if kind == SIGN else ""
        yield Token(kind, text[1:-1] if kind == NAME else text)
        at = found.end()


@dataclass
class Node:
    """One node of the engine's tree: `Function plus`, `TableIdentifier rumor.alerts`."""

    kind: str
    text: str
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, each before those below it."""
        # Not recursive: a reader's text may nest deeper than Python's stack.
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.children


def tree(lines: list[str]) -> Node:
    """The tree of EXPLAIN AST, one line a node. Raises NotUnderstood."""
    top = Node(kind="", text="")
    path = [top]
    for line in lines:
        bare = line.lstrip(" ")  # one blank a level
        depth = len(line) - len(bare)
        if not bare or depth >= len(path):
            raise NotUnderstood(f"`{bare[:40]}`")
        kind, _, text = CHILDREN.sub("", bare).partition(ALIAS)[0].partition(" ")
        node = Node(kind=kind, text=text)
        del path[depth + 1 :]
        path[-1].children.append(node)
        path.append(node)
    if len(top.children) != 1:
        raise NotUnderstood("several statements")
    return top.children[0]
