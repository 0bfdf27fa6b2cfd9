"""What comes of an attempt: delivered, tried again, given up, or waiting for its receiver.

In: a pending delivery and how the attempt went. Out: the `Delivery` to be recorded.
"""

from dataclasses import dataclass
from enum import Enum

from msgspec.structs import replace

from schemas.events import Delivery
from streams.core import times
from streams.core.deliveries.state import WAITING, Pending, target_of
from streams.core.durations import DAY_MS

# Seconds after each failed attempt. Together one day, as the README of deploy promises: the first
# for a receiver that restarts, the middle for one that is being mended, the end for a bad night.
BACKOFF_S = (5, 300, 1_800, 7_200, 14_400, 18_000, 21_600, 23_095)
LONGEST_RETRY_AFTER_MS = DAY_MS  # what a receiver asks for beyond a day would outlive the alert
LONGEST_MISSING_MS = DAY_MS  # a receiver may be out of the config so long, since it was due
GONE = 410  # HTTP: gone for good, which a receiver says to be left alone
GRACE_MS = DAY_MS // 4  # jitter makes the last attempt later by a fifth of a day at most
MISSED = "its receiver was not in the config file for a day"
UNTRIED = "its receiver took nothing for a day"
TOLD_GONE = "the receiver answered 410 Gone"
OTHER_KIND = "made for the kind that its receiver was of before, and not to be made again"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """How an attempt went: `error` empty where the receiver took it, `status` 0 without an answer.

    `retry_after` is the header as it came.
    """

    status: int
    duration_ms: int = 0
    error: str = ""
    retry_after: str = ""


class Unsent(Enum):
    """Why nothing was sent."""

    MISSING = "the receiver is not in the config"
    DISABLED = "the receiver answered 410 before"
    OTHER_KIND = "the receiver is of another kind, and what was to be told is forgotten"
    OVERDUE = "the receiver takes nothing, and the day is over"
    OVERTAKEN = "another one goes before it by now"


def judge(
    pending: Pending, result: Attempt | Unsent, *, now_ms: int, jitter: float, url: str = ""
) -> Delivery | None:
    """What comes of an attempt -> what is to be recorded; None while it only goes on waiting.

    `url` is where it was sent to. `jitter` multiplies the back-off, about 1: a receiver that is
    back is not hit by all at once.
    """
    if result is Unsent.OVERTAKEN:
        return None
    if result is Unsent.MISSING:
        return _without_receiver(pending, now_ms)
    if result is Unsent.DISABLED:
        return _attempted(pending, "disabled", now_ms, Attempt(status=0, error=TOLD_GONE))
    if result is Unsent.OVERDUE:
        return _attempted(pending, "dead", now_ms, Attempt(status=0, error=UNTRIED))
    if result is Unsent.OTHER_KIND:
        return _attempted(pending, "dead", now_ms, Attempt(status=0, error=OTHER_KIND))
    if not result.error:
        return _attempted(pending, "delivered", now_ms, result)
    if result.status == GONE:
        gone = _attempted(pending, "disabled", now_ms, result)
        return replace(gone, target=target_of(url))
    if pending.tries >= len(BACKOFF_S) or (pending.tries and is_overdue(pending, now_ms)):
        return _attempted(pending, "dead", now_ms, result)
    asked_ms = times.retry_after_ms(result.retry_after, now_ms=now_ms)
    wait_ms = max(
        round(BACKOFF_S[pending.tries] * 1_000 * jitter), min(asked_ms, LONGEST_RETRY_AFTER_MS)
    )
    return _attempted(pending, "pending", now_ms, result, next_ms=now_ms + wait_ms)


def is_untried(end: Delivery) -> bool:
    """Whether a delivery ended because its receiver took nothing at all, and not as it was sent."""
    return not end.status and end.error in (TOLD_GONE, UNTRIED, MISSED)


def is_overdue(pending: Pending, now_ms: int, *, grace_ms: int = 0) -> bool:
    """Whether the day is over for which it is tried, and so much more: its attempts may be fewer
    than planned, where many wait for a receiver that fails.
    """
    began_ms = pending.begun_ms or (now_ms if pending.waiting else pending.delivery.at_ms)
    return now_ms - began_ms >= DAY_MS + grace_ms


def _without_receiver(pending: Pending, now_ms: int) -> Delivery | None:
    """Waiting is recorded once: a file that is gone for hours would else fill the log."""
    if now_ms - pending.since_ms >= LONGEST_MISSING_MS:
        return _attempted(pending, "dead", now_ms, Attempt(status=0, error=MISSED))
    if pending.waiting:
        return None
    return _attempted(pending, "pending", now_ms, Attempt(status=0, error=WAITING))


def _attempted(
    pending: Pending, state: str, now_ms: int, result: Attempt, *, next_ms: int = 0
) -> Delivery:
    return replace(
        pending.delivery,
        attempt=pending.attempts + 1,
        state=state,
        at_ms=now_ms,
        status=result.status,
        duration_ms=result.duration_ms,
        error=result.error,
        next_attempt_at_ms=next_ms,
        body="",  # stands in attempt 0; a day of attempts would hold it nine times
    )
