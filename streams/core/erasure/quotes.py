"""What is made of a forgotten wording and shown elsewhere: titles, excerpts, messages to people.

In: texts. Out: everything that may quote them, and strings without it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from streams.core.erasure.folding import Folded, fold, folded
from streams.core.erasure.runs import (
    CUT,
    ERASED,
    FEWEST_SIGNS,
    LEAST_QUOTE,
    Runs,
    Span,
    is_said,
    shared_runs,
)
from streams.core.masking import mask, title
from streams.core.receivers.note import cut
from streams.core.titles import headline
from streams.parsing.documents import json_or

QUOTED = 200  # characters of a masked wording that other events quote
TEXTS = 10_000  # that are kept as they are shown

NO_RUNS = Runs((), others=(), shared=())


@dataclass(frozen=True)
class Quotes:
    """Strings that quote forgotten wordings, the longest first: some are taken out wherever they
    stand, others only where they are the whole string. `common` others said, too. Of `pieces` every
    one is taken out of what people say.
    """

    anywhere: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    pieces: Runs = NO_RUNS

    def __iter__(self) -> Iterator[str]:
        yield from self.anywhere
        yield from self.alone

    @cached_property
    def by_beginning(self) -> dict[str, list[tuple[str, int]]]:
        """What is found anywhere, as it is compared, by its first signs; and how many signs of it
        are enough where it is cut.
        """
        found: dict[str, list[tuple[str, int]]] = {}
        for quote in self.anywhere:
            if len(signs := fold(quote)) < FEWEST_SIGNS:
                continue
            least = max(len(fold(quote[:LEAST_QUOTE])), FEWEST_SIGNS)
            found.setdefault(signs[:FEWEST_SIGNS], []).append((signs, least))
        return found

    @cached_property
    def whole(self) -> frozenset[str]:
        """All of them as they are compared."""
        return frozenset(fold(quote) for quote in self) - {""}

    @cached_property
    def whole_alone(self) -> tuple[str, ...]:
        """What is found alone, as it is compared."""
        return tuple(fold(quote) for quote in self.alone)

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """What is found anywhere and of too few signs to be compared."""
        return tuple(quote for quote in self.anywhere if len(fold(quote)) < FEWEST_SIGNS)

    @cached_property
    def of_others(self) -> tuple[str, ...]:
        """What others said, as it is compared."""
        return tuple(fold(quote) for quote in self.common)


def derived(text: str) -> set[str]:
    """What is made of a wording by cutting, and kept: titles and beginnings."""
    masked = mask(text)
    made = {masked[:QUOTED], title(text), title(text, QUOTED)}
    return made | {headline(masked), headline(masked[:QUOTED])}


def candidates(texts: Iterable[str]) -> list[str]:
    """Everything that may quote these wordings, as it is kept."""
    made = {quote for text in texts for quote in {text, mask(text)} | derived(text)}
    return sorted((quote for quote in made if quote.strip()), key=_longest_first)


def pieces(texts: Iterable[str]) -> frozenset[str]:
    """Every shortest piece of these wordings and of what is made of them."""
    return Runs(candidates(texts), others=(), shared=()).own


def pieces_of_others(own: Iterable[str], masked: Iterable[str]) -> list[str]:
    """Which of these pieces stand in these masked wordings, or in what they are called."""
    return shared_runs(own, (way for text in masked for way in (text, headline(text))))


def quotes(texts: tuple[str, ...], common: frozenset[str], shared: Iterable[str] = ()) -> Quotes:
    """What quotes these wordings. `common` are candidates that others said, too: a beginning or a
    title among them is theirs, a whole wording goes only where it stands alone. `shared` are pieces
    that others said, too.
    """
    whole = {quote for text in texts for quote in (text, mask(text))}
    made = {quote for quote in candidates(texts) if quote in whole or quote not in common}
    anywhere = {quote for quote in made if len(quote) >= LEAST_QUOTE and quote not in common}
    return Quotes(
        anywhere=tuple(sorted(anywhere, key=_longest_first)),
        alone=tuple(sorted(made - anywhere, key=_longest_first)),
        common=tuple(sorted(common)),
        pieces=Runs(candidates(texts), others=common, shared=shared),
    )


def _longest_first(quote: str) -> tuple[int, str]:
    return -len(quote), quote


def without_quotes(value: str, made: Quotes, name: str = "") -> str:
    """A string without any of these, however a message wrote them; so is JSON within it. `name` is
    the field that it stands in.
    """
    signs = folded(value)
    if _is_alone(value, signs.signs, made):
        return ERASED
    inner = _inner(value)
    if inner is not None:
        left = _without(inner, made, name)
        return value if left == inner else _as_json(left)
    spans = _found(signs, made)
    if is_said(name, value):
        spans = _joined(spans + made.pieces.spans(signs, value))
    for at, end in reversed(spans):
        value = value[: signs.starts[at]] + ERASED + value[signs.ends[end - 1] :]
    for quote in made.bare:
        value = value.replace(quote, ERASED)
    return value


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In their order, those that lap over as one."""
    joined: list[Span] = []
    for at, end in sorted(spans):
        if joined and at < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((at, end))
    return joined


def _inner(value: str) -> Any:
    """What a string of JSON holds; None where it is something else."""
    if not value.startswith(("{", "[")):
        return None
    return json_or(value, None)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _without(value: Any, made: Quotes, name: str) -> Any:
    if isinstance(value, dict):
        return {field: _without(inner, made, field) for field, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, made, name) for inner in value]
    return without_quotes(value, made, name) if isinstance(value, str) else value


def _is_alone(value: str, signs: str, made: Quotes) -> bool:
    if signs in made.whole or value in made.alone:
        return True
    piece = signs.rstrip(CUT)
    is_cut = piece != signs and len(piece) >= LEAST_QUOTE
    return is_cut and any(one.startswith(piece) for one in made.whole_alone)


def _found(text: Folded, made: Quotes) -> list[Span]:
    """Where quotes begin and end in the signs of a text."""
    found: list[Span] = []
    at = 0
    while at + FEWEST_SIGNS <= len(text.signs):
        some = made.by_beginning.get(text.signs[at : at + FEWEST_SIGNS], ())
        end = max((_end(text.signs, at, *one, made) for one in some), default=0)
        if end:
            found.append((at, end))
        at = end or at + 1
    return found


def _end(signs: str, at: int, quote: str, least: int, made: Quotes) -> int:
    """Where a quote ends that begins here, all of it or as much as there is before an ellipsis; 0
    where it does not.
    """
    length = _as_long_as_alike(quote, signs[at : at + len(quote)])
    end = at + length
    is_cut = length >= least and signs[end : end + 1] == CUT
    piece = quote[:length]
    if length < len(quote) and (not is_cut or any(o.startswith(piece) for o in made.of_others)):
        return 0
    while signs[end : end + 1] == CUT:
        end += 1
    return end


def _as_long_as_alike(one: str, other: str) -> int:
    if one == other:
        return len(one)
    apart = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(apart, min(len(one), len(other)))


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
