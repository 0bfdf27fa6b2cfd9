"""Webhook bodies and signatures, with the standardwebhooks package as oracle."""

import base64
import json
import time
from dataclasses import replace

import pytest
import standardwebhooks

from schemas.events import Alert, Share, StanceCounts, VerdictGiven
from streams.core.ids import delivery_id
from streams.core.receivers import standard as payloads

SECRET = "whsec_" + base64.b64encode(b"x" * 32).decode()
ALERT = Alert(
    alert_id="alr_018bcfe6a080aaaa",
    change_id="surge",
    event="raised",
    tenant="main",
    rumor_id="ab" * 8,
    kind="surging",
    level="surge",
    previous_level="",
    title="标题",
    text="原文",
    started_at_ms=1_700_000_000_000,
    raised_at_ms=1_700_000_000_000,
    at_ms=1_700_000_001_000,
    resolved_at_ms=None,
    why="11 reports in 20 minutes, normally 0.2",
    observed=11.0,
    window_s=1200,
    baseline=0.2,
    factor=55.0,
    score=6.0,
    reporters=11,
    reports=12,
    stance=StanceCounts(carries=10, questions=2, refutes=0),
    channels=(Share(name="wechat", reports=12),),
    variants=3,
    newest=("原文",),
    verdict=VerdictGiven(rating="false", summary="不实", link="https://x.example"),
    policy_version="abcd",
)


def test_the_signature_is_the_one_of_the_specification() -> None:
    body = payloads.standard_body(
        ALERT, type="alert.raised", id="dlv_1", public_url="http://x"
    ).encode()
    headers = payloads.signed_headers(body, id="dlv_1", at_s=int(time.time()), secrets=SECRET)
    assert standardwebhooks.Webhook(SECRET).verify(body, headers)["type"] == "alert.raised"


def test_two_secrets_sign_twice_and_either_verifies() -> None:
    other = "whsec_" + base64.b64encode(b"y" * 32).decode()
    headers = payloads.signed_headers(
        b"{}", id="dlv_1", at_s=int(time.time()), secrets=f"{other} {SECRET}"
    )
    assert headers["webhook-signature"].count("v1,") == 2
    for secret in (SECRET, other):
        standardwebhooks.Webhook(secret).verify(b"{}", headers)


def test_the_body_says_what_the_contract_names() -> None:
    body = json.loads(
        payloads.standard_body(ALERT, type="alert.raised", id="dlv_1", public_url="http://x")
    )
    assert set(body) == {"type", "id", "timestamp", "data"}
    assert set(body["data"]) == {
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
        "variants",
        "forecast",
        "red_flags",
        "links",
        "delayed_s",
        "policy_version",
    }
    assert body["data"]["verdict"] == {
        "rating": "false",
        "summary": "不实",
        "link": "https://x.example",
    }
    assert body["data"]["started_at"] == "2023-11-14T22:13:20.000Z"
    assert body["data"]["links"]["rumor"] == f"http://x/v1/rumors/{'ab' * 8}"


def test_an_episode_is_raised_for_a_receiver_when_it_passes_its_level() -> None:
    watch = replace(ALERT, level="watch")
    surge = replace(ALERT, event="escalated", level="surge", previous_level="watch")
    major = replace(ALERT, event="escalated", level="major", previous_level="surge")
    assert [payloads.type_for(a, "surge") for a in (watch, surge, major)] == [
        None,
        "alert.raised",
        "alert.escalated",
    ]
    assert [payloads.type_for(a, "watch") for a in (watch, surge)] == [
        "alert.raised",
        "alert.escalated",
    ]


def test_ids_are_the_same_for_the_same_change_and_receiver() -> None:
    one = delivery_id(ALERT.alert_id, "surge", "desk")
    assert one == delivery_id(ALERT.alert_id, "surge", "desk")
    assert (
        len(
            {
                one,
                delivery_id(ALERT.alert_id, "major", "desk"),
                delivery_id(ALERT.alert_id, "surge", "other"),
            }
        )
        == 3
    )
    assert one.startswith("dlv_018bcfe6a080")


@pytest.mark.parametrize("secret", ["whsec_!!!", "whsec_YQ=="])
def test_a_bad_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(payloads.BadSecret) as error:
        payloads.key_of(secret)
    assert secret[6:] not in str(error.value)
