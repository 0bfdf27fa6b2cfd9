"""What a text must hold for a pattern to match it: one of several short runs of letters.

In: a compiled pattern. Out: its atoms, of which each match holds at least one; none where nothing
definite is known. `screens` looks for the atoms of many patterns at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

# The tree that `re` itself reads. No module of the standard library shows it under a public name.
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST_STRINGS = 256  # of one run, spelled out
MOST_LETTERS = 12  # of one class
# How many positions in a million of a text hold such an atom, about: the rarest run is taken.
FREQUENT = {
    (True, 1): 40_000,
    (True, 2): 2_000,
    (True, 3): 200,
    (False, 1): 4_000,
    (False, 2): 50,
    (False, 3): 20,
}
RAREST_FIRST = tuple(sorted(FREQUENT, key=FREQUENT.__getitem__))  # ASCII or not, and how long
REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
NO_WIDTH = (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT)
Strings = frozenset[str]
Usable = Callable[[str], bool]
NOTHING: Strings = frozenset()
EMPTY: Strings = frozenset([""])


def atoms(pattern: re.Pattern[str], usable: Usable) -> Strings:
    """Runs of up to three characters that are usable together; empty where a match need not hold
    any.
    """
    if pattern.flags & re.IGNORECASE:
        return NOTHING
    return _rarest(parser.parse(pattern.pattern, pattern.flags), usable)


def _runs(nodes: Iterable[tuple[Any, Any]], usable: Usable) -> Iterator[Strings]:
    """Sets of strings of each of which a match of these nodes in a row holds one."""
    run = EMPTY
    for kind, value in nodes:
        if kind in NO_WIDTH:
            continue
        strings = _strings(kind, value)
        longer = frozenset(map("".join, product(run, strings))) if strings else NOTHING
        if longer and len(longer) <= MOST_STRINGS:
            run = longer
            continue
        yield run
        run = strings if strings and len(strings) <= MOST_STRINGS else EMPTY
        if not strings:
            yield _within(kind, value, usable)
    yield run


def _strings(kind: Any, value: Any) -> Strings:
    """All strings that a node can match, nothing where they are too many."""
    if kind is kinds.LITERAL:
        return frozenset([chr(value)])
    if kind is kinds.IN:
        return _letters(value)
    if kind is kinds.SUBPATTERN:
        return _in_a_row(value[3]) if not value[1] and not value[2] else NOTHING
    if kind is kinds.BRANCH:
        branches = [_in_a_row(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else NOTHING
    if kind in REPEATS and value[1] == 1:
        once = _in_a_row(value[2])
        return (once | EMPTY if not value[0] else once) if once else NOTHING
    return NOTHING


def _letters(members: Sequence[tuple[Any, Any]]) -> Strings:
    if len(members) > MOST_LETTERS or any(kind is not kinds.LITERAL for kind, _ in members):
        return NOTHING
    return frozenset(chr(point) for _, point in members)


def _in_a_row(nodes: Iterable[tuple[Any, Any]]) -> Strings:
    strings = EMPTY
    for kind, value in nodes:
        if kind in NO_WIDTH:
            continue
        strings = frozenset(map("".join, product(strings, _strings(kind, value))))
        if not strings or len(strings) > MOST_STRINGS:
            return NOTHING
    return strings


def _within(kind: Any, value: Any, usable: Usable) -> Strings:
    """The best atoms inside a node that can match too many strings."""
    if kind is kinds.SUBPATTERN:
        # With flags of its own small letters may match large ones.
        return NOTHING if value[1] else _rarest(value[3], usable)
    if kind is kinds.BRANCH:
        branches = [_rarest(branch, usable) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else NOTHING
    if kind in REPEATS and value[0]:
        return _rarest(value[2], usable)
    return NOTHING


def _rarest(nodes: Iterable[tuple[Any, Any]], usable: Usable) -> Strings:
    """Of the sets of atoms of nodes in a row the one that fewest texts will hold."""
    known = [found for run in _runs(nodes, usable) if (found := _atoms_of(run, usable))]
    return min(known, key=lambda found: sum(map(_frequency, found)), default=NOTHING)


def _atoms_of(run: Strings, usable: Usable) -> Strings:
    """An atom of each string; nothing where one has none."""
    found = [_atom(string, usable) for string in run]
    return frozenset(found) if all(found) else NOTHING


def _atom(string: str, usable: Usable) -> str:
    """The rarest of its parts that are usable, the first of those that are as rare."""
    plain = string.isascii()
    for ascii_, length in RAREST_FIRST:
        if ascii_ or not plain:
            for at in range(len(string) - length + 1):
                part = string[at : at + length]
                if part.isascii() == ascii_ and usable(part):
                    return part
    return ""


def _frequency(atom: str) -> int:
    return FREQUENT[atom.isascii(), len(atom)]
