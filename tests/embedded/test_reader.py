"""Grafana's user of the embedded ClickHouse cannot leave the database, whatever it sends."""

import json
import os
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from clickhouse_driver import Client, errors

from deploy.embedded.clickhouse import allowed
from deploy.embedded.clickhouse.engine import gone
from deploy.embedded.clickhouse.syntax import NotUnderstood, tokens
from deploy.embedded.clickhouse.types import is_type, quoted_name
from deploy.embedded.clickhouse.wire import string, varint
from streams.store import migrations
from streams.store.database import Database
from tests.embedded.hostile import (
    COMMENTS,
    HOSTILE,
    LEGITIMATE,
    NETWORK,
    QUOTING,
    WITHOUT_TRICKS,
)

ROOT = Path(__file__).parents[2]
SECRET = "canary-7c1e"
READONLY, SYNTAX, ACCESS = 164, 62, 497


@dataclass
class Place:
    """A running engine with a migrated database, files that must stay secret, and a listener."""

    port: int
    folder: Path
    listener: int
    asked: list[str] = field(default_factory=list)

    @property
    def canary(self) -> Path:
        return self.folder / "canary"

    @property
    def target(self) -> Path:
        return self.folder / "target"

    def client(self, user: str = "grafana", database: str = "rumor") -> Client:
        password = {"grafana": "readonly", "rumor": "secret"}[user]
        return Client("127.0.0.1", port=self.port, user=user, password=password, database=database)

    def filled(self, sql: str) -> str:
        kept = {"INFILE": "\x01", "OUTFILE": "\x02"}
        for word, sign in kept.items():
            sql = sql.replace(word, sign)
        values = {
            "FOLDER": str(self.folder),
            "FILE": str(self.canary),
            "'OUT'": f"'{self.target}'",
            "$OUT$": f"${self.target}$",
            "URL": f"http://127.0.0.1:{self.listener}",
            "PORT": str(self.listener),
            "CWD": "table.csv",
        }
        for word, value in values.items():
            sql = sql.replace(word, value)
        for word, sign in kept.items():
            sql = sql.replace(sign, word)
        return sql

    def held(self) -> None:
        """Nothing was written, nothing was asked."""
        assert not self.target.exists()
        assert self.asked == []
        assert self.canary.read_text() == SECRET


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("reader")
    env = {
        **os.environ,
        "EMBEDDED_CLICKHOUSE_PASSWORD": "secret",
        "EMBEDDED_CLICKHOUSE_READER_PASSWORD": "readonly",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "deploy.embedded.clickhouse.server", ":memory:", "--port", "0"]
    listener = socket.create_server(("127.0.0.1", 0))
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, text=True, cwd=folder
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2])
        made = Place(port=port, folder=folder, listener=listener.getsockname()[1])
        made.canary.write_text(SECRET)
        (folder / "table.csv").write_text(f"{SECRET},1\n")
        threading.Thread(target=_note, args=(listener, made.asked), daemon=True).start()
        base = Database(f"clickhouse://rumor:secret@127.0.0.1:{port}/rumor")
        migrations.migrate(base)
        base.execute("CREATE DATABASE other")
        base.execute("CREATE TABLE other.t (a String) ENGINE = Memory")
        base.close()
        yield made
        process.terminate()
    listener.close()


@pytest.fixture
def reader(place: Place) -> Iterator[Client]:
    with place.client() as made:
        yield made


def _note(listener: socket.socket, asked: list[str]) -> None:
    while True:
        try:
            connection, address = listener.accept()
        except OSError:
            return
        asked.append(str(address))
        connection.close()


def test_there_are_enough_hostile_statements() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 350


@pytest.mark.parametrize("database", ["rumor", "default"])
@pytest.mark.parametrize("sql", HOSTILE)
def test_a_hostile_statement_is_refused(place: Place, sql: str, database: str) -> None:
    if sql == f"USE {database}":
        pytest.skip("its own database")
    with place.client(database=database) as client, pytest.raises(errors.ServerException) as error:
        client.execute(place.filled(sql))
    assert SECRET not in str(error.value)
    place.held()


