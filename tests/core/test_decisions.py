"""Decisions folded: what is in force, since when, and what names its state."""

from schemas.events import VerdictGiven
from schemas.events.vocabulary import RATINGS
from streams.core import curation
from streams.core.curation import Decisions
from tests.support.builders import RUMOR, T0_MS, TENANT, decision


def folded(*ratings: str) -> Decisions:
    state = Decisions()
    for offset, rating in enumerate(ratings):
        event = decision(rating, decision_id=f"dec_{offset}", decided_at_ms=T0_MS + offset)
        state = curation.step(state, event, offset=offset)
    return state


def test_the_last_verdict_is_in_force() -> None:
    state = folded("false", "true")
    assert curation.verdicts_of(state, TENANT) == {RUMOR: VerdictGiven(rating="true")}
    assert curation.verdicts_of(state, "north") == {}


def test_a_decision_folded_again_changes_nothing() -> None:
    state = folded("false", "true")
    curation.step(state, decision("satire"), offset=0)
    assert curation.verdicts_of(state, TENANT)[RUMOR].rating == "true"
    assert state.offset == 2
    assert len(state.times) == 2


def test_each_decision_gives_the_rumor_another_etag() -> None:
    assert curation.etag(Decisions(), TENANT, RUMOR) == "none"
    etags = [curation.etag(folded(*RATINGS[:n]), TENANT, RUMOR) for n in range(1, 4)]
    assert etags == ["dec_0", "dec_1", "dec_2"]


def test_verdicts_since_an_offset_are_told_in_order() -> None:
    state = folded("false", "misleading", "true")
    since = curation.ratings_since(state, TENANT, RUMOR, 1)
    assert [(offset, made.verdict) for offset, made in since] == [
        (1, VerdictGiven(rating="misleading")),
        (2, VerdictGiven(rating="true")),
    ]
    assert curation.ratings_since(state, "north", RUMOR, 0) == []


def test_a_replay_decides_by_what_was_decided_then() -> None:
    state = folded("false", "misleading", "true")
    assert [curation.offset_at(state, T0_MS + ms) for ms in (-1, 0, 1, 99)] == [0, 1, 2, 3]


def test_a_clock_that_went_back_does_not_take_a_decision_back() -> None:
    state = folded("false")
    curation.step(state, decision("true", decided_at_ms=T0_MS - 5_000), offset=1)
    assert curation.offset_at(state, T0_MS - 1) == 0
    assert curation.offset_at(state, T0_MS) == 2


def test_offsets_that_hold_no_decision_are_passed_over() -> None:
    state = folded("false")
    curation.step(state, decision("true", decided_at_ms=T0_MS + 9), offset=5)
    assert state.offset == 6
    assert curation.offset_at(state, T0_MS + 8) == 1
    assert curation.offset_at(state, T0_MS + 9) == 6


def test_a_kind_that_is_not_known_yet_changes_the_state_and_no_verdict() -> None:
    state = folded("false")
    curation.step(state, decision(kind="mute", verdict=None, decision_id="dec_9"), offset=1)
    assert curation.verdicts_of(state, TENANT)[RUMOR].rating == "false"
    assert curation.etag(state, TENANT, RUMOR) == "dec_9"
