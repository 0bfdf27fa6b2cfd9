"""Rules of the house that no linter knows: where a `ValueError` may be caught."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("schemas", "streams", "dashboards", "deploy")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]

# Who may say `ValueError`, apart from raising it, and for what. Everything else reads through
# `streams.parsing`: a `try` around one call hides what else in it may raise the same.
CATCHING = {
    "streams/parsing/numbers.py": "int, float, fromhex, UUID",
    "streams/parsing/times.py": "datetime, zoneinfo, dates of HTTP",
    "streams/parsing/urls.py": "urlsplit, ipaddress",
    "streams/parsing/documents.py": "json, tomllib, base64, parse_qsl",
    "streams/deliver/attempt.py": "aiohttp raises it from deep within a request",
    "streams/deliver/connections.py": "aiohttp's own URLs, and names that IDNA cannot write",
    "streams/store/writer.py": "what a row cannot hold, from anywhere in making it",
    "streams/core/surge/snapshot.py": "a state that another version wrote, from anywhere in it",
    "streams/intake/appender.py": "which failures of the log are about one record, not the log",
    "deploy/embedded/clickhouse/engine.py": "a socket that another thread has just closed",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def caught(tree: ast.AST) -> Iterator[int]:
    """The lines that name a ValueError and do not raise it: an `except`, a `suppress`, a tuple."""
    raised = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and node.exc is not None
        for part in ast.walk(node.exc)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "ValueError" and id(node) not in raised:
            yield node.lineno


def test_a_value_error_is_caught_only_where_it_is_known_who_raises_it() -> None:
    found = {
        name_of(path): lines
        for path in MODULES
        if (lines := list(caught(ast.parse(path.read_text()))))
    }
    elsewhere = {name: lines for name, lines in found.items() if name not in CATCHING}
    assert not elsewhere, "read through streams.parsing"
    assert not CATCHING.keys() - found.keys(), "no longer there"


@pytest.mark.parametrize(
    ("source", "is_caught"),
    [
        ("try: pass\nexcept ValueError: pass", True),
        ("try: pass\nexcept (KeyError, ValueError): pass", True),
        ("with suppress(ValueError): pass", True),
        ("BAD = (ValueError, KeyError)", True),
        ("raise ValueError('no')", False),
        ("try: pass\nexcept KeyError: pass", False),
    ],
)
def test_the_rule_sees_every_form(source: str, is_caught: bool) -> None:
    assert bool(list(caught(ast.parse(source)))) is is_caught
