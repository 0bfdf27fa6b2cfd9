"""What people ask for, onto the log: durable when it is answered, or 503."""

from streams.core.curation.decisions import Decisions
from streams.intake.problems import Problem, unavailable
from streams.log.contract import Log, LogUnavailable, Outgoing
from streams.log.follow import follow


async def append(log: Log, topic: str, key: str, value: bytes) -> None:
    """Appends one record. Raises 503."""
    try:
        await log.append([Outgoing(topic, key.encode(), value)])
    except LogUnavailable:
        raise _log_unavailable() from None


async def catch_up(log: Log, decisions: Decisions) -> None:
    """Applies every decision that is on the log by now. Raises 503."""
    try:
        await follow(log, decisions)
    except LogUnavailable:
        raise _log_unavailable() from None


def _log_unavailable() -> Problem:
    detail = "the log cannot be written now; nothing was decided; try again"
    return unavailable("log_unavailable", detail)
