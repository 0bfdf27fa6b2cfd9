"""Packets of the native protocol without a socket's other side: logins, queries, statements, blocks
that are packed, settings that are taken back.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.embedded.clickhouse import packets
from deploy.embedded.clickhouse.blocks import header_of
from deploy.embedded.clickhouse.connection import Connection
from deploy.embedded.clickhouse.engine import ServerError
from deploy.embedded.clickhouse.external import ExternalTables
from deploy.embedded.clickhouse.inserts import insert
from deploy.embedded.clickhouse.settings import Settings
from deploy.embedded.clickhouse.statements import (
    Insert,
    answers,
    database_used,
    describes,
    insert_of,
    without_comment,
    without_format,
)
from deploy.embedded.clickhouse.wire import Reader, TooLong, string, varint
from streams.clock import SettableClock

ROW = varint(1) + varint(1) + string("a") + string("UInt8") + b"\x07"


def reader_on(raw: bytes) -> Reader:
    reader = Reader(lambda: b"")
    reader.buffer += raw
    return reader


class Session:
    """A session of the engine that notes what it is told; `fails` raises for such statements."""

    def __init__(self, fails: str = "", code: int = 1) -> None:
        self.said: list[str] = []
        self.fails = fails
        self.code = code

    def query(self, sql: str, form: str = "") -> Any:
        self.said.append(sql)
        if self.fails and self.fails in sql:
            raise RuntimeError(f"Code: {self.code}. DB::Exception: no. (NO)")
        described = b'["a","UInt8","","",""]\n["made","UInt8","ALIAS","",""]\n'
        return type("Answer", (), {"bytes": lambda _: described})()

    def send_insert(self, sql: str, form: str) -> Any:
        self.said.append(sql)
        return self

    def append(self, raw: bytes) -> None:
        self.query(f"block of {len(raw)}")

    def finish(self) -> None:
        self.said.append("finished")

    def cancel(self) -> None:
        self.said.append("cancelled")


@pytest.fixture
def pair() -> Iterator[tuple[Connection, socket.socket]]:
    """Our connection to a client, and the client's end."""
    listener = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(listener.getsockname())
    ours, _ = listener.accept()
    yield Connection(ours, clock=SettableClock()), client
    for one in (listener, client, ours):
        one.close()


def test_a_login_says_who_it_is() -> None:
    raw = varint(0) + string("cli") + varint(1) + varint(2) + varint(54_453)
    login = packets.read_login(reader_on(raw + string("db") + string("me") + string("pw")))
    assert login == packets.Login(revision=54_453, database="db", user="me", password="pw")
    assert packets.read_login(reader_on(b"GET / HTTP")) is None


def test_a_login_of_endless_names_is_not_read() -> None:
    with pytest.raises(TooLong):
        packets.read_login(reader_on(varint(0) + string("x" * (packets.LOGIN_STRING + 1))))


def info(revision: int, interface: int) -> bytes:
    """Client info as a driver of a revision writes it."""
    raw = b"\x01" + string("user") + string("id") + string("host")
    raw += bytes(8) if revision >= 54449 else b""
    raw += bytes([interface])
    if interface == 1:
        raw += string("os") + string("box") + string("cli") + varint(1) * 3
    elif interface == 2:
        raw += b"\x01" + string("agent")
        raw += string("forwarded") if revision >= 54443 else b""
        raw += string("referer") if revision >= 54447 else b""
    raw += string("quota")
    raw += varint(1) if revision >= 54448 else b""
    raw += varint(9) if interface == 1 else b""
    if revision >= 54442:
        raw += b"\x01" + bytes(24) + string("state") + b"\x00"
    raw += varint(0) * 3 if revision >= 54453 else b""
    return raw


@pytest.mark.parametrize("interface", [1, 2, 3])
@pytest.mark.parametrize("revision", [54429, 54441, 54442, 54443, 54447, 54448, 54449, 54453])
def test_a_query_of_every_revision_is_read_to_its_end(revision: int, interface: int) -> None:
    raw = string("query id") + info(revision, interface)
    raw += string("max_threads") + b"\x01" + string("2") + string("")
    raw += string("secret") if revision >= 54441 else b""
    raw += varint(2) + varint(1) + string("SELECT 1")
    reader = reader_on(raw)
    query = packets.read_query(reader, revision)
    assert query == packets.Query({"max_threads": "2"}, stage=2, compressed=True, sql="SELECT 1")
    assert reader.at == len(raw)


def test_a_query_may_come_without_client_info() -> None:
    raw = string("") + b"\x00" + string("") + varint(2) + varint(0) + string("SELECT 1")
    assert packets.read_query(reader_on(raw), 54_429).sql == "SELECT 1"


