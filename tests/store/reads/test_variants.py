"""A rumor's wordings."""

from typing import Any

import pytest

from streams.store.database import Database
from streams.store.reads import tree as trees
from streams.store.reads import variants
from streams.store.reads.paging import BadCursor, encode
from streams.store.reads.questions import Reads
from tests.store.stored import TODAY_MS, A, B, count, open_rumor, sighting, store
from tests.support.builders import TEXT

IDS = [f"{n:016x}" for n in range(1, 8)]


def page(database: Database, *, limit: int = 10, cursor: str = "") -> dict[str, Any]:
    return Reads(database).variants("main", A, limit=limit, cursor=cursor)


def test_by_id_what_grows_between_two_pages_is_in_one_of_them(database: Database) -> None:
    for number, variant in enumerate(IDS):
        open_rumor(database, variant, f"第{number}种", rumor_id=A, exemplar_id=A)
        count(database, *(sighting(number * 100 + n, variant=variant) for n in range(number + 1)))
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        reads = Reads(database)
        found = reads.variants("main", A, sort="-variant_id", limit=2, cursor=cursor)
        seen += [item["variant_id"] for item in found["items"]]
        cursor = found["next_cursor"]
        left = next((id_ for id_ in IDS if id_ not in seen), IDS[0])
        count(database, *(sighting(10_000 * len(seen) + n, variant=left) for n in range(20)))
    assert seen == IDS[::-1]


def test_a_cursor_of_another_order_is_refused(database: Database) -> None:
    for number, variant in enumerate(IDS):
        open_rumor(database, variant, f"第{number}种", rumor_id=A, exemplar_id=A)
    cursor = page(database, limit=2)["next_cursor"]
    with pytest.raises(BadCursor):
        Reads(database).variants("main", A, sort="-variant_id", limit=2, cursor=cursor)


def tree(database: Database, *, limit: int | None = None, cursor: str = "") -> dict[str, Any]:
    return Reads(database).tree("main", A, limit=limit, cursor=cursor)


def test_a_wording_says_why_it_joined_and_is_masked(database: Database) -> None:
    open_rumor(database, A)
    open_rumor(
        database,
        B,
        "打13812345678领钱",
        rumor_id=A,
        exemplar_id=A,
        stance="questions",
        score=0.81234,
        red_flags=("urgency", "money"),
    )
    count(
        database,
        *(sighting(n, variant=B, at_ms=TODAY_MS + n * 1_000) for n in range(3)),
    )
    first = page(database)["items"][0]
    why = first["explanation"]
    assert why.startswith("shares 0 of 19 characters (score 0.81); changed “微信聊天")
    assert why.endswith("to “打[phone]领钱”; joined: a score of 0.22 or more")
    assert first == {
        "variant_id": B,
        "text": "打[phone]领钱",
        "reports": 3,
        "first_seen": first["first_seen"],
        "last_seen": first["last_seen"],
        "stance": "questions",
        "score": 0.812,
        "explanation": why,
        "parent_variant_id": A,
        "what_changed": why,
        "red_flags": ["urgency", "money"],
        "parent_text": TEXT,
        "compared": {
            "shared": 0,
            "characters": 19,
            "rule": "score",
            "changes": [
                {
                    "kind": "changed",
                    "what": "words",
                    "before": TEXT,
                    "after": "打[phone]领钱",
                }
            ],
        },
    }
    assert first["first_seen"][11:] == "00:00:00.000Z"
    assert first["last_seen"][11:] == "00:00:02.000Z"


def test_the_founding_wording_has_no_parent(database: Database) -> None:
    open_rumor(database, A)
    (founder,) = page(database)["items"]
    assert (founder["parent_variant_id"], founder["parent_text"]) == (None, None)


