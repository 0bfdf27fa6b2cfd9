"""Every type that blocks are measured by, on blocks that the engine itself makes and takes back."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.clickhouse.blocks import (
    FIXED_SIZES,
    UnsupportedType,
    blocks_in,
    columns_in,
    header_of,
    read_block,
    rows_in,
    split_type,
)
from deploy.embedded.clickhouse.wire import LARGEST_BLOCK, Reader, TooLong, string, varint

ROOT = Path(__file__).parents[2]
ROWS = 70  # more than a byte of null flags or a short dictionary could hide

# Types of columns, filled by the engine with random values.
STORED = (
    *("UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256"),
    *("Int8", "Int16", "Int32", "Int64", "Int128", "Int256"),
    *("Float32", "Float64", "Bool", "Date", "Date32", "DateTime", "UUID"),
    *("IPv4", "IPv6", "DateTime64(3)", "DateTime64(6, 'UTC')"),
    *("Enum8('a' = 1, 'b, (c' = -2)", "Enum16('it\\'s' = 300, 'b' = 2)"),
    *("Decimal(1, 0)", "Decimal(9, 2)", "Decimal(10, 2)", "Decimal(18, 4)"),
    *("Decimal(19, 4)", "Decimal(38, 9)", "Decimal(39, 9)", "Decimal(76, 20)"),
    *("Decimal32(2)", "Decimal64(2)", "Decimal128(2)", "Decimal256(2)"),
    *("String", "FixedString(1)", "FixedString(200)"),
    *("Nullable(String)", "Nullable(UInt64)", "Nullable(Decimal(20, 2))"),
    *("Array(String)", "Array(Array(UInt16))", "Array(Nullable(Float64))"),
    *("Tuple(String, UInt8)", "Tuple(a String, b Array(UInt32))", "Tuple(`a b` UInt8)"),
    *("Map(String, UInt64)", "Map(LowCardinality(String), Array(Nullable(String)))"),
    "Array(Tuple(x UInt8, y Nullable(String)))",
    *("LowCardinality(String)", "LowCardinality(Nullable(String))"),
    *("Array(LowCardinality(String))", "LowCardinality(FixedString(2))"),
    *("Tuple(a LowCardinality(String), b LowCardinality(Nullable(String)))",),
    *("SimpleAggregateFunction(sum, UInt64)", "SimpleAggregateFunction(max, String)"),
)
# What no column can be, or what generateRandom does not make.
SELECTED = {
    "Nothing": "SELECT NULL AS c FROM numbers(70)",
    "empty": "SELECT [] AS c FROM numbers(70)",
    **{
        f"Interval{unit}": f"SELECT toInterval{unit}(number) AS c FROM numbers(70)"
        for unit in ("Second", "Hour", "Day", "Month", "Year", "Nanosecond")
    },
    "BFloat16": "SELECT toBFloat16(number) AS c FROM numbers(70)",
    "Time": "SELECT CAST(number AS Time) AS c FROM numbers(70)",
    "Time64(3)": "SELECT CAST(number AS Time64(3)) AS c FROM numbers(70)",
    "Nested(a UInt8, b String)": "SELECT CAST([(1, 'x'), (2, '')] "
    "AS Nested(a UInt8, b String)) AS c FROM numbers(70)",
    "JSON": """SELECT '{"a": {"b": [1, 2]}}'::JSON AS c FROM numbers(70)""",
    "big": "SELECT toString(number) AS c, toLowCardinality(toString(number % 70000)) AS d"
    " FROM numbers(100000)",
}
ENGINE = """
import base64, json, os, sys
from deploy.embedded.clickhouse.engine import Engine, quoted
types, selected = json.load(sys.stdin)
engine = Engine(":memory:")
session, _ = engine.connect(read_only=False)
session.query("SET enable_time_time64_type = 1, flatten_nested = 0")
session.query("SET allow_suspicious_low_cardinality_types = 1")
session.query("CREATE DATABASE d")
session.query("USE d")
def native(sql):
    return session.query(sql, "Native").bytes()
def there_and_back(number, kind):
    plain = kind.partition("(")[2].partition(", ")[2][:-1] if kind.startswith("Simple") else kind
    session.query(f"CREATE TABLE t{number} (c {kind}) ENGINE = Memory")
    session.query(f"CREATE TABLE u{number} (c {kind}) ENGINE = Memory")
    made = f"SELECT * FROM generateRandom({quoted('c ' + plain)}, 7, 20, 4) LIMIT 70"
    session.query(f"INSERT INTO t{number} {made}")
    before = native(f"SELECT * FROM t{number}")
    insert = session.send_insert(f"INSERT INTO u{number}", "Native")
    insert.append(before)
    insert.finish()
    return [before, native(f"SELECT * FROM u{number}")]
def encoded(make):
    try:
        return [base64.b64encode(one).decode() for one in make()]
    except Exception as error:
        return str(error)
