"""Deliveries: who is told of what under which id, and what comes of every attempt.

In: `AlertsTold`, the time, how an attempt went, and at start what the topics of deliveries and
alerts hold. Out: `Delivery`s, each to be recorded before it means anything. `streams.deliver`
sleeps, sends and records.

    scheduled (attempt 0) -> pending ... -> delivered
                                         -> dead      a day is over, or no receiver for a day
                                         -> disabled  the receiver answered 410
                          -> held ...    -> digested  told in a digest
                                         -> withdrawn over, or muted, before it could be told

`state` is what is known of a lane, `recording` takes in what its topics tell. `routing` says who is
told as what, `holding` what waits for a digest, `digesting` what comes of it, `announcing` what of
that stands in the record of another lane, `ticking` what else time alone calls for (`warning` among
it), `catching_up` who should have heard and has not, `health` who fails, `circuit` how hard a
receiver is knocked at, `making` writes the deliveries, `remaking` those whose receiver changed its
kind, `repeating` tells again what is open where that is called for, `preceding` puts what was given
up before what follows it, `forgetting` keeps them few.
"""

from streams.core.deliveries.announcing import announced, settled, unsettled
from streams.core.deliveries.attempts import GRACE_MS, Attempt, Unsent, is_overdue, judge
from streams.core.deliveries.catching_up import Reach, Reached, catch_up, spread
from streams.core.deliveries.circuit import Circuit
from streams.core.deliveries.digesting import digests, told_elsewhere
from streams.core.deliveries.forgetting import forget_final, held_in_memory
from streams.core.deliveries.holding import put_off
from streams.core.deliveries.preceding import owed_before
from streams.core.deliveries.recording import attempted, heard_of, read_back, recorded, took
from streams.core.deliveries.remaking import remade
from streams.core.deliveries.repeating import repeated
from streams.core.deliveries.routing import Silent, never
from streams.core.deliveries.state import (
    FINAL,
    UNDECIDED,
    Deliveries,
    Pending,
    asked_for_peace,
    first_ms,
    is_shut,
    receiver_of,
)
from streams.core.deliveries.step import step
from streams.core.deliveries.ticking import tick

__all__ = [
    "FINAL",
    "GRACE_MS",
    "UNDECIDED",
    "Attempt",
    "Circuit",
    "Deliveries",
    "Pending",
    "Reach",
    "Reached",
    "Silent",
    "Unsent",
    "announced",
    "asked_for_peace",
    "attempted",
    "catch_up",
    "digests",
    "first_ms",
    "forget_final",
    "heard_of",
    "held_in_memory",
    "is_overdue",
    "is_shut",
    "judge",
    "never",
    "owed_before",
    "put_off",
    "read_back",
    "receiver_of",
    "recorded",
    "remade",
    "repeated",
    "settled",
    "spread",
    "step",
    "tick",
    "told_elsewhere",
    "took",
    "unsettled",
]
