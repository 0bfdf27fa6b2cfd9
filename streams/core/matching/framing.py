"""Frames that were learnt, in words: what wordings had in common with those they joined at the
beginning or the end, while both were mostly about something else.

In: wordings as they joined. Out: phrases that an operator may name in the config file: a frame that
is named is known from the first text on, one that is learnt only after some rumors.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from schemas.events import VariantJoined
from streams.core.masking import mask
from streams.core.matching.denied import compared
from streams.core.matching.opposites import with_opposites
from streams.core.matching.parameters import Parameters
from streams.core.text import matchable

LEAST_SYMBOLS = 5  # of a phrase: shorter ones are words that anybody uses


class Frames:
    """The phrases of one script family, counted by the wordings that showed them."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._wordings: Counter[str] = Counter()

    def add(self, variants: Iterable[VariantJoined]) -> None:
        """Takes in wordings, each once."""
        for variant in variants:
            if variant.frames:
                text = mask(matchable(compared(variant), variant.link))
                self._wordings.update(set(_phrases(text, variant.frames, self._parameters)))

    def candidates(self, *, least: int) -> list[tuple[str, int]]:
        """Phrases that so many wordings showed, the most frequent first; none that is a part of a
        more frequent one.
        """
        found: list[tuple[str, int]] = []
        for phrase, wordings in self._wordings.most_common():
            if wordings < least:
                break
            if not any(phrase in other for other, _ in found):
                found.append((phrase, wordings))
        return found


def _phrases(text: str, runs: Iterable[tuple[int, int]], parameters: Parameters) -> Iterator[str]:
    """The stretches of a text that runs of its grams cover; none of a text of several windows, of
    which nobody knows which the runs are of.
    """
    symbols, _ = with_opposites()
    places = [place for place, letter in enumerate(text) if symbols[ord(letter)]]
    codes = [int(symbols[ord(text[place])]) for place in places]
    if len(codes) > parameters.window:
        return
    length = min(parameters.compare, len(codes))
    starts: dict[tuple[int, ...], int] = {}  # where each gram stands first, in their order
    for at in range(len(codes) - length + 1):
        starts.setdefault(tuple(codes[at : at + length]), at)
    ordered = list(starts.values())
    for first, end in runs:
        if end > len(ordered):  # of a fold of another version
            continue
        last = ordered[end - 1] + length
        if last - ordered[first] >= LEAST_SYMBOLS:
            yield text[places[ordered[first]] : places[last - 1] + 1].strip()
