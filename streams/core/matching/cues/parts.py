"""What the cues of a language are, and how their patterns are put together."""

import re
from itertools import product
from typing import NamedTuple

Patterns = tuple[re.Pattern[str], ...]
Signs = tuple[tuple[int, re.Pattern[str]], ...]


class Cues(NamedTuple):
    """The patterns of one language, for folded text. What each says, `stance` explains."""

    asking: re.Pattern[str]
    denying: re.Pattern[str]
    asks: Patterns
    scorns: Patterns
    insists: Patterns
    distrusts: Patterns
    disbelieves: Patterns
    plainly: Patterns
    denies: Patterns
    reports: Patterns
    calls_false: Patterns
    holds_back: Patterns
    rhetorical: Patterns
    warns: Patterns
    signs: Signs
    spreads: Patterns
    calms: re.Pattern[str]
    turns: re.Pattern[str]


def each(*parts: str) -> str:
    """`each("不是|并非", "谣言|假的")` -> all combinations as one alternation."""
    return "|".join("".join(pick) for pick in product(*(part.split("|") for part in parts)))


def any_of(*patterns: str) -> Patterns:
    """Compiled one by one: `re` looks ahead for the characters that a pattern can begin with, and
    finds none where several are joined to one.
    """
    return tuple(map(re.compile, patterns))


def weighed(*signs: tuple[int, str]) -> Signs:
    """Signs of a denial, each with its points."""
    return tuple((points, re.compile(pattern)) for points, pattern in signs)
