"""Every kind of decision folded: what it makes of the facts, what stands against it, its undo."""

from typing import Any

import pytest

from schemas.events import MovedCounts, RumorsMerged, SeenReports, VerdictGiven
from streams.core import curation
from streams.core.curation import Decisions
from streams.core.curation.effects import Assignment, Placing, Taken
from streams.core.curation.overlay import Overlay
from streams.core.curation.placing import Homes, Joined
from streams.core.ids import automatic_id, split_rumor
from tests.support import builders
from tests.support.builders import T0_MS, TENANT

A, B, C, D = (f"{n:x}" * 16 for n in range(10, 14))
V, W, X, Y = (f"{n}" * 16 for n in range(1, 5))


class Log:
    """Decisions in their order, folded as they come."""

    def __init__(self) -> None:
        self.state = Decisions()

    def make(self, kind: str, rumor_id: str = A, **fields: Any) -> str:
        """Appends one decision -> its id."""
        offset = self.state.offset
        given: dict[str, Any] = {"verdict": None, "decided_at_ms": T0_MS + offset * 1_000}
        event = builders.decision(
            kind=kind, rumor_id=rumor_id, decision_id=f"dec_{offset}", **{**given, **fields}
        )
        curation.step(self.state, event, offset=offset)
        return event.decision_id

    def rate(self, rumor_id: str, rating: str = "false") -> str:
        return self.make("verdict", rumor_id, verdict=VerdictGiven(rating=rating))

    def undo(self, decision_id: str, **fields: Any) -> str:
        return self.make("undo", undoes=decision_id, **fields)

    def refused(self, decision_id: str) -> tuple[str, tuple[str, ...]]:
        found = curation.refusal(self.state, TENANT, decision_id)
        return (found.code, found.names) if found else ("", ())

    @property
    def overlay(self) -> Overlay:
        return curation.overlay(self.state, TENANT)

    def rating(self, rumor_id: str) -> str:
        verdict = self.overlay.verdicts.get(rumor_id)
        return verdict.rating if verdict else ""


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_merged_rumor_shows_as_the_last_of_its_links(log: Log) -> None:
    log.make("merge", A, target=B)
    log.make("merge", B, target=C)
    assert log.overlay.shown == {A: C, B: C}
    assert set(log.overlay.whole(C)) == {A, B, C}
    assert log.overlay.whole(D) == (D,)


def test_a_targets_own_verdict_counts_else_that_of_what_it_absorbed(log: Log) -> None:
    log.rate(A, "false")
    log.rate(B, "true")
    log.make("merge", A, target=C)
    log.make("merge", B, target=C)
    assert [log.rating(one) for one in (A, B, C)] == ["false"] * 3
    own = log.rate(C, "satire")
    assert [log.rating(one) for one in (A, B, C)] == ["satire"] * 3
    log.undo(own)
    assert log.rating(C) == "false"


def test_what_an_absorbed_rumor_showed_is_what_its_target_shows(log: Log) -> None:
    log.rate(A, "false")
    log.rate(B, "true")
    log.make("merge", A, target=B)
    log.make("merge", B, target=C)
    assert log.rating(C) == "true"


def test_a_verdict_is_withdrawn_and_nothing_absorbed_shows_through(log: Log) -> None:
    log.rate(A)
    log.make("merge", A, target=B)
    log.rate(B, "true")
    log.make("verdict", B, verdict=None)
    assert log.rating(B) == ""


def test_the_last_of_each_kind_is_in_force(log: Log) -> None:
    log.make("title", title="one")
    last = log.make("title", title="two")
    log.make("assign", assignee="anna", due_at_ms=T0_MS)
    log.make("mute", until_ms=T0_MS + 9)
    assert log.overlay.titles == {A: "two"}
    assert log.overlay.assignments == {A: Assignment("anna", T0_MS)}
    assert log.overlay.mutes[A].until_ms == T0_MS + 9
    log.undo(last)
    assert log.overlay.titles == {A: "one"}


