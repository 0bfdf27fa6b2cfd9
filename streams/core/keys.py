"""Keys of 64 bits, millions of them in little memory: which were seen lately, each with a number.

In: a key made from content (`key_of` for reports). Out: the number that came with it. Intake and
the cluster step ask here whether a report came before; nothing here is of one step alone.
"""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.uint32]
# 4,096 shelves: with ten million keys an insertion moves 10 kB on average.
SHELF_SHIFT = 64 - 12
LOW_HALF = (1 << 64) - 1
NO_SHELF = (array("Q"), array("I"))  # nothing is ever put here
# So many keys are quicker put one by one than merged shelf by shelf: a merge touches all shelves.
FEW = 10_000
# Contents that `Occurrences` tells apart: two generations of them take 256 MB.
MOST_CONTENTS = 10_000_000


class KeyTable:
    """64-bit keys, each with a number below 2**32: 12.8 bytes a key at most, 8.5 without numbers.

    Sorted arrays on shelves by the leading bits of a key. A `dict` takes about 100 bytes a key, and
    holds up the log for seconds whenever it grows.
    """

    def __init__(self, *, numbers: bool) -> None:
        self._numbers = numbers
        self._shelves: dict[int, tuple[array[int], array[int]]] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def get(self, key: int) -> int | None:
        """The number of a key (0 in a table without numbers); None where it is not known."""
        shelf = self._shelves.get(key >> SHELF_SHIFT)
        if shelf is None:
            return None
        keys, numbers = shelf
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            return None
        return numbers[at] if self._numbers else 0

    def get_all(self, keys: Sequence[int]) -> list[int | None]:
        """`get` of each."""
        found: list[int | None] = []
        for key in keys:
            known, numbers = self._shelves.get(key >> SHELF_SHIFT, NO_SHELF)
            at = bisect_left(known, key)
            if at == len(known) or known[at] != key:
                found.append(None)
            else:
                found.append(numbers[at] if self._numbers else 0)
        return found

    def put(self, key: int, number: int = 0) -> None:
        """Adds a key, or gives a known one another number."""
        keys, numbers = self._shelf(key >> SHELF_SHIFT)
        at = bisect_left(keys, key)
        if at < len(keys) and keys[at] == key:
            if self._numbers:
                numbers[at] = number
            return
        keys.insert(at, key)
        if self._numbers:
            numbers.insert(at, number)
        self._size += 1

    def remove(self, key: int) -> bool:
        """Takes a key away -> whether it was there."""
        keys, numbers = self._shelf(key >> SHELF_SHIFT)
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            return False
        del keys[at]
        if self._numbers:
            del numbers[at]
        self._size -= 1
        return True

    def put_new(self, keys: Iterable[int], numbers: Iterable[int]) -> list[int | None]:
        """Adds the keys that are not known yet -> the numbers of those that are, None for the
        others. A key that comes twice is known the second time.
        """
        found: list[int | None] = []
        for key, number in zip(keys, numbers, strict=False):  # the numbers may have no end
            known, kept = self._shelf(key >> SHELF_SHIFT)
            at = bisect_left(known, key)
            if at < len(known) and known[at] == key:
                found.append(kept[at] if self._numbers else 0)
                continue
            found.append(None)
            known.insert(at, key)
            if self._numbers:
                kept.insert(at, number)
            self._size += 1
        return found

    def merge(self, keys: Keys, numbers: Numbers) -> None:
        """Adds keys with their numbers. Of equal ones the first wins, known ones before all."""
        if len(keys) < FEW:
            for key, number in zip(keys.tolist(), numbers.tolist(), strict=True):
                if self.get(key) is None:
                    self.put(key, number)
            return
        # `np.unique` names the first of equal keys, and sorts: each shelf is one slice of the rest.
        keys, first = np.unique(keys, return_index=True)
        numbers = numbers[first]
        shelves = keys >> np.uint64(SHELF_SHIFT)
        starts = np.flatnonzero(np.r_[True, shelves[1:] != shelves[:-1]])
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(keys)], strict=True):
            self._merge_shelf(int(shelves[start]), keys[start:end], numbers[start:end])

    def _merge_shelf(self, which: int, keys: Keys, numbers: Numbers) -> None:
        known, kept = self._shelf(which)
        before = len(known)
        # The known ones come first, so of equal keys theirs is the number that stays.
        merged, first = np.unique(
            np.concatenate([np.frombuffer(known, np.uint64), keys]), return_index=True
        )
        whole = array("Q", merged.tobytes())
        if self._numbers:
            both = np.concatenate([np.frombuffer(kept, np.uint32), numbers])
            kept = array("I", both[first].tobytes())
        self._shelves[which] = (whole, kept)
        self._size += len(whole) - before

    def _shelf(self, which: int) -> "tuple[array[int], array[int]]":
        shelf = self._shelves.get(which)
        if shelf is None:
            shelf = self._shelves[which] = (array("Q"), array("I"))
        return shelf


