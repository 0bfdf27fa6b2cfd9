"""Blocks of columns in the engine's `Native` format: walked over, never decoded.

In: raw bytes. Out: where a block ends, how many rows it has, its columns' names and types. Nothing
of the data is turned into values, so a result passes through at the speed of a copy.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from deploy.embedded.clickhouse.wire import Reader, string, varint

# Bytes of a value; "Nothing" is what NULL alone has as its type.
FIXED_SIZES = {
    **dict.fromkeys(("UInt8", "Int8", "Bool", "Enum8", "Nothing"), 1),
    **dict.fromkeys(("UInt16", "Int16", "Enum16", "Date", "BFloat16"), 2),
    **dict.fromkeys(
        ("UInt32", "Int32", "Float32", "DateTime", "Date32", "IPv4", "Decimal32", "Time"), 4
    ),
    **dict.fromkeys(("UInt64", "Int64", "Float64", "DateTime64", "Decimal64", "Time64"), 8),
    **dict.fromkeys(("UInt128", "Int128", "UUID", "IPv6", "Decimal128"), 16),
    **dict.fromkeys(("UInt256", "Int256", "Decimal256"), 32),
}
# Digits -> bytes: Decimal(P, S) is stored in the smallest integer that holds P digits.
DECIMAL_SIZES = ((9, 4), (18, 8), (38, 16))
LARGEST_DECIMAL = 32
# `a UInt8` in a Tuple or Nested: a type begins with a capital letter, which a name may, too.
ELEMENT_NAME = re.compile(r"^(`[^`]*`|[A-Za-z_]\w*) (?=[A-Z])")
NULLABLE = re.compile(r"^Nullable\((.*)\)$")


class UnsupportedType(Exception):
    """A column type whose length cannot be measured (aggregate states, Variant, Dynamic)."""


class Block(NamedTuple):
    """One block as raw bytes, and how many columns and rows are in it."""

    columns: int
    rows: int
    raw: bytes


class Column(NamedTuple):
    """A column's name and type, and where the type's text stands in the block."""

    name: str
    type: str
    start: int
    end: int


def split_type(type_: str) -> tuple[str, list[str]]:
    """'Map(String, UInt8)' -> ('Map', ['String', 'UInt8'])."""
    if "(" not in type_:
        return type_, []
    name, body = type_.split("(", 1)
    arguments = []
    depth = 0
    start = 0
    quoted = False
    at = 0
    body = body[:-1]
    while at < len(body):
        char = body[at]
        if quoted and char == "\\":
            at += 1
        elif char == "'":
            quoted = not quoted
        elif not quoted:
            depth += (char == "(") - (char == ")")
            if char == "," and not depth:
                arguments.append(body[start:at].strip())
                start = at + 1
        at += 1
    return name, [*arguments, body[start:].strip()]


def read_block(reader: Reader) -> Block:
    """One block, measured. Raises UnsupportedType, TooLong, EOFError."""
    start = reader.at
    columns = reader.varint()
    rows = reader.varint()
    for _ in range(columns):
        reader.string()
        type_ = reader.string()
        if rows:  # without any, a column has not even its prefix
            _skip_column(reader, type_, rows)
    return Block(columns=columns, rows=rows, raw=bytes(reader.buffer[start : reader.at]))


def _skip_column(reader: Reader, type_: str, rows: int) -> None:
    _skip_prefix(reader, type_)
    _skip_data(reader, type_, rows)


def _skip_prefix(reader: Reader, type_: str) -> None:
    """What stands once before all data of a column, for every type within its type."""
    name, arguments = split_type(type_)
    if name in ("LowCardinality", "JSON"):
        reader.skip(8)  # the version of how it is written
    for inner in _nested(name, arguments):
        _skip_prefix(reader, inner)


def _skip_data(reader: Reader, type_: str, rows: int) -> None:
    name, arguments = split_type(type_)
    if not rows:
        return
    size = _fixed_size(name, arguments)
    if size is not None:
        reader.skip(size * rows)
    elif name in ("String", "JSON"):  # JSON is written as strings, by a setting
        _skip_strings(reader, rows)
    elif name == "Nullable":
        reader.skip(rows)  # a byte a row: whether it is null; then a value for each, null or not
        _skip_data(reader, arguments[0], rows)
    elif name in ("Array", "Map", "Nested"):
        # Where each row's elements end; the last of these numbers is how many there are.
        reader.skip(8 * rows)
        total = int.from_bytes(reader.buffer[reader.at - 8 : reader.at], "little")
        for inner in _nested(name, arguments):
            _skip_data(reader, inner, total)
    elif name in ("Tuple", "SimpleAggregateFunction"):
        for inner in _nested(name, arguments):
            _skip_data(reader, inner, rows)
    elif name == "LowCardinality":
        _skip_dictionary(reader, arguments[0])
    else:
        raise UnsupportedType(type_)


def _fixed_size(name: str, arguments: list[str]) -> int | None:
    """Bytes of one value; None where values differ in length."""
    if name == "FixedString":
        return int(arguments[0])
    if name == "Decimal":
        digits = int(arguments[0])
        return next((size for most, size in DECIMAL_SIZES if digits <= most), LARGEST_DECIMAL)
    if name.startswith("Interval"):  # IntervalSecond, IntervalDay ...
        return 8
    return FIXED_SIZES.get(name)


def _skip_dictionary(reader: Reader, type_: str) -> None:
    """LowCardinality: the distinct values, then for each row which of them it has."""
    flags = reader.number(8)
    keys = reader.number(8)
    # Null is the first of the values: the dictionary itself has no bytes for it.
    _skip_data(reader, NULLABLE.sub(r"\1", type_), keys)
    index_size = 1 << (flags & 15)
    reader.skip(index_size * reader.number(8))


def _skip_strings(reader: Reader, rows: int) -> None:
    # By hand on the buffer: a call for each string is most of the time of a big result.
    buffer = reader.buffer
    at = reader.at
    for _ in range(rows):
        length = 0
        shift = 0
        while True:
            if at >= len(buffer):
                reader.need(at - reader.at + 1)
            byte = buffer[at]
            at += 1
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        at += length
    reader.skip(at - reader.at)


def _nested(name: str, arguments: list[str]) -> list[str]:
    if name in ("Array", "Nullable"):
        return [arguments[0]]
    if name == "SimpleAggregateFunction":
        return [arguments[-1]]
    if name == "Map":
        return arguments
    if name in ("Tuple", "Nested"):
        return [ELEMENT_NAME.sub("", argument) for argument in arguments]
    return []


def _over(raw: bytes) -> Reader:
    reader = Reader(lambda: b"")
    reader.buffer += raw
    return reader


def blocks_in(raw: bytes) -> Iterator[Block]:
    """The blocks of a Native result."""
    reader = _over(raw)
    while reader.at < len(raw):
        yield read_block(reader)


def rows_in(raw: bytes) -> int:
    """How many rows a block has."""
    reader = _over(raw[:32])
    reader.varint()
    return reader.varint()


def columns_in(raw: bytes) -> list[Column]:
    """The columns of one block; walks over the data of all but the last."""
    reader = _over(raw)
    out = []
    columns = reader.varint()
    rows = reader.varint()
    for number in range(columns):
        name = reader.string()
        start = reader.at
        type_ = reader.string()
        out.append(Column(name=name, type=type_, start=start, end=reader.at))
        if rows and number < columns - 1:
            _skip_column(reader, type_, rows)
    return out


def header_of(columns: list[tuple[str, str]]) -> bytes:
    """A block with columns and no rows."""
    return (
        varint(len(columns))
        + b"\x00"
        + b"".join(string(name) + string(type_) for name, type_ in columns)
    )
