"""What the worker asks of ClickHouse before it answers apps."""

from streams.core import curation
from streams.core.curation import Decisions
from streams.core.ids import split_rumor
from streams.store import rows
from streams.store.answering import Questions
from streams.store.database import Database
from tests.store.stored import TODAY_MS, grown
from tests.support.builders import decision, variant

FOUNDER, LATER = (f"{n:016x}" for n in (1, 2))


def store(database: Database, variant_id: str, through: str | None, at_ms: int) -> None:
    joined = variant(variant_id=variant_id, rumor_id=FOUNDER, exemplar_id=through)
    for some in rows.grown(grown(joined, received_ms=at_ms), at_ms):
        database.insert(some)


async def test_what_joined_a_moved_wording_a_moment_ago_is_not_answered_for_the_rumor_it_left(
    database: Database,
) -> None:
    split = decision(
        kind="split",
        verdict=None,
        rumor_id=FOUNDER,
        variant_ids=(FOUNDER,),
        decided_at_ms=TODAY_MS + 1,
    )
    decisions = Decisions()
    curation.step(decisions, split, offset=0)
    overlay = curation.overlay(decisions, "main")
    questions = Questions(database)
    store(database, FOUNDER, None, TODAY_MS)
    before = await questions.homes("main", overlay)
    assert before.shown_as(LATER, FOUNDER) == FOUNDER
    store(database, LATER, FOUNDER, TODAY_MS + 2)
    after = await questions.homes("main", overlay)
    assert after.shown_as(LATER, FOUNDER) == split_rumor(split.decision_id)
