"""Erasing in ClickHouse: which columns may hold words or names, and what becomes of a row."""

from typing import Any
from uuid import UUID

from schemas.events import AlertsTold, Source, VerdictGiven
from streams.core.erasure import ERASED, Plan, Proof, candidates
from streams.store import erasing, rows
from streams.store.database import Database
from streams.store.erasure import (
    BY_REPORT,
    QUOTING,
    common_of,
    left,
    shared_of,
    sightings_of,
)
from streams.store.homes import count_behind
from streams.store.reads import answers
from tests.store.stored import TODAY_MS, A, count, open_rumor, sighting
from tests.support import builders

# What is erased by rows or ids, and what is made by us: kinds, levels, ids that come from a hash of
# a rumor and a time, names of what people configure. A column that is in neither list is new.
ERASED_BY_ROW = {
    *(f"sightings.{one}" for one in ("external_id", "link")),
    *(f"variants.{one}" for one in ("text", "explanation", "shown", "masked")),
    "answered.external_id",
    "rejects.report_id",
}
HARMLESS = {
    *(f"sightings.{one}" for one in ("tenant", "stance", "app", "channel", "place", "language")),
    *(f"variants.{one}" for one in ("tenant", "lane", "stance")),
    *(f"rumors.{one}" for one in ("tenant", "lane")),
    *(f"alerts.{one}" for one in ("tenant", "alert_id", "change_id", "event", "kind", "level")),
    *(f"deliveries.{one}" for one in ("tenant", "delivery_id", "receiver", "alert_id")),
    *(f"deliveries.{one}" for one in ("type", "state")),
    *(f"curations.{one}" for one in ("tenant", "decision_id", "kind", "decided_by", "rating")),
    *(f"curations.{one}" for one in ("link", "undoes")),  # an analyst's link
    *(f"rejects.{one}" for one in ("tenant", "reject_id", "stage", "reason", "app", "topic")),
    *(f"spread_{of}.{one}" for of in ("minute", "day") for one in ("tenant", "stance")),
    *(f"spread_{of}.{one}" for of in ("minute", "day") for one in ("channel", "place")),
    *(f"answered.{one}" for one in ("tenant", "answer_id", "app", "decision_id")),
    *(f"answers.{one}" for one in ("tenant", "answer_id", "app", "decision_id")),
    *(f"wording_minutes.{one}" for one in ("tenant", "stance", "channel", "place")),
    "homes.tenant",
    *(f"decided.{one}" for one in ("tenant", "rating")),
    *(f"rumor_minutes{of}.{one}" for of in ("", "_kept") for one in ("tenant", "stance")),
    *(f"rumor_minutes{of}.{one}" for of in ("", "_kept") for one in ("channel", "place")),
    *(f"rumor_{of}.tenant" for of in ("days", "totals", "sightings", "sightings_kept")),
    *(f"rumor_{of}.tenant" for of in ("variants", "variants_kept")),
    *("merges.tenant", "seen.tenant", "migrations.name", "migrations.digest"),
}
COLUMNS_SQL = """
SELECT concat(table, '.', name) FROM system.columns
WHERE database = currentDatabase() AND type LIKE '%%String%%' AND type NOT LIKE 'Array%%'
  AND type NOT LIKE 'Map%%'
"""
LONG = builders.TEXT + "，请转发"
PLAN = Plan(
    tenant="main",
    reports={builders.report_id(1): builders.report_id(901)},
    reporters={builders.reporter(1): "ab" * 8},
    external_ids=["r1"],
    texts={builders.RUMOR: LONG},
)


def test_every_column_that_may_hold_words_is_known(database: Database) -> None:
    """Whoever adds one says here what `forget` does with it."""
    there = {row[0] for row in database.execute(COLUMNS_SQL)}
    quoting = {f"{one.table}.{one.column}" for one in QUOTING}
    assert there == ERASED_BY_ROW | HARMLESS | quoting
    assert not quoting & (ERASED_BY_ROW | HARMLESS)


def test_every_table_of_reports_is_known(database: Database) -> None:
    found = database.execute(
        "SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'report_id'"
    )
    assert {row[0] for row in found} == set(BY_REPORT)


def erase(database: Database, plan: Plan = PLAN) -> None:
    found = sightings_of(
        database, plan.tenant, reporters=list(plan.reporters), reports=list(plan.reports)
    )
    for _ in range(2):  # a run that was ended and given again
        erasing.erase(database, plan, found, again=False, now_ms=TODAY_MS)


def tell(database: Database, **fields: Any) -> None:
    """An answer to three reports, and alerts that quote the wording."""
    event = AlertsTold(
        lane=builders.LANE,
        source=Source(partition=0, offset=5),
        alerts=(builders.alert(title=LONG, newest=("another", LONG), **fields),),
        answers=(builders.answer(3, title=LONG, at_ms=TODAY_MS, **fields),),
    )
    for some in (rows.alerts(event, 5), *rows.answers(event, 5)):
        database.insert(some)


