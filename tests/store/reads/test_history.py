"""What was sighted and decided, read back as it came."""

from itertools import pairwise
from typing import Any

import pytest

from schemas.events import ReportsSighted, Sighting
from streams.core.durations import DAY_MS
from streams.store import rows
from streams.store.database import Database
from streams.store.reads import history
from tests.store.stored import TODAY_MS, A, B, open_rumor, sighting, store
from tests.support import builders

YESTERDAY_MS = TODAY_MS - DAY_MS


def read(database: Database, *, page: int = history.PAGE, days: int = 3) -> list[ReportsSighted]:
    within = history.spans(
        database, "main", from_ms=TODAY_MS - days * DAY_MS, to_ms=TODAY_MS + DAY_MS
    )
    return list(history.records(database, "main", within, page=page))


def sightings(records: list[ReportsSighted]) -> list[Sighting]:
    return [one for record in records for one in record.sightings]


def test_records_come_in_the_order_of_receipt_with_what_was_seen(database: Database) -> None:
    open_rumor(database, A)
    one = sighting(1, reporter=builders.reporter(1), stance="questions", at_ms=TODAY_MS - 5_000)
    store(database, [sighting(2), sighting(3)], received_ms=TODAY_MS + 1_000)
    store(database, [one], received_ms=YESTERDAY_MS)
    first, second = read(database)
    assert first.received_at_ms == YESTERDAY_MS
    assert first.lane == "main/cjk"
    [found] = first.sightings
    assert (found.rumor_id, found.stance, found.reporter) == (A, "questions", one.reporter)
    assert found.observed_at_ms == one.observed_at_ms
    assert [wording.text for wording in first.wordings] == [builders.TEXT]
    assert len(second.sightings) == 2
    assert second.wordings == ()
    assert {one.reporter for one in second.sightings} == {""}


def test_a_report_that_is_stored_twice_is_read_once(database: Database) -> None:
    for _ in range(2):
        store(database, [sighting(1)])
    assert len(sightings(read(database))) == 1


def test_pages_of_any_size_lose_and_repeat_nothing(database: Database) -> None:
    open_rumor(database, A)
    open_rumor(database, B, "another one")
    for second in range(7):
        rumor = A if second % 2 else B
        some = [sighting(10 * second + n, rumor=rumor) for n in range(second + 1)]
        store(database, some, received_ms=TODAY_MS + second * 1_000)
    whole = sightings(read(database))
    assert len(whole) == 28
    for page in (1, 3, 28):
        paged = read(database, page=page)
        assert sightings(paged) == whole
        assert all(a.received_at_ms <= b.received_at_ms for a, b in pairwise(paged))


def test_other_tenants_and_other_times_are_not_read(database: Database) -> None:
    store(database, [sighting(1)], tenant="north")
    store(database, [sighting(2, at_ms=TODAY_MS - 9 * DAY_MS)], received_ms=TODAY_MS - 9 * DAY_MS)
    store(database, [sighting(3)], received_ms=TODAY_MS + DAY_MS)
    assert read(database) == []


def test_only_days_that_hold_something_are_asked_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    far_ms = TODAY_MS + 9_000 * 366 * DAY_MS
    store(database, [sighting(1)], received_ms=TODAY_MS)
    store(database, [sighting(2, at_ms=TODAY_MS - 400 * DAY_MS)], received_ms=YESTERDAY_MS - 1)
    within = history.spans(database, "main", from_ms=0, to_ms=far_ms)
    assert [start_ms // DAY_MS * DAY_MS for start_ms, _ in within] == [
        (YESTERDAY_MS - 1) // DAY_MS * DAY_MS,
        TODAY_MS // DAY_MS * DAY_MS,
    ]
    asked = []
    page = history._page

    def counted(*words: Any, **named: Any) -> Any:
        asked.append(words)
        return page(*words, **named)

    monkeypatch.setattr(history, "_page", counted)
    reached: list[int] = []
    found = list(history.records(database, "main", within, reached=reached.append))
    # The older one was history when it came: its day is read, and holds nothing that alerts.
    assert [one.report_id for one in sightings(found)] == [sighting(1).report_id]
    assert len(asked) == 2
    assert reached == [end_ms for _, end_ms in within]
    assert history.spans(database, "north", from_ms=0, to_ms=far_ms) == []
    assert history.verdicts(database, "main", to_ms=far_ms) == []


def test_a_rumor_without_its_own_row_is_read_all_the_same(database: Database) -> None:
    store(database, [sighting(1)])
    [record] = read(database)
    assert record.lane == "main/unknown"
    assert record.wordings == ()


def test_verdicts_come_in_the_order_in_which_they_bind(database: Database) -> None:
    made = [
        builders.decision("true", decision_id="dec_2", decided_at_ms=YESTERDAY_MS + 5),
        builders.decision("false", decision_id="dec_1", decided_at_ms=YESTERDAY_MS + 9),
        builders.decision("false", decision_id="dec_3", decided_at_ms=TODAY_MS),
    ]
    for offset, decision in enumerate(made):
        database.insert([rows.decision(decision, offset)])
    found = history.verdicts(database, "main", to_ms=TODAY_MS)
    assert [one.decision_id for one in found] == ["dec_2", "dec_1"]
    assert [one.verdict and one.verdict.rating for one in found] == ["true", "false"]
    assert {one.rumor_id for one in found} == {builders.RUMOR}
    assert history.verdicts(database, "north", to_ms=TODAY_MS) == []
