"""Two analysts who decide at random, also about the same rumors at the same time; and what every
read must say then: a recount, report by report, of what is stored and decided.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from schemas.topics import RUMORS
from streams.client import ApiClient, ApiError
from streams.core import curation
from streams.core.curation import Decisions
from streams.core.curation.placing import Homes, Joined
from streams.log.engines import open_log
from streams.log.follow import follow
from streams.replica.following import Follower
from streams.store.database import Database
from tests.support.system import System

TENANT = "main"
RATINGS = ("false", "misleading", "unverified", "true", "satire")
# How often of a hundred times.
KINDS = {
    "verdict": 20,
    "merge": 20,
    "split": 12,
    "move": 12,
    "title": 5,
    "assign": 4,
    "note": 4,
    "mute": 3,
    "undo": 20,
}
PARTITIONS = 4  # of lanes: what `up` has where nothing else is said
SIGHTINGS_SQL = "SELECT variant_id, rumor_id, reporter, stance FROM sightings FINAL"
VARIANTS_SQL = """SELECT variant_id, exemplar_id, rumor_id, toUnixTimestamp64Milli(received_at)
    FROM variants FINAL"""


@dataclass
class Analyst:
    """Decides through a connection of their own. `answers` are statuses, 201 and 200 where it was
    decided.
    """

    api: ApiClient
    chance: random.Random
    rumors: list[str]
    answers: Counter[int] = field(default_factory=Counter)
    undoable: list[str] = field(default_factory=list)  # what they decided, while nobody undid it

    def decide(self, count: int) -> None:
        for _ in range(count):
            try:
                self._decide()
            except ApiError as error:
                self.answers[error.status] += 1

    def _decide(self) -> None:
        (kind,) = self.chance.choices(list(KINDS), list(KINDS.values()))
        if kind == "undo":
            if self.undoable:
                at = self.chance.randrange(len(self.undoable))
                self._note(200, self.api.delete(f"/v1/decisions/{self.undoable.pop(at)}"))
            return
        rumor = self.chance.choice(self.rumors)
        etag = self.api.get(f"/v1/rumors/{rumor}")["etag"]
        answer = self.api.post(f"/v1/rumors/{rumor}/{kind}", self._body(kind, rumor), if_match=etag)
        self._note(201, answer)
        if kind == "split":
            self.rumors.append(answer["rumor_id"])

    def _note(self, status: int, answer: Any) -> None:
        self.answers[status] += 1
        self.undoable.append(answer["decision_id"])

    def _body(self, kind: str, rumor: str) -> dict[str, Any]:
        other = self.chance.choice(self.rumors)
        number = self.chance.randrange(1_000)
        if kind in ("split", "move"):
            page = self.api.get(f"/v1/rumors/{rumor}/variants", limit=50)["items"]
            some = self.chance.sample(page, min(len(page), self.chance.randint(1, 3)))
            named = {"variant_ids": [one["variant_id"] for one in some]}
            return named if kind == "split" else {**named, "to": other}
        bodies: dict[str, dict[str, Any]] = {
            "verdict": {"rating": self.chance.choice(RATINGS)},
            "merge": {"into": other},
            "title": {"title": f"title {number}"},
            "assign": {"assignee": f"person {number}"},
            "note": {"text": f"note {number}"},
            "mute": {"until_reporters": 1 + number},
        }
        return bodies[kind]


def play(analysts: Iterable[Analyst], count: int) -> None:
    """All at once, so many decisions each."""
    at_work = [Thread(target=one.decide, args=(count,)) for one in analysts]
    for thread in at_work:
        thread.start()
    for thread in at_work:
        thread.join()


def undo_all(system: System) -> None:
    """Undoes everything that is in force, the last first."""
    book = curation.book_of(asyncio.run(_decided(system)), TENANT)
    api = system.api
    for decision in reversed(list(book.in_force(tuple(KINDS)))):
        if decision.kind != "undo":
            api.delete(f"/v1/decisions/{decision.decision_id}")
    api.close()


@dataclass
class Counted:
    """A rumor as its reports say it."""

    variants: set[int] = field(default_factory=set)
    reporters: set[int] = field(default_factory=set)
    stances: Counter[str] = field(default_factory=Counter)

    @property
    def reports(self) -> int:
        return sum(self.stances.values())


def recounted(system: System) -> dict[str, Counted]:
    """Every rumor that is shown, from the facts in ClickHouse and the decisions on the log."""
    decisions = asyncio.run(_decided(system))
    over = curation.overlay(decisions, TENANT)
    base = system.database()
    joined = _joined(base)
    homes = Homes(over.placings, joined)
    shown = {int(one, 16): over.shown_as(homes.home(one)) for one in joined}
    found: defaultdict[str, Counted] = defaultdict(Counted)
    for variant, rumor in shown.items():
        found[rumor].variants.add(variant)
    for variant, _, reporter, stance in base.execute(SIGHTINGS_SQL):
        counted = found[shown[variant]]
        counted.reporters.add(reporter)
        counted.stances[stance] += 1
    base.close()
    return {rumor: counted for rumor, counted in found.items() if counted.reports}


def _joined(base: Database) -> dict[str, Joined]:
    return {
        f"{variant:016x}": Joined(
            exemplar_id=f"{exemplar:016x}" if exemplar else None,
            rumor_id=f"{rumor:016x}",
            at_ms=at_ms,
        )
        for variant, exemplar, rumor, at_ms in base.execute(VARIANTS_SQL)
    }


async def _decided(system: System) -> Decisions:
    log = open_log(f"sqlite://{system.data / 'log.db'}")
    await log.start()
    decisions = Decisions()
    await follow(log, decisions)
    async for event in Follower(log, PARTITIONS).new(RUMORS):
        curation.learn(decisions, TENANT, event.merges, at_ms=event.received_at_ms)
    await log.stop()
    return decisions


def differences(system: System, *, looked_at: int, chance: random.Random) -> list[str]:
    """Where a read says something else than the recount: the whole list, and so many rumors one by
    one.
    """
    expected = recounted(system)
    api = system.api
    listed = {one["rumor_id"]: one for one in _listed(api)}
    wrong = [f"{rumor} is listed" for rumor in listed.keys() - expected.keys()]
    wrong += [f"{rumor} is not listed" for rumor in expected.keys() - listed.keys()]
    for rumor in listed.keys() & expected.keys():
        wrong += _differs(f"list {rumor}", listed[rumor], expected[rumor])
    for rumor in chance.sample(sorted(expected), min(looked_at, len(expected))):
        wrong += _one_by_one(api, rumor, expected[rumor])
    api.close()
    return wrong


def _listed(api: ApiClient) -> list[Any]:
    items = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get("/v1/rumors", sort="-rumor_id", limit=500, cursor=cursor)
        items += page["items"]
        cursor = page["next_cursor"]
    return items


def _one_by_one(api: ApiClient, rumor: str, expected: Counted) -> list[str]:
    read = api.get(f"/v1/rumors/{rumor}")
    wrong = _differs(f"rumor {rumor}", read, expected)
    if Counter(read["stance"]) != expected.stances:
        wrong.append(f"rumor {rumor}: {read['stance']}, not {dict(expected.stances)}")
    (spread,) = api.get(f"/v1/rumors/{rumor}/spread")["series"]
    counted = sum(point["reports"] for point in spread["points"])
    if counted != expected.reports:
        wrong.append(f"spread {rumor}: {counted} reports, not {expected.reports}")
    wordings = _wordings(api, rumor)
    if set(wordings) != expected.variants or sum(wordings.values()) != expected.reports:
        wrong.append(f"variants {rumor}: {len(wordings)} with {sum(wordings.values())} reports")
    return wrong


def _wordings(api: ApiClient, rumor: str) -> dict[int, int]:
    found: dict[int, int] = {}
    cursor: str | None = ""
    while cursor is not None:
        page = api.get(f"/v1/rumors/{rumor}/variants", limit=500, cursor=cursor)
        found |= {int(one["variant_id"], 16): one["reports"] for one in page["items"]}
        cursor = page["next_cursor"]
    return found


def _differs(what: str, read: Any, expected: Counted) -> list[str]:
    wanted = {
        "reports": expected.reports,
        "reporters": len(expected.reporters),
        "variants": len(expected.variants),
    }
    return [
        f"{what}: {read[name]} {name}, not {count}"
        for name, count in wanted.items()
        if read[name] != count
    ]
