"""The intake over real HTTP on a fresh log, without ClickHouse:

what it takes, what it refuses, what it says.
"""

import asyncio
import gzip
import http.client
import json
import logging
import re
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from deploy.embedded.log.eventlog import EventLog
from schemas.topics import REPORTS
from streams import starting
from streams.api.app import make
from streams.config.keys import key_block, new_key
from streams.config.settings import Settings
from tests.support.system import wait

KEYS = {
    name: new_key()
    for name in ("writer", "reader", "limited", "other", "spent", "unread", "single")
}
SCOPES = {
    "writer": ("main", ("report",), None),
    "reader": ("main", ("read",), None),
    "limited": ("main", ("report",), 5),
    "other": ("b", ("report",), None),
    "spent": ("main", ("report",), 5),
    "unread": ("main", ("report",), 5),
    "single": ("main", ("report",), 5),
}


class Intake:
    def __init__(self, folder: Path, host: str, port: int) -> None:
        self.folder, self.host, self.port = folder, host, port

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        key: str | None = "writer",
        **headers: str,
    ) -> tuple[int, Any, dict[str, str]]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        named = {"content-type": "application/json"} | {
            n.replace("_", "-"): v for n, v in headers.items()
        }
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
        return self.call(
            "POST",
            "/v1/reports/batch",
            body if isinstance(body, bytes) else json.dumps(body).encode(),
            **more,
        )

    def logged(self) -> list[Any]:
        log = EventLog(self.folder / "log.db")
        out = [
            (r.key, REPORTS.decode(r.value))
            for p in range(4)
            for r in log.read(REPORTS.name, p, 0, 1_000)
        ]
        log.close()
        return [(key, report) for key, event in out for report in event.reports]


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    folder = tmp_path_factory.mktemp("intake")
    config = folder / "c.toml"
    config.write_text(
        "".join(key_block(n, t, s, KEYS[n][1], limit) for n, (t, s, limit) in SCOPES.items())
    )
    settings, refused = (
        Settings(
            data_dir=folder, config=config, clickhouse_url="clickhouse://x:y@127.0.0.1:9/none"
        ),
        list[str](),
    )
    asyncio.run(starting.apply_topics(settings))
    server = uvicorn.Server(
        uvicorn.Config(make(settings, lambda: "http://x", refused.append), port=0, log_config=None)
    )
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
        ("2100-01-01T00:00:00Z", None),
        ("2099-01-01T00:00:00Z", False),
        ("2015-01-01T08:00:00+08:00", True),
    ):
        status, body, _ = intake.post({"text": "时间", "observed_at": given})
        if backfill is None:
            assert status == 422
            continue
        report = next(r for _, r in intake.logged() if r.report_id == body["report_id"])
        assert report.backfill is backfill
        assert (
            report.observed_at_ms == 1_420_070_400_000
            if backfill
            else abs(report.observed_at_ms - now) < 60_000
        )


@pytest.mark.parametrize(
    ("report", "code", "pointer"),
    [
        ({}, "missing_field", "/text"),
        ({"text": ""}, "empty_text", "/text"),
        ({"text": " \n "}, "empty_text", "/text"),
        ({"text": "字" * 10_001}, "text_too_long", "/text"),
        ({"text": "😀😀"}, "nothing_to_match", "/text"),
        ({"text": "a\x00b"}, "control_character", "/text"),
        ({"text": 1}, "wrong_type", "/text"),
        ({"text": None}, "wrong_type", "/text"),
        ({"text": "a", "texxt": 1}, "unknown_field", "/texxt"),
        ({"text": "a", "channel": "c" * 65}, "too_long", "/channel"),
        ({"text": "a", "external_id": "c" * 201}, "too_long", "/external_id"),
        ({"text": "a", "observed_at": "yesterday"}, "bad_time", "/observed_at"),
        ({"text": "a", "observed_at": "2024-01-01T00:00:00"}, "bad_time", "/observed_at"),
        ({"text": "a", "link": "javascript:1"}, "bad_link", "/link"),
        ({"text": "a", "language": "klingon language"}, "bad_language", "/language"),
        ({"text": "a", "attributes": {str(n): "x" for n in range(17)}}, "too_long", "/attributes"),
        ({"text": "a", "backfill": "yes"}, "wrong_type", "/backfill"),
        ([1], "wrong_type", ""),
        ("text", "wrong_type", ""),
    ],
)
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
        (b"{", 400, "malformed_json"),
        (b"", 400, "malformed_json"),
        (b'{"text":"\xff"}', 400, "not_utf8"),
        (b'{"text":"\\ud800"}', 422, "lone_surrogate"),
        (b"[" * 5_000, 422, "wrong_type"),
        (b'{"text":' + b"[" * 100_000, 422, "wrong_type"),
        (b'{"text":"' + b"a" * (300 << 10) + b'"}', 413, "too_large"),
    ],
)
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


