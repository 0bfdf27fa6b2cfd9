"""Records of the log: how large they are, and whose fault it is when one does not fit."""

import asyncio
from collections.abc import Sequence
from typing import Any

from schemas.events import Report
from schemas.topics import ENCODER, MAX_RECORD_BYTES, REPORTS
from streams.intake.appender import Appender, records_of
from streams.log.contract import LogUnavailable, RecordTooLarge

WIDEST = Report(
    report_id="0" * 36,
    text="\U0002a6a5" * 10_000,
    observed_at_ms=4_102_444_800_000,
    app="\U0002a6a5" * 64,
    reporter="f" * 16,
    channel='"' * 64,
    place='"' * 64,
    language="a" * 35,
    link="https://" + '"' * 1_992,
    external_id="\n" * 200,
    attributes={f"{n:02}" + "\U0002a6a5" * 62: "\U0002a6a5" * 200 for n in range(16)},
)


class FakeLog:
    """Takes records of at most so many bytes, one after the other, as a producer does."""

    def __init__(self, largest: int, *, away: bool = False) -> None:
        self.largest, self.away = largest, away
        self.taken: list[str] = []

    async def append(self, records: Sequence[tuple[str, bytes, bytes]]) -> list[Any]:
        for _, _, value in records:
            if self.away:
                raise LogUnavailable("away")
            if len(value) > self.largest:
                raise RecordTooLarge("too large")
            self.taken += [report.report_id for report in REPORTS.decode(value).reports]
        return []


def report(name: str, text: str = "a") -> tuple[str, Report]:
    return "main/alphabet", Report(report_id=name, text=text, observed_at_ms=0, app="app")


def test_records_are_cut_by_the_bytes_they_have() -> None:
    records = list(records_of([("main/cjk", WIDEST)] * 500, 7))
    sizes = [len(record.value) for record in records]
    assert sum(len(REPORTS.decode(record.value).reports) for record in records) == 500
    assert max(sizes) < MAX_RECORD_BYTES / 2
    assert len(ENCODER.encode(WIDEST)) < MAX_RECORD_BYTES / 50


def test_reports_put_together_are_the_record_written_whole() -> None:
    odd = [('a"/reports":[]/cjk', WIDEST), report("b"), report("c", "x" * 70), report("d")]
    packed = list(records_of(odd, 7))
    assert [record.reports for record in packed] == [1, 3]
    for record in packed:
        event = REPORTS.decode(record.value)
        assert REPORTS.encode(event) == record.value
        assert event.lane == record.lane
        assert event.received_at_ms == 7
        assert list(event.reports) == [one for lane, one in odd if lane == record.lane]


async def together(log: FakeLog, *requests: list[tuple[str, Report]]) -> list[BaseException | None]:
    appender = Appender(log)  # type: ignore[arg-type]
    return await asyncio.gather(*map(appender.append, requests), return_exceptions=True)


async def test_only_the_request_that_does_not_fit_fails() -> None:
    log = FakeLog(1_000)
    requests = [
        [report("a")],
        [report("b", "x" * 2_000)],
        [report("c"), report("d")],
        [report("e", "x" * 3_000)],
        [report("f")],
    ]
    outcomes = await together(log, *requests)
    assert [type(outcome) for outcome in outcomes] == [
        type(None),
        RecordTooLarge,
        type(None),
        RecordTooLarge,
        type(None),
    ]
    assert list(dict.fromkeys(log.taken)) == ["a", "c", "d", "f"]


async def test_a_report_larger_than_any_record_fails_before_it_is_sent() -> None:
    log = FakeLog(1 << 30)
    outcomes = await together(
        log, [report("a")], [report("b", "x" * MAX_RECORD_BYTES)], [report("c")]
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), RecordTooLarge, type(None)]
    assert log.taken == ["a", "c"]


async def test_a_report_that_cannot_be_encoded_fails_alone() -> None:
    log = FakeLog(1_000)
    outcomes = await together(log, [report("a")], [report("b", "\ud800")], [report("c")])
    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert log.taken == ["a", "c"]


async def test_while_the_log_is_away_every_request_is_told() -> None:
    outcomes = await together(FakeLog(1_000, away=True), [report("a")], [report("b")])
    assert [type(outcome) for outcome in outcomes] == [LogUnavailable, LogUnavailable]


async def test_small_requests_do_not_wait_for_all_the_large_ones() -> None:
    log = FakeLog(1 << 30)
    requests = [[report(f"large {n}", "x" * 1_500_000)] for n in range(3)] + [[report("small")]]
    assert await together(log, *requests) == [None] * 4
    assert log.taken == ["large 0", "small", "large 1", "large 2"]
