"""Stock phrases: what chain letters and tiplines say around a message, whatever it is.

In: the shipped list, one phrase a line, its words apart. Out: words whose grams weigh next to
nothing where they stand side by side. A frame that is longer than its claim cannot be told from a
claim by the text alone.
"""

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("stock_phrases.txt")


@cache
def stock_words() -> tuple[str, ...]:
    """The words of the shipped phrases, of all languages, each once."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return tuple(dict.fromkeys(words))
