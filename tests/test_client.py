"""The client of our own API: what it sends, what it raises, and its patience."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any

import pytest

from streams.client import ApiClient, ApiError
from streams.clock import SettableClock


class Answering(HTTPServer):
    """Answers what it is told to, one after the other, the last one for ever; keeps requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, dict[str, str], bytes]] = [(200, {}, b"{}")]
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []

    def handle_error(self, *_: object) -> None:
        """Nothing: clients here go away when they please."""


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append((self.command, self.path, headers, body))
        left = self.server.answers
        status, given, content = left.pop(0) if len(left) > 1 else left[0]
        self.send_response(status)
        for name, value in given.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Answering]:
    with Answering() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def client(server: Answering, clock: SettableClock | None = None, path: str = "") -> ApiClient:
    clock = clock or SettableClock()
    url = f"http://127.0.0.1:{server.server_port}{path}"
    return ApiClient(url, "rk_x", timeout_s=5, clock=clock, pause=clock.move)


def problem(status: int, detail: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, headers, json.dumps({"status": status, "detail": detail}).encode()


def test_what_is_not_asked_for_is_left_out_of_the_query(server: Answering) -> None:
    client(server).get("/v1/deliveries", receiver="desk & co", state="", from_="a", to=None, n=0)
    method, path, headers, _ = server.requests[0]
    assert (method, path) == ("GET", "/v1/deliveries?receiver=desk+%26+co&from=a&n=0")
    assert headers["authorization"] == "Bearer rk_x"


def test_an_api_below_a_path_is_asked_there(server: Answering) -> None:
    client(server, path="/rumors/").get("/v1/status")
    assert server.requests[0][1] == "/rumors/v1/status"


def test_json_is_posted_and_bytes_are_sent_as_they_are(server: Answering) -> None:
    api = client(server)
    api.post("/v1/reports", {"text": "停水"}, idempotency_key="k")
    api.post("/v1/reports/batch", b'{"text":"a"}', content_type="application/x-ndjson")
    (_, _, headers, body), (_, _, other, lines) = server.requests
    assert json.loads(body) == {"text": "停水"}
    assert (headers["content-type"], headers["idempotency-key"]) == ("application/json", "k")
    assert (other["content-type"], lines) == ("application/x-ndjson", b'{"text":"a"}')


def test_an_answer_without_a_body_is_none(server: Answering) -> None:
    server.answers = [(202, {}, b"")]
    assert client(server).post("/v1/receivers/desk/test") is None


def test_a_problem_is_raised_with_its_detail_and_patience(server: Answering) -> None:
    server.answers = [problem(429, "too fast", **{"retry-after": "7"})]
    with pytest.raises(ApiError, match=r"^429 too fast$") as raised:
        client(server).get("/v1/rumors")
    assert (raised.value.status, raised.value.retry_after_s) == (429, 7.0)
    assert raised.value.body["detail"] == "too fast"


@pytest.mark.parametrize("page", [b"<html>Bad gateway</html>" * 20, b"\xff\xfe", b"[]", b""])
def test_a_proxys_page_is_an_error_like_any_other(server: Answering, page: bytes) -> None:
    server.answers = [(502, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, page)]
    with pytest.raises(ApiError) as raised:
        client(server).get("/v1/rumors")
    assert raised.value.status == 502
    assert raised.value.retry_after_s == 0.0
    assert len(str(raised.value)) <= 204


def test_no_answer_names_the_address_and_the_next_call_tries_anew(server: Answering) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(ApiError, match=f"no answer from 127.0.0.1:{port}") as raised:
        ApiClient(f"http://127.0.0.1:{port}", "rk_x", timeout_s=2).get("/v1/status")
    assert raised.value.status == 0
    api = client(server)
    api.get("/v1/status")
    api.close()
    api.get("/v1/status")
    assert len(server.requests) == 2


def batch(api: ApiClient, **given: Any) -> Any:
    return api.send_batch(b"[]", repeat="once", **given)


def test_a_batch_is_sent_again_until_it_is_taken(server: Answering) -> None:
    clock = SettableClock()
    away = problem(503, "the log is away")
    server.answers = [away, away, away, (200, {}, b'{"accepted": 1}')]
    assert batch(client(server, clock)) == {"accepted": 1}
    assert clock.monotonic_s() == pytest.approx(0.2 + 0.4 + 0.8)
    assert {headers["idempotency-key"] for _, _, headers, _ in server.requests} == {"once"}


def test_what_the_api_asks_for_is_waited_but_not_for_ever(server: Answering) -> None:
    clock = SettableClock()
    server.answers = [
        problem(429, "slower", **{"retry-after": "3"}),
        problem(429, "slower", **{"retry-after": "3600"}),
        (200, {}, b"{}"),
    ]
    batch(client(server, clock))
    assert clock.monotonic_s() == pytest.approx(3 + 10)


def test_patience_ends(server: Answering) -> None:
    clock = SettableClock()
    server.answers = [problem(503, "the log is away")]
    with pytest.raises(ApiError, match="503"):
        batch(client(server, clock), patience_s=30)
    assert 30 < clock.monotonic_s() < 36


@pytest.mark.parametrize("status", [400, 401, 403, 413, 422, 500])
def test_what_another_try_does_not_mend_is_raised_at_once(server: Answering, status: int) -> None:
    server.answers = [problem(status, "no")]
    with pytest.raises(ApiError):
        batch(client(server))
    assert len(server.requests) == 1


def test_a_connection_that_was_silent_for_long_is_not_asked_again() -> None:
    """The server may be closing it at that very moment."""
    came_from = list[int]()

    class KeptAlive(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            came_from.append(self.client_address[1])
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), KeptAlive) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        clock = SettableClock()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        api = ApiClient(url, "rk_x", timeout_s=5, clock=clock, pause=clock.move)
        api.get("/a")
        api.get("/b")
        clock.move(60)
        api.get("/c")
        api.close()
        server.shutdown()
    assert came_from[0] == came_from[1] != came_from[2]
