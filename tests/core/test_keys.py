"""Keys that were seen lately: bounded, and never forgotten all at once."""

import subprocess
import sys
import uuid

import numpy as np
import pytest

from streams.core.keys import FEW, KeyTable, Occurrences, RecentKeys, key_of, keys_of


def test_occurrences_are_counted() -> None:
    occurrences = Occurrences()
    assert [occurrences.next(content) for content in (b"a", b"b", b"a", b"a", b"b")] == [
        0,
        0,
        1,
        2,
        1,
    ]


def test_contents_long_past_are_new_again() -> None:
    occurrences = Occurrences(size=2)
    for content in (b"a", b"b", b"c", b"d", b"e"):
        assert occurrences.next(content) == 0
    assert occurrences.next(b"a") == 0
    assert occurrences.next(b"e") == 1


def test_a_table_without_numbers_says_only_whether() -> None:
    table = KeyTable(numbers=False)
    table.put(7, 9)
    assert (table.get(7), table.get(8), len(table)) == (0, None, 1)


def test_a_known_key_gets_another_number() -> None:
    table = KeyTable(numbers=True)
    table.put(7, 1)
    table.put(7, 2)
    assert (table.get(7), len(table)) == (2, 1)


@pytest.mark.parametrize("size", [FEW - 1, FEW])
def test_of_merged_keys_the_first_number_stays(size: int) -> None:
    """Whichever of its two ways a merge takes."""
    rng = np.random.default_rng(1)
    keys = rng.integers(0, 2**64, size, dtype=np.uint64)
    numbers = np.arange(size, dtype=np.uint32)
    table = KeyTable(numbers=True)
    table.put(int(keys[0]), 77)
    table.merge(np.concatenate([keys, keys]), np.concatenate([numbers, numbers + 1]))
    assert table.get(int(keys[0])) == 77
    assert all(table.get(int(keys[n])) == n for n in range(1, size, 97))
    assert len(table) == len(set(keys.tolist()))


def test_the_old_generation_goes_when_the_young_one_is_full_or_old() -> None:
    recent = RecentKeys(span_ms=10, size=3, numbers=True)
    for key in range(4):
        recent.put(key, key, now_ms=0)
    assert [recent.get(key) for key in range(4)] == [0, 1, 2, 3]
    recent.put(9, 9, now_ms=11)
    assert [recent.get(key) for key in range(4)] == [None, None, None, 3]
    assert len(recent) == 2


def test_a_key_is_of_the_id_whatever_its_letters_and_of_the_tenant() -> None:
    id_ = str(uuid.UUID(int=0xABCDEF << 90 | 12345))
    assert key_of("main", id_) == key_of("main", id_.upper())
    assert key_of("main", id_) != key_of("north", id_)
    assert keys_of("main", [id_]).tolist() == [key_of("main", id_)]
    with pytest.raises(ValueError):
        key_of("main", "no id")


@pytest.mark.parametrize("module", ["streams.store.writer", "streams.intake.acceptance"])
def test_only_who_matches_loads_the_compiled_matcher(module: str) -> None:
    """Half a second and 60 MB, for nothing: who stores and who takes reports must not import it."""
    asked = f"import sys, {module}; print('numba' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
