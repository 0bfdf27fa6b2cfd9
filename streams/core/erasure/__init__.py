"""Erasure: what is left of an event when a person's reports are forgotten. Counts stay.

In: a `Plan` of what is forgotten, and an event of the log. Out: the event without it. Doing it
again changes nothing, so whatever it would still change is left to be forgotten. `quotes` are what
others made of a forgotten wording, `runs` pieces of it, `surges` the states of the surge step.
`proof` looks for what is left in another way.
"""

from streams.core.erasure.alike import alike, signs_alike
from streams.core.erasure.events import forget, is_of
from streams.core.erasure.plan import ERASED, Hints, Plan, names, stand_in
from streams.core.erasure.proof import Proof
from streams.core.erasure.quotes import (
    Quotes,
    candidates,
    pieces,
    pieces_of_others,
    without_quotes,
)
from streams.core.erasure.runs import windows

__all__ = [
    "ERASED",
    "Hints",
    "Plan",
    "Proof",
    "Quotes",
    "alike",
    "candidates",
    "forget",
    "is_of",
    "names",
    "pieces",
    "pieces_of_others",
    "signs_alike",
    "stand_in",
    "windows",
    "without_quotes",
]
