"""What the store took from the log and ClickHouse does not have yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from streams.store.block import Block
from streams.store.spread import Minute
from streams.store.tables import Row


@dataclass(slots=True)
class Batch:
    """Rows by table, and the records that they came from."""

    blocks: dict[type[Row], Block[Any]] = field(default_factory=dict)
    minutes: set[Minute] = field(default_factory=set)
    rumors: dict[str, set[int]] = field(default_factory=dict)  # of the minutes, by tenant
    old: set[Minute] = field(default_factory=set)  # minutes of long ago
    history: list[Any] = field(default_factory=list)  # records that hold some of those
    sightings: list[Any] = field(default_factory=list)  # records to acknowledge when counted
    others: list[Any] = field(default_factory=list)  # records to acknowledge when stored
    size: int = 0  # rows of all blocks

    def add(self, rows_of_one_table: Sequence[Row]) -> None:
        """Puts rows into the block of their table; a block that is given is kept, and grows."""
        if not rows_of_one_table:
            return
        added = Block.of(rows_of_one_table)
        if (block := self.blocks.get(added.kind)) is not None:
            block.extend(added)
        else:
            self.blocks[added.kind] = added
        self.size += len(added)
