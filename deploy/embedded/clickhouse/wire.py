"""Bytes of the native protocol: numbers and strings, written and read.

In: a callable that delivers more bytes. Out: values.
"""

from collections.abc import Callable

LONGEST_VARINT = 10  # bytes, of 64 bits
LONGEST_STRING = 64 << 20  # bytes: a query with its literals; columns of data are not read so
LARGEST_BLOCK = 1 << 30  # bytes, with what else waits in the buffer; ClickHouse's own limit


class TooLong(EOFError):
    """A client announces more than anybody needs: nothing it sends can be trusted."""


def varint(number: int) -> bytes:
    """An unsigned integer as LEB128: seven bits a byte, the lowest first."""
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


class Reader:
    """Buffered reading over a recv-like callable. Raises EOFError where the other side is gone."""

    def __init__(self, more: Callable[[], bytes]) -> None:
        self.more = more
        self.buffer = bytearray()
        self.at = 0

    def trim(self) -> None:
        """Forgets what was read."""
        del self.buffer[: self.at]
        self.at = 0

    def skip(self, size: int) -> None:
        """Passes over bytes."""
        self.need(size)
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

    def need(self, size: int) -> None:
        """Returns once so many unread bytes are in the buffer. Raises TooLong, EOFError."""
        # Before the first byte is fetched: the size is whatever a client says.
        if self.at + size > LARGEST_BLOCK:
            raise TooLong
        while len(self.buffer) - self.at < size:
            more = self.more()
            if not more:
                raise EOFError
            self.buffer += more
