"""What has been seen already: source records and report ids. Both windows are bounded, and both survive a replay.

An at-least-once log hands records out again after a crash, and a reporting app sends a report again after a timeout. The first
must change nothing, the second must be counted once.
"""

from collections import deque


class SourceWindow:
    """Source offsets seen, per partition. Not a maximum: a worker that was paused may still send an old record late."""

    def __init__(self, size: int = 20_000) -> None:
        self.size = size
        self._seen: dict[int, set[int]] = {}
        self._order: dict[int, deque[int]] = {}
        self._floor: dict[int, int] = {}

    def first_time(self, partition: int, offset: int) -> bool:
        """True once per source record; False for one seen in the window or older than all of it."""
        seen = self._seen.setdefault(partition, set())
        if offset in seen or offset <= self._floor.get(partition, -1):
            return False
        order = self._order.setdefault(partition, deque())
        seen.add(offset)
        order.append(offset)
        if len(order) > self.size:
            oldest = order.popleft()
            seen.discard(oldest)
            self._floor[partition] = max(self._floor.get(partition, -1), oldest - self.size)
        return True


class RepeatWindow:
    """Report ids of about the last hour and the offset that carried each first; two generations bound it in time and number.

    The same id at the same offset is a replay, at another offset a repeat.
    """

    def __init__(self, span_ms: int = 3_600_000, size: int = 400_000) -> None:
        self.span_ms, self.size = span_ms, size
        self._young: dict[int, int] = {}
        self._old: dict[int, int] = {}
        self._since_ms = 0

    def is_repeat(self, report_id: str, offset: int, now_ms: int) -> bool:
        """Whether another record brought this report first; remembers it where not."""
        key = int(report_id[:18].replace("-", ""), 16) ^ int(report_id[19:].replace("-", ""), 16)
        first = self._young.get(key)
        if first is None:
            first = self._old.get(key)
        if first is not None:
            return first != offset
        if now_ms - self._since_ms > self.span_ms or len(self._young) >= self.size:
            self._young, self._old, self._since_ms = {}, self._young, now_ms
        self._young[key] = offset
        return False
