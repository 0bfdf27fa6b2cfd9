"""What is made of a forgotten wording and shown elsewhere: titles, excerpts, messages to people.

In: texts. Out: everything that may quote them, and strings without it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from streams.core.masking import mask, title
from streams.core.receivers.defanging import without_links
from streams.core.receivers.markup import ESCAPES
from streams.core.receivers.note import LONGEST_QUOTE, LONGEST_TITLE, cut
from streams.core.titles import headline

ERASED = "[erased]"
LEAST_QUOTE = 12  # characters: two people seldom say as much in the same words
QUOTED = 200  # characters of a masked wording that other events quote
PLANS = 8  # whose quotes are kept: one is worked off at a time
TEXTS = 10_000  # that are kept as they are shown


@dataclass(frozen=True)
class Quotes:
    """Strings that quote forgotten wordings, the longest first: some are taken out wherever they
    stand, others only where they are the whole string.
    """

    anywhere: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield from self.anywhere
        yield from self.alone


def derived(text: str) -> set[str]:
    """What is made of a wording by cutting, and kept: titles and beginnings."""
    masked = mask(text)
    made = {masked[:QUOTED], title(text), title(text, QUOTED)}
    return made | {headline(masked), headline(masked[:QUOTED])}


def candidates(texts: Iterable[str]) -> list[str]:
    """Everything that may quote these wordings, as it is kept."""
    made = {quote for text in texts for quote in {text, mask(text)} | derived(text)}
    return sorted((quote for quote in made if quote.strip()), key=_longest_first)


@lru_cache(PLANS)
def quotes(texts: tuple[str, ...], common: frozenset[str], *, messages: bool = False) -> Quotes:
    """What quotes these wordings. `common` are candidates that others said, too: a beginning or a
    title among them is theirs, a whole wording goes only where it stands alone.

    With `messages` also as messages to people hold it: cut, and in the markups of services.
    """
    whole = {quote for text in texts for quote in (text, mask(text))}
    made = {quote for quote in candidates(texts) if quote in whole or quote not in common}
    anywhere = {quote for quote in made if len(quote) >= LEAST_QUOTE and quote not in common}
    alone = made - anywhere
    if messages:
        anywhere = _as_sent(anywhere)
        alone = _as_sent(alone)
    return Quotes(
        anywhere=tuple(sorted(anywhere, key=_longest_first)),
        alone=tuple(sorted(alone, key=_longest_first)),
    )


def _as_sent(made: set[str]) -> set[str]:
    defanged = {without_links(one, commands=some) for one in made for some in (False, True)}
    whole = made | defanged
    lines = {cut(quote, most) for quote in whole for most in (LONGEST_TITLE, LONGEST_QUOTE)} | whole
    return lines | {one.translate(signs) for one in lines for signs in ESCAPES}


def _longest_first(quote: str) -> tuple[int, str]:
    return -len(quote), quote


def without_quotes(value: str, made: Quotes) -> str:
    """A string without any of these."""
    for quote in made.anywhere:
        value = value.replace(quote, ERASED).replace(_written(quote), ERASED)
    for quote in made.alone:
        if value == quote:
            return ERASED
        # as a delivery's body, which is JSON, holds it
        value = value.replace(f'"{_written(quote)}"', f'"{ERASED}"')
    return value


def _written(quote: str) -> str:
    return msgspec.json.encode(quote).decode()[1:-1]


def is_beginning(value: str, texts: Iterable[str]) -> bool:
    """Whether a string begins one of these texts, with so much of it that few others have it."""
    piece = value.rstrip("…")
    is_own = len(piece) >= LEAST_QUOTE
    return is_own and any(shown.startswith(piece) for text in texts for shown in _shown(text))


def is_part(value: str, texts: Iterable[str]) -> bool:
    """Whether a string is a piece of one of these texts as they are shown."""
    piece = value.rstrip("…")
    return bool(piece) and any(piece in shown for text in texts for shown in _shown(text))


@lru_cache(TEXTS)
def _shown(text: str) -> tuple[str, ...]:
    return (mask(text), cut(mask(text), len(text) + QUOTED))
