"""What dashboards show of decisions: merged rumors as one, titles that people gave, verdicts in
force; and all of it as before once that is undone.
"""

from typing import Any

from dashboards.grafana import build
from dashboards.grafana.queries import Range, expand, fill, queries_of
from schemas.events import VerdictGiven
from streams.store.database import Database
from streams.store.decided import Decided
from streams.store.rows import decision
from tests.store.stored import TODAY_MS, A, B, count, open_rumor, sighting
from tests.support import builders

HOUR_MS = 3_600_000
SPAN = Range(TODAY_MS // 1_000, TODAY_MS // 1_000 + 3_600)
ALL = build.load()
PANELS = {
    "Rising now": "desk.json",
    "New today": "desk.json",
    "Rumors": "desk.json",
    "Verdict": "rumor.json",
    "Verdicts": "rumor.json",
    "Reports": "rumor.json",
}


def answer(database: Database, title: str, rumor: str = B) -> list[tuple[Any, ...]]:
    """The rows of a panel, one rumor chosen."""
    name = PANELS[title]
    where = f"{name} / {title}"
    (query,) = [one for one in queries_of(name, ALL[name]) if one.where == where]
    sql = expand(fill(query.sql, {"tenant": "main", "rumor": rumor}), SPAN)
    return database.execute(sql)


def decide(database: Database, offset: int, kind: str, rumor_id: str, **fields: Any) -> None:
    given = {"verdict": None, "decision_id": f"dec_{offset}", "decided_at_ms": TODAY_MS + offset}
    event = builders.decision(kind=kind, rumor_id=rumor_id, **{**given, **fields})
    database.insert([decision(event, offset)])


def test_a_merged_rumor_shows_as_one_until_that_is_undone(database: Database) -> None:
    for offset, (rumor, reports) in enumerate(((A, 6), (B, 7))):
        open_rumor(database, rumor, f"第{offset}个谣言", offset=offset)
        at_ms = TODAY_MS + HOUR_MS - 60_000
        count(
            database,
            *(sighting(offset * 100 + n, at_ms=at_ms, rumor=rumor) for n in range(reports)),
        )
    decided = Decided(database)
    titles = list(PANELS)
    first = {title: answer(database, title) for title in titles}
    assert [row[2] for row in first["Rising now"]] == [7, 6]
    assert first["Rumors"] == [(2,)]

    decide(database, 0, "verdict", B, verdict=VerdictGiven(rating="false"))
    decide(database, 1, "title", B, title="one title")
    decide(database, 2, "merge", A, target=B)
    decided.refresh()
    ((rumor, title, newer, *_, verdict),) = answer(database, "Rising now")
    assert (rumor, title, newer, verdict) == (B, "one title", 13, "false")
    ((_, title, _, reports, *_),) = answer(database, "New today")
    assert (title, reports) == ("one title", 13)
    assert answer(database, "Rumors") == [(1,)]
    assert answer(database, "Reports") == [(13,)]
    assert answer(database, "Verdict") == [("false",)]
    assert len(answer(database, "Verdicts")) == 1

    for offset, undone in ((3, "dec_2"), (4, "dec_1"), (5, "dec_0")):
        decide(database, offset, "undo", A, undoes=undone)
    decided.refresh()
    assert {title: answer(database, title) for title in titles} == first
