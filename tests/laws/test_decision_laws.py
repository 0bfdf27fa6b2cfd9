"""Laws of decisions: whatever is decided, in whatever order, undone and merged however often."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from schemas.events import DecisionMade, RumorsMerged, VerdictGiven
from schemas.events.decisions import DECISION_KINDS
from streams.core import curation
from streams.core.curation import Decisions
from streams.core.curation.book import OF_ALERTS, Book, enter
from streams.core.curation.effects import Placing
from streams.core.curation.overlay import Overlay, overlay_of
from streams.core.curation.placing import Homes, Joined
from streams.core.curation.rated import own_ratings
from tests.support import builders
from tests.support.builders import T0_MS, TENANT

RUMORS = tuple(f"{n:x}" * 16 for n in range(8, 14))
VARIANTS = tuple(f"{n:x}" * 16 for n in range(1, 8))


# Of alerts: another law.
KINDS = tuple(kind for kind in DECISION_KINDS if kind not in OF_ALERTS)
OF_EVERY_KIND = ("decision_id", "tenant", "kind", "rumor_id", "decided_at_ms", "decided_by")
OF_OTHERS = ("expected", "target", "alert_id", "undoes")  # they name what is decided on


def fields_of(kind: str, offset: int, target: str, variant: str, n: int) -> dict[str, Any]:
    """What a decision of a kind says; an undo is of any decision before it, taken or not."""
    by_kind: dict[str, dict[str, Any]] = {
        "verdict": {"verdict": VerdictGiven(rating=("false", "true", "satire")[n % 3])},
        "factcheck": {
            "verdict": VerdictGiven(
                rating=("satire", "false", "true")[n % 3], link=("", "https://c.example")[n % 2]
            ),
            "rumors": (target,) if n % 5 else (),
            "renews": n % 4 == 1,
        },
        "merge": {"target": target},
        "join": {"target": target},
        "apart": {"target": target},
        "split": {"variant_ids": (variant,)},
        "move": {"variant_ids": (variant,), "target": target, "with_followers": n % 2 == 0},
        "undo": {"undoes": f"dec_{n % offset}" if offset else "dec_none"},
    }
    return by_kind.get(kind, by_form(n))


def by_form(n: int) -> dict[str, Any]:
    """Words and numbers in all fields that have room for them: each kind takes its own."""
    said: dict[str, Any] = {}
    for one in structs.fields(DecisionMade):
        if one.name in OF_EVERY_KIND + OF_OTHERS:
            continue
        if one.type is str:
            said[one.name] = f"{one.name} {n}"
        elif one.type == int | None:
            said[one.name] = T0_MS + n if one.name.endswith("_ms") else n
    return said


rumors = st.sampled_from(RUMORS)
kinds = st.sampled_from(KINDS)
asked = st.tuples(kinds, rumors, rumors, st.sampled_from(VARIANTS), st.integers(0, 40))
growths = st.lists(st.tuples(rumors, rumors).filter(lambda pair: pair[0] != pair[1]), max_size=6)


def event(offset: int, kind: str, rumor: str, target: str, variant: str, n: int) -> DecisionMade:
    said = fields_of(kind, offset, target, variant, n)
    made: dict[str, Any] = {
        "verdict": None,
        "decided_at_ms": T0_MS + offset,
        "decision_id": f"dec_{offset}",
    }
    return builders.decision(kind=kind, rumor_id=rumor, **{**made, **said})


def fold(log: list[DecisionMade], facts: list[tuple[str, str]] = []) -> Decisions:  # noqa: B006
    state = Decisions()
    for offset, decision in enumerate(log):
        curation.step(state, decision, offset=offset)
    for at, (kept, merged) in enumerate(facts):
        fact = RumorsMerged(kept=kept, merged=merged, variant_id=VARIANTS[0])
        curation.learn(state, TENANT, [fact], at_ms=T0_MS + at)
    return state


logs = st.lists(asked, max_size=30).map(
    lambda found: [event(offset, *one) for offset, one in enumerate(found)]
)


def as_absent(overlay: Overlay) -> Overlay:
    """Without what is to outlast an undo: ids that were made, and pairs that stay apart."""
    return replace(overlay, splits=frozenset(), apart=frozenset())


@given(logs)
def test_what_is_in_force_is_as_if_nothing_else_had_ever_been_said(log: list[DecisionMade]) -> None:
    """The overlay is that of a book in which only what counts was ever entered."""
    state = fold(log)
    book = curation.book_of(state, TENANT)
    bare = Book()
    for id_, decision in book.made.items():
        if id_ not in book.undone and decision.kind != "undo":
            enter(bare, decision)
    assert as_absent(curation.overlay(state, TENANT)) == as_absent(overlay_of(bare))
    assert book.links == bare.links


@given(logs)
def test_what_receivers_heard_last_of_a_rumor_is_its_own_verdict(log: list[DecisionMade]) -> None:
    state = fold(log)
    own = own_ratings(curation.book_of(state, TENANT))
    for rumor in RUMORS:
        noted = [one.verdict for _, one in state.ratings.get((TENANT, rumor), ())]
        given = own.get(rumor)
        assert (noted[-1] if noted else None) == (given.verdict if given else None)


@given(logs, growths, st.data())
def test_an_undo_is_exact_and_so_is_the_undo_of_the_undo(
    log: list[DecisionMade], facts: list[tuple[str, str]], data: st.DataObject
) -> None:
    state = fold(log, facts)
    before = curation.overlay(state, TENANT)
    last = data.draw(asked)
    made = event(len(log), *last)
    curation.step(state, made, offset=state.offset)
    after = curation.overlay(state, TENANT)
    undo = structs.replace(event(0, "undo", RUMORS[0], "", VARIANTS[0], 0), undoes=made.decision_id)
    curation.step(state, structs.replace(undo, decision_id="dec_u"), offset=state.offset)
    if curation.refusal(state, TENANT, made.decision_id):
        assert after == before
        return
    assert as_absent(curation.overlay(state, TENANT)) == as_absent(before)
    again = structs.replace(undo, decision_id="dec_uu", undoes="dec_u")
    curation.step(state, again, offset=state.offset)
    assert curation.overlay(state, TENANT) == after


@given(logs, st.integers(0, 30), growths)
def test_any_restart_point_and_any_time_of_hearing_gives_the_same(
    log: list[DecisionMade], cut: int, facts: list[tuple[str, str]]
) -> None:
    whole = fold(log, facts)
    parts = fold(log[:cut], facts)
    curation.overlay(parts, TENANT)  # looked at in between
    for offset, decision in enumerate(log):  # from the beginning again, as after a lost commit
        curation.step(parts, decision, offset=offset)
    assert curation.overlay(parts, TENANT) == curation.overlay(whole, TENANT)
    for rumor in RUMORS:
        assert curation.etag(parts, TENANT, rumor) == curation.etag(whole, TENANT, rumor)


@given(logs, growths)
def test_links_have_an_end_and_every_rumor_one_whole(
    log: list[DecisionMade], facts: list[tuple[str, str]]
) -> None:
    overlay = curation.overlay(fold(log, facts), TENANT)
    for rumor in RUMORS:
        shown = overlay.shown_as(rumor)
        assert overlay.shown_as(shown) == shown
        assert rumor in overlay.whole(shown)
    members = [one for shown in set(map(overlay.shown_as, RUMORS)) for one in overlay.whole(shown)]
    assert len(members) == len(set(members))


@given(growths, st.tuples(rumors, rumors).filter(lambda pair: pair[0] != pair[1]), st.randoms())
def test_growing_is_the_same_in_any_order_of_hearing_and_never_joins_what_is_apart(
    facts: list[tuple[str, str]], pair: tuple[str, str], chance: Any
) -> None:
    apart = [event(0, "apart", *pair, VARIANTS[0], 0)]
    timed = [
        (at, RumorsMerged(kept=kept, merged=merged, variant_id=VARIANTS[0]))
        for at, (kept, merged) in enumerate(facts)
    ]
    mixed = [*timed, *timed]
    chance.shuffle(mixed)
    states = [fold(apart), fold(apart)]
    for state, heard in zip(states, (timed, mixed), strict=True):
        for at, fact in heard:
            curation.learn(state, TENANT, [fact], at_ms=T0_MS + at)
    one, other = (curation.overlay(state, TENANT) for state in states)
    assert one == other
    assert one.shown_as(pair[0]) != one.shown_as(pair[1])


@given(st.permutations(RUMORS), st.randoms())
def test_merging_is_associative(order: list[str], chance: Any) -> None:
    """A chain of merges gives one whole, whichever of them is decided first."""
    links = list(pairwise(order))
    for merges in (links, links[::-1], chance.sample(links, len(links))):
        state = Decisions()
        for offset, (rumor, target) in enumerate(merges):
            # as a person does who is told what a rumor shows as
            shown = curation.overlay(state, TENANT).shown_as(target)
            made = event(offset, "merge", rumor, shown, VARIANTS[0], 0)
            curation.step(state, made, offset=offset)
            assert curation.refusal(state, TENANT, made.decision_id) is None
        overlay = curation.overlay(state, TENANT)
        assert set(overlay.whole(order[-1])) == set(RUMORS)


def home(
    variant: str,
    placings: dict[str, tuple[Placing, ...]],
    facts: dict[str, Joined],
    at_ms: int | None = None,
) -> str:
    """Where a wording takes those who join at a time (None: where it is now): by definition."""
    for placing in reversed(placings.get(variant, ())):
        if at_ms is None or placing.with_followers or placing.decided_at_ms < at_ms:
            return placing.rumor_id
    fact = facts[variant]
    if fact.exemplar_id is None:
        return fact.rumor_id
    return home(fact.exemplar_id, placings, facts, fact.at_ms)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Joined]:
    """Wordings in the order they came, each through an earlier one or founding a rumor."""
    facts: dict[str, Joined] = {}
    for at, variant in enumerate(VARIANTS):
        parent = draw(st.sampled_from([None, *facts]))
        rumor = facts[parent].rumor_id if parent else variant
        facts[variant] = Joined(parent, rumor, T0_MS + at * 2)
    return facts


placed = st.builds(
    Placing, rumors, st.integers(0, 8).map(lambda n: T0_MS + 2 * n + 1), st.booleans()
)


@given(
    trees(), st.dictionaries(st.sampled_from(VARIANTS), st.lists(placed, min_size=1), max_size=4)
)
@settings(max_examples=300)
def test_homes_are_what_the_definition_says_though_only_the_touched_are_looked_at(
    facts: dict[str, Joined], drawn: dict[str, list[Placing]]
) -> None:
    placings = {variant: tuple(some) for variant, some in drawn.items()}
    known = set(placings)
    for variant in placings:  # and all that they joined through
        at = facts[variant].exemplar_id
        while at is not None:
            known.add(at)
            at = facts[at].exemplar_id
    homes = Homes(placings, {one: facts[one] for one in known})
    frontier = homes.carriers()
    while frontier:
        children = {id_: fact for id_, fact in facts.items() if fact.exemplar_id in frontier}
        frontier = homes.add(children)
    wanted = {one: home(one, placings, facts) for one in VARIANTS}
    assert homes.moved() == {one: at for one, at in wanted.items() if at != facts[one].rumor_id}
