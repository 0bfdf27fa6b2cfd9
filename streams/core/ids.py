"""Every id there is, made from content: the same fact has the same id in every replay and process.

Alerts, changes, deliveries, decisions and rejects: a prefix, an event time and a hash, so that
sorted ids are sorted times. Reports are UUIDs, wordings and rumors 64-bit hashes.
"""

import hashlib
import uuid
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from streams.parsing.numbers import hex_bytes

TIME_DIGITS = 12  # hexadecimal, of milliseconds: until the year 10889
DIGEST_BYTES = 5  # two ids of one millisecond are the same with a chance of 1 in 10^12
HEX_DIGITS = 16  # of a wording, a rumor
LATEST_MS = 16**TIME_DIGITS - 1
# The namespace of report ids. With another one every report on the logs would be new again.
# Of a UUID's seventeenth digit two bits say what it is.
VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
REPORTS = uuid.UUID("8f7b7d0e-9f5f-5d0c-9d3a-6d1f0c5f6b11")


def timed_id(prefix: str, at_ms: int, *parts: str) -> str:
    """An id like `alr_018bcfe5680027f3a9d1c4`. Those of one prefix sort as their times do.

    Times outside 1970 to 10889 count as the nearest within.
    """
    digest = hashlib.blake2b(
        "\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES
    )
    return f"{prefix}_{min(max(at_ms, 0), LATEST_MS):0{TIME_DIGITS}x}{digest.hexdigest()}"


def time_of(id_: str) -> int:
    """The event time in a timed id, in milliseconds."""
    return int(id_.partition("_")[2][:TIME_DIGITS], 16)


def alert_id(tenant: str, rumor_id: str, started_ms: int) -> str:
    """The alert of an episode: it starts only once."""
    return timed_id("alr", started_ms, tenant, rumor_id, str(started_ms))


def delivery_id(alert_id: str, change_id: str, receiver: str) -> str:
    """The same change told to the same receiver is the same delivery."""
    return timed_id("dlv", time_of(alert_id), alert_id, change_id, receiver)


def ping_id(asked_at_ms: int, request_id: str, receiver: str) -> str:
    """The delivery of a receiver test."""
    return timed_id("dlv", asked_at_ms, request_id, receiver)


def decision_id(tenant: str, rumor_id: str, at_ms: int, nonce: str) -> str:
    """A decision: two of the same content are two, so a nonce tells them apart."""
    return timed_id("dec", at_ms, tenant, rumor_id, nonce)


def automatic_id(tenant: str, kept: str, merged: str, at_ms: int) -> str:
    """A merge that nobody decided, named as if somebody had: the same in every process."""
    return timed_id("dec", at_ms, tenant, "grown", kept, merged)


def suggestion_id(tenant: str, one: str, other: str) -> str:
    """A pair of rumors that may be one, whichever is named first."""
    content = "\0".join((tenant, *sorted((one, other))))
    return f"sug_{_digest(content)}"


def split_rumor(decision_id: str) -> str:
    """The rumor that a split makes."""
    return _digest(decision_id)


def own_part(rumor_id: str) -> str:
    """What counts a rumor's own reports while others count for it, too."""
    return _digest(f"own {rumor_id}")


def reject_id(at_ms: int, *where: str | int) -> str:
    """What was set aside, named by where it stood."""
    return timed_id("rej", at_ms, *map(str, where))


def variant_id(tenant: str, canonical_text: str, *, asks: bool = False) -> str:
    """A wording of a tenant:

    16 hexadecimal digits, a 64-bit BLAKE2b of tenant, canonical text and whether it asks.
    """
    # No canonical text holds a question mark, unless it is a link, and none ends with one.
    return _digest(f"{tenant}\0{canonical_text}{'?' if asks else ''}")


def numbers_of(ids: Sequence[str]) -> list[int]:
    """Wordings or rumors as numbers, `int(id_, 16)` of each; all have 16 hexadecimal digits."""
    if set(map(len, ids)) == {HEX_DIGITS}:
        together = hex_bytes("".join(ids))
        # fewer where there are spaces among them
        if together is not None and len(together) * 2 == len(ids) * HEX_DIGITS:
            numbers: list[int] = np.frombuffer(together, ">u8").tolist()
            return numbers
    return [int(id_, 16) for id_ in ids]


def _digest(content: str) -> str:
    """64 bits as 16 hexadecimal digits."""
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def report_id(tenant: str, app: str, name: bytes) -> str:
    """A report whose content names it: UUIDv5 within the app's namespace."""
    return report_ids(tenant, app, (name,))[0]


def report_ids(tenant: str, app: str, names: Sequence[bytes]) -> list[str]:
    """`report_id` of many names of one app."""
    space = _namespace(tenant, app)
    sha1 = hashlib.sha1
    found = [sha1(space + name, usedforsecurity=False).hexdigest() for name in names]
    # As `uuid.UUID(...)` would write it, in half the time; there is one for each report.
    return [
        f"{one[:8]}-{one[8:12]}-5{one[13:16]}-{VARIANTS[one[16]]}{one[17:20]}-{one[20:32]}"
        for one in found
    ]


@lru_cache(1_024)
def _namespace(tenant: str, app: str) -> bytes:
    return uuid.uuid5(REPORTS, f"{tenant}/{app}").bytes
