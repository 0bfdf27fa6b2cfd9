"""The embedded ClickHouse behind its native protocol, seen through clickhouse-driver:

types, errors, users, cancel, kill -9.
"""

import datetime
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_driver import Client, errors

from tests.support.clickhouse import ClickHouse
from tests.support.system import wait


@pytest.fixture
def client(clickhouse_server: ClickHouse) -> Iterator[Client]:
    with Client("127.0.0.1", port=clickhouse_server.port, user="rumor", password="secret") as made:
        yield made


@pytest.fixture
def reader(clickhouse_server: ClickHouse) -> Iterator[Client]:
    with Client(
        "127.0.0.1", port=clickhouse_server.port, user="grafana", password="readonly"
    ) as made:
        yield made


UTC = datetime.UTC
ROW = (
    uuid.UUID(int=7),
    "мир 微信",
    "low",
    255,
    2**63,
    -5,
    1.5,
    datetime.datetime(2024, 1, 2, 3, 4, 5, 678000, UTC),
    ["a", "b"],
    {"k": "v"},
    None,
    "x",
    ("t", 1),
    [[1], [2, 3]],
    datetime.date(2024, 1, 2),
    True,
    ["l"],
    b"ab".decode(),
)
TYPES = (
    "UUID",
    "String",
    "LowCardinality(String)",
    "UInt8",
    "UInt64",
    "Int32",
    "Float64",
    "DateTime64(3, 'UTC')",
    "Array(String)",
    "Map(String, String)",
    "Nullable(UInt32)",
    "Nullable(String)",
    "Tuple(String, UInt8)",
    "Array(Array(UInt16))",
    "Date",
    "Bool",
    "Array(LowCardinality(String))",
    "FixedString(2)",
)


@pytest.mark.parametrize("compression", [False, "lz4"])
def test_every_type_we_use_survives_the_way_there_and_back(
    clickhouse_server: ClickHouse, compression: str | bool
) -> None:
    client = Client(
        "127.0.0.1",
        port=clickhouse_server.port,
        user="rumor",
        password="secret",
        compression=compression,
    )
    columns = ", ".join(f"c{n} {t}" for n, t in enumerate(TYPES))
    client.execute("DROP TABLE IF EXISTS types")
    client.execute(f"CREATE TABLE types ({columns}) ENGINE = Memory")
    client.execute("INSERT INTO types VALUES", [ROW] * 1_000)
    assert client.execute("SELECT * FROM types LIMIT 2") == [ROW, ROW]
    assert client.execute("SELECT count() FROM types") == [(1_000,)]


def test_time_zones_of_plain_times_are_kept(client: Client) -> None:
    rows = client.execute(
        "SELECT toDateTime('2024-01-01 00:00:00', 'UTC') AS a, 'x' AS b "
        "UNION ALL SELECT toDateTime('2024-01-01 00:00:00', 'UTC'), 'y'"
    )
    assert {row[0] for row in rows} == {datetime.datetime(2024, 1, 1, tzinfo=UTC)}


def test_results_without_rows_have_columns(client: Client) -> None:
    assert client.execute("SELECT 1 AS a, 'x' AS b WHERE 0", with_column_types=True) == (
        [],
        [("a", "UInt8"), ("b", "String")],
    )


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELEC 1", 62),
        ("SELECT * FROM nowhere", 60),
        ("SELECT nothing", 47),
        ("SELECT throwIf(number = 3) FROM numbers(10)", 395),
    ],
)
def test_errors_have_their_codes_and_the_connection_goes_on(
    client: Client, sql: str, code: int
) -> None:
    with pytest.raises(errors.ServerException) as error:
        client.execute(sql)
    assert error.value.code == code
    assert client.execute("SELECT 1") == [(1,)]


def test_a_failed_insert_stores_nothing(client: Client) -> None:
    client.execute("CREATE TABLE IF NOT EXISTS ints (a UInt8) ENGINE = Memory")
    with pytest.raises(errors.Error):
        client.execute("INSERT INTO ints (b) VALUES", [(1,)])
    assert client.execute("SELECT count() FROM ints") == [(0,)]


