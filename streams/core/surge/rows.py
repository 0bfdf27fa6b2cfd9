"""Attributes that stand in a row of a ledger: one column of a rumor, or of an episode."""

from typing import Any

# `ledger.rumors` and its like are views whose items are plain numbers; they change as tables grow,
# so they are asked for by name each time.


class Whole:
    """A whole number in a table of the ledger."""

    __slots__ = ("column", "table")

    def __init__(self, table: str, column: int) -> None:
        self.table = table
        self.column = column

    def __get__(self, owner: Any, _: type) -> int:
        number: int = getattr(owner.ledger, self.table)[owner.row, self.column]
        return number

    def __set__(self, owner: Any, number: int) -> None:
        getattr(owner.ledger, self.table)[owner.row, self.column] = number


class Number:
    """A float in a table of the ledger."""

    __slots__ = ("column", "table")

    def __init__(self, table: str, column: int) -> None:
        self.table = table
        self.column = column

    def __get__(self, owner: Any, _: type) -> float:
        number: float = getattr(owner.ledger, self.table)[owner.row, self.column]
        return number

    def __set__(self, owner: Any, number: float) -> None:
        getattr(owner.ledger, self.table)[owner.row, self.column] = number


class OfLane:
    """A whole number that a lane has once."""

    __slots__ = ("place",)

    def __init__(self, place: int) -> None:
        self.place = place

    def __get__(self, owner: Any, _: type) -> int:
        number: int = owner.ledger.lane[self.place]
        return number

    def __set__(self, owner: Any, number: int) -> None:
        owner.ledger.lane[self.place] = number