@pytest.mark.parametrize("sql", [*QUOTING, *COMMENTS, *WITHOUT_TRICKS, *NETWORK])
def test_what_is_understood_is_refused_before_it_runs_and_says_why(
    place: Place, reader: Client, sql: str
) -> None:
    if "FILE('FILE')" in sql or "−" in sql:
        pytest.skip("no statement at all")
    with pytest.raises(errors.ServerException) as error:
        reader.execute(place.filled(sql))
    assert error.value.code == READONLY, str(error.value)
    assert "grafana" in str(error.value)
    assert "may only read the tables" in str(error.value)


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("SELECT \"fi\\x6ce\"('/etc/passwd')", "the function file()"),
        ("SELECT * FROM UrL('http://127.0.0.1')", "the function UrL()"),
        ("SELECT 1 SETTINGS readonly = 0", "the setting readonly"),
        ("SELECT * FROM system.processes", "the table system.processes"),
        ("SELECT * FROM other.t", "the database other"),
        ("SELECT 1 INTO OUTFILE '/tmp/x'", "INTO OUTFILE"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("DROP TABLE alerts", "DROP"),
        ("SET ROLE writer", "SET ROLE"),
    ],
)
def test_a_refusal_names_what_is_refused(reader: Client, sql: str, named: str) -> None:
    with pytest.raises(errors.ServerException, match="refused") as error:
        reader.execute(sql)
    assert named in str(error.value)


@pytest.mark.parametrize("sql", LEGITIMATE)
def test_what_a_dashboard_asks_is_answered(reader: Client, sql: str) -> None:
    reader.execute(sql)
    assert reader.execute("SELECT 1") == [(1,)]


def test_the_engines_text_of_a_statement_means_the_same(place: Place, reader: Client) -> None:
    with place.client("rumor") as writer:
        for sql in LEGITIMATE:
            if (
                sql.startswith(("SELECT", "WITH", "("))
                and "current" not in sql
                and "system" not in sql
            ):
                (ours, types), (theirs, known) = (
                    c.execute(sql, with_column_types=True) for c in (reader, writer)
                )
                # As text, for nan is not nan; in any order, for a union has none.
                assert sorted(map(repr, ours)) == sorted(map(repr, theirs)), sql
                assert types == known, sql


def test_strings_and_names_reach_the_reader_as_they_were_sent(reader: Client) -> None:
    text = 'a\'b\\c\n\t\0 -- # /* $$ `x` "y" 谣言 \u2028 😀'
    assert reader.execute("SELECT %(text)s", {"text": text}) == [(text,)]
    names = reader.execute('SELECT 1 AS `谣 言`, 2 AS "a -- b"', with_column_types=True)[1]
    assert [name for name, _ in names] == ["谣 言", "a -- b"]


def test_times_keep_their_zone_for_the_reader(reader: Client) -> None:
    sql = "SELECT toDateTime('2024-01-01 00:00:00', 'Asia/Tokyo') AS t"
    assert reader.execute(sql, with_column_types=True)[1] == [("t", "DateTime('Asia/Tokyo')")]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT text FROM variants",
        "SELECT external_id FROM sightings",
        "SELECT uniq(reporter) FROM sightings",
        "SELECT * FROM sightings",
        "SELECT * FROM variants LIMIT 1",
        "SELECT COLUMNS('text') FROM rumor.variants",
        "SELECT count() FROM variants WHERE text LIKE '%1380013%'",
        "SELECT 1 FROM variants ORDER BY text",
    ],
)
def test_raw_texts_ids_and_reporters_are_not_for_the_reader(reader: Client, sql: str) -> None:
    with pytest.raises(errors.ServerException, match="no raw text, external id") as error:
        reader.execute(sql)
    assert error.value.code == ACCESS