def test_a_line_that_is_no_json_does_not_disturb_the_others(intake: Intake) -> None:
    status, answer, _ = intake.batch(
        b'{"text":"a"}\n{nonsense\n\n{"text":"b"}\n\xff\n', content_type="application/x-ndjson"
    )
    assert (status, answer["accepted"]) == (202, 2)
    assert [(r["index"], r["code"]) for r in answer["rejected"]] == [
        (1, "malformed_json"),
        (3, "not_utf8"),
    ]


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
    sizes = [
        len(REPORTS.decode(r.value).reports)
        for p in range(4)
        for r in log.read(REPORTS.name, p, 0, 1_000)
    ]
    log.close()
    assert max(sizes) == 500


def test_reads_say_503_while_clickhouse_is_away_and_pending_is_not_guessed(intake: Intake) -> None:
    status, problem, headers = intake.call("GET", "/v1/rumors", key="reader")
    assert (status, problem["type"].rpartition(":")[2]) == (503, "store_unavailable")
    assert headers["retry-after"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/rumors?limit=0",
        "/v1/rumors?sort=up",
        "/v1/rumors?foo=1",
        "/v1/deliveries?from=monday",
        "/v1/rumors?verdict=maybe",
    ],
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


NDJSON = "application/x-ndjson"


def seconds_for(intake: Intake, body: bytes, content_type: str) -> float:
    packed, took_s = gzip.compress(body, 1), []
    for _ in range(3):
        began = time.perf_counter()
        status, problem, _ = intake.batch(
            packed, content_encoding="gzip", content_type=content_type
        )
        took_s.append(time.perf_counter() - began)
        assert (status, problem["type"].rpartition(":")[2]) == (413, "too_many_reports")
    return min(took_s)


@pytest.mark.parametrize(
    ("item", "content_type"),
    [(b"0", "application/json"), (b'{"text":""}', "application/json"), (b"0", NDJSON)],
)
def test_items_are_counted_before_they_are_looked_at(
    intake: Intake, item: bytes, content_type: str
) -> None:
    few, many = ([item] * number for number in (40_000, 640_000))
    bodies = [
        b"\n".join(items) if content_type == NDJSON else b"[" + b",".join(items) + b"]"
        for items in (few, many)
    ]
    ratio = seconds_for(intake, bodies[1], content_type) / seconds_for(
        intake, bodies[0], content_type
    )
    assert ratio < 8  # sixteen times as many items