def test_an_insert_knows_what_became_of_its_table(
    clickhouse_server: ClickHouse, client: Client
) -> None:
    """Whoever changed it, and however: what a session knew of it holds no longer."""
    with Client("127.0.0.1", port=clickhouse_server.port, user="rumor", password="secret") as other:
        client.execute("CREATE TABLE changing (a UInt8) ENGINE = MergeTree ORDER BY a")
        for _ in range(2):
            client.execute("INSERT INTO changing VALUES", [(1,)])
        other.execute("ALTER TABLE changing ADD COLUMN b String")
        client.execute("INSERT INTO changing VALUES", [(2, "added")])
        with pytest.raises(errors.ServerException):
            client.execute("INSERT INTO changing (a, c) VALUES", [(3, "none such")])
        client.execute("-- why\nALTER TABLE changing MODIFY COLUMN b LowCardinality(String)")
        client.execute("INSERT INTO changing (a, b) VALUES", [(4, "another type")])
        found = client.execute("SELECT a, b FROM changing ORDER BY a")
        assert found == [(1, ""), (1, ""), (2, "added"), (4, "another type")]
        other.execute("DROP TABLE changing")
        with pytest.raises(errors.ServerException):
            client.execute("INSERT INTO changing VALUES", [(5, "gone")])
        other.execute("CREATE TABLE changing (t String) ENGINE = MergeTree ORDER BY t")
        client.execute("INSERT INTO changing VALUES", [("new",)])
        assert client.execute("SELECT * FROM changing") == [("new",)]
        # a temporary one hides it in this session alone
        client.execute("CREATE TEMPORARY TABLE changing (n Int64)")
        client.execute("INSERT INTO changing VALUES", [(-1,)])
        other.execute("INSERT INTO changing VALUES", [("as before",)])
        client.execute("DROP TEMPORARY TABLE changing")
        assert other.execute("SELECT * FROM changing ORDER BY t") == [("as before",), ("new",)]
        client.execute("DROP TABLE changing")


def test_settings_and_parameters(client: Client) -> None:
    assert client.execute("SELECT %(a)s, array%(b)s", {"a": "o'clock", "b": (1, 2)}) == [
        ("o'clock", [1, 2])
    ]
    with pytest.raises(errors.ServerException):
        client.execute(
            "SELECT * FROM numbers(1000)",
            settings={"max_result_rows": 10, "result_overflow_mode": "throw"},
        )
    assert len(client.execute("SELECT * FROM numbers(1000)")) == 1_000


def test_sessions_run_side_by_side(clickhouse_server: ClickHouse) -> None:
    def sleep() -> None:
        Client("127.0.0.1", port=clickhouse_server.port, user="rumor", password="secret").execute(
            "SELECT sleep(1)"
        )

    began = time.monotonic()
    threads = [threading.Thread(target=sleep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (
        time.monotonic() - began < 2.9
    )  # not a speed: three sleeps of a second in a row take three


def test_a_client_that_leaves_ends_its_query(clickhouse_server: ClickHouse, client: Client) -> None:
    other = Client("127.0.0.1", port=clickhouse_server.port, user="rumor", password="secret")
    threading.Thread(
        target=lambda: _ignore(lambda: other.execute("SELECT count() FROM numbers(1000000000000)")),
        daemon=True,
    ).start()
    running = (
        "SELECT count() FROM system.processes "
        "WHERE query LIKE '%1000000000000%' AND query NOT LIKE '%processes%'"
    )
    wait(lambda: client.execute(running)[0][0] > 0, 60, "the query never ran")
    other.connection.socket.shutdown(socket.SHUT_RDWR)
    wait(lambda: client.execute(running)[0][0] == 0, 10, "the query outlived its client")


def test_garbage_is_hung_up_on(clickhouse_server: ClickHouse, client: Client) -> None:
    for garbage in (b"GET / HTTP/1.1\r\n\r\n", b"\x00\xff\xff", b"\x05" * 100):
        with socket.create_connection(("127.0.0.1", clickhouse_server.port)) as connection:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(5)
            while connection.recv(1_000):
                pass
    assert client.execute("SELECT 1") == [(1,)]


def test_a_wrong_password_is_refused(clickhouse_server: ClickHouse) -> None:
    with pytest.raises(errors.ServerException) as error:
        Client("127.0.0.1", port=clickhouse_server.port, user="rumor", password="wrong").execute(
            "SELECT 1"
        )
    assert error.value.code == 516


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM file('/etc/passwd', 'LineAsString')",
        "SELECT * FROM url('http://127.0.0.1/', 'RawBLOB')",
        "SELECT file('/etc/passwd')",
        "SELECT * FROM `file`('/etc/passwd', 'LineAsString')",
        "SELECT * FROM s3('x')",
        "SELECT * FROM remote('127.0.0.1', system.one)",
        "SELECT * FROM executable('x', 'TSV', 'a String')",
        "INSERT INTO ints VALUES (1)",
        "DROP TABLE ints",
        "CREATE TABLE x (a UInt8) ENGINE = Memory",
        "SELECT 1 INTO OUTFILE '/tmp/x'",
        "SELECT 1; DROP TABLE ints",
        "SET readonly = 0",
        "/* x */ ALTER TABLE ints DELETE WHERE 1",
        "SYSTEM SHUTDOWN",
        "SELECT * FROM /* ' */ file /* ' */ ('/etc/passwd')",
        "WITH 1 AS a SELECT * FROM file('/etc/passwd')",
        "SELECT * FROM File ('/etc/passwd')",
    ],
)
def test_the_reader_may_only_read_tables(client: Client, reader: Client, sql: str) -> None:
    client.execute("CREATE TABLE IF NOT EXISTS ints (a UInt8) ENGINE = Memory")
    with pytest.raises(errors.ServerException) as error:
        reader.execute(sql)
    assert error.value.code == 164
    assert reader.execute("SELECT count() >= 0 FROM ints") == [(1,)]


