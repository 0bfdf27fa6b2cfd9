"""Ids accepted lately: how long they are known, and to whom."""

import pytest

from streams.clock import SettableClock
from streams.intake import accepted
from streams.intake.accepted import GENERATION_S, AcceptedIds


def test_an_id_is_known_to_its_tenant_only() -> None:
    ids = AcceptedIds(clock=SettableClock())
    ids.add("main", ["a", "b"])
    assert ids.has("main", "a")
    assert not ids.has("north", "a")
    assert not ids.has("main", "c")


def test_an_id_is_known_for_an_hour_and_forgotten_after_the_next() -> None:
    clock = SettableClock()
    ids = AcceptedIds(clock=clock)
    ids.add("main", ["a"])
    clock.move(GENERATION_S + 1)
    ids.add("main", ["b"])
    assert ids.has("main", "a"), "the generation before is kept"
    clock.move(GENERATION_S + 1)
    ids.add("main", ["c"])
    assert not ids.has("main", "a")
    assert ids.has("main", "b")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepted, "MOST_IDS", 10)
    ids = AcceptedIds(clock=SettableClock())
    for number in range(100):
        ids.add("main", [str(number)])
    known = [number for number in range(100) if ids.has("main", str(number))]
    assert known == list(range(known[0], 100))
    assert 10 <= len(known) <= 20
