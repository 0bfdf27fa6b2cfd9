"""Reads as decided against a recount from the facts and the decisions, whatever was decided."""

import random
from collections import defaultdict
from typing import Any, NamedTuple

import pytest

from schemas.events import RumorsMerged
from streams.clock import SettableClock
from streams.core import curation
from streams.core.curation import Decisions
from streams.core.curation.overlay import Overlay
from streams.core.ids import split_rumor
from streams.store import rows
from streams.store.database import Database
from streams.store.reads.joins import Joins
from streams.store.reads.questions import FRESH_S, Range, Reads, Wanted
from streams.store.reads.reports import report
from streams.store.reads.resolution import AS_FOUNDED, resolve
from streams.store.reads.spread import life, spread
from tests.store.stored import TODAY_MS, count, grown, sighting
from tests.support import builders

NOON_MS = TODAY_MS + 43_200_000
STEP_MS = 1_000
WORDINGS = 40
REPORTS = 400
DECISIONS = 30


class Fact(NamedTuple):
    """A wording: through which it joined, which rumor, when."""

    parent: str | None
    rumor: str
    at_ms: int


class Seen(NamedTuple):
    """A report."""

    variant: str
    at_ms: int
    reporter: str
    place: str


class Day:
    """Wordings and reports of a day, in ClickHouse and here."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.chance = random.Random(seed)
        self.facts: dict[str, Fact] = {}
        self.seen: list[Seen] = []
        self.decisions = Decisions()
        self.clock = SettableClock(NOON_MS)
        self.joins = Joins(database, self.clock)
        for number in range(WORDINGS):
            self._open(number)
        sightings = []
        for number in range(REPORTS):
            seen = Seen(
                variant=self.chance.choice(list(self.facts)),
                at_ms=NOON_MS - self.chance.randrange(3 * 3_600_000),
                reporter=f"{self.chance.randrange(1, 60):016x}",
                place=self.chance.choice(("成都", "上海", "")),
            )
            self.seen.append(seen)
            sightings.append(
                sighting(
                    number,
                    at_ms=seen.at_ms,
                    rumor=self.facts[seen.variant].rumor,
                    variant=seen.variant,
                    reporter=seen.reporter,
                    place=seen.place,
                )
            )
        count(database, *sightings)

    def _open(self, number: int) -> None:
        id_ = f"{self.chance.getrandbits(64):016x}"
        parent = self.chance.choice(list(self.facts)) if number > 4 else None
        rumor = self.facts[parent].rumor if parent else id_
        fact = Fact(parent, rumor, TODAY_MS + number * STEP_MS)
        self.facts[id_] = fact
        event = grown(
            builders.variant(
                variant_id=id_,
                rumor_id=rumor,
                exemplar_id=parent,
                first_seen_ms=fact.at_ms,
                text=f"第{number}种说法",
            ),
            received_ms=fact.at_ms,
        )
        for made in rows.grown(event, number):
            self.database.insert(made)

    def decide(self, number: int) -> None:
        """One decision of any kind that moves something, taken or refused."""
        chance = self.chance
        known = [fact.rumor for fact in self.facts.values()]
        known += list(curation.overlay(self.decisions, "main").splits)
        kind = chance.choice(("merge", "split", "move", "undo", "grown"))
        rumor, target = chance.choice(known), chance.choice(known)
        # Some wordings came before it and some after.
        at_ms = TODAY_MS + chance.randrange(WORDINGS) * STEP_MS + STEP_MS // 2
        if kind == "grown":
            if rumor != target:
                fact = RumorsMerged(kept=target, merged=rumor, variant_id=rumor)
                curation.learn(self.decisions, "main", [fact], at_ms=at_ms)
            return
        event = builders.decision(
            kind=kind,
            verdict=None,
            decision_id=f"dec_{number}",
            rumor_id=rumor,
            target=target if kind in ("merge", "move") else "",
            variant_ids=tuple(chance.sample(list(self.facts), 3)) if kind != "merge" else (),
            with_followers=chance.random() < 0.3,
            undoes=f"dec_{chance.randrange(number + 1)}" if kind == "undo" else "",
            decided_at_ms=at_ms,
        )
        curation.step(self.decisions, event, offset=self.decisions.offset)

    def undo_all(self) -> None:
        """Takes everything back, the last first; growths, too."""
        book = curation.book_of(self.decisions, "main")
        # What grew together while it was decided otherwise shows once that is taken back.
        wanted = [id_ for id_ in book.made if book.made[id_].kind != "undo"][::-1]
        for id_ in [*wanted, *book.growths]:
            if id_ in book.undone:
                continue
            growth = book.growths.get(id_)
            event = builders.decision(
                kind="undo",
                verdict=None,
                decision_id=f"undo_{id_}",
                rumor_id=growth.fact.merged if growth else book.made[id_].rumor_id,
                target=growth.fact.kept if growth else "",
                undoes=id_,
            )
            curation.step(self.decisions, event, offset=self.decisions.offset)
            assert curation.refusal(self.decisions, "main", event.decision_id) is None

    @property
    def overlay(self) -> Overlay:
        return curation.overlay(self.decisions, "main")

    def home(self, variant: str, at_ms: int | None = None) -> str:
        """Where a wording belongs before merges, by definition."""
        for placing in reversed(self.overlay.placings.get(variant, ())):
            if at_ms is None or placing.with_followers or placing.decided_at_ms < at_ms:
                return placing.rumor_id
        fact = self.facts[variant]
        return fact.rumor if fact.parent is None else self.home(fact.parent, fact.at_ms)

    def wanted(self) -> dict[str, dict[str, Any]]:
        """Every rumor with wordings and what is to be read of it, counted one by one."""
        overlay = self.overlay
        shown = {variant: overlay.shown_as(self.home(variant)) for variant in self.facts}
        found: dict[str, dict[str, Any]] = defaultdict(
            lambda: {"reports": 0, "people": set(), "variants": 0, "places": {}, "times": []}
        )
        for rumor in shown.values():
            found[rumor]["variants"] += 1
        for seen in self.seen:
            one = found[shown[seen.variant]]
            one["reports"] += 1
            one["people"].add(seen.reporter)
            one["places"][seen.place] = one["places"].get(seen.place, 0) + 1
            one["times"].append(seen.at_ms)
        return dict(found)

    def reads(self) -> Reads:
        return Reads(
            self.database, SettableClock(NOON_MS), resolve(self.joins, "main", self.overlay)
        )


def listed(reads: Reads) -> dict[str, dict[str, Any]]:
    page = reads.rumors("main", wanted=Wanted(), sort="-reports", limit=200, cursor="")
    return {item["rumor_id"]: item for item in page["items"]}


def check(day: Day) -> None:
    """Every read of every rumor equals a recount."""
    reads = day.reads()
    wanted = {id_: one for id_, one in day.wanted().items() if one["reports"]}
    items = listed(reads)
    assert items.keys() == wanted.keys()
    for rumor_id, one in wanted.items():
        found = reads.rumor("main", rumor_id)
        assert found is not None
        assert found["reports"] == items[rumor_id]["reports"] == one["reports"]
        assert found["reporters"] == items[rumor_id]["reporters"] == len(one["people"])
        assert found["variants"] == items[rumor_id]["variants"] == one["variants"]
        assert {share["name"]: share["reports"] for share in found["places"]} == one["places"]
        assert items[rumor_id]["reports_1h"] == sum(
            at >= NOON_MS - 3_600_000 for at in one["times"]
        )
        assert found["title"]
        variants = reads.variants("main", rumor_id, limit=500, cursor="")["items"]
        assert len(variants) == one["variants"]
        assert sum(variant["reports"] for variant in variants) == one["reports"]
        lived = reads.of(life, "main", rumor_id)
        assert lived == (min(one["times"]) // 1_000, max(one["times"]) // 1_000)
        for by in ("", "place", "language"):
            asked = Range(lived[0], lived[1] + 1, 3_600)
            found = reads.of(spread, "main", rumor_id, asked=asked, by=by)
            points = [point for series in found["series"] for point in series["points"]]
            assert sum(point["reports"] for point in points) == one["reports"]
    for rumor_id, into in day.overlay.shown.items():
        absorbed = reads.rumor("main", rumor_id)
        whole = reads.rumor("main", into)
        if whole is not None:
            assert absorbed is not None
            assert absorbed | {"rumor_id": into, "merged_into": None} == whole


@pytest.mark.parametrize("seed", range(4))
def test_every_read_equals_a_recount_and_undoing_all_gives_the_first_state(
    database: Database, seed: int
) -> None:
    day = Day(database, seed)
    first = listed(day.reads())
    whole = {id_: day.reads().rumor("main", id_) for id_ in first}
    check(day)
    for number in range(DECISIONS):
        day.decide(number)
        if number % 10 == 9:
            check(day)
    assert day.overlay.shown
    assert day.overlay.placings
    day.undo_all()
    assert resolve(day.joins, "main", day.overlay) == AS_FOUNDED
    assert listed(day.reads()) == first
    assert {id_: day.reads().rumor("main", id_) for id_ in first} == whole


def test_what_joins_a_moved_wording_later_is_where_it_went(database: Database) -> None:
    day = Day(database, 9)
    founder = next(iter(day.facts))
    split = builders.decision(
        kind="split",
        verdict=None,
        rumor_id=founder,
        variant_ids=(founder,),
        decided_at_ms=TODAY_MS + WORDINGS * STEP_MS,
    )
    curation.step(day.decisions, split, offset=0)
    made = split_rumor(split.decision_id)
    before = day.reads().rumor("main", made)
    assert before is not None
    later = f"{1:016x}"
    joined = grown(
        builders.variant(variant_id=later, rumor_id=founder, exemplar_id=founder),
        received_ms=TODAY_MS + (WORDINGS + 1) * STEP_MS,
    )
    for some in rows.grown(joined, WORDINGS):
        database.insert(some)
    count(database, sighting(9_999, rumor=founder, variant=later))
    day.clock.move(FRESH_S)
    after = day.reads().rumor("main", made)
    assert after is not None
    assert (after["variants"], after["reports"]) == (before["variants"] + 1, before["reports"] + 1)
    found = day.reads().of(report, "main", builders.report_id(9_999))
    assert found is not None
    assert found["rumor_id"] == made


def test_reads_that_follow_each_other_share_what_was_resolved_for_a_moment(
    database: Database,
) -> None:
    day = Day(database, 3)
    for number in range(DECISIONS):
        day.decide(number)
    clock = SettableClock(NOON_MS)
    reads = Reads(database, clock)
    first = reads.as_decided("main", day.overlay).resolution
    assert reads.as_decided("main", day.overlay).resolution is first
    clock.move(FRESH_S + 0.1)
    assert reads.as_decided("main", day.overlay).resolution is not first
    day.undo_all()  # another overlay: at once
    assert reads.as_decided("main", day.overlay).resolution == AS_FOUNDED
