"""One client of the embedded engine: the server's side of the native protocol.

In: packets of a client (clickhouse-driver, clickhouse-go, Grafana's plugin, clickhouse-client).
Out: the engine's answers. One thread each.
"""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import lz4.block
from clickhouse_cityhash.cityhash import CityHash128

from deploy.embedded.clickhouse import access
from deploy.embedded.clickhouse.allowed import LIMITS
from deploy.embedded.clickhouse.engine import Engine, ServerError, ask, may_send, quoted
from deploy.embedded.clickhouse.guard import (
    Guard,
    User,
    authenticate,
    explained,
    settings_passed,
)
from deploy.embedded.clickhouse.types import is_table_name, is_type, quoted_name
from deploy.embedded.clickhouse.wire import (
    Block,
    Reader,
    TooLong,
    UnsupportedType,
    blocks_in,
    columns_in,
    header_of,
    rows_in,
    string,
    varint,
)

REVISION = 54453
OLDEST_REVISION = 54429
HELLO = 0
QUERY = 1
DATA = 2
CANCEL = 3
PING = 4
SEND_DATA = 1
SEND_EXCEPTION = 2
SEND_PROGRESS = 3
SEND_PONG = 4
SEND_END = 5
SEND_PROFILE = 6
COMPLETE_STAGE = 2
BLOCK_INFO = b"\x01\x00\x02\xff\xff\xff\xff\x00"
LZ4 = 0x82
PLAIN = 0x02
INSERT = re.compile(
    r"^\s*(INSERT\s+INTO\s+(?:TABLE\s+)?(FUNCTION\s+.+?\)|[\w.`\"]+)\s*(\((?:[^()]|\([^()]*\))*\))?(\s+SETTINGS\s.*?)?)\s*"
    r"(?:VALUES|FORMAT\s+(\w+))\s*;?\s*$",
    re.IGNORECASE | re.S,
)
TRAILING_FORMAT = re.compile(r"\s+FORMAT\s+\w+$", re.IGNORECASE)
LEADING_COMMENT = re.compile(r"^(\s*(--[^\n]*\n|/\*.*?\*/))+", re.S)
CHANGES_STATE = re.compile(
    r"\s*(USE|SET|CREATE|DROP|ALTER|INSERT|TRUNCATE|OPTIMIZE|SYSTEM|RENAME|EXCHANGE|ATTACH|DETACH|DELETE|KILL)\b",
    re.IGNORECASE,
)
DESCRIBES = re.compile(r"\s*(SHOW|EXISTS|DESCRIBE|DESC|EXPLAIN|CHECK)\b", re.IGNORECASE)
USE = re.compile(r"\s*USE\s+(?:[`\"]([^`\"]+)[`\"]|(\w+))", re.IGNORECASE)
SETTING = re.compile(r"^\w+$")
UNKNOWN_SETTING = 115
CANCELLED = 394
TOO_MANY = 202
LOGIN_STRING = 4_096  # bytes of a name or password before anybody is known
LOGIN_S = 10.0  # seconds a client has to say who it is
LARGEST_PACKED = 256 << 20  # bytes of one compressed piece; drivers send a megabyte
WHOLE_FORMAT = 40  # characters from the end where a FORMAT clause is looked for