def test_a_very_long_statement_is_refused_in_one_line(reader: Client) -> None:
    with pytest.raises(errors.ServerException) as error:
        reader.execute("SELECT 1" + " " * 300_000 + "+ 1")
    assert len(str(error.value)) < 1_000
    with pytest.raises(errors.ServerException):
        reader.execute("SELECT " + "(" * 3_000 + "1" + ")" * 3_000)
    many = " OR ".join(f"number = {number}" for number in range(500))
    assert reader.execute(f"SELECT count() FROM numbers(1000) WHERE {many}") == [(500,)]
    some = " + ".join(["1"] * 100)
    assert reader.execute(f"SELECT {some}") == [(100,)]


@pytest.mark.parametrize(
    "settings",
    [
        {"max_execution_time": 0},
        {"max_execution_time": 3_600},
        {"max_memory_usage": 0},
        {"max_result_rows": 0},
        {"max_threads": 1_000_000},
        {"allow_introspection_functions": 1},
        {"allow_experimental_eval_table_function": 1},
        {"additional_result_filter": "file('/etc/passwd') = ''"},
        {"param_x": "'x'"},
        {"dialect": "kusto"},
        {"profile": "default"},
        {"no_such_setting": 1},
        {"max_threads = 1, readonly": "0"},
    ],
)
def test_a_reader_cannot_loosen_anything_by_a_packets_settings(
    reader: Client, settings: dict[str, object]
) -> None:
    with pytest.raises(errors.ServerException):
        reader.execute("SELECT 1", settings=settings)
    assert reader.execute("SELECT 1") == [(1,)]


def test_limits_hold_from_the_start_and_come_back(reader: Client) -> None:
    too_many = "SELECT number FROM numbers(1000001) ORDER BY number"
    for _ in range(2):
        with pytest.raises(errors.ServerException, match="TOO_MANY_ROWS"):
            reader.execute(too_many)
        with pytest.raises(errors.ServerException, match="max rows: 10"):
            reader.execute("SELECT * FROM numbers(1000)", settings={"max_result_rows": 10})
        assert len(reader.execute("SELECT * FROM numbers(1000)")) == 1_000
    with pytest.raises(errors.ServerException, match="MEMORY_LIMIT_EXCEEDED"):
        reader.execute(
            "SELECT groupArray(number) FROM numbers(10000000)",
            settings={"max_memory_usage": 50_000_000},
        )
    names = "('max_execution_time', 'max_memory_usage', 'readonly')"
    held = f"SELECT value FROM system.settings WHERE name IN {names} ORDER BY name"
    assert reader.execute(held) == [("60",), ("4000000000",), ("2",)]


def test_settings_that_only_drivers_and_writers_send_are_left_out(reader: Client) -> None:
    sent = {"readonly": 0, "async_insert": 1, "log_comment": "session-1", "max_threads": 2}
    assert reader.execute("SELECT 1", settings=sent) == [(1,)]
    with pytest.raises(errors.ServerException):
        reader.execute("INSERT INTO alerts (tenant) SELECT 'x'", settings=sent)


def test_a_setting_stays_for_the_session_and_the_reader_stays_a_reader(reader: Client) -> None:
    reader.execute("SET max_result_rows = 5")
    with pytest.raises(errors.ServerException, match="max rows: 5"):
        reader.execute("SELECT * FROM numbers(6)")
    with pytest.raises(errors.ServerException) as error:
        reader.execute("SET max_result_rows = 10, readonly = 0")
    assert error.value.code == READONLY


class Raw:
    """A client that sends what no driver would."""

    def __init__(self, place: Place, *, user: str = "grafana", database: str = "rumor") -> None:
        password = {"grafana": "readonly", "rumor": "secret"}[user]
        self.socket = socket.create_connection(("127.0.0.1", place.port), timeout=20)
        login = [string(text) for text in (database, user, password)]
        hello = varint(0) + string("raw") + varint(1) + varint(0) + varint(54_429)
        self.socket.sendall(hello + b"".join(login))
        self.socket.recv(1_000)

    def query(self, sql: str) -> None:
        info = b"\x01" + string("") * 3 + b"\x01" + string("") * 3 + varint(0) * 3 + string("")
        settings = string("")
        self.socket.sendall(
            varint(1) + string("") + info + varint(0) + settings + varint(2) + varint(0)
        )
        self.socket.sendall(string(sql))

    def data(self, table: str, columns: list[tuple[str, str]], value: str = "") -> None:
        block = varint(len(columns)) + varint(1 if columns else 0)
        for name, kind in columns:
            block += string(name) + string(kind) + string(value)
        self.socket.sendall(varint(2) + string(table) + varint(0) + block)

    def answer(self) -> bytes:
        """All that comes until the end or an exception is complete, or the server hangs up."""
        got = b""
        self.socket.settimeout(1.0)
        try:
            while more := self.socket.recv(1 << 16):
                got += more
                self.socket.settimeout(0.3)
        except TimeoutError:
            pass
        return got

    def close(self) -> None:
        self.socket.close()


