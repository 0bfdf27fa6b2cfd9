"""gzip as it comes in: members, chunks, limits."""

import gzip
import zlib

import pytest

from streams.intake import unpacking
from streams.intake.problems import Problem
from streams.intake.unpacking import Gunzip

LINES = [b'{"text":"%d"}\n' % n for n in range(6)]
BODY = b"".join(LINES)
TWO_MEMBERS = gzip.compress(b"".join(LINES[:3])) + gzip.compress(b"".join(LINES[3:]))
GOOD = {
    "two": TWO_MEMBERS,
    "padded": TWO_MEMBERS + bytes(10),
    "many": b"".join(map(gzip.compress, LINES)),
    "empty ones": gzip.compress(b"").join(map(gzip.compress, LINES)) + gzip.compress(b""),
    "cut in a line": gzip.compress(BODY[:5]) + gzip.compress(BODY[5:]),
}
DAMAGED = {
    "garbage": TWO_MEMBERS + b"garbage",
    "padding and garbage": TWO_MEMBERS + bytes(10) + b"x",
    "cut": TWO_MEMBERS[:-3],
    "cut in a head": TWO_MEMBERS + TWO_MEMBERS[:4],
    "zeros": bytes(10),
    "nothing": b"",
    "zlib": zlib.compress(BODY),
}


def unpacked(packed: bytes, *, chunk: int = 1 << 20, largest: int = 1 << 20) -> bytes:
    gunzip = Gunzip(largest)
    for start in range(0, len(packed), chunk):
        gunzip.feed(packed[start : start + chunk])
    return gunzip.body()


@pytest.mark.parametrize("chunk", [1, 7, 1 << 20])
@pytest.mark.parametrize("packed", GOOD.values(), ids=GOOD)
def test_members_are_one_body_however_they_are_cut(packed: bytes, chunk: int) -> None:
    assert unpacked(packed, chunk=chunk) == BODY


@pytest.mark.parametrize("packed", DAMAGED.values(), ids=DAMAGED)
def test_what_is_damaged_is_400(packed: bytes) -> None:
    with pytest.raises(Problem) as caught:
        unpacked(packed)
    assert (caught.value.status, caught.value.code) == (400, "damaged_gzip")


def test_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    packed = gzip.compress(b"a" * 50_000) + gzip.compress(b"b" * 50_000)
    assert len(unpacked(packed, largest=100_000)) == 100_000
    with pytest.raises(Problem) as caught:
        unpacked(packed, largest=99_999)
    assert (caught.value.status, caught.value.code) == (413, "too_large")
    assert caught.value.headers == {"connection": "close"}


def test_a_bomb_is_stopped_where_it_passes_the_limit() -> None:
    gunzip = Gunzip(1 << 20)
    packed = gzip.compress(b" " * (200 << 20))
    with pytest.raises(Problem):
        gunzip.feed(packed)
    assert len(gunzip._body) <= (1 << 20) + 1


def test_members_and_packed_bytes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 10)
    with pytest.raises(Problem, match="at most 10 members"):
        unpacked(gzip.compress(b"") * 11)
    monkeypatch.setattr(unpacking, "SLACK", 100)
    with pytest.raises(Problem, match="at most 50 bytes"):
        unpacked(gzip.compress(b"a") + bytes(200), largest=50)