def test_an_exception_holds_code_and_text() -> None:
    raw = packets.exception(ServerError(60, "no such table"))
    reader = reader_on(raw)
    assert (reader.varint(), reader.number(4), reader.string()) == (2, 60, "DB::Exception")
    assert reader.string() == "DB::Exception: no such table"
    assert (reader.string(), reader.number(1), reader.at) == ("", 0, len(raw))


def test_progress_and_profile_hold_what_was_read() -> None:
    assert list(packets.progress(3, 4)) == [3, 3, 4, 0, 0, 0]
    assert list(packets.profile(rows=5, blocks=1, size=9)) == [6, 5, 1, 9, 0, 5, 1]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_block_is_the_same_on_the_other_side(
    pair: tuple[Connection, socket.socket], compressed: bool
) -> None:
    ours, client = pair
    theirs = Connection(client)
    ours.compressed = theirs.compressed = compressed
    raw = varint(1) + varint(1) + string("a") + string("String") + string("x" * 10_000)
    ours.send_block(raw)
    # What a server sends as data is packet 1, what a client sends 2: the kind is all that differs.
    assert theirs.reader.varint() == 1
    theirs.reader.buffer[0] = packets.DATA
    theirs.reader.at = 0
    assert theirs.read_block()[1].raw == raw


@pytest.mark.parametrize(
    ("kind", "code"), [(packets.CANCEL, 394), (packets.QUERY, 101), (packets.PING, 101)]
)
def test_another_packet_among_blocks_is_an_error(
    pair: tuple[Connection, socket.socket], kind: int, code: int
) -> None:
    ours, client = pair
    client.sendall(varint(kind))
    with pytest.raises(ServerError) as error:
        ours.read_block()
    assert error.value.code == code


def test_a_client_is_kept_alive_only_where_it_reads(
    pair: tuple[Connection, socket.socket],
) -> None:
    ours, client = pair
    ours.keep_alive()
    assert client.recv(99) == packets.progress()
    ours.socket.setblocking(False)
    with pytest.raises(BlockingIOError):
        _fill(ours.socket)
    ours.keep_alive()  # returns, though nothing more fits
    ours.hang_up()
    ours.hang_up()


def _fill(full: socket.socket) -> None:
    while True:
        full.send(bytes(1 << 20))


INSERTS = [
    ("INSERT INTO t VALUES", "INSERT INTO t", "t", None),
    ("insert into t (a, `b c`) values", "insert into t (a, `b c`)", "t", ["a", "b c"]),
    ("INSERT INTO TABLE d.t (a) FORMAT Native ;", "INSERT INTO TABLE d.t (a)", "d.t", ["a"]),
    (
        "INSERT INTO t (a) SETTINGS async_insert = 0 VALUES",
        "INSERT INTO t (a) SETTINGS async_insert = 0",
        "t",
        ["a"],
    ),
    (
        "INSERT INTO FUNCTION null('a UInt8') VALUES",
        "INSERT INTO FUNCTION null('a UInt8')",
        "FUNCTION null('a UInt8')",
        None,
    ),
]


@pytest.mark.parametrize(("sql", "statement", "table", "columns"), INSERTS)
def test_an_insert_whose_data_follow_is_known(
    sql: str, statement: str, table: str, columns: list[str] | None
) -> None:
    found = insert_of(sql)
    assert found is not None
    assert found.statement.rstrip() == statement
    assert (found.table, found.columns) == (table, columns)


@pytest.mark.parametrize(
    "sql", ["INSERT INTO t SELECT 1", "INSERT INTO t VALUES (1)", "SELECT 'INSERT INTO t VALUES'"]
)
def test_an_insert_that_has_its_data_is_none(sql: str) -> None:
    assert insert_of(sql) is None


@pytest.mark.parametrize(
    ("sql", "bare"),
    [
        ("SELECT 1 FORMAT TSV", "SELECT 1"),
        ("SELECT 1 format  Native ; ", "SELECT 1"),
        ("SELECT 'a FORMAT b'", "SELECT 'a FORMAT b'"),
        ("SELECT 1;", "SELECT 1"),
        (f"SELECT '{'x' * 100}' FORMAT Null", f"SELECT '{'x' * 100}'"),
    ],
)
def test_a_format_and_a_semicolon_at_the_end_are_left_out(sql: str, bare: str) -> None:
    assert without_format(sql) == bare


def test_what_a_statement_is() -> None:
    assert without_comment("-- a\n /* b */ SELECT 1 -- c").strip() == "SELECT 1 -- c"
    assert answers("SELECT 1")
    assert not answers(" create table t")
    assert describes("SHOW TABLES")
    assert not describes("SELECT 1")
    assert [database_used(sql) for sql in ("USE `a b`", "use x", 'USE "y"', "SELECT 1")] == [
        "a b",
        "x",
        "y",
        None,
    ]