@pytest.mark.parametrize(
    ("rumor", "target", "code", "names"),
    [
        (C, C, "same_rumor", (C,)),
        (C, A, "target_merged", (B,)),
        (B, A, "circle", (A,)),
        (A, C, "merged", (B,)),
    ],
)
def test_what_stands_against_a_merge(
    log: Log, rumor: str, target: str, code: str, names: tuple[str, ...]
) -> None:
    log.make("merge", A, target=B)
    before = log.overlay
    refused = log.make("merge", rumor, target=target)
    assert log.refused(refused) == (code, names)
    assert log.overlay == before
    assert curation.etag(log.state, TENANT, rumor) != refused


@pytest.mark.parametrize("kind", ["verdict", "title", "assign", "note", "mute", "split", "move"])
def test_an_absorbed_rumor_is_not_decided_on(log: Log, kind: str) -> None:
    log.make("merge", A, target=B)
    assert log.refused(log.make(kind, A, target=C if kind == "move" else "")) == ("merged", (B,))


def test_the_first_on_the_log_wins(log: Log) -> None:
    first = log.make("note", A, expected="none")
    second = log.make("note", A, expected="none")
    assert log.refused(first) == ("", ())
    assert log.refused(second) == ("changed_meanwhile", (first,))
    assert curation.etag(log.state, TENANT, A) == first


def test_a_decision_changes_the_etag_of_every_rumor_it_names(log: Log) -> None:
    merged = log.make("merge", A, target=B)
    assert [curation.etag(log.state, TENANT, one) for one in (A, B, C)] == [merged, merged, "none"]
    split = log.make("split", B, variant_ids=(V,))
    made = split_rumor(split)
    assert [curation.etag(log.state, TENANT, one) for one in (A, B, made)] == [merged, split, split]
    undo = log.undo(merged)
    assert [curation.etag(log.state, TENANT, one) for one in (A, B, made)] == [undo, undo, split]


def test_a_split_in_force_again_moves_what_was_counted_by_then(log: Log) -> None:
    def counted(reports: int) -> MovedCounts:
        return MovedCounts(homes=(A,), reports=reports)

    split = log.make("split", A, variant_ids=(V,), moved=counted(20))
    undo = log.undo(split)
    assert (log.overlay.moves[split].moved.reports, log.overlay.moves[split].is_in_force) == (
        20,
        False,
    )
    again = log.undo(undo, moved=counted(27), moved_too=(counted(3),))
    for is_in_force in (True, False):
        moves = log.overlay.moves
        assert [moves[one].moved.reports for one in (split, f"{split}/1")] == [27, 3]
        assert moves[split].is_in_force is is_in_force
        if is_in_force:
            log.undo(again)


def test_an_undone_split_knows_who_reported_what_comes_back(log: Log) -> None:
    def seen(reports: int) -> SeenReports:
        return SeenReports(reports=reports, seen="", since_ms=0, until_ms=0)

    split = log.make("split", A, variant_ids=(V,), moved=MovedCounts(homes=(A,)))
    assert log.overlay.moves[split].back is None
    undo = log.undo(split, back=seen(20))
    assert log.overlay.moves[split].back == seen(20)
    again = log.undo(undo, moved=MovedCounts(homes=(A,)))
    assert log.overlay.moves[split].back is None
    log.undo(again, back=seen(30))
    assert log.overlay.moves[split].back == seen(30)


def test_an_undo_is_undone_and_nothing_is_undone_twice(log: Log) -> None:
    rated = log.rate(A)
    undo = log.undo(rated)
    assert log.refused(log.undo(rated)) == ("undone", (undo,))
    again = log.undo(undo)
    assert log.rating(A) == "false"
    assert log.refused(log.undo(undo)) == ("undone", (again,))
    log.undo(again)
    assert log.rating(A) == ""
    assert log.refused(log.undo("dec_99")) == ("no_such_decision", ())