def test_the_wording_it_joined_through_is_masked_and_told_wherever_it_is(
    database: Database,
) -> None:
    open_rumor(database, A, "打13812345678领钱")
    open_rumor(database, B, "打电话领钱", rumor_id=IDS[0], exemplar_id=A)
    (item,) = Reads(database).variants("main", IDS[0], limit=10, cursor="")["items"]
    assert item["parent_text"] == "打[phone]领钱"


def test_a_wording_without_sightings_was_seen_when_it_joined(database: Database) -> None:
    open_rumor(database, A, first_seen_ms=TODAY_MS + 5_000)
    (item,) = page(database)["items"]
    assert item["reports"] == 0
    assert item["first_seen"] == item["last_seen"]
    assert item["first_seen"][11:] == "00:00:05.000Z"


def test_copies_of_a_report_are_one(database: Database) -> None:
    open_rumor(database, A)
    for received_ms in (TODAY_MS, TODAY_MS + 1):
        store(database, [sighting(1), sighting(2)], received_ms=received_ms)
    assert page(database)["items"][0]["reports"] == 2


def test_pages_follow_each_other_most_reported_first(database: Database) -> None:
    number = 0
    for reports, variant in zip((1, 3, 2, 3, 0, 0, 5), IDS, strict=True):
        open_rumor(database, variant, rumor_id=A, exemplar_id=A)
        for _ in range(reports):
            number += 1
            store(database, [sighting(number, variant=variant)])
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        found = page(database, limit=2, cursor=cursor)
        seen += [item["variant_id"] for item in found["items"]]
        cursor = found["next_cursor"] or ""
    ranked = [IDS[6], IDS[3], IDS[1], IDS[2], IDS[0], IDS[5], IDS[4]]
    assert seen == ranked
    assert cursor == ""


def test_a_text_cursor_is_none_of_a_ranked_list(database: Database) -> None:
    with pytest.raises(BadCursor):
        page(database, cursor="ImEi")  # "a"


def test_a_tree_says_where_each_wording_came_from(database: Database) -> None:
    open_rumor(database, A, "微信聊天记录要全部删掉")
    fields: dict[str, Any] = {"rumor_id": A, "exemplar_id": A, "first_seen_ms": TODAY_MS + 1}
    open_rumor(database, B, "微信聊天记录要全部清空", **fields)
    count(database, sighting(1, rumor=A, variant=B, at_ms=TODAY_MS + 2))
    founder, child = tree(database)["items"]
    assert (founder["variant_id"], founder["parent_variant_id"]) == (A, None)
    assert (child["variant_id"], child["parent_variant_id"]) == (B, A)
    assert "changed “删掉” to “清空”" in child["changed"]
    change = {"kind": "changed", "what": "words", "before": "删掉", "after": "清空"}
    assert child["compared"]["changes"] == [change]
    assert founder["compared"] is None
    assert child["reports"] == 1


def test_of_a_tree_no_more_is_read_and_explained_than_the_part_asked_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, variant in enumerate(reversed(IDS)):
        open_rumor(database, variant, rumor_id=A, first_seen_ms=TODAY_MS + place // 2 * 1_000)
    count(database, sighting(1, variant=IDS[0], at_ms=TODAY_MS - 1_000))
    read: list[int] = []

    def described(_: Database, __: str, page: Any) -> list[dict[str, Any]]:
        read.append(len(page))
        return variants.described(_, __, page)

    monkeypatch.setattr(trees, "described", described)
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        part = tree(database, limit=3, cursor=cursor)
        seen += [one["variant_id"] for one in part["items"]]
        cursor = part["next_cursor"] or ""
    assert read == [3, 3, 1]
    assert seen == [IDS[0], IDS[5], IDS[6], IDS[3], IDS[4], IDS[1], IDS[2]], "as they came"
    assert seen == [one["variant_id"] for one in tree(database)["items"]]
    assert cursor == ""


def test_a_tree_takes_no_cursor_of_another_list(database: Database) -> None:
    open_rumor(database, A)
    with pytest.raises(BadCursor):
        tree(database, cursor=encode("tree", B))
