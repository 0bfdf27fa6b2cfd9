"""What dashboards show of decisions: merged rumors as one, titles that people gave, verdicts in
force; and all of it as before once that is undone.
"""

from typing import Any

from msgspec.structs import replace

from dashboards.grafana import build
from dashboards.grafana.queries import Range, expand, fill, queries_of
from schemas.events import AlertsTold, DeliveriesAttempted, Source, VerdictGiven
from streams.core.ids import split_rumor
from streams.store.database import Database
from streams.store.decided import Decided
from streams.store.rows import alerts, deliveries
from tests.store.stored import TODAY_MS, A, B, count, decide, open_rumor, sighting, tell
from tests.support import builders

HOUR_MS = 3_600_000
W = "c1" * 8
SPAN = Range(TODAY_MS // 1_000, TODAY_MS // 1_000 + 3_600)
ALL = build.load()
TO_MESSAGE = {
    "First report to message, median": "alerts.json",
    "First report to message": "alerts.json",
}
OF_ALERTS = {
    "Unrated and surging": "desk.json",
    "Open": "alerts.json",
    "Open alerts": "alerts.json",
    "Past alerts": "alerts.json",
}
PANELS = {
    "Rising now": "desk.json",
    "New today": "desk.json",
    "Rumors": "desk.json",
    "Unrated, by growth and waiting": "desk.json",
    "Decided today": "desk.json",
    "Decided today: what and by whom": "desk.json",
    "Verdict": "rumor.json",
    "Verdicts": "rumor.json",
    "Reports": "rumor.json",
    "Wordings": "rumor.json",
    "Growth of the busiest wordings": "rumor.json",
}


def answer(database: Database, title: str, rumor: str = B) -> list[tuple[Any, ...]]:
    """The rows of a panel, one rumor chosen."""
    name = (PANELS | TO_MESSAGE | OF_ALERTS)[title]
    where = f"{name} / {title}"
    (query,) = [one for one in queries_of(name, ALL[name]) if one.where == where]
    sql = expand(fill(query.sql, {"tenant": "main", "rumor": rumor}), SPAN)
    return database.execute(sql)


def test_a_merged_rumor_shows_as_one_until_that_is_undone(database: Database) -> None:
    for offset, (rumor, reports) in enumerate(((A, 6), (B, 7))):
        open_rumor(database, rumor, f"第{offset}个谣言", offset=offset)
        at_ms = TODAY_MS + HOUR_MS - 60_000
        count(
            database,
            *(sighting(offset * 100 + n, at_ms=at_ms, rumor=rumor) for n in range(reports)),
        )
    decided = Decided(database)
    # What was decided stays decided once it is undone.
    titles = [title for title in PANELS if not title.startswith("Decided")]
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


def test_wordings_that_were_moved_count_where_they_belong_until_that_is_undone(
    database: Database,
) -> None:
    """Split off: a rumor of its own, with a name; moved: another's. The people go along."""
    open_rumor(database, A, "一个谣言")
    open_rumor(database, W, "另一种说法", rumor_id=A, exemplar_id=A, offset=1)
    open_rumor(database, B, "第二个谣言", offset=2)
    at_ms = TODAY_MS + HOUR_MS - 60_000
    wordings = [(A, A)] * 6 + [(A, W)] * 7 + [(B, B)] * 20
    for number, (rumor, wording) in enumerate(wordings):
        who = f"{number // 2 + 1:016x}"  # who reports A's last wording reports another of W's
        count(database, sighting(number, at_ms=at_ms, rumor=rumor, variant=wording, reporter=who))
    decided = Decided(database)
    titles = [title for title in PANELS if not title.startswith("Decided")]
    first = {title: answer(database, title, A) for title in titles}
    assert [(row[0], row[2]) for row in first["Rising now"]] == [(B, 20), (A, 13)]

    decide(database, 0, "split", A, variant_ids=(W,))
    decided.refresh()
    new = split_rumor("dec_0")
    rising = answer(database, "Rising now")
    assert [(row[0], row[1], row[2], row[5]) for row in rising] == [
        (B, "第二个谣言", 20, 11),
        (new, "另一种说法", 7, 4),
        (A, "一个谣言", 6, 3),
    ]
    assert answer(database, "Rumors") == [(3,)]
    assert [(row[0], row[3]) for row in answer(database, "New today")] == [
        (B, 20),
        (new, 7),
        (A, 6),
    ]
    assert {row[0] for row in answer(database, "Unrated, by growth and waiting")} == {A, B, new}
    assert answer(database, "Reports", A) == [(6,)]
    assert answer(database, "Reports", new) == [(7,)]
    assert [row[0] for row in answer(database, "Wordings", A)] == ["一个谣言"]
    assert [row[0] for row in answer(database, "Wordings", new)] == ["另一种说法"]
    assert sum(row[2] for row in answer(database, "Growth of the busiest wordings", new)) == 7

    decide(database, 1, "move", new, target=B, variant_ids=(W,))
    decide(database, 2, "merge", B, target=A)
    decided.refresh()
    assert answer(database, "Reports", A) == [(33,)], "what was moved to what was merged"
    decide(database, 3, "undo", B, undoes="dec_2")
    decided.refresh()
    assert (answer(database, "Reports", A), answer(database, "Reports", B)) == ([(6,)], [(27,)])
    assert len(answer(database, "Wordings", B)) == 2
    for offset, undone in ((4, "dec_1"), (5, "dec_0")):
        decide(database, offset, "undo", A, undoes=undone)
    decided.refresh()
    assert {title: answer(database, title, A) for title in titles} == first


def test_what_waits_is_ranked_by_growth_and_waiting(database: Database) -> None:
    """The one that grows as much and has waited longer comes first; who is rated waits no more. It
    waits since its first report, though another founded it.
    """
    end_ms = TODAY_MS + HOUR_MS
    for offset, (rumor, first_ms) in enumerate(((A, TODAY_MS), (B, end_ms - 600_000))):
        open_rumor(database, rumor, f"第{offset}个谣言", offset=offset, first_seen_ms=end_ms)
        count(
            database,
            sighting(offset * 100, at_ms=first_ms, rumor=rumor, stance="refutes"),
            *(sighting(offset * 100 + n, at_ms=end_ms - 60_000, rumor=rumor) for n in range(1, 9)),
        )
    rows = answer(database, "Unrated, by growth and waiting")
    assert [(row[0], row[2], row[3], row[4]) for row in rows] == [
        (A, 8, 8.0, 3_600),
        (B, 8, 8.0, 600),
    ]
    assert [row[6] for row in rows] == [8.0, 1.3]
    decided = Decided(database)
    decide(database, 0, "verdict", A, verdict=VerdictGiven(rating="false"))
    decided.refresh()
    assert [row[0] for row in answer(database, "Unrated, by growth and waiting")] == [B]


def test_new_is_what_was_first_reported_today_whatever_came_first_here(database: Database) -> None:
    end_ms = TODAY_MS + HOUR_MS
    old, new = A, B
    for number, (rumor, first_ms) in enumerate(((old, end_ms - 30 * HOUR_MS), (new, TODAY_MS))):
        open_rumor(database, rumor, f"第{number}个谣言", offset=number, first_seen_ms=end_ms - 1)
        at_ms = (first_ms, end_ms - 1_000)
        count(database, *(sighting(number * 9 + n, at_ms=at_ms[n], rumor=rumor) for n in (0, 1)))
    ((rumor, _, first_at, reports, *_),) = answer(database, "New today")
    assert (rumor, first_at.timestamp() * 1_000, reports) == (new, TODAY_MS, 2)
    decided = Decided(database)
    decide(database, 0, "merge", old, target=new)
    decided.refresh()
    assert answer(database, "New today") == [], "what it is one with was reported before"


def test_what_was_decided_today_is_listed_with_what_was_undone(database: Database) -> None:
    open_rumor(database, A, "一个谣言")
    decide(database, 0, "verdict", A, verdict=VerdictGiven(rating="false"))
    decide(database, 1, "title", A, title="one title")
    decide(database, 2, "undo", A, undoes="dec_0")
    decide(database, 3, "factcheck", A, verdict=VerdictGiven(rating="true"))
    decide(database, 4, "note", A, decided_at_ms=TODAY_MS - 25 * HOUR_MS)
    Decided(database).refresh()
    rows = answer(database, "Decided today: what and by whom")
    assert [(row[1], row[2], row[4], row[6]) for row in rows] == [
        ("undo", "", "one title", "in force"),
        ("title", "", "one title", "in force"),
        ("verdict", "false", "one title", "undone"),
    ]
    assert answer(database, "Decided today") == [(3,)]
    decide(database, 5, "undo", A, undoes="dec_2")
    states = {row[1]: row[6] for row in answer(database, "Decided today: what and by whom")}
    assert states["verdict"] == "in force"


def test_an_alert_is_open_as_long_as_its_newest_change_says_so(database: Database) -> None:
    """One that goes on as another rumor's is over, and runs again once that is undone; so is one
    that was corrected after it had calmed down.
    """
    told: list[Any] = []
    for alert_id, ends in (
        ("alr_merged", (None, TODAY_MS)),
        ("alr_parted", (None, TODAY_MS, None)),
        ("alr_rated_after", (None, TODAY_MS, TODAY_MS)),
    ):
        for number, end_ms in enumerate(ends):
            kind = "still_rising" if number else "surging"
            event = "corrected" if number else "raised"
            told.append(
                builders.alert(
                    alert_id=alert_id,
                    change_id=f"{number}",
                    event=event,
                    kind=kind,
                    at_ms=TODAY_MS + number,
                    resolved_at_ms=end_ms,
                )
            )
    tell(database, *told)
    assert [(row[0], row[4]) for row in answer(database, "Open alerts")] == [
        ("alr_parted", "still_rising")
    ]
    assert answer(database, "Open") == [(1,)]
    assert answer(database, "Unrated and surging") == [(1,)]
    past = answer(database, "Past alerts")
    assert sorted(row[0] for row in past) == ["alr_merged", "alr_rated_after"]
    assert {row[6].timestamp() * 1_000 for row in past} == {TODAY_MS}


def test_the_time_to_a_message_counts_from_the_first_report_to_the_first_that_was_taken(
    database: Database,
) -> None:
    began_ms = TODAY_MS + 60_000
    raised = builders.alert(alert_id="alr_1", change_id="surge", event="raised")
    late = builders.alert(alert_id="alr_2", change_id="surge", event="raised")
    source = Source(partition=0, offset=0)
    told: list[Any] = []
    for offset, alert in enumerate((raised, late)):
        begun = replace(alert, started_at_ms=began_ms, at_ms=began_ms + 30_000)
        told += alerts(AlertsTold(lane="main/cjk", source=source, alerts=(begun,)), offset)
    rows: list[Any] = []
    for number, (alert_id, state, attempt, after_ms) in enumerate(
        (
            ("alr_1", "pending", 0, 31_000),
            ("alr_1", "pending", 1, 32_000),  # refused
            ("alr_1", "delivered", 2, 42_500),
            ("alr_2", "digested", 1, 120_000),
        )
    ):
        made = builders.delivery(
            alert_id=alert_id,
            delivery_id=f"dlv_{alert_id}",
            type="alert.raised",
            state=state,
            attempt=attempt,
            at_ms=began_ms + after_ms,
        )
        event = DeliveriesAttempted(lane="main/cjk", deliveries=(made,))
        rows += deliveries(event, number)
    database.insert(told)
    database.insert(rows)
    assert answer(database, "First report to message, median") == [(120.0,)]
    points = sorted(row[1:] for row in answer(database, "First report to message"))
    assert points == [(42.5, 42.5), (120.0, 120.0)]
