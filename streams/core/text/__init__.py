"""Folds of text: what makes two messages the same wording, and what of one is compared.

In: a report's raw text. Out: its identity (canonical text and whether it asks: the frozen id fold,
`identity`), its links (`links`), the words without what platforms put around them (`markup`), and
its matchable part (`comparing`). The matcher's own fold of single characters lies in
`matching/fold`.
"""

from streams.core.text.comparing import ALIASES, matchable, matchables
from streams.core.text.identity import (
    Identity,
    asks,
    canonical,
    has_something_to_match,
    identify,
    identity_of,
)
from streams.core.text.links import links_of
from streams.core.text.markup import words_of
from streams.core.text.patterns import CJK, NOT_WORDS, SPACES, WORDS

__all__ = [
    "ALIASES",
    "CJK",
    "NOT_WORDS",
    "SPACES",
    "WORDS",
    "Identity",
    "asks",
    "canonical",
    "has_something_to_match",
    "identify",
    "identity_of",
    "links_of",
    "matchable",
    "matchables",
    "words_of",
]
