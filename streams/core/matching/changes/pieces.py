"""A text in pieces that are compared as wholes: words, letters of Chinese, and slots.

In: a spelled text. Out: its pieces in order. Two pieces that are compared as one have one `key`:
the syllable of a Chinese character, the letters of a word without accents, the kind of a slot. A
slot with another `value` was changed.
"""

from collections.abc import Iterator

from streams.core.matching.changes import names
from streams.core.matching.changes.grouping import grouped
from streams.core.matching.changes.kinds import LABELS, NAME, PLATFORM, WORDS, Piece
from streams.core.matching.changes.letters import ONE, letters_of, sound_of
from streams.core.matching.changes.slots import HAN_SPELLING, SPELLINGS, slots_in, value_of
from streams.core.matching.changes.spelling import Spelled
from streams.core.text.comparing import ALIASES


def pieces_of(spelled: Spelled) -> list[Piece]:
    """All pieces of a text in order; what is between them says nothing."""
    found: list[Piece] = []
    at = 0
    for start, end, kind in slots_in(spelled.normal):
        found += _plain(spelled.normal, at, start)
        found.append(_slot(spelled.normal, start, end, kind))
        at = end
    return grouped(found + list(_plain(spelled.normal, at, len(spelled.normal))))


def _slot(normal: str, start: int, end: int, kind: str) -> Piece:
    text = normal[start:end]
    return Piece(
        start=start,
        end=end,
        key=f"<{kind}>",
        kind=kind,
        value=value_of(text, kind),
        size=len(letters_of(text)),
    )


def _plain(normal: str, start: int, end: int) -> Iterator[Piece]:
    """Words and letters between slots, spelt out."""
    if start >= end:
        return
    at = start
    for found in HAN_SPELLING.finditer(normal, start, end):
        yield from _words(normal, at, found.start())
        yield _alias(normal, *found.span())
        at = found.end()
    yield from _words(normal, at, end)


def _alias(normal: str, start: int, end: int) -> Piece:
    text = normal[start:end]
    meant = SPELLINGS[text]
    if meant in names.PLATFORM:
        value = names.PLATFORM[meant]
        return Piece(
            start=start, end=end, key=f"<{PLATFORM}>", kind=PLATFORM, value=value, size=len(text)
        )
    return Piece(start=start, end=end, key=sound_of(meant), kind=WORDS, value=meant, size=len(text))


def _words(normal: str, start: int, end: int) -> Iterator[Piece]:
    for found in ONE.finditer(normal, start, end):
        text = found[0]
        if found.lastgroup == "han":
            at = found.start()
            for place, han in enumerate(text, at):
                # By position: keywords cost half of this, and there are some hundred a text.
                yield Piece(place, place + 1, sound_of(han), WORDS, han, 1)
        elif found.lastgroup == "label":
            kind = LABELS.get(text, NAME)
            yield Piece(*found.span(), f"<{kind}>", kind, text, len(text))
        elif text in names.PLATFORM:
            value = names.PLATFORM[text]
            yield Piece(*found.span(), f"<{PLATFORM}>", PLATFORM, value, len(text))
        elif text in ALIASES:
            yield _alias(normal, *found.span())
        elif key := sound_of(text):
            yield Piece(*found.span(), key, WORDS, text, len(text))
