"""Apps are told the verdict on their reports: each report once for each verdict in force, through
merges, splits, undos, restarts and failures; asked of a real ClickHouse.
"""

import itertools
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from schemas.events import RumorsGrown, Source, VerdictGiven, VerdictTold
from schemas.topics import ALERTS, CURATIONS
from streams.clock import SYSTEM_CLOCK, SettableClock
from streams.config.file import ConfigFile
from streams.core import curation
from streams.core.ids import split_rumor
from streams.store import rows
from streams.store.answering import Questions
from streams.store.database import Database, StoreUnavailable
from streams.worker.answers import GATHERED_S, Answers
from tests.support import configs
from tests.support.builders import LANE, T0_MS, decision, sighted, sighting, variant
from tests.worker.parts import MakeWorker, Parts

A = "aa" * 8
B = "bb" * 8
C = "cc" * 8
NOTHING = ""
EVENTS = (
    "report",
    "report",
    "rate",
    "rate",
    "rate",
    "merge",
    "move",
    "split",
    "undo",
    "undo",
    "undo",
    "look",
    "look",
    "look",
    "stop",
    "away",
)


@dataclass
class Desk:
    """Reports, decisions and what each report was told; the store runs when it is asked to."""

    worker: Parts
    database: Database
    answers: Answers
    texts: dict[str, str] = field(default_factory=dict)
    stored: int = 0
    heard: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    reports: dict[str, str] = field(default_factory=dict)  # by external id, its wording
    named: list[VerdictTold] = field(default_factory=list)

    def word(self, variant_id: str, rumor_id: str = "", exemplar_id: str | None = None) -> None:
        rumor_id = rumor_id or variant_id
        grown = RumorsGrown(
            lane=LANE,
            source=Source(partition=0, offset=0),
            curation_offset=0,
            received_at_ms=T0_MS,
            variants=(variant(variant_id=variant_id, rumor_id=rumor_id, exemplar_id=exemplar_id),),
        )
        for block in rows.grown(grown, 0):
            self.database.insert(block)
        self.texts[variant_id] = rumor_id

    def report(self, variant_id: str, *, app: str = "app", most: int = 1) -> None:
        """Reports of a wording, stored."""
        first = len(self.reports)
        seen = []
        for number in range(first, first + most):
            seen.append(
                sighting(
                    number,
                    variant_id=variant_id,
                    rumor_id=self.texts[variant_id],
                    app=app,
                    observed_at_ms=self.worker.clock.now_ms(),
                    external_id=f"{app}-{number}",
                )
            )
            self.reports[f"{app}-{number}"] = variant_id
        event = sighted(*seen, received_at_ms=self.worker.clock.now_ms())
        self.database.insert(rows.sightings(event))

    def decide(self, kind: str, rumor_id: str, **fields: Any) -> str:
        self.worker.clock.move(0.01)
        made = decision(
            decision_id=f"dec_{len(self.worker.events(CURATIONS)):03d}",
            kind=kind,
            rumor_id=rumor_id,
            decided_at_ms=self.worker.clock.now_ms(),
            **{"verdict": None, **fields},
        )
        self.worker.put(CURATIONS, made, key="main")
        return made.decision_id

    def rate(self, rumor_id: str, rating: str = "false") -> str:
        return self.decide("verdict", rumor_id, verdict=VerdictGiven(rating=rating))

    def store(self) -> None:
        """What was answered gets into ClickHouse, and is noted for each report."""
        events = self.worker.events(ALERTS)
        for offset in range(self.stored, len(events)):
            for block in rows.answers(events[offset], offset):
                self.database.insert(block)
            for answer in events[offset].answers:
                self.named.append(answer)
                for one in answer.reports:
                    self.heard[one.external_id].append(answer.decision_id)
        self.stored = len(events)

    async def look(self, *, after_s: float = GATHERED_S) -> None:
        self.worker.clock.move(after_s)
        await self.answers.tick()
        self.store()

    def in_force(self, variant_id: str) -> str:
        """Recounted from the decisions: the one whose verdict a wording's reports are under."""
        overlay = curation.overlay(self.answers.decisions, "main")
        placings = overlay.placings.get(variant_id)
        home = placings[-1].rumor_id if placings else self.texts[variant_id]
        return overlay.rated.get(overlay.shown_as(home), NOTHING)

    def expect_all_told(self) -> None:
        """Every report heard of what is in force, of nothing twice in a row, and of each change."""
        for external_id, variant_id in self.reports.items():
            heard = [NOTHING, *self.heard[external_id]]
            assert heard[-1] == self.in_force(variant_id), external_id
            assert all(one != other for one, other in itertools.pairwise(heard)), heard


