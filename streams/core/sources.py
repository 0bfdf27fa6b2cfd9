"""What has been seen already: source records and report ids. All are bounded and survive a replay.

An at-least-once log hands records out again after a crash, and a reporting app sends a report again
after a timeout. The first must change nothing, the second must be counted once.
"""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
SHELF_BITS = 12  # 4,096 shelves: with ten million keys an insertion moves 10 kB on average
FEW = 10_000  # keys that are quicker put one by one than merged shelf by shelf
DAY_MS = 86_400_000
# A generation turns when it is a day old or holds so many ids: an id is known for one to two days.
# The lanes of one partition take at most 2 x 10 million x 12.8 bytes = 256 MB.
MOST_REPORTS = 10_000_000
LARGEST_OFFSET = 2**32  # offsets are kept modulo: two of one id so far apart cannot be on one log


class KeyTable:
    """64-bit keys, each with a number below 2**32: 12.8 bytes a key at most, 8.5 without numbers.

    Sorted arrays on shelves by the leading bits of a key: nothing is ever rebuilt at once, so no
    insertion takes long.
    """

    def __init__(self, *, numbers: bool) -> None:
        self._numbers = numbers
        self._shelves: dict[int, tuple[array[int], array[int]]] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def get(self, key: int) -> int | None:
        """The number of a key (0 in a table without numbers); None where it is not known."""
        shelf = self._shelves.get(key >> (64 - SHELF_BITS))
        if shelf is None:
            return None
        keys, numbers = shelf
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            return None
        return numbers[at] if self._numbers else 0

    def put(self, key: int, number: int = 0) -> None:
        """Adds a key, or gives a known one another number."""
        keys, numbers = self._shelf(key >> (64 - SHELF_BITS))
        at = bisect_left(keys, key)
        if at < len(keys) and keys[at] == key:
            if self._numbers:
                numbers[at] = number
            return
        keys.insert(at, key)
        if self._numbers:
            numbers.insert(at, number)
        self._size += 1

    def merge(self, keys: Keys, numbers: NDArray[np.uint32]) -> None:
        """Adds keys with their numbers. Of equal ones the first wins, known ones before all."""
        if len(keys) < FEW:
            for key, number in zip(keys.tolist(), numbers.tolist(), strict=True):
                if self.get(key) is None:
                    self.put(key, number)
            return
        keys, first = np.unique(keys, return_index=True)
        numbers = numbers[first]
        which = keys >> np.uint64(64 - SHELF_BITS)
        starts = np.flatnonzero(np.r_[True, which[1:] != which[:-1]])
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(keys)], strict=True):
            self._merge_shelf(int(which[start]), keys[start:end], numbers[start:end])

    def _merge_shelf(self, which: int, keys: Keys, numbers: NDArray[np.uint32]) -> None:
        known, kept = self._shelf(which)
        before = len(known)
        merged, first = np.unique(
            np.concatenate([np.frombuffer(known, np.uint64), keys]),
            return_index=True,
        )
        whole = array("Q", merged.tobytes())
        if self._numbers:
            kept = array(
                "I",
                np.concatenate([np.frombuffer(kept, np.uint32), numbers])[first].tobytes(),
            )
        self._shelves[which] = (whole, kept)
        self._size += len(whole) - before

    def _shelf(self, which: int) -> "tuple[array[int], array[int]]":
        shelf = self._shelves.get(which)
        if shelf is None:
            shelf = self._shelves[which] = (array("Q"), array("I"))
        return shelf


class RecentKeys:
    """Keys of about the last `span_ms`, or at least of the last `size`.

    Two generations bound it in time and number: the old one goes when the young one is full, so
    never all of them at once.
    """

    def __init__(self, *, span_ms: int, size: int, numbers: bool) -> None:
        self.span_ms = span_ms
        self.size = size
        self.numbers = numbers
        self._young, self._old = KeyTable(numbers=numbers), KeyTable(numbers=numbers)
        self._since_ms: int | None = None

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: int) -> int | None:
        """The number that came with a key; None where it is not known, or no longer."""
        found = self._young.get(key)
        return self._old.get(key) if found is None else found

    def put(self, key: int, number: int, now_ms: int) -> None:
        """Notes a key, or another number of a known one."""
        self._turn(now_ms)
        self._young.put(key, number)

    def merge(self, keys: Keys, numbers: "NDArray[np.uint32]", now_ms: int) -> None:
        """Notes many keys; known ones of the young generation keep their number."""
        self._turn(now_ms)
        self._young.merge(keys, numbers)

    def _turn(self, now_ms: int) -> None:
        if self._since_ms is None:
            self._since_ms = now_ms
        if now_ms - self._since_ms > self.span_ms or len(self._young) >= self.size:
            self._old, self._young, self._since_ms = (
                self._young,
                KeyTable(numbers=self.numbers),
                now_ms,
            )


