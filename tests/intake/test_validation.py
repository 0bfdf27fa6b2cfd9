"""What is wrong with a report, in bytes or decoded: which field, which code, which advice."""

import json
from typing import Any

import pytest

from schemas.api.reports import ReportIn
from streams.intake import validation
from streams.intake.problems import Problem


def refused(report: Any) -> Problem:
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    with pytest.raises(Problem) as caught:
        validation.one(body)
    return caught.value


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
        ({"text": "a", "a/b~c": 1}, "unknown_field", "/a~1b~0c"),
        ({"text": "a", "channel": "c" * 65}, "too_long", "/channel"),
        ({"text": "a", "place": "a\x01"}, "control_character", "/place"),
        ({"text": "a", "external_id": "c" * 201}, "too_long", "/external_id"),
        ({"text": "a", "observed_at": "yesterday"}, "bad_time", "/observed_at"),
        ({"text": "a", "observed_at": "2024-01-01T00:00:00"}, "bad_time", "/observed_at"),
        ({"text": "a", "link": "javascript:1"}, "bad_link", "/link"),
        ({"text": "a", "link": "http://a/\x01"}, "control_character", "/link"),
        ({"text": "a", "link": "http://a/\n/b"}, "bad_link", "/link"),
        ({"text": "a", "place": " \x01"}, "control_character", "/place"),
        ({"text": "a", "language": "klingon language"}, "bad_language", "/language"),
        ({"text": "a", "language": "aa" + "-aaaaaaaa" * 4}, "too_long", "/language"),
        ({"text": "a", "attributes": {str(n): "x" for n in range(17)}}, "too_long", "/attributes"),
        ({"text": "a", "attributes": {"k" * 65: "v"}}, "too_long", "/attributes"),
        ({"text": "a", "attributes": {"k": "v" * 201}}, "too_long", "/attributes"),
        ({"text": "a", "attributes": {"k": "a\x00"}}, "control_character", "/attributes"),
        ({"text": "a", "backfill": "yes"}, "wrong_type", "/backfill"),
        ([1], "wrong_type", ""),
        ("text", "wrong_type", ""),
    ],
)
def test_bad_fields_are_named(report: Any, code: str, pointer: str) -> None:
    problem = refused(report)
    assert (problem.status, problem.code) == (422, code)
    (error,) = problem.errors
    assert (error.code, error.pointer) == (code, pointer)
    assert problem.detail == f"{pointer or '/'}: {error.message}"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b"", 400, "malformed_json"),
        (b'{"text":"a"} x', 400, "malformed_json"),
        (b'{"text":NaN}', 422, "wrong_type"),
        (b'{"text":"\xff"}', 400, "not_utf8"),
        (b'{"text":"\\ud800"}', 422, "lone_surrogate"),
        (b'{"observed_at":"2016-12-31T23:59:60Z","text":}', 400, "malformed_json"),
        (b'{"observed_at":"2016-12-31T23:59:60Z","text":"\\ud800"}', 422, "lone_surrogate"),
        (b'{"observed_at":"2016-12-31T23:59:60Z","text":"a","x":1}', 422, "unknown_field"),
        (b'{"text":"\\ud800","x":[' + b"[]," * 2_000 + b"0]}", 422, "too_deep"),
        (b"[" * 5_000, 422, "wrong_type"),
    ],
)
def test_what_cannot_be_read_is_told_from_what_is_wrong(
    body: bytes, status: int, code: str
) -> None:
    problem = refused(body)
    assert (problem.status, problem.code) == (status, code)


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        ('"text":"a","external_id":"\\ud800"', "/external_id"),
        ('"text":"a","attributes":{"x":"\\ud800"}', "/attributes"),
        ('"text":"a","\\ud800":1', "/?"),
    ],
)
def test_half_a_character_is_named_where_it_stands(field: str, pointer: str) -> None:
    (error,) = refused(b"{" + field.encode() + b"}").errors
    assert (error.pointer, error.code) == (pointer, "lone_surrogate")


