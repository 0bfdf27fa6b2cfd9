"""Rules of the house that no linter knows: where a `ValueError` may be caught, and how many
arguments go by their place.
"""

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

# From this many arguments on, those of one call go by name: who reads it cannot count along.
TOO_MANY = 5
# Who takes as many of a kind as there are.
VARIADIC = {
    "any_of": "patterns, one of which is enough",
    "weighed": "signs, each a row of its own",
    "CharacterClasses": "patterns, each a bit",
    "timed_id": "what an id is made of",
    "sleep_unless": "events, each of which wakes",
    "map": "columns that are walked side by side",
    "asyncio.gather": "what is waited for together",
    "partial": "the arguments of another function",
}
# Who could be told by name, and is not.
BY_PLACE = {
    ("streams/core/matching/changes/pieces.py", "Piece"): "names cost half of it, and it is hot",
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


def compiled(tree: ast.AST) -> set[str]:
    """The names in a module that come out of `kernels`. To call a compiled function by name
    costs half as much again (190 ns for 130).
    """
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if "kernels" in (*node.module.split("."), alias.name)
    }


def crowded(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Calls with too many arguments by place, but those of compiled functions and of such as take
    any number.
    """
    kernels = compiled(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        by_place = [one for one in node.args if not isinstance(one, ast.Starred)]
        name = ast.unparse(node.func)
        is_any = name in VARIADIC or name.rpartition(".")[2] in VARIADIC
        if len(by_place) >= TOO_MANY and not is_any and name.partition(".")[0] not in kernels:
            yield name, node.lineno


def test_no_call_has_five_arguments_by_place() -> None:
    found = {
        (name_of(path), called): line
        for path in MODULES
        if "kernels" not in path.parts
        for called, line in crowded(ast.parse(path.read_text()))
    }
    elsewhere = {one: line for one, line in found.items() if one not in BY_PLACE}
    assert not elsewhere, "name some of them"
    assert not BY_PLACE.keys() - found.keys(), "no longer there"


@pytest.mark.parametrize(
    ("source", "is_crowded"),
    [
        ("told(1, 2, 3, 4, 5)", True),
        ("self.told(1, 2, 3, 4, 5)", True),
        ("told(1, 2, 3, 4, *more)", False),
        ("told(1, 2, 3, 4, now_ms=5)", False),
        ("ids.timed_id('dlv', 1, '2', '3', '4')", False),
        ("from a.kernels.hours import held as of\nof(1, 2, 3, 4, 5)", False),
        ("from a.kernels import hours\nhours.held(1, 2, 3, 4, 5)", False),
        ("from a import kernels\nkernels.seek(1, 2, 3, 4, 5)", False),
        ("from a.hours import held\nheld(1, 2, 3, 4, 5)", True),
    ],
)
def test_the_rule_counts_what_is_not_named(source: str, is_crowded: bool) -> None:
    assert bool(list(crowded(ast.parse(source)))) is is_crowded
