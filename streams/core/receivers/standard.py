"""Payloads: from an alert to the exact bytes that a receiver gets, and their signature.

In: an `Alert`, or a ping. Out: JSON text in the form of the Standard Webhooks specification 1.0.0,
and its headers. Used by `deliver`.
"""

import base64
import binascii
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from schemas.events import Alert
from streams.core.surge.policy import LEVELS

EVENTS = ("raised", "escalated", "resolved", "corrected")


class BadSecret(Exception):
    """A webhook secret that cannot sign. The message never holds it."""


def type_for(alert: Alert, min_level: str) -> str | None:
    """The webhook type of an alert for a receiver that wants `min_level` and above, or None if it
    is not to be told.

    An episode that passes the receiver's level for the first time is raised for it, whatever others
    heard before.
    """
    least = LEVELS.index(min_level)
    if LEVELS.index(alert.level) < least:
        return None
    if alert.event == "escalated" and LEVELS.index(alert.previous_level) < least:
        return "alert.raised"
    return f"alert.{alert.event}"


def standard_body(alert: Alert, *, type: str, id: str, public_url: str) -> str:
    """The Standard Webhooks body of an alert."""
    return _json(
        {
            "type": type,
            "id": id,
            "timestamp": rfc3339(alert.at_ms),
            "data": alert_data(alert, public_url),
        }
    )


def ping_body(*, id: str, at_ms: int, receiver: str) -> str:
    """The body of a receiver test."""
    return _json(
        {"type": "ping", "id": id, "timestamp": rfc3339(at_ms), "data": {"receiver": receiver}}
    )


def alert_data(alert: Alert, public_url: str) -> dict[str, Any]:
    """An alert as the outside sees it: in webhooks and in the API."""
    return {
        "alert_id": alert.alert_id,
        "rumor_id": alert.rumor_id,
        "tenant": alert.tenant,
        "kind": alert.kind,
        "level": alert.level,
        "title": alert.title,
        "text": alert.text,
        "verdict": _plain(alert.verdict),
        "started_at": rfc3339(alert.started_at_ms),
        "raised_at": rfc3339(alert.raised_at_ms),
        "resolved_at": rfc3339(alert.resolved_at_ms) if alert.resolved_at_ms else None,
        "why": alert.why,
        "observed": round(alert.observed),
        "window_s": alert.window_s,
        "baseline": alert.baseline,
        "factor": alert.factor,
        "score": alert.score,
        "reporters": alert.reporters,
        "stance": _plain(alert.stance),
        "channels": [_plain(share) for share in alert.channels],
        "places": [_plain(share) for share in alert.places],
        "variants": {"count": alert.variants, "newest": list(alert.newest)},
        "forecast": None,
        "red_flags": list(alert.red_flags),
        "links": {"rumor": f"{public_url}/v1/rumors/{alert.rumor_id}", "dashboard": None},
        "delayed_s": alert.delayed_s,
        "policy_version": alert.policy_version,
    }


def signed_headers(body: bytes, *, id: str, at_s: int, secrets: str) -> dict[str, str]:
    """Headers of one attempt. `secrets` may hold several, separated by spaces: receivers accept any
    while a secret is rotated.

    Raises BadSecret without a usable secret: nothing is ever sent unsigned.
    """
    if not secrets.split():
        raise BadSecret("there is no secret to sign with")
    content = f"{id}.{at_s}.".encode() + body
    signatures = [
        "v1," + base64.b64encode(hmac.digest(key_of(secret), content, hashlib.sha256)).decode()
        for secret in secrets.split()
    ]
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(signatures),
    }


def key_of(secret: str) -> bytes:
    """The key bytes of `whsec_` + base64. Raises BadSecret, without the secret in it."""
    try:
        key = base64.b64decode(
            secret.removeprefix("whsec_").encode("ascii", "replace"), validate=True
        )
    except binascii.Error:
        raise BadSecret("a webhook secret is whsec_ followed by base64") from None
    if len(key) < 16:
        raise BadSecret("a webhook secret holds at least 16 bytes (24 to 64 are recommended)")
    return key


def rfc3339(at_ms: int) -> str:
    """A time in milliseconds as RFC 3339 in UTC."""
    return (
        datetime.fromtimestamp(at_ms / 1_000, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if value is None:
        return None
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
