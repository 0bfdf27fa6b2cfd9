"""The rumors that grew together by themselves, as the store has them from before the log began.

In: what is stored. Out: the same in the API's decisions. What is on the log still, and what comes,
is told by `streams.replica.wordings`, which reads it anyway.
"""

import asyncio

from streams.api.lookup import Lookup
from streams.clock import Clock
from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.intake.problems import Problem
from streams.store.database import NotThere, StoreRefused

EVERY_S = 0.5  # until ClickHouse answers


async def read_growths(lookup: Lookup, decisions: Decisions, clock: Clock) -> None:
    """Takes in what is stored, once; tries while ClickHouse is away, or has no tables yet."""
    while True:
        try:
            await take_in(lookup, decisions)
            return
        except (Problem, NotThere, StoreRefused):
            await clock.sleep(EVERY_S)


async def take_in(lookup: Lookup, decisions: Decisions) -> None:
    """Takes in all that is stored; twice is as good as once.

    Raises 503 where ClickHouse is away.
    """
    for one in await lookup.run(lambda reads: reads.growths()):
        curation.learn(decisions, one.tenant, [one.fact], at_ms=one.at_ms)
        await asyncio.sleep(0)  # ten thousand at a start, and requests between them
