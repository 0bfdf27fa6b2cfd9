"""From an item to a report on the log: times, pseudonyms, what is said when the log is away."""

import asyncio
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pytest

from schemas.api.reports import ReportIn
from schemas.topics import REPORTS
from streams.clock import SettableClock
from streams.config.keys import Key
from streams.core.lanes import lane_of
from streams.intake.acceptance import (
    FUTURE_MS,
    MOST_CHARACTERS,
    MOST_TOGETHER,
    OLD_MS,
    Acceptance,
    pseudonym,
    report_of,
    times_of,
)
from streams.intake.accepted import AcceptedIds
from streams.intake.appender import Appender
from streams.intake.identity import Ids
from streams.intake.problems import Problem
from streams.intake.recent import Recent
from streams.intake.turns import Turns
from streams.log.contract import Appended, Log, LogUnavailable, RecordTooLarge

NOW_MS = 1_700_000_000_000
KEY = Key(name="city-app", hash="sha256:1", tenant="main", scopes=("report",))
SECRET = b"a secret of enough letters"


class FakeLog:
    """Holds what is appended, or fails."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.records: list[tuple[str, bytes, bytes]] = []

    async def append(self, records: Sequence[tuple[str, bytes, bytes]]) -> list[Appended]:
        if self.fails is not None:
            raise self.fails
        self.records += records
        return [Appended(0, len(self.records) - 1) for _ in records]

    def reports(self) -> list[Any]:
        return [report for _, _, value in self.records for report in REPORTS.decode(value).reports]


def acceptance_on(log: FakeLog) -> Acceptance:
    clock = SettableClock(NOW_MS)
    recent = Recent(cast(Log, log), 4, clock=clock)
    recent.ready.set()
    return Acceptance(
        appender=Appender(cast(Log, recent.own), clock=clock),
        recent=recent,
        accepted=AcceptedIds(clock=clock),
        turns=Turns(),
        reporter_key=SECRET,
        clock=clock,
    )


def at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1_000, UTC)


def test_without_a_time_a_report_was_seen_now() -> None:
    assert times_of(None, NOW_MS) == (NOW_MS, False)


@pytest.mark.parametrize(
    ("off_ms", "counts_off_ms", "is_old"),
    [
        (0, 0, False),
        (FUTURE_MS, FUTURE_MS, False),
        (FUTURE_MS + 1, 0, False),
        (365 * 86_400_000, 0, False),
        (-OLD_MS, -OLD_MS, False),
        (-OLD_MS - 1, -OLD_MS - 1, True),
    ],
)
def test_a_time_counts_as_it_is_or_as_now_or_as_history(
    off_ms: int, counts_off_ms: int, is_old: bool
) -> None:
    assert times_of(at(NOW_MS + off_ms), NOW_MS) == (NOW_MS + counts_off_ms, is_old)


def test_a_time_is_an_instant_whatever_its_zone() -> None:
    east = at(NOW_MS).astimezone(timezone(timedelta(hours=8)))
    assert times_of(east, NOW_MS) == times_of(at(NOW_MS), NOW_MS)


def test_what_an_app_calls_history_is_history_whatever_its_time() -> None:
    def backfill(item: ReportIn) -> bool:
        return report_of(item, report_id="r", app="a", reporter="", now_ms=NOW_MS).backfill

    assert backfill(ReportIn(text="x", backfill=True))
    assert not backfill(ReportIn(text="x", backfill=None))
    assert backfill(ReportIn(text="x", observed_at=at(NOW_MS - OLD_MS - 1)))


def test_every_field_of_an_item_is_in_its_report() -> None:
    item = ReportIn(
        text="t",
        external_id="e",
        observed_at=at(NOW_MS),
        reporter="张三",
        channel="sms",
        place="成都",
        language="ZH-hant",
        link="https://example.org/",
        attributes={"a": "b", "c": None},
        backfill=True,
    )
    report = report_of(item, report_id="r", app="app", reporter="ff", now_ms=NOW_MS + 1)
    assert (report.report_id, report.app, report.reporter) == ("r", "app", "ff")
    assert (report.text, report.external_id, report.observed_at_ms) == ("t", "e", NOW_MS)
    assert (report.channel, report.place, report.language) == ("sms", "成都", "zh-Hant")
    assert (report.link, report.attributes) == ("https://example.org/", {"a": "b"})
    assert report.backfill


def test_null_and_left_out_are_the_same_report() -> None:
    bare = ReportIn(text="t")
    nulls = ReportIn(
        text="t",
        external_id=None,
        observed_at=None,
        reporter=None,
        channel=None,
        place=None,
        language=None,
        link=None,
        attributes=None,
        backfill=None,
    )
    made = [
        report_of(item, report_id="r", app="a", reporter="", now_ms=NOW_MS)
        for item in (bare, nulls)
    ]
    assert made[0] == made[1]


def test_a_pseudonym_is_the_same_in_a_tenant_and_nobody_elses() -> None:
    for secret in (SECRET, b"", b"k" * 64, b"k" * 65, bytes(range(256))):
        whole = hmac.digest(secret, "main\0张三".encode(), "sha256")
        assert pseudonym(secret, "main", "张三") == whole[:8].hex()
    one = pseudonym(SECRET, "main", "张三")
    assert len(bytes.fromhex(one)) == 8
    assert pseudonym(SECRET, "main", "张三") == one
    others = {
        pseudonym(SECRET, "north", "张三"),
        pseudonym(b"another secret of ours", "main", "张三"),
        pseudonym(SECRET, "main", "李四"),
    }
    assert one not in others
    assert pseudonym(SECRET, "main", "") == ""
    assert len(pseudonym(SECRET, "main", "\ud800")) == 16  # half a character is no error


async def test_one_and_many_reports_are_durable_and_known_as_accepted() -> None:
    log = FakeLog()
    acceptance = acceptance_on(log)
    one = await acceptance.take_one(KEY, ReportIn(text="停水三天", external_id="a"))
    items = [ReportIn(text="no water"), ReportIn(text="又停水", external_id="b")]
    many = await acceptance.take(KEY, items, repeat="k")
    assert sorted([one, *many]) == sorted(report.report_id for report in log.reports())
    assert {key for _, key, _ in log.records} == {b"main/cjk", b"main/alphabet"}
    for id_ in (one, *many):
        assert acceptance.accepted.has("main", id_)
        assert not acceptance.accepted.has("north", id_)


async def test_what_is_made_in_parts_is_what_is_made_one_by_one() -> None:
    texts = ["a" * 9_000, *("微信" * number for number in range(1, 2 * MOST_TOGETHER)), "b" * 9_000]
    texts += ["字" * 9_000] * (MOST_CHARACTERS // 9_000 + 2)
    items = [ReportIn(text=text, reporter=str(at % 7)) for at, text in enumerate(texts)]
    log = FakeLog()
    ids = await acceptance_on(log).take(KEY, items, repeat="again")
    alone = Ids(tenant=KEY.tenant, app=KEY.name, repeat="again")
    names = [pseudonym(SECRET, KEY.tenant, item.reporter or "") for item in items]
    assert ids == [alone.of(item, name) for item, name in zip(items, names, strict=True)]
    appended = {report.report_id: report for report in log.reports()}
    assert [appended[id_].text for id_ in ids] == texts
    assert [appended[id_].reporter for id_ in ids] == names
    for _, lane, value in log.records:
        for report in REPORTS.decode(value).reports:
            assert lane.decode() == lane_of(KEY.tenant, report.text)


async def test_a_copy_is_answered_and_not_appended() -> None:
    log = FakeLog()
    acceptance = acceptance_on(log)
    ids = [await acceptance.take_one(KEY, ReportIn(text="x", external_id="a")) for _ in range(3)]
    assert len(set(ids)) == 1
    assert len(log.reports()) == 1


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (LogUnavailable("away"), 503, "log_unavailable"),
        (RecordTooLarge("9 MB"), 413, "too_large"),
    ],
)
async def test_what_could_not_be_appended_is_a_problem_and_not_accepted(
    error: Exception, status: int, code: str
) -> None:
    log = FakeLog()
    acceptance = acceptance_on(log)
    log.fails = error
    with pytest.raises(Problem) as caught:
        await acceptance.take_one(KEY, ReportIn(text="x", external_id="a"))
    assert (caught.value.status, caught.value.code) == (status, code)
    log.fails = None
    again = await acceptance.take_one(KEY, ReportIn(text="x", external_id="a"))
    assert [report.report_id for report in log.reports()] == [again]


async def test_a_defect_while_appending_is_the_callers_and_nobody_waits_for_ever() -> None:
    log = FakeLog()
    log.fails = KeyError("a defect")
    acceptance = acceptance_on(log)
    async with asyncio.timeout(5):
        with pytest.raises(KeyError):
            await acceptance.take_one(KEY, ReportIn(text="x"))
        log.fails = None
        await acceptance.take_one(KEY, ReportIn(text="x"))