def test_who_stands_in_has_heard_what_they_heard(database: Database) -> None:
    seen = [sighting(n, rumor=builders.RUMOR, external_id=f"r{n}") for n in range(3)]
    database.insert(rows.sightings(builders.sighted(*seen, received_at_ms=TODAY_MS)))
    tell(database)
    erase(database)
    assert left(database, PLAN) == 0
    page = answers.answer_page(database, "main", "ans_018bcfe56800dddddddddd", 1)
    assert page is not None
    assert page.total == 3
    assert page.named == [
        (builders.report_id(0), "r0"),
        (builders.report_id(901), ""),
        (builders.report_id(2), "r2"),
    ]
    heard = answers.heard(database, "main", apps=["app"], rumors=[builders.RUMOR], since_s=None)
    assert [(one.decision_id, one.reports) for one in heard] == [("dec_018bcfe56800cccccccccc", 3)]


def test_what_quotes_the_wording_quotes_it_no_more_and_others_keep_theirs(
    database: Database,
) -> None:
    open_rumor(database, builders.RUMOR, text=LONG)
    tell(database)
    tell(database, tenant="other")
    decision = builders.decision(note=f"a caller: {LONG}", title=LONG)
    database.insert([rows.decision(decision, 3)])
    assert left(database, PLAN) > 0
    erase(database)
    assert left(database, PLAN) == 0
    ours, theirs = (
        database.execute(f"SELECT title, alert FROM alerts WHERE tenant = '{tenant}'")[0]
        for tenant in ("main", "other")
    )
    assert ours[0] == ERASED
    assert LONG not in ours[1]
    assert '"newest":["another","[erased]"]' in ours[1]
    assert theirs[0] == LONG
    assert LONG in theirs[1]
    note, whole = database.execute("SELECT note, decision FROM curations FINAL")[0]
    assert note == f"a caller: {ERASED}"
    assert LONG not in whole


def test_a_short_wording_goes_only_where_it_stands_alone(database: Database) -> None:
    plan = Plan(tenant="main", texts={builders.RUMOR: "停水"})
    database.insert([rows.decision(builders.decision(note="全城停水三天", title="停水"), 3)])
    assert left(database, plan) > 0
    erase(database, plan)
    assert left(database, plan) == 0
    note, whole = database.execute("SELECT note, decision FROM curations FINAL")[0]
    assert note == "全城停水三天"
    assert '"title":"[erased]"' in whole


QUOTED = "一二三四五六七八九十甲乙丙丁"  # what other wordings say, too
MIDDLE = "我妈妈林黛玉在西湖区文三路三百号被警察带走了"
CARRIED = f"今天下午{MIDDLE}，{QUOTED}求扩散"


def test_a_piece_of_a_wording_goes_and_what_others_say_too_stays(database: Database) -> None:
    open_rumor(database, builders.RUMOR, text=CARRIED)
    open_rumor(database, A, text=f"听说{QUOTED}，快看")
    texts = {builders.RUMOR: CARRIED}
    plan = Plan(tenant="main", texts=texts)
    plan = Plan(tenant="main", texts=texts, shared=shared_of(database, plan))
    assert {len(one) for one in plan.shared} == {12}
    verdict = VerdictGiven(rating="false", summary=f"{MIDDLE[4:]}：不实")
    note = f"她说\u201c{MIDDLE[:15]}\u201d，又说 {QUOTED}"
    made = [
        builders.decision(title=MIDDLE, note=note, verdict=verdict),
        builders.decision(tenant="other", note=note),
    ]
    database.insert([rows.decision(one, at) for at, one in enumerate(made, 3)])
    tell(database, verdict=verdict)
    assert Proof(plan).holds(made[0])
    assert left(database, plan) > 0
    erase(database, plan)
    assert left(database, plan) == 0
    found = database.execute("SELECT note, decision FROM curations FINAL ORDER BY tenant")
    assert [one[0] for one in found] == [note.replace(MIDDLE[:15], ERASED), note]
    told = database.execute("SELECT alert FROM alerts FINAL") + database.execute(
        "SELECT answer FROM answers FINAL"
    )
    assert MIDDLE[4:16] not in found[0][1] + str(told)
    assert f"{ERASED}：不实" in found[0][1]


