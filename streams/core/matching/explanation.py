"""Why a report was taken for a variant of a rumor, in words an analyst can check.

In: a wording, the exemplar it joined, the index's score. Out: one short sentence with what they
share and what changed. Made when somebody reads it, never while reports are folded. rapidfuzz
aligns the two.

Both sides are masked before anything is cut out of them: what is left of a number or an address
without its signs, or of one that was cut, no mask would recognise.
"""

import re
import unicodedata

from rapidfuzz.distance import Indel

from streams.core.masking import mask
from streams.core.text import CJK

LONGEST = 600  # characters compared: an alignment costs length times length / 64
SHOWN = 2 * LONGEST  # masked characters that are enough for so many, without what is between words
MOST_CHANGES = 3
LONGEST_QUOTE = 16
# Marks that are part of a syllable, and no letters to Python: accents, vowel signs and tones.
MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0eff\u1000-\u109f"
    r"\u1780-\u17d3"
)
# Everything but letters, digits and such marks; what the mask put in stays.
SEPARATORS = re.compile(rf"(@?\[[a-z]+\])|(?:(?!@?\[[a-z]+\])(?:[^\w{MARKS}]|_))+")
# The same the other way round, three times as quick, for the many texts that have neither.
SPECIAL = re.compile(rf"[\[{MARKS}]")
WORDS = re.compile(r"[^\W_]+")


def explanation_of(text: str, exemplar: str, score: float) -> str:
    """The sentence for two raw texts. Empty where one of them is kept no longer."""
    if not text or not exemplar:
        return ""
    return explain(comparable(mask(text)), comparable(mask(exemplar)), score)


def comparable(masked: str) -> str:
    """A masked text in one form for all its spellings: words with a space between, none in Chinese.

    Long ones are cut.
    """
    folded = unicodedata.normalize("NFKC", masked[:SHOWN]).casefold()
    space = "" if CJK.search(folded) else " "
    if SPECIAL.search(folded) is None:
        return space.join(WORDS.findall(folded))
    return SEPARATORS.sub(lambda found: found[1] or space, folded).strip()


def explain(text: str, exemplar: str, score: float) -> str:
    """Of two comparable texts a sentence like:

    shares 17 of 19 characters (score 0.81); changed “今晚8点” to “明早9点”; added “转发”.
    """
    a = exemplar[:LONGEST]
    b = text[:LONGEST]
    shared, changes = _compared(a, b)
    parts = [f"shares {shared} of {len(a)} characters (score {score:.2f})"]
    # Stable: of changes of the same size the first comes first.
    changes.sort(key=_size, reverse=True)
    parts += [_words(gone, new) for gone, new in changes[:MOST_CHANGES]]
    if len(changes) > MOST_CHANGES:
        parts.append(f"{len(changes) - MOST_CHANGES} smaller changes")
    # Once more: what stands side by side in a quote may have been apart in the text.
    return mask("; ".join(parts))


def _compared(a: str, b: str) -> tuple[int, list[tuple[str, str]]]:
    """How many characters two texts share in order, and the changes between: (gone, new) each."""
    shared = 0
    changes = []
    gone_from = 0
    new_from = 0
    for block in Indel.editops(a, b).as_matching_blocks():
        gone = a[gone_from : block.a]
        new = b[new_from : block.b]
        if gone.strip() or new.strip():
            changes.append((gone, new))
        shared += block.size
        gone_from = block.a + block.size
        new_from = block.b + block.size
    return shared, changes


def _size(change: tuple[str, str]) -> int:
    return len(change[0]) + len(change[1])


def _words(gone: str, new: str) -> str:
    gone = gone.strip()
    new = new.strip()
    if gone and new:
        return f"changed “{_short(gone)}” to “{_short(new)}”"
    return f"left out “{_short(gone)}”" if gone else f"added “{_short(new)}”"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}… ({len(text)})"
