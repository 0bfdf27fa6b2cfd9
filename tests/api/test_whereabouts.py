"""Where a report of the last day went: told whole as soon as it is told at all."""

from pathlib import Path
from typing import Any, cast

import pytest

from streams.api.whereabouts import RecentWhereabouts
from streams.clock import SettableClock
from streams.core.matching.explanation import why_joined
from streams.log.contract import Log
from streams.replica.newest import Newest
from streams.replica.reports import RecentReports
from streams.replica.wordings import Wordings
from tests.api.folding import Folding
from tests.api.house import MemoryLog, house
from tests.support import builders

HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
REWORDED = "紧急通知：微信聊天记录要全部删掉，否则会被封群封号，请转发"


class Desk:
    """A log in memory, what follows it, and a store that says what a test says."""

    def __init__(self, folder: Path, **answers: Any) -> None:
        self.log = MemoryLog()
        folding = Folding(self.log)
        self.services = house(folder, log=self.log, **answers)
        log = cast(Log, self.log)
        self.wordings = Wordings(log, 1, self.services.decisions)
        self.reports = RecentReports(log, 1, clock=SettableClock(builders.T0_MS))
        self.whereabouts = RecentWhereabouts(self.services.lookup, self.reports, self.wordings)
        self.report = folding.report

    async def follow(self) -> None:
        await self.wordings.follow()
        await self.reports.follow()


async def test_a_match_is_told_with_its_score_and_why_before_it_is_stored(tmp_path: Path) -> None:
    desk = Desk(tmp_path, why=None)
    founding = desk.report(HOAX)
    joining = desk.report(REWORDED)
    await desk.follow()
    first = await desk.whereabouts.of("main", founding.report_id)
    found = await desk.whereabouts.of("main", joining.report_id)
    assert first is not None
    assert found is not None
    assert (first.score, first.explanation) == (1.0, "")
    assert found.score is not None
    assert 0 < found.score < 1
    assert found.explanation == why_joined(REWORDED, HOAX, found.score)
    assert "added “紧急通知”" in found.explanation


async def test_what_was_joined_long_ago_is_read_from_the_store(tmp_path: Path) -> None:
    desk = Desk(tmp_path, why=None, text=HOAX)
    desk.wordings.newest = Newest(most_characters=len(REWORDED))
    desk.report(HOAX)
    joining = desk.report(REWORDED)
    await desk.follow()
    found = await desk.whereabouts.of("main", joining.report_id)
    assert found is not None
    assert "added “紧急通知”" in found.explanation


async def test_a_report_whose_wording_is_not_read_yet_is_not_told_by_half(tmp_path: Path) -> None:
    desk = Desk(tmp_path, why=None)
    await desk.wordings.follow()
    founding = desk.report(HOAX)
    await desk.reports.follow()
    assert await desk.whereabouts.of("main", founding.report_id) is None
    await desk.wordings.follow()
    assert await desk.whereabouts.of("main", founding.report_id) is not None


@pytest.mark.parametrize(("most", "kept"), [(10, (False, True)), (20, (True, True))])
def test_the_oldest_wordings_go_first(most: int, kept: tuple[bool, bool]) -> None:
    newest = Newest(most_characters=most)
    some = [builders.variant(variant_id=f"{n:016x}", text="a" * 10) for n in (1, 2)]
    newest.add("main", some)
    assert tuple(newest.find("main", one.variant_id) is not None for one in some) == kept
    assert newest.find("other", some[1].variant_id) is None


def test_the_first_fact_about_a_wording_holds() -> None:
    newest = Newest(most_characters=20)
    for score in (0.5, 0.9):
        newest.add("main", [builders.variant(variant_id="0" * 16, text="a" * 10, score=score)])
    newest.add("main", [builders.variant(variant_id="1" * 16, text="b" * 10)])
    found = newest.find("main", "0" * 16)
    assert found is not None
    assert found.score == 0.5
