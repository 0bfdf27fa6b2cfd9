"""Bodies over real HTTP: encodings, content types, limits."""

import gzip
import json

import pytest

from tests.support.intake import NDJSON, Intake


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


@pytest.mark.parametrize("letter", ["x", "表", "😀"])
def test_as_many_and_as_long_ids_as_are_taken_fit_into_one_question(
    intake: Intake, letter: str
) -> None:
    ids = [letter * 196 + f"{n:04}" for n in range(1_000)]
    for name in ("external_ids", "ids"):
        body = json.dumps({name: ids}).encode()  # every letter escaped
        status, answer, _ = intake.call("POST", "/v1/reports/lookup", body=body, key="reader")
        assert status == (200 if name == "ids" else 503), answer  # 503: no store to ask for them


LINES = [b'{"text":"%d"}\n' % n for n in range(6)]
TWO_MEMBERS = gzip.compress(b"".join(LINES[:3])) + gzip.compress(b"".join(LINES[3:]))


def test_gzip_members_are_one_body(intake: Intake) -> None:
    packed = {"content_encoding": "gzip", "content_type": NDJSON}
    status, answer, _ = intake.batch(TWO_MEMBERS, **packed)
    assert (status, answer["accepted"]) == (202, 6)
    status, problem, _ = intake.batch(TWO_MEMBERS[:-3], **packed)
    assert (status, problem["type"].rpartition(":")[2]) == (400, "damaged_gzip")


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


@pytest.mark.parametrize("length", [200, 201])
def test_an_idempotency_key_has_a_longest_length(intake: Intake, length: int) -> None:
    status, problem, _ = intake.post({"text": "a"}, idempotency_key="k" * length)
    assert status == (202 if length == 200 else 422)
    assert length == 200 or "at most 200" in problem["detail"]