def test_a_merge_comes_back_only_where_it_still_may(log: Log) -> None:
    first = log.make("merge", A, target=B)
    undo = log.undo(first)
    other = log.make("merge", B, target=A)
    assert log.refused(log.undo(undo)) == ("circle", (B,))
    log.undo(other)
    log.make("merge", A, target=C)
    assert log.refused(log.undo(undo)) == ("merged", (C,))
    assert log.overlay.shown == {A: C}


def test_two_undos_of_one_decision_are_not_both_in_force(log: Log) -> None:
    rated = log.rate(A)
    first = log.undo(rated)
    taken_back = log.undo(first)
    second = log.undo(rated)
    assert log.refused(log.undo(taken_back)) == ("undone", (second,))


def test_a_split_is_not_undone_while_later_decisions_name_its_rumor(log: Log) -> None:
    split = log.make("split", A, variant_ids=(V,))
    made = split_rumor(split)
    title = log.make("title", made, title="apart")
    moved = log.make("move", B, target=made, variant_ids=(W,))
    assert log.refused(log.undo(split)) == ("named_later", (title, moved))
    log.undo(title)
    log.undo(moved)
    assert log.refused(log.undo(split)) == ("", ())
    assert log.overlay.placings == {}
    assert log.overlay.splits == {made}


def test_a_split_and_a_move_place_wordings(log: Log) -> None:
    split = log.make("split", A, variant_ids=(V, W))
    log.make("move", A, target=B, variant_ids=(W,), with_followers=True)
    made = split_rumor(split)
    assert log.overlay.placings == {
        V: (Placing(made, T0_MS, False),),
        W: (Placing(made, T0_MS, False), Placing(B, T0_MS + 1_000, True)),
    }


def test_an_alert_is_taken_by_one_and_released(log: Log) -> None:
    log.make("take", alert_id="alr_1", decided_by="anna", note="mine")
    assert log.refused(log.make("take", alert_id="alr_1", decided_by="ben")) == ("taken", ("anna",))
    assert log.overlay.takes == {"alr_1": Taken("anna", "mine", T0_MS)}
    log.make("release", alert_id="alr_1", decided_by="anna")
    assert log.overlay.takes == {}
    assert log.refused(log.make("release", alert_id="alr_1"))[0] == "not_taken"
    assert curation.etag(log.state, TENANT, A) == "none"


def test_a_suggestion_is_decided_once(log: Log) -> None:
    apart = log.make("apart", A, target=B)
    assert log.refused(log.make("join", B, target=A)) == ("decided", (apart,))
    assert log.overlay.apart == {frozenset((A, B))}
    log.undo(apart)
    log.make("join", B, target=A)
    assert log.overlay.shown == {B: A}


def test_a_copy_of_a_decision_is_none(log: Log) -> None:
    log.rate(A)
    twice = builders.decision("true", decision_id="dec_0", rumor_id=A)
    curation.step(log.state, twice, offset=1)
    assert log.rating(A) == "false"
    assert log.state.offset == 2


def grown(kept: str, merged: str) -> RumorsMerged:
    return RumorsMerged(kept=kept, merged=merged, variant_id=V, bridges=2, shared=40.0)


def test_what_grew_together_shows_as_one_until_that_is_undone(log: Log) -> None:
    curation.learn(log.state, TENANT, [grown(A, B)], at_ms=T0_MS)
    assert log.overlay.shown == {B: A}
    id_ = automatic_id(TENANT, A, B, T0_MS)
    undo = log.undo(id_, rumor_id=B, target=A)
    assert log.overlay.shown == {}
    assert log.overlay.apart == {frozenset((A, B))}
    curation.learn(log.state, TENANT, [grown(A, B)], at_ms=T0_MS + 5)  # and not again
    curation.learn(log.state, TENANT, [grown(A, C), grown(C, B)], at_ms=T0_MS + 6)  # nor over C
    assert log.overlay.shown == {C: A}
    log.undo(undo)
    assert log.overlay.shown == {B: A, C: A}


