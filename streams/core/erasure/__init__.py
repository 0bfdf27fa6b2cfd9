"""Erasure: what is left of an event when a person's reports are forgotten. Counts stay.

In: a `Plan` of what is forgotten, and an event of the log. Out: the event without it. Doing it
again changes nothing, so whatever it would still change is left to be forgotten. `quotes` are what
others made of a forgotten wording, `surges` the states of the surge step.
"""

from streams.core.erasure.events import forget
from streams.core.erasure.plan import ERASED, Hints, Plan, names, stand_in
from streams.core.erasure.quotes import Quotes, candidates, without_quotes

__all__ = [
    "ERASED",
    "Hints",
    "Plan",
    "Quotes",
    "candidates",
    "forget",
    "names",
    "stand_in",
    "without_quotes",
]