out = {kind: encoded(lambda: there_and_back(n, kind)) for n, kind in enumerate(types)}
out |= {name: encoded(lambda: [native(sql)]) for name, sql in selected.items()}
print(json.dumps(out), flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def made() -> dict[str, list[bytes]]:
    """Type -> its block as the engine made it, and as it came back from a table."""
    done = subprocess.run(
        [sys.executable, "-c", ENGINE],
        input=json.dumps([STORED, SELECTED]),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    failed = {name: blocks for name, blocks in answer.items() if isinstance(blocks, str)}
    assert not failed, "\n".join(f"{k}: {v}" for k, v in failed.items())
    return {name: [base64.b64decode(one) for one in blocks] for name, blocks in answer.items()}


def test_every_size_that_is_known_is_tried() -> None:
    tried = {split_type(kind)[0] for kind in (*STORED, *SELECTED)}
    assert set(FIXED_SIZES) <= tried


@pytest.mark.parametrize("kind", STORED)
def test_a_block_of_a_type_is_measured_and_taken_back_as_it_was(
    made: dict[str, list[bytes]], kind: str
) -> None:
    before, after = made[kind]
    blocks = list(blocks_in(before))
    assert b"".join(block.raw for block in blocks) == before
    assert sum(block.rows for block in blocks) == ROWS
    assert {block.columns for block in blocks} == {1}
    assert after == before


@pytest.mark.parametrize("name", SELECTED)
def test_a_block_of_what_can_only_be_selected_is_measured(
    made: dict[str, list[bytes]], name: str
) -> None:
    (raw,) = made[name]
    blocks = list(blocks_in(raw))
    assert b"".join(block.raw for block in blocks) == raw
    assert sum(block.rows for block in blocks) == (100_000 if name == "big" else ROWS)


@pytest.mark.parametrize("kind", ["String", "LowCardinality(String)", "Array(Array(UInt16))"])
def test_a_block_that_is_cut_anywhere_is_not_taken_for_a_whole_one(
    made: dict[str, list[bytes]], kind: str
) -> None:
    raw = made[kind][0]
    for size in range(0, len(raw), max(1, len(raw) // 50)):
        reader = Reader(lambda: b"")
        reader.buffer += raw[:size]
        with pytest.raises(EOFError):
            read_block(reader)


def test_a_block_may_come_in_pieces(made: dict[str, list[bytes]]) -> None:
    raw = made["Map(String, UInt64)"][0]
    pieces = [raw[at : at + 3] for at in range(0, len(raw), 3)]
    waiting = iter([*pieces, b""])
    assert read_block(Reader(lambda: next(waiting))).raw == raw


def test_columns_and_rows_are_read_without_the_data_of_the_last() -> None:
    raw = varint(2) + varint(2)
    raw += string("a") + string("UInt16") + bytes(4)
    raw += string("b") + string("AggregateFunction(sum, UInt8)") + b"whatever"
    columns = columns_in(raw)
    assert [(column.name, column.type) for column in columns] == [
        ("a", "UInt16"),
        ("b", "AggregateFunction(sum, UInt8)"),
    ]
    assert raw[columns[0].start : columns[0].end] == string("UInt16")
    assert rows_in(raw) == 2


def test_a_header_has_columns_and_no_rows() -> None:
    raw = header_of([("a", "UInt8"), ("b c", "Array(String)")])
    assert rows_in(raw) == 0
    assert [column[:2] for column in columns_in(raw)] == [("a", "UInt8"), ("b c", "Array(String)")]
    (block,) = blocks_in(raw)
    assert block.raw == raw


@pytest.mark.parametrize("kind", ["AggregateFunction(sum, UInt8)", "Variant(UInt8)", "Nope"])
def test_a_type_that_cannot_be_measured_is_named(kind: str) -> None:
    raw = varint(1) + varint(1) + string("a") + string(kind) + bytes(100)
    with pytest.raises(UnsupportedType) as error:
        list(blocks_in(raw))
    assert str(error.value) == kind


def test_rows_beyond_every_limit_are_refused_before_they_are_waited_for() -> None:
    asked = 0

    def more() -> bytes:
        nonlocal asked
        asked += 1
        return b""

    reader = Reader(more)
    rows = LARGEST_BLOCK + 1
    reader.buffer += varint(1) + varint(rows) + string("a") + string("UInt8") + bytes(20)
    with pytest.raises(TooLong):
        read_block(reader)
    assert asked == 0


@pytest.mark.parametrize(
    ("kind", "name", "arguments"),
    [
        ("UInt8", "UInt8", []),
        ("Map(String, Array(UInt8))", "Map", ["String", "Array(UInt8)"]),
        ("Enum8('a, (' = 1, 'it\\'s)' = 2)", "Enum8", ["'a, (' = 1", "'it\\'s)' = 2"]),
        ("Tuple(a Tuple(b UInt8, c UInt8), d String)", "Tuple", None),
    ],
)
def test_a_type_is_split_at_its_own_commas(
    kind: str, name: str, arguments: list[str] | None
) -> None:
    expected = ["a Tuple(b UInt8, c UInt8)", "d String"] if arguments is None else arguments
    assert split_type(kind) == (name, expected)


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**32, 2**63, 2**64 - 1])
def test_a_number_comes_back_from_its_bytes(number: int) -> None:
    reader = Reader(lambda: b"")
    reader.buffer += varint(number)
    assert reader.varint() == number
    assert reader.at == len(reader.buffer)


def test_a_string_is_no_longer_than_it_may_be() -> None:
    reader = Reader(lambda: b"")
    reader.buffer += string("谣言") + string("x" * 11)
    assert reader.string(10) == "谣言"
    with pytest.raises(TooLong):
        reader.string(10)


def test_what_was_read_is_forgotten_and_the_rest_stays() -> None:
    reader = Reader(lambda: b"")
    reader.buffer += b"abcdef"
    assert reader.take(2) == b"ab"
    reader.trim()
    assert (reader.at, bytes(reader.buffer)) == (0, b"cdef")
    assert reader.number(2) == int.from_bytes(b"cd", "little")
