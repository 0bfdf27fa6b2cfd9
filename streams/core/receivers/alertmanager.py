"""The kind `alertmanager`: alerts for the API of Prometheus Alertmanager, version 2.

The URL is its `/api/v2/alerts`. An alert there is its labels: they stay the same for as long as one
is open, save the severity. A change of the level therefore ends the alerts of the other levels and
begins that of the new one. What changes otherwise is an annotation.
"""

import json
from dataclasses import replace
from typing import Any

from schemas.events import Alert, VerdictTold
from streams.core.durations import DAY_MS
from streams.core.receivers.answers import by_status, said
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.note import kind_in_words, one_way, why
from streams.core.receivers.tellings import (
    PLAIN,
    REPEATED,
    Digest,
    Health,
    Manner,
    Ping,
    Telling,
    api_of,
    page_of,
)
from streams.core.receivers.words import LEVELS
from streams.core.times import rfc3339

ANSWER_BYTES = 256  # it answers nothing, or why not; a login page is told by its beginning
PER_MINUTE = 0
SIGNS = False
# An alert that has no end Alertmanager ends five minutes after it came (`resolve_timeout`), and one
# that it was told of it forgets when it restarts: whoever sends alerts is to repeat what is open.
REPEATS_S = 60
# So long one lasts that is repeated no more: its receiver left the config, or the worker is away.
OUTLIVES_MS = 900_000
LONGEST_FAILING_MS = 7 * DAY_MS  # a warning is repeated by nobody
LEVELS_UPWARDS = tuple(LEVELS["en"])
PING_MS = 300_000  # a test is gone by itself


def check(*, url: str, secret: str) -> None:
    """Nothing to be checked: with a secret it is sent as a bearer token."""


def body(telling: Telling, *, manner: Manner = PLAIN) -> str:
    """A list of alerts."""
    return json.dumps(_alerts(telling, manner), ensure_ascii=False, separators=(",", ":"))


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The request, with the secret as a bearer token where there is one."""
    headers = {"content-type": "application/json"}
    if secrets.strip():
        headers["authorization"] = f"Bearer {secrets.strip()}"
    return Request(url=url, headers=headers, content=body.encode())


def failure(answer: Answer) -> str:
    """A status of 2xx, and no page for people: that is a proxy's."""
    if why := by_status(answer):
        quoted = said(answer) if answer.body.strip() else ""
        return f"{why}: {quoted}" if quoted else why
    if answer.body.lstrip().startswith(b"<"):
        return f"answered {answer.status}, but not as the service: {said(answer)}"
    return ""


def wait_s(answer: Answer) -> int:
    """Said in a header, if at all."""
    return 0


def _alerts(telling: Telling, manner: Manner) -> list[dict[str, Any]]:
    content = telling.content
    if isinstance(content, Alert):
        return _changed(telling, content, manner)
    if isinstance(content, Digest):
        return [one for alert in content.alerts for one in _inside(telling, content, alert, manner)]
    if isinstance(content, VerdictTold):
        return [_answer(telling, content)]
    if isinstance(content, Ping):
        return [_test(telling, content)]
    return [_health(telling, content)]


def _inside(telling: Telling, digest: Digest, alert: Alert, manner: Manner) -> list[dict[str, Any]]:
    leaves = telling.leaves or alert.alert_id in digest.left
    return _changed(replace(telling, leaves=leaves), alert, manner)


def _changed(telling: Telling, alert: Alert, manner: Manner) -> list[dict[str, Any]]:
    """The alert, and the end of each other severity that it may still have there.

    Each time: the change of its level may have been told in another form, or to nobody. A level
    that was taken back has left a higher one there.
    """
    now = _alert(telling, alert, manner)
    goes_on = telling.type == REPEATED and not telling.leaves
    if not alert.previous_level or goes_on:
        return [now]
    ends_at = rfc3339(alert.resolved_at_ms or alert.at_ms)
    others = [level for level in LEVELS_UPWARDS if level != alert.level]
    return [
        now,
        *(now | {"labels": now["labels"] | {"severity": one}, "endsAt": ends_at} for one in others),
    ]


