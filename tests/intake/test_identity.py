"""Ids from content: what makes two items one report, and what tells them apart."""

from datetime import UTC, datetime

from schemas.api.reports import ReportIn
from streams.intake.identity import Ids, content_of


def ids(repeat: str = "k", *, tenant: str = "main", app: str = "app") -> Ids:
    return Ids(tenant=tenant, app=app, repeat=repeat)


def test_the_form_of_the_content_never_changes() -> None:
    item = ReportIn(
        text="停水",
        observed_at=datetime(2026, 7, 1, 12, tzinfo=UTC),
        channel="sms",
        attributes={"b": "2", "a": "1", "c": None},
        backfill=None,
    )
    expected = '["停水",1782907200000,"ff","sms","","","",[["a","1"],["b","2"]],false]'
    assert content_of(item, "ff") == expected.encode()


def test_ids_of_old_requests_never_change() -> None:
    assert (
        ids().of(ReportIn(text="x", external_id="e"), "") == "094f1346-0d41-5067-b2f4-b0741caf823f"
    )
    assert ids().of(ReportIn(text="x"), "") == "91a00b74-a8ee-5e2d-aade-9379ce621f12"


def test_an_external_id_is_all_that_counts() -> None:
    item = ReportIn(text="x", external_id="e")
    other = ReportIn(text="y", external_id="e", place="成都")
    assert ids().of(item, "") == ids("another key").of(other, "ff")
    assert ids().of(item, "") != ids(app="other").of(item, "")
    assert ids().of(item, "") != ids(tenant="north").of(item, "")


def test_without_an_id_or_a_key_every_report_is_another() -> None:
    bare = ids("")
    assert bare.of(ReportIn(text="x"), "") != bare.of(ReportIn(text="x"), "")


def test_identical_items_are_told_apart_by_how_often_they_came() -> None:
    request = ids()
    first, second = (request.of(ReportIn(text="x"), "") for _ in range(2))
    assert first != second
    again = ids()
    again.of(ReportIn(text="another one, before"), "")
    assert [again.of(ReportIn(text="x"), "") for _ in range(2)] == [first, second]


def test_ids_made_from_content_say_so() -> None:
    for request, item in (
        (ids(), ReportIn(text="x")),
        (ids(""), ReportIn(text="x", external_id="\ud800")),
    ):
        assert request.of(item, "")[14] == "5"  # the version of the UUID; `Recent` goes by it
    assert ids("").of(ReportIn(text="x"), "")[14] == "4"
