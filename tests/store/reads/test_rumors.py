"""Pages of rumors, and one rumor."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from schemas.events import Alert
from streams.clock import SettableClock
from streams.store.database import Database
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import SORTS, Reads, Wanted
from tests.store.stored import TODAY_MS, A, B, count, open_rumor, recount, sighting, store, tell
from tests.support import builders

IDS = [f"{n:016x}" for n in range(1, 8)]
MINUTE_MS = 60_000
NOON_MS = TODAY_MS + 12 * 60 * MINUTE_MS
PERSONAL = "加老师微信，电话13800138000，邮箱anna.wang@example.com，明天停水三天"


def page(
    database: Database,
    *,
    query: str = "",
    sort: str = "-reports",
    limit: int = 9,
    cursor: str = "",
    only: Sequence[str] | None = None,
    without: Sequence[str] = (),
    tenant: str = "main",
    **more: Any,
) -> dict[str, Any]:
    return Reads(database, SettableClock(NOON_MS)).rumors(
        tenant,
        wanted=Wanted(query=query, only=only, without=without, **more),
        sort=sort,
        limit=limit,
        cursor=cursor,
    )


def ids(found: dict[str, Any]) -> list[str]:
    return [item["rumor_id"] for item in found["items"]]


def every_page(database: Database, sort: str, limit: int) -> list[list[str]]:
    pages = []
    cursor = ""
    while True:
        found = page(database, sort=sort, limit=limit, cursor=cursor)
        pages.append(ids(found))
        cursor = found["next_cursor"]
        if not cursor:
            return pages


def one_more_each(database: Database) -> None:
    """The first rumor has one report, the second two, ..."""
    for number, rumor in enumerate(IDS):
        open_rumor(database, rumor, f"第{number}个谣言")
        times = range(number + 1)
        count(
            database, *(sighting(number * 100 + n, at_ms=TODAY_MS + n, rumor=rumor) for n in times)
        )


def test_pages_follow_each_other_without_gap_or_repeat(database: Database) -> None:
    one_more_each(database)
    newest_first = IDS[::-1]
    assert every_page(database, "-reports", 3) == [
        newest_first[:3],
        newest_first[3:6],
        newest_first[6:],
    ]


@pytest.mark.parametrize("sort", SORTS)
def test_equals_are_told_apart_by_their_ids(database: Database, sort: str) -> None:
    for number, rumor in enumerate(IDS):
        count(database, sighting(number, rumor=rumor))
    pages = every_page(database, sort, 2)
    assert [id_ for one in pages for id_ in one] == IDS[::-1]


def test_a_page_that_is_just_full_is_the_last(database: Database) -> None:
    one_more_each(database)
    assert page(database, limit=len(IDS))["next_cursor"] is None
    assert page(database, limit=len(IDS) - 1)["next_cursor"] is not None


def test_an_item_says_everything_of_its_rumor(database: Database) -> None:
    open_rumor(database, A, "微信要删掉")
    open_rumor(database, B, rumor_id=A, exemplar_id=A)
    at = [NOON_MS - minutes * MINUTE_MS for minutes in (90, 50, 40, 20, 10, 5)]
    people = [f"{n % 4 + 1:016x}" for n in range(6)]
    count(
        database,
        *(sighting(n, at_ms=at[n], reporter=people[n]) for n in range(6)),
    )
    (item,) = page(database)["items"]
    assert item == {
        "rumor_id": A,
        "title": "微信要删掉",
        "reports": 6,
        "reporters": 4,
        "variants": 2,
        "first_seen": item["first_seen"],
        "last_seen": item["last_seen"],
        "reports_1h": 5,
        "growth": 1.5,
    }
    assert item["first_seen"][11:] == "10:30:00.000Z"
    assert item["last_seen"][11:] == "11:55:00.000Z"


def test_growth_of_few_reports_is_not_told(database: Database) -> None:
    count(database, *(sighting(n, at_ms=NOON_MS - MINUTE_MS) for n in range(4)))
    assert page(database)["items"][0]["growth"] is None
    count(database, sighting(4, at_ms=NOON_MS - MINUTE_MS))
    recount(database, store(database, [sighting(4, at_ms=NOON_MS - MINUTE_MS)]))
    assert page(database)["items"][0]["growth"] == 5.0


def test_each_order_is_the_one_it_says(database: Database) -> None:
    count(database, *(sighting(n, at_ms=TODAY_MS, rumor=IDS[0]) for n in range(30)))
    grows = [*range(10, 20)]
    count(
        database, *(sighting(100 + n, at_ms=NOON_MS - n * MINUTE_MS, rumor=IDS[1]) for n in grows)
    )
    steady = [*range(5, 55, 4)]
    count(
        database, *(sighting(200 + n, at_ms=NOON_MS - n * MINUTE_MS, rumor=IDS[2]) for n in steady)
    )
    orders = {sort: ids(page(database, sort=sort)) for sort in SORTS}
    assert orders == {
        "-reports": [IDS[0], IDS[2], IDS[1]],
        "-reports_1h": [IDS[2], IDS[1], IDS[0]],
        "-growth": [IDS[1], IDS[2], IDS[0]],
        "-last_seen": [IDS[2], IDS[1], IDS[0]],
        "-rumor_id": [IDS[2], IDS[1], IDS[0]],
    }


def test_by_id_what_grows_between_two_pages_is_in_one_of_them(database: Database) -> None:
    one_more_each(database)
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        found = page(database, sort="-rumor_id", limit=2, cursor=cursor)
        seen += ids(found)
        cursor = found["next_cursor"]
        left = next((id_ for id_ in IDS if id_ not in seen), IDS[0])
        grown = [sighting(10_000 * len(seen) + n, at_ms=NOON_MS, rumor=left) for n in range(20)]
        recount(database, store(database, grown))
    assert seen == IDS[::-1]


def test_ids_narrow_a_page(database: Database) -> None:
    one_more_each(database)
    assert ids(page(database, only=[IDS[0], IDS[2]])) == [IDS[2], IDS[0]]
    assert ids(page(database, only=[])) == []
    assert ids(page(database, without=IDS[1:])) == [IDS[0]]
    assert ids(page(database, without=[])) == IDS[::-1]
    assert ids(page(database, only=IDS[:2], without=IDS[:1])) == [IDS[1]]
    assert ids(page(database, tenant="other")) == []


def test_a_word_narrows_a_page(database: Database) -> None:
    one_more_each(database)
    assert ids(page(database, query="第3个", sort="-last_seen")) == [IDS[3]]
    assert ids(page(database, query="nowhere")) == []


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("微信聊天記錄要全部刪掉", "聊天记录"),
        ("微信聊天记录要全部删掉", "聊天記錄"),
        ("頭髮三個月會變白", "头发三个月会变白"),
        ("台灣的發票", "台湾的发票"),
        ("头发三个月会变白", "頭髮三個月會變白"),
    ],
)
def test_a_word_is_found_in_the_other_script(database: Database, said: str, asked: str) -> None:
    open_rumor(database, text=said)
    count(database, sighting(1))
    assert ids(page(database, query=asked)) == [A]
    assert ids(page(database, query=f"{asked}吗")) == []


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("水厂 投毒", True),
        ("投毒 水廠", True),  # in any order, in either script
        ("投毒　水厂", True),
        ("水厂 投毒 水厂", True),
        ("水厂 停电", False),
        ('"水厂 投毒"', False),
        ('"水厂 被人" 投毒', True),
        ("“水厂 被人”", True),
        ('"', False),
        ("WATER 投毒", True),
        ("\u3000 ", True),
    ],
)
def test_each_word_has_to_be_there_in_one_wording(
    database: Database, asked: str, is_found: bool
) -> None:
    open_rumor(database, text="城东水厂 被人投毒 water")
    open_rumor(database, B, "今晚停电", rumor_id=A, exemplar_id=A)
    count(database, sighting(1), sighting(2, variant=B))
    assert ids(page(database, query=asked)) == ([A] if is_found else [])


def test_many_words_of_many_forms_are_searched_for(database: Database) -> None:
    open_rumor(database, text="发" * 200)
    count(database, sighting(1))
    assert ids(page(database, query="发 " * 100)) == [A]
    assert ids(page(database, query=" ".join("发" * n for n in range(1, 19)))) == [A]


@pytest.mark.parametrize("far", ["", "很长的开头" * 300])
def test_search_reads_the_masked_text_of_any_length(database: Database, far: str) -> None:
    """Digit after digit of a masked number could be guessed, if the text itself were searched."""
    open_rumor(database, text=far + PERSONAL)
    count(database, sighting(1))
    for hidden in ("1", "138", "1380013", "13800138000", "anna", "ANNA.wang@", "example"):
        assert ids(page(database, query=hidden)) == [], hidden
    for word in ("明天停水", "加老师", "电话", "[phone]", "[EMAIL]"):
        assert ids(page(database, query=word)) == [A], word


def test_rows_from_before_the_masked_column_are_found_by_what_is_shown(database: Database) -> None:
    open_rumor(database, text=PERSONAL)
    count(database, sighting(1))
    database.execute("ALTER TABLE variants UPDATE masked = '' WHERE 1 SETTINGS mutations_sync = 2")
    assert ids(page(database, query="明天停水")) == [A]
    assert ids(page(database, query="138")) == []


@pytest.mark.parametrize("sort", [one for one in SORTS if one != "-reports"])
def test_a_cursor_of_another_order_is_refused(database: Database, sort: str) -> None:
    one_more_each(database)
    cursor = page(database, sort="-reports", limit=2)["next_cursor"]
    with pytest.raises(BadCursor):
        page(database, sort=sort, cursor=cursor)
    for other in (Reads(database).variants, Reads(database).tree):
        with pytest.raises(BadCursor):
            other("main", IDS[0], limit=2, cursor=cursor)


def test_a_cursor_nobody_handed_out_is_refused(database: Database) -> None:
    with pytest.raises(BadCursor):
        page(database, cursor="nonsense")


def test_one_rumor_says_everything(database: Database) -> None:
    open_rumor(database, A, "微信要删掉", overlaps=B)
    open_rumor(database, "cc" * 8, rumor_id=A, exemplar_id=A, overlaps=A)
    somebody = "00000000000000ff"
    count(
        database,
        sighting(1, channel="weibo", reporter=somebody, at_ms=TODAY_MS + 1),
        sighting(2, channel="wechat", reporter=somebody, stance="refutes"),
        sighting(3, channel="weibo", place="北京", at_ms=TODAY_MS + 60_000),
        sighting(4, rumor=B),  # of nothing that nobody reports it is said that it may be the same
    )
    found = Reads(database).rumor("main", A)
    assert found is not None
    assert found == {
        "rumor_id": A,
        "title": "微信要删掉",
        "reports": 3,
        "reporters": 2,
        "variants": 2,
        "stance": {"carries": 2, "questions": 0, "refutes": 1},
        "channels": [{"name": "weibo", "reports": 2}, {"name": "wechat", "reports": 1}],
        "places": [{"name": "成都", "reports": 2}, {"name": "北京", "reports": 1}],
        "first_seen": found["first_seen"],
        "last_seen": found["last_seen"],
        "suggestions": [B],  # not itself
        "merged_into": None,
    }
    assert found["first_seen"][11:] == "00:00:00.000Z"
    assert found["last_seen"][11:] == "00:01:00.000Z"


def test_a_rumor_without_reports_yet_is_there(database: Database) -> None:
    open_rumor(database, A, "微信要删掉")
    found = Reads(database).rumor("main", A)
    assert found is not None
    assert (found["title"], found["reports"], found["first_seen"]) == ("微信要删掉", 0, None)


def test_a_rumor_that_is_counted_before_it_is_stored_is_there(database: Database) -> None:
    count(database, sighting(1))
    found = Reads(database).rumor("main", A)
    assert found is not None
    assert (found["title"], found["reports"]) == ("", 1)


def test_another_tenants_rumor_is_not_there(database: Database) -> None:
    open_rumor(database, A)
    count(database, sighting(1), sighting(2))
    count(database, sighting(1_000), tenant="other")
    other = Reads(database).rumor("other", A)
    assert other is not None
    assert (other["title"], other["reports"]) == ("", 1)
    assert Reads(database).rumor("nobody", A) is None


def test_where_two_records_disagree_on_a_title_the_first_on_the_log_wins(
    database: Database,
) -> None:
    open_rumor(database, text="后来", offset=9)
    open_rumor(database, text="先来", offset=2)
    found = Reads(database).rumor("main", A)
    assert found is not None
    assert found["title"] == "先来"
    assert database.execute("SELECT text FROM variants FINAL") == [("先来",)]


def test_a_list_is_narrowed_by_place_channel_and_language(database: Database) -> None:
    count(
        database,
        sighting(1, rumor=A, place="成都", channel="sms", language="zh"),
        sighting(2, rumor=A, place="上海", channel="wechat", language="en"),
        sighting(3, rumor=B, place="上海", channel="wechat", language="zh"),
    )
    assert ids(page(database, place="成都")) == [A]
    assert ids(page(database, place="上海", channel="wechat")) == [A, B]
    assert ids(page(database, channel="sms", language="zh")) == [A]
    assert ids(page(database, language="de")) == []
    assert page(database, place="成都")["items"][0]["reports"] == 2  # all of it, not the place's


def test_a_list_is_narrowed_by_open_alerts(database: Database) -> None:
    for number, rumor in enumerate(IDS[:4]):
        count(database, sighting(number, rumor=rumor))
    raised, resolved, watched = IDS[:3]
    tell(database, builders.alert(alert_id="alr_1", rumor_id=raised))
    tell(database, builders.alert(alert_id="alr_2", rumor_id=resolved))
    over = {"event": "resolved", "change_id": "end", "at_ms": TODAY_MS, "resolved_at_ms": TODAY_MS}
    tell(database, builders.alert(alert_id="alr_2", rumor_id=resolved, **over))
    tell(database, builders.alert(alert_id="alr_3", rumor_id=watched, level="watch"))
    assert ids(page(database, open_alert=True)) == [raised]
    assert ids(page(database, open_alert=False)) == [IDS[3], watched, resolved]


def lived(alert_id: str, rumor: str, *changes: tuple[str, int | None]) -> list[Alert]:
    """Changes of an alert a second apart: their names, and when they say that it was over."""
    return [
        builders.alert(
            alert_id=alert_id,
            rumor_id=rumor,
            event=event,
            change_id=f"{number}",
            at_ms=TODAY_MS + number * 1_000,
            resolved_at_ms=resolved_ms,
        )
        for number, (event, resolved_ms) in enumerate(changes)
    ]


def test_an_alert_is_open_as_long_as_its_newest_change_says_so(database: Database) -> None:
    merged, parted, rated_after, at_once = IDS[:4]
    for number, rumor in enumerate(IDS[:4]):
        count(database, sighting(number, rumor=rumor))
    tell(database, *lived("alr_1", merged, ("raised", None), ("corrected", TODAY_MS)))
    parted_again = (("raised", None), ("corrected", TODAY_MS), ("corrected", None))
    tell(database, *lived("alr_2", parted, *parted_again))
    over = (("raised", None), ("resolved", TODAY_MS), ("corrected", TODAY_MS))
    tell(database, *lived("alr_3", rated_after, *over))
    raised, resolved = lived("alr_4", at_once, ("raised", None), ("resolved", TODAY_MS))
    tell(database, replace(resolved, at_ms=raised.at_ms), raised)
    assert ids(page(database, open_alert=True)) == [parted]
    assert ids(page(database, open_alert=False)) == [at_once, rated_after, merged]


def test_a_title_that_was_given_is_found_beside_what_wordings_say(database: Database) -> None:
    one_more_each(database)
    assert ids(page(database, query="第3个", titled=[IDS[0]])) == [IDS[3], IDS[0]]


def test_what_nobody_reported_is_listed_only_where_it_is_looked_for(database: Database) -> None:
    open_rumor(database, A, "热水治流感")
    open_rumor(database, B, "停水三天")
    count(database, *(sighting(n, at_ms=NOON_MS + n, rumor=B) for n in range(2)))
    assert ids(page(database)) == [B]
    found = page(database, unreported=[A, B])
    assert [(item["rumor_id"], item["reports"]) for item in found["items"]] == [(B, 2), (A, 0)]
    reported, unreported = found["items"]
    assert reported == page(database)["items"][0]  # its times are those of its reports
    assert (unreported["title"], unreported["reporters"], unreported["variants"]) == (
        "热水治流感",
        0,
        1,
    )
    assert ids(page(database, unreported=[A, B], only=[A])) == [A]
    assert ids(page(database, unreported=[A, B], query="热水")) == [A]
    assert ids(page(database, unreported=[A], channel="wechat")) == [B]
