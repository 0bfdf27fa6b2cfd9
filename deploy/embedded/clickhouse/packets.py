"""Packets of the native protocol at our revision: what a client sends, what a server answers.

In: a `Reader` on the client's bytes, or values. Out: values, or bytes. Fields that nobody here
needs are read over, since what follows begins behind them.
"""

import struct
from typing import NamedTuple

from deploy.embedded.clickhouse.engine import ServerError
from deploy.embedded.clickhouse.wire import Reader, string, varint

# The last revision at which the engine's `Native` format is exactly the body of a packet.
REVISION = 54453
OLDEST_REVISION = 54429  # settings as text, with their names; before, they were binary

# What a client sends
HELLO = 0
QUERY = 1
DATA = 2
CANCEL = 3
PING = 4

# What a server sends; its Hello is 0, too
_DATA = 1
_EXCEPTION = 2
_PROGRESS = 3
_PONG = 4
_END = 5
_PROFILE = 6

COMPLETE_STAGE = 2  # the other stages are for servers that ask each other
LOGIN_STRING = 4_096  # bytes of a name or password before anybody is known
_TCP = 1
_HTTP = 2
# Before every block: field 1, no overflow row; field 2, no bucket; 0 ends the list.
BLOCK_INFO = b"\x01\x00\x02\xff\xff\xff\xff\x00"
_BLOCK_INFO_SIZES = {1: 1, 2: 4}  # field -> bytes

PONG = varint(_PONG)
DATA_HEAD = varint(_DATA) + b"\x00"  # the kind and no table's name; block info and block follow
END = varint(_END)
EMPTY_BLOCK = b"\x00\x00"  # no columns, no rows: the data end here


class Login(NamedTuple):
    """Who a client says it is."""

    revision: int
    database: str
    user: str
    password: str


class Query(NamedTuple):
    """A statement with the settings that hold for it alone."""

    settings: dict[str, str]
    stage: int
    compressed: bool
    sql: str


def read_login(reader: Reader) -> Login | None:
    """A client's first packet, whatever it is; None where it is no Hello."""
    if reader.varint() != HELLO:
        return None
    reader.string(LOGIN_STRING)  # the client's name
    reader.varint()  # and version, major
    reader.varint()  # minor
    return Login(
        revision=reader.varint(),
        database=reader.string(LOGIN_STRING),
        user=reader.string(LOGIN_STRING),
        password=reader.string(LOGIN_STRING),
    )


def read_query(reader: Reader, revision: int) -> Query:
    """A query packet behind its kind, of a client of this revision."""
    reader.string()  # the query's id
    _skip_client_info(reader, revision)
    settings = _read_settings(reader)
    if revision >= 54441:
        reader.string()  # a secret between servers
    return Query(
        settings=settings,
        stage=reader.varint(),
        compressed=bool(reader.varint()),
        sql=reader.string(),
    )


def _skip_client_info(reader: Reader, revision: int) -> None:
    if not reader.number(1):  # no query kind: nothing follows
        return
    reader.string()  # the first user of a distributed query,
    reader.string()  # the id of that query
    reader.string()  # and where it came from
    if revision >= 54449:
        reader.skip(8)  # when it began
    interface = reader.number(1)
    if interface == _TCP:
        reader.string()  # user of the client's machine
        reader.string()  # its name
        reader.string()  # the client's name
        for _ in range(3):
            reader.varint()  # major, minor, revision
    elif interface == _HTTP:
        reader.skip(1)  # method
        for _ in range(1 + (revision >= 54443) + (revision >= 54447)):
            reader.string()  # user agent, forwarded for, referer
    reader.string()  # quota key
    if revision >= 54448:
        reader.varint()  # how deep a distributed query is
    if interface == _TCP:
        reader.varint()  # patch version
    if revision >= 54442 and reader.number(1):
        _skip_trace(reader)
    if revision >= 54453:
        for _ in range(3):
            reader.varint()  # parallel replicas


def _skip_trace(reader: Reader) -> None:
    reader.skip(24)  # OpenTelemetry's ids of trace and span
    reader.string()  # state
    reader.skip(1)  # flags


def _read_settings(reader: Reader) -> dict[str, str]:
    settings = {}
    while name := reader.string():
        reader.number(1)  # whether it is important: an unknown one is passed over either way
        settings[name] = reader.string()
    return settings


def skip_block_info(reader: Reader) -> None:
    while field := reader.varint():
        reader.skip(_BLOCK_INFO_SIZES[field])


def hello(*, version: tuple[int, ...], timezone: str) -> bytes:
    """What a client is told when it may stay."""
    major, minor, patch = version
    parts = (
        varint(HELLO),
        string("ClickHouse"),
        varint(major),
        varint(minor),
        varint(REVISION),
        string(timezone),
        string("embedded"),
        varint(patch),
    )
    return b"".join(parts)


def exception(error: ServerError) -> bytes:
    parts = (
        varint(_EXCEPTION),
        struct.pack("<i", error.code),
        string("DB::Exception"),
        string(f"DB::Exception: {error}"),
        string(""),  # a stack trace, which is nobody's business
        b"\x00",  # none behind it
    )
    return b"".join(parts)


def progress(rows: int = 0, size: int = 0) -> bytes:
    """Rows and bytes read; empty ones keep a slow query's client waiting."""
    total_rows = written_rows = written_size = varint(0)
    return b"".join(
        (varint(_PROGRESS), varint(rows), varint(size), total_rows, written_rows, written_size)
    )


def profile(*, rows: int, blocks: int, size: int) -> bytes:
    """What the result held."""
    parts = (
        varint(_PROFILE),
        varint(rows),
        varint(blocks),
        varint(size),
        b"\x00",  # no LIMIT was applied
        varint(rows),
        b"\x01",  # whether the rows were counted; a 0 crashes old clients
    )
    return b"".join(parts)
