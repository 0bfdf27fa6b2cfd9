"""Suggestions: pairs of the store, without those that were decided on, and what deciding does."""

from pathlib import Path
from typing import Any

import pytest

from schemas.api.decided import Suggestion
from schemas.api.rumors import RumorRead
from schemas.topics import CURATIONS
from streams.api.rumors import get_rumor
from streams.api.services import Services
from streams.api.suggestions import get_suggestions, post_suggestion
from streams.core.ids import suggestion_id
from streams.intake.problems import Problem
from streams.store.reads.suggestions import Overlapping
from tests.api.house import READ, MemoryLog, call, house

A, B, C = ("aa" * 8, "bb" * 8, "cc" * 8)


def pair(older: str, younger: str) -> Overlapping:
    return Overlapping(older=older, younger=younger, bridges=2, score=0.4, reports=3)


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def services(tmp_path: Path, log: MemoryLog) -> Services:
    described = {
        "rumors": [{"rumor_id": one, "title": "t", "wording": "w"} for one in (A, B)],
        "score": 0.4,
        "bridges": 2,
        "same": ["w"],
        "apart": [],
        "differs": "",
    }
    pairs = [pair(A, B), pair(A, C), pair(B, C)]
    return house(tmp_path, log=log, rumor=READ, overlapping=pairs, described=described)


async def shown(services: Services, query: str = "") -> list[str]:
    return [one.suggestion_id for one in (await get_suggestions(services, call(query))).items]


async def decide(services: Services, id_: str, decision: str) -> Any:
    body = b'{"decision":"%b"}' % decision.encode()
    return await post_suggestion(services, call(body=body, suggestion_id=id_))


def id_of(one: str, other: str) -> str:
    return suggestion_id("main", one, other)


async def test_pages_of_pairs_narrowed_by_rumor(services: Services) -> None:
    assert await shown(services) == [id_of(A, B), id_of(A, C), id_of(B, C)]
    assert await shown(services, f"rumor_id={C}") == [id_of(A, C), id_of(B, C)]
    page = await get_suggestions(services, call("limit=2"))
    assert page.next_cursor
    assert await shown(services, f"limit=2&cursor={page.next_cursor}") == [id_of(B, C)]
    assert isinstance(page.items[0], Suggestion)


@pytest.mark.parametrize("decision", ["join", "apart"])
async def test_a_decided_pair_does_not_come_back(
    services: Services, log: MemoryLog, decision: str
) -> None:
    await decide(services, id_of(A, B), decision)
    assert id_of(A, B) not in await shown(services)
    (record,) = log.records[CURATIONS.name]
    made = CURATIONS.decode(record.value)
    assert (made.kind, made.rumor_id, made.target) == (decision, B, A)  # the older keeps its id
    overlay = services.lookup.overlay("main")
    assert overlay.shown_as(B) == (A if decision == "join" else B)
    with pytest.raises(Problem) as caught:
        await decide(services, id_of(A, B), "join")
    assert (caught.value.status, caught.value.code) == (409, "decided")
    assert len(log.records[CURATIONS.name]) == 1


async def test_a_pair_that_nobody_suggested_is_404_and_a_wrong_word_422(services: Services) -> None:
    with pytest.raises(Problem) as caught:
        await decide(services, "sug_0", "join")
    assert (caught.value.status, caught.value.code) == (404, "no_such_suggestion")
    with pytest.raises(Problem) as caught:
        await decide(services, id_of(A, B), "maybe")
    assert (caught.value.status, caught.value.code) == (422, "bad_field")


@pytest.mark.parametrize("query", ["rumor_id=x", "sort=score", "cursor=x", "limit=0"])
async def test_a_wrong_parameter_is_named(services: Services, query: str) -> None:
    with pytest.raises(Exception) as caught:
        await get_suggestions(services, call(query))
    assert isinstance(caught.value, Problem)
    assert caught.value.status == 422


async def test_a_rumor_names_those_it_may_be_one_with_until_that_is_decided(
    tmp_path: Path, log: MemoryLog
) -> None:
    many = [f"{n:016x}" for n in range(1, 30)]
    read = READ | {"rumor_id": A, "suggestions": [B, C, *many]}
    services = house(tmp_path, log=log, rumor=read, overlapping=[pair(A, B), pair(A, C)])

    async def suggested() -> list[str]:
        found = (await get_rumor(services, call(rumor_id=A))).body
        assert isinstance(found, RumorRead)
        return found.suggestions

    assert await suggested() == [B, C, *many[:18]]
    await decide(services, id_of(A, C), "apart")
    assert await suggested() == [B, *many[:19]]
