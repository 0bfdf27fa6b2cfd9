"""Rumors that grew together, as the API hears of them from the store: once, at its start."""

import asyncio
from contextlib import suppress

from schemas.events import RumorsMerged
from streams.api.growths import read_growths, take_in
from streams.api.lookup import Lookup
from streams.clock import SettableClock
from streams.core import curation
from streams.core.curation import Decisions
from streams.store import rows
from streams.store.database import Database
from tests.store.stored import A, B, grown
from tests.support.intake import NO_CLICKHOUSE

C = "cc" * 8


def store(database: Database, kept: str, merged: str) -> None:
    fact = RumorsMerged(kept=kept, merged=merged, variant_id=kept)
    for made in rows.grown(grown(merges=(fact,)), 0):
        database.insert(made)


async def test_what_is_stored_is_taken_in_and_twice_is_as_good_as_once(database: Database) -> None:
    decisions = Decisions()
    lookup = Lookup(database, decisions)
    await take_in(lookup, decisions)
    assert curation.overlay(decisions, "main").shown == {}
    store(database, A, B)
    await take_in(lookup, decisions)
    assert curation.overlay(decisions, "main").shown == {B: A}
    version = curation.book_of(decisions, "main").version
    store(database, A, C)
    await take_in(lookup, decisions)
    assert curation.overlay(decisions, "main").shown == {B: A, C: A}
    assert curation.book_of(decisions, "main").version == version + 1


async def test_a_store_that_is_away_or_without_tables_is_asked_again(database: Database) -> None:
    decisions = Decisions()
    store(database, A, B)
    away = Lookup(Database(NO_CLICKHOUSE), decisions)
    following = asyncio.create_task(read_growths(away, decisions, SettableClock()))
    await asyncio.sleep(0.2)
    assert not following.done()
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    database.execute("RENAME TABLE merges TO merges_later")
    lookup = Lookup(database, decisions)
    following = asyncio.create_task(read_growths(lookup, decisions, SettableClock()))
    try:
        await asyncio.sleep(0.2)
        assert not following.done()
        database.execute("RENAME TABLE merges_later TO merges")
        for _ in range(100):
            if curation.overlay(decisions, "main").shown:
                break
            await asyncio.sleep(0.05)
        assert curation.overlay(decisions, "main").shown == {B: A}
        await following  # what comes later is on the log
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
