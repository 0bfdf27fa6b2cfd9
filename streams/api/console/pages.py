"""What each page of the console needs to know.

In: what a viewer may ask, and the parameters of the page's URL. Out: answers of the API by name.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.api.decided import SuggestionPage
from schemas.api.rumors import RumorItem, RumorRead, Spread
from schemas.events.vocabulary import DELIVERY_STATES, RATINGS
from streams.api.console.asking import Asking
from streams.core.times import rfc3339
from streams.intake.problems import Problem
from streams.parsing.times import moment
from streams.store.reads.sparks import Lately, sparks

DESK_ROWS = 60  # of those with reports in the last hour: rumors with an alert are among them
WORDINGS = 25  # of a page: more push what stands below them out of reach
BRANCHES = 200  # of a tree, on one page
OPEN_ROWS = 150  # with an open alert: so many keep the desk below 300 kB
LISTED = 50  # rows of other tables
LEAST_REPORTS = 3  # in an hour, without an alert: below it the desk would list every chat
SPARK_S = 6 * 3_600  # what a sparkline shows: the rise and the calm before it
SPARK_STEP_S = 900
LEAST_BARS = 20
MOST_BARS = 150  # of a chart: six pixels each
STEPS_S = (60, 300, 900, 3_600, 21_600, 86_400, 7 * 86_400, 28 * 86_400)
LONGEST_STEP_S = 364 * 86_400
FILTERS = ("query", "verdict", "open_alert", "place", "channel", "language", "assignee", "sort")
RUMOR = "/v1/rumors/{rumor_id}"

Answers = dict[str, Any]
Asked = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its name for the renderer, and what makes its answers."""

    name: str
    answers: Callable[[Asking, Asked], Awaitable[Answers]]


async def desk(asking: Asking, _: Asked) -> Answers:
    """What rises now: rumors reported in the last hour, and those with an open alert."""
    busy, alerts = await asyncio.gather(
        asking.read("/v1/rumors", {"sort": "-reports_1h", "limit": DESK_ROWS}),
        asking.read_all("/v1/alerts", {"state": "open"}),
    )
    rumors = {item.rumor_id: item for item in busy.items}
    alarmed = {alert.merged_into or alert.rumor_id for alert in alerts.items}
    if alarmed - rumors.keys():  # rare: those with an alert are among the busiest
        query = {"sort": "-reports_1h", "open_alert": "true", "limit": OPEN_ROWS}
        found = await asking.read("/v1/rumors", query)
        rumors |= {item.rumor_id: item for item in found.items}
    shown = [
        item
        for item in rumors.values()
        if item.reports_1h >= LEAST_REPORTS or item.rumor_id in alarmed
    ]
    return {
        "rumors": shown,
        "alerts": alerts.items,
        "unseen": len(alarmed - rumors.keys()),
        "sparks": await _sparks(asking, shown) if shown else {},
    }


async def rumors(asking: Asking, asked: Asked) -> Answers:
    """The search."""
    query = {name: asked.get(name, "") for name in FILTERS}
    if asked.get("format") == "csv":
        return {"rumors": await asking.read_all("/v1/rumors", query)}
    query["cursor"] = asked.get("cursor", "")
    return {
        "rumors": await asking.read("/v1/rumors", {**query, "limit": LISTED}),
        "ratings": RATINGS,
    }


async def rumor(asking: Asking, asked: Asked) -> Answers:
    """All of one rumor."""
    rumor_id = asked["rumor_id"]
    if asked.get("format") == "csv":
        return await _rumor_table(asking, asked)
    read: RumorRead = await asking.read(RUMOR, rumor_id=rumor_id)
    variants, spread, history, alerts, pairs = await asyncio.gather(
        asking.read(
            f"{RUMOR}/variants",
            {"limit": WORDINGS, "cursor": asked.get("cursor", "")},
            rumor_id=rumor_id,
        ),
        _spread(asking, read, asked),
        asking.read(f"{RUMOR}/history", rumor_id=rumor_id),
        asking.read("/v1/alerts", {"rumor_id": rumor_id, "min_level": "watch", "limit": LISTED}),
        _pairs(asking, read),
    )
    return {
        "rumor": read,
        "variants": variants,
        "spread": spread,
        "history": history,
        "alerts": alerts,
        "suggestions": pairs,
    }


async def tree(asking: Asking, asked: Asked) -> Answers:
    """How the wordings of a rumor came about. A page of its own: of a rumor with many wordings it
    takes as long as all the rest of the rumor's page, which is looked at far more often.
    """
    rumor_id = asked["rumor_id"]
    path = f"{RUMOR}/tree"
    if asked.get("format") == "csv":
        return {"tree": await asking.read(path, rumor_id=rumor_id)}
    query = {"limit": BRANCHES, "cursor": asked.get("cursor", "")}
    read, branches = await asyncio.gather(
        asking.read(RUMOR, rumor_id=rumor_id), asking.read(path, query, rumor_id=rumor_id)
    )
    return {"rumor": read, "tree": branches}


async def suggestions(asking: Asking, asked: Asked) -> Answers:
    """Pairs that may be one."""
    if asked.get("format") == "csv":
        return {"suggestions": await asking.read_all("/v1/suggestions")}
    query = {"limit": 10, "cursor": asked.get("cursor", "")}
    return {"suggestions": await asking.read("/v1/suggestions", query)}


async def check(_: Asking, __: Asked) -> Answers:
    """Nothing yet: the text comes with a form, never with a URL."""
    return {"text": "", "found": None}