class SourceWindow:
    """Source offsets seen, per partition: the `size` highest, and a floor up to which none is new.

    Not a maximum: a worker that was paused may still send an old record late.
    """

    def __init__(self, size: int = 20_000) -> None:
        self.size = size
        self._seen: dict[int, set[int]] = {}
        self._lowest: dict[int, list[int]] = {}
        self._floor: dict[int, int] = {}

    def first_time(self, partition: int, offset: int) -> bool:
        """True at most once per source record; False for one seen before, or older than the window."""
        seen = self._seen.setdefault(partition, set())
        if offset in seen or offset <= self._floor.get(partition, -1):
            return False
        lowest = self._lowest.setdefault(partition, [])
        seen.add(offset)
        heappush(lowest, offset)
        if (
            len(lowest) > self.size
        ):  # so what is above the floor and not in the window was never seen
            self._floor[partition] = heappop(lowest)
            seen.discard(self._floor[partition])
        return True


class RepeatWindow:
    """Report ids of at least the last day, and the offset that brought each first.

    One for all lanes of a partition: a report that comes again in another script is in another
    lane.

    The same id at the same offset is a replay, at another offset a repeat.
    """

    def __init__(self, span_ms: int = DAY_MS, size: int = MOST_REPORTS) -> None:
        self._recent = RecentKeys(span_ms=span_ms, size=size, numbers=True)

    def __len__(self) -> int:
        return len(self._recent)

    def is_repeat(self, tenant: str, report_id: str, offset: int, now_ms: int) -> bool:
        """Whether another record brought the tenant's report first; remembers it where not."""
        key = key_of(tenant, report_id)
        first = self._recent.get(key)
        if first is not None:
            return first != offset % LARGEST_OFFSET
        self._recent.put(key, offset % LARGEST_OFFSET, now_ms)
        return False

    def remember(self, keys: Keys, offsets: Sequence[int], now_ms: int) -> None:
        """Notes reports, oldest first, and the offset of each; the first of several wins."""
        self._recent.merge(
            keys,
            (np.array(offsets, np.uint64) % np.uint64(LARGEST_OFFSET)).astype(np.uint32),
            now_ms,
        )


class Occurrences:
    """How often each content came before, among the last `size` different ones or more."""

    def __init__(self, size: int = MOST_REPORTS) -> None:
        self._recent = RecentKeys(span_ms=0, size=size, numbers=True)

    def next(self, content: bytes) -> int:
        """0 for a content that is new, then 1, 2 and so on."""
        key = int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big")
        before = self._recent.get(key)
        number = 0 if before is None else before + 1
        self._recent.put(key, number, 0)
        return number


def key_of(tenant: str, report_id: str) -> int:
    """64 bits of a report's id, a UUID as text, mixed with its tenant: tenants never meet.

    Two of ten million ids are the same with a chance of one in 400,000.
    """
    high = report_id[:18].replace("-", "")
    low = report_id[19:].replace("-", "")
    return int(high, 16) ^ int(low, 16) ^ _salt(tenant)


def keys_of(tenant: str, report_ids: Sequence[str]) -> Keys:
    """`key_of` of many ids at once."""
    halves = np.frombuffer(bytes.fromhex("".join(report_ids).replace("-", "")), ">u8").reshape(
        -1,
        2,
    )
    keys: Keys = (halves[:, 0] ^ halves[:, 1]).astype(np.uint64)
    return keys ^ np.uint64(_salt(tenant))


@lru_cache(4_096)
def _salt(tenant: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(tenant.encode("utf-8", "surrogatepass"), digest_size=8).digest(),
        "big",
    )
