"""GET /v1/alerts and one alert: what receivers were told, with history and deliveries."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from schemas.api.alerts import AlertPage, AlertRead
from schemas.api.decisions import TakeIn
from schemas.events import Alert
from streams.api import parameters
from streams.api.answers import Answer
from streams.api.bodies import LARGEST_DECISION, read_body
from streams.api.decided import answer, decide, written
from streams.api.lookup import RUMOR_ID, mute_in_force, not_found, verdict_of
from streams.api.newest import newest_change
from streams.api.operation import deciding, reading
from streams.api.query import MOST, Query, bad_parameter
from streams.api.services import Call, Services
from streams.core.curation.overlay import Overlay
from streams.core.masking import mask
from streams.core.receivers.standard import alert_data
from streams.core.surge.alerts import HOAX_RATINGS, UNMUTED, decision_change, why_as_told
from streams.core.surge.policy import LEVELS
from streams.core.times import rfc3339
from streams.intake.problems import Problem
from streams.store.reads.details import titles_of
from streams.store.reads.questions import Reads

STATES = ("open", "resolved")
LEAST_LEVEL = "surge"  # what is only watched is told nobody, and shown who asks for it


async def get_alerts(services: Services, call: Call) -> AlertPage:
    """A page of alerts."""
    query = Query(call.request)
    rumor_id = query.text("rumor_id", parameters.ID_LENGTH)
    level = query.choice("min_level", LEVELS[1:], LEAST_LEVEL)
    state = query.choice("state", STATES, "")
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    if rumor_id and not RUMOR_ID.match(rumor_id):
        raise bad_parameter("rumor_id", "bad_id", "rumor_id is 16 lower-case hex digits")

    overlay = services.lookup.overlay(call.tenant)

    def question(reads: Reads) -> dict[str, Any]:
        page = reads.alerts(
            call.tenant,
            alert_id="",
            rumor_id=rumor_id,
            least_rank=LEVELS.index(level),
            limit=limit,
            cursor=cursor,
            state=state,
        )
        shown = _all_shown(services, reads, call.tenant, overlay=overlay, items=page["items"])
        return page | {"items": shown}

    return await services.lookup.ask(question, AlertPage, call.tenant)


async def get_alert(services: Services, call: Call) -> AlertRead:
    """One alert."""
    alert_id = call.part("alert_id")

    overlay = services.lookup.overlay(call.tenant)

    def question(reads: Reads) -> list[dict[str, Any]]:
        page = reads.alerts(
            call.tenant, alert_id=alert_id, rumor_id="", least_rank=0, limit=1, cursor=""
        )
        return _all_shown(services, reads, call.tenant, overlay=overlay, items=page["items"])

    found = await services.lookup.ask(question, list[AlertRead], call.tenant)
    if not found:
        raise not_found("alert")
    return found[0]


async def post_take(services: Services, call: Call) -> Answer:
    """Somebody works on an alert. It is told by the worker, which follows the decisions."""
    return await _of_alert(services, call, "take")


async def post_release(services: Services, call: Call) -> Answer:
    """Nobody works on an alert any more."""
    return await _of_alert(services, call, "release")


async def _of_alert(services: Services, call: Call, kind: str) -> Answer:
    body = await read_body(call.request, LARGEST_DECISION)
    given = written(body or b"{}", TakeIn)
    alert = await get_alert(services, call)
    if kind == "take" and await _is_over(services, call, alert):
        raise Problem(409, "resolved", "this alert is over; there is nothing to take")
    made = await decide(
        services,
        call,
        kind=kind,
        rumor_id=alert.rumor_id,
        alert_id=alert.alert_id,
        note=mask(given.note or ""),
    )
    return answer(services, call, made)


async def _is_over(services: Services, call: Call, alert: AlertRead) -> bool:
    """Whether an alert is over by now, also where the store has not heard of it yet."""
    newest = await newest_change(services, call.tenant, alert.alert_id)
    state = alert.state if newest is None else state_of(newest)
    return state == "resolved"


def _all_shown(
    services: Services,
    reads: Reads,
    tenant: str,
    *,
    overlay: Overlay,
    items: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    told = _told_of_muted(reads, tenant, overlay, items)
    titles = _titles(reads, tenant, overlay, items)
    return [_shown(services, overlay, item, told=told, titles=titles) for item in items]


def _titles(
    reads: Reads, tenant: str, overlay: Overlay, items: Sequence[dict[str, Any]]
) -> dict[str, str]:
    """What the rumors of alerts are called now: by people, else as they are stored and decided."""
    shown = sorted({overlay.shown_as(item["changes"][-1]["rumor_id"]) for item in items})
    unnamed = [int(rumor_id, 16) for rumor_id in shown if rumor_id not in overlay.titles]
    stored = reads.of(titles_of, tenant, unnamed) if unnamed else {}
    return {
        rumor_id: overlay.titles.get(rumor_id) or stored.get(int(rumor_id, 16), "")
        for rumor_id in shown
    }


def _told_of_muted(
    reads: Reads, tenant: str, overlay: Overlay, items: Sequence[dict[str, Any]]
) -> frozenset[str]:
    """The ids of all changes of rumors that are muted until more people report them: the end of a
    mute is told by one alert of a rumor, the others of the whole do not know of it.
    """
    shown = {overlay.shown_as(item["changes"][-1]["rumor_id"]) for item in items}
    told: set[str] = set()
    for rumor_id in sorted(shown):
        mute = overlay.mutes.get(rumor_id)
        if mute and mute.until_reporters:
            page = reads.alerts(
                tenant, alert_id="", rumor_id=rumor_id, least_rank=0, limit=MOST, cursor=""
            )
            told |= {one["change_id"] for item in page["items"] for one in item["changes"]}
    return frozenset(told)


def _shown(
    services: Services,
    overlay: Overlay,
    item: dict[str, Any],
    *,
    told: Collection[str],
    titles: Mapping[str, str],
) -> dict[str, Any]:
    """The newest of an alert's changes as the outside sees it, all of them as history.

    Verdict and title are those in force now, not those of the time when it was told. `told` are the
    changes that may have ended its mute, `titles` those of rumors as they show.
    """
    changes = [msgspec.convert(change, Alert) for change in item["changes"]]
    latest = changes[-1]
    taken = overlay.takes.get(latest.alert_id)
    shown = overlay.shown_as(latest.rumor_id)
    mute = mute_in_force(overlay, shown, services.clock.now_ms())
    # How many reporters came since, the worker counts: where they ended it, it told so.
    if mute and decision_change(UNMUTED, mute.decision_id) in told:
        mute = None
    verdict = verdict_of(overlay, latest.rumor_id)
    return alert_data(latest, services.public_url()) | {
        "title": titles[shown] or latest.title,  # told, and not stored yet
        "why": why_as_told(latest, latest.at_ms),
        "kind": _kind(latest, verdict.rating if verdict else ""),
        "verdict": verdict,
        "state": state_of(latest),
        "history": [_change(change) for change in changes],
        "deliveries": item["deliveries"],
        "taken_by": taken.by if taken else None,
        "taken_note": (taken.note or None) if taken else None,
        "merged_into": shown if shown != latest.rumor_id else latest.merged_into or None,
        "muted_until": rfc3339(mute.until_ms) if mute and mute.until_ms else None,
        "muted_until_reporters": mute.until_reporters if mute else None,
    }


def _kind(latest: Alert, rating: str) -> str:
    """What fits the verdict in force now, which may not be told yet, or came too late to be."""
    if rating not in HOAX_RATINGS:
        return "surging"
    return "still_rising" if latest.kind == "surging" else latest.kind


def state_of(newest: Alert) -> str:
    """Open or resolved, as an alert's newest change says: not all that end one are called so."""
    return "resolved" if newest.resolved_at_ms else "open"


def _change(change: Alert) -> dict[str, Any]:
    return {
        "event": change.event,
        "level": change.level,
        "at": rfc3339(change.at_ms),
        "why": why_as_told(change, change.at_ms),
        "score": change.score,
    }


OPERATIONS = (
    reading(
        "/v1/alerts",
        get_alerts,
        summary="Alerts with history and deliveries",
        answers=AlertPage,
        query={
            "rumor_id": parameters.RUMOR_ID,
            "min_level": parameters.choice(
                "At least that level.", *LEVELS[1:], default=LEAST_LEVEL
            ),
            "state": parameters.choice("Only those that are so now.", *STATES),
            **parameters.PAGED,
        },
    ),
    reading("/v1/alerts/{alert_id}", get_alert, summary="One alert", answers=AlertRead),
    deciding("/v1/alerts/{alert_id}/take", post_take, body=TakeIn, summary="Work on an alert"),
    deciding(
        "/v1/alerts/{alert_id}/release",
        post_release,
        body=TakeIn,
        summary="Leave an alert to others",
    ),
)
