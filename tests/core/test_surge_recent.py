"""The records of the last moments: what is kept of them."""

import pytest

from streams.core.surge import recent
from streams.core.surge.recent import KEPT_MS, Recent
from tests.support.builders import T0_MS, sighted, sighting


def test_what_is_old_goes_and_what_is_new_is_found() -> None:
    kept = Recent()
    for number in range(60):
        at_ms = T0_MS + number * 1_000
        kept.keep(sighted(sighting(number), received_at_ms=at_ms))
    newest_ms = T0_MS + 59_000
    assert kept.records[0].received_at_ms == newest_ms - KEPT_MS
    assert kept.held == len(kept.records)
    since = [one.report_id for one in kept.since(newest_ms - 2_000)]
    assert since == [sighting(58).report_id, sighting(59).report_id]


def test_of_many_at_once_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST_SIGHTINGS", 25)
    kept = Recent()
    for number in range(10):
        kept.keep(sighted(*(sighting(number * 10 + n) for n in range(10)), offset=number))
    assert (kept.held, len(kept.records)) == (20, 2)
    kept.keep(sighted(*(sighting(n) for n in range(40))))
    assert (kept.held, len(kept.records)) == (0, 0), "a record larger than all is none to keep"
