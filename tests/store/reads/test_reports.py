"""Where a report went."""

from typing import Any

import pytest

from streams.store import rows
from streams.store.database import Database
from streams.store.reads.questions import Reads
from streams.store.reads.reports import report
from streams.store.reads.shapes import pending
from tests.store.stored import TODAY_MS, A, B, open_rumor, rejection, sighting, store
from tests.support.builders import TEXT, report_id

WHERE = {"status", "variant_id", "rumor_id", "stance", "score", "explanation"}
SAID = {"language", "link", "attributes"}


def asked(database: Database, number: int, tenant: str = "main") -> dict[str, Any] | None:
    return Reads(database).of(report, tenant, report_id(number))


def test_a_matched_report_says_where_and_why(database: Database) -> None:
    open_rumor(database, A)
    open_rumor(database, B, f"{TEXT}，快转", rumor_id=A, exemplar_id=A, score=0.81234)
    store(database, [sighting(1, rumor=A, variant=B, stance="questions")])
    assert asked(database, 1) == {
        "report_id": report_id(1),
        "status": "matched",
        "variant_id": B,
        "rumor_id": A,
        "stance": "questions",
        "score": 0.812,
        "explanation": "shares 19 of 19 characters (score 0.81); added “快转”; "
        "joined: a score of 0.22 or more",
        "language": None,
        "link": None,
        "attributes": None,
    }


def test_what_its_app_said_of_it_is_answered(database: Database) -> None:
    said: dict[str, Any] = {
        "language": "zh-Hant",
        "link": "https://example.org/1",
        "attributes": {"line": "9"},
    }
    store(database, [sighting(1, **said)])
    found = asked(database, 1)
    assert found is not None
    assert {name: found[name] for name in SAID} == said


def test_link_and_attributes_are_gone_after_90_days_and_the_language_stays(
    database: Database,
) -> None:
    said: dict[str, Any] = {
        "language": "zh",
        "link": "https://example.org/1",
        "attributes": {"line": "9"},
    }
    long_ago = TODAY_MS - 91 * 86_400_000
    store(database, [sighting(1, **said)], received_ms=long_ago)
    database.execute("OPTIMIZE TABLE sightings FINAL")
    found = asked(database, 1)
    assert found is not None
    assert {name: found[name] for name in SAID} == {
        "language": "zh",
        "link": None,
        "attributes": None,
    }


def test_a_sighting_that_is_stored_before_its_variant_has_no_score_yet(database: Database) -> None:
    store(database, [sighting(1)])
    found = asked(database, 1)
    assert found is not None
    assert (found["status"], found["score"], found["explanation"]) == ("matched", None, "")


def test_the_copy_received_first_is_the_one(database: Database) -> None:
    store(database, [sighting(1, at_ms=TODAY_MS + 90_000, rumor=B)], received_ms=TODAY_MS + 9)
    store(database, [sighting(1, rumor=A)], received_ms=TODAY_MS + 1)
    found = asked(database, 1)
    assert found is not None
    assert found["rumor_id"] == A


def test_a_rejected_report_says_why(database: Database) -> None:
    rejected = rejection(1, report_id=report_id(1), reason="nothing_to_match")
    database.insert([rows.rejection(rejected)])
    found = asked(database, 1)
    assert found is not None
    assert set(found) == {"report_id"} | WHERE
    assert (found["status"], found["explanation"]) == ("rejected", "nothing_to_match")


def test_a_report_of_another_tenant_or_of_nobody_is_not_there(database: Database) -> None:
    store(database, [sighting(1)])
    assert asked(database, 1, tenant="other") is None
    assert asked(database, 999) is None


def test_pending_says_that_nothing_is_known_yet() -> None:
    assert pending("r") == {
        "report_id": "r",
        "status": "pending",
        "variant_id": None,
        "rumor_id": None,
        "stance": None,
        "score": None,
        "explanation": "",
    }


def test_an_id_that_is_none_is_refused_before_clickhouse_sees_it(database: Database) -> None:
    with pytest.raises(ValueError, match="UUID"):
        Reads(database).of(report, "main", "'; DROP TABLE sightings; --")
