"""What comes with a request besides its path: the body, its content type, the idempotency key.

In: a request. Out: bytes, or a problem as soon as it is clear that they will not do.
"""

from starlette.requests import Request

from streams.intake.decoding import BYTE_ORDER_MARK
from streams.intake.problems import Problem
from streams.intake.turns import let_others_run
from streams.intake.unpacking import SLACK, Gunzip, too_large

LARGEST_REPORT = 256 << 10  # bytes: the longest text and attributes, every character escaped
LARGEST_DECISION = 64 << 10  # bytes: the longest summary and link, every character escaped
LARGEST_LOOKUP = 3 << 20  # bytes: 1,000 ids of 200 characters, every one escaped as 12
LONGEST_IDEMPOTENCY_KEY = 200  # characters: a UUID and more
JSON = "application/json"
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")


async def read_body(request: Request, largest: int) -> bytes:
    """The body, unpacked, without a byte order mark.

    Raises 413 as soon as it grows too large or says that it will, 415 for an encoding other than
    gzip, 400 where damaged.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        detail = f"content-encoding {encoding!r} is not taken; send gzip or none"
        raise Problem(415, "unsupported_encoding", detail)
    is_packed = encoding == "gzip"
    if _length_told(request) > largest + (SLACK if is_packed else 0):
        raise too_large(largest)
    body = await (_unpacked(request, largest) if is_packed else _plain(request, largest))
    return body.removeprefix(BYTE_ORDER_MARK)


def content_type(request: Request, types: tuple[str, ...]) -> str:
    """The content type of a body, the first of `types` where none is named. Raises 415."""
    given = request.headers.get("content-type", types[0]).partition(";")
    kind = given[0].strip().lower()
    parameters = given[2].lower()
    if kind not in types:
        detail = f"content-type {kind!r} is not taken; send {' or '.join(types[:2])}"
        raise Problem(415, "unsupported_type", detail)
    if "charset" in parameters and "utf-8" not in parameters and "utf8" not in parameters:
        raise Problem(415, "unsupported_charset", "only UTF-8 is taken")
    return kind


def idempotency_key(request: Request) -> str:
    """What makes items without an id of their own repeatable, or an empty string. Raises 422."""
    # quotes: the draft of the header makes it a structured string, most clients send it bare
    value = request.headers.get("idempotency-key", "").strip().strip('"')
    if len(value) > LONGEST_IDEMPOTENCY_KEY:
        detail = f"Idempotency-Key has at most {LONGEST_IDEMPOTENCY_KEY} characters"
        raise Problem(422, "too_long", detail)
    return value


def _length_told(request: Request) -> int:
    """How many bytes are said to come; 0 where nobody says so."""
    told = request.headers.get("content-length", "")
    # The server has refused what is no number of 64 bits.
    return int(told) if told.isascii() and told.isdigit() else 0


async def _plain(request: Request, largest: int) -> bytes:
    body = bytearray()
    # content-length alone is not believed: chunked bodies have none
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise too_large(largest)
    return bytes(body)


async def _unpacked(request: Request, largest: int) -> bytes:
    gunzip = Gunzip(largest)
    async for chunk in request.stream():
        gunzip.feed(chunk)
        # a chunk of many members takes some milliseconds, and the next may be there already
        await let_others_run()
    return gunzip.body()
