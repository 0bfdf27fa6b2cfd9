"""Passages of a message that may be of another rumor than the one that it matches.

In: a raw text, and the wording that it was matched with. Out: stretches of the text that are worth
a look-up of their own: what that wording does not have, sentences, and what is set against each
other in one. A message that passes on two rumors is compared as a whole, and its best match hides
the other. Of a passage that matched: what to read for its stance.
"""

import re
from collections.abc import Iterator

from streams.core.matching.denied import IDEOGRAPHS, Span

MOST_PASSAGES = 64  # of a text: all are looked up together, some 15 us each
LEAST_LETTERS = 12  # ideographs of a passage: fewer are said in many rumors
LEAST_CHARACTERS = 30  # of one in an alphabet
LONGEST = 2_000  # characters of a text beside which the wording is laid: longer ones have sentences
# Characters that both have side by side, to count as the same; an alphabet needs more of them.
SAME = {"cjk": 4, "alphabet": 10}
ENDS = "。！？!?;；\n|।॥؟۔؛"
SENTENCES = re.compile(rf"(?:[^{ENDS}.]|\.(?!\s|$))+")
END = re.compile(rf"[{ENDS}]|\.\s")
# What sets one claim against another, in most languages that reports are in.
TURN = re.compile(
    "但是?|不[过過]|然而|可是|[却卻]|反而|しかし|けれども|けど|ですが|だが|一方で?|하지만|그러나|그런데|แต่"
    r"|\b(?:but|however|yet|whereas|pero|sin embargo|mas|porém|mais|cependant|aber|jedoch|sondern"
    "|но|однако|зато|але|проте|tetapi|tapi|namun|nhưng|tuy nhiên|लेकिन|मगर|و?لكن|بل"
    r")\b",
    re.IGNORECASE,
)
LONGEST_TURN = 12  # characters
CLAUSE = re.compile(
    rf"[，,、،]|{TURN.pattern}|和|以及|同[时時]|そして|그리고|และ"
    r"|\b(?:and|y|et|und|dan|và|и|та|और)\b",
    re.IGNORECASE,
)
UNSAID = re.compile(r"[\W_]+")  # what passages of one text may differ in
GAPS = re.compile(rb"\x00+")
Grams = frozenset[str]


def passages(text: str, wording: str, family: str) -> list[Span]:
    """The longest passages, each text once; none of a text that has no room for two rumors.
    `family` is that of the text's lane; `wording` is empty where the text was matched with nothing.
    """
    letters = len(IDEOGRAPHS.findall(text))
    if not _are_enough(letters, len(text)):
        return []
    found = set()
    for begin, end in (*_missing(text, wording, family), *_sentences(text)):
        said = len(IDEOGRAPHS.findall(text, begin, end))
        length = end - begin
        if _are_enough(said, length) and _are_enough(letters - said, len(text) - length):
            found.add((begin, end))
    ordered = sorted(found, key=lambda span: (span[0] - span[1], span))
    # A chain letter says one sentence many times: it would leave no room for another.
    once: dict[str, Span] = {}
    for begin, end in ordered:
        once.setdefault(UNSAID.sub("", text[begin:end].lower()), (begin, end))
    return list(once.values())[:MOST_PASSAGES]


def own_words(text: str, passage: Span, wording: str, family: str) -> Span:
    """What of a passage may be said of the wording that it was matched with.

    Where the passage begins or ends within a sentence, the clause that goes on there is said of
    its neighbour: "“C” is false, but D" does not deny D.
    """
    begin, end = passage
    said = text.lower()
    goes_on, is_gone_on_with = _goes_on(text, begin), _is_gone_on_with(text, end)
    if len(said) != len(text) or not (goes_on or is_gone_on_with):
        return passage
    places = _covered(said[begin:end], grams_of(wording, family), SAME[family])
    first, last = places.find(1), places.rfind(1)
    if first < 0:
        return passage
    return (
        _own_begin(text, begin, begin + first) if goes_on else begin,
        _own_end(text, begin + last + 1, end) if is_gone_on_with else end,
    )


def _goes_on(text: str, begin: int) -> bool:
    """Whether what begins there goes on with a clause."""
    nearest = max(0, begin - LONGEST_TURN)
    before = text[nearest:begin].rstrip(" \t")
    turns = (turn.end() for turn in TURN.finditer(text, nearest, begin))
    return begin > 0 and not before.endswith((*ENDS, ".")) and begin not in turns


def _is_gone_on_with(text: str, end: int) -> bool:
    return end < len(text) and text[end] not in f"{ENDS}." and not TURN.match(text, end)


def _own_begin(text: str, begin: int, first: int) -> int:
    """`first` is where the wording begins. Within a sentence the last border counts: a denial
    between two claims is rather of the one before it, and only what is surely denied is.
    """
    if ended := END.search(text, begin, first):
        return ended.end()
    return max((border.end() for border in CLAUSE.finditer(text, begin, first)), default=begin)


def _own_end(text: str, last: int, end: int) -> int:
    """`last` is where the wording ends."""
    if ends := [ended.end() for ended in END.finditer(text, last, end)]:
        return ends[-1]
    if turn := TURN.search(text, last, end):
        return turn.start()
    return max((border.start() for border in CLAUSE.finditer(text, last, end)), default=end)


def holds(said: Grams, wording: str, family: str) -> float:
    """How much of a wording stands in a text, from 0 to 1; `said` are the grams of the text."""
    covered = _covered(wording.lower(), said, SAME[family])
    return sum(covered) / max(1, len(covered))


def grams_of(text: str, family: str) -> Grams:
    """The stretches of a text that count as the same where another has them."""
    said = text.lower()
    length = SAME[family]
    return frozenset(said[at : at + length] for at in range(len(said) - length + 1))


def _missing(text: str, wording: str, family: str) -> Iterator[Span]:
    """What the wording does not have. Nothing is found where small letters are of another number:
    the places would be others.
    """
    said = text.lower()
    if wording and len(text) <= LONGEST and len(said) == len(text):
        covered = _covered(said, grams_of(wording, family), SAME[family])
        yield from (gap.span() for gap in GAPS.finditer(covered))


def _covered(text: str, grams: Grams, length: int) -> bytearray:
    """A byte for each character of a text: 1 where it stands in one of the grams."""
    covered = bytearray(len(text))
    for at in range(len(text) - length + 1):
        if text[at : at + length] in grams:
            covered[at : at + length] = b"\x01" * length
    return covered


def _sentences(text: str) -> Iterator[Span]:
    """Sentences, and their parts that a turn parts."""
    for found in SENTENCES.finditer(text):
        begin, end = found.span()
        yield begin, end
        turns = [turn.span() for turn in TURN.finditer(text, begin, end)]
        if turns:
            borders = (begin, *(place for turn in turns for place in turn), end)
            yield from zip(borders[::2], borders[1::2], strict=True)


def _are_enough(letters: int, characters: int) -> bool:
    return letters >= LEAST_LETTERS or characters >= LEAST_CHARACTERS
