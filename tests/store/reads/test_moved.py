"""What was counted of wordings that are taken out of their rumor."""

import pytest

from schemas.events import SeenReports
from streams.clock import SettableClock
from streams.core.curation.effects import Placing
from streams.core.curation.overlay import Overlay
from streams.store.database import Database
from streams.store.reads import seen as seen_reads
from streams.store.reads.questions import Reads
from tests.store.stored import TODAY_MS, A, B, count, open_rumor, sighting

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
APART = f"{1:016x}"


def test_of_wordings_that_are_taken_out_people_are_counted_by_minutes(database: Database) -> None:
    open_rumor(database, A, "今晚断水")
    open_rumor(database, B, "今晚断电，打13812345678", rumor_id=A, exemplar_id=A)
    count(
        database,
        sighting(1, variant=A, reporter="01" * 8),
        sighting(2, variant=B, reporter="02" * 8, place="上海"),
        sighting(3, variant=B, reporter="02" * 8, at_ms=TODAY_MS + 5 * MINUTE_MS),
        sighting(4, variant=B, reporter="02" * 8, at_ms=TODAY_MS + HOUR_MS),
        sighting(5, variant=B, at_ms=TODAY_MS + HOUR_MS),
        sighting(6, variant=B, at_ms=TODAY_MS + HOUR_MS, language="yue"),
        sighting(7, variant=B, at_ms=TODAY_MS - 30 * HOUR_MS),
        sighting(8, variant=B, at_ms=TODAY_MS, stance="refutes"),
        sighting(9, variant=B, at_ms=TODAY_MS, backfill=True),
    )
    clock = SettableClock(TODAY_MS + 2 * HOUR_MS)
    placing = Placing(APART, clock.now_ms(), with_followers=False)
    trial = Reads(database, clock).as_if("main", Overlay(placings={B: (placing,)}))
    (found,) = trial.moved_counts("main", 1, Reads(database))
    assert found.homes == (A,)
    assert found.until_ms == TODAY_MS
    assert (found.text, found.wordings, found.reports) == ("今晚断电，打[phone]", 1, 8)
    minute = TODAY_MS // MINUTE_MS
    assert found.minutes == ((minute, 2, 1), (minute + 60, 3, 3))
    assert (found.stances, found.channels) == ((("carries", 8),), (("wechat", 7),))
    assert (found.places, found.languages) == ((("成都", 6), ("上海", 1)), (("yue", 1),))


def test_of_what_was_reported_by_nobody_nothing_is_counted(database: Database) -> None:
    open_rumor(database, A)
    placing = Placing(APART, TODAY_MS, with_followers=False)
    trial = Reads(database).as_if("main", Overlay(placings={"cd" * 8: (placing,)}))
    assert trial.moved_counts("main", 1, Reads(database)) == ()


def test_of_several_rumors_each_is_counted_by_itself(database: Database) -> None:
    open_rumor(database, A, "今晚断水")
    open_rumor(database, B, "今晚断电")
    count(database, sighting(1, variant=A), sighting(2, variant=B, rumor=B, at_ms=TODAY_MS + 1))
    clock = SettableClock(TODAY_MS + HOUR_MS)
    placing = Placing(APART, clock.now_ms(), with_followers=False)
    over = Overlay(placings={A: (placing,), B: (placing,)})
    found = Reads(database, clock).as_if("main", over).moved_counts("main", 1, Reads(database))
    assert {one.homes: (one.text, one.reports) for one in found} == {
        (A,): ("今晚断水", 1),
        (B,): ("今晚断电", 1),
    }


def written(*seen: tuple[int, str]) -> str:
    return "".join(f"{at_ms:012x}{reporter}" for at_ms, reporter in seen)


def test_who_reported_either_side_of_a_split_is_named(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_rumor(database, A, "今晚断水")
    open_rumor(database, B, "今晚断电", rumor_id=A, exemplar_id=A)
    one, two, nobody = "01" * 8, "f2" * 8, "0" * 16
    later_ms = TODAY_MS + MINUTE_MS
    count(
        database,
        sighting(1, variant=A, reporter=one),
        sighting(2, variant=B, reporter=two, at_ms=later_ms),
        sighting(3, variant=B, reporter=one),
        sighting(4, variant=B, at_ms=later_ms),
        sighting(5, variant=B, reporter=two, stance="refutes"),
        sighting(6, variant=A, reporter=two, backfill=True),
        sighting(7, variant=A, reporter=two, at_ms=TODAY_MS - 30 * HOUR_MS),
    )
    clock = SettableClock(TODAY_MS + HOUR_MS)
    since_ms = clock.now_ms() - 26 * HOUR_MS
    placing = Placing(APART, clock.now_ms(), with_followers=False)
    reads = Reads(database, clock)
    trial = reads.as_if("main", Overlay(placings={B: (placing,)}))
    (found,) = trial.moved_counts("main", 1, reads)
    of_b = written((TODAY_MS, one), (later_ms, nobody), (later_ms, two))
    assert found.seen == SeenReports(reports=4, seen=of_b, since_ms=since_ms, until_ms=TODAY_MS)
    assert found.stays == SeenReports(
        reports=3, seen=written((TODAY_MS, one)), since_ms=since_ms, until_ms=TODAY_MS
    )
    assert trial.seen("main", A) == found.stays
    assert trial.seen("main", APART) == found.seen
    everybody = reads.seen("main", A)
    assert everybody is not None
    assert (everybody.reports, len(everybody.seen)) == (7, 4 * 28)
    monkeypatch.setattr(seen_reads, "SEEN_SQL", seen_reads.SEEN_SQL.replace("4001", "3"))
    monkeypatch.setattr(seen_reads, "MOST_SEEN", 2)
    (many,) = trial.moved_counts("main", 1, reads)
    assert (many.seen, many.stays, many.reports) == (None, None, 4)
