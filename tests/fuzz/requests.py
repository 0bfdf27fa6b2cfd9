"""Requests that nobody sane sends, made from the table of operations and a seed.

In: a random generator. Out: bytes as they go over the wire, and which operation they are for (None
where they are no request of ours).
"""

import gzip
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streams.api.routes import OPERATIONS, Operation
from tests.support.intake import KEYS

HOLDERS = {"report": "writer", "read": "reader", "curate": "analyst", "admin": "operator"}
GOOD = "网传明天全城停水，请大家提前储水"
TEXTS = [
    "网传明天全城停水",
    "😀😀",
    " ",
    "\x00",
    "a" * 10_001,
    "\ufeff停水",
    "مياه",
    "﷽" * 50,
    "x\r\ny",
]
TIMES = [
    "2026-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "1970-01-01T00:00:00+14:00",
    "9999-12-31T23:59:60Z",
    "now",
    5,
    [],
    "2016-12-31T23:59:60Z",
]
ENCODINGS = ["gzip", "identity", "br", "GZIP", "gzip, gzip", ""]
TYPES = [
    "application/json",
    "application/x-ndjson",
    "text/plain",
    "application/json; charset=gbk",
    "",
    "application/json;charset=UTF-8",
]
FIELDS: dict[str, Callable[[random.Random], Any]] = {
    "text": lambda r: GOOD if r.random() < 0.6 else r.choice(TEXTS),
    "external_id": lambda r: r.choice(["e", "", None, "e" * 300, 3]),
    "observed_at": lambda r: r.choice(TIMES),
    "reporter": lambda r: r.choice(["p", None, "p" * 500, {"a": 1}]),
    "channel": lambda r: r.choice(["wechat", "", "c" * 65]),
    "language": lambda r: r.choice(["zh", "aa-" * 40, None]),
    "link": lambda r: r.choice(
        ["https://a.example/" + "x" * 50, "http://" + "a" * 3_000 + " ", "x"]
    ),
    "attributes": lambda r: r.choice(
        [{"a": "b"}, {str(n): "v" for n in range(40)}, {"a": 1}, None]
    ),
    "backfill": lambda r: r.choice([True, "yes", None]),
    "unknown": lambda r: r.random(),
}


@dataclass(frozen=True)
class Made:
    """One request."""

    raw: bytes
    operation: Operation | None


def made(chance: random.Random) -> Made:
    """A request to one of the operations, right in part; now and then bytes that are none."""
    if chance.random() < 0.08:
        return Made(_nonsense(chance), None)
    senders = [one for one in OPERATIONS if one.path.startswith("/v1/reports")]
    operation = chance.choice(senders if chance.random() < 0.5 else OPERATIONS)
    path = _path(operation, chance)
    body = _body(chance) if operation.method == "POST" else b""
    headers = {"host": "x", "connection": "close"}
    if chance.random() < 0.9:
        name = HOLDERS.get(operation.scope or "", "writer")
        if chance.random() < 0.15:
            name = chance.choice(list(HOLDERS.values()))
        headers["authorization"] = f"Bearer {KEYS[name][0]}"
    if body:
        body = _encoded(body, headers, chance)
    if chance.random() < 0.2:
        headers["idempotency-key"] = chance.choice(["k", "k" * 300, '"q"', "ключ".encode().hex()])
    if chance.random() < 0.1:
        headers["if-match"] = chance.choice(['"x"', "*", 'W/"1"', ","])
    head = f"{operation.method} {path} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
    return Made(head.encode("latin-1", "replace") + body, operation)


def _path(operation: Operation, chance: random.Random) -> str:
    ids = [
        "0123456789abcdef",
        "x",
        "%F0%9F%98%80",
        "a" * 300,
        "00000000-0000-5000-8000-000000000001",
    ]
    path = operation.path
    while "{" in path:
        start, _, rest = path.partition("{")
        path = start + chance.choice(ids) + rest.partition("}")[2]
    names = [name for name in (*operation.query, "odd") if chance.random() < 0.3]
    values = [
        "",
        "1",
        "-1",
        "2026-01-01T00:00:00Z",
        "%ED%A0%80",
        "Ilx1ZDgwMCI",
        "60",
        "9" * 25,
        "a%00b",
        "%FF",
    ]
    asked = "&".join(f"{name}={chance.choice(values)}" for name in names)
    return f"{path}?{asked}" if asked else path


def _body(chance: random.Random) -> bytes:
    def report() -> Any:
        if chance.random() < 0.1:
            return chance.choice([None, 0, [], "text", {}, {"text": None}])
        names = [name for name in FIELDS if name == "text" or chance.random() < 0.1]
        return {name: FIELDS[name](chance) for name in names}

    kind = chance.random()
    if kind < 0.35:
        return json.dumps(report(), ensure_ascii=chance.random() < 0.5).encode()
    if kind < 0.6:
        return json.dumps([report() for _ in range(chance.randrange(40))]).encode()
    if kind < 0.75:
        lines = [json.dumps(report()).encode() for _ in range(chance.randrange(40))]
        return chance.choice([b"\n", b"\r\n", b"\r", b"\n\n"]).join(lines)
    return chance.choice(
        [
            b"[" * 5_000,
            b'{"a":' * 3_000,
            b'{"text":"\\ud800"}',
            b'{"text":"a","text":"b"}',
            b"[" + b"0," * 50_000 + b"0]",
            b"\xff\xfe{\x00}\x00",
            b"\xef\xbb\xbf" * 3 + b"{}",
            b'{"text":"\xc0\xaf"}',
            b"1e999",
            b'{"rating":"false","summary":"' + b"x" * 70_000 + b'"}',
            b'{"rating":"sad"}',
            chance.randbytes(chance.randrange(2_000)),
        ]
    )


def _encoded(body: bytes, headers: dict[str, str], chance: random.Random) -> bytes:
    lines = b"\n" in body
    headers["content-type"] = "application/x-ndjson" if lines else "application/json"
    if chance.random() < 0.2:
        headers["content-type"] = chance.choice(TYPES)
    if chance.random() < 0.3:
        headers["content-encoding"] = chance.choice(ENCODINGS)
        packed = gzip.compress(body, 1)
        body = chance.choice(
            [packed, packed + packed, packed[:-5], packed + b"x", gzip.compress(bytes(9 << 20), 9)]
        )
    if chance.random() < 0.3:
        headers["transfer-encoding"] = "chunked"
        ends = chance.choice([b"0\r\n\r\n", b"", b"zz\r\n", b"0\r\nx: y\r\n\r\n"])
        return b"%x\r\n%b\r\n" % (len(body), body) + ends
    wrong = chance.choice([0, 0, 0, 0, 7, -3]) if len(body) > 3 else 0
    headers["content-length"] = str(len(body) + wrong)
    return body


def _nonsense(chance: random.Random) -> bytes:
    host = b"host: x\r\n"
    return chance.choice(
        [
            chance.randbytes(chance.randrange(1, 3_000)),
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET /v1/rumors HTTP/1.1\r\n" + host + b"x" * 5_000 + b"\r\n\r\n",
            b"POST /v1/reports HTTP/1.1\r\n"
            + host
            + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n"
            + b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
            b"POST /v1/reports HTTP/1.1\r\n" + host + b"content-length: -1\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\n" + host + b"\r\nGET /healthz HTTP/1.1\r\n" + host + b"\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /%zz HTTP/1.1\r\n" + host + b"\r\n",
            b"get /healthz http/1.1\r\n" + host + b"\r\n",
            b"GET http://x/healthz HTTP/1.1\r\n" + host + b"\r\n",
        ]
    )
