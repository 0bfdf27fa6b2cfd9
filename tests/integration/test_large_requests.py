"""What one large request does to everybody else.

The intake is a process of its own: here, a client would hold its interpreter, too.
"""

import gzip
import threading
import urllib.request

from streams.client import ApiError
from tests.support.system import System

REFUSED = 9_999


def test_others_are_answered_while_a_large_batch_is_refused(system: System) -> None:
    items = [b'{"text":"\\ud800 %b"}' % (b"a" * 780)] * REFUSED
    bodies = {
        "application/x-ndjson": b"\n".join(items),
        "application/json": b"[" + b",".join(items) + b"]",
    }
    for content_type, body in bodies.items():
        packed, refused, answered = gzip.compress(body, 1), list[int](), list[int]()

        def send(
            packed: bytes = packed, content_type: str = content_type, refused: list[int] = refused
        ) -> None:
            try:
                system.api.post(
                    "/v1/reports/batch", packed, content_type=content_type, content_encoding="gzip"
                )
            except ApiError as error:
                refused.append(len(error.body["rejected"]))

        for _ in range(3):  # a busy machine may stop everybody for a while
            sender = threading.Thread(target=send)
            sender.start()
            others = 0
            while sender.is_alive():
                with urllib.request.urlopen(f"{system.url}/healthz", timeout=20) as answer:
                    others += answer.status == 200
            answered.append(others)
        assert refused == [REFUSED] * 3
        assert max(answered) >= 10, (
            f"{content_type}: only {answered} answers; where a batch is worked off in one go it is one or two"
        )