def _alert(telling: Telling, alert: Alert, manner: Manner) -> dict[str, Any]:
    ends_ms = _ends_ms(telling, alert)
    found = {
        "labels": {
            "alertname": "RumorSurge",
            "tenant": alert.tenant,
            "rumor_id": alert.rumor_id,
            "alert_id": alert.alert_id,
            "severity": alert.level,
        },
        "annotations": _annotations(telling, alert, manner),
        "startsAt": rfc3339(alert.started_at_ms),
        "generatorURL": page_of(telling.links, alert.rumor_id),
    }
    return found | {"endsAt": rfc3339(ends_ms)} if ends_ms else found


def _ends_ms(telling: Telling, alert: Alert) -> int:
    """When it is over there; 0 where it goes on. An end that is told once is not said of what may
    be sent hours later: it would be over when it comes.
    """
    if alert.resolved_at_ms:
        return alert.resolved_at_ms
    if telling.leaves or alert.merged_into:
        return telling.at_ms
    return telling.at_ms + OUTLIVES_MS if telling.type == REPEATED else 0


def _annotations(telling: Telling, alert: Alert, manner: Manner) -> dict[str, str]:
    words = manner.language
    annotations = {
        "summary": alert.title,
        "description": alert.why if words == "en" else why(telling, alert, words),
        "level": LEVELS[words].get(alert.level, alert.level),
        "kind": kind_in_words(alert, telling.type, words),
        "reporters": str(alert.reporters),
        "channels": ", ".join(share.name for share in alert.channels),
        "places": ", ".join(share.name for share in alert.places),
        "newest": "\n".join(alert.newest[::-1]),  # an alert has them oldest first
        "verdict": alert.verdict.rating if alert.verdict else "",
        "verdict_summary": alert.verdict.summary if alert.verdict else "",
        "verdict_link": alert.verdict.link if alert.verdict else "",
        "taken_by": alert.taken_by,
        "rumor": page_of(telling.links, alert.rumor_id),
        "api": api_of(telling.links, alert.rumor_id),
    }
    return {name: one_way(value) for name, value in annotations.items() if value}


def _test(telling: Telling, ping: Ping) -> dict[str, Any]:
    return {
        "labels": {
            "alertname": "RumorTrackerTest",
            "receiver": ping.receiver,
            "severity": "watch",
        },
        "annotations": {"summary": "rumor-tracker reaches this place."},
        "startsAt": rfc3339(telling.at_ms),
        "endsAt": rfc3339(telling.at_ms + PING_MS),
        "generatorURL": telling.links,
    }


def _answer(telling: Telling, answer: VerdictTold) -> dict[str, Any]:
    """Nothing goes on: it is news, which ends as soon as it is told."""
    rating = answer.verdict.rating if answer.verdict else "none"
    return {
        "labels": {
            "alertname": "RumorVerdict",
            "tenant": answer.tenant,
            "rumor_id": answer.rumor_id,
            "severity": "watch",
        },
        "annotations": {"summary": one_way(answer.title), "verdict": rating},
        "startsAt": rfc3339(telling.at_ms),
        "endsAt": rfc3339(telling.at_ms + PING_MS),
        "generatorURL": page_of(telling.links, answer.rumor_id),
    }


def _health(telling: Telling, health: Health) -> dict[str, Any]:
    """The same labels from the first warning to the recovery, which ends it."""
    ends_ms = telling.at_ms + LONGEST_FAILING_MS if health.percent else telling.at_ms
    return {
        "labels": {
            "alertname": "RumorReceiverFailing",
            "tenant": health.tenant,
            "receiver": health.receiver,
            "severity": "major",
        },
        "annotations": {
            "summary": f"{health.receiver}: {health.error or 'back'}",
            "percent": str(health.percent),
            "waiting": str(health.waiting),
        },
        "startsAt": rfc3339(health.since_ms),
        "endsAt": rfc3339(ends_ms),
        "generatorURL": telling.links,
    }