class Session:
    """Serves one connection until the client leaves."""

    def __init__(
        self,
        connection: socket.socket,
        engine: Engine,
        users: tuple[User, ...],
        guard: Guard,
        admit: Callable[["Session"], bool],
    ) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self.engine = engine
        self.users = users
        self.guard = guard
        self.admit = admit
        self.last_sent = 0.0
        self.cancelled = False
        self.revision = REVISION
        self.compressed = False
        self.database, self.user = "default", User("", "")
        self._sending = threading.Lock()
        self._plain = Reader(lambda: connection.recv(1 << 18))
        self._unpacked = Reader(self._unpack)
        self._chdb: Any = None
        self._tag, self._applied = "", dict[str, str]()
        self._external = set[str]()

    def run(self) -> None:
        """Hello, then packets."""
        try:
            self.socket.settimeout(LOGIN_S)
            if self._hello():
                self.socket.settimeout(None)
                while self._packet():
                    pass
        except (EOFError, OSError):
            pass
        finally:
            self.engine.running.pop(self._tag, None)
            self.socket.close()
            if self._chdb is not None:
                self._chdb.close()

    def progress(self, rows: int = 0, size: int = 0) -> None:
        """A progress packet; empty ones keep a slow query's client waiting."""
        self._send(
            varint(SEND_PROGRESS), varint(rows), varint(size), varint(0), varint(0), varint(0)
        )

    def hang_up(self) -> None:
        """Ends the session from another thread."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # gone already
            pass

    def keep_alive(self) -> None:
        """An empty progress packet, where it can be sent without waiting for anybody."""
        if not self._sending.acquire(blocking=False):
            return
        try:
            if may_send(self.socket):
                self.socket.sendall(varint(SEND_PROGRESS) + bytes(5))
                self.last_sent = time.monotonic()
        finally:
            self._sending.release()

    # -- packets
    # --------------------------------------------------------------------------------------------------------

    def _packet(self) -> bool:
        self._plain.trim()
        kind = self._plain.varint()
        if kind == PING:
            self._send(varint(SEND_PONG))
        elif kind == QUERY:
            try:
                self._query()
            except (EOFError, OSError):
                raise
            except Exception as error:
                self._exception(error)
        return kind in (PING, QUERY, CANCEL)

    def _hello(self) -> bool:
        reader = self._plain
        if reader.varint() != HELLO:
            return False
        reader.string(LOGIN_STRING), reader.varint(), reader.varint()
        revision = reader.varint()
        database, name, password = (reader.string(LOGIN_STRING) for _ in range(3))
        self.revision = min(revision, REVISION)
        user = authenticate(self.users, name, password)
        if revision < OLDEST_REVISION:
            return self._refuse(
                ServerError(99, f"client revision {revision} is older than {OLDEST_REVISION}")
            )
        if user is None:
            return self._refuse(
                ServerError(
                    516,
                    f"{name}: Authentication failed: password is incorrect, or there is no such user",
                )
            )
        if not self.admit(self):
            return self._refuse(ServerError(TOO_MANY, "too many clients; try again later"))
        self.user = user
        self.database = database or "default"
        try:
            self._chdb, self._tag = self.engine.connect(read_only=user.read_only)
            self._chdb.query(f"USE {quoted_name(self.database)}")
        except Exception as error:
            return self._refuse(ServerError.of(error))
        major, minor, patch = self.engine.version
        self._send(
            varint(HELLO),
            string("ClickHouse"),
            varint(major),
            varint(minor),
            varint(REVISION),
            string(self.engine.timezone),
            string("embedded"),
            varint(patch),
        )
        return True

    def _refuse(self, error: ServerError) -> bool:
        self._exception(error)
        return False

    def _query(self) -> None:
        reader = self._plain
        reader.string()
        self._client_info()
        wanted = self._settings()
        if self.revision >= 54441:
            reader.string()
        stage, self.compressed, sql = reader.varint(), bool(reader.varint()), reader.string()
        self.cancelled = False
        try:
            self._external_tables()
            if stage != COMPLETE_STAGE:
                raise ServerError(
                    48, "only complete queries are supported (no distributed processing)"
                )
            self._run(sql, wanted)
        except Exception as error:
            if not (self.cancelled and ServerError.of(error).code == CANCELLED):
                raise
        finally:
            self.engine.running.pop(self._tag, None)
            self._forget_external_tables()
        self._send(varint(SEND_END))

    def _run(self, sql: str, wanted: dict[str, str]) -> None:
        if self.user.read_only:
            self._apply(settings_passed(wanted, self.user.name))
            sql = _without_format(sql)
            sql = self.guard.passed(sql, self.user.name, self.database, self._ask)
            try:
                self._select(sql)
            except Exception as error:
                raise explained(ServerError.of(error), self.user.name) from None
            return
        self._apply(wanted)
        sql = LEADING_COMMENT.sub("", sql)
        if insert := INSERT.match(sql):
            self._insert(insert)
        else:
            self._select(_without_format(sql))

    def _ask(self, sql: str) -> list[list[object]]:
        return ask(self._chdb, sql)

    def _client_info(self) -> None:
        reader = self._plain
        revision = self.revision
        if not reader.number(1):
            return
        reader.string(), reader.string(), reader.string()
        if revision >= 54449:
            reader.skip(8)
        interface = reader.number(1)
        if interface == 1:
            (
                reader.string(),
                reader.string(),
                reader.string(),
                reader.varint(),
                reader.varint(),
                reader.varint(),
            )
        elif interface == 2:
            reader.skip(1)
            for _ in range(1 + (revision >= 54443) + (revision >= 54447)):
                reader.string()
        reader.string()
        if revision >= 54448:
            reader.varint()
        if interface == 1:
            reader.varint()
        if revision >= 54442 and reader.number(1):
            reader.skip(24)
            reader.string()
            reader.skip(1)
        if revision >= 54453:
            reader.varint(), reader.varint(), reader.varint()

    def _settings(self) -> dict[str, str]:
        out = {}
        while name := self._plain.string():
            self._plain.number(1)
            out[name] = self._plain.string()
        return out

    def _apply(self, wanted: dict[str, str]) -> None:
        """Settings of this query: the difference against what the last one left behind."""
        for name in [name for name in self._applied if name not in wanted]:
            limit = LIMITS.get(name) if self.user.read_only else None
            self._chdb.query(f"SET {name}={limit[0] if limit else 'DEFAULT'}")
            del self._applied[name]
        for name, value in wanted.items():
            ours = name in ("run_query_in_background", "log_comment")  # cancelling needs both
            if self._applied.get(name) == value or not SETTING.fullmatch(name) or ours:
                continue
            try:
                self._chdb.query(f"SET {name}={quoted(value)}")
                self._applied[name] = value
            except Exception as error:
                if (
                    ServerError.of(error).code != UNKNOWN_SETTING
                ):  # a real server ignores it, too, unless marked important
                    raise

    def _external_tables(self) -> None:
        """Takes in tables that a client sends along; a refused one is told when all are read."""
        failed: Exception | None = None
        while True:
            name, block = self._data_packet()
            if not block.columns:
                break
            try:
                self._external_table(name, block)
            except Exception as error:
                failed = failed or error
        if failed:
            raise failed

    def _external_table(self, name: str, block: Block) -> None:
        if not is_table_name(name):
            raise ServerError(36, f"{name[:80]!r} is no name for an external table")
        columns = columns_in(block.raw)
        if wrong := [column.type for column in columns if not is_type(column.type)]:
            raise ServerError(
                36, f"{wrong[0][:80]!r} is no type that a column of an external table may have"
            )
        if name not in self._external:
            described = ", ".join(f"{quoted_name(one.name)} {one.type}" for one in columns)
            self._as_loader(f"CREATE TEMPORARY TABLE `{name}` ({described}) ENGINE = Memory")
            self._external.add(name)
        insert = self._chdb.send_insert(f"INSERT INTO `{name}`", "Native")
        insert.append(block.raw)
        insert.finish()

    def _forget_external_tables(self) -> None:
        """They live for one query."""
        while self._external:
            self._as_loader(f"DROP TEMPORARY TABLE `{self._external.pop()}`")

    def _as_loader(self, statement: str) -> None:
        if not self.user.read_only:
            self._chdb.query(statement)
            return
        self._chdb.query(access.BECOME_LOADER)
        try:
            self._chdb.query(statement)
        finally:
            self._chdb.query(access.BECOME_READER)

    # -- insert
    # ---------------------------------------------------------------------------------------------------------

    def _insert(self, statement: re.Match[str]) -> None:
        self._send_block(self._header(statement[2], statement[3]))
        insert: Any = None
        failed: Exception | None = None
        try:
            while True:
                _, block = self._data_packet()
                if not block.columns:
                    break
                if failed or not block.rows:
                    continue  # after an error: take in what the client still sends
                try:
                    insert = insert or self._chdb.send_insert(statement[1], "Native")
                    insert.append(block.raw)
                except Exception as error:
                    failed = error
            if failed:
                raise failed
            if insert:
                insert.finish()
                insert = None
        finally:
            if insert is not None:
                _cancel(insert)

    def _header(self, table: str, columns: str | None = None) -> bytes:
        described = (
            self._chdb.query(f"DESCRIBE TABLE {table}", "JSONCompactEachRow").bytes().splitlines()
        )
        rows = [json.loads(line) for line in described]
        types = {
            row[0]: row[1] for row in rows if row[2] not in ("MATERIALIZED", "ALIAS", "EPHEMERAL")
        }
        names = list(types)
        if columns:
            names = [name.strip().strip('`"') for name in columns.strip()[1:-1].split(",")]
            if missing := [name for name in names if name not in types]:
                raise ServerError(
                    16, f"No such column {missing[0]} in table {table} (NO_SUCH_COLUMN_IN_TABLE)"
                )
        return header_of(
            [(name, "String" if types[name].startswith("JSON") else types[name]) for name in names]
        )

    def _header_without_rows(self, sql: str) -> bytes:
        if not DESCRIBES.match(sql):
            return self._header(f"({sql})")
        answer = self._chdb.query(sql, "JSONCompactEachRowWithNamesAndTypes").bytes()
        names, types = map(json.loads, answer.splitlines()[:2])
        return header_of(list(zip(names, types, strict=True)))

    # -- select
    # ---------------------------------------------------------------------------------------------------------

    def _select(self, sql: str) -> None:
        self.engine.running[self._tag] = self
        zones: dict[str, str] = {}
        rows = size = blocks = 0
        for raw in self._result(sql):
            if not blocks:
                zones = self._send_header(sql, raw)
            raw = _with_zones(raw, zones)
            rows = rows + rows_in(raw)
            size = size + len(raw)
            blocks = blocks + 1
            self._send_block(raw)
        answers = not CHANGES_STATE.match(sql)
        if not blocks and answers:
            self._send_block(self._header_without_rows(sql))
        if found := USE.match(sql):
            self.database = found[1] or found[2]
        self.progress(rows, size)
        self._send(
            varint(SEND_PROFILE),
            varint(rows),
            varint(blocks),
            varint(size),
            b"\x00",
            varint(rows),
            b"\x01",
        )  # a last flag of 0 crashes old clients
        if blocks:
            self._send_block(b"\x00\x00")

    def _result(self, sql: str) -> Iterator[bytes]:
        try:
            stream = self._chdb.send_query(sql, "Native")
        except Exception as error:
            if "Streaming query is not supported" not in str(error):
                raise
            for block in blocks_in(self._chdb.query(sql, "Native").bytes()):
                yield block.raw
            return
        for chunk in stream:
            yield chunk.bytes()

    def _send_header(self, sql: str, raw: bytes) -> dict[str, str]:
        """The protocol wants a block without rows first. -> time zones that the engine left out."""
        try:
            columns = columns_in(raw)
        except UnsupportedType:  # aggregate states: their header comes with the data
            return {}
        zones = (
            self._time_zones(sql) if any(column.type == "DateTime" for column in columns) else {}
        )
        self._send_block(
            header_of([(column.name, zones.get(column.name, column.type)) for column in columns])
        )
        return zones

    def _time_zones(self, sql: str) -> dict[str, str]:
        """At this revision `Native` writes DateTime('UTC') as DateTime: DESCRIBE knows the zone. It
        runs on a connection of its own, since a query on a chdb connection ends the result stream
        that is open on it."""
        aside, _ = self.engine.connect(read_only=self.user.read_only)
        try:
            aside.query(f"USE {quoted_name(self.database)}")
            described = ask(aside, f"DESCRIBE TABLE ({sql})")
            return {row[0]: row[1] for row in described if row[1].startswith("DateTime(")}
        except Exception:  # temporary tables are unknown there: the zone stays unnamed
            return {}
        finally:
            aside.close()

    # -- bytes
    # ----------------------------------------------------------------------------------------------------------

    def _send(self, *parts: bytes) -> None:
        with self._sending:
            self.socket.sendall(b"".join(parts))
            self.last_sent = time.monotonic()

    def _exception(self, error: Exception) -> None:
        known = ServerError.of(error)
        self._send(
            varint(SEND_EXCEPTION),
            struct.pack("<i", known.code),
            string("DB::Exception"),
            string(f"DB::Exception: {known}"),
            string(""),
            b"\x00",
        )

    def _send_block(self, raw: bytes) -> None:
        body = BLOCK_INFO + raw
        if self.compressed:
            packed = lz4.block.compress(body, store_size=False)
            packed = bytes([LZ4]) + struct.pack("<II", len(packed) + 9, len(body)) + packed
            digest = CityHash128(packed)
            body = struct.pack("<QQ", digest >> 64 & (1 << 64) - 1, digest & (1 << 64) - 1) + packed
        self._send(varint(SEND_DATA), b"\x00", body)

    def _data_packet(self) -> tuple[str, Block]:
        self._plain.trim()
        kind = self._plain.varint()
        if kind == CANCEL:
            raise ServerError(CANCELLED, "Query was cancelled")
        if kind != DATA:
            raise ServerError(101, f"Unexpected packet {kind}")
        name = self._plain.string()
        reader = self._unpacked if self.compressed else self._plain
        reader.trim()
        while field := reader.varint():
            reader.skip({1: 1, 2: 4}[field])
        return name, reader.block()

    def _unpack(self) -> bytes:
        head = self._plain.take(25)
        packed, unpacked = struct.unpack("<II", head[17:])
        if not 9 <= packed <= LARGEST_PACKED or unpacked > LARGEST_PACKED:
            raise TooLong
        body = self._plain.take(packed - 9)
        if head[16] == LZ4:
            return bytes(lz4.block.decompress(body, uncompressed_size=unpacked))
        if head[16] == PLAIN:
            return body
        import zstandard

        return zstandard.ZstdDecompressor().decompress(body, max_output_size=unpacked)


def _with_zones(raw: bytes, zones: dict[str, str]) -> bytes:
    if not zones:
        return raw
    out = []
    at = 0
    for column in columns_in(raw):
        if column.type == "DateTime" and column.name in zones:
            out += [raw[at : column.start], string(zones[column.name])]
            at = column.end
    return b"".join(out) + raw[at:]


def _without_format(sql: str) -> str:
    """The statement without a FORMAT clause and a semicolon: the protocol has its own format."""
    sql = sql.rstrip().rstrip(";").rstrip()
    return sql[:-WHOLE_FORMAT] + TRAILING_FORMAT.sub("", sql[-WHOLE_FORMAT:])


def _cancel(insert: Any) -> None:
    try:
        insert.cancel()
    except Exception:  # noqa: S110  the insert is gone already: nothing is stored either way
        pass