NAMES = ("external_id", "reporter", "channel", "place", "language", "link")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "blank",
    ["", " \t", "\u3000", "\u200b", " \u202e\n", "\ufeff\u2060", "\u3164", "\u2800", "\x85\x9f"],
)
def test_a_blank_name_is_none(name: str, blank: str) -> None:
    taken = validation.one(json.dumps({"text": "微信", name: blank}).encode())
    assert not getattr(taken, name)


def test_what_is_counted_by_is_trimmed_and_on_one_line() -> None:
    sent = {
        "external_id": " e ",
        "reporter": "\u200br\n",
        "channel": "\u3000微 信 群\n",
        "place": " 成都\r\n\t高新区 ",
        "language": " zh-Hans ",
        "link": "https://a.example/b \n",
    }
    taken = validation.one(json.dumps({"text": "微信", **sent}).encode())
    assert [getattr(taken, name) for name in NAMES] == [
        " e ",  # an app's own: what it asks for by it is found
        "\u200br\n",
        "微 信 群",
        "成都 高新区",
        "zh-Hans",
        "https://a.example/b",
    ]


@pytest.mark.parametrize("name", ["👍🏽", "ـ", "\u202ea", "\u0301", "0"])
def test_a_name_with_something_to_see_is_kept(name: str) -> None:
    report = {"text": "微信", "channel": name, "external_id": name}
    taken = validation.one(json.dumps(report).encode())
    assert (taken.channel, taken.external_id) == (name, name)


@pytest.mark.parametrize(
    ("observed_at", "taken"),
    [
        ("1970-01-01T00:00:00+08:00", False),
        ("1970-01-01T00:00:00Z", False),
        ("1970-01-01T23:59:59.999Z", False),
        ("1970-01-02T00:00:00Z", True),
        ("1970-01-02T07:59:59+08:00", False),
        ("1970-01-02T08:00:00+08:00", True),
        ("1970-01-01T23:00:00-01:00", True),
        ("1970-01-02T00:00:00+14:00", False),
        ("0001-01-01T00:00:00Z", False),
        ("0001-01-01T00:00:00+23:59", False),
        ("2016-12-31T23:59:60Z", True),  # a leap second
        ("2017-01-01T07:59:60.5+08:00", True),
        ("2016-12-31T23:60:00Z", False),
        ("2100-01-01T01:00:00+08:00", True),
        ("2100-01-01T00:00:00Z", True),
        ("9999-12-31T23:59:59-12:00", True),
    ],
)
def test_times_are_judged_as_instants(observed_at: str, taken: bool) -> None:
    report = {"text": "时间", "observed_at": observed_at}
    if taken:
        assert validation.one(json.dumps(report).encode()).observed_at is not None
    else:
        (error,) = refused(report).errors
        assert (error.code, error.pointer) == ("bad_time", "/observed_at")


@pytest.mark.parametrize(
    ("language", "taken"),
    [("x-desk", True), ("i-klingon", True), ("X-a-b", True), ("x", False), ("a-b", False)],
)
def test_private_and_old_tags_are_languages(language: str, taken: bool) -> None:
    report = {"text": "时间", "language": language}
    if taken:
        assert validation.one(json.dumps(report).encode()).language == language
    else:
        assert refused(report).code == "bad_language"


def test_the_longest_of_everything_is_taken_and_its_text_trimmed() -> None:
    report = {
        "text": " " + "字" * 10_000 + "\n",
        "external_id": "e" * 200,
        "reporter": "r" * 200,
        "channel": "c" * 64,
        "place": "p" * 64,
        "language": "zh-cmn-Hans-CN-x-private1-private2",
        "link": "https://" + "a" * 1_992,
        "attributes": {f"{n:064}": "v" * 200 for n in range(16)},
    }
    taken = validation.one(json.dumps(report).encode())
    assert taken.text == "字" * 10_000
    assert taken.link == report["link"]


def test_an_attribute_that_is_null_is_not_there() -> None:
    assert validation.attributes_of(ReportIn(text="a")) is None
    given = ReportIn(text="a", attributes={"a": "b", "c": None})
    assert validation.attributes_of(given) == {"a": "b"}


def test_a_made_up_name_is_not_repeated_whole() -> None:
    problem = refused({"text": "a", "x" * 100_000: 1})
    assert problem.code == "unknown_field"
    assert len(problem.detail) < 500
