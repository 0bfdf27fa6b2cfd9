"""What one large request does to everybody else.

The intake is a process of its own: here, a client would hold its interpreter, too.
"""

import gzip
import threading
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


def answered_meanwhile(system: System, sender: threading.Thread) -> int:
    """How many health checks are answered while a sender waits for its answer."""
    sender.start()
    others = 0
    while sender.is_alive():
        with urllib.request.urlopen(f"{system.url}/healthz", timeout=20) as answer:
            others += answer.status == 200
    return others


@pytest.mark.parametrize("content_type", BODIES)
def test_others_are_answered_while_a_large_batch_is_refused(
    content_type: str, system: System
) -> None:
    packed = gzip.compress(BODIES[content_type], 1)
    counts: list[int] = []

    def send() -> None:
        counts.append(refused(system, packed, content_type))

    # thrice: a busy machine may stop everybody for a while
    answered = [answered_meanwhile(system, threading.Thread(target=send)) for _ in range(3)]
    assert counts == [REFUSED] * 3
    # a batch worked off in one go lets through the one or two that were on their way
    assert max(answered) >= 10, f"only {answered} answers"
