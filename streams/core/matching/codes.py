"""Atoms, short runs of letters, as numbers: what `cues.screens` and the compiled loop agree on."""

LONGEST_ATOM = 3  # letters: their code points fill a code of 64 bits
POINT_BITS = 21
SLOT_BITS = 16  # a byte each: the table of a language stays in a core's own memory
SPREAD = 0x9E3779B97F4A7C15  # odd, with its bits well mixed
# What a slot says of the codes that fall into it.
IS_ATOM = 1
BEGINS = 2  # a longer one


def code_of(atom: str) -> int:
    """Its code points in a row, the first in the lowest bits."""
    return sum(ord(letter) << POINT_BITS * place for place, letter in enumerate(atom))


def slot_of(code: int) -> int:
    """The place of a code among the slots."""
    return (code * SPREAD & (1 << 64) - 1) >> 64 - SLOT_BITS