ENGINES = [
    "`z` (line String) ENGINE = File('TSVRaw', 'OUT') -- ",
    "z` (line String) ENGINE = File('TSVRaw', 'OUT') -- ",
    "x` (l String) ENGINE = File('LineAsString', 'FILE') -- ",
    'z" (line String) ENGINE = File(TSVRaw) -- ',
    "z (a String) ENGINE = URL('URL', TSV)",
    "z\\",
    "z\n",
    "a b",
    "",
    "rumor.alerts",
    "_" * 300,
    "谣言",
]


@pytest.mark.parametrize("user", ["grafana", "rumor"])
@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("name", ENGINES)
def test_a_sent_tables_name_is_a_name(place: Place, name: str, ends: bool, user: str) -> None:
    raw = Raw(place, user=user)
    raw.query("SELECT 1")
    for _ in range(2):
        raw.data(place.filled(name), [("line", "String")], "overwritten")
    if ends:
        raw.data("", [])
    got = raw.answer()
    if ends and name:
        assert b"is no name for an external table" in got
    raw.close()
    with place.client() as client:
        assert client.execute("SELECT 1") == [(1,)]
    place.held()


@pytest.mark.parametrize("user", ["grafana", "rumor"])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a` String) ENGINE = File('TSVRaw', 'OUT') -- ", "String"),
        ("a\\", "String"),
        ("a", "String) ENGINE = File('TSVRaw', 'OUT') -- "),
        ("a", "String DEFAULT file('FILE')"),
        ("a", "String ALIAS file('FILE')"),
        ("a", "String, b String MATERIALIZED file('FILE')"),
        ("a", "String CODEC(NONE)"),
        ("a", "String TTL now()"),
        ("a", "String -- "),
        ("a", "FixedString(file('FILE'))"),
        ("a", "AggregateFunction(sum, UInt64)"),
        ("a", "Enum8('a' = file('FILE'))"),
    ],
)
def test_a_sent_tables_columns_are_columns(place: Place, name: str, kind: str, user: str) -> None:
    raw = Raw(place, user=user)
    raw.query("SELECT * FROM z")
    raw.data("z", [(place.filled(name), place.filled(kind))], "overwritten")
    raw.data("z", [(place.filled(name), place.filled(kind))], "overwritten")
    raw.data("", [])
    got = raw.answer()
    raw.close()
    assert SECRET.encode() not in got
    place.held()


@pytest.mark.parametrize("user", ["grafana", "rumor"])
def test_tables_sent_along_can_be_read_for_one_query(place: Place, user: str) -> None:
    table = {
        "name": "ids",
        "structure": [("it's `a` name", "Array(Nullable(UInt64))"), ("t", "DateTime64(3, 'UTC')")],
        "data": [{"it's `a` name": [1, None], "t": 0}],
    }
    with place.client(user) as client:
        for _ in range(2):
            rows = client.execute("SELECT `it's \\`a\\` name` FROM ids", external_tables=[table])
            assert rows == [([1, None],)]
            joined = "SELECT count() FROM numbers(3) WHERE number IN (SELECT 1 FROM ids)"
            assert client.execute(joined, external_tables=[table]) == [(1,)]
        with pytest.raises(errors.ServerException):
            client.execute("SELECT * FROM ids")
        with pytest.raises(errors.ServerException):
            client.execute("SELECT nothing FROM ids", external_tables=[table])
        with pytest.raises(errors.ServerException):
            client.execute("SELECT * FROM ids")


