"""What reports heard last, and the pages of an answer, from what is stored."""

from msgspec.structs import replace

from schemas.events import AlertsTold, AnsweredReport, Source, VerdictTold
from streams.core.answers import Group, Heard
from streams.store import rows
from streams.store.database import Database
from streams.store.reads import answers
from streams.store.reads.questions import Reads
from tests.store.stored import TODAY_MS, A, B, sighting, store
from tests.support.builders import answer, report_id


def told(database: Database, *given: VerdictTold, offset: int = 0) -> None:
    """Answers get into the tables, in the order in which the store writes them."""
    event = AlertsTold(lane="main/cjk", source=Source(partition=-1, offset=-1), answers=given)
    for block in rows.answers(event, offset):
        database.insert(block)


def heard(database: Database, *rumors: str, since_s: int | None = None) -> list[Heard]:
    return answers.heard(database, "main", apps=["app"], rumors=rumors, since_s=since_s)


def test_the_newest_answer_is_what_a_report_heard_last(database: Database) -> None:
    store(database, [sighting(n, rumor=A, external_id=f"r{n}") for n in range(3)])
    store(database, [sighting(9, rumor=B)])
    assert heard(database, A) == [Heard("app", A, A, "", 3)]
    told(database, answer(2, at_ms=TODAY_MS, reports=_reports(0, 1), decision_id="dec_1"), offset=1)
    last = answer(1, at_ms=TODAY_MS, reports=_reports(1), decision_id="", answer_id="ans_2")
    told(database, last, offset=2)
    found = sorted((one.decision_id, one.reports) for one in heard(database, A))
    assert found == [("", 2), ("dec_1", 1)]
    assert answers.told_rumors(database, "main") == {A}


def _reports(*numbers: int) -> tuple[AnsweredReport, ...]:
    every = answer(max(numbers) + 1).reports
    return tuple(replace(every[n], rumor_id=A) for n in numbers)


def test_a_look_at_what_is_new_leaves_out_what_is_not(database: Database) -> None:
    store(database, [sighting(1, rumor=A)], received_ms=TODAY_MS - 7_200_000)
    store(database, [sighting(2, rumor=A)], received_ms=TODAY_MS)
    (found,) = heard(database, A, since_s=TODAY_MS // 1_000 - 60)
    assert found.reports == 1


def test_the_reports_of_a_group_come_in_order_from_one_on(database: Database) -> None:
    store(database, [sighting(n, rumor=A, external_id=f"r{n}") for n in range(5)])
    store(database, [sighting(7, rumor=A, app="bus"), sighting(8, rumor=A, variant=B)])
    group = Group("app", A, "dec_1", "", (A,), (A,))
    first = answers.to_answer(database, "main", group, after="", most=3)
    assert [one.external_id for one in first] == ["r0", "r1", "r2"]
    rest = answers.to_answer(database, "main", group, after=first[-1].report_id, most=3)
    assert [(one.report_id, one.external_id) for one in rest] == [
        (report_id(n), f"r{n}") for n in (3, 4)
    ]


def test_an_answer_is_read_page_by_page_as_it_was_given(database: Database) -> None:
    given = answer(1_500, at_ms=TODAY_MS)
    told(database, given)
    told(database, given)  # the store was stopped, and writes the record again
    assert answers.is_stored(database, "main", given.answer_id)
    assert not answers.is_stored(database, "north", given.answer_id)
    first, second, third = (
        Reads(database).answer("main", given.answer_id, page=n) for n in (1, 2, 3)
    )
    assert first is not None
    assert second is not None
    assert third is not None
    named = [*first.named, *second.named]
    assert [external_id for _, external_id in named] == [f"r{n}" for n in range(1_500)]
    assert (len(first.named), third.named, first.total) == (1_000, [], 1_500)
    assert first.answer.verdict == given.verdict
    assert Reads(database).answer("north", given.answer_id, page=1) is None
