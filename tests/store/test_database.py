"""Connections and errors: what may be tried again, what may not, what is a defect."""

import asyncio
import threading
from typing import Any, ClassVar

import pytest
from clickhouse_driver import errors
from msgspec import Struct

from streams.errors import Refused, Unavailable
from streams.store import database as module
from streams.store.database import (
    NOT_LET_IN,
    NOT_THERE,
    RETRYABLE,
    Database,
    NotThere,
    StoreRefused,
    StoreUnavailable,
)
from streams.store.tables import MigrationRow
from tests.support.clickhouse import ClickHouse

URL = "clickhouse://us%40er:top%2Fsecret@there:9123/facts"


class Client:
    """A driver's client that fails as it is told."""

    made: ClassVar[list["Client"]]
    failure: Exception | None = None

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.disconnected = 0
        self.made.append(self)

    def execute(self, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        if self.failure is not None:
            raise self.failure
        return [(1,)]

    def disconnect(self) -> None:
        self.disconnected += 1

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.disconnect()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    """The class whose instances a database gets from the driver."""

    class Fresh(Client):
        made: ClassVar[list[Client]] = []

    monkeypatch.setattr(module, "Client", Fresh)
    return Fresh


def server_error(code: int) -> errors.ServerException:
    return errors.ServerException("DB::Exception: no", code)


def failing(client: type[Client], failure: Exception) -> Database:
    client.failure = failure
    return Database(URL)


def test_a_url_says_where_who_and_which(client: type[Client]) -> None:
    base = Database(URL)
    base.execute("SELECT 1")
    options = client.made[0].options
    assert base.name == options["database"] == "facts"
    assert (options["host"], options["port"], options["secure"]) == ("there", 9123, False)
    assert (options["user"], options["password"]) == ("us@er", "top/secret")


@pytest.mark.parametrize(
    ("url", "port", "secure"),
    [("clickhouse://h/x", 9000, False), ("clickhouses://h/x", 9440, True)],
)
def test_a_url_without_a_port_has_the_usual_one(
    client: type[Client], url: str, port: int, secure: bool
) -> None:
    Database(url).execute("SELECT 1")
    options = client.made[0].options
    assert (options["port"], options["secure"]) == (port, secure)


def test_a_url_without_a_database_means_ours() -> None:
    assert Database("clickhouse://h").name == "rumor"


@pytest.mark.parametrize("code", sorted(RETRYABLE))
def test_a_server_that_cannot_now_is_unavailable(client: type[Client], code: int) -> None:
    with pytest.raises(StoreUnavailable, match=f"code {code}") as error:
        failing(client, server_error(code)).execute("SELECT 1")
    assert isinstance(error.value, Unavailable)


@pytest.mark.parametrize("code", sorted(NOT_LET_IN))
def test_a_server_that_does_not_let_us_in_is_no_use_to_try_again(
    client: type[Client], code: int
) -> None:
    with pytest.raises(StoreRefused, match=r"there:9123 does not let user us@er in") as error:
        failing(client, server_error(code)).execute("SELECT 1")
    assert isinstance(error.value, Refused)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("code", sorted(NOT_THERE))
def test_a_table_that_is_not_there_is_said_to_be(client: type[Client], code: int) -> None:
    with pytest.raises(NotThere):
        failing(client, server_error(code)).execute("SELECT 1")


def test_what_else_a_server_refuses_is_a_defect(client: type[Client]) -> None:
    syntax_error = server_error(62)
    with pytest.raises(errors.ServerException) as error:
        failing(client, syntax_error).execute("SELEC 1")
    assert error.value is syntax_error
    assert client.made[0].disconnected == 0


@pytest.mark.parametrize(
    "failure",
    [
        errors.NetworkError("topsecret"),
        errors.SocketTimeoutError("topsecret"),
        EOFError("topsecret"),
        ConnectionResetError("topsecret"),
        errors.UnknownPacketFromServerError("topsecret"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_a_broken_connection_is_given_up_and_may_be_tried_again(
    client: type[Client], failure: Exception
) -> None:
    base = failing(client, failure)
    with pytest.raises(StoreUnavailable, match="ClickHouse at there:9123") as error:
        base.execute("SELECT 1")
    assert "topsecret" not in str(error.value)
    assert client.made[0].disconnected == 1
    client.failure = None
    assert base.execute("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (server_error(516), StoreRefused),
        (server_error(202), StoreUnavailable),
        (ConnectionRefusedError(), StoreUnavailable),
    ],
)
def test_creating_tells_the_same_errors(
    client: type[Client], failure: Exception, told: type[Exception]
) -> None:
    with pytest.raises(told):
        failing(client, failure).create()


def test_a_clickhouse_that_is_away_is_said_to_be() -> None:
    away = Database("clickhouse://u:topsecret@127.0.0.1:9/x")
    with pytest.raises(StoreUnavailable) as error:
        away.execute("SELECT 1")
    assert "topsecret" not in str(error.value)


def test_a_wrong_password_is_refused(clickhouse_server: ClickHouse) -> None:
    stranger = Database(f"clickhouse://rumor:guess@127.0.0.1:{clickhouse_server.port}/x")
    with pytest.raises(StoreRefused, match="check RUMOR_CLICKHOUSE_URL"):
        stranger.execute("SELECT 1")
    stranger.close()


def test_no_such_table_and_no_such_database(
    database: Database, clickhouse_server: ClickHouse
) -> None:
    with pytest.raises(NotThere):
        database.execute("SELECT * FROM nothing_here")
    url = f"clickhouse://rumor:secret@127.0.0.1:{clickhouse_server.port}/no_such_database"
    nowhere = Database(url)
    with pytest.raises(NotThere):
        nowhere.execute("SELECT * FROM t")
    nowhere.close()


class Named(Struct):
    number: int
    text: str
    tags: dict[str, str]


def test_rows_come_back_by_name_in_whatever_order(database: Database) -> None:
    sql = "SELECT map('a', 'b') AS tags, %(text)s AS text, toInt8(7) AS number"
    assert database.named(Named, sql, {"text": "it's"}) == [
        Named(number=7, text="it's", tags={"a": "b"})
    ]
    assert database.named(Named, f"SELECT * FROM ({sql}) WHERE number = 8", {"text": ""}) == []


@pytest.mark.parametrize(
    "sql",
    ["SELECT 1 AS number, 'x' AS text", "SELECT 1 AS number, 'x' AS text, map() AS tags, 2 AS b"],
)
def test_a_column_too_few_or_too_many_is_a_defect(database: Database, sql: str) -> None:
    with pytest.raises(TypeError):
        database.named(Named, sql)


def test_values_are_parameters_and_never_sql(database: Database) -> None:
    hostile = "'; DROP TABLE sightings; --"
    assert database.execute("SELECT %(it)s", {"it": hostile}) == [(hostile,)]


async def test_each_thread_has_a_client_of_its_own(client: type[Client]) -> None:
    base = Database(URL, threads=2)
    both_there = threading.Barrier(2)

    def ask() -> int:
        both_there.wait(5)
        base.execute("SELECT 1")
        base.execute("SELECT 1")
        return threading.get_ident()

    idents = await asyncio.gather(base.run(ask), base.run(ask))
    assert len(set(idents)) == 2
    assert len(client.made) == 2
    base.close()
    assert [one.disconnected for one in client.made] == [1, 1]


def test_a_block_is_sent_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[Any, ...]] = []

    class Noting(Client):
        made: ClassVar[list[Client]] = []

        def execute(self, *arguments: Any, **named: Any) -> list[tuple[Any, ...]]:
            sent.append((*arguments, named))
            return []

    monkeypatch.setattr(module, "Client", Noting)
    base = Database(URL)
    base.insert([])
    base.insert([MigrationRow(name="a", digest="1"), MigrationRow(name="b", digest="2")])
    sql = "INSERT INTO migrations (name, digest) VALUES"
    assert sent == [(sql, [["a", "b"], ["1", "2"]], {"columnar": True})]
