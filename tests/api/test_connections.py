"""Slow, endless and many connections: each is ended, and nobody else waits for one."""

import json
import resource
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from streams.api import connections
from streams.api.connections import Connection, most_connections
from tests.support.intake import KEYS, Intake, serving
from tests.support.waiting import wait

HALF = b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test need not wait for."""
    for name, value in (
        ("HEAD_WITHIN_S", 0.3),
        ("SILENT_S", 0.3),
        ("BODY_WITHIN_S", 2.0),
        ("LOOK_EVERY_S", 0.05),
    ):
        monkeypatch.setattr(connections, name, value)


@pytest.fixture
def intake(tmp_path: Path, quick: None) -> Iterator[Intake]:
    with serving(tmp_path) as made:
        yield made


def opened(intake: Intake, sent: bytes) -> socket.socket:
    made = socket.create_connection((intake.host, intake.port), timeout=10)
    made.sendall(sent)
    return made


def said(one: socket.socket) -> bytes:
    """What comes until the connection is ended."""
    with one:
        found = b""
        try:
            while part := one.recv(65_536):
                found += part
        except ConnectionError:
            pass
    return found


@pytest.mark.parametrize("sent", [b"", b"GET", HALF, b"POST /v1/reports HTTP/1.1\r\n"])
def test_a_head_that_does_not_come_is_408(intake: Intake, sent: bytes) -> None:
    assert said(opened(intake, sent)).startswith(b"HTTP/1.1 408 ")


def test_an_endless_head_is_431_and_holds_no_memory(intake: Intake) -> None:
    one = opened(intake, HALF)
    sent = 0
    try:
        while sent < 64 << 20:
            sent += one.send(b"a" * 65_536)
    except (ConnectionError, TimeoutError):
        pass
    assert sent < 16 << 20  # what the sockets of both sides hold
    assert said(one)[:13] in (b"HTTP/1.1 431 ", b"")
    assert intake.call("GET", "/healthz", key=None)[0] == 200


def test_many_headers_are_431_and_those_of_a_browser_are_not(intake: Intake) -> None:
    many = b"".join(b"x-%d: %b\r\n" % (n, b"v" * 100) for n in range(2_000))
    assert b" 431 " in said(opened(intake, b"GET /healthz HTTP/1.1\r\n" + many))
    few = b"".join(b"x-%d: %b\r\n" % (n, b"v" * 100) for n in range(60))
    whole = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" + few + b"\r\n"
    assert said(opened(intake, whole)).startswith(b"HTTP/1.1 200 ")


def test_a_body_that_stops_is_408(intake: Intake) -> None:
    head = b"POST /v1/reports HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n"
    assert b" 401 " in said(opened(intake, head + b"\r\n{"))  # refused before its body
    key = f"authorization: Bearer {KEYS['writer'][0]}\r\ncontent-type: application/json\r\n\r\n"
    assert b" 408 " in said(opened(intake, head + key.encode() + b'{"text":'))


def test_a_kept_connection_may_wait_and_is_asked_again(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_WITHIN_S", 1.0)
    monkeypatch.setattr(connections, "SILENT_S", 1.0)
    one = HTTPConnection(intake.host, intake.port)
    one.connect()
    kept = one.sock
    for _ in range(4):  # longer together than any pause may be
        time.sleep(0.4)
        one.request("GET", "/healthz")
        answer = one.getresponse()
        assert (answer.status, answer.read()) == (200, b'{"status":"alive"}')
        assert one.sock is kept
    one.close()


def test_the_longest_waiting_makes_room(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_WITHIN_S", 60.0)
    monkeypatch.setattr(Connection, "most", 20)
    slow = [opened(intake, HALF) for _ in range(40)]

    def others_answered() -> bool:
        return intake.call("GET", "/healthz", key=None)[0] == 200

    assert all(others_answered() for _ in range(5))
    slow[0].settimeout(10)
    assert slow[0].recv(1) == b""  # ended; the newest still may send the rest
    slow[-1].sendall(b"x\r\nconnection: close\r\n\r\n")
    wait(lambda: said(slow[-1]).startswith(b"HTTP/1.1 200 "), 60, "the newest was ended, too")
    for one in slow:
        one.close()


def test_as_many_connections_as_descriptors_allow() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        assert 16 <= most_connections() <= connections.MOST_CONNECTIONS
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= min(
            soft, connections.MOST_CONNECTIONS
        )
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(
    "offered",
    [
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAA\r\n",
        b"UPGRADE: websocket\r\nconnection: upgrade\r\n",
    ],
)
def test_another_protocol_that_is_offered_is_not_taken(intake: Intake, offered: bytes) -> None:
    """Java's own client offers HTTP/2 with every request; on a kept connection, too."""
    body = '{\r\n"text":\r\n"upgrade: 微信聊天记录要删掉"\r\n}'.encode()
    head = (
        b"POST /v1/reports HTTP/1.1\r\nhost: x\r\n%bcontent-type: application/json\r\n"
        b"authorization: Bearer %b\r\ncontent-length: %d\r\n\r\n"
    ) % (offered, KEYS["writer"][0].encode(), len(body))
    one = opened(intake, head + body)
    for _ in range(2):
        one.settimeout(5)
        assert one.recv(65_536).startswith(b"HTTP/1.1 202 ")
        one.sendall(head + body)
    one.close()


@pytest.mark.parametrize("path", ["/v1/reports", "/v1/reports/batch"])
@pytest.mark.parametrize("more", [b"", b"content-encoding: gzip\r\n"])
@pytest.mark.parametrize("length", [b"99999999999", b"%d" % (2**63 - 1), b"10000000"])
def test_a_body_that_says_it_is_too_long_is_not_waited_for(
    intake: Intake, path: str, more: bytes, length: bytes
) -> None:
    head = b"POST %b HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n" % path.encode()
    key = b"authorization: Bearer %b\r\n" % KEYS["writer"][0].encode()
    one = opened(intake, head + key + more + b"content-length: %b\r\n\r\n" % length)
    assert said(one).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"BREW /pot HTTP/1.1\r\nhost: x\r\n\r\n", 400, "no_request"),
        (
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
            400,
            "no_request",
        ),
        (b"CONNECT example.org:443 HTTP/1.1\r\nhost: x\r\n\r\n", 400, "no_request"),
        (HALF, 408, "too_slow"),
        (HALF + b"a" * 70_000, 431, "head_too_large"),
    ],
)
def test_what_is_no_request_is_told_as_a_problem(
    intake: Intake, sent: bytes, status: int, code: str
) -> None:
    head, _, body = said(opened(intake, sent)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head
    problem = json.loads(body)
    assert (problem["status"], problem["type"].rpartition(":")[2]) == (status, code)


def test_a_connect_is_answered_and_fills_no_log(
    intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(intake, b"CONNECT /v1/reports HTTP/1.1\r\nhost: x\r\n\r\n") as one:
        assert one.recv(65_536).startswith(b"HTTP/1.1 405 ")
    assert [line for line in caplog.records if line.name.startswith("uvicorn")] == []
