"""POST /v1/factchecks: claims are matched, then decided on, once; people's verdicts stay."""

import asyncio
import json
from pathlib import Path
from typing import Any, cast

import pytest

from schemas.events import DecisionMade, RumorsGrown, VerdictGiven
from schemas.topics import CURATIONS, REPORTS, RUMORS
from streams.api.factchecks import post_factchecks
from streams.api.services import Services
from streams.api.writing import catch_up
from streams.core import clusters, curation
from streams.core.clusters.state import LaneClusters
from streams.core.ids import split_rumor
from streams.core.lanes import lane_of
from streams.intake.problems import Problem
from streams.log.contract import Log
from streams.replica.wordings import Wordings
from tests.api.house import MemoryLog, call, house
from tests.support import builders

CLAIM = "微信聊天记录要全部删掉，否则会被封群封号"
SECOND = "网购的平价口罩全是回收旧口罩翻新的，戴了会得肺结核"
OTHER = "Drinking hot water every hour cures the flu within a single day"


def plain(claim: str = CLAIM, rating: str = "false", link: str = "https://c.example/1") -> Any:
    return {"claim": claim, "rating": rating, "link": link}


def rating(word: str, link: str = "") -> VerdictGiven:
    return VerdictGiven(rating=word, link=link)


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

    async def decide(self, kind: str, rumor_id: str, **fields: Any) -> None:
        id_ = f"dec_{len(self.log.records[CURATIONS.name])}"
        given = {"verdict": None, **fields}
        made = builders.decision(kind=kind, rumor_id=rumor_id, decision_id=id_, **given)
        await self.log.append([(CURATIONS.name, b"main", CURATIONS.encode(made))])
        await catch_up(self.services.log, self.services.decisions)

    def rumor_of(self, text: str) -> str:
        """The rumor that a wording was put into by the worker."""
        return self._place(text)[1]

    def variant_of(self, text: str) -> str:
        return self._place(text)[0]

    def _place(self, text: str) -> tuple[str, str]:
        place = self.services.wordings.rumor_of("main", text)
        assert place is not None
        return place

    @property
    def made(self) -> list[DecisionMade]:
        return [CURATIONS.decode(r.value) for r in self.log.records[CURATIONS.name]]

    @property
    def decided(self) -> list[tuple[str, str, str]]:
        return [
            (one.kind, one.rumor_id, one.verdict.rating if one.verdict else "") for one in self.made
        ]

    @property
    def rated(self) -> dict[str, str]:
        """The ratings in force by rumor."""
        verdicts = curation.verdicts_of(self.services.decisions, "main")
        return {rumor_id: one.rating for rumor_id, one in verdicts.items()}


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


THIRD = "晚上别开蓝灯，院子里会刮起大旋风"
WORDED = {**plain(), "wordings": [f"转发：{CLAIM}！", OTHER, THIRD]}


async def test_all_wordings_are_rated_and_withdrawn_by_one_decision(desk: House) -> None:
    """One that is too different to join is a rumor of its own, with the same verdict."""
    answer = await desk.post(WORDED)
    rumors = [desk.rumor_of(text) for text in (CLAIM, OTHER, THIRD)]
    assert len(set(rumors)) == 3
    assert answer.rumor_ids == rumors[:1]
    assert desk.rated == dict.fromkeys(rumors, "false")
    book = curation.book_of(desk.services.decisions, "main")
    (made,) = book.made
    assert all(curation.etag(desk.services.decisions, "main", one) == made for one in rumors)
    await desk.decide("undo", rumors[0], undoes=made)
    assert desk.rated == {}
    await desk.post(WORDED)
    assert desk.rated == {}, "what was undone is not done again"


async def test_the_same_wordings_again_change_nothing_and_fewer_update(desk: House) -> None:
    await desk.post(WORDED)
    await desk.post(WORDED)
    assert len(desk.decided) == 1
    await desk.post({**WORDED, "wordings": [THIRD]})
    assert desk.rated == dict.fromkeys(map(desk.rumor_of, (CLAIM, THIRD)), "false")
    await desk.decide("undo", desk.rumor_of(CLAIM), undoes=desk.made[-1].decision_id)
    assert desk.rated == dict.fromkeys(map(desk.rumor_of, (CLAIM, OTHER, THIRD)), "false")