class RecentKeys:
    """Keys of at least the last `span_ms`, or of the last `size` where more came in that time.

    Two generations bound it in time and number. The old one goes when the young one is full: to
    forget key by key would need the time of each, 8 bytes more.
    """

    def __init__(self, *, span_ms: int, size: int, numbers: bool) -> None:
        self.span_ms = span_ms
        self.size = size
        self.numbers = numbers
        self._young = KeyTable(numbers=numbers)
        self._old = KeyTable(numbers=numbers)
        self._since_ms: int | None = None

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: int) -> int | None:
        """The number that came with a key; None where it is not known, or no longer."""
        found = self._young.get(key)
        return self._old.get(key) if found is None else found

    def get_all(self, keys: Sequence[int]) -> list[int | None]:
        """`get` of each."""
        found = self._young.get_all(keys)
        if not len(self._old):
            return found
        elder = self._old.get_all(keys)
        return [old if young is None else young for young, old in zip(found, elder, strict=True)]

    def put(self, key: int, number: int, now_ms: int) -> None:
        """Notes a key, or another number of a known one."""
        self._turn(now_ms)
        self._young.put(key, number)

    def put_new(self, keys: Sequence[int], number: int, now_ms: int) -> list[int | None]:
        """Notes the keys that are not known yet, all with one number -> the numbers of those that
        are, None for the others. A key that comes twice is known the second time.
        """
        if self._is_over(now_ms, len(keys)):
            return [self._first(key, number, now_ms) for key in keys]
        if self._since_ms is None:
            self._since_ms = now_ms
        if not len(self._old):
            return self._young.put_new(keys, repeat(number))
        elder = self._old.get_all(keys)
        new = [key for key, known in zip(keys, elder, strict=True) if known is None]
        younger = iter(self._young.put_new(new, repeat(number)))
        return [next(younger) if known is None else known for known in elder]

    def _first(self, key: int, number: int, now_ms: int) -> int | None:
        found = self.get(key)
        if found is None:
            self.put(key, number, now_ms)
        return found

    def merge(self, keys: Keys, numbers: Numbers, now_ms: int) -> None:
        """Notes many keys; known ones of the young generation keep their number."""
        self._turn(now_ms)
        self._young.merge(keys, numbers)

    def turn(self) -> int:
        """Forgets the old generation before its time -> how many keys went."""
        before = len(self._old)
        self._old = self._young
        self._young = KeyTable(numbers=self.numbers)
        return before

    def _turn(self, now_ms: int) -> None:
        if self._is_over(now_ms, 1):
            self._old = self._young
            self._young = KeyTable(numbers=self.numbers)
            self._since_ms = now_ms
        elif self._since_ms is None:
            self._since_ms = now_ms

    def _is_over(self, now_ms: int, more: int) -> bool:
        """Whether the young generation is too old, or has no room for more keys."""
        if self._since_ms is None:
            return False
        return now_ms - self._since_ms > self.span_ms or len(self._young) + more > self.size


class Occurrences:
    """How often each content came before, among the last `size` different ones or more."""

    def __init__(self, size: int = MOST_CONTENTS) -> None:
        # A file that is replayed has no clock: only the number of contents bounds it.
        self._recent = RecentKeys(span_ms=0, size=size, numbers=True)

    def next(self, content: bytes) -> int:
        """0 for a content that is new, then 1, 2 and so on."""
        key = int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big")
        before = self._recent.get(key)
        number = 0 if before is None else before + 1
        self._recent.put(key, number, now_ms=0)
        return number


def key_of(tenant: str, report_id: str) -> int:
    """64 bits of a report's id, a UUID as text, mixed with its tenant: tenants never meet.

    Two of ten million ids are the same with a chance of one in 400,000. Raises `ValueError` for
    what is no UUID.
    """
    # Both halves of a UUIDv5 or v4 are well mixed, so that hashing it again would gain nothing.
    number = int(report_id.replace("-", ""), 16)
    return (number >> 64) ^ (number & LOW_HALF) ^ _salt(tenant)


def keys_of(tenant: str, report_ids: Sequence[str]) -> Keys:
    """`key_of` of many ids at once."""
    together = bytes.fromhex("".join(report_ids).replace("-", ""))
    halves = np.frombuffer(together, ">u8").reshape(-1, 2)
    keys: Keys = (halves[:, 0] ^ halves[:, 1]).astype(np.uint64)
    return keys ^ np.uint64(_salt(tenant))


@lru_cache(4_096)
def _salt(tenant: str) -> int:
    # Ids of the log's records may hold lone surrogates, which plain UTF-8 refuses.
    content = tenant.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big")
