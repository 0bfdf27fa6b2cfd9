"""Follows the rumors that grew together by themselves, which stand on the topic of rumors.

In: what the store has of them. Out: the same in the API's decisions, a second later.
"""

import asyncio
from contextlib import suppress

from streams.api.lookup import Lookup
from streams.clock import Clock
from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.intake.problems import Problem
from streams.store.database import NotThere, StoreRefused

EVERY_S = 0.5  # what is read is in force within two seconds, the store's own waiting included


async def follow_growths(lookup: Lookup, decisions: Decisions, clock: Clock) -> None:
    """Takes in what grows together, until cancelled.

    While ClickHouse is away, or has no tables yet, nothing is read.
    """
    since_s = 0
    while True:
        with suppress(Problem, NotThere, StoreRefused):
            since_s = await take_in(lookup, decisions, since_s)
        await clock.sleep(EVERY_S)


async def take_in(lookup: Lookup, decisions: Decisions, since_s: int) -> int:
    """Takes in what was stored since a second -> since which to ask the next time.

    Raises 503 where ClickHouse is away.
    """
    asked = since_s
    for one in await lookup.run(lambda reads: reads.growths(asked)):
        curation.learn(decisions, one.tenant, [one.fact], at_ms=one.at_ms)
        since_s = max(since_s, one.stored_s)
        await asyncio.sleep(0)  # ten thousand at a start, and requests between them
    return since_s
