"""What one large request does to everybody else.

The intake is a process of its own: here, a client would hold its interpreter, too.
"""

import gzip
import threading
import time
import urllib.request

import pytest

from streams.client import ApiError
from tests.support.system import System

REFUSED = 9_999
ITEM = b'{"text":"\\ud800 %b"}' % (b"a" * 780)  # half a surrogate pair: each is refused by itself
BODIES = {
    "application/x-ndjson": b"\n".join([ITEM] * REFUSED),
    "application/json": b"[" + b",".join([ITEM] * REFUSED) + b"]",
}


def refused(system: System, packed: bytes, content_type: str) -> int:
    """How many items of a batch are refused."""
    try:
        system.api.post(
            "/v1/reports/batch", packed, content_type=content_type, content_encoding="gzip"
        )
    except ApiError as error:
        return len(error.body["rejected"])
    return 0


def longest_wait(system: System, sender: threading.Thread) -> float:
    """The longest wait for a health check while a sender waits: its part of the sender's time."""
    started = time.monotonic()
    waits = list[float]()
    sender.start()
    while sender.is_alive():
        asked = time.monotonic()
        with urllib.request.urlopen(f"{system.url}/healthz", timeout=20) as answer:
            assert answer.status == 200
        waits.append(time.monotonic() - asked)
    return max(waits) / (time.monotonic() - started)


@pytest.mark.parametrize("content_type", BODIES)
def test_others_are_answered_while_a_large_batch_is_refused(
    content_type: str, system: System
) -> None:
    packed = gzip.compress(BODIES[content_type], 1)
    counts: list[int] = []

    def send() -> None:
        counts.append(refused(system, packed, content_type))

    # a busy machine may stop everybody for a while, hardly each time
    longest = [longest_wait(system, threading.Thread(target=send)) for _ in range(5)]
    assert counts == [REFUSED] * 5
    # those who ask while a batch is worked off in one go wait for most of its time
    assert min(longest) < 0.5, f"they waited {longest}"
