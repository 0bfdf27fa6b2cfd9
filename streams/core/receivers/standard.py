"""The kind `standard`: JSON in the form of the Standard Webhooks specification 1.0.0, signed.

In: an `Alert`, or a ping. Out: the exact bytes that a receiver gets.
"""

import json
from typing import Any

from msgspec.structs import asdict

from schemas.events import Alert
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.signature import signed_headers
from streams.core.times import rfc3339

ANSWER_BYTES = 0  # the status is the whole answer


def alert_body(alert: Alert, *, type: str, id: str, links: str) -> str:
    """The Standard Webhooks body of an alert."""
    # the time of the change, not of sending: every attempt sends the same bytes under the same id
    return _body(type=type, id=id, at_ms=alert.at_ms, data=alert_data(alert, links))


def ping_body(*, id: str, at_ms: int, receiver: str) -> str:
    """The body of a receiver test."""
    return _body(type="ping", id=id, at_ms=at_ms, data={"receiver": receiver})


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The signed request. Raises BadSecret."""
    content = body.encode()
    headers = signed_headers(content, id=id, at_s=at_s, secrets=secrets)
    return Request(url=url, headers=headers | {"content-type": "application/json"}, content=content)


def failure(answer: Answer) -> str:
    """2xx only: a redirect is not followed, since its target was never checked or configured."""
    if 200 <= answer.status < 300:
        return ""
    return f"answered {answer.status} {answer.reason}".strip()


def alert_data(alert: Alert, links: str) -> dict[str, Any]:
    """An alert as the outside sees it: in webhooks and in the API.

    Fields are only ever added: receivers of others read this.
    """
    return {
        "alert_id": alert.alert_id,
        "rumor_id": alert.rumor_id,
        "tenant": alert.tenant,
        "kind": alert.kind,
        "level": alert.level,
        "title": alert.title,
        "text": alert.text,
        "verdict": asdict(alert.verdict) if alert.verdict else None,
        "started_at": rfc3339(alert.started_at_ms),
        "raised_at": rfc3339(alert.raised_at_ms),
        "resolved_at": rfc3339(alert.resolved_at_ms) if alert.resolved_at_ms else None,
        "why": alert.why,
        "observed": round(alert.observed),  # decayed counts are fractions; outside they are people
        "window_s": alert.window_s,
        "baseline": alert.baseline,
        "factor": alert.factor,
        "score": alert.score,
        "reporters": alert.reporters,
        "independent": alert.reporters if alert.independent is None else alert.independent,
        "anonymous": alert.anonymous,
        "stance": asdict(alert.stance),
        "channels": [asdict(share) for share in alert.channels],
        "places": [asdict(share) for share in alert.places],
        "variants": {"count": alert.variants, "newest": list(alert.newest)},
        "forecast": None,  # promised as nullable; nothing makes one yet
        "red_flags": list(alert.red_flags),
        "taken_by": alert.taken_by or None,
        "taken_note": alert.taken_note or None,
        "muted_until": rfc3339(alert.muted_until_ms) if alert.muted_until_ms else None,
        "muted_until_reporters": alert.muted_until_reporters,
        "merged_into": alert.merged_into or None,
        "links": {"rumor": f"{links}/v1/rumors/{alert.rumor_id}", "dashboard": None},
        "delayed_s": alert.delayed_s,
        "policy_version": alert.policy_version,
    }


def _body(*, type: str, id: str, at_ms: int, data: dict[str, Any]) -> str:
    # the order of the keys is part of the bytes that were signed and recorded: it does not change
    whole = {"type": type, "id": id, "timestamp": rfc3339(at_ms), "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
