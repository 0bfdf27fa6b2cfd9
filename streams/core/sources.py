"""Sources: which records of the log were seen already.

The log hands records out again after a crash; what was folded once must change nothing.
"""

from heapq import heappop, heappush

# Offsets remembered per partition. A paused worker is at most as far behind as what a consumer has
# fetched and not handled, a few hundred records.
WINDOW = 20_000


class SourceWindow:
    """Source offsets seen, per partition: the `size` highest, and a floor up to which none is new.

    Not a maximum: a worker that was paused may still send an old record late.
    """

    def __init__(self, size: int = WINDOW) -> None:
        self.size = size
        self._seen: dict[int, set[int]] = {}
        self._lowest: dict[int, list[int]] = {}
        self._floor: dict[int, int] = {}

    def first_time(self, partition: int, offset: int) -> bool:
        """True at most once per source record; False also for one below the window."""
        seen = self._seen.setdefault(partition, set())
        if offset in seen or offset <= self._floor.get(partition, -1):
            return False
        lowest = self._lowest.setdefault(partition, [])
        seen.add(offset)
        heappush(lowest, offset)
        if len(lowest) > self.size:
            # Always the lowest goes: what is above the floor and not in the window was never seen.
            floor = heappop(lowest)
            self._floor[partition] = floor
            seen.discard(floor)
        return True