@pytest.fixture
def clock() -> SettableClock:
    """Today: ids of apps are kept for ninety days."""
    return SettableClock(SYSTEM_CLOCK.now_ms())


MakeDesk = Callable[[Parts], Desk]


@pytest.fixture
def config(tmp_path: Path) -> ConfigFile:
    block = configs.receiver("http://127.0.0.1:1/hook", name="app-hook", app="app")
    return ConfigFile(configs.write(tmp_path / "rumor-tracker.toml", block))


@pytest.fixture
def make_desk(database: Database, config: ConfigFile) -> MakeDesk:
    def make(worker: Parts) -> Desk:
        questions = Questions(database)
        parts = (worker.log, config, worker.ownership, worker.outbox, questions, worker.clock)
        return Desk(worker, database, Answers(*parts))

    return make


@pytest.fixture
def desk(worker: Parts, make_desk: MakeDesk) -> Desk:
    desk = make_desk(worker)
    for rumor_id in (A, B, C):
        desk.word(rumor_id)
    return desk


def shape(answer: VerdictTold) -> tuple[str, str, str, int]:
    """Rumor, rating, rating before, reports."""
    verdict, previous = answer.verdict, answer.previous
    return (
        answer.rumor_id,
        verdict.rating if verdict else "",
        previous.rating if previous else "",
        len(answer.reports),
    )


async def test_a_rating_a_correction_and_its_undo_are_each_told_once(desk: Desk) -> None:
    desk.report(A, most=3)
    desk.report(B)
    await desk.look()
    assert desk.named == []
    desk.rate(A)
    for _ in range(3):
        await desk.look(after_s=1)
    corrected = desk.rate(A, "misleading")
    await desk.look(after_s=1)
    desk.decide("undo", A, undoes=corrected)
    await desk.look(after_s=1)
    assert [shape(answer) for answer in desk.named] == [
        (A, "false", "", 3),
        (A, "misleading", "false", 3),
        (A, "false", "misleading", 3),
    ]
    assert {one.app for one in desk.named} == {"app"}
    assert desk.named[0].title.startswith("微信聊天记录")


async def test_another_apps_reports_are_named_to_nobody_else(desk: Desk) -> None:
    desk.report(A)
    desk.report(A, app="other")
    desk.rate(A)
    await desk.look()
    assert [[one.external_id for one in answer.reports] for answer in desk.named] == [["app-0"]]


async def test_reports_that_come_under_a_verdict_are_gathered(desk: Desk) -> None:
    desk.report(A)
    desk.rate(A)
    await desk.look()
    for _ in range(4):
        desk.report(A)
        await desk.look(after_s=1)
    assert [shape(answer) for answer in desk.named] == [(A, "false", "", 1)]
    await desk.look()
    assert [shape(answer) for answer in desk.named[1:]] == [(A, "false", "", 4)]


async def test_a_rating_moves_with_merge_split_and_undo(desk: Desk) -> None:
    """Who is under the same verdict as before hears nothing."""
    desk.word("a1" * 8, A, A)
    desk.report(A)
    desk.report("a1" * 8)
    desk.report(B)
    desk.rate(A)
    await desk.look()
    merge = desk.decide("merge", A, target=B)
    await desk.look(after_s=1)
    split = desk.decide("split", B, variant_ids=("a1" * 8,))
    await desk.look(after_s=1)
    desk.decide("undo", B, undoes=split)
    await desk.look(after_s=1)
    desk.decide("undo", A, undoes=merge)
    await desk.look(after_s=1)
    assert [shape(answer) for answer in desk.named] == [
        (A, "false", "", 2),
        (B, "false", "", 1),
        (split_rumor(split), "", "false", 1),
        (B, "false", "", 1),
        (B, "", "false", 1),
    ]
    desk.expect_all_told()


