"""GET /v1/answers: the app that an answer was given to reads its pages, and nobody else."""

from pathlib import Path

import pytest

from streams.api.told import get_answer
from streams.config.keys import Key
from streams.core.ids import timed_id
from streams.intake.problems import Problem
from streams.store.reads.answers import Page
from tests.api.house import call, house
from tests.support.builders import answer, report_id

APP = Key(name="app", hash="sha256:app", tenant="main", scopes=("report",))
OTHER = Key(name="bus", hash="sha256:bus", tenant="main", scopes=("report", "read", "admin"))
ID = "ans_018bcfe56800dddddddddd"
LONG_AGO = "ans_008bcfe56800dddddddddd"
SECOND = Page(answer(0), [(report_id(n), f"r{n}") for n in range(1_000, 1_500)], 1_500)


async def test_its_app_reads_the_page_that_was_named(tmp_path: Path) -> None:
    services = house(tmp_path, answer=SECOND)
    read = await get_answer(services, call("page=2", key=APP, answer_id=ID))
    assert (read.answer_id, read.reports.count, len(read.reports.external_ids)) == (ID, 1_500, 500)
    assert read.reports.next_page is None
    assert read.verdict is not None
    assert read.verdict.rating == "false"
    assert services.lookup._reads.asked["answer"] == {"page": 2}  # type: ignore[attr-defined]


async def test_the_first_page_names_the_next(tmp_path: Path) -> None:
    first = SECOND._replace(named=[(report_id(n), f"r{n}") for n in range(1_000)])
    read = await get_answer(house(tmp_path, answer=first), call(key=APP, answer_id=ID))
    assert read.reports.next_page == f"http://x/v1/answers/{ID}?page=2"


async def test_another_apps_answer_is_no_answer(tmp_path: Path) -> None:
    for services, key in (
        (house(tmp_path, answer=SECOND), OTHER),
        (house(tmp_path, answer=None), APP),
    ):
        with pytest.raises(Problem) as caught:
            await get_answer(services, call(key=key, answer_id=LONG_AGO))
        assert caught.value.status == 404


@pytest.mark.parametrize("query", ["page=0", "page=x", "pages=1"])
async def test_a_page_is_a_number(tmp_path: Path, query: str) -> None:
    with pytest.raises(Problem) as caught:
        await get_answer(house(tmp_path, answer=SECOND), call(query, key=APP, answer_id=ID))
    assert caught.value.status == 422


async def test_one_that_may_not_be_stored_yet_is_waited_for(tmp_path: Path) -> None:
    services = house(tmp_path, answer=None)
    young = timed_id("ans", services.clock.now_ms(), "x")
    with pytest.raises(Problem) as caught:
        await get_answer(services, call(key=APP, answer_id=young))
    assert caught.value.status == 503
    with pytest.raises(Problem) as caught:
        await get_answer(services, call(key=APP, answer_id="ans_x"))
    assert caught.value.status == 404
