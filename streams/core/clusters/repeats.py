"""Repeats: reports that another record brought before.

A reporting app sends a report again after a timeout: it is counted once. The log hands a record out
again after a crash: it must lead to the same again. Only the offset tells the two apart.
"""

from collections.abc import Sequence

import numpy as np

from streams.core.durations import DAY_MS
from streams.core.keys import Keys, RecentKeys, keys_of

# A generation turns when it is a day old or holds so many ids: an id is known for one to two days.
# The lanes of one partition take at most 2 x 10 million x 12.8 bytes = 256 MB.
MOST_REPORTS = 10_000_000
# Offsets are kept in 32 bits: two of one id that lie so far apart are not on one log, which keeps a
# week.
OFFSETS = 2**32


class RepeatWindow:
    """Report ids of at least the last day, and the offset that brought each first.

    One for all lanes of a partition: a report that comes again in another script is in another
    lane.
    """

    def __init__(self, span_ms: int = DAY_MS, size: int = MOST_REPORTS) -> None:
        self._recent = RecentKeys(span_ms=span_ms, size=size, numbers=True)

    def __len__(self) -> int:
        return len(self._recent)

    def are_repeats(
        self, tenant: str, report_ids: Sequence[str], offset: int, now_ms: int
    ) -> list[bool]:
        """Of each of a record's reports whether another record brought it first, or the record
        itself before; remembers those that none did.

        The same id at the same offset is a replay, and none.
        """
        here: set[int] = set()
        within = offset % OFFSETS
        keys = keys_of(tenant, report_ids).tolist()
        found = []
        for key, first in zip(keys, self._recent.put_new(keys, within, now_ms), strict=True):
            # Within one record the offset tells nothing: the second of two is the repeat.
            found.append(key in here or (first is not None and first != within))
            here.add(key)
        return found

    def forget_older(self) -> int:
        """Forgets the older half or so -> how many ids. A copy of one may count for a surge again;
        the store knows it for 180 days.
        """
        return self._recent.turn()

    def remember(self, keys: Keys, offsets: Sequence[int], now_ms: int) -> None:
        """Notes reports, oldest first, and the offset of each; the first of several wins."""
        within = np.array(offsets, np.uint64) % np.uint64(OFFSETS)
        self._recent.merge(keys, within.astype(np.uint32), now_ms)