def test_a_reader_with_a_table_of_its_own_is_still_a_reader(place: Place, reader: Client) -> None:
    table = {"name": "ids", "structure": [("a", "String")], "data": [{"a": "x"}]}
    reader.execute("SELECT * FROM ids", external_tables=[table])
    for sql in (
        "SELECT file('FILE')",
        "CREATE TEMPORARY TABLE t (a String)",
        "SELECT text FROM variants",
    ):
        with pytest.raises(errors.ServerException):
            reader.execute(place.filled(sql), external_tables=[table])
    place.held()


def test_a_login_announces_no_endless_names_or_numbers(place: Place) -> None:
    for login in (
        varint(0) + varint(1 << 40) + b"x" * 100,
        varint(0) + b"\xff" * 100,
        varint(0) + string("x" * 5_000),
    ):
        with socket.create_connection(("127.0.0.1", place.port), timeout=5) as connection:
            connection.sendall(login)
            assert _rest(connection) == b""


def test_a_packed_block_announces_no_gigabytes(place: Place) -> None:
    raw = Raw(place)
    raw.socket.sendall(
        varint(1) + string("") + b"\x00" + varint(0) + varint(2) + varint(1) + string("SELECT 1")
    )
    head = bytes(16) + b"\x82" + struct.pack("<II", 100, (1 << 32) - 1)
    raw.socket.sendall(varint(2) + string("") + head)
    assert _rest(raw.socket) == b""
    raw.close()


def _rest(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1_000)
    except ConnectionResetError:
        return b""


def test_silent_clients_do_not_keep_others_out(place: Place) -> None:
    silent = [socket.create_connection(("127.0.0.1", place.port)) for _ in range(400)]
    try:
        with place.client() as client:
            rows = client.execute("SELECT count() FROM numbers(300) WHERE NOT ignore(rand())")
            assert rows == [(300,)]
    finally:
        for connection in silent:
            connection.close()


