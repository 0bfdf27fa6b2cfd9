"""Numbers as texts write them."""

from typing import Any
from uuid import UUID

import pytest

from streams.parsing.numbers import hex_bytes, integer, integers, number, uuid_of


def test_whole_numbers_are_read() -> None:
    assert integer("-12") == -12
    assert integer(b" 8123\n") == 8123
    assert integer("ff", 16) == 255
    assert integers(["1", "2"]) == (1, 2)
    assert integers([]) == ()


@pytest.mark.parametrize("text", ["", " ", "1.5", "ten", "0x10", "9" * 5_000, "\0"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert integer(text) is None
    assert integers(["1", text]) is None


def test_bytes_that_are_no_text_are_no_number() -> None:
    assert integer(b"\xff\xfe") is None


@pytest.mark.parametrize(("value", "read"), [(1, 1.0), ("2.5", 2.5), (True, 1.0), (" 3 ", 3.0)])
def test_numbers_are_read(value: Any, read: float) -> None:
    assert number(value) == read


@pytest.mark.parametrize("value", [None, "", "four of five", [], {}, 10**400])
def test_what_is_no_number_is_none(value: Any) -> None:
    assert number(value) is None


def test_hexadecimal_digits_are_read_in_pairs() -> None:
    assert hex_bytes("00ff") == hex_bytes("00 ff") == bytearray(b"\0\xff")
    assert hex_bytes("") == bytearray()
    for nonsense in ("0", "zz", "é0"):
        assert hex_bytes(nonsense) is None


def test_a_uuid_is_read_in_any_form() -> None:
    one = UUID(int=7)
    assert uuid_of(str(one)) == uuid_of(one.hex.upper()) == uuid_of(f"{{{one}}}") == one
    for nonsense in ("", "seven", one.hex[1:]):
        assert uuid_of(nonsense) is None
