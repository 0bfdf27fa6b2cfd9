"""How hard a receiver is knocked at: so many attempts at once, so many a minute, and one at a time
while it fails.

In: attempts as they begin and end. Out: when the next may begin.
"""

from collections import deque
from dataclasses import dataclass, field

from streams.core import times
from streams.core.deliveries.attempts import LONGEST_RETRY_AFTER_MS, Attempt

MOST_AT_ONCE = 32  # enough for a thousand a second at 30 ms each, and no burden to a small server
OPENS_AFTER = 5  # failures in a row: then it is the receiver, not the message
FIRST_PROBE_MS = 5_000  # one attempt in so long tries whether it is back, ...
LONGEST_PROBE_MS = 300_000  # ... rarer and rarer: what waits goes out so long after it is back
MINUTE_MS = 60_000


@dataclass
class Circuit:
    """One receiver at one URL.

    `doubtful` until it takes something: what waited for another URL would else all come at once.
    """

    per_minute: int = 0
    doubtful: bool = False
    active: int = 0
    failures: int = 0
    probe_ms: int = 0  # waited between probes by now; 0: it is not open
    not_before_ms: int = 0
    began_ms: deque[int] = field(default_factory=deque)

    @property
    def open(self) -> bool:
        """Whether it fails: only one attempt at a time tries."""
        return self.failures >= OPENS_AFTER

    @property
    def full(self) -> bool:
        """Whether no further attempt may begin before another ends."""
        return self.active >= (1 if self.open or self.doubtful else MOST_AT_ONCE)

    def ready_at_ms(self, now_ms: int) -> int:
        """When the next attempt may begin, as far as time decides it."""
        while self.began_ms and self.began_ms[0] <= now_ms - MINUTE_MS:
            self.began_ms.popleft()
        rate_ms = 0
        if self.per_minute and len(self.began_ms) >= self.per_minute:
            rate_ms = self.began_ms[-self.per_minute] + MINUTE_MS
        return max(now_ms, self.not_before_ms, rate_ms)

    def try_at(self, now_ms: int) -> None:
        """Waits no longer for it to be back; how many a minute it takes still counts."""
        self.not_before_ms = min(self.not_before_ms, now_ms)

    def begin(self, now_ms: int) -> None:
        """An attempt begins."""
        self.active += 1
        if self.per_minute:
            self.began_ms.append(now_ms)

    def end(self) -> None:
        """It has ended, whatever came of it."""
        self.active -= 1

    def learn(self, result: Attempt, now_ms: int) -> None:
        """Takes in what came of an attempt."""
        if not result.error:
            self.doubtful = False
            self.failures = 0
            self.probe_ms = 0
            self.not_before_ms = 0
            return
        self.failures += 1
        asked_ms = times.retry_after_ms(result.retry_after, now_ms=now_ms)
        wait_ms = min(asked_ms, LONGEST_RETRY_AFTER_MS)
        if self.open:
            wait_ms = max(wait_ms, self._until_next_probe_ms(now_ms))
        # what is on its way may end in any order: the longest wait holds
        self.not_before_ms = max(self.not_before_ms, now_ms + wait_ms)

    def _until_next_probe_ms(self, now_ms: int) -> int:
        """How long is waited after one more failure.

        What was under way when it opened, up to `MOST_AT_ONCE`, fails with it and says nothing new:
        only a probe, which begins no sooner than `not_before_ms`, doubles the wait. Else a receiver
        that was away for a moment while many wrote to it would be left alone for minutes.
        """
        if not self.probe_ms:
            self.probe_ms = FIRST_PROBE_MS
        elif now_ms >= self.not_before_ms:
            self.probe_ms = min(2 * self.probe_ms, LONGEST_PROBE_MS)
        else:
            return 0
        return self.probe_ms
