"""Reports over real HTTP on a fresh log, without ClickHouse: what is taken, refused, said
and counted.
"""

import json
import logging
import re
import socket
import time

import pytest

from tests.support.intake import KEYS, NDJSON, Intake
from tests.support.system import wait


def test_a_report_is_on_the_log_before_202(intake: Intake) -> None:
    status, body, headers = intake.post(
        {
            "text": " 停水三天 ",
            "external_id": "a1",
            "reporter": "张三",
            "channel": "sms",
            "place": "成都",
            "attributes": {"a": "b"},
        }
    )
    assert status == 202
    assert headers["location"] == f"/v1/reports/{body['report_id']}"
    key, report = next((k, r) for k, r in intake.logged() if r.report_id == body["report_id"])
    assert key == b"main/cjk"
    assert (report.text, report.app, report.channel, report.place) == (
        "停水三天",
        "writer",
        "sms",
        "成都",
    )
    assert len(report.reporter) == 16
    assert "张三" not in str(report)


def test_ids_come_from_content(intake: Intake) -> None:
    ids = [intake.post({"text": "x", "external_id": "same"})[1]["report_id"] for _ in range(2)]
    assert ids[0] == ids[1]
    assert intake.post({"text": "x", "external_id": "same"}, key="other")[1]["report_id"] != ids[0]
    keyed = [intake.post({"text": "x"}, idempotency_key="k1")[1]["report_id"] for _ in range(2)]
    assert keyed[0] == keyed[1]
    assert intake.post({"text": "x"})[1] != intake.post({"text": "x"})[1]
    batch = [
        intake.batch([{"text": "x"}, {"text": "y"}], idempotency_key="k2")[1]["report_ids"]
        for _ in range(2)
    ]
    assert batch[0] == batch[1]
    assert len(set(batch[0])) == 2


def test_times_in_the_future_and_the_past(intake: Intake) -> None:
    now = time.time() * 1_000
    for given, backfill in (
        ("9999-12-31T23:59:59-12:00", False),
        ("2099-01-01T00:00:00Z", False),
        ("2015-01-01T08:00:00+08:00", True),
    ):
        status, body, _ = intake.post({"text": "时间", "observed_at": given})
        assert status == 202
        report = next(r for _, r in intake.logged() if r.report_id == body["report_id"])
        assert report.backfill is backfill
        assert (
            report.observed_at_ms == 1_420_070_400_000
            if backfill
            else abs(report.observed_at_ms - now) < 60_000
        )


def test_a_bad_field_is_a_problem_document(intake: Intake) -> None:
    status, body, headers = intake.post({"text": "a", "channel": "c" * 65})
    assert status == 422
    assert headers["content-type"] == "application/problem+json"
    assert list(body) == ["type", "title", "status", "detail", "errors"]
    assert (body["type"], body["status"]) == ("urn:rumor-tracker:problem:too_long", 422)
    assert (body["errors"][0]["code"], body["errors"][0]["pointer"]) == ("too_long", "/channel")
    assert body["detail"] == f"/channel: {body['errors'][0]['message']}"


def test_language_link_and_attributes_are_on_the_log(intake: Intake) -> None:
    said = {"language": "zh-Hans", "link": "https://example.org/a", "attributes": {"a": "b"}}
    id_ = intake.post({"text": "停水三天", **said})[1]["report_id"]
    report = next(report for _, report in intake.logged() if report.report_id == id_)
    assert (report.language, report.link, report.attributes) == tuple(said.values())


def test_a_key_has_its_allowance(intake: Intake) -> None:
    answers = [intake.post({"text": "a"}, key="limited") for _ in range(7)]
    assert [status for status, _, _ in answers][:5] == [202] * 5
    assert answers[-1][0] == 429
    assert int(answers[-1][2]["retry-after"]) >= 1


@pytest.mark.parametrize("lines", [False, True])
def test_good_items_of_a_batch_are_kept_and_bad_ones_named(intake: Intake, lines: bool) -> None:
    items = [
        '{"text":"好的一条"}',
        '{"text":""}',
        '{"tekst":1}',
        "{}",
        '{"text":"\\ud800"}',
        '{"text":"another good one","external_id":"g2"}',
    ]
    body = ("\n".join(items) if lines else "[" + ",".join(items) + "]").encode()
    status, answer, _ = intake.batch(
        body, content_type="application/x-ndjson" if lines else "application/json"
    )
    assert status == 202
    assert answer["accepted"] == 2
    assert [(r["index"], r["code"]) for r in answer["rejected"]] == [
        (1, "empty_text"),
        (2, "unknown_field"),
        (3, "missing_field"),
        (4, "lone_surrogate"),
    ]
    logged = {r.report_id: key for key, r in intake.logged()}
    assert [logged[i] for i in answer["report_ids"]] == [b"main/cjk", b"main/alphabet"]


def test_a_batch_without_one_good_item_is_refused(intake: Intake) -> None:
    status, problem, _ = intake.batch([{"text": ""}, {}])
    assert status == 422
    assert [r["index"] for r in problem["rejected"]] == [0, 1]
    assert intake.batch([])[0] == 422
    assert intake.batch({"text": "a"})[0] == 422
    assert intake.batch(b"[{")[0] == 400


