"""Blocks: rows by columns. Nothing is lost, changes places or is shared on the way."""

import gc

import pytest

from schemas.events import Sighting
from streams.store import rows
from streams.store.batch import Batch
from streams.store.block import Block
from streams.store.tables import MigrationRow, SightingRow
from tests.store.stored import TODAY_MS, sighting
from tests.support import builders

SHOUTED = "6F1D2A3B-0C4D-5E6F-8A9B-0C1D2E3F4A5B"


def sighted(*seen: Sighting) -> Block[SightingRow]:
    return rows.sightings(builders.sighted(*seen, received_at_ms=TODAY_MS))


def migrations(*names: str) -> list[MigrationRow]:
    return [MigrationRow(name=name, digest=f"digest of {name}") for name in names]


def test_rows_go_in_and_come_out() -> None:
    given = migrations("a", "b", "c")
    block = Block.of(given)
    assert list(block) == given
    assert [block[0], block[-1]] == [given[0], given[2]]
    assert list(block[1:]) == given[1:]
    assert list(block.at([2, 0])) == [given[2], given[0]]
    assert block.column("name") == ["a", "b", "c"]
    assert Block.of(block) is block


def test_a_column_that_is_missing_unknown_or_too_short_is_told() -> None:
    with pytest.raises(TypeError):
        Block(MigrationRow, name=["a"])
    with pytest.raises(TypeError):
        Block(MigrationRow, digest=["a"], name=["b"])
    with pytest.raises(TypeError, match="length"):
        Block(MigrationRow, name=["a", "b"], digest=["c"])


def test_blocks_of_one_table_grow_together_and_those_of_another_apart() -> None:
    batch = Batch()
    for added in (migrations("a"), [], sighted(sighting(1), sighting(2)), migrations("b", "c")):
        batch.add(added)
    assert list(batch.blocks[MigrationRow]) == migrations("a", "b", "c")
    assert batch.blocks[SightingRow] == sighted(sighting(1), sighting(2))
    assert batch.size == 5


def test_an_id_in_capital_letters_is_the_same_id() -> None:
    large, small = sighted(sighting(1, report_id=SHOUTED), sighting(2, report_id=SHOUTED.lower()))
    assert large.report_id == small.report_id
    assert str(large.report_id) == SHOUTED.lower()


def test_an_id_that_is_none_is_an_error_that_the_writer_sets_aside() -> None:
    with pytest.raises(ValueError, match="UUID"):
        sighted(sighting(1, report_id="no id"))


def test_a_record_of_sightings_makes_no_object_a_row_for_the_collector() -> None:
    """But its id. Rows of ten thousand reports made it walk through the whole process, thrice."""
    event = builders.sighted(*(sighting(n) for n in range(500)))
    block = rows.sightings(event)
    tracked = [one for column in block.columns for one in column if gc.is_tracked(one)]
    assert len(tracked) == len(block.column("report_id"))
