"""Stock phrases: what chain letters and tiplines say around a message, whatever it is.

In: the shipped list, one phrase a line. Out: phrases whose grams weigh next to nothing in an index
from the start. A frame that is longer than its claim cannot be told from a claim by the text alone.
"""

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("stock_phrases.txt")


@cache
def stock_phrases() -> tuple[str, ...]:
    """The shipped phrases, of all languages: in the other family's index they do nothing."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in map(str.strip, lines) if line and not line.startswith("#"))
