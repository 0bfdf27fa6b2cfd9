"""GET /v1/rumors/{rumor_id}/history: every decision and alert, with who, when and what for."""

from typing import Any

import msgspec

from schemas.api.decided import History, HistoryItem
from schemas.events import Alert, DecisionMade, VerdictGiven
from schemas.events.decisions import TOLD
from streams.api import parameters
from streams.api.alerts import state_of
from streams.api.happenings import OURSELVES
from streams.api.operation import reading
from streams.api.parts import part_asked
from streams.api.query import Query
from streams.api.services import Call, Services
from streams.core import curation
from streams.core.curation.book import Book, Growth
from streams.core.curation.rated import rated_by
from streams.core.ids import split_rumor
from streams.core.times import rfc3339
from streams.store.reads.paging import Place
from streams.store.reads.questions import Reads

MOST_ALERTS = 500  # of one rumor: episodes end an hour apart at the least


async def get_history(services: Services, call: Call) -> History:
    """Everything decided on a rumor and told of it, the oldest first."""
    part = part_asked("history", Query(call.request))
    rumor_id = call.part("rumor_id")
    await services.lookup.rumor(call.tenant, rumor_id)
    book = curation.book_of(services.decisions, call.tenant)
    items = [_decision(book, book.made[id_]) for id_ in _decisions_on(services, call, book)]
    items += [
        _growth(book, growth)
        for growth in book.growths.values()
        if rumor_id in (growth.fact.kept, growth.fact.merged)
    ]
    items += await _alerts(services, call.tenant, rumor_id)
    page, following = part.of(sorted(items, key=lambda item: item.at), _place)
    return History(items=page, next_cursor=following)


def _decisions_on(services: Services, call: Call, book: Book) -> list[str]:
    """The decisions that name a rumor, and the one that its rating comes from: with a merge that
    may be one on another rumor.
    """
    rumor_id = call.part("rumor_id")
    rated = services.lookup.overlay(call.tenant).rated.get(rumor_id)
    return list(dict.fromkeys([*book.named.get(rumor_id, ()), *([rated] if rated else [])]))


def _place(item: HistoryItem) -> Place:
    return Place(item.at, str(item.decision_id or item.alert_id))


def _decision(book: Book, decision: DecisionMade) -> HistoryItem:
    return HistoryItem(
        at=rfc3339(decision.decided_at_ms),
        kind=decision.kind,
        by=decision.decided_by,
        note=decision.note,
        undone_by=book.undone.get(decision.decision_id),
        detail=_detail(decision),
        decision_id=decision.decision_id,
    )


def _detail(decision: DecisionMade) -> dict[str, Any]:
    """What a decision says, by its kind; empty fields are left out."""
    said: dict[str, Any] = {
        "rumor_id": decision.rumor_id,
        "into": decision.target if decision.kind in ("merge", "join") else "",
        "to": decision.target if decision.kind == "move" else "",
        "apart_from": decision.target if decision.kind in ("apart", "undo") else "",
        "new_rumor_id": split_rumor(decision.decision_id) if decision.kind == "split" else "",
    }
    said |= {name.removesuffix("_ms"): _told(name, getattr(decision, name)) for name in TOLD}
    found = {name: value for name, value in said.items() if value}
    if decision.kind in ("verdict", "factcheck"):
        found["verdict"] = decision.verdict and _verdict(decision.verdict)
    if decision.rumors:
        found["rumor_ids"] = list(rated_by(decision))
    if decision.left:
        found["rated_no_more"] = list(decision.left)
    return found


def _told(name: str, value: Any) -> Any:
    if name.endswith("_ms"):
        return _time(value)
    return list(value) if isinstance(value, tuple) else value


def _verdict(given: VerdictGiven) -> dict[str, str]:
    """All of it: the log leaves out what is empty."""
    return {"rating": given.rating, "summary": given.summary, "link": given.link}


def _growth(book: Book, growth: Growth) -> HistoryItem:
    fact = growth.fact
    return HistoryItem(
        at=rfc3339(growth.at_ms),
        kind="merge",
        by=OURSELVES,
        note=f"{fact.bridges} wordings hold confirmed content of both",
        undone_by=book.undone.get(growth.merge_id),
        detail={
            "rumor_id": fact.merged,
            "into": fact.kept,
            "variant_id": fact.variant_id,
            "bridges": fact.bridges,
            "shared": round(fact.shared, 3),
        },
        decision_id=growth.merge_id,
    )


async def _alerts(services: Services, tenant: str, rumor_id: str) -> list[HistoryItem]:
    def question(reads: Reads) -> list[list[dict[str, Any]]]:
        page = reads.alerts(
            tenant, alert_id="", rumor_id=rumor_id, least_rank=0, limit=MOST_ALERTS, cursor=""
        )
        return [item["changes"] for item in page["items"]]

    takes = curation.overlay(services.decisions, tenant).takes
    items = []
    for changes in await services.lookup.run(question, tenant):
        told = [msgspec.convert(change, Alert) for change in changes]
        latest = told[-1]
        taken = takes.get(latest.alert_id)
        items.append(
            HistoryItem(
                at=rfc3339(latest.raised_at_ms),
                kind="alert",
                by=OURSELVES,
                note=latest.why,
                undone_by=None,
                detail={
                    "rumor_id": latest.rumor_id,
                    "level": latest.level,
                    "state": state_of(latest),
                    "taken_by": taken.by if taken else None,
                    "taken_note": (taken.note or None) if taken else None,
                },
                alert_id=latest.alert_id,
            )
        )
    return items


def _time(at_ms: int | None) -> str:
    return rfc3339(at_ms) if at_ms else ""


OPERATIONS = (
    reading(
        "/v1/rumors/{rumor_id}/history",
        get_history,
        summary="Its decisions and alerts",
        answers=History,
        query=parameters.PAGED,
    ),
)
