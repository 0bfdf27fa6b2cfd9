"""What receivers are sent, and its signature, with the standardwebhooks package as oracle."""

import base64
import json
import time
from typing import Any, get_args

import pytest
import standardwebhooks

from schemas.events import Alert, AnsweredReport, Share, VerdictGiven
from streams.core.receivers import standard
from streams.core.receivers.contract import Answer
from streams.core.receivers.kinds import DEFAULT, KINDS, KindName
from streams.core.receivers.signature import BadSecret, key_of, signed_headers
from streams.core.receivers.tellings import Ping, Telling
from tests.support import builders

SECRET = "whsec_" + base64.b64encode(b"x" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"y" * 32).decode()
ALERT = builders.alert(
    channels=(Share(name="wechat", reports=12),),
    newest=("原文",),
    verdict=VerdictGiven(rating="false", summary="不实", link="https://x.example"),
)
FIELDS = {
    "independent",
    "anonymous",
    "taken_by",
    "taken_note",
    "muted_until",
    "muted_until_reporters",
    "merged_into",
    "alert_id",
    "rumor_id",
    "tenant",
    "kind",
    "level",
    "title",
    "text",
    "verdict",
    "started_at",
    "raised_at",
    "resolved_at",
    "why",
    "observed",
    "window_s",
    "baseline",
    "factor",
    "score",
    "reporters",
    "stance",
    "channels",
    "places",
    "languages",
    "variants",
    "forecast",
    "red_flags",
    "links",
    "delayed_s",
    "policy_version",
}


def body() -> str:
    return standard.body(telling(ALERT))


def telling(content: Alert | Ping, type: str = "alert.raised", id: str = "dlv_1") -> Telling:
    return Telling(type=type, id=id, at_ms=builders.T0_MS, links="http://x", content=content)


def now_s() -> int:
    return int(time.time())  # the oracle refuses signatures that are more than five minutes old


def test_the_signature_is_the_one_of_the_specification() -> None:
    request = standard.request(
        body(), url="https://desk.example/hook", id="dlv_1", at_s=now_s(), secrets=SECRET
    )
    headers = dict(request.headers)
    assert standardwebhooks.Webhook(SECRET).verify(request.content, headers) == json.loads(body())
    assert headers["content-type"] == "application/json"
    assert request.url == "https://desk.example/hook"


@pytest.mark.parametrize("changed", ["body", "id", "time"])
def test_nothing_that_is_signed_can_be_changed(changed: str) -> None:
    headers = signed_headers(b'{"a":1}', id="dlv_1", at_s=now_s(), secrets=SECRET)
    content = b'{"a":2}' if changed == "body" else b'{"a":1}'
    if changed == "id":
        headers["webhook-id"] = "dlv_2"
    if changed == "time":
        headers["webhook-timestamp"] = str(now_s() - 1)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(SECRET).verify(content, headers)


def test_two_secrets_sign_twice_and_either_verifies() -> None:
    headers = signed_headers(b"{}", id="dlv_1", at_s=now_s(), secrets=f"{OTHER} {SECRET}")
    assert headers["webhook-signature"].count("v1,") == 2
    for secret in (SECRET, OTHER):
        standardwebhooks.Webhook(secret).verify(b"{}", headers)


@pytest.mark.parametrize("secrets", ["", " ", "\t\u3000\n"])
def test_nothing_is_signed_without_a_secret(secrets: str) -> None:
    with pytest.raises(BadSecret):
        signed_headers(b"{}", id="dlv_1", at_s=1, secrets=secrets)


@pytest.mark.parametrize("secret", ["whsec_!!!", "whsec_YQ==", "whsec_秘密", "v1,whsec_YWJj"])
def test_a_bad_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(BadSecret) as error:
        key_of(secret)
    assert secret[6:] not in str(error.value)


def test_one_bad_secret_among_good_ones_signs_nothing() -> None:
    with pytest.raises(BadSecret):
        signed_headers(b"{}", id="dlv_1", at_s=1, secrets=f"{SECRET} whsec_!!!")


