"""What is left of a key's minute: a bucket that fills evenly, a minute's worth at most.

In: a bucket, what is taken from it, the time. Out: the bucket afterwards. Below 0 it is a debt, of
a batch that is larger than a minute's worth or of what several intakes granted at once; it is paid
off before anything else is granted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was left at a time, in seconds of whatever clock."""

    left: float
    at_s: float


def left_in(bucket: Bucket | None, full: float, now_s: float) -> float:
    """What is left now; of a bucket that nobody has used yet a minute's worth, `full`."""
    if bucket is None:
        return full
    return min(full, bucket.left + (now_s - bucket.at_s) * full / MINUTE_S)


def taken(bucket: Bucket | None, full: float, number: float, now_s: float) -> Bucket:
    """The bucket without what was spent, whether it held so much or not."""
    return Bucket(left_in(bucket, full, now_s) - number, now_s)


def is_granted(left: float, full: float, number: float) -> bool:
    """Whether so many may be spent."""
    # A batch larger than a minute's worth passes a full bucket and leaves a debt: refused, it could
    # never be sent at all.
    return left >= min(number, full)


def wait_s(left: float, full: float, number: float) -> int:
    """Whole seconds after which so many are granted, one at least."""
    return max(1, round((min(number, full) - left) * MINUTE_S / full + 0.5))


def read_back(
    full: float, spent: Iterable[tuple[float, float]], *, since_s: float, now_s: float
) -> float:
    """What is left now after (when, how many) was spent `since_s`, a few minutes ago or more.

    What was spent before is not known: it begins with nothing left, and so never grants what was
    granted already. Times need be in no order, as clocks of several machines are.
    """
    bucket = Bucket(0.0, since_s)
    for at_s, number in spent:
        bucket = taken(bucket, full, number, min(max(at_s, bucket.at_s), now_s))
    return left_in(bucket, full, now_s)