HOSTILE = {
    "nested": b"[" * 50_000 + b"]" * 50_000,
    "never closed": b"[" * 100_000,
    "only space": b" " * 1_000_000,
    "commas in a string": b'[{"text":"' + b"},{" * 200_000 + b'"}]',
    "pairs inside": b"[[" + b"[]," * 300_000 + b"0]]",
    "brackets inside": b"[[" + b"[[[[]]]]," * 90_000 + b"0]]",
    "a key said often": b"[{" + b'"text":"a",' * 50_000 + b'"text":""}]',
    "quotes": b'["' + b'\\"' * 500_000 + b'"]',
    "no end of a string": b'["' + b'\\"' * 500_000 + b"]",
    "a long key": b'[{"' + b"k" * 1_000_000 + b'":1}]',
    "attributes": b'[{"text":"a","attributes":{'
    + b",".join(b'"%d":""' % n for n in range(100_000))
    + b"}}]",
    "half characters": b'[{"text":"\\ud800","x":[' + b"[]," * 80_000 + b"0]}]",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_batches_are_refused(intake: Intake, body: bytes) -> None:
    for content_type in ("application/json", NDJSON):
        status, problem, _ = intake.batch(
            gzip.compress(body), content_encoding="gzip", content_type=content_type
        )
        assert status in (400, 413, 422)
        assert len(json.dumps(problem)) < 10_000


def test_large_items_are_named_and_the_others_kept(intake: Intake) -> None:
    long = {"text": "很长" * 200_000}
    wide = {"text": "a", "attributes": {str(n): "x" for n in range(60_000)}}
    for lines in (False, True):
        items = [
            json.dumps(item).encode()
            for item in ({"text": "前一条"}, long, {"text": "中间一条"}, wide, {"text": "后一条"})
        ]
        body = b"\n".join(items) if lines else b"[" + b" , ".join(items) + b"]"
        status, answer, _ = intake.batch(body, content_type=NDJSON if lines else "application/json")
        assert (status, answer["accepted"]) == (202, 3)
        assert [(r["index"], r["code"]) for r in answer["rejected"]] == [
            (1, "text_too_long"),
            (3, "too_large"),
        ]


def test_a_batch_of_several_pieces_is_cut_where_items_end(intake: Intake) -> None:
    tricky = 'a text with }, {"text":"x"}, [ and \\" in it ' * 10
    items = [{"text": f"{tricky} {n}", "attributes": {"a": "}, {"}} for n in range(3_000)]
    for bad in (None, 0, 1_499, 2_999):
        sent = [{"tekst": 1} if n == bad else item for n, item in enumerate(items)]
        status, answer, _ = intake.batch(sent)
        assert status == 202
        assert answer["accepted"] + len(answer["rejected"]) == 3_000
        assert [r["index"] for r in answer["rejected"]] == ([] if bad is None else [bad])


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


LINES = [b'{"text":"%d"}\n' % n for n in range(6)]
TWO_MEMBERS = gzip.compress(b"".join(LINES[:3])) + gzip.compress(b"".join(LINES[3:]))


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        (TWO_MEMBERS, 6),
        (TWO_MEMBERS + bytes(10), 6),
        (b"".join(map(gzip.compress, LINES)), 6),
        (gzip.compress(b"").join(map(gzip.compress, LINES)) + gzip.compress(b""), 6),
        (gzip.compress(b"".join(LINES)[:5]) + gzip.compress(b"".join(LINES)[5:]), 6),
        (TWO_MEMBERS + b"garbage", None),
        (TWO_MEMBERS + bytes(10) + b"x", None),
        (TWO_MEMBERS[:-3], None),
        (TWO_MEMBERS + TWO_MEMBERS[:4], None),
        (bytes(10), None),
        (b"", None),
        (zlib.compress(b"".join(LINES)), None),
    ],
    ids=[
        "two",
        "padded",
        "many",
        "empty ones",
        "cut in a line",
        "garbage",
        "padding and garbage",
        "cut",
        "cut in a head",
        "zeros",
        "nothing",
        "zlib",
    ],
)
def test_gzip_members_are_one_body(intake: Intake, body: bytes, accepted: int | None) -> None:
    status, answer, _ = intake.batch(body, content_encoding="gzip", content_type=NDJSON)
    if accepted is None:
        assert (status, answer["type"].rpartition(":")[2]) == (400, "damaged_gzip")
    else:
        assert (status, answer.get("accepted")) == (202, accepted)


def test_the_limits_hold_over_all_members_and_for_what_comes_in(intake: Intake) -> None:
    too_much = (gzip.compress(b" " * (5 << 20)) * 2, gzip.compress(b"") * 25_000)
    for body in too_much:
        assert intake.batch(body, content_encoding="gzip")[0] == 413
    try:
        assert (
            intake.post(gzip.compress(b'{"text":"a"}') + bytes(2 << 20), content_encoding="gzip")[0]
            == 413
        )
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused before it was all sent


MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize("packed", [False, True])
def test_a_byte_order_mark_is_ignored(intake: Intake, packed: bool) -> None:
    def body(content: bytes) -> bytes:
        return gzip.compress(MARK + content) if packed else MARK + content

    encoding = {"content_encoding": "gzip"} if packed else {}
    assert intake.post(body(b'{"text":"a"}'), **encoding)[0] == 202
    status, answer, _ = intake.batch(body(b' [{"text":"a"},{"text":"b"}]'), **encoding)
    assert (status, answer["accepted"]) == (202, 2)
    status, answer, _ = intake.batch(
        body(b'{"text":"a"}\r\n%b{"text":"b"}\r\n{"text":""}\r\n' % MARK),
        content_type=NDJSON,
        **encoding,
    )
    assert (status, answer["accepted"], [r["index"] for r in answer["rejected"]]) == (202, 2, [2])


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


@pytest.mark.parametrize(
    ("observed_at", "status"),
    [
        ("1970-01-01T00:00:00+08:00", 422),
        ("1970-01-01T00:00:00Z", 422),
        ("1970-01-01T23:59:59.999Z", 422),
        ("1970-01-02T00:00:00Z", 202),
        ("1970-01-02T07:59:59+08:00", 422),
        ("1970-01-02T08:00:00+08:00", 202),
        ("1970-01-01T23:00:00-01:00", 202),
        ("1970-01-02T00:00:00+14:00", 422),
        ("0001-01-01T00:00:00Z", 422),
        ("0001-01-01T00:00:00+23:59", 422),
        ("2016-12-31T23:59:60Z", 422),
        ("9999-12-31T23:59:59-12:00", 422),
        ("2099-12-31T23:59:59-12:00", 422),
        ("2100-01-01T01:00:00+08:00", 202),
    ],
)
def test_times_are_judged_as_instants(intake: Intake, observed_at: str, status: int) -> None:
    got, body, _ = intake.post({"text": "时间", "observed_at": observed_at})
    assert got == status
    if status == 422:
        assert (body["errors"][0]["code"], body["errors"][0]["pointer"]) == (
            "bad_time",
            "/observed_at",
        )


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("language", "aa" + "-aaaaaaaa" * 4, "/language"),
        ("attributes", {"k" * 65: "v"}, "/attributes"),
        ("attributes", {"k": "v" * 201}, "/attributes"),
        ("attributes", {"k": "a\x00"}, "/attributes"),
        ("link", "http://a/\x01", "/link"),
    ],
)
def test_what_is_too_long_or_holds_a_control_character_is_named(
    intake: Intake, field: str, value: Any, pointer: str
) -> None:
    status, problem, _ = intake.post({"text": "a", field: value})
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)
    assert intake.post({"text": "a", "language": "zh-cmn-Hans-CN-x-private1-private2"})[0] == 202


def test_ndjson_is_cut_at_line_feeds_only(intake: Intake) -> None:
    lines = [
        b'{"text":\r"a"}\r',
        b"",
        b'{"text":"b"}\r{"text":"c"}',
        b"  \r",
        b'\t{"text":"d"}',
        b'{"text":',
        b'"e"}',
        '{"text":"f\u2028\u0085"}'.encode(),
    ]
    status, answer, _ = intake.batch(b"\n".join(lines), content_type=NDJSON)
    assert (status, answer["accepted"]) == (202, 3)
    assert [(r["index"], r["code"]) for r in answer["rejected"]] == [
        (1, "malformed_json"),
        (3, "malformed_json"),
        (4, "wrong_type"),
    ]


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
    head = f"POST /v1/reports/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {KEYS['writer'][0]}\r\n{header}\r\n\r\n"
    with socket.create_connection((intake.host, intake.port)) as connection:
        connection.sendall(head.encode() + (b"5\r\n[{   \r\n" if "chunked" in header else b"[{   "))
        time.sleep(0.05)
    wait(lambda: left_in_mid_body(intake) == before + 1, 5, "the intake did not notice")
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
