"""A day of report ids, however much comes in between."""

import uuid

import pytest

from schemas.events import Report, ReportsReceived, Source
from streams.core import clusters
from streams.core.clusters import Clustered, LaneClusters, RepeatWindow
from streams.core.durations import DAY_MS, MINUTE_MS
from streams.core.keys import keys_of
from streams.worker.partition import Partition

TEXT = "微信聊天记录要全部删掉，否则会被封群封号"
ENGLISH = "All schools in the county will close on Monday because of a gas leak"
BEGAN_MS = 1_700_000_000_000


def report(name: str, text: str = TEXT, **more: object) -> Report:
    id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
    return Report(report_id=id_, text=text, observed_at_ms=BEGAN_MS, app="app", **more)  # type: ignore[arg-type]


def is_repeat(window: RepeatWindow, id_: str, offset: int, now_ms: int) -> bool:
    return window.are_repeats("main", [id_], offset, now_ms) == [True]


def fold(lane: LaneClusters, at_ms: int, offset: int, *reports: Report) -> Clustered:
    event = ReportsReceived(lane=lane.lane, received_at_ms=at_ms, reports=reports)
    return clusters.step(lane, event, source=Source(partition=0, offset=offset), curation_offset=0)[
        1
    ]


@pytest.mark.parametrize("minutes", [1, 61, 62, 180, 24 * 60 - 62])
def test_a_report_is_counted_once_for_a_day_with_traffic_in_between(minutes: int) -> None:
    """Two changes of an hour's generations, each brought about by another report, once let it count
    again.
    """
    lane = LaneClusters.empty("main/cjk")
    assert fold(lane, BEGAN_MS, 0, report("again")).sighted is not None
    for number in (1, 2):
        fold(lane, BEGAN_MS + number * 61 * MINUTE_MS, number, report(f"other {number}"))
    outcome = fold(lane, BEGAN_MS + (122 + minutes) * MINUTE_MS, 9, report("again"))
    assert (outcome.sighted, outcome.repeated) == (None, 1)


def test_a_report_is_counted_once_however_many_come_in_between() -> None:
    lane = LaneClusters.empty("main/cjk")
    fold(lane, BEGAN_MS, 0, report("again"))
    for first in range(0, 900_000, 500):
        # As well mixed as real ids are: keys lie on shelves by their leading bits.
        mixed = (
            number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128
            for number in range(first, first + 500)
        )
        lane.repeats.are_repeats("main", [f"{id_:032x}" for id_ in mixed], 1, BEGAN_MS)
    assert fold(lane, BEGAN_MS + 1, 2, report("again")).repeated == 1


def test_both_lanes_of_a_partition_know_a_report() -> None:
    partition = Partition(0, 4)
    fold(partition.lane_clusters("main/cjk"), BEGAN_MS, 0, report("one"))
    again = fold(partition.lane_clusters("main/alphabet"), BEGAN_MS, 1, report("one", ENGLISH))
    assert (again.sighted, again.repeated) == (None, 1)
    other_tenant = fold(partition.lane_clusters("north/cjk"), BEGAN_MS, 2, report("one"))
    assert other_tenant.repeated == 0


def test_a_replay_is_no_repeat_after_a_day_either() -> None:
    window, id_ = RepeatWindow(), str(uuid.uuid4())
    for days in (0.0, 0.5, 1.5, 1.9):
        is_repeat(window, str(uuid.uuid4()), 7, BEGAN_MS + int(days * DAY_MS))
        assert not is_repeat(window, id_, 3, BEGAN_MS + int(days * DAY_MS))
    assert is_repeat(window, id_, 4, BEGAN_MS + 2 * DAY_MS)
    assert is_repeat(window, id_.upper(), 4, BEGAN_MS + 2 * DAY_MS)


def test_one_report_written_in_two_ways_in_one_record_counts_once() -> None:
    first = report("one")
    upper = Report(report_id=first.report_id.upper(), text=TEXT, observed_at_ms=BEGAN_MS, app="app")
    outcome = fold(LaneClusters.empty("main/cjk"), BEGAN_MS, 0, first, upper)
    assert len(outcome.sighted.sightings) == 1  # type: ignore[union-attr]


def test_restored_reports_are_known_with_the_offset_that_brought_them_first() -> None:
    window = RepeatWindow()
    ids = [str(uuid.uuid4()) for _ in range(3)]
    window.remember(keys_of("main", [*ids, ids[0]]), [5, 5, 6, 9], now_ms=BEGAN_MS)
    assert len(window) == 3
    assert [is_repeat(window, id_, 5, BEGAN_MS) for id_ in ids] == [False, False, True]
