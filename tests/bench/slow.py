"""Two thousand slow connections and a head without end: how long do others wait?"""

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

from tests.support.system import System, temporary

CONNECTIONS = 2_000
FOR_S = 20.0
HALF = b"POST /v1/reports HTTP/1.1\r\nhost: x\r\nx-slow: "


def run() -> None:
    with temporary() as system:
        _told("quiet", _others(system, 5.0))
        before = _memory(system)
        over = threading.Event()
        slow = threading.Thread(target=_slow, args=(system, over), daemon=True)
        endless = threading.Thread(target=_endless, args=(system, over), daemon=True)
        slow.start()
        endless.start()
        time.sleep(2)
        _told(f"{CONNECTIONS} slow connections, endless heads", _others(system, FOR_S))
        print(f"   memory of the intake {before} -> {_memory(system)} MiB")
        over.set()
        slow.join(30)
        endless.join(30)


def _slow(system: System, over: threading.Event) -> None:
    """Always so many; one that is ended is opened again; each sends a byte a second."""
    parts = urlsplit(system.url)
    at = (parts.hostname or "", parts.port or 0)
    held: list[socket.socket] = []
    while not over.wait(1.0):
        alive = []
        for one in held:
            try:
                one.send(b"a")
                alive.append(one)
            except OSError:
                one.close()
        held = alive
        with suppress(OSError):
            while len(held) < CONNECTIONS:
                held.append(socket.create_connection(at, timeout=5))
                held[-1].sendall(HALF)
    for one in held:
        one.close()


def _endless(system: System, over: threading.Event) -> None:
    parts = urlsplit(system.url)
    while not over.is_set():
        with (
            suppress(OSError),
            socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as one,
        ):
            one.sendall(HALF)
            while not over.is_set():
                one.sendall(b"a" * 65_536)


def _others(system: System, for_s: float) -> list[float]:
    """How long single reports take, one after the other."""
    took_s = []
    until_s = time.monotonic() + for_s
    number = 0
    while time.monotonic() < until_s:
        number += 1
        began_s = time.monotonic()
        system.api.post("/v1/reports", {"text": "网传明天全城停水", "external_id": str(number)})
        took_s.append(time.monotonic() - began_s)
        time.sleep(0.01)
    return sorted(took_s)


def _told(what: str, took_s: list[float]) -> None:
    marks = [took_s[len(took_s) * part // 100] * 1e3 for part in (50, 99)]
    print(
        f"   {what}: {len(took_s)} reports of others, p50 {marks[0]:.1f}, p99 {marks[1]:.1f}, "
        f"most {took_s[-1] * 1e3:.0f} ms"
    )


def _memory(system: System) -> int:
    return int(system.children()["intake"].memory_info().rss >> 20)
