"""Bytes of the native protocol: numbers, strings, and walking over (never decoding) blocks of
columns.

In: a callable that delivers more bytes. Out: values, and raw blocks with their column names and
types.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

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
ELEMENT_NAME = re.compile(r"^(`[^`]*`|[A-Za-z_]\w*) (?=[A-Z])")
NULLABLE = re.compile(r"^Nullable\((.*)\)$")


LONGEST_VARINT = 10  # bytes, of 64 bits
LONGEST_STRING = 64 << 20  # bytes: a query with its literals; columns of data are not read so

LARGEST_BLOCK = 1 << 30  # bytes, with what else waits in the buffer; ClickHouse's own limit


class TooLong(EOFError):
    """A client announces more than anybody needs: nothing it sends can be trusted."""


class UnsupportedType(Exception):
    """A column type whose length cannot be measured (aggregate states, Variant, Dynamic)."""


class Block(NamedTuple):
    """One block as raw bytes."""

    columns: int
    rows: int
    raw: bytes


class Column(NamedTuple):
    """A column's name and type, and where the type's text stands in the block."""

    name: str
    type: str
    start: int
    end: int


def varint(number: int) -> bytes:
    """LEB128."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def string(value: str | bytes) -> bytes:
    """A length-prefixed string."""
    raw = value.encode() if isinstance(value, str) else value
    return varint(len(raw)) + raw


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


class Reader:
    """Buffered reading over a recv-like callable. Raises EOFError where the other side is gone."""

    def __init__(self, more: Callable[[], bytes]) -> None:
        self.more, self.buffer, self.at = more, bytearray(), 0

    def trim(self) -> None:
        """Forgets what was read."""
        del self.buffer[: self.at]
        self.at = 0

    def skip(self, size: int) -> None:
        """Passes over bytes."""
        self._need(size)
        self.at += size

    def take(self, size: int) -> bytes:
        """The next bytes."""
        self.skip(size)
        return bytes(self.buffer[self.at - size : self.at])

    def number(self, size: int) -> int:
        """A little-endian unsigned integer."""
        return int.from_bytes(self.take(size), "little")

    def varint(self) -> int:
        """An LEB128 integer."""
        value = 0
        for shift in range(0, 7 * LONGEST_VARINT, 7):
            byte = self.number(1)
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise TooLong

    def string(self, longest: int = LONGEST_STRING) -> str:
        """A length-prefixed string of at most so many bytes. Raises TooLong."""
        size = self.varint()
        if size > longest:
            raise TooLong
        return self.take(size).decode("utf-8", "replace")

    def block(self) -> Block:
        """One Native block, measured."""
        start = self.at
        columns = self.varint()
        rows = self.varint()
        for _ in range(columns):
            self.string()
            type_ = self.string()
            if rows:
                self.column(type_, rows)
        return Block(columns, rows, bytes(self.buffer[start : self.at]))

    def column(self, type_: str, rows: int) -> None:
        """Passes over one column with its prefix."""
        self._prefix(type_)
        self._data(type_, rows)

    def _need(self, size: int) -> None:
        if self.at + size > LARGEST_BLOCK:
            raise TooLong
        while len(self.buffer) - self.at < size:
            more = self.more()
            if not more:
                raise EOFError
            self.buffer += more

    def _prefix(self, type_: str) -> None:
        name, arguments = split_type(type_)
        if name in ("LowCardinality", "JSON"):
            self.skip(8)
        for inner in _nested(name, arguments):
            self._prefix(inner)

    def _data(self, type_: str, rows: int) -> None:
        name, arguments = split_type(type_)
        if not rows:
            return
        if name in FIXED_SIZES:
            self.skip(FIXED_SIZES[name] * rows)
        elif name in ("String", "JSON"):  # JSON is written as strings, by a setting
            self._strings(rows)
        elif name == "FixedString":
            self.skip(int(arguments[0]) * rows)
        elif name == "Decimal":
            digits = int(arguments[0])
            self.skip(
                (4 if digits < 10 else 8 if digits < 19 else 16 if digits < 39 else 32) * rows
            )
        elif name.startswith("Interval"):
            self.skip(8 * rows)
        elif name == "Nullable":
            self.skip(rows)
            self._data(arguments[0], rows)
        elif name in ("Array", "Map", "Nested"):
            self.skip(8 * rows)
            total = int.from_bytes(self.buffer[self.at - 8 : self.at], "little")
            for inner in _nested(name, arguments):
                self._data(inner, total)
        elif name in ("Tuple", "SimpleAggregateFunction"):
            for inner in _nested(name, arguments):
                self._data(inner, rows)
        elif name == "LowCardinality":
            flags = self.number(8)
            keys = self.number(8)
            self._data(NULLABLE.sub(r"\1", arguments[0]), keys)
            self.skip((1 << (flags & 15)) * self.number(8))
        else:
            raise UnsupportedType(type_)

    def _strings(self, rows: int) -> None:
        buffer = self.buffer
        at = self.at
        for _ in range(rows):
            length = shift = 0
            while True:
                if at >= len(buffer):
                    self._need(at - self.at + 1)
                byte = buffer[at]
                at += 1
                length |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            at += length
        size = at - self.at
        self.skip(size)


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
        yield reader.block()


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
        out.append(Column(name, type_, start, reader.at))
        if rows and number < columns - 1:
            reader.column(type_, rows)
    return out


def header_of(columns: list[tuple[str, str]]) -> bytes:
    """A block with columns and no rows."""
    return (
        varint(len(columns))
        + b"\x00"
        + b"".join(string(name) + string(type_) for name, type_ in columns)
    )