async def test_nothing_more_is_asked_until_what_was_answered_is_stored(desk: Desk) -> None:
    desk.report(A)
    desk.rate(A)
    await desk.answers.tick()
    desk.rate(A, "true")
    for _ in range(3):
        desk.worker.clock.move(GATHERED_S)
        await desk.answers.tick()
    assert len(desk.worker.events(ALERTS)) == 1  # the store is behind
    desk.store()
    await desk.look()
    desk.expect_all_told()
    assert [shape(answer)[1] for answer in desk.named] == ["false", "true"]


async def test_more_than_one_answer_holds_are_told_in_several(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.core.answers.making.MOST_REPORTS", 10)
    monkeypatch.setattr("streams.worker.answers.MOST_REPORTS", 10)
    monkeypatch.setattr("streams.worker.answers.FETCHED", 15)
    desk.report(A, most=35)
    desk.rate(A)
    await desk.look()
    assert [len(answer.reports) for answer in desk.named] == [10, 5, 10, 5, 5]
    assert len({answer.answer_id for answer in desk.named}) == 5
    desk.expect_all_told()


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_decided_and_whoever_stops_each_is_told_once(
    desk: Desk, make_worker: MakeWorker, make_desk: MakeDesk, seed: int
) -> None:
    chance = random.Random(seed)
    for number in range(4):
        desk.word(f"{number + 1:x}0" * 8, (A, B)[number % 2], (A, B)[number % 2])
    made: list[tuple[str, str]] = []
    desk.report(A)
    for rating in ("false", "true"):  # whatever chance does: somebody is told of a change
        made.append((A, desk.rate(A, rating)))
        await desk.look()
    for _ in range(60):
        rumor_id, other = chance.sample([A, B, C], 2)
        wording = chance.choice(list(desk.texts))
        what = chance.choice(EVENTS)
        if what == "report":
            desk.report(wording, most=chance.randrange(1, 4))
        elif what == "rate":
            rating = chance.choice(["false", "misleading", "true"])
            made.append((rumor_id, desk.rate(rumor_id, rating)))
        elif what == "merge":
            made.append((rumor_id, desk.decide("merge", rumor_id, target=other)))
        elif what == "move":
            moved = desk.decide("move", rumor_id, target=other, variant_ids=(wording,))
            made.append((rumor_id, moved))
        elif what == "split":
            made.append((rumor_id, desk.decide("split", rumor_id, variant_ids=(wording,))))
        elif what == "undo" and made:
            about, undone = chance.choice(made[-4:])
            made.append((about, desk.decide("undo", about, undoes=undone)))
        elif what == "stop":  # at once, whatever the store has of what was answered
            successor = await make_worker()
            before = desk
            desk = make_desk(successor)
            desk.texts, desk.reports, desk.heard = before.texts, before.reports, before.heard
            desk.stored = before.stored
        elif what == "away":
            await _fail(desk, chance)
        else:
            await desk.look(after_s=chance.choice([1, GATHERED_S]))
    for _ in range(3):
        await desk.look()
    desk.expect_all_told()
    assert any(len(heard) > 1 for heard in desk.heard.values())  # of a change, too


async def _fail(desk: Desk, chance: random.Random) -> None:
    """ClickHouse goes away at some question of a look, and is back."""
    questions = desk.answers.questions
    left = chance.randrange(1, 7)

    class Away(Questions):
        async def _run(self, question):  # type: ignore[no-untyped-def]
            nonlocal left
            left -= 1
            if left <= 0:
                raise StoreUnavailable("away")
            return await super()._run(question)

    desk.answers.questions = Away(desk.database)
    await desk.look(after_s=GATHERED_S)
    desk.answers.questions = questions
