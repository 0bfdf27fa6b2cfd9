"""Why a report was taken for a variant of a rumor, in words an analyst can check.

In: the canonical texts of a wording and of the exemplar it joined, the index's score. Out: one short sentence with what they share
and what changed. Called by `clusters` once per new variant. rapidfuzz aligns the two.
"""

from rapidfuzz.distance import Indel, Opcode

from streams.core.text import mask

LONGEST = 600  # characters compared: an alignment costs length times length / 64
MOST_CHANGES = 3
LONGEST_QUOTE = 16


def explain(text: str, exemplar: str, score: float) -> str:
    """A sentence like: shares 17 of 19 characters (score 0.81); changed “今晚8点” to “明早9点”; added “转发”."""
    a, b = exemplar[:LONGEST], text[:LONGEST]
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
    found, gone, new = [], "", ""
    for block in [*blocks, None]:
        if block is not None and block.tag != "equal":
            gone += a[block.src_start : block.src_end]
            new += b[block.dest_start : block.dest_end]
            continue
        if gone or new:
            found.append((len(gone) + len(new), _words(gone, new)))
        gone = new = ""
    return found


def _words(gone: str, new: str) -> str:
    if gone and new:
        return f"changed “{_short(gone)}” to “{_short(new)}”"
    return f"left out “{_short(gone)}”" if gone else f"added “{_short(new)}”"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}… ({len(text)})"
