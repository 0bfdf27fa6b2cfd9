"""The intake over real HTTP on a fresh log, without ClickHouse: what it takes, what it refuses, what it says."""

import asyncio
import gzip
import http.client
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from deploy.embedded.eventlog import EventLog
from schemas.topics import REPORTS
from streams.config import key_block, new_key
from streams.edge import starting
from streams.edge.intake.app import make
from streams.settings import Settings
from tests.system import wait

KEYS = {name: new_key() for name in ("writer", "reader", "limited", "other")}
SCOPES = {
    "writer": ("main", ("report",), None),
    "reader": ("main", ("read",), None),
    "limited": ("main", ("report",), 5),
    "other": ("b", ("report",), None),
}


class Intake:
    def __init__(self, folder: Path, host: str, port: int) -> None:
        self.folder, self.host, self.port = folder, host, port

    def call(
        self, method: str, path: str, body: bytes | None = None, *, key: str | None = "writer", **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        named = {"content-type": "application/json"} | {n.replace("_", "-"): v for n, v in headers.items()}
        if key:
            named["authorization"] = f"Bearer {KEYS[key][0] if key in KEYS else key}"
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        content, given = answer.read(), {k.lower(): v for k, v in answer.getheaders()}
        connection.close()
        decoded = json.loads(content) if "json" in given.get("content-type", "") else content
        return answer.status, decoded, given

    def post(self, report: Any, **more: Any) -> tuple[int, Any, dict[str, str]]:
        body = report if isinstance(report, bytes) else json.dumps(report).encode()
        return self.call("POST", "/v1/reports", body, **more)

    def batch(self, body: Any, **more: Any) -> tuple[int, Any, dict[str, str]]:
        return self.call("POST", "/v1/reports/batch", body if isinstance(body, bytes) else json.dumps(body).encode(), **more)

    def logged(self) -> list[Any]:
        log = EventLog(self.folder / "log.db")
        out = [(r.key, REPORTS.decode(r.value)) for p in range(4) for r in log.read(REPORTS.name, p, 0, 1_000)]
        log.close()
        return [(key, report) for key, event in out for report in event.reports]


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    folder = tmp_path_factory.mktemp("intake")
    config = folder / "c.toml"
    config.write_text("".join(key_block(n, t, s, KEYS[n][1], limit) for n, (t, s, limit) in SCOPES.items()))
    settings, refused = Settings(data_dir=folder, config=config, clickhouse_url="clickhouse://x:y@127.0.0.1:9/none"), list[str]()
    asyncio.run(starting.apply_topics(settings))
    server = uvicorn.Server(uvicorn.Config(make(settings, lambda: "http://x", refused.append), port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait(lambda: server.started, 20, "the intake did not start")
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    made = Intake(folder, host, port)
    wait(lambda: made.call("GET", "/readyz", key=None)[0] == 200, 10, "the intake is not ready")
    yield made
    assert refused == []
    server.should_exit = True
    thread.join(10)


def test_a_report_is_on_the_log_before_202(intake: Intake) -> None:
    status, body, headers = intake.post(
        {"text": " 停水三天 ", "external_id": "a1", "reporter": "张三", "channel": "sms", "place": "成都", "attributes": {"a": "b"}}
    )
    assert status == 202
    assert headers["location"] == f"/v1/reports/{body['report_id']}"
    key, report = next((k, r) for k, r in intake.logged() if r.report_id == body["report_id"])
    assert key == b"main/cjk"
    assert (report.text, report.app, report.channel, report.place) == ("停水三天", "writer", "sms", "成都")
    assert len(report.reporter) == 16
    assert "张三" not in str(report)


def test_ids_come_from_content(intake: Intake) -> None:
    ids = [intake.post({"text": "x", "external_id": "same"})[1]["report_id"] for _ in range(2)]
    assert ids[0] == ids[1]
    assert intake.post({"text": "x", "external_id": "same"}, key="other")[1]["report_id"] != ids[0]
    keyed = [intake.post({"text": "x"}, idempotency_key="k1")[1]["report_id"] for _ in range(2)]
    assert keyed[0] == keyed[1]
    assert intake.post({"text": "x"})[1] != intake.post({"text": "x"})[1]
    batch = [intake.batch([{"text": "x"}, {"text": "y"}], idempotency_key="k2")[1]["report_ids"] for _ in range(2)]
    assert batch[0] == batch[1]
    assert len(set(batch[0])) == 2


def test_times_in_the_future_and_the_past(intake: Intake) -> None:
    now = time.time() * 1_000
    for given, backfill in (("2100-01-01T00:00:00Z", None), ("2099-01-01T00:00:00Z", False), ("2015-01-01T08:00:00+08:00", True)):
        status, body, _ = intake.post({"text": "时间", "observed_at": given})
        if backfill is None:
            assert status == 422
            continue
        report = next(r for _, r in intake.logged() if r.report_id == body["report_id"])
        assert report.backfill is backfill
        assert report.observed_at_ms == 1_420_070_400_000 if backfill else abs(report.observed_at_ms - now) < 60_000


@pytest.mark.parametrize(
    ("report", "code", "pointer"),
    [
        ({}, "missing_field", "/text"), ({"text": ""}, "empty_text", "/text"), ({"text": " \n "}, "empty_text", "/text"),
        ({"text": "字" * 10_001}, "text_too_long", "/text"), ({"text": "😀😀"}, "nothing_to_match", "/text"), ({"text": "a\x00b"}, "control_character", "/text"),
        ({"text": 1}, "wrong_type", "/text"), ({"text": None}, "wrong_type", "/text"), ({"text": "a", "texxt": 1}, "unknown_field", "/texxt"),
        ({"text": "a", "channel": "c" * 65}, "too_long", "/channel"), ({"text": "a", "external_id": "c" * 201}, "too_long", "/external_id"),
        ({"text": "a", "observed_at": "yesterday"}, "bad_time", "/observed_at"), ({"text": "a", "observed_at": "2024-01-01T00:00:00"}, "bad_time", "/observed_at"),
        ({"text": "a", "link": "javascript:1"}, "bad_link", "/link"), ({"text": "a", "language": "klingon language"}, "bad_language", "/language"),
        ({"text": "a", "attributes": {str(n): "x" for n in range(17)}}, "too_long", "/attributes"), ({"text": "a", "backfill": "yes"}, "wrong_type", "/backfill"),
        ([1], "wrong_type", ""), ("text", "wrong_type", ""),
    ],
)  # fmt: skip
def test_bad_fields_are_named(intake: Intake, report: Any, code: str, pointer: str) -> None:
    status, body, headers = intake.post(report)
    assert status == 422
    assert headers["content-type"] == "application/problem+json"
    assert set(body) >= {"type", "title", "status", "detail", "errors"}
    assert (body["errors"][0]["code"], body["errors"][0]["pointer"]) == (code, pointer)
    assert body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"), (b"", 400, "malformed_json"), (b'{"text":"\xff"}', 400, "not_utf8"), (b'{"text":"\\ud800"}', 422, "lone_surrogate"),
        (b"[" * 5_000, 422, "wrong_type"), (b'{"text":' + b"[" * 100_000, 422, "wrong_type"),
        (b'{"text":"' + b"a" * (300 << 10) + b'"}', 413, "too_large"),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read(intake: Intake, body: bytes, status: int, code: str) -> None:
    got, problem, _ = intake.post(body)
    assert (got, problem["type"].rpartition(":")[2]) == (status, code)
    assert problem["detail"]


def test_wrong_types_encodings_and_methods(intake: Intake) -> None:
    ok = b'{"text":"a"}'
    assert intake.post(ok, content_type="text/plain")[0] == 415
    assert intake.post(ok, content_type="application/x-www-form-urlencoded")[0] == 415
    assert intake.post(ok, content_type="application/json; charset=gbk")[0] == 415
    assert intake.post(ok, content_type="application/json; charset=utf-8")[0] == 202
    assert intake.post(ok, content_encoding="br")[0] == 415
    assert intake.post(gzip.compress(ok), content_encoding="gzip")[0] == 202
    assert intake.post(ok, content_encoding="gzip")[0] == 400
    assert intake.post(gzip.compress(ok)[:-4], content_encoding="gzip")[0] == 400
    status, problem, headers = intake.call("DELETE", "/v1/reports")
    assert (status, headers["allow"]) == (405, "POST")
    assert "POST" in problem["detail"]
    assert intake.call("GET", "/v1/nothing")[0] == 404


def test_large_bodies_and_gzip_bombs_are_stopped(intake: Intake) -> None:
    assert intake.batch(gzip.compress(b" " * (200 << 20)), content_encoding="gzip")[0] == 413
    status, problem, _ = intake.batch([{"text": "a"}] * 10_001)
    assert (status, problem["type"].rpartition(":")[2]) == (413, "too_many_reports")
    try:
        assert intake.batch(b"[" + b" " * (10 << 20) + b"]")[0] == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused before it was all sent


def test_keys_and_scopes(intake: Intake) -> None:
    for key, status in ((None, 401), ("rk_unknown", 401), ("reader", 403)):
        got, problem, _ = intake.post({"text": "a"}, key=key)
        assert got == status
        assert problem["detail"]
    assert intake.call("GET", "/v1/rumors", key="writer")[0] == 403
    assert intake.call("GET", "/v1/rejects", key="reader")[0] == 403
    assert intake.call("POST", "/v1/rumors/0000000000000000/verdict", b"{}", key="reader")[0] == 403
    assert intake.post({"text": "a"}, authorization="Basic abc", key=None)[0] == 401


def test_a_key_has_its_allowance(intake: Intake) -> None:
    answers = [intake.post({"text": "a"}, key="limited") for _ in range(7)]
    assert [status for status, _, _ in answers][:5] == [202] * 5
    assert answers[-1][0] == 429
    assert int(answers[-1][2]["retry-after"]) >= 1


@pytest.mark.parametrize("lines", [False, True])
def test_good_items_of_a_batch_are_kept_and_bad_ones_named(intake: Intake, lines: bool) -> None:
    items = ['{"text":"好的一条"}', '{"text":""}', '{"tekst":1}', "{}", '{"text":"\\ud800"}', '{"text":"another good one","external_id":"g2"}']
    body = ("\n".join(items) if lines else "[" + ",".join(items) + "]").encode()
    status, answer, _ = intake.batch(body, content_type="application/x-ndjson" if lines else "application/json")
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


def test_a_line_that_is_no_json_does_not_disturb_the_others(intake: Intake) -> None:
    status, answer, _ = intake.batch(b'{"text":"a"}\n{nonsense\n\n{"text":"b"}\n\xff\n', content_type="application/x-ndjson")
    assert (status, answer["accepted"]) == (202, 2)
    assert [(r["index"], r["code"]) for r in answer["rejected"]] == [(1, "malformed_json"), (3, "not_utf8")]


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
    log = EventLog(intake.folder / "log.db")
    sizes = [len(REPORTS.decode(r.value).reports) for p in range(4) for r in log.read(REPORTS.name, p, 0, 1_000)]
    log.close()
    assert max(sizes) == 500


def test_reads_say_503_while_clickhouse_is_away_and_pending_is_not_guessed(intake: Intake) -> None:
    status, problem, headers = intake.call("GET", "/v1/rumors", key="reader")
    assert (status, problem["type"].rpartition(":")[2]) == (503, "store_unavailable")
    assert headers["retry-after"]


@pytest.mark.parametrize(
    "path", ["/v1/rumors?limit=0", "/v1/rumors?sort=up", "/v1/rumors?foo=1", "/v1/deliveries?from=monday", "/v1/rumors?verdict=maybe"]
)
def test_bad_queries_are_named(intake: Intake, path: str) -> None:
    status, problem, _ = intake.call("GET", path, key="reader")
    assert status == 422
    assert problem["errors"][0]["pointer"].startswith("?")


def test_health_metrics_and_documents(intake: Intake) -> None:
    assert intake.call("GET", "/healthz", key=None)[0] == 200
    assert b"rumor_reports_accepted_total" in intake.call("GET", "/metrics", key=None)[1]
    assert intake.call("GET", "/openapi.json", key=None)[1]["openapi"] == "3.1.0"
    assert b"/v1/reports" in intake.call("GET", "/docs", key=None)[1]


def test_the_status_shows_what_is_away(intake: Intake) -> None:
    status = intake.call("GET", "/v1/status", key="reader")[1]
    assert status["clickhouse"] == "away"
    assert status["steps"]["cluster"]["lag"] >= 0