async def alerts(asking: Asking, asked: Asked) -> Answers:
    """Alerts, the newest first."""
    query = {"min_level": asked.get("min_level", "")}
    if asked.get("format") == "csv":
        return {"alerts": await asking.read_all("/v1/alerts", query)}
    query["cursor"] = asked.get("cursor", "")
    return {"alerts": await asking.read("/v1/alerts", {**query, "limit": 30})}


async def deliveries(asking: Asking, asked: Asked) -> Answers:
    """What receivers were told."""
    query = {name: asked.get(name, "") for name in ("receiver", "state")}
    if asked.get("format") == "csv":
        return {"deliveries": await asking.read_all("/v1/deliveries", query)}
    query["cursor"] = asked.get("cursor", "")
    known = asking.services.config.current().receivers_of(asking.key.tenant)
    return {
        "deliveries": await asking.read("/v1/deliveries", {**query, "limit": LISTED}),
        "receivers": [(receiver.name, receiver.kind) for receiver in known],
        "states": DELIVERY_STATES,
    }


async def rejects(asking: Asking, asked: Asked) -> Answers:
    """What could not be used."""
    if asked.get("format") == "csv":
        return {"rejects": await asking.read_all("/v1/rejects")}
    query = {"limit": LISTED, "cursor": asked.get("cursor", "")}
    return {"rejects": await asking.read("/v1/rejects", query)}


async def system(asking: Asking, _: Asked) -> Answers:
    """How the house is doing."""
    return {"status": await asking.read("/v1/status")}


async def done(asking: Asking, asked: Asked) -> Any:
    """What was just decided, as a page's URL names it; None where it names nothing that is."""
    rumor_id, wanted = asked.get("rumor", ""), asked.get("decision", "")
    if not wanted:
        return None
    try:
        found = await asking.read(f"{RUMOR}/history", rumor_id=asked.get("rumor_id") or rumor_id)
    except Problem:
        return None
    return next((item for item in found.items if item.decision_id == wanted), None)


PLACES = {
    "/": Place("desk", desk),
    "/rumors": Place("rumors", rumors),
    "/rumors/{rumor_id}": Place("rumor", rumor),
    "/rumors/{rumor_id}/tree": Place("tree", tree),
    "/suggestions": Place("suggestions", suggestions),
    "/check": Place("check", check),
    "/alerts": Place("alerts", alerts),
    "/deliveries": Place("deliveries", deliveries),
    "/rejects": Place("rejects", rejects),
    "/system": Place("system", system),
}


async def _rumor_table(asking: Asking, asked: Asked) -> Answers:
    rumor_id = asked["rumor_id"]
    table = asked.get("table", "variants")
    if table == "history":
        return {"history": await asking.read(f"{RUMOR}/history", rumor_id=rumor_id)}
    if table == "spread":
        read = await asking.read(RUMOR, rumor_id=rumor_id)
        return {"spread": await _spread(asking, read, asked)}
    return {"variants": await asking.read_all(f"{RUMOR}/variants", rumor_id=rumor_id)}


async def _pairs(asking: Asking, read: RumorRead) -> SuggestionPage:
    """What it may be one with; not asked where nothing overlaps."""
    if not read.suggestions:
        return SuggestionPage([], None)
    query = {"rumor_id": read.rumor_id, "limit": 3}
    pairs: SuggestionPage = await asking.read("/v1/suggestions", query)
    return pairs


async def _sparks(asking: Asking, shown: list[RumorItem]) -> dict[str, list[int]]:
    """The last hours of the rumors shown: one question for all of them."""
    now_s = asking.services.clock.now_ms() // 1_000 // SPARK_STEP_S * SPARK_STEP_S
    steps = SPARK_S // SPARK_STEP_S
    start_s = now_s + SPARK_STEP_S - SPARK_S
    lately = Lately(start_s=start_s, steps=steps, step_s=SPARK_STEP_S)
    ids = [item.rumor_id for item in shown]
    tenant = asking.key.tenant
    return await asking.services.lookup.run(
        lambda reads: reads.of(sparks, tenant, ids, lately), tenant
    )


async def _spread(asking: Asking, read: RumorRead, asked: Asked) -> Spread | None:
    """The life of a rumor, or the part of it that the URL names, in bars."""
    if not read.first_seen or not read.last_seen:
        return None
    first_s = _seconds(asked.get("from") or read.first_seen)
    last_s = _seconds(asked.get("to") or read.last_seen)
    span_s = max(0.0, last_s - first_s)  # a range that ends before it begins the API refuses
    step_s = next((one for one in STEPS_S if span_s / one <= MOST_BARS), LONGEST_STEP_S)
    missing_s = max(0.0, LEAST_BARS * step_s - span_s)
    query = {
        "by": asked.get("by") or "stance",
        # of a rumor that is minutes old, the calm before it
        "from": asked.get("from") or rfc3339(round((first_s - missing_s) * 1_000)),
        "to": asked.get("to") or rfc3339((int(last_s) + 1) * 1_000),  # the last report is within
        "step": step_s,
        "zone": asked.get("zone", ""),
    }
    spread: Spread = await asking.read(f"{RUMOR}/spread", query, rumor_id=read.rumor_id)
    return spread


def _seconds(at: str) -> float:
    """A time of a URL; what is none the API refuses by itself."""
    time = moment(at)
    return 0.0 if time is None else time.timestamp()
