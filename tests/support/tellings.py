"""What receivers may be told, in examples that hold everything that is hard to say."""

from typing import Any

from schemas.events import Alert, Share, VerdictGiven
from streams.core.receivers.tellings import Digest, Health, Ping, Telling
from tests.support import builders

LINKS = "https://rumors.example"
HOSTILE = (
    "<!channel> <@U1> <at id=all></at> *bold* _it_ `code` [click](https://evil.example) "
    '<b>x</b> & "q" \\ # > ~ | ![i](x) 😀 @all\n# heading\n> quote'
)


def alert(**fields: Any) -> Alert:
    """A surge with a verdict, channels, places and wordings."""
    given: dict[str, Any] = {
        "channels": (Share(name="wechat", reports=8), Share(name="group chat", reports=3)),
        "places": (Share(name="成都", reports=9), Share(name="Chongqing", reports=2)),
        "newest": (
            "从今晚8点开始全国清查，聊天记录赶紧全删",
            "微信聊天记录要全部删掉，转给群友 [phone]",
        ),
        "variants": 12,
        "red_flags": ("urgency", "forward"),
        "verdict": VerdictGiven(
            rating="false", summary="官方已辟谣，没有此事", link="https://piyao.example/123?a=1&b=2"
        ),
    }
    return builders.alert(**{**given, **fields})


def hostile(**fields: Any) -> Alert:
    """Users and analysts wrote what means something in every markup, and much of it."""
    long = HOSTILE * 40
    given: dict[str, Any] = {
        "title": HOSTILE,
        "text": long,
        "newest": (long, HOSTILE, "\x07\u202e" + HOSTILE),
        "channels": tuple(Share(name=HOSTILE[:64], reports=9 - n) for n in range(9)),
        "places": tuple(Share(name=f"<@{n}>" + "地" * 60, reports=9 - n) for n in range(9)),
        "verdict": VerdictGiven(
            rating="misleading", summary=long, link="https://x.example/a(b) c?<&>\"'*_" + "y" * 900
        ),
    }
    return alert(**{**given, **fields})


def many(count: int) -> tuple[Alert, ...]:
    """A storm of alerts."""
    return tuple(
        alert(
            alert_id=f"alr_018bcfe56800{number:010x}",
            rumor_id=f"{number:016x}",
            title=f"谣言第{number}号：从今晚8点开始，全市超市停止营业，赶紧去囤货",
            level=("surge", "major", "critical")[number % 3],
            reporters=number,
        )
        for number in range(count)
    )


def telling(
    content: Any, type: str = "alert.raised", id: str = "dlv_018bcfe56800bbbbbbbbbb"
) -> Telling:
    """A telling with fixed id and time."""
    return Telling(type=type, id=id, at_ms=builders.T0_MS, links=LINKS, content=content)


RESOLVED = alert(event="resolved", change_id="resolved", resolved_at_ms=builders.T0_MS + 3_600_000)
ESCALATED = alert(event="escalated", change_id="major", level="major", previous_level="surge")
EXAMPLES = {
    "raised": telling(alert()),
    "escalated": telling(ESCALATED, "alert.escalated"),
    "resolved": telling(RESOLVED, "alert.resolved"),
    "corrected": telling(alert(event="corrected", kind="still_rising"), "alert.corrected"),
    "digest": telling(Digest(alerts=many(5), reason="storm"), "alert.digest"),
    "answer": telling(builders.answer(), "verdict.given"),
    "withdrawn": telling(
        builders.answer(verdict=None, decision_id="", previous=VerdictGiven(rating="false")),
        "verdict.given",
    ),
    "ping": telling(Ping(receiver="desk"), "ping"),
    "failing": telling(
        Health(
            receiver="desk",
            tenant="main",
            percent=50,
            since_ms=builders.T0_MS - 43_200_000,
            error="answered 503 Service Unavailable",
            waiting=17,
        ),
        "receiver.failing",
    ),
    "recovered": telling(
        Health(receiver="desk", tenant="main", percent=0, since_ms=builders.T0_MS - 43_200_000),
        "receiver.recovered",
    ),
}
HARD = {
    "hostile": telling(hostile()),
    "nothing": telling(builders.alert(title="", text="", why="")),
    "storm": telling(Digest(alerts=many(300), reason="storm"), "alert.digest"),
    "hostile answer": telling(
        builders.answer(
            title=HOSTILE,
            verdict=VerdictGiven(rating="false", summary=HOSTILE * 40, link="x" * 2_000),
        ),
        "verdict.given",
    ),
    "night": telling(Digest(alerts=(hostile(), *many(40)), reason="quiet"), "alert.digest"),
    "taken": telling(alert(event="taken", change_id="taken-1"), "alert.taken"),
    "released": telling(alert(event="released", change_id="released-1"), "alert.released"),
    "late": telling(alert(delayed_s=7_200.0)),
}
