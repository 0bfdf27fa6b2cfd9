"""Words that exclude each other: a text with one in the place of the other claims another thing.

In: a list for each language, "group sense: words". Out: words with the numbers of their senses. The
senses of a group exclude each other, in all languages; a word may have senses of several groups.
Of group "none" are words that hold another one and do not mean it; "before" and "after" are what
turns a word of two poles, which is then named and not claimed: who writes "no longer open" may mean
"closed", and speaks of what is open. "before none" are words that only end like a negation: spaces
are not seen. Words are found within words: a stem stands for its forms. Where a negating prefix
makes the opposite ("freeze", "unfreeze"), both are written with the same end, or the shorter one
counts as shared. The fold makes homophones one: of Chinese words only those are here that are read
right more often than not ("severe snow" sounds like "university").
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

from streams.core.matching.kernels.tables import (
    AFTER,
    BEFORE,
    INNER,
    NO_TURNING,
    SENSE_BITS,
)

LISTS = Path(__file__).parent
NONE = "none"  # of one sense: nothing is asked of it
NOTHING = -1  # in place of the group of "none": it is not handed on
# In place of a group: what negates a word that it stands beside.
TURNING = {"before any": BEFORE, "after any": AFTER, "before none": NO_TURNING}
# What goes up or down, comes early or late, is ruled, is open, works, is safe, is paid for, is
# granted, ends well or ill for someone, is genuine, is bought, contains.
POLAR = (
    NONE,
    "level",
    "when",
    "may",
    "open",
    "effect",
    "safe",
    "pay",
    "rule",
    "pace",
    "keep",
    "post",
    "outcome",
    "fate",
    "genuine",
    "trade",
    "content",
)
# What is cut off, is healed, is the cause, has happened, where, before or after what, and to whom,
# what is eaten, is caught, by which firm, which way, what breaks, is taught, who it is.
TOPICS = (
    "supply",
    "organ",
    "cause",
    "case",
    "site",
    "order",
    "whom",
    "food",
    "illness",
    "firm",
    "way",
    "thing",
    "subject",
    "who",
)
GROUPS = POLAR + TOPICS


@cache
def sense_words() -> tuple[tuple[str, int], ...]:
    """The words of all languages, each with the number of a sense: its group above."""
    found: dict[tuple[str, int], None] = {}
    for (group, sense), words in _lists().items():
        number = GROUPS.index(group) << SENSE_BITS | sense
        found |= dict.fromkeys((word, number) for word in words)
    return tuple(_with_inner(found))


@cache
def inner_words() -> frozenset[tuple[str, int]]:
    """Words and senses that are part of a word without that sense."""
    senses = defaultdict(set)
    for word, sense in sense_words():
        senses[word].add(sense)
    return frozenset(
        (part, sense)
        for word, own in senses.items()
        for begin, end in combinations(range(len(word) + 1), 2)
        for part in [word[begin:end]]
        for sense in senses.get(part, own) - own
    )


def marked_words() -> list[tuple[str, int]]:
    """Words with their senses, and `INNER` beside those of inner ones."""
    inner = inner_words()
    return [
        (word, sense | INNER if (word, sense) in inner else sense) for word, sense in sense_words()
    ]


@cache
def turning_words() -> tuple[tuple[str, int], ...]:
    """What negates a word, each with the side of the word on which it stands."""
    return tuple(
        (word, TURNING[name]) for name, words in _lines() if name in TURNING for word in words
    )


def _lists() -> dict[tuple[str, int], list[str]]:
    """Group and number of a sense within it -> its words."""
    numbers: dict[str, dict[str, int]] = {}
    found: dict[tuple[str, int], list[str]] = {}
    for name, words in _lines():
        if name not in TURNING:
            group, sense = name.split()
            senses = numbers.setdefault(group, {})
            number = senses.setdefault(sense, len(senses))
            found.setdefault((group, number), []).extend(words)
    return found


def _with_inner(words: dict[tuple[str, int], None]) -> Iterator[tuple[str, int]]:
    """Words with the senses of those within them, of which only the longest is found.

    Not of a word that is negated there, and not beside a sense of the same group.
    """
    senses = defaultdict(list)
    for word, sense in words:
        senses[word].append(sense)
    negations = [word for word, side in turning_words() if side == BEFORE]
    for word, own in senses.items():
        known = {sense >> SENSE_BITS: sense for sense in own}
        for begin, end in combinations(range(len(word) + 1), 2):
            if 0 not in known and not word[:begin].endswith(tuple(negations)):
                for sense in senses.get(word[begin:end], ()):
                    known.setdefault(sense >> SENSE_BITS or NOTHING, sense)
        yield from ((word, sense) for group, sense in known.items() if group != NOTHING)


def _lines() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(LISTS.glob("*.txt")):
        yield from _lines_of(path)


def _lines_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, words = line.split(":")
            yield name, [word.strip() for word in words.split(",")]
