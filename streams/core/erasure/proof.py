"""Whether anything still quotes a forgotten wording, found in another way than it was erased.

In: a plan, and what is left. Out: whether a string of it has as many characters of a wording as are
a quote, letter by letter, in whatever script, width and case. No list of quotes is asked, and
nothing else is folded in what is left.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from streams.core.erasure.alike import alike
from streams.core.erasure.folding import fold
from streams.core.erasure.plan import Plan
from streams.core.erasure.runs import FEWEST_SIGNS, is_said, least_of, runs_of, windows
from streams.core.masking import mask
from streams.parsing.documents import json_or

NO_BRACKETS = str.maketrans("", "", "[]")


class Proof:
    """Finds what of a plan's wordings is left."""

    def __init__(self, plan: Plan) -> None:
        others = {run for text in plan.common for run in runs_of(text)} | set(plan.shared)
        beginnings = {run[:n] for run in others for n in range(FEWEST_SIGNS, len(run) + 1)}
        texts = {alike(way) for text in plan.texts.values() for way in (text, mask(text))}
        self._pieces = {
            piece for text in texts for piece in _pieces(text) if fold(piece) not in beginnings
        }
        self._sizes = {len(piece) for piece in self._pieces}

    def holds(self, value: Any, name: str = "") -> bool:
        """Whether an event, the fields of one, or a string of it quotes a wording."""
        if isinstance(value, msgspec.Struct):
            return self.holds(msgspec.to_builtins(value))
        if isinstance(value, dict):
            return any(self.holds(inner, field) for field, inner in value.items())
        if isinstance(value, list | tuple):
            return any(self.holds(inner, name) for inner in value)
        return isinstance(value, str) and self._quotes(value, name)

    def _quotes(self, value: str, name: str) -> bool:
        inner = json_or(value, None) if value.startswith(("{", "[")) else None
        if inner is not None:
            return self.holds(inner, name)
        if not is_said(name, value):
            return False
        value = alike(value)
        return any(not self._pieces.isdisjoint(windows(value, size)) for size in self._sizes)


def _pieces(text: str) -> Iterator[str]:
    """Its windows that are compared sign by sign; they begin and end with a sign."""
    for piece in windows(text, least_of(text)):
        # an entity or a scheme that is cut in two is read as something else
        if "&" in piece or "tp" in piece or not any(map(str.isalnum, piece)):
            continue
        signs = fold(piece)
        is_plain = signs == "".join(piece.translate(NO_BRACKETS).split())
        if is_plain and len(signs) >= FEWEST_SIGNS and piece.strip("[] ") == piece:
            yield piece
