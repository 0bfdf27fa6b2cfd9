"""One builder of each event: sound in itself, and any field may be given another value."""

from typing import Any

from schemas.events import (
    Alert,
    AnsweredReport,
    DecisionMade,
    Delivery,
    Report,
    ReportsReceived,
    ReportsSighted,
    Sighting,
    Source,
    StanceCounts,
    VariantJoined,
    VerdictGiven,
    VerdictTold,
)

TENANT = "main"
LANE = f"{TENANT}/cjk"
RUMOR = "ab" * 8
T0_MS = 1_700_000_000_000
TEXT = "微信聊天记录要全部删掉，否则会被封群封号"


def report_id(number: int) -> str:
    """A report id made from content, as far as its form tells."""
    return f"00000000-0000-5000-8000-{number:012x}"


def reporter(number: int) -> str:
    """A pseudonym, as well mixed as real ones."""
    return f"{(number + 1) * 0x9E3779B97F4A7C15 % 2**64:016x}"


def report(number: int = 0, **fields: Any) -> Report:
    """A report of the hoax."""
    given: dict[str, Any] = {
        "report_id": report_id(number),
        "text": TEXT,
        "observed_at_ms": T0_MS + number * 1_000,
        "app": "app",
        "reporter": reporter(number),
        "channel": "wechat",
        "place": "成都",
    }
    return Report(**{**given, **fields})


def received(*reports: Report, **fields: Any) -> ReportsReceived:
    """A record of reports."""
    given: dict[str, Any] = {"lane": LANE, "received_at_ms": T0_MS, "reports": reports}
    return ReportsReceived(**{**given, **fields})


def variant(**fields: Any) -> VariantJoined:
    """The founding wording of the hoax."""
    given: dict[str, Any] = {
        "variant_id": RUMOR,
        "rumor_id": RUMOR,
        "text": TEXT,
        "stance": "carries",
        "first_seen_ms": T0_MS,
        "windows": (0,),
    }
    return VariantJoined(**{**given, **fields})


def sighting(number: int = 0, **fields: Any) -> Sighting:
    """A sighting of the hoax by another person each."""
    given: dict[str, Any] = {
        "report_id": report_id(number),
        "variant_id": RUMOR,
        "rumor_id": RUMOR,
        "stance": "carries",
        "observed_at_ms": T0_MS + number * 1_000,
        "app": "app",
        "reporter": reporter(number),
        "channel": "wechat",
        "place": "成都",
    }
    return Sighting(**{**given, **fields})


def sighted(*sightings: Sighting, offset: int = 0, **fields: Any) -> ReportsSighted:
    """A record of sightings."""
    given: dict[str, Any] = {
        "lane": LANE,
        "source": Source(partition=0, offset=offset),
        "received_at_ms": T0_MS,
        "sightings": sightings,
    }
    return ReportsSighted(**{**given, **fields})


def alert(**fields: Any) -> Alert:
    """A surge that is raised."""
    given: dict[str, Any] = {
        "alert_id": "alr_018bcfe56800aaaaaaaaaa",
        "change_id": "surge",
        "event": "raised",
        "tenant": TENANT,
        "rumor_id": RUMOR,
        "kind": "surging",
        "level": "surge",
        "previous_level": "",
        "title": TEXT,
        "text": TEXT,
        "started_at_ms": T0_MS,
        "raised_at_ms": T0_MS,
        "at_ms": T0_MS,
        "resolved_at_ms": None,
        "why": "11 reports in 20 minutes, normally 0.2",
        "observed": 11.0,
        "window_s": 1_200,
        "baseline": 0.2,
        "factor": 55.0,
        "score": 7.5,
        "reporters": 11,
        "reports": 11,
        "stance": StanceCounts(carries=11),
    }
    return Alert(**{**given, **fields})


def answer(count: int = 2, **fields: Any) -> VerdictTold:
    """The verdict on reports of the app; their external ids are r0, r1, ..."""
    given: dict[str, Any] = {
        "answer_id": "ans_018bcfe56800dddddddddd",
        "tenant": TENANT,
        "app": "app",
        "rumor_id": RUMOR,
        "title": TEXT,
        "at_ms": T0_MS,
        "decision_id": "dec_018bcfe56800cccccccccc",
        "verdict": VerdictGiven(rating="false", summary="不实", link="https://x.example"),
        "reports": tuple(
            AnsweredReport(report_id=report_id(number), rumor_id=RUMOR, external_id=f"r{number}")
            for number in range(count)
        ),
    }
    return VerdictTold(**{**given, **fields})


def delivery(**fields: Any) -> Delivery:
    """A delivery as it is scheduled."""
    given: dict[str, Any] = {
        "delivery_id": "dlv_018bcfe56800bbbbbbbbbb",
        "tenant": TENANT,
        "receiver": "desk",
        "alert_id": "alr_018bcfe56800aaaaaaaaaa",
        "type": "alert.raised",
        "attempt": 0,
        "state": "pending",
        "at_ms": T0_MS,
        "body": '{"type":"alert.raised"}',
    }
    return Delivery(**{**given, **fields})


def decision(rating: str = "false", **fields: Any) -> DecisionMade:
    """A verdict on the hoax."""
    given: dict[str, Any] = {
        "decision_id": "dec_018bcfe56800cccccccccc",
        "tenant": TENANT,
        "kind": "verdict",
        "rumor_id": RUMOR,
        "decided_at_ms": T0_MS,
        "decided_by": "anna",
        "verdict": VerdictGiven(rating=rating),
    }
    return DecisionMade(**{**given, **fields})
