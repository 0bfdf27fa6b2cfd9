"""Words that exclude each other: a text with one in the place of the other claims another thing.

In: a list for each language, "group sense: words". Out: words with the numbers of their senses. The
senses of a group exclude each other, in all languages; a word may have senses of several groups.
Of group "none" are words that hold another one and do not mean it; "before"
and "after" are what turns any word of the language, which then means nothing: who writes "no longer
open" may mean "closed". Words are found within words:
a stem stands for its forms. The fold makes homophones one: of Chinese words only those are here
that are read right more often than not ("severe snow" sounds like "university").
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from streams.core.matching.kernels.tables import LONGEST_WORD, SENSE_BITS

LISTS = Path(__file__).parent
NONE = "none"  # of one sense: nothing is asked of it
TURNING = ("before", "after")  # in place of a group: what negates a word that it stands beside
# What is cut off, goes up or down, is ruled, is open, heals, is healed, is safe, is the cause, ...
GROUPS = (
    NONE,
    "supply",
    "level",
    "when",
    "may",
    "open",
    "effect",
    "organ",
    "safe",
    "cause",
    "case",
    "site",
    "pay",
    "rule",
    "pace",
)


@cache
def sense_words() -> tuple[tuple[str, int], ...]:
    """The words of all languages, each with the number of a sense: its group above."""
    found: dict[tuple[str, int], None] = {}
    for (group, sense), words in _lists().items():
        number = GROUPS.index(group) << SENSE_BITS | sense
        found |= dict.fromkeys((word, number) for word in words)
    return tuple(found)


def _lists() -> dict[tuple[str, int], list[str]]:
    """Group and number of a sense within it -> its words."""
    numbers: dict[str, dict[str, int]] = {}
    found: dict[tuple[str, int], list[str]] = {}
    turned: list[str] = []
    for path in sorted(LISTS.glob("*.txt")):
        lists = dict(_lines(path))
        turning = [lists.pop(f"{name} any", []) for name in TURNING]
        for name, words in lists.items():
            group, sense = name.split()
            senses = numbers.setdefault(group, {})
            number = senses.setdefault(sense, len(senses))
            found.setdefault((group, number), []).extend(words)
            if group != NONE:
                turned += _turned(words, *turning)
    found[NONE, 0] += turned
    return found


def _lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, words = line.split(":")
            yield name, [word.strip() for word in words.split(",")]


def _turned(words: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for word in words:
        both = (*(f"{one}{word}" for one in before), *(f"{word}{one}" for one in after))
        yield from (one for one in both if len(one) <= LONGEST_WORD)