def test_a_descriptor_beyond_1023_is_watched_like_any_other() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard not in (resource.RLIM_INFINITY,) and hard < 2_000:
        pytest.skip("no such descriptors here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2_000), hard))
    ours, theirs = socket.socketpair()
    try:
        with socket.socket(fileno=os.dup2(ours.fileno(), 1_900)) as high:
            assert not gone(high)
            theirs.sendall(b"\x02more")
            assert not gone(high)
            theirs.close()
            assert gone(high)
    finally:
        ours.close()
        theirs.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_client_that_reads_nothing_holds_up_nobody(place: Place) -> None:
    deaf = Raw(place)
    deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    deaf.query("SELECT repeat('x', 1000) FROM numbers(900000)")
    deaf.data("", [])
    time.sleep(0.3)
    with place.client("rumor") as admin, place.client() as leaver:
        threading.Thread(target=_fails, args=(leaver,), daemon=True).start()
        count = "SELECT count() FROM system.processes WHERE query LIKE '%999999999999%'"
        running = f"{count} AND query NOT LIKE '%processes%'"
        _wait(lambda: admin.execute(running)[0][0] == 1)
        leaver.connection.socket.shutdown(socket.SHUT_RDWR)
        _wait(lambda: admin.execute(running)[0][0] == 0)
    deaf.close()


def _fails(client: Client) -> None:
    try:
        client.execute("SELECT count() FROM numbers(999999999999) WHERE NOT ignore(rand())")
    except (errors.Error, OSError, EOFError):
        pass


def _wait(met: object) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if met():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError("not within 15 s")


ALONE = """
import json, sys
from deploy.embedded.clickhouse.engine import Engine, ServerError, ask
engine = Engine(":memory:")
engine._anchor.query("CREATE DATABASE rumor")
connection, _ = engine.connect(read_only=True)
out = []
for sql in json.load(sys.stdin):
    try:
        out.append([0, str(ask(connection, sql))])
    except ServerError as error:
        out.append([error.code, str(error)])
print(json.dumps(out), flush=True)

import os
os._exit(0)
"""


def test_grants_alone_keep_a_session_from_files_addresses_and_tables(place: Place) -> None:
    """Without the guard: what only the engine's roles and limits refuse."""
    statements = [
        "SELECT * FROM file('FILE', 'LineAsString', 'l String')",
        'SELECT * FROM default."FILE"',
        "SELECT content FROM filesystem('FOLDER')",
        "SELECT * FROM url('URL', 'RawBLOB', 'l String')",
        "SELECT * FROM remote('127.0.0.1:PORT', system.one)",
        "DESCRIBE TABLE file('FILE')",
        "SELECT * FROM executable('cat FILE', 'LineAsString', 'l String')",
        "CREATE TEMPORARY TABLE z (a String) ENGINE = File('TSVRaw', 'OUT')",
        "INSERT INTO FUNCTION file('OUT', 'TSV', 'a String') SELECT 'x'",
        "CREATE TABLE rumor.x (a String) ENGINE = Memory",
        "BACKUP DATABASE rumor TO File('OUT')",
        "SET readonly = 0",
        "SET max_execution_time = 0",
    ]
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        input=json.dumps([place.filled(sql) for sql in statements]),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=place.folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    answers = json.loads(done.stdout)
    assert [code in (READONLY, 452, ACCESS) for code, _ in answers] == [True] * len(statements), (
        answers
    )
    assert SECRET not in done.stdout
    place.held()


def test_the_lists_hold_nothing_that_reaches_out(place: Place) -> None:
    """Every name is a function of this engine, and none is a table function as well."""
    with place.client("rumor") as writer:
        known = {row[0].lower() for row in writer.execute("SELECT name FROM system.functions")}
        tables = {
            row[0].lower() for row in writer.execute("SELECT name FROM system.table_functions")
        }
        settings = {row[0] for row in writer.execute("SELECT name FROM system.settings")}
        combinators = {
            row[0]
            for row in writer.execute("SELECT name FROM system.aggregate_function_combinators")
        }
    names = {name.lower() for name in allowed.SCALARS | allowed.AGGREGATES}
    assert names - known <= {"lambda", "exists", "grouping"}
    assert not names & tables
    assert {name.lower() for name in allowed.TABLE_FUNCTIONS} <= tables
    assert set(allowed.COMBINATORS) <= combinators
    assert settings | {"run_query_in_background"} >= allowed.SETTINGS | allowed.MEANINGLESS
    for name in (
        "file",
        "sleep",
        "sleepIf",
        "dictGet",
        "getSetting",
        "url",
        "fileState",
        "State",
        "",
    ):
        assert not allowed.may_call(name)
    for name in ("countIf", "sumMapState", "quantileExactOrNullIf", "COUNT", "Max"):
        assert allowed.may_call(name)


@pytest.mark.parametrize(
    "text", ["SELECT 1 -- x", "a /* x */", "a // b", "# x", "{a:b}", "`a\\nb`", "a;", "a -->b", "“"]
)
def test_words_that_the_engines_text_never_has_are_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        tokens(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("String", True),
        ("Array(Nullable(UInt64))", True),
        ("Map(String, Tuple(a UInt8, b Array(String)))", True),
        ("DateTime64(3, 'UTC')", True),
        ("Enum8('a' = 1, 'b\\'' = -2)", True),
        ("LowCardinality(FixedString(2))", True),
        ("Decimal(9, 2)", True),
        ("", False),
        ("String)", False),
        ("String String", False),
        ("Array", False),
        ("Array()", False),
        ("Array(String", False),
        ("String DEFAULT 1", False),
        ("FixedString(f(1))", False),
        ("Nope", False),
        ("Array(" * 500 + "String" + ")" * 500, False),
        ("x" * 100_000, False),
    ],
)
def test_a_type_is_a_type(text: str, plain: bool) -> None:
    assert is_type(text) is plain


def test_a_name_is_quoted_whatever_is_in_it() -> None:
    assert quoted_name("a`b\\") == "`a\\`b\\\\`"