def test_large_batches_become_records_of_at_most_500(intake: Intake) -> None:
    status, answer, _ = intake.batch([{"text": f"批量第{n}条"} for n in range(1_200)])
    assert (status, answer["accepted"]) == (202, 1_200)
    assert max(len(reports) for _, reports in intake.records()) == 500


def test_refused_items_cost_allowance(intake: Intake) -> None:
    assert intake.batch([{"text": ""}] * 4 + [{"text": "好的"}], key="spent")[0] == 202
    assert intake.post({"text": "a"}, key="spent")[0] == 429


def test_requests_refused_as_a_whole_cost_allowance(intake: Intake) -> None:
    assert intake.batch([{}] * 4, key="unread")[0] == 422
    assert intake.batch(b"[{", key="unread")[0] == 400
    assert intake.batch([{"text": "a"}], key="unread")[0] == 429
    for _ in range(5):
        assert intake.post({"text": ""}, key="single")[0] == 422
    assert intake.post({"text": "a"}, key="single")[0] == 429


def refused_by_code(intake: Intake) -> dict[str, float]:
    lines = intake.call("GET", "/metrics", key=None)[1].decode()
    return {
        code: float(value)
        for code, value in re.findall(r'rumor_reports_refused_total{code="(\w+)"} (\S+)', lines)
    }


def test_each_refused_item_is_counted_under_its_own_code(intake: Intake) -> None:
    before = refused_by_code(intake)
    assert intake.batch([{"text": ""}, {}, {"text": "a", "x": 1}, {}, {"text": "好"}])[0] == 202
    after = refused_by_code(intake)
    more = {
        code: after[code] - before.get(code, 0)
        for code in after
        if after[code] != before.get(code, 0)
    }
    assert more == {"empty_text": 1, "missing_field": 2, "unknown_field": 1}


def test_only_refused_reports_are_counted_as_such(intake: Intake) -> None:
    before = refused_by_code(intake)
    assert intake.call("GET", "/v1/rumors?limit=x", key="reader")[0] == 422
    assert intake.call("GET", "/v1/rumors", key="writer")[0] == 403
    assert intake.call("GET", "/v1/reports/none", key="reader")[0] == 404
    assert intake.call("POST", "/v1/check", b"{}", key="reader")[0] == 422
    assert intake.call("POST", "/v1/reports/lookup", b"{}", key="reader")[0] == 422
    assert refused_by_code(intake) == before
    assert intake.post({"text": "a"}, key="reader")[0] == 403
    assert intake.batch(b"{")[0] == 400
    assert sum(refused_by_code(intake).values()) == sum(before.values()) + 2


OPTIONAL = (
    "external_id",
    "reporter",
    "channel",
    "place",
    "language",
    "link",
    "attributes",
    "observed_at",
    "backfill",
)


@pytest.mark.parametrize("name", OPTIONAL)
def test_null_is_the_same_as_left_out(intake: Intake, name: str) -> None:
    status, answer, _ = intake.post({"text": f"null {name}", name: None})
    assert status == 202
    ids = [answer["report_id"]]
    items = [{"text": f"null {name}", name: None}, {"text": f"null {name}"}]
    ids += intake.batch(items)[1]["report_ids"]
    ids += intake.batch("\n".join(map(json.dumps, items)).encode(), content_type=NDJSON)[1][
        "report_ids"
    ]
    assert len(ids) == 5
    found = [report for _, report in intake.logged() if report.report_id in ids]
    facts = {
        (
            r.text,
            r.reporter,
            r.channel,
            r.place,
            r.language,
            r.link,
            r.external_id,
            str(r.attributes),
            r.backfill,
        )
        for r in found
    }
    assert facts == {(f"null {name}", "", "", "", "", "", "", "None", False)}


def test_null_is_no_text_and_a_null_attribute_is_not_there(intake: Intake) -> None:
    assert intake.post({"text": None, "channel": None})[0] == 422
    status, answer, _ = intake.post(
        {"text": "with attributes", "attributes": {"a": "b", "c": None}}
    )
    assert status == 202
    assert next(r.attributes for _, r in intake.logged() if r.report_id == answer["report_id"]) == {
        "a": "b"
    }


def left_in_mid_body(intake: Intake) -> float:
    lines = intake.call("GET", "/metrics", key=None)[1].decode()
    return sum(
        map(float, re.findall(r'rumor_http_request_seconds_count{.*status="499"} (\S+)', lines))
    )


@pytest.mark.parametrize("header", ["content-length: 1000", "transfer-encoding: chunked"])
def test_a_client_that_leaves_is_no_error(
    intake: Intake, header: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = left_in_mid_body(intake)
    lines = ("host: x", f"authorization: Bearer {KEYS['writer'][0]}", header, "", "")
    head = "\r\n".join(("POST /v1/reports/batch HTTP/1.1", *lines))
    with socket.create_connection((intake.host, intake.port)) as connection:
        connection.sendall(head.encode() + (b"5\r\n[{   \r\n" if "chunked" in header else b"[{   "))
        time.sleep(0.05)
    wait(lambda: left_in_mid_body(intake) == before + 1, 60, "the intake did not notice")
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
