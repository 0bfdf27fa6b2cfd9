"""The kind `standard`: JSON in the form of the Standard Webhooks specification 1.0.0, signed.

In: a telling. Out: the exact bytes that a receiver gets.
"""

import json
from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict

from schemas.events import Alert, VerdictTold
from streams.core.receivers.answers import by_status
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.signature import key_of, signed_headers
from streams.core.receivers.tellings import (
    NAMED,
    PLAIN,
    Digest,
    Health,
    Manner,
    Ping,
    Telling,
    answer_page,
    api_of,
    page_of,
)
from streams.core.times import rfc3339

ANSWER_BYTES = 0  # the status is the whole answer
PER_MINUTE = 0
REPEATS_S = 0
SIGNS = True


def check(*, url: str, secret: str) -> None:
    """Raises BadSecret."""
    for one in secret.split():  # several while one takes over from another
        key_of(one)


def body(telling: Telling, *, manner: Manner = PLAIN) -> str:
    """The Standard Webhooks body. It is data: no language makes a difference."""
    # the order of the keys is part of the bytes that were signed and recorded: it does not change
    whole = {
        "type": telling.type,
        "id": telling.id,
        # when the receiver was to be told, not of sending: every attempt sends the same bytes
        "timestamp": rfc3339(telling.at_ms),
        "data": _data(telling),
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The signed request. Raises BadSecret."""
    content = body.encode()
    headers = signed_headers(content, id=id, at_s=at_s, secrets=secrets)
    return Request(url=url, headers=headers | {"content-type": "application/json"}, content=content)


def failure(answer: Answer) -> str:
    """The status says it all."""
    return by_status(answer)


def wait_s(answer: Answer) -> int:
    """Said in a header, if at all."""
    return 0


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
        "languages": [asdict(share) for share in alert.languages],
        "variants": {"count": alert.variants, "newest": list(alert.newest)},
        "forecast": None,  # promised as nullable; nothing makes one yet
        "red_flags": list(alert.red_flags),
        "taken_by": alert.taken_by or None,
        "taken_note": alert.taken_note or None,
        "muted_until": rfc3339(alert.muted_until_ms) if alert.muted_until_ms else None,
        "muted_until_reporters": alert.muted_until_reporters,
        "merged_into": alert.merged_into or None,
        "links": {
            "rumor": page_of(links, alert.rumor_id),  # for people
            "dashboard": None,
            "api": api_of(links, alert.rumor_id),
        },
        "delayed_s": alert.delayed_s,
        "policy_version": alert.policy_version,
    }


def answer_data(
    answer: VerdictTold, links: str, *, named: Sequence[tuple[str, str]], count: int, page: int = 1
) -> dict[str, Any]:
    """A page of an answer as the outside sees it: in webhooks and in the API. `named` are its
    reports on this page by report id and external id; `count` is of all. What has no external id
    is named by the id that it was accepted under.
    """
    is_last = page * NAMED >= count
    return {
        "answer_id": answer.answer_id,
        "rumor_id": answer.rumor_id,
        "title": answer.title,
        "verdict": asdict(answer.verdict) if answer.verdict else None,
        "previous": asdict(answer.previous) if answer.previous else None,
        "reports": {
            "count": count,
            "external_ids": [external_id for _, external_id in named if external_id],
            "report_ids": [report_id for report_id, external_id in named if not external_id],
            "next_page": None if is_last else answer_page(links, answer.answer_id, page + 1),
        },
    }


def _data(telling: Telling) -> dict[str, Any]:
    content = telling.content
    if isinstance(content, Alert):
        return alert_data(content, telling.links)
    if isinstance(content, VerdictTold):
        named = [(one.report_id, one.external_id) for one in content.reports[:NAMED]]
        return answer_data(content, telling.links, named=named, count=len(content.reports))
    if isinstance(content, Digest):
        alerts = [_line(alert, telling.links) for alert in content.alerts]
        return {"reason": content.reason, "count": len(alerts), "alerts": alerts}
    if isinstance(content, Ping):
        return {"receiver": content.receiver}
    return _health(content)


def _line(alert: Alert, links: str) -> dict[str, Any]:
    """An alert in a digest: what it takes to know it and to look it up."""
    return {
        "alert_id": alert.alert_id,
        "rumor_id": alert.rumor_id,
        "event": "resolved" if alert.resolved_at_ms else alert.event,
        "kind": alert.kind,
        "level": alert.level,
        "title": alert.title,
        "why": alert.why,
        "reporters": alert.reporters,
        "verdict": alert.verdict.rating if alert.verdict else None,
        "raised_at": rfc3339(alert.raised_at_ms),
        "links": {
            "rumor": page_of(links, alert.rumor_id),
            "api": api_of(links, alert.rumor_id),
        },
    }


def _health(health: Health) -> dict[str, Any]:
    return {
        "receiver": health.receiver,
        "tenant": health.tenant,
        "since": rfc3339(health.since_ms),
        "percent": health.percent,
        "error": health.error,
        "waiting": health.waiting,
    }
