"""Which sessions of the console have ended before their time: the same at every intake.

In: sign-outs, here and on the log. Out: whether a session is over. A session's cookie is valid
wherever its signature is; what stands against it is only this.
"""

import hashlib
import logging

from schemas.events import SessionEnded
from schemas.topics import SESSIONS
from streams.clock import Clock
from streams.log.contract import Log, LogUnavailable, Outgoing, ends_of
from streams.log.usable import usable

logger = logging.getLogger("rumor.intake")
MOST_ENDED = 100_000  # remembered; each is forgotten when its session would have ended


class EndedSessions:
    """The sign-outs of the last shift."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._until_ms: dict[str, int] = {}
        self._offset = -1

    def __contains__(self, session_id: str) -> bool:
        return _hash(session_id) in self._until_ms

    async def end(self, session_id: str, until_ms: int) -> None:
        """Ends a session here at once, and everywhere as soon as the others read of it.

        Where the log is away it ends here only: whoever signs out is never kept in.
        """
        event = SessionEnded(
            session=_hash(session_id), ended_at_ms=self._clock.now_ms(), until_ms=until_ms
        )
        self._take(event)
        record = Outgoing(SESSIONS.name, event.session.encode(), SESSIONS.encode(event))
        try:
            await self._log.append([record])
        except LogUnavailable:
            logger.warning("a sign-out is known to this intake only: the log cannot be written")

    async def follow(self) -> None:
        """Takes in what other intakes heard of. Raises `LogUnavailable`."""
        first, following = await ends_of(self._log, SESSIONS.name, 0)
        start = max(first, self._offset)
        if start >= following:
            return
        found = usable(
            log=self._log,
            topic=SESSIONS,
            partition=0,
            start=start,
            end=following,
            lane_partitions=1,
        )
        async for _, event in found:
            self._take(event)
        self._offset = following

    def _take(self, event: SessionEnded) -> None:
        now_ms = self._clock.now_ms()
        if event.until_ms <= now_ms:
            return
        if len(self._until_ms) >= MOST_ENDED:
            kept = {one: at for one, at in self._until_ms.items() if at > now_ms}
            # Who floods it signed in as often, with a key: the oldest go first.
            self._until_ms = dict(list(kept.items())[-(MOST_ENDED - 1) :])
        self._until_ms[event.session] = event.until_ms


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
