"""Which pages are open before whom. A page that refreshes itself costs its reader nothing; whoever
asks for another page, or for one that is not open, spends a read.

In: sessions and what they ask for. Out: whether that was asked for by them lately.
"""

import hashlib

from streams.clock import Clock

LATELY_S = 600  # a quiet page refreshes seldom: after that one look is counted again
MOST_OPEN = 8  # pages of a session: each may be asked for some times a second
MOST_SESSIONS = 2_000


class Looks:
    """The pages that sessions looked at lately. In memory of this process only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, dict[bytes, float]] = {}  # the latest last, of sessions and of pages

    def again(self, session_id: str, what: str) -> bool:
        """Whether a session asked for the very same lately."""
        at_s = self._open.get(session_id, {}).get(_short(what))
        return at_s is not None and self._clock.monotonic_s() - at_s < LATELY_S

    def saw(self, session_id: str, what: str) -> None:
        """Remembers what a session was shown."""
        pages = self._open.pop(session_id, {})
        short = _short(what)
        pages.pop(short, None)
        pages[short] = self._clock.monotonic_s()
        self._open[session_id] = pages
        if len(pages) > MOST_OPEN:
            del pages[next(iter(pages))]
        if len(self._open) > MOST_SESSIONS:
            del self._open[next(iter(self._open))]


def _short(what: str) -> bytes:
    return hashlib.sha256(what.encode()).digest()  # a URL may be as long as a server takes
