"""The words that some fields of events are limited to: each list is defined here and nowhere else.

Kinds of decisions alone stand beside the fields that they have: `schemas.events.decisions`. The
fields themselves are plain `str`: a record from the log is judged by `streams.log.records`,
which names the field and the words that it may hold.
"""

from typing import Literal, get_args

# The order counts: states of the surge step hold numbers of stances by position.
Stance = Literal["carries", "questions", "refutes"]
STANCES: tuple[str, ...] = get_args(Stance)

Rating = Literal["false", "misleading", "unverified", "true", "satire"]
RATINGS: tuple[str, ...] = get_args(Rating)

DeliveryState = Literal["pending", "delivered", "dead", "disabled", "digested", "withdrawn"]
DELIVERY_STATES: tuple[str, ...] = get_args(DeliveryState)
