"""Rows of one table by columns, as they travel to ClickHouse: a list a column, no object a row.

In: columns by name, or rows. Out: columns in the order of their table's class; read as a sequence,
rows again. The hot path makes no struct a row and no tuple: ten thousand of them at once made the
garbage collector walk through the whole process, which cost as much as all the rest of an insert.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

from streams.store.tables import Row

Kind = TypeVar("Kind", bound=Row)


class Block(Sequence[Kind], Generic[Kind]):
    """Rows of one table, each made when it is asked for."""

    __slots__ = ("columns", "kind")

    def __init__(self, kind: type[Kind], /, **columns: list[Any]) -> None:
        """`columns` are the fields of `kind`, all of them and in their order, of one length.

        Raises `TypeError` where they are not.
        """
        if tuple(columns) != kind.columns():
            raise TypeError(f"{kind.__name__} has the columns {kind.columns()}")
        self.kind = kind
        self.columns = list(columns.values())
        if len(set(map(len, self.columns))) > 1:
            raise TypeError(f"{kind.__name__}: the columns differ in length")

    @classmethod
    def of(cls, rows: Sequence[Kind]) -> "Block[Kind]":
        """The block of rows of one table, at least one."""
        if isinstance(rows, Block):
            return rows
        kind = type(rows[0])
        return cls(kind, **{name: list(map(attrgetter(name), rows)) for name in kind.columns()})

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[Kind]:
        return map(self._row, zip(*self.columns, strict=True))

    @overload
    def __getitem__(self, at: int) -> Kind: ...
    @overload
    def __getitem__(self, at: slice) -> "Block[Kind]": ...
    def __getitem__(self, at: int | slice) -> "Kind | Block[Kind]":
        if isinstance(at, slice):
            return self.at(range(*at.indices(len(self))))
        return self._row([column[at] for column in self.columns])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Block):
            return NotImplemented
        return self.kind is other.kind and self.columns == other.columns

    __hash__ = None  # type: ignore[assignment]  # it grows

    def column(self, name: str) -> list[Any]:
        """A column, not a copy of it."""
        return self.columns[self.kind.columns().index(name)]

    def at(self, places: Iterable[int]) -> "Block[Kind]":
        """The rows at these places, in their order."""
        wanted = list(places)
        picked = ([column[place] for place in wanted] for column in self.columns)
        return Block(self.kind, **dict(zip(self.kind.columns(), picked, strict=True)))

    def extend(self, more: "Block[Kind]") -> None:
        """Puts the rows of another block of the same table behind these."""
        for column, added in zip(self.columns, more.columns, strict=True):
            column += added

    def _row(self, values: Iterable[Any]) -> Kind:
        return self.kind(**dict(zip(self.kind.columns(), values, strict=True)))
