"""Writes the recorded messages: what each kind of receiver is sent, to the byte.

    python -m deploy.cli.examples

In: one alert in its changes, a digest, a verdict, a test, a warning. Out: a file for each kind in
schemas/examples, committed; a test compares them with the code. Whoever writes a receiver tries it
with these.
"""

import json
from pathlib import Path

from msgspec.structs import replace

import schemas
from schemas.events import (
    Alert,
    AnsweredReport,
    Share,
    StanceCounts,
    VerdictGiven,
    VerdictTold,
)
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import Digest, Health, Manner, Ping, Telling
from streams.core.receivers.words import LANGUAGES

FOLDER = Path(schemas.__file__).parent / "examples"
LINKS = "https://rumors.example"
T0_MS = 1_767_225_600_000  # 2026-01-01, any time but always the same
HOUR_MS = 3_600_000
ID = "dlv_019b76da8800bbbbbbbbbb"
RAISED = Alert(
    alert_id="alr_019b76da8800aaaaaaaaaa",
    change_id="surge",
    event="raised",
    tenant="main",
    rumor_id="4f2a9c0d1b3e5a77",
    kind="surging",
    level="surge",
    previous_level="",
    title="微信聊天记录要全部删掉，否则会被封群封号",
    text="微信聊天记录要全部删掉，否则会被封群封号",
    started_at_ms=T0_MS - HOUR_MS,
    raised_at_ms=T0_MS,
    at_ms=T0_MS,
    resolved_at_ms=None,
    why="41 reports in an hour, normally 0.8, since 2025-12-31 23:00 UTC",
    observed=41.0,
    window_s=3_600,
    baseline=0.8,
    factor=51.2,
    score=12.4,
    reporters=41,
    reports=57,
    stance=StanceCounts(carries=44, questions=11, refutes=2),
    channels=(Share(name="wechat", reports=38), Share(name="sms", reports=19)),
    places=(Share(name="成都", reports=31), Share(name="重庆", reports=12)),
    variants=9,
    newest=("从今晚8点开始全国清查，聊天记录赶紧全删", "请转告家人：聊天记录要全部删掉"),
    red_flags=("urgency", "forward"),
    policy_version="1",
)
REFUTED = VerdictGiven(
    rating="false", summary="官方已辟谣，没有此事", link="https://piyao.example/2026/123"
)

ANSWER = VerdictTold(
    answer_id="ans_019b76da8800dddddddddd",
    tenant="main",
    app="city-app",
    rumor_id="4f2a9c0d1b3e5a77",
    title="微信聊天记录要全部删掉，否则会被封群封号",
    at_ms=T0_MS,
    decision_id="dec_019b76da8800eeeeeeeeee",
    verdict=REFUTED,
    reports=(
        AnsweredReport(
            report_id="8f3c1a52-6f0e-5d6b-9c1d-0a1b2c3d4e5f",
            rumor_id="4f2a9c0d1b3e5a77",
            external_id="city-2025-118",
        ),
    ),
)


def changed(**fields: object) -> Alert:
    """The alert later in its life."""
    return replace(RAISED, **fields)


def tellings() -> dict[str, Telling]:
    """What is told, by name."""
    major = changed(
        change_id="major",
        event="escalated",
        level="major",
        previous_level="surge",
        why="160 reports in an hour, normally 0.8, since 2025-12-31 23:00 UTC",
        observed=160.0,
        reporters=171,
        reports=203,
    )
    corrected = changed(
        change_id="corrected-dec_1", event="corrected", kind="still_rising", verdict=REFUTED
    )
    over = changed(
        change_id="resolved-1",
        event="resolved",
        kind="still_rising",
        verdict=REFUTED,
        resolved_at_ms=T0_MS + 6 * HOUR_MS,
        at_ms=T0_MS + 6 * HOUR_MS,
    )
    other = changed(
        alert_id="alr_019b76da8800cccccccccc",
        rumor_id="9b1c7e0f22d4a613",
        title="全市超市停止营业，赶紧去囤货",
        level="critical",
    )
    failing = Health(
        receiver="desk",
        tenant="main",
        percent=50,
        since_ms=T0_MS - 12 * HOUR_MS,
        error="answered 503 Service Unavailable",
        waiting=17,
    )
    recovered = Health(receiver="desk", tenant="main", percent=0, since_ms=T0_MS - 12 * HOUR_MS)
    contents: dict[str, Alert | Digest | VerdictTold | Ping | Health] = {
        "alert.raised": RAISED,
        "alert.escalated": major,
        "alert.corrected": corrected,
        "alert.resolved": over,
        "alert.digest": Digest(alerts=(RAISED, other), reason="quiet"),
        "verdict.given": ANSWER,
        "ping": Ping(receiver="desk"),
        "receiver.failing": failing,
        "receiver.recovered": recovered,
    }
    return {
        type_: Telling(
            type=type_,
            id=ID,
            at_ms=over.at_ms if content is over else T0_MS,
            links=LINKS,
            content=content,
        )
        for type_, content in contents.items()
    }


def files() -> dict[str, str]:
    """File name -> content: by kind every message, in each language where that makes a difference.

    Bodies as they are stored; a signature in the body or in the query is an attempt's own.
    """
    made = {}
    for kind in KINDS:
        languages = ("en",) if kind == "standard" else LANGUAGES
        bodies = {
            f"{type_} {language}".removesuffix(" en"): json.loads(
                KINDS[kind].body(telling, manner=Manner(language=language))
            )
            for type_, telling in tellings().items()
            for language in languages
        }
        made[f"{kind}.json"] = json.dumps(bodies, ensure_ascii=False, indent=1) + "\n"
    return made


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content)
        print(FOLDER / name)


if __name__ == "__main__":
    main()
