"""Answers of the API as a hostile world would have them: every text that came from outside is
markup that runs a script where it is not shown as text.
"""

from typing import Any

from schemas.api.alerts import (
    AlertChange,
    AlertLinks,
    AlertPage,
    AlertRead,
    AlertVariants,
    Attempt,
    DeliveryPage,
    DeliveryRead,
)
from schemas.api.checks import CheckMatch, CheckRead, FlagRead
from schemas.api.comparisons import Change, Compared
from schemas.api.decided import (
    History,
    HistoryItem,
    SuggestedRumor,
    Suggestion,
    SuggestionPage,
    Verdict,
)
from schemas.api.decisions import FORMS
from schemas.api.rumors import (
    RumorItem,
    RumorPage,
    RumorRead,
    Share,
    Spread,
    SpreadPoint,
    SpreadSeries,
    StanceCounts,
    Tree,
    TreeItem,
    VariantPage,
    VariantRead,
)
from schemas.api.status import DiskRead, RejectPage, RejectRead, Status, StepLag
from schemas.console import Failure, Viewer
from schemas.events.vocabulary import DELIVERY_STATES

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>{{7*7}}"
A = "aa" * 8
B = "bb" * 8
AT = "2026-11-26T12:00:00.000Z"
LATER = "2026-11-26T12:02:00.000Z"
NOW_MS = 1_795_694_700_000  # 2026-11-26T12:05:00Z
ALL = ("report", "read", "curate", "admin")


def viewer(**fields: Any) -> Viewer:
    given: dict[str, Any] = {
        "name": EVIL,
        "tenant": "main",
        "scopes": ALL,
        "csrf": "token",
        "path": "/",
        "query": {"query": EVIL, "receiver": EVIL},
        "now_ms": NOW_MS,
    }
    return Viewer(**given | fields)


def verdict(rating: str = "false", link: str = "javascript:alert(1)") -> Verdict:
    return Verdict(rating=rating, summary=EVIL, link=link)


def item(rumor_id: str = A, **fields: Any) -> RumorItem:
    given: dict[str, Any] = {
        "rumor_id": rumor_id,
        "title": EVIL,
        "reports": 1_234,
        "reporters": 1_000,
        "variants": 3,
        "first_seen": AT,
        "last_seen": LATER,
        "reports_1h": 40,
        "growth": 2.0,
        "verdict": None,
        "assignee": EVIL,
    }
    return RumorItem(**given | fields)


def rumor(**fields: Any) -> RumorRead:
    given: dict[str, Any] = {
        "rumor_id": A,
        "title": EVIL,
        "reports": 1_234,
        "reporters": 1_000,
        "variants": 2,
        "stance": StanceCounts(carries=1_000, questions=200, refutes=34),
        "channels": [Share(EVIL, 9)],
        "places": [Share(EVIL, 9)],
        "first_seen": AT,
        "last_seen": LATER,
        "suggestions": [B],
        "merged_into": None,
        "verdict": verdict(),
        "assignee": EVIL,
        "due_at": LATER,
        "muted_until": LATER,
        "muted_until_reporters": None,
        "etag": '"1"',
    }
    return RumorRead(**given | fields)


def variant(variant_id: str = A, parent: str | None = None, **fields: Any) -> VariantRead:
    given: dict[str, Any] = {
        "variant_id": variant_id,
        "text": f"{EVIL} {variant_id}",
        "reports": 5,
        "first_seen": AT,
        "last_seen": LATER,
        "stance": "carries",
        "score": 0.5,
        "explanation": EVIL,
        "parent_variant_id": parent,
        "what_changed": EVIL,
        "red_flags": ["urgency"],
        "compared": compared(),
        "parent_text": f"{EVIL} {parent}" if parent else None,
    }
    return VariantRead(**given | fields)


def compared() -> Compared:
    """A comparison of every kind of change."""
    kinds = ("changed", "added", "left_out", "moved", "kept", "disguise", EVIL)
    changes = [Change(kind, what, EVIL, EVIL + "!") for kind in kinds for what in ("words", EVIL)]
    changes += [Change("changed", "phone", EVIL, EVIL), Change("disguise", "script", EVIL, EVIL)]
    return Compared(shared=5, characters=9, rule="score", changes=changes)


def tree_item(variant_id: str = A, parent: str | None = None) -> TreeItem:
    return TreeItem(variant_id, parent, EVIL, EVIL, AT, 3, "carries", compared())


def alert(**fields: Any) -> AlertRead:
    given: dict[str, Any] = {
        "alert_id": "alr_1",
        "rumor_id": A,
        "tenant": "main",
        "kind": "surging",
        "level": "major",
        "title": EVIL,
        "text": EVIL,
        "verdict": verdict(),
        "started_at": AT,
        "raised_at": AT,
        "resolved_at": None,
        "why": EVIL,
        "observed": 40,
        "window_s": 3_600,
        "baseline": 0.1,
        "factor": 10.0,
        "score": 5.0,
        "reporters": 40,
        "independent": 30,
        "anonymous": 0,
        "stance": StanceCounts(carries=1, questions=1, refutes=1),
        "channels": [Share(EVIL, 1)],
        "places": [Share(EVIL, 1)],
        "languages": [Share(EVIL, 1)],
        "variants": AlertVariants(1, [EVIL]),
        "forecast": None,
        "red_flags": [EVIL],
        "taken_by": EVIL,
        "taken_note": EVIL,
        "muted_until": None,
        "muted_until_reporters": None,
        "merged_into": None,
        "links": AlertLinks(rumor="http://x", dashboard=None, api="http://x"),
        "delayed_s": 0.0,
        "policy_version": "1",
        "state": "open",
        "history": [AlertChange(event="raised", level="surge", at=AT, why=EVIL, score=1.0)],
        "deliveries": [delivery()],
    }
    return AlertRead(**given | fields)


