"""POST /v1/factchecks: claims are matched, then decided on, once; people's verdicts stay."""

import asyncio
import json
from pathlib import Path
from typing import Any, cast

import pytest

from schemas.events import RumorsGrown
from schemas.topics import CURATIONS, REPORTS, RUMORS
from streams.api.factchecks import post_factchecks
from streams.api.services import Services
from streams.core import clusters, curation
from streams.core.clusters.state import LaneClusters
from streams.core.lanes import lane_of
from streams.intake.problems import Problem
from streams.log.contract import Log
from streams.replica.wordings import Wordings
from tests.api.house import MemoryLog, call, house
from tests.support import builders

CLAIM = "微信聊天记录要全部删掉，否则会被封群封号"
OTHER = "Drinking hot water every hour cures the flu within a single day"


def plain(claim: str = CLAIM, rating: str = "false", link: str = "https://c.example/1") -> Any:
    return {"claim": claim, "rating": rating, "link": link}


class House:
    """Services on a log in memory, and a worker that folds what is written."""

    def __init__(self, folder: Path) -> None:
        self.log = MemoryLog()
        self.log.records |= {REPORTS.name: [], RUMORS.name: []}
        self.services: Services = house(folder, log=self.log)
        wordings = Wordings(cast(Log, self.log), 1, self.services.decisions)
        object.__setattr__(self.services, "wordings", wordings)
        self.lanes: dict[str, LaneClusters] = {}
        self.done = 0
        self.answers = True

    async def post(self, *items: Any, body: bytes = b"") -> Any:
        given = call(body=body or json.dumps(items).encode())
        asked = asyncio.ensure_future(post_factchecks(self.services, given))
        while not asked.done():
            await self._work()
            await asyncio.sleep(0)
        return await asked

    async def _work(self) -> None:
        for record in self.log.records[REPORTS.name][self.done :] if self.answers else ():
            event = REPORTS.decode(record.value)
            lane = self.lanes.setdefault(event.lane, LaneClusters.empty(event.lane))
            source = builders.sighted(offset=record.offset).source
            _, outcome = clusters.step(lane, event, source=source, curation_offset=0)
            if outcome.grown is not None:
                self.grow(outcome.grown)
            self.done = record.offset + 1
        await self.services.wordings.follow()

    def grow(self, event: RumorsGrown) -> None:
        record = self.log.records[REPORTS.name][-1]
        offset = len(self.log.records[RUMORS.name])
        self.log.records[RUMORS.name].append(
            type(record)(0, offset, 0, event.lane.encode(), RUMORS.encode(event))
        )

    @property
    def decided(self) -> list[tuple[str, str, str]]:
        return [
            (one.kind, one.rumor_id, one.verdict.rating if one.verdict else "")
            for one in (CURATIONS.decode(r.value) for r in self.log.records[CURATIONS.name])
        ]


@pytest.fixture
def desk(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_claim_becomes_a_rumor_with_a_verdict(desk: House) -> None:
    answer = await desk.post(plain(), plain(OTHER, "true", "https://c.example/2"))
    assert (answer.accepted, answer.rejected) == (2, [])
    first, second = answer.rumor_ids
    assert desk.decided == [("factcheck", first, "false"), ("factcheck", second, "true")]
    checked = desk.services.wordings.check("main", f"紧急通知：{CLAIM}，请转发")
    assert checked[0].rumor_id == first


async def test_the_same_again_changes_nothing_and_another_rating_updates(desk: House) -> None:
    first = await desk.post(plain())
    again = await desk.post(plain())
    assert again.rumor_ids == first.rumor_ids
    await desk.post(plain(rating="misleading"))
    assert [rating for _, _, rating in desk.decided] == ["false", "misleading"]
    assert len(desk.log.records[REPORTS.name]) == 1


async def test_an_analysts_verdict_stays(desk: House) -> None:
    first = await desk.post(plain())
    (rumor_id,) = first.rumor_ids
    rated = builders.decision("true", rumor_id=rumor_id, decision_id="dec_9")
    await desk.log.append([(CURATIONS.name, b"main", CURATIONS.encode(rated))])
    await desk.post(plain(rating="misleading"))
    overlay = curation.overlay(desk.services.decisions, "main")
    assert overlay.verdicts[rumor_id].rating == "true"


async def test_what_was_undone_is_not_done_again(desk: House) -> None:
    first = await desk.post(plain())
    book = curation.book_of(desk.services.decisions, "main")
    (made,) = book.made
    undo = builders.decision(
        kind="undo", rumor_id=first.rumor_ids[0], undoes=made, verdict=None, decision_id="dec_9"
    )
    await desk.log.append([(CURATIONS.name, b"main", CURATIONS.encode(undo))])
    await desk.post(plain())
    assert curation.overlay(desk.services.decisions, "main").verdicts == {}


async def test_all_wordings_are_rated(desk: House) -> None:
    """One that is too different to join is a rumor of its own, with the same verdict."""
    answer = await desk.post({**plain(), "wordings": [f"转发：{CLAIM}！", OTHER]})
    rated = {rumor_id for _, rumor_id, _ in desk.decided}
    assert len(rated) == 2
    assert answer.rumor_ids[0] in rated
    assert desk.services.wordings.check("main", OTHER)[0].rumor_id in rated


async def test_good_ones_are_kept_and_bad_ones_named(desk: House) -> None:
    answer = await desk.post(plain(), {"rating": "false"}, plain(rating="wrong"))
    assert answer.accepted == 1
    assert [(one.index, one.code) for one in answer.rejected] == [
        (1, "missing_field"),
        (2, "bad_rating"),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"5", 422), (b"[]", 422), (b'[{"rating":"false"}]', 422)],
)
async def test_a_body_that_is_none_is_refused(desk: House, body: bytes, status: int) -> None:
    with pytest.raises(Problem) as caught:
        await desk.post(body=body)
    assert caught.value.status == status
    assert desk.decided == []


async def test_a_graph_is_a_list(desk: House) -> None:
    body = json.dumps({"@context": "https://schema.org", "@graph": [plain()]}).encode()
    assert (await desk.post(body=body)).accepted == 1


async def test_where_the_worker_is_away_it_is_to_be_sent_again(desk: House) -> None:
    desk.answers = False
    with pytest.raises(Problem) as caught:
        await desk.post(plain())
    assert (caught.value.status, caught.value.code) == (503, "not_matched")
    assert desk.decided == []
    desk.answers = True
    assert (await desk.post(plain())).accepted == 1
    assert lane_of("main", CLAIM) in desk.lanes
