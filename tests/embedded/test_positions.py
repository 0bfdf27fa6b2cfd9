"""Where a group's one consumer stands, on a log in a temporary file, without Faust's workers."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from deploy.embedded.log import positions as module
from deploy.embedded.log.consumer import Consumer
from deploy.embedded.log.eventlog import EventLog, NewRecord
from deploy.embedded.log.maintenance import clean
from deploy.embedded.log.positions import Positions

A0 = TP("a", 0)
A1 = TP("a", 1)
B0 = TP("b", 0)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    made = EventLog(tmp_path / "log.db")
    made.create_topic("a", 2, compacted=True)
    made.create_topic("b", 1)
    yield made
    made.close()


@pytest.fixture
def positions(log: EventLog) -> Positions:
    return Positions(log, "worker")


def append(log: EventLog, tp: TP, count: int) -> None:
    log.append([NewRecord(tp.topic, b"k", str(n).encode(), tp.partition) for n in range(count)])


def test_a_group_begins_where_it_committed_and_else_at_the_first_record(
    log: EventLog, positions: Positions
) -> None:
    append(log, A0, 5)
    log.commit("worker", {("a", 0): 3})
    log.commit("another", {("a", 1): 9})
    positions.assign({A0, A1, B0})
    assert [positions.next(tp) for tp in (A0, A1, B0)] == [3, 0, 0]


def test_what_was_cleaned_away_is_passed_over(log: EventLog, positions: Positions) -> None:
    append(log, A0, 10)
    assert clean(log, now_ms=0, least_dirty=1) == 9
    positions.assign({A0})
    assert positions.next(A0) == positions.first(A0) == 9


def test_a_new_assignment_leaves_the_others_where_they_are(
    log: EventLog, positions: Positions
) -> None:
    append(log, A0, 5)
    positions.assign({A0})
    positions.fetch(A0)
    positions.assign({A0, B0})
    assert positions.assigned == {A0, B0}
    assert positions.next(A0) == 5
    positions.assign({B0})
    assert positions.ready(None) == []


def test_fetching_goes_on_in_order_and_ends(
    log: EventLog, positions: Positions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FETCH_AT_ONCE", 3)
    append(log, A0, 7)
    positions.assign({A0, A1})
    batches = []
    while positions.ready(None) == [A0]:
        batches.append([record.offset for record in positions.fetch(A0)])
    assert batches == [[0, 1, 2], [3, 4, 5], [6]]


def test_a_partition_cleaned_to_its_end_meanwhile_does_not_hang(
    log: EventLog, positions: Positions
) -> None:
    append(log, A0, 3)
    positions.assign({A0})
    log.db.execute("DELETE FROM record")
    assert positions.fetch(A0) == []
    assert positions.ready(None) == []


def test_only_active_partitions_are_ready(log: EventLog, positions: Positions) -> None:
    append(log, A0, 1)
    append(log, B0, 1)
    positions.assign({A0, B0})
    assert set(positions.ready(None)) == {A0, B0}
    assert positions.ready({B0, A1}) == [B0]
    assert positions.ready(set()) == []


def test_an_append_is_seen_when_it_is_looked_for(log: EventLog, positions: Positions) -> None:
    positions.assign({A0})
    other = EventLog(log.path)
    positions.changed()
    assert not positions.changed()
    append(other, A0, 2)
    assert positions.ready(None) == []
    assert positions.changed()
    assert not positions.changed()
    positions.look_at([A0])
    assert positions.ready(None) == [A0]
    assert positions.end(A0) == 2
    other.close()


def test_appends_of_this_process_are_told_and_move_no_end_back(
    log: EventLog, positions: Positions
) -> None:
    positions.assign({A0})
    append(log, A0, 2)
    positions.advance({A0: 2})
    assert positions.ready(None) == [A0]
    positions.advance({A0: 1})
    assert positions.end(A0) == 2
    assert [record.offset for record in positions.fetch(A0)] == [0, 1]


def test_seeking_and_going_back_to_what_was_committed(log: EventLog, positions: Positions) -> None:
    append(log, A0, 9)
    positions.assign({A0})
    positions.commit({A0: 4})
    positions.seek(A0, 8)
    assert [record.offset for record in positions.fetch(A0)] == [8]
    assert positions.seek_to_committed() == {A0: 4}
    assert log.committed("worker") == {("a", 0): 4}


def test_an_unknown_partition_has_no_position_and_no_end(positions: Positions) -> None:
    assert positions.next(A0) is None
    assert positions.end(A0) == 0


def test_the_assignor_is_told_what_a_rebalance_would_have(log: EventLog) -> None:
    assignor = SimpleNamespace()
    url = "http://here"
    app = SimpleNamespace(assignor=assignor, conf=SimpleNamespace(canonical_url=url))
    consumer: Any = SimpleNamespace(app=app)
    Consumer._tell_assignor(consumer, {"a": [0, 1], "b": [0]}, {A0, A1, B0})
    assert assignor._assignment.actives == {"a": [0, 1], "b": [0]}
    assert assignor._active_tps == {A0, A1, B0}
    assert assignor._standby_tps == set()
    assert assignor.external_topic_distribution == {url: {"a": [0, 1], "b": [0]}}
