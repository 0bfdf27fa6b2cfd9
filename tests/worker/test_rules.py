"""What the worker's folds are told of decisions: by lane, absorbed rumors with the whole's."""

from pathlib import Path
from typing import Any

import pytest

from schemas.events import RumorsGrown, RumorsMerged, Source, VerdictGiven
from schemas.topics import RUMORS
from streams.config.file import ConfigFile
from streams.core import curation
from streams.core.curation import Decisions
from streams.core.curation.effects import Taken
from streams.worker.rules import Rules
from tests.support.builders import LANE, T0_MS, decision
from tests.worker.parts import MakeWorker

A, B, C = ("aa" * 8, "bb" * 8, "cc" * 8)
MERGES = (RumorsMerged(kept=A, merged=B, variant_id=C, bridges=2, shared=40.0),)


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    return Rules(ConfigFile(tmp_path / "none.toml"), Decisions())


def decide(rules: Rules, kind: str, rumor_id: str, **fields: Any) -> str:
    offset = rules.decided
    given = {"verdict": None, "decision_id": f"dec_{offset}", "decided_at_ms": T0_MS + offset}
    event = decision(kind=kind, rumor_id=rumor_id, **{**given, **fields})
    curation.step(rules.curation, event, offset=offset)
    return event.decision_id


def test_an_absorbed_rumor_is_judged_by_the_verdict_of_the_whole(rules: Rules) -> None:
    decide(rules, "verdict", B, verdict=VerdictGiven(rating="false"))
    decide(rules, "merge", A, target=B)
    assert rules.overlay(LANE).links == {A: B}
    assert rules.verdicts(LANE)[A].rating == "false"
    decide(rules, "verdict", B, verdict=VerdictGiven(rating="true"))
    ratings = [made.verdict for _, made in rules.ratings(LANE)(A, 1)]
    assert ratings == [VerdictGiven(rating="true")]
    assert rules.verdicts("north/cjk") == {}


def test_mutes_titles_and_takes_are_handed_on(rules: Rules) -> None:
    decide(rules, "mute", A, until_ms=T0_MS + 1, until_reporters=9)
    decide(rules, "title", A, title="a title")
    decide(rules, "take", A, alert_id="alr_1", decided_by="anna", note="mine")
    mute = rules.overlay(LANE).mutes[A]
    assert (mute.until_ms, mute.until_reporters) == (T0_MS + 1, 9)
    assert rules.overlay(LANE).titles == {A: "a title"}
    assert rules.overlay(LANE).taken == {"alr_1": Taken("anna", "mine", T0_MS + 2)}


def test_a_growth_that_was_undone_is_kept_apart(rules: Rules) -> None:
    rules.grew(LANE, MERGES, T0_MS)
    assert rules.overlay(LANE).links == {B: A}
    (growth,) = curation.book_of(rules.curation, "main").growths.values()
    decide(rules, "undo", B, target=A, undoes=growth.merge_id)
    assert rules.overlay(LANE).links == {}
    assert rules.apart(LANE) == ((A, B),)
    assert rules.apart(LANE) is rules.apart(LANE)


async def test_growths_come_back_with_the_rumors(make_worker: MakeWorker) -> None:
    first = await make_worker()
    event = RumorsGrown(
        lane=LANE,
        source=Source(partition=0, offset=0),
        curation_offset=0,
        received_at_ms=T0_MS,
        variants=(),
        merges=MERGES,
    )
    first.put(RUMORS, event)
    successor = await make_worker()
    assert successor.rules.overlay(LANE).links == {B: A}


def test_who_took_an_alert_is_found_with_the_changes_of_the_verdict(rules: Rules) -> None:
    decide(rules, "verdict", A, verdict=VerdictGiven(rating="false"))
    decide(rules, "take", A, alert_id="alr_1")
    decide(rules, "release", A, alert_id="alr_1")
    assert [made.kind for _, made in rules.ratings(LANE)(A, 0)] == ["verdict", "take", "release"]
    assert [made.kind for _, made in rules.ratings(LANE)(A, 2)] == ["release"]
