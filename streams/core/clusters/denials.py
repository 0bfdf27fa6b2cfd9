"""Denials that find their rumor by the claim that they deny.

In: a lane's index, as it is when the wording comes, and its text. Out: the stretch of it that is
compared, where the whole has too little in common with any rumor.
"""

from collections.abc import Sequence

from streams.core.matching.denied import Span, claims_in, may_deny
from streams.core.matching.index import Index
from streams.core.matching.stance import Legible
from streams.core.text import matchable


def denials_in(wordings: Legible, texts: Sequence[str]) -> list[int]:
    """The places of wordings whose claims are to be looked for. First what is known of all of them:
    few are left for a search of the text.
    """
    candidates = [number for number in range(len(texts)) if wordings.has_denying_words(number)]
    found = may_deny([texts[number] for number in candidates])
    return [number for number, denies in zip(candidates, found, strict=True) if denies]


def denied_claim(index: Index, text: str, link: str, *, whole: str) -> Span | None:
    """Where the claim stands that a wording denies; None where it needs no help, or finds no rumor
    so either. `whole` is what is compared of the wording otherwise.
    """
    if next(index.find([whole]).each()).cluster >= 0:
        return None
    spans = claims_in(text)
    if not spans:
        return None
    texts = [matchable(text[begin:end], link) for begin, end in spans]
    found = index.find(texts).each()
    joins = [(-one.score, span) for one, span in zip(found, spans, strict=True) if one.cluster >= 0]
    return min(joins)[1] if joins else None
