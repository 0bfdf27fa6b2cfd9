"""Wordings of two rumors that grow together: no letter of theirs says anything."""

import random


def letters(seed: int, length: int) -> str:
    """Han letters whose syllables differ mostly."""
    rng = random.Random(seed)
    return "".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(length))


ONE, TWO, PASSAGE = letters(1, 90), letters(2, 90), letters(3, 16)
# Two rumors that hold one passage, and a wording that shows it.
BOTH = (f"{ONE}{PASSAGE}", f"{TWO[:45]}{PASSAGE}{TWO[45:]}")
SHOWS = f"{PASSAGE}{letters(4, 4)}"
