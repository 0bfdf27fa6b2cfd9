"""Once: of the copies of a report that come within 180 days one is stored, whatever they hold."""

import random
from uuid import UUID

import numpy as np
import pytest

from schemas.events import Sighting
from streams.store import once as module
from streams.store import rows
from streams.store.database import Database
from streams.store.filters import Filter
from streams.store.migrations import MIGRATIONS, statements_of
from streams.store.once import Once
from streams.store.reads.questions import Reads
from streams.store.reads.rumors import Wanted
from streams.store.reads.spread import spread
from streams.store.reads.steps import Range
from streams.store.spread import minutes_of
from streams.store.tables import SeenRow
from tests.store.stored import TODAY_MS, A, B, open_rumor, recount, sighting
from tests.support import builders

MINUTE_MS = 60_000
DAY_MS = 86_400_000


def store(once: Once, database: Database, *sightings: Sighting, tenant: str = "main") -> None:
    """Stores and counts as the writer does."""
    event = builders.sighted(*sightings, lane=f"{tenant}/cjk", received_at_ms=TODAY_MS)
    database.insert(once.sift(rows.sightings(event)))
    recount(database, minutes_of(tenant, (one.observed_at_ms for one in sightings)))


def views(database: Database, rumor: str, tenant: str = "main") -> list[int]:
    """A rumor's reports in every view."""
    reads = Reads(database)
    page = reads.rumors(tenant, wanted=Wanted(), sort="-reports", limit=50, cursor="")
    listed = {item["rumor_id"]: item["reports"] for item in page["items"]}
    wordings = reads.variants(tenant, rumor, limit=50, cursor="")["items"]
    asked = Range((TODAY_MS - 400 * DAY_MS) // 1_000, TODAY_MS // 1_000 + 86_399, 86_400)
    series = reads.of(spread, tenant, rumor, asked=asked, by="")["series"]
    whole = reads.rumor(tenant, rumor) or {"reports": 0}
    facts = database.execute(
        "SELECT uniqExact(report_id), count() FROM sightings FINAL"
        " WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s",
        {"tenant": tenant, "rumor": int(rumor, 16)},
    )[0]
    return [
        listed.get(rumor, 0),
        whole["reports"],
        sum(wording["reports"] for wording in wordings),
        sum(point["reports"] for point in series[0]["points"]),
        *facts,
    ]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_again_all_views_agree(database: Database, seed: int) -> None:
    """Blocks of reports and copies, in any rumor, minute, wording and order, over restarts."""
    chance = random.Random(seed)
    ids = {A: set[int](), B: set[int]()}
    for rumor in ids:
        open_rumor(database, rumor, text=f"网传{rumor}")
    once = Once(database)
    for _ in range(12):
        if chance.random() < 0.4:
            once = Once(database)
            if chance.random() < 0.5:
                once.load()
        block = []
        for _ in range(chance.randrange(1, 30)):
            number = chance.randrange(60)
            rumor = chance.choice([A, B])
            if number not in ids[A] | ids[B]:
                ids[rumor].add(number)
            at_ms = TODAY_MS - chance.randrange(300) * DAY_MS + chance.randrange(3) * MINUTE_MS
            variant = chance.choice([rumor, "cc" * 8])
            block.append(sighting(number, rumor=rumor, at_ms=at_ms, variant=variant))
        for _ in range(chance.choice([1, 2])):  # once more: a replay
            store(once, database, *block)
    assert views(database, A)[3:] == [len(ids[A])] * 3
    assert views(database, A)[:2] == [len(ids[A])] * 2
    assert views(database, B)[3:] == [len(ids[B])] * 3
    assert views(database, B)[:2] == [len(ids[B])] * 2


@pytest.mark.parametrize("complete", [False, True])
def test_a_copy_in_another_minute_wording_or_rumor_counts_nowhere(
    database: Database, complete: bool
) -> None:
    once = Once(database)
    if complete:
        once.load()
    for rumor in (A, B):
        open_rumor(database, rumor, text=f"网传{rumor}")
    store(once, database, sighting(1), sighting(2, rumor=B))
    for copy in (
        sighting(1, at_ms=TODAY_MS - 3 * DAY_MS),
        sighting(1, at_ms=TODAY_MS + 3 * MINUTE_MS, place="重庆", stance="refutes"),
        sighting(1, rumor=B),
        sighting(1),
    ):
        store(once, database, copy)
    assert views(database, A) == [1] * 6
    assert views(database, B) == [1] * 6


def test_another_store_after_a_restart_knows_what_was_counted(database: Database) -> None:
    open_rumor(database)
    store(Once(database), database, *(sighting(n) for n in range(40)))
    again = Once(database)
    again.load()
    later = [sighting(n, at_ms=TODAY_MS - (n + 1) * DAY_MS) for n in range(60)]
    store(again, database, *later)
    assert views(database, A) == [60] * 6


def test_a_crash_before_the_sightings_were_stored_loses_none(database: Database) -> None:
    open_rumor(database)
    event = builders.sighted(sighting(1), received_at_ms=TODAY_MS)
    Once(database).sift(rows.sightings(event))  # noted, and then killed
    store(Once(database), database, sighting(1))
    assert views(database, A) == [1] * 6


def test_copies_in_one_block_count_once_and_the_first_wins(database: Database) -> None:
    open_rumor(database)
    store(
        Once(database),
        database,
        sighting(1, place="成都"),
        sighting(1, at_ms=TODAY_MS + MINUTE_MS, place="重庆"),
    )
    assert views(database, A) == [1] * 6
    assert database.execute("SELECT place FROM sightings FINAL") == [("成都",)]


def test_tenants_never_meet_and_random_ids_are_not_asked_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = Once(database)
    open_rumor(database)
    open_rumor(database, tenant="other")
    store(once, database, sighting(1))
    store(once, database, sighting(1, at_ms=TODAY_MS + MINUTE_MS), tenant="other")
    assert views(database, A) == [1] * 6
    assert views(database, A, "other") == [1] * 6
    monkeypatch.setattr(database, "named", None)
    random_id = "00000000-0000-4000-8000-000000000001"
    made = rows.sightings(builders.sighted(sighting(1, report_id=random_id)))
    assert once.sift(made) == made
    assert database.execute("SELECT count() FROM seen") == [(2,)]


def test_what_was_stored_before_the_table_was_there_is_known(database: Database) -> None:
    """The migration fills it; here it is run again over what is stored."""
    open_rumor(database)
    store(Once(database), database, sighting(1))
    database.execute("TRUNCATE TABLE seen")
    for statement in statements_of((MIGRATIONS / "008_once.sql").read_text()):
        database.execute(statement)
    store(Once(database), database, sighting(1, at_ms=TODAY_MS - DAY_MS))
    assert views(database, A) == [1] * 6


def test_many_ids_are_asked_for_in_pieces(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 7)
    open_rumor(database)
    many = [sighting(n) for n in range(50)]
    store(Once(database), database, *many)
    store(Once(database), database, *(sighting(n, at_ms=TODAY_MS - DAY_MS) for n in range(50)))
    assert views(database, A) == [50] * 6


def test_the_engine_mixes_ids_as_we_do(database: Database) -> None:
    ids = [UUID(int=random.Random(n).getrandbits(128)) for n in range(20)]
    database.insert(
        [
            SeenRow(tenant="main", report_id=id_, minute=0, variant_id=1, received_at=TODAY_MS)
            for id_ in ids
        ]
    )
    (found,) = database.numbers(module.ALL_SQL)
    expected = [(id_.int >> 64) ^ (id_.int & (1 << 64) - 1) for id_ in ids]
    assert sorted(found.tolist()) == sorted(expected)


def test_the_filter_never_denies_what_was_put_in_and_rarely_claims_what_was_not() -> None:
    chance = np.random.default_rng(7)
    put_in = chance.integers(0, 2**64, 100_000, np.uint64)
    other = chance.integers(0, 2**64, 100_000, np.uint64)
    made = Filter(1 << 20)
    made.add(put_in)
    assert made.may_hold(put_in).all()
    assert made.may_hold(other).mean() < 0.03
    assert not Filter(1 << 20).may_hold(other).any()
