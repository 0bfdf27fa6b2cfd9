"""Why a report was taken for a variant of a rumor, in words an analyst can check.

In: what may be shown of a wording and of the exemplar it joined (`comparable`), the index's score.
Out: one short sentence with what they share and what changed. Called by `clusters` once per new
variant. rapidfuzz aligns the two.

Both sides are masked before anything is cut out of them: what is left of a number or an address
without its signs, or of one that was cut, no mask would recognise.
"""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Indel, Opcode

from streams.core.text import CJK, mask

LONGEST = 600  # characters compared: an alignment costs length times length / 64
MOST_CHANGES = 3
LONGEST_QUOTE = 16
# Everything but letters, digits and the marks that are part of a syllable; what the mask put in
# stays.
SEPARATORS = re.compile(
    r"(@?\[[a-z]+\])|(?:(?!@?\[[a-z]+\])(?:[^\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
    r"\u0e31-\u0eff\u1000-\u109f\u1780-\u17d3]|_))+"
)


@lru_cache(4_096)  # much quoted exemplars come again and again
def comparable(text: str) -> str:
    """The masked text in one form for all its spellings:

    words with a space between, none in Chinese. Long ones are cut.
    """
    folded = unicodedata.normalize("NFKC", mask(text)[: 2 * LONGEST]).casefold()
    space = "" if CJK.search(folded) else " "
    return SEPARATORS.sub(lambda found: found[1] or space, folded).strip()


def explain(text: str, exemplar: str, score: float) -> str:
    """Of two comparable texts a sentence like:

    shares 17 of 19 characters (score 0.81); changed “今晚8点” to “明早9点”; added “转发”.
    """
    a = exemplar[:LONGEST]
    b = text[:LONGEST]
    blocks = list(Indel.opcodes(a, b))
    shared = sum(block.src_end - block.src_start for block in blocks if block.tag == "equal")
    parts = [f"shares {shared} of {len(a)} characters (score {score:.2f})"]
    changes = sorted(_changes(blocks, a, b), key=lambda change: -change[0])
    parts += [words for _, words in changes[:MOST_CHANGES]]
    if len(changes) > MOST_CHANGES:
        parts.append(f"{len(changes) - MOST_CHANGES} smaller changes")
    return mask("; ".join(parts))


def _changes(blocks: list[Opcode], a: str, b: str) -> list[tuple[int, str]]:
    """Runs of insertions and deletions between equal blocks -> (size, words)."""
    found = []
    gone = ""
    new = ""
    for block in [*blocks, None]:
        if block is not None and block.tag != "equal":
            gone += a[block.src_start : block.src_end]
            new += b[block.dest_start : block.dest_end]
            continue
        if gone.strip() or new.strip():
            found.append((len(gone) + len(new), _words(gone, new)))
        gone = new = ""
    return found


def _words(gone: str, new: str) -> str:
    gone = gone.strip()
    new = new.strip()
    if gone and new:
        return f"changed “{_short(gone)}” to “{_short(new)}”"
    return f"left out “{_short(gone)}”" if gone else f"added “{_short(new)}”"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}… ({len(text)})"
