"""A text in both Chinese scripts: who searches in one looks for what was said, not for how it is
written.

A Simplified character may stand for several Traditional ones (发 for 發 and 髮), so a text has
several Traditional forms; of a long one not all.
"""

from collections import defaultdict
from functools import cache
from itertools import islice, product

from streams.core.matching.fold import simplified

MOST_FORMS = 200  # ClickHouse looks for 255 at once
FIRST_RARE = b"\xc9\x40"  # in Big5


def in_simplified(text: str) -> str:
    """A text with Traditional characters made Simplified."""
    return text.translate(simplified())


def forms_of(text: str) -> tuple[str, ...]:
    """A text as it is, in Simplified characters, and in Traditional ones; each once."""
    simple = in_simplified(text)
    traditional = product(*(_traditional().get(letter, (letter,)) for letter in simple))
    forms = (text, simple, *map("".join, islice(traditional, MOST_FORMS - 2)))
    return tuple(dict.fromkeys(forms))


@cache
def _traditional() -> dict[str, tuple[str, ...]]:
    """Simplified characters -> the common Traditional ones they stand for; 后 and 里 are both."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for han, letter in simplified().items():
        found[letter].append(chr(han))
    return {
        letter: tuple(filter(_is_common, (*several, letter))) or tuple(several)
        for letter, several in found.items()
    }


def _is_common(han: str) -> bool:
    """Whether Big5 has it among its frequently used characters."""
    code = han.encode("big5", "ignore")
    return bool(code) and code < FIRST_RARE