def test_what_grew_together_or_was_split_off_is_of_one_lane(log: Log) -> None:
    """Where decisions name rumors of two lanes it matters of all that count for them."""
    curation.learn(log.state, TENANT, [grown(B, C)], at_ms=T0_MS)
    split = split_rumor(log.make("split", C, variant_ids=(V,)))
    assert log.overlay.lanes == {}
    merged = log.make("merge", B, target=A, lanes=("main/alphabet", "main/cjk"))
    there = dict.fromkeys((B, C, split), "main/alphabet")
    assert log.overlay.lanes == {A: "main/cjk", **there}
    log.undo(merged)
    assert log.overlay.lanes == {A: "main/cjk", **there}, "a guest has to leave yet"


def test_people_are_right_where_growth_says_otherwise(log: Log) -> None:
    curation.learn(log.state, TENANT, [grown(A, B)], at_ms=T0_MS)
    log.make("merge", A, target=B)
    assert log.overlay.shown == {A: B}


def test_a_merge_that_was_undone_keeps_its_pair_apart_for_later(log: Log) -> None:
    merged = log.make("merge", A, target=B)
    assert log.overlay.apart == frozenset()
    log.undo(merged)
    assert log.overlay.apart == {frozenset((A, B))}
    log.make("merge", B, target=A)
    assert log.overlay.apart == frozenset()


def test_ratings_say_what_is_in_force_after_each(log: Log) -> None:
    log.rate(A, "false")
    second = log.rate(A, "true")
    log.undo(second)
    log.make("merge", B, target=A)

    def since(rumor_id: str, offset: int) -> list[tuple[int, str]]:
        found = curation.ratings_since(log.state, TENANT, rumor_id, offset)
        return [(at, one.verdict.rating if one.verdict else "") for at, one in found]

    assert since(A, 0) == [(0, "false"), (1, "true"), (2, "false")]
    assert since(B, 2) == [(2, "false")]


def test_tenants_never_meet(log: Log) -> None:
    log.make("merge", A, target=B, tenant="north")
    assert log.overlay.shown == {}
    assert curation.overlay(log.state, "north").shown == {A: B}


Placings = dict[str, tuple[Placing, ...]]
EARLY = T0_MS - 1
LATE = T0_MS + 1
FACTS = {
    V: Joined(None, V, EARLY),
    W: Joined(V, V, EARLY),
    X: Joined(V, V, LATE),
    Y: Joined(W, V, LATE),
}


def moved(placings: Placings) -> dict[str, str]:
    return Homes(placings, FACTS).moved()


def test_what_joined_later_follows_and_what_joined_before_stays() -> None:
    assert moved({V: (Placing(A, T0_MS, False),)}) == {V: A, X: A}
    assert moved({W: (Placing(A, T0_MS, False),)}) == {W: A, Y: A}


def test_with_followers_those_before_follow_too() -> None:
    assert moved({V: (Placing(A, T0_MS, True),)}) == {V: A, W: A, X: A, Y: A}


def test_a_decision_on_a_wording_itself_is_stronger() -> None:
    placings: Placings = {V: (Placing(A, T0_MS, True),), W: (Placing(B, T0_MS, False),)}
    assert moved(placings) == {V: A, W: B, X: A, Y: B}
    back: Placings = {V: (Placing(A, T0_MS, False), Placing(V, LATE + 1, False))}
    assert moved(back) == {X: A}


def test_the_pairs_that_matching_keeps_apart_have_one_order(log: Log) -> None:
    log.make("apart", B, target=A)
    log.make("apart", C, target=A)
    assert log.overlay.apart_pairs == ((A, B), (A, C))
    assert log.overlay.apart_pairs is log.overlay.apart_pairs
