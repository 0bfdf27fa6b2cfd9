"""One attempt, against a receiver that really listens."""

import asyncio
import os
import socket
import types
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import standardwebhooks

from streams.config.receivers import Receiver
from streams.core.receivers import standard
from streams.core.receivers.contract import Answer, Kind
from streams.core.receivers.kinds import KINDS
from streams.deliver import attempt as module
from streams.deliver.attempt import attempt
from tests.support.desk import Desk
from tests.support.system import SECRET

OTHER_SECRET = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"


def receiver(url: str, secret_file: Path | None = None, secret: str = SECRET) -> Receiver:
    if secret_file is not None:
        return Receiver(name="desk", url=url, secret_file=str(secret_file), allow_private=True)
    return Receiver(name="desk", url=url, secret=secret, allow_private=True)


async def test_what_is_sent_is_the_body_signed(desk: Desk) -> None:
    result = await attempt('{"text":"不实"}', "dlv_1", receiver(desk.url))
    assert (result.status, result.error) == (204, "")
    hook = desk.received[0]
    assert hook.content == '{"text":"不实"}'.encode()
    assert hook.headers["content-type"] == "application/json"
    assert hook.headers["webhook-id"] == "dlv_1"
    standardwebhooks.Webhook(SECRET).verify(hook.content, hook.headers)


@pytest.mark.parametrize("status", [302, 400, 410, 429, 500, 503])
async def test_whatever_is_not_2xx_is_a_failure_and_says_so(status: int, desk: Desk) -> None:
    desk.answers = [
        (status, {"location": desk.url, "retry-after": "Tue, 14 Nov 2023 22:14:20 GMT"})
    ]
    result = await attempt("{}", "dlv_1", receiver(desk.url))
    assert result.status == status
    assert result.error.startswith(f"answered {status}")
    assert result.retry_after == "Tue, 14 Nov 2023 22:14:20 GMT"  # judged later, as it came
    assert len(desk.tried) == 1, "a redirect was followed"


async def test_a_receiver_that_is_not_there_is_an_attempt_like_any_other() -> None:
    result = await attempt("{}", "dlv_1", receiver("http://127.0.0.1:9/x"))
    assert (result.status, result.retry_after) == (0, "")
    assert "Connect" in result.error


async def test_a_receiver_that_does_not_answer_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # connects, and nobody ever reads
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/hook"
        result = await attempt("{}", "dlv_1", receiver(url))
    assert (result.status, result.error) == (0, "no answer within 0 s")
    assert 100 <= result.duration_ms < 5_000


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_private_targets_are_refused_unless_allowed(host: str, desk: Desk) -> None:
    url = desk.url.replace("127.0.0.1", host)
    result = await attempt("{}", "dlv_1", Receiver(name="desk", url=url, secret=SECRET))
    assert result.status == 0
    assert "private" in result.error
    assert desk.tried == []


@pytest.mark.parametrize(
    "url",
    [
        "http://exa mple.test/",
        "http://[::1/",
        "http://127.0.0.1:99999/",
        "http://\u2048.test/",
        f"http://{'a' * 64}.test/",
    ],
)
async def test_a_url_that_is_none_is_a_failed_attempt(url: str) -> None:
    result = await attempt("{}", "dlv_1", receiver(url))
    assert result.status == 0
    assert result.error
    assert len(result.error) <= module.LONGEST_ERROR


# What goes over the wire.


async def heard(send: Callable[[str], Awaitable[object]], answer: bytes) -> bytes:
    """The head of the request that is sent to the base URL given, byte by byte."""
    got = bytearray()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        await send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    return bytes(got)


NO_CONTENT = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("configured", "sent"),
    [
        ("/hook%28a%29?sig=a%2Fb%2Bc%3D&v=%E4%B8%AD", None),
        ("/a%2fb/../c//d?x=%7E~&&y", None),
        ("/hook?sig=a+b%20c=", None),
        ("/%zz?100%", None),
        ("/hook#part", "/hook"),  # a fragment is never sent
        ("/中 文", "/%E4%B8%AD%20%E6%96%87"),  # is no URL as it stands
    ],
)
async def test_the_url_is_sent_byte_for_byte_as_configured(
    configured: str, sent: str | None
) -> None:
    head = await heard(lambda base: attempt("{}", "dlv_1", receiver(base + configured)), NO_CONTENT)
    assert head.split(b"\r\n")[0].decode() == f"POST {sent or configured} HTTP/1.1"


async def test_a_receiver_that_never_ends_its_answer_has_taken_it() -> None:
    endless = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"
    results = []

    async def send(base: str) -> None:
        results.append(await attempt("{}", "dlv_1", receiver(base)))

    await heard(send, endless)
    assert (results[0].status, results[0].error) == (200, "")


async def test_a_kind_whose_service_fails_with_200_reads_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failure(answer: Answer) -> str:
        return "" if answer.body == b'{"ok":1' else f"said {answer.body.decode()}"

    chat: Kind = types.SimpleNamespace(**{**vars(standard), "ANSWER_BYTES": 7, "failure": failure})
    monkeypatch.setitem(KINDS, "standard", chat)
    for body, error in ((b'{"ok":1,"x":2}', ""), (b'{"ok":0}', 'said {"ok":0'), (b"", "said ")):
        answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + body
        results = []

        async def send(base: str) -> None:
            results.append(await attempt("{}", "dlv_1", receiver(base)))  # noqa: B023

        await heard(send, answer)
        assert (results[0].status, results[0].error) == (200, error)


# Secrets.


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b" \r\n",
        b"v1,whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw",
        b"whsec_MDAw",
        b"\xff" * 40,
    ],
)
async def test_nothing_is_sent_without_a_secret_and_its_path_is_not_told(
    content: bytes | None, tmp_path: Path, desk: Desk
) -> None:
    path = tmp_path / "desk.secret"
    if content is not None:
        path.write_bytes(content)
    result = await attempt("{}", "dlv_1", receiver(desk.url, path))
    assert result.status == 0
    assert "secret file" in result.error
    assert str(tmp_path) not in result.error
    assert desk.tried == []


async def test_a_directory_or_a_pipe_is_no_secret_file(tmp_path: Path, desk: Desk) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # opening it would wait for a writer, for ever
    for path in (tmp_path, pipe):
        result = await attempt("{}", "dlv_1", receiver(desk.url, path))
        assert "secret file" in result.error
    assert desk.tried == []


async def test_a_secret_file_may_end_in_any_line_ending_and_hold_several(
    tmp_path: Path, desk: Desk
) -> None:
    path = tmp_path / "desk.secret"
    path.write_bytes(b"\xef\xbb\xbf" + f"{SECRET} {OTHER_SECRET}\r\n".encode())
    assert (await attempt("{}", "dlv_1", receiver(desk.url, path))).error == ""
    hook = desk.received[0]
    for secret in (SECRET, OTHER_SECRET):
        assert standardwebhooks.Webhook(secret).verify(hook.content, hook.headers) == {}


async def test_a_secret_file_is_read_anew_for_every_attempt(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "desk.secret"
    for secret in (SECRET, OTHER_SECRET):
        path.write_text(secret)
        await attempt("{}", "dlv_1", receiver(desk.url, path))
        hook = desk.received[-1]
        standardwebhooks.Webhook(secret).verify(hook.content, hook.headers)


@pytest.mark.parametrize("secret", ["", " ", "\t\u3000"])
async def test_a_blank_secret_signs_nothing(secret: str, desk: Desk) -> None:
    result = await attempt("{}", "dlv_1", receiver(desk.url, secret=secret))
    assert result.status == 0
    assert "secret" in result.error
    assert desk.tried == []
