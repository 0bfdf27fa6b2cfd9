"""Rumors and alerts over canned reads: verdicts laid over them, filters, ranges, 404."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec
import pytest

from schemas.api.reports import ReportIn
from schemas.api.rumors import RumorRead
from streams.api.alerts import get_alert, get_alerts
from streams.api.rumors import get_rumor, get_rumors, get_spread, get_tree, get_variants
from streams.api.services import Services
from streams.core import curation
from streams.intake.problems import Problem
from streams.intake.validation import judge
from streams.store.database import StoreUnavailable
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import Range, TooManyPoints
from tests.api.house import READ, RUMOR, call, house
from tests.support import builders

OTHER = "fedcba9876543210"
ITEM: dict[str, Any] = {
    "rumor_id": RUMOR,
    "title": "停水三天",
    "reports": 3,
    "reporters": 2,
    "variants": 1,
    "first_seen": "2026-01-31T12:00:00.000Z",
    "last_seen": "2026-01-31T12:00:00.000Z",
    "reports_1h": 3,
    "growth": None,
}
PAGE = {"items": [ITEM, ITEM | {"rumor_id": OTHER}], "next_cursor": "c"}
SPREAD = {"from": "a", "to": "b", "step": 60, "series": []}


def rated(services: Services, rumor_id: str, rating: str) -> None:
    offset = services.decisions.offset
    given = builders.decision(rating, rumor_id=rumor_id, decision_id=f"dec_{offset + 1}")
    curation.step(services.decisions, given, offset=offset)


def asked(services: Services, read: str) -> dict[str, Any]:
    reads: Any = services.lookup._reads
    return dict(reads.asked[read])


async def code_of(work: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as caught:
        await work
    return caught.value.status, caught.value.code


async def test_a_tree_comes_in_pages_where_it_is_asked_for(tmp_path: Path) -> None:
    wording: dict[str, Any] = {
        "parent_variant_id": None,
        "text": "",
        "changed": "",
        "stance": "carries",
    }
    wording |= {"first_seen": "2026-01-31T12:00:00.000Z", "reports": 1}  # all of one moment
    items = [wording | {"variant_id": f"{n:016x}"} for n in (3, 1)]
    services = house(tmp_path, rumor=READ, tree={"items": items, "next_cursor": "more"})
    first = await get_tree(services, call("limit=2", rumor_id=RUMOR))
    assert (len(first.items), first.next_cursor) == (2, "more")
    assert asked(services, "tree") == {"limit": 2, "cursor": ""}
    await get_tree(services, call("limit=2&cursor=more", rumor_id=RUMOR))
    assert asked(services, "tree") == {"limit": 2, "cursor": "more"}
    await get_tree(services, call(rumor_id=RUMOR))
    assert asked(services, "tree") == {"limit": None, "cursor": ""}, "all of it"


async def test_each_item_has_the_verdict_in_force(tmp_path: Path) -> None:
    services = house(tmp_path, rumors=PAGE)
    rated(services, OTHER, "false")
    page = await get_rumors(services, call())
    assert [item.verdict and item.verdict.rating for item in page.items] == [None, "false"]
    assert page.next_cursor == "c"


@pytest.mark.parametrize(
    ("verdict", "only", "without"),
    [
        ("", None, []),
        ("false", [RUMOR], []),
        ("true", [], []),
        ("none", None, [RUMOR, OTHER]),
    ],
)
async def test_a_verdict_narrows_by_id(
    tmp_path: Path, verdict: str, only: list[str] | None, without: list[str]
) -> None:
    services = house(tmp_path, rumors=PAGE)
    rated(services, RUMOR, "false")
    rated(services, OTHER, "satire")
    await get_rumors(services, call(f"verdict={verdict}"))
    wanted = asked(services, "rumors")["wanted"]
    assert (wanted.only, wanted.without) == (only, without)


@pytest.mark.parametrize(
    ("query", "titled"),
    [
        ("投毒 水廠", [RUMOR]),
        ("水厂 停电", []),
        ("“水厂 投毒”", []),
        ("“水厂 被投毒”", [RUMOR]),
        (" ", []),
    ],
)
async def test_each_word_has_to_be_in_a_title(
    tmp_path: Path, query: str, titled: list[str]
) -> None:
    services = house(tmp_path, rumors=PAGE)
    given: dict[str, Any] = {"kind": "title", "title": "城东水厂 被投毒", "verdict": None}
    curation.step(services.decisions, builders.decision(rumor_id=RUMOR, **given), offset=0)
    await get_rumors(services, call(f"query={quote(query)}"))
    wanted = asked(services, "rumors")["wanted"]
    assert (wanted.query, wanted.titled) == (query.strip(), titled)


@pytest.mark.parametrize(
    ("query", "place", "channel", "language"),
    [
        ("place=x%09y&channel=%20sms%0A&language=%20zh-hant%20", "x y", "sms", "zh-Hant"),
        ("place=%E3%80%80&channel=%E2%80%8B&language=%20", "", "", ""),
    ],
)
async def test_a_list_is_narrowed_by_names_as_reports_have_them(
    tmp_path: Path, query: str, place: str, channel: str, language: str
) -> None:
    services = house(tmp_path, rumors={"items": [], "next_cursor": None})
    await get_rumors(services, call(query))
    wanted = asked(services, "rumors")["wanted"]
    assert (wanted.place, wanted.channel, wanted.language) == (place, channel, language)
    sent = ReportIn(text="停水", place=parsed(query, "place"), channel=parsed(query, "channel"))
    assert judge(sent) is None
    assert (sent.place or "", sent.channel or "") == (place, channel)


def parsed(query: str, name: str) -> str:
    return dict(parse_qsl(query))[name]


async def test_one_rumor_has_the_etag_of_its_last_decision(tmp_path: Path) -> None:
    services = house(tmp_path, rumor=READ)
    rated(services, RUMOR, "false")
    answer = await get_rumor(services, call(rumor_id=RUMOR))
    assert answer.headers == {"etag": '"dec_1"'}
    body = msgspec.json.decode(msgspec.json.encode(answer.body))
    assert body == READ | {
        "verdict": {"rating": "false", "summary": "", "link": ""},
        "assignee": None,
        "due_at": None,
        "muted_until": None,
        "muted_until_reporters": None,
        "etag": '"dec_1"',
    }
    assert list(body)[: len(READ)] == list(READ)


@pytest.mark.parametrize(
    ("until_ms", "until_reporters", "reporters", "shown"),
    [
        (None, 30, 1_000 + 29, True),
        (None, 30, 1_000 + 30, False),
        (builders.T0_MS + 60_000, 30, 1_000 + 30, False),
        (builders.T0_MS + 60_000, 30, 1_000, True),
        (builders.T0_MS, 30, 1_000, False),
        (builders.T0_MS + 60_000, None, 10**6, True),
    ],
)
async def test_a_mute_is_shown_until_the_first_of_its_ends(
    tmp_path: Path,
    until_ms: int | None,
    until_reporters: int | None,
    reporters: int,
    shown: bool,
) -> None:
    services = house(tmp_path, rumor=READ | {"reporters": reporters})
    ends: dict[str, Any] = {"until_ms": until_ms, "until_reporters": until_reporters}
    mute = builders.decision(kind="mute", verdict=None, rumor_id=RUMOR, reporters=1_000, **ends)
    curation.step(services.decisions, mute, offset=0)
    read = (await get_rumor(services, call(rumor_id=RUMOR))).body
    assert isinstance(read, RumorRead)
    found = (read.muted_until is not None, read.muted_until_reporters)
    assert found == ((until_ms is not None, until_reporters) if shown else (False, None))


@pytest.mark.parametrize("rumor_id", ["0", RUMOR.upper(), RUMOR + "\n", OTHER])
async def test_an_id_that_is_none_or_nobodys_is_404(tmp_path: Path, rumor_id: str) -> None:
    services = house(tmp_path, rumor=None, life=None)
    for operation in (get_rumor, get_variants, get_spread):
        assert await code_of(operation(services, call(rumor_id=rumor_id))) == (
            404,
            "no_such_rumor",
        )


async def test_a_spread_without_a_range_is_the_rumors_life(tmp_path: Path) -> None:
    services = house(tmp_path, life=(100, 200), spread=SPREAD)
    spread = await get_spread(services, call(rumor_id=RUMOR))
    assert msgspec.to_builtins(spread) == SPREAD
    whole = Range(start_s=100, end_s=201, step_s=None, whole=True)
    assert asked(services, "spread") == {"asked": whole, "by": ""}
    await get_spread(services, call("from=1970-01-01T00:02:00Z&step=120", rumor_id=RUMOR))
    assert asked(services, "spread") == {
        "asked": Range(start_s=120, end_s=201, step_s=120),
        "by": "",
    }


async def test_fractions_of_a_second_are_not_cut(tmp_path: Path) -> None:
    services = house(tmp_path, life=(100, 200), spread=SPREAD)
    day = "1970-01-01T00"
    await get_spread(services, call(f"from={day}:02:00.7Z&to={day}:02:59.95Z", rumor_id=RUMOR))
    span = asked(services, "spread")["asked"]
    assert span == Range(start_s=120, end_s=180, step_s=None, late_ms=700, early_ms=50)
    assert (span.from_ms, span.to_ms) == (120_700, 179_950)
    query = f"from={day}:01:40.000Z&to={day}:03:20.999Z"
    await get_spread(services, call(query, rumor_id=RUMOR))
    assert not asked(services, "spread")["asked"].whole, "the last second may hold more"


async def test_a_rumor_without_counts_has_a_spread_of_now(tmp_path: Path) -> None:
    services = house(tmp_path, life=None, rumor=READ, spread=SPREAD)
    await get_spread(services, call(rumor_id=RUMOR))
    now_s = services.clock.now_ms() // 1_000
    whole = Range(start_s=now_s, end_s=now_s + 1, step_s=None, whole=True)
    assert asked(services, "spread") == {"asked": whole, "by": ""}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("step=90", "bad_step"),
        ("step=30", "bad_number"),
        ("from=1970-01-01T00:10:00Z&to=1970-01-01T00:09:00Z", "bad_range"),
        ("zone=Mars/Base", "bad_zone"),
        ("zone=../etc", "bad_zone"),
        ("by=colour", "bad_choice"),
        ("step=60", "too_many_points"),
    ],
)
async def test_a_spread_that_cannot_be_is_422(tmp_path: Path, query: str, code: str) -> None:
    services = house(tmp_path, life=(100, 200), spread=TooManyPoints(300))
    assert await code_of(get_spread(services, call(query, rumor_id=RUMOR))) == (422, code)


async def test_what_the_store_raises_is_worded(tmp_path: Path) -> None:
    away = house(tmp_path, rumors=StoreUnavailable("away"))
    assert await code_of(get_rumors(away, call())) == (503, "store_unavailable")
    made_up = house(tmp_path, rumors=BadCursor("x"))
    assert await code_of(get_rumors(made_up, call("cursor=x"))) == (422, "bad_cursor")


async def test_an_alert_is_its_newest_change_with_the_verdict_of_now(tmp_path: Path) -> None:
    changes = [
        msgspec.to_builtins(
            builders.alert(event=event, rumor_id=RUMOR, at_ms=at_ms, resolved_at_ms=resolved_ms)
        )
        for event, at_ms, resolved_ms in (("raised", 1_000, None), ("resolved", 2_000, 2_000))
    ]
    page = {"items": [{"changes": changes, "deliveries": []}], "next_cursor": None}
    services = house(tmp_path, alerts=page)
    rated(services, RUMOR, "false")
    alert = await get_alert(services, call(alert_id="alr_1"))
    assert (alert.state, [change.event for change in alert.history]) == (
        "resolved",
        ["raised", "resolved"],
    )
    assert alert.verdict is not None
    assert alert.verdict.rating == "false"
    assert alert.links.rumor == f"http://x/rumors/{RUMOR}"
    assert (await get_alerts(services, call())).items == [alert]
    assert asked(services, "alerts")["least_rank"] == 2


async def test_an_alert_is_called_as_its_rumor_is_now(tmp_path: Path) -> None:
    """As the store has it, as people named it, as what it was merged into; else as it was told."""
    change = msgspec.to_builtins(builders.alert(rumor_id=RUMOR))
    page = {"items": [{"changes": [change], "deliveries": []}], "next_cursor": None}

    async def called(services: Services, kind: str = "", **fields: Any) -> str:
        if kind:
            id_ = f"dec_{services.decisions.offset}"
            made = builders.decision(kind=kind, rumor_id=RUMOR, decision_id=id_, **fields)
            curation.step(services.decisions, made, offset=services.decisions.offset)
        (listed,) = (await get_alerts(services, call())).items
        assert listed == await get_alert(services, call(alert_id="alr_1"))
        return listed.title

    other = "bb" * 8
    stored = {int(RUMOR, 16): "what is left", int(other, 16): "the other"}
    services = house(tmp_path, alerts=page, titles_of=stored)
    assert await called(services) == "what is left"
    assert await called(services, "title", title="as people say") == "as people say"
    assert await called(services, "merge", target=other) == "the other"
    assert await called(services, "undo", undoes="dec_1") == "as people say"
    assert await called(services, "undo", undoes="dec_0") == "what is left"
    assert await called(house(tmp_path, alerts=page)) == change["title"]


async def test_an_alert_that_is_not_there_is_404(tmp_path: Path) -> None:
    services = house(tmp_path, alerts={"items": [], "next_cursor": None})
    assert await code_of(get_alert(services, call(alert_id="alr_1"))) == (404, "no_such_alert")
    assert await code_of(get_alerts(services, call("rumor_id=XYZ"))) == (422, "bad_id")