def test_the_body_says_what_the_contract_names() -> None:
    whole = json.loads(body())
    assert list(whole) == ["type", "id", "timestamp", "data"]
    assert set(whole["data"]) == FIELDS
    assert whole["data"]["verdict"] == {
        "rating": "false",
        "summary": "不实",
        "link": "https://x.example",
    }
    assert whole["data"]["channels"] == [{"name": "wechat", "reports": 12}]
    assert whole["data"]["stance"] == {"carries": 11, "questions": 0, "refutes": 0}
    assert whole["data"]["started_at"] == "2023-11-14T22:13:20.000Z"
    assert whole["data"]["links"] == {
        "rumor": f"http://x/rumors/{builders.RUMOR}",
        "dashboard": None,
        "api": f"http://x/v1/rumors/{builders.RUMOR}",
    }


def test_what_is_not_there_is_null_and_counts_are_whole() -> None:
    data = standard.alert_data(builders.alert(observed=11.6), "http://x")
    assert (data["verdict"], data["resolved_at"], data["forecast"]) == (None, None, None)
    assert data["observed"] == 12


def test_the_bytes_are_the_same_each_time_and_chinese_stays_readable() -> None:
    assert body() == body()
    assert "不实" in body()
    assert ": " not in body().replace(ALERT.why, "")


def test_a_ping_says_whom_it_is_for() -> None:
    ping = json.loads(standard.body(telling(Ping(receiver="desk"), type="ping", id="dlv_9")))
    assert ping == {
        "type": "ping",
        "id": "dlv_9",
        "timestamp": "2023-11-14T22:13:20.000Z",
        "data": {"receiver": "desk"},
    }


@pytest.mark.parametrize(
    ("status", "reason", "why"),
    [
        (200, "OK", ""),
        (204, "No Content", ""),
        (299, "", ""),
        (199, "", "answered 199"),
        (302, "Found", "answered 302 Found"),
        (410, "Gone", "answered 410 Gone"),
        (500, "", "answered 500"),
    ],
)
def test_only_a_status_of_200_to_299_is_success(status: int, reason: str, why: str) -> None:
    assert standard.failure(Answer(status=status, reason=reason)) == why


def test_what_the_config_file_accepts_are_the_rows_of_the_registry() -> None:
    assert get_args(KindName) == tuple(KINDS)
    assert DEFAULT in KINDS


def answered(count: int, **fields: Any) -> dict[str, Any]:
    """The data of `verdict.given`."""
    content = builders.answer(count, **fields)
    telling = Telling(
        type="verdict.given", id="dlv_1", at_ms=builders.T0_MS, links="http://x", content=content
    )
    whole = json.loads(standard.body(telling))
    assert (whole["type"], whole["id"]) == ("verdict.given", "dlv_1")
    return dict(whole["data"])


def test_an_answer_says_what_the_contract_names() -> None:
    assert answered(2) == {
        "answer_id": "ans_018bcfe56800dddddddddd",
        "rumor_id": builders.RUMOR,
        "title": builders.TEXT,
        "verdict": {"rating": "false", "summary": "不实", "link": "https://x.example"},
        "previous": None,
        "reports": {
            "count": 2,
            "external_ids": ["r0", "r1"],
            "report_ids": [],
            "next_page": None,
        },
    }


def test_a_verdict_that_is_withdrawn_is_null() -> None:
    data = answered(1, verdict=None, previous=VerdictGiven(rating="false"))
    assert data["verdict"] is None
    assert data["previous"]["rating"] == "false"


@pytest.mark.parametrize(("count", "first", "pages"), [(1_000, 1_000, 1), (1_001, 1_000, 2)])
def test_an_answer_names_a_thousand_reports_and_where_the_others_are(
    count: int, first: int, pages: int
) -> None:
    reports = answered(count)["reports"]
    assert (reports["count"], len(reports["external_ids"])) == (count, first)
    following = "http://x/v1/answers/ans_018bcfe56800dddddddddd?page=2"
    assert reports["next_page"] == (following if pages > 1 else None)


def test_reports_without_an_external_id_are_named_by_their_own() -> None:
    unnamed = AnsweredReport(report_id=builders.report_id(1), rumor_id=builders.RUMOR)
    reports = answered(1, reports=(unnamed,))["reports"]
    assert reports["external_ids"] == []
    assert reports["report_ids"] == [builders.report_id(1)]