def test_a_piece_in_another_script_goes_and_what_others_wrote_in_it_stays(
    database: Database,
) -> None:
    """It is left as long as it stands there, and what others said is theirs in both scripts."""
    mine = "我妈妈林黛玉在实验室里拿走了六箱酒精，送给乡下亲戚的时候没有人看见"
    theirs = "聽說 ＡＢＣ 送給鄉下親戚的時候沒有人看見，快看"
    open_rumor(database, builders.RUMOR, text=mine)
    open_rumor(database, A, text=theirs)
    plan = Plan(tenant="main", texts={builders.RUMOR: mine})
    plan = Plan(tenant="main", texts=plan.texts, shared=shared_of(database, plan))
    note = "“在實驗室裡拿走了六箱酒精”；送给乡下亲戚的时候没有人看见"
    database.insert([rows.decision(builders.decision(note=note), 3)])
    assert left(database, plan) > 0
    erase(database, plan)
    assert left(database, plan) == 0
    found = database.execute("SELECT note FROM curations FINAL")
    assert found == [(f"“{ERASED}”；送给乡下亲戚的时候没有人看见",)]


def test_what_others_hold_in_another_case_or_script_is_found(database: Database) -> None:
    open_rumor(database, A, text="WATER is cut in the WHOLE town；實驗室裡的酒精")
    made = ["实验室里的酒精", "Water is cut in the whole town", "Water is cut here"]
    asked: dict[str, Any] = {"quotes": made, "variants": [int(builders.RUMOR, 16)]}
    assert common_of(database, "main", **asked) == sorted(made[:2])


def test_the_sketches_of_reporters_are_counted_anew(database: Database) -> None:
    count(database, *(sighting(n, reporter=builders.reporter(n)) for n in range(3)))
    sql = "SELECT reports, hex(reporters), uniqMerge(reporters) FROM {} FINAL GROUP BY ALL"
    count_behind(database, "main", [int(A, 16)])
    tables = ("spread_minute", "spread_day", "rumor_minutes", "rumor_days", "wording_minutes")
    before = [database.execute(sql.format(one)) for one in tables]
    erase(database)
    after = [database.execute(sql.format(one)) for one in tables]
    for (was,), (now,) in zip(before, after, strict=True):
        assert (was[0], was[2]) == (now[0], now[2]) == (3, 3)
        assert was[1] != now[1]


def test_what_lies_by_rumor_is_erased_and_counts_as_before(database: Database) -> None:
    count(database, *(sighting(n) for n in range(3)))
    erase(database)
    assert left(database, PLAN) == 0
    hashes = database.execute("SELECT report FROM rumor_sightings FINAL ORDER BY report")
    assert hashes == database.execute(
        "SELECT cityHash64(report_id) AS report FROM sightings FINAL ORDER BY report"
    )
    assert len(hashes) == 3


def test_a_report_that_the_log_may_bring_again_is_known_as_counted(database: Database) -> None:
    database.insert(rows.sightings(builders.sighted(sighting(1), received_at_ms=TODAY_MS)))
    found = sightings_of(database, "main", reporters=[], reports=list(PLAN.reports))
    erasing.erase(database, PLAN, found, again=True, now_ms=TODAY_MS)
    assert database.execute("SELECT report_id, variant_id FROM seen FINAL") == [
        (UUID(builders.report_id(1)), 0)
    ]


def test_what_others_hold_too_is_found(database: Database) -> None:
    open_rumor(database, A, text=builders.TEXT)
    mine = f"楼上老李亲口讲：{builders.TEXT}"
    open_rumor(database, builders.RUMOR, text=mine)
    made = candidates([mine])
    assert builders.TEXT in made
    asked: dict[str, Any] = {"quotes": made, "variants": [int(builders.RUMOR, 16)]}
    assert common_of(database, "main", **asked) == [builders.TEXT]
    assert common_of(database, "other", **asked) == []


def test_no_mutation_holds_the_words_and_few_are_kept(database: Database) -> None:
    """ClickHouse keeps them as files beside the data."""
    open_rumor(database, builders.RUMOR, text=LONG)
    tell(database)
    database.insert([rows.decision(builders.decision(note=f"a caller: {LONG}", title="停水"), 3)])
    texts = {builders.RUMOR: LONG, A: "停水"}
    erase(database, Plan(tenant="main", reports=PLAN.reports, texts=texts))
    found = database.execute(
        "SELECT table, command FROM system.mutations WHERE database = currentDatabase()"
    )
    assert {"alerts", "answers", "curations", "variants"} <= {table for table, _ in found}
    assert not [one for one in found if builders.TEXT[:6] in one[1] or "停水" in one[1]]
    kept = database.execute(
        "SELECT name FROM system.tables WHERE database = currentDatabase()"
        " AND engine_full LIKE '%%finished_mutations_to_keep = 1%%'"
    )
    assert {table for table, _ in found} <= {name for (name,) in kept}
    assert {one.table for one in QUOTING} | set(BY_REPORT) <= {name for (name,) in kept}


def test_a_row_that_says_what_an_erased_one_says_stays(database: Database) -> None:
    plan = Plan(tenant="main", texts={builders.RUMOR: ERASED})
    database.insert([rows.decision(builders.decision(note=ERASED), 3)])
    erase(database, plan)
    assert database.execute("SELECT note FROM curations FINAL") == [(ERASED,)]
