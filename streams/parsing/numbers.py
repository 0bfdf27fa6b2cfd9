"""Numbers as texts write them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID


def integer(text: str | bytes, base: int = 10) -> int | None:
    """A whole number; None for what is none, or has more digits than Python reads."""
    try:
        return int(text, base)
    except ValueError:
        return None


def integers(texts: Iterable[str]) -> tuple[int, ...] | None:
    """Whole numbers; None where one is none."""
    try:
        return tuple(map(int, texts))
    except ValueError:
        return None


def number(value: Any) -> float | None:
    """A number, or a text that is one; None for anything else and what no float holds."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def hex_bytes(text: str) -> bytearray | None:
    """Bytes of two hexadecimal digits each; None for what is none. Spaces are passed over."""
    try:
        return bytearray.fromhex(text)
    except ValueError:
        return None


def uuid_of(text: str) -> UUID | None:
    """A UUID in any of its forms; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
