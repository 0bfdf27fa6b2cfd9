"""Receivers that answer badly: the attempt fails with its reason, soon, and nobody else notices."""

import asyncio
import gzip
import socket
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.deliver import attempt as module
from streams.deliver.attempt import Sender, attempt, without_secrets
from streams.deliver.connections import Addresses, Connections
from tests.support.configs import SECRET
from tests.support.desk import Desk

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
ENDLESS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


async def of(answering: Answering, kind: str = "wecom", *, timeout_s: float = 2.0) -> Attempt:
    """How an attempt goes at a receiver that answers so."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answering(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # we have left: that is what is tested
        finally:
            writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server, Connections(timeout_s=timeout_s) as connections:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?key=aSecretToken"
        receiver = Receiver(name="r", url=url, kind=kind, secret=SECRET, allow_private=True)
        return await Sender(connections=connections)("{}", "dlv_1", receiver)


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A header that never ends, a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body of a gigabyte and more."""
    writer.write(ENDLESS)
    while True:
        writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        await writer.drain()


def saying(content: bytes, head: bytes = b"HTTP/1.1 200 OK\r\n") -> Answering:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = f"content-length: {len(content)}\r\n\r\n".encode()
        writer.write(head + length + content)
        await writer.drain()

    return say


async def shut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The connection ends where an answer should be."""


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (drip, "no answer within"),
        (flood, "not as the service"),
        (shut, "Disconnected"),
        (saying(b"<html>Please log in</html>"), "Please log in"),
        (saying(b'{"code":0}'), "not as the service"),
        (saying(b'{"errcode":93000,"errmsg":"invalid webhook url"}'), "code 93000: invalid"),
        (saying(b"", b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\n"), "302 Found"),
        (saying(b"", b"HTTP/1.1 308 Moved\r\nlocation: /\r\n"), "308"),
        (saying(b"", b"SSH-2.0-OpenSSH_9.2\r\n"), "Bad status line"),
        (saying(b"", b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n"), ""),
        (saying(gzip.compress(b" " * 10**7), b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n"), ""),
    ],
)
async def test_what_is_no_answer_of_the_service_fails_with_its_reason(
    answering: Answering, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = await asyncio.wait_for(of(answering, timeout_s=0.5), 10)
    assert result.error
    assert why in result.error
    assert "aSecretToken" not in result.error
    assert len(result.error) <= module.LONGEST_ERROR


async def test_a_body_without_end_is_not_read_where_the_status_is_the_answer() -> None:
    result = await asyncio.wait_for(of(flood, "standard"), 10)
    assert (result.status, result.error) == (200, "")


async def test_a_server_that_speaks_no_tls_is_a_failure() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        result = await attempt(
            "{}", "d", Receiver(name="r", url=url, secret=SECRET, allow_private=True)
        )
    assert result.status == 0
    assert result.error


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate that it signed itself, in one file."""
    key, signed = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject]
    subprocess.run([*made, "-keyout", key, "-out", signed], check=True, capture_output=True)
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + signed.read_bytes())
    return both


async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    heard = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(10))
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0, ssl=context)
    async with server:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}/hook"
        receiver = Receiver(name="r", url=url, secret=SECRET, allow_private=True)
        result = await attempt("{}", "d", receiver)
    assert "self-signed certificate" in result.error or "CERTIFICATE_VERIFY" in result.error
    assert heard == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            "InvalidURL: https://desk.example/hooks/aSecretToken",
            "InvalidURL: https://desk.example...",
        ),
        ("bad path /hooks/aSecretToken?x", "bad path ...?x"),
        ("no such token aSecretToken", "no such token ..."),
        ("Cannot connect to host desk.example:443", "Cannot connect to host desk.example:443"),
    ],
)
def test_the_path_of_a_url_is_never_shown(error: str, said: str) -> None:
    assert without_secrets(error, "https://desk.example/hooks/aSecretToken") == said


def test_a_password_in_a_url_is_not_shown_either() -> None:
    url = "https://user:passw0rd@desk.example/bot1:tok/send?chat_id=-10012345"
    shown = without_secrets(f"{url} failed: passw0rd", url)
    assert "passw0rd" not in shown.removesuffix("failed: passw0rd")
    assert "-10012345" not in shown


# Connections.


async def test_one_connection_serves_many_attempts(desk: Desk) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int) -> Addresses:
        asked.append(host)
        return [(socket.AF_INET, "127.0.0.1")]

    url = desk.url.replace("127.0.0.1", "desk.example")
    receiver = Receiver(name="r", url=url, secret=SECRET, allow_private=True)
    async with Connections(timeout_s=5.0, lookup=lookup) as connections:
        sender = Sender(connections=connections)
        for _ in range(5):
            assert (await sender("{}", "dlv_1", receiver)).error == ""
    assert len(desk.received) == 5
    # the receiver of the tests closes after each answer: every attempt finds its own way
    assert set(asked) == {"desk.example"}


async def test_a_connection_that_may_stay_open_is_used_again() -> None:
    opened = 0

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n{}")
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server, Connections(timeout_s=5.0) as connections:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        sender = Sender(connections=connections)
        receiver = Receiver(name="r", url=url, secret=SECRET, allow_private=True)
        for _ in range(20):
            assert (await sender("{}", "dlv_1", receiver)).error == ""
    assert opened == 1


async def test_a_name_server_that_never_answers_holds_up_its_own_receiver_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.deliver.connections.LOOKUP_S", 0.2)
    asked: list[str] = []
    answered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def lookup(host: str, port: int) -> Addresses:
        asked.append(host)
        if host == "slow.example":
            asyncio.run_coroutine_threadsafe(answered.wait(), loop).result()
        return [(socket.AF_INET, "127.0.0.1")]

    def to(host: str) -> Receiver:
        url = desk.url.replace("127.0.0.1", host)
        return Receiver(name="r", url=url, secret=SECRET, allow_private=True)

    async with Connections(timeout_s=5.0, lookup=lookup) as connections:
        sender = Sender(connections=connections)
        slow = [asyncio.create_task(sender("{}", "d", to("slow.example"))) for _ in range(30)]
        await asyncio.sleep(0)
        assert (await sender("{}", "d", to("well.example"))).error == ""
        results = await asyncio.gather(*slow)
        answered.set()
    assert all("was not resolved within" in result.error for result in results)
    assert asked.count("slow.example") == 1  # one thread, however many wait


async def test_a_name_that_is_none_and_one_that_does_not_resolve_are_failures() -> None:
    def lookup(host: str, port: int) -> Addresses:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async with Connections(timeout_s=5.0, lookup=lookup) as connections:
        receiver = Receiver(name="r", url="https://desk.example/aSecretToken", secret=SECRET)
        result = await Sender(connections=connections)("{}", "d", receiver)
    assert "Name or service not known" in result.error
    assert "aSecretToken" not in result.error