def test_the_reader_may_ask_what_a_dashboard_asks(reader: Client) -> None:
    assert reader.execute("WITH 2 AS two SELECT two, 'file(x)' AS words -- url(") == [
        (2, "file(x)")
    ]
    assert reader.execute("SELECT 1", settings={"max_execution_time": 10}) == [(1,)]


PASSWORDS = {
    **os.environ,
    "EMBEDDED_CLICKHOUSE_PASSWORD": "pw",
    "EMBEDDED_CLICKHOUSE_READER_PASSWORD": "readonly",
}


def start(path: Path, port: int) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-m",
        "deploy.embedded.clickhouse.server",
        str(path),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        command, env=PASSWORDS, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("clickhouse 2")
    return process


def test_kill_9_keeps_what_was_acknowledged_and_the_driver_comes_back(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = start(tmp_path / "ch", port)
    acknowledged = 0
    client = Client("127.0.0.1", port=port, user="rumor", password="pw")
    client.execute("CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n")
    killer = threading.Timer(1.0, lambda: os.kill(process.pid, signal.SIGKILL))
    killer.start()
    try:
        while True:
            client.execute("INSERT INTO t VALUES", [(acknowledged + n,) for n in range(100)])
            acknowledged += 100
    except (EOFError, OSError, errors.Error):
        client.disconnect()
    process.wait()
    process.stdout.close()  # type: ignore[union-attr]
    process = start(tmp_path / "ch", port)
    found = client.execute("SELECT count(), max(n) FROM t")[0]
    assert found[0] in (acknowledged, acknowledged + 100)
    assert acknowledged > 0
    process.terminate()
    assert process.wait(10) == 0
    process.stdout.close()  # type: ignore[union-attr]


def test_a_taken_port_and_a_taken_directory_are_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "deploy.embedded.clickhouse.server",
                str(tmp_path / "a"),
                "--port",
                port,
            ],
            env=PASSWORDS,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    process = start(tmp_path / "b", int(port))
    again = [
        sys.executable,
        "-m",
        "deploy.embedded.clickhouse.server",
        str(tmp_path / "b"),
        "--port",
        "0",
    ]
    done = subprocess.run(again, env=PASSWORDS, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "another process may be using it" in done.stderr
    process.terminate()
    process.wait(10)
    process.stdout.close()  # type: ignore[union-attr]


def _ignore(work: object) -> None:
    try:
        work()  # type: ignore[operator]
    except Exception:
        pass
