"""Wordings whose rumors grow together: two messages, and one passage that both confirm."""

import random


def letters(seed: int, length: int) -> str:
    """Han letters whose syllables differ mostly."""
    rng = random.Random(seed)
    return "".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(length))


ONE, TWO, PASSAGE = letters(1, 90), letters(2, 90), letters(3, 16)
# Each holds the passage; by then nothing shows that they are one.
BOTH = (f"{ONE}{PASSAGE}", f"{TWO[:45]}{PASSAGE}{TWO[45:]}")
SHOWS = f"{PASSAGE}{letters(4, 4)}"
