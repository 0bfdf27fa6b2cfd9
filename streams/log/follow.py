"""Follows the decisions topic, which every process reads whole.

In: the log and a `Decisions`. Out: the decisions that are new to it.
"""

from schemas.events import DecisionMade
from schemas.topics import CURATIONS, CodecError
from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.log.contract import Log
from streams.log.records import event_of


async def follow(records: Log, state: Decisions) -> list[tuple[int, DecisionMade]]:
    """Applies what came since -> (offset, decision), oldest first. Raises `LogUnavailable`."""
    first, end = (await records.ends(CURATIONS.name)).get(0, (0, 0))
    new = []
    if state.offset < end:
        async for batch in records.read(CURATIONS.name, 0, max(first, state.offset), end):
            for record in batch:
                try:
                    decision = event_of(CURATIONS, record.key, record.value, record.partition, 1)
                except CodecError:
                    continue  # the store sets it aside, visibly
                curation.step(state, decision, offset=record.offset)
                new.append((record.offset, decision))
        state.offset = end
    return new