def test_settings_are_taken_back_with_the_next_query() -> None:
    session = Session()
    settings = Settings(session, read_only=False)
    settings.apply({"max_threads": "2", "log_comment": "x", "a b": "c"})
    settings.apply({"max_threads": "2"})
    assert session.said == ["SET max_threads='2'"]
    settings.apply({"max_threads": "it's"})
    settings.apply({})
    assert session.said[1:] == ["SET max_threads='it\\'s'", "SET max_threads=DEFAULT"]


def test_a_readers_limit_goes_back_to_the_limit() -> None:
    session = Session()
    settings = Settings(session, read_only=True)
    settings.apply({"max_execution_time": "10"})
    settings.apply({})
    assert session.said[-1] == "SET max_execution_time=60"


def test_a_setting_that_the_engine_does_not_know_is_passed_over() -> None:
    session = Session(fails="nope", code=115)
    settings = Settings(session, read_only=False)
    settings.apply({"nope": "1", "final": "1"})
    settings.apply({})
    assert session.said == ["SET nope='1'", "SET final='1'", "SET final=DEFAULT"]
    with pytest.raises(RuntimeError):
        Settings(Session(fails="final", code=452), read_only=False).apply({"final": "1"})


def data(name: str, raw: bytes) -> bytes:
    return varint(packets.DATA) + string(name) + packets.BLOCK_INFO + raw


@pytest.mark.parametrize("read_only", [False, True])
def test_a_table_sent_along_lives_for_one_query(
    pair: tuple[Connection, socket.socket], read_only: bool
) -> None:
    ours, client = pair
    session = Session()
    tables = ExternalTables(session, read_only=read_only)
    client.sendall(data("ids", ROW) + data("ids", ROW) + data("", packets.EMPTY_BLOCK))
    tables.take_in(ours)
    tables.forget()
    tables.forget()
    roles = [said for said in session.said if said.startswith("SET ROLE")]
    assert roles == (["SET ROLE loader", "SET ROLE reader"] * 2 if read_only else [])
    others = [said for said in session.said if said not in roles and "block" not in said]
    assert others == [
        "CREATE TEMPORARY TABLE `ids` (`a` UInt8) ENGINE = Memory",
        *["INSERT INTO `ids`", "finished"] * 2,
        "DROP TEMPORARY TABLE `ids`",
    ]


def test_the_role_is_given_back_where_the_statement_fails(
    pair: tuple[Connection, socket.socket],
) -> None:
    ours, client = pair
    session = Session(fails="CREATE")
    tables = ExternalTables(session, read_only=True)
    client.sendall(data("ids", ROW) + data("", packets.EMPTY_BLOCK))
    with pytest.raises(RuntimeError):
        tables.take_in(ours)
    assert session.said[-1] == "SET ROLE reader"


def test_a_wrong_table_is_told_when_all_were_read(pair: tuple[Connection, socket.socket]) -> None:
    ours, client = pair
    tables = ExternalTables(Session(), read_only=False)
    client.sendall(data("no name", ROW) + data("ids", ROW) + data("", packets.EMPTY_BLOCK))
    client.sendall(varint(packets.PING))
    with pytest.raises(ServerError, match="is no name for an external table"):
        tables.take_in(ours)
    ours.reader.trim()
    assert ours.reader.varint() == packets.PING


def test_an_insert_tells_its_columns_and_takes_blocks_until_an_empty_one(
    pair: tuple[Connection, socket.socket],
) -> None:
    ours, client = pair
    session = Session()
    client.sendall(data("", ROW) + data("", ROW) + data("", packets.EMPTY_BLOCK))
    insert(session, ours, Insert("INSERT INTO t", "t", None))
    assert client.recv(999).endswith(header_of([("a", "UInt8")]))
    assert session.said.count("INSERT INTO t") == 1
    assert session.said[-1] == "finished"


def test_an_insert_that_fails_takes_in_the_rest_and_stores_nothing(
    pair: tuple[Connection, socket.socket],
) -> None:
    ours, client = pair
    session = Session(fails="block")
    client.sendall(data("", ROW) + data("", ROW) + data("", packets.EMPTY_BLOCK))
    client.sendall(varint(packets.PING))
    with pytest.raises(RuntimeError):
        insert(session, ours, Insert("INSERT INTO t", "t", None))
    assert session.said[-1] == "cancelled"
    assert "finished" not in session.said
    ours.reader.trim()
    assert ours.reader.varint() == packets.PING


def test_an_insert_into_a_column_that_is_not_there_is_refused_before_any_data(
    pair: tuple[Connection, socket.socket],
) -> None:
    ours, _ = pair
    for column in ("b", "made"):
        with pytest.raises(ServerError, match=f"No such column {column}"):
            insert(Session(), ours, Insert("INSERT INTO t", "t", [column]))
