"""Plays made-up requests against an intake, and watches everybody else.

In: an intake, a seed, a number. Out: what was answered that must not be, and how long others
waited.
"""

import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from streams.api import connections
from streams.api.openapi import statuses_of
from tests.fuzz.requests import Made, made
from tests.support.intake import Intake

# Of HTTP itself, before an operation is found: damaged, too slow, too large a head; another path or
# method than the operation's, which an odd id makes.
OF_HTTP = {400, 404, 405, 408, 431}
ANSWER_WITHIN_S = 30.0
# Half a request is ended soon: a client that waits for its answer holds up the play.
QUICK: dict[str, Any] = {"HEAD_WITHIN_S": 0.3, "SILENT_S": 0.3, "LOOK_EVERY_S": 0.05}


@dataclass
class Played:
    """What came of it."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    others_s: list[float] = field(default_factory=list)


def play(intake: Intake, seed: int, requests: int) -> Played:
    """Sends so many requests one after the other; beside them others ask for their health."""
    played = Played()
    over = threading.Event()
    other = threading.Thread(target=_others, args=(intake, played, over), daemon=True)
    other.start()
    with patch.multiple(connections, **QUICK):
        _all(intake, played, seed, requests)
    over.set()
    other.join(ANSWER_WITHIN_S)
    return played


def _all(intake: Intake, played: Played, seed: int, requests: int) -> None:
    chance = random.Random(seed)
    for number in range(requests):
        request = made(chance)
        status = _send(intake, request.raw)
        played.statuses[status] += 1
        if status not in _allowed(request):
            where = f"seed {seed}, request {number}"
            played.wrong.append(f"{where}: {status} for {request.raw[:200]!r}")


def _allowed(request: Made) -> set[int]:
    """0 is a connection that was closed without an answer: a client of half a request left."""
    allowed = OF_HTTP | {0}
    if request.operation is None:
        return allowed | {200}
    operation = request.operation
    return allowed | {operation.status, *operation.also} | statuses_of(operation)


def _send(intake: Intake, raw: bytes) -> int:
    with socket.create_connection((intake.host, intake.port), timeout=ANSWER_WITHIN_S) as one:
        try:
            one.sendall(raw)
            head = one.recv(65_536)
        except ConnectionError:
            return 0
    line = head.split(b"\r\n", 1)[0].split(b" ")
    return int(line[1]) if len(line) > 1 and line[1].isdigit() else 0


def _others(intake: Intake, played: Played, over: threading.Event) -> None:
    while not over.wait(0.01):
        began_s = time.monotonic()
        status = intake.call("GET", "/healthz", key=None)[0]
        played.others_s.append(time.monotonic() - began_s)
        if status != 200:
            played.wrong.append(f"somebody else was answered {status}")
