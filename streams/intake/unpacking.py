"""Unpacks gzip while it comes in. In: chunks of a body. Out: the whole, or a problem as soon as it
is clear that it will not do.

Several members one after the other are one body (RFC 1952); zeros after a member are padding.
"""

import zlib

from streams.intake.problems import Problem

# Bytes unpacked in one go: what lies behind a member's end is copied, so large steps make many
# small members slow.
STEP = 4 << 10
# Twice as many as a batch has reports; each costs some microseconds even where it is empty.
MOST_MEMBERS = 20_000
SLACK = 64 << 10  # bytes by which packed may exceed unpacked: headers, and what does not shrink


def too_large(largest: int) -> Problem:
    """413 for a body that grew beyond its limit; the rest of it is not read."""
    detail = f"a body holds at most {largest} bytes unpacked; send smaller batches"
    # close: else the server would read the rest to the end before the next request
    return Problem(413, "too_large", detail, headers={"connection": "close"})


class Gunzip:
    """One gzip body of at most so many bytes unpacked."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self._body = bytearray()
        self._packed = 0
        self._members = 0
        self._member: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes. Raises 413 where it is too much, 400 where it is no gzip."""
        self._packed += len(chunk)
        if self._packed > self.largest + SLACK:
            raise too_large(self.largest)
        try:
            for start in range(0, len(chunk), STEP):
                self._unpack(chunk[start : start + STEP])
        except zlib.error:
            what = "what follows a gzip member is not another one"
            if self._members == 1:
                what = "the body is not valid gzip"
            raise Problem(400, "damaged_gzip", what) from None

    def body(self) -> bytes:
        """The unpacked body. Raises 400 where it ends within a member."""
        if self._member is not None or not self._members:
            raise Problem(400, "damaged_gzip", "the gzip body ends too early")
        return bytes(self._body)

    def _unpack(self, data: bytes) -> None:
        while data:
            if self._member is None:
                data = data.lstrip(b"\0") if self._members else data
                if not data:
                    return
                self._member = self._begin()
            # one byte more than allowed, so that a body of exactly the limit is told from a longer
            self._body += self._member.decompress(data, self.largest + 1 - len(self._body))
            if len(self._body) > self.largest or self._member.unconsumed_tail:
                raise too_large(self.largest)
            if not self._member.eof:
                return
            data = self._member.unused_data
            self._member = None

    def _begin(self) -> "zlib._Decompress":
        self._members += 1
        if self._members > MOST_MEMBERS:
            detail = f"a gzip body holds at most {MOST_MEMBERS} members; pack more into each"
            raise Problem(413, "too_large", detail, headers={"connection": "close"})
        return zlib.decompressobj(wbits=31)  # 15 for the largest window, 16 for gzip's own frame
