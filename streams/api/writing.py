"""What people ask for, onto the log: durable when it is answered, or 503."""

from collections.abc import Sequence

from streams.core.curation.decisions import Decisions
from streams.intake.problems import Problem, unavailable
from streams.log.contract import Log, LogUnavailable, Outgoing
from streams.log.follow import follow

AT_ONCE = 500  # records


async def append(log: Log, topic: str, key: str, value: bytes) -> None:
    """Appends one record. Raises 503."""
    try:
        await log.append([Outgoing(topic, key.encode(), value)])
    except LogUnavailable:
        raise log_unavailable() from None


async def append_all(log: Log, records: Sequence[Outgoing]) -> None:
    """Appends records, some hundred at a time. Raises 503; some of them may be there by then."""
    for at in range(0, len(records), AT_ONCE):
        try:
            await log.append(records[at : at + AT_ONCE])
        except LogUnavailable:
            raise log_unavailable() from None


async def catch_up(log: Log, decisions: Decisions) -> None:
    """Applies every decision that is on the log by now. Raises 503."""
    try:
        await follow(log, decisions)
    except LogUnavailable:
        raise log_unavailable() from None


def log_unavailable() -> Problem:
    """503: nothing can be read from the log, or written to it."""
    detail = "the log cannot be written now; nothing was decided; try again"
    return unavailable("log_unavailable", detail)