def delivery() -> DeliveryRead:
    tried = Attempt(1, 1, "failed", AT, 500, 12, EVIL)
    return DeliveryRead("dlv_1", EVIL, "alr_1", "alert.raised", "failed", AT, [tried], LATER)


def history() -> History:
    return History(
        items=[
            decision("verdict", verdict={"rating": "false", "summary": EVIL, "link": EVIL}),
            decision("title", title=EVIL),
            decision("assign", assignee=EVIL),
            decision("note"),
            HistoryItem(
                at=AT,
                kind="alert",
                by="rumor-tracker",
                note=EVIL,
                undone_by=None,
                detail={"level": "surge", "state": "open"},
                alert_id="alr_1",
            ),
        ]
    )


def decision(kind: str, **detail: Any) -> HistoryItem:
    return HistoryItem(
        at=AT,
        kind=kind,
        by=EVIL,
        note=EVIL,
        undone_by=None,
        detail={"rumor_id": A, **detail},
        decision_id=f"dec_{kind}",
    )


def spread() -> Spread:
    points = [SpreadPoint(AT, 3, 3), SpreadPoint("2026-11-26T12:01:00.000Z", 0, 0)]
    return Spread(
        start=AT,
        end=LATER,
        step=60,
        series=[SpreadSeries("refutes", points), SpreadSeries(EVIL, points)],
    )


def suggestion() -> Suggestion:
    pair = [SuggestedRumor(A, EVIL, EVIL), SuggestedRumor(B, EVIL, EVIL + "!")]
    return Suggestion("sug_1", pair, 0.2, 3, [EVIL], [EVIL], EVIL, compared())


def check(**fields: Any) -> CheckRead:
    given: dict[str, Any] = {
        "rumor_id": A,
        "title": EVIL,
        "score": 0.9,
        "joins": True,
        "stance": "carries",
        "verdict": verdict(),
        "explanation": EVIL,
        "reports": 12,
        "last_seen": AT,
        "compared": compared(),
    }
    match = CheckMatch(**given | fields)
    return CheckRead(matches=[match], stance="carries", red_flags=[FlagRead("urgency", [EVIL])])


def pages() -> dict[str, dict[str, Any]]:
    """Every page of the console with answers for it."""
    rumors = RumorPage([item()], "next")
    act = {"rumor": rumor(), "wordings": [variant()], "chosen": [EVIL], "others": [], "typed": {}}
    failed = Failure(status=412, code="x", detail=EVIL, fields=(("summary", EVIL), ("title", EVIL)))
    typed = dict.fromkeys(
        ("summary", "link", "note", "title", "assignee", "into", "to", "text"), EVIL
    )
    return {
        "desk": {
            "rumors": [item(), item(B, verdict=verdict())],
            "alerts": [alert()],
            "unseen": 1,
            "sparks": {A: [0, 3]},
        },
        "rumors": {"rumors": rumors, "ratings": ("false", "true")},
        "rumor": {
            "rumor": rumor(),
            "variants": VariantPage([variant(), variant(B, A)], "next"),
            "spread": spread(),
            "history": history(),
            "alerts": AlertPage([alert()], None),
            "suggestions": SuggestionPage([suggestion()], None),
            "done": decision("title", title=EVIL),
        },
        "tree": {"rumor": rumor(), "tree": Tree([tree_item(), tree_item(B, A)], "next")},
        "suggestions": {"suggestions": SuggestionPage([suggestion()], "next")},
        "check": {"text": EVIL, "found": check(), "failure": None},
        "alerts": {"alerts": AlertPage([alert()], None)},
        "deliveries": {
            "deliveries": DeliveryPage([delivery()], None),
            "receivers": [(EVIL, "slack")],
            "states": DELIVERY_STATES,
        },
        "rejects": {
            "rejects": RejectPage(
                [RejectRead("r", EVIL, EVIL, EVIL, AT, "", EVIL, EVIL, 0, 1, EVIL)], None
            )
        },
        "system": {
            "status": Status(
                version="1",
                steps={"cluster": StepLag(3, {"0": 3}, {EVIL: 3}), "store": StepLag(None, {}, {})},
                clickhouse="away",
                config_error=EVIL,
                stalled=EVIL,
                topics=[],
                disk=DiskRead(0.91, 3_200_000_000, 12_000, None, EVIL),
                config_warnings=[EVIL],
            )
        },
        "failure": {"failure": failed},
        "sign_in": {"reason": "expired", "next": EVIL, "kept": EVIL},
        "hop": {"to": EVIL},
        "again": {"to": EVIL, "fields": [[EVIL, EVIL]], "stale": True},
        "again failed": {
            "to": EVIL,
            "fields": [[name, EVIL] for name in (*typed, EVIL)],
            "written": ("note", "text", "summary", "title", "reason"),
            "stale": False,
            "failure": failed,
        },
        **{
            f"act {name}": act | {"action": name, "typed": typed, "failure": failed}
            for name in FORMS
        },
    }