@pytest.mark.parametrize("is_first", [True, False])
async def test_a_wording_leaves_a_rumor_with_another_verdict_as_it_is(
    desk: House, is_first: bool
) -> None:
    """Whichever comes first: what somebody said of it, and a fact-check of that very claim."""
    of_other = plain(OTHER, "true", "https://c.example/2")
    worded = [plain(THIRD, link="https://c.example/3"), WORDED]
    await desk.post(*([of_other] if is_first else worded))
    if is_first:
        await desk.decide("verdict", desk.rumor_of(OTHER), verdict=rating("satire"))
    await desk.post(*(worded if is_first else [of_other]))
    wanted = "satire" if is_first else "true"
    assert desk.rated[desk.rumor_of(OTHER)] == wanted
    assert desk.rated[desk.rumor_of(CLAIM)] == desk.rated[desk.rumor_of(THIRD)] == "false"
    if is_first:
        await desk.decide("undo", desk.rumor_of(OTHER), undoes=desk.made[-3].decision_id)
        assert desk.rated[desk.rumor_of(OTHER)] == "true"


async def test_another_claim_of_a_link_takes_the_place_of_the_first(desk: House) -> None:
    await desk.post(WORDED)
    await desk.post(plain(SECOND))
    first, second = desk.rumor_of(CLAIM), desk.rumor_of(SECOND)
    assert desk.rated == {second: "false"}
    assert set(desk.made[-1].left) == {first, desk.rumor_of(OTHER), desk.rumor_of(THIRD)}
    assert curation.etag(desk.services.decisions, "main", first) == desk.made[-1].decision_id
    await desk.post(plain(SECOND))
    assert len(desk.decided) == 2
    await desk.post(plain())  # and back: it was not undone
    assert desk.rated == {first: "false"}
    await desk.decide("undo", first, undoes=desk.made[-1].decision_id)
    assert desk.rated == {second: "false"}
    await desk.decide("undo", second, undoes=desk.made[1].decision_id)
    assert desk.rated == dict.fromkeys(map(desk.rumor_of, (CLAIM, OTHER, THIRD)), "false")


async def test_receivers_hear_what_became_of_every_rumor(desk: House) -> None:
    await desk.post(WORDED)
    await desk.post(plain(SECOND))
    await desk.decide("undo", desk.rumor_of(SECOND), undoes=desk.made[-1].decision_id)

    def heard(text: str) -> list[str | None]:
        told = curation.ratings_since(desk.services.decisions, "main", desk.rumor_of(text), 0)
        return [one.verdict.rating if one.verdict else None for _, one in told]

    assert heard(CLAIM) == heard(OTHER) == ["false", None, "false"]
    assert heard(SECOND) == ["false", None]


async def test_a_page_of_several_claims_rates_all_of_them(desk: House) -> None:
    """Whichever of them it is sent with, and how often."""
    await desk.post(plain(), plain(OTHER, "true"))
    await desk.post(plain(THIRD))
    await desk.post(plain(rating="misleading"))
    assert desk.rated == {
        desk.rumor_of(CLAIM): "misleading",
        desk.rumor_of(OTHER): "true",
        desk.rumor_of(THIRD): "false",
    }
    await desk.post(plain(rating="misleading"), plain(OTHER, "true"), plain(THIRD))
    assert len(desk.decided) == 4


async def test_a_claim_that_an_analyst_put_elsewhere_is_rated_there_too(desk: House) -> None:
    await desk.post(plain())
    await desk.decide("split", desk.rumor_of(CLAIM), variant_ids=(desk.variant_of(CLAIM),))
    await desk.post(plain())
    await desk.post(plain())
    part = split_rumor(desk.made[1].decision_id)
    assert desk.rated == {desk.rumor_of(CLAIM): "false", part: "false"}
    assert len(desk.decided) == 3


async def test_fact_checks_of_the_earlier_form_go_on_and_are_renewed(desk: House) -> None:
    """A decision for each rumor of a fact-check: the same again changes nothing."""
    await desk.post(plain(link=""), plain(OTHER, link=""))  # so that their rumors are there
    for text in (CLAIM, OTHER):
        verdict = rating("false", "https://c.example/1")
        await desk.decide("factcheck", desk.rumor_of(text), verdict=verdict)
    both = {**plain(), "wordings": [OTHER]}
    await desk.post(both)
    assert len(desk.decided) == 4
    await desk.post({**both, "rating": "misleading"})
    assert desk.made[-1].renews
    assert desk.rated[desk.rumor_of(CLAIM)] == "misleading"


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
