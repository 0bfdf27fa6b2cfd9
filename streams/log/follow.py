"""Follows the decisions topic, which every process reads whole.

In: the log and a `Decisions`. Out: the decisions that are new to it.
"""

from schemas.events import DecisionMade
from schemas.topics import CURATIONS, CodecError
from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.log.contract import Log, ends_of
from streams.log.records import event_of


async def follow(log: Log, state: Decisions) -> list[tuple[int, DecisionMade]]:
    """Applies what came since -> (offset, decision), oldest first. Raises `LogUnavailable`."""
    first, following = await ends_of(log, CURATIONS.name, 0)
    new = []
    if state.offset < following:
        start = max(first, state.offset)
        async for batch in log.read(CURATIONS.name, 0, start, following):
            for record in batch:
                try:
                    decision = event_of(
                        CURATIONS, record.key, record.value, partition=0, lane_partitions=1
                    )
                except CodecError:
                    continue  # the store sets it aside, visibly
                curation.step(state, decision, offset=record.offset)
                new.append((record.offset, decision))
        # Also past what was set aside at the end: it would be read again by every follower.
        # Never back: another request may have read further meanwhile.
        state.offset = max(state.offset, following)
    return new
