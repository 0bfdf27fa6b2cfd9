"""Verdicts: their bodies, and what is on the log and in force once they are answered."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.api.decided import Decided, History
from schemas.api.decisions import AssignIn, MuteIn, NoteIn, TitleIn
from schemas.events import Alert, AlertsTold, RumorsMerged, Source
from schemas.topics import ALERTS, CURATIONS
from streams.api.alerts import get_alert, get_alerts, post_release, post_take
from streams.api.answers import Answer
from streams.api.decided import written
from streams.api.decisions import post_mute, post_verdict, verdict_in
from streams.api.history import get_history
from streams.api.lookup import verdict_of
from streams.api.placing import post_merge
from streams.api.services import Services
from streams.api.undoing import delete_decision
from streams.config.keys import Key
from streams.core import curation
from streams.core.receivers.standard import alert_data
from streams.intake.problems import Problem
from streams.log.contract import Appended
from tests.api.house import READ, RUMOR, MemoryLog, call, house
from tests.support import builders
from tests.support.office import Office

OTHER = "fedcba9876543210"


def refused(body: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        verdict_in(body)
    return caught.value


def test_null_is_the_same_as_left_out() -> None:
    given = verdict_in(b'{"rating":"false","summary":null,"link":null}')
    assert (given.rating, given.summary or "", given.link or "") == ("false", "", "")
    assert refused(b'{"rating":null}').code == "bad_field"


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"{", 400, "malformed_json", None),
        (b'{"rating":"\xff"}', 400, "malformed_json", None),
        (b"[" * 5_000, 422, "bad_field", ""),
        (b'{"rating":"wrong"}', 422, "bad_field", "/rating"),
        (b'{"summary":"no rating"}', 422, "bad_field", "/rating"),
        (b'{"rating":"false","ratings":1}', 422, "bad_field", "/ratings"),
        (b'{"rating":"false","a/b~c":1}', 422, "bad_field", "/a~1b~0c"),
        (b'{"%b":1}' % (b"x" * 60_000), 422, "bad_field", "/" + "x" * 100),
        (b'{"rating":"false","summary":"%b"}' % (b"a" * 2_001), 422, "bad_field", "/summary"),
        (b'{"rating":"false","link":"ftp://a"}', 422, "bad_link", "/link"),
        (b'{"rating":"false","summary":"\\u001b[31m"}', 422, "control_character", "/summary"),
    ],
)
def test_a_verdict_that_cannot_be_used_is_named(
    body: bytes, status: int, code: str, pointer: str | None
) -> None:
    problem = refused(body)
    assert (problem.status, problem.code) == (status, code)
    assert [error.pointer for error in problem.errors] == ([] if pointer is None else [pointer])


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b[31m", "\x7f"])
@pytest.mark.parametrize(
    ("kind", "field"),
    [(TitleIn, "title"), (NoteIn, "text"), (AssignIn, "assignee"), (MuteIn, "reason")],
)
def test_what_moves_a_terminal_is_refused_by_name(
    kind: type[msgspec.Struct], field: str, letter: str
) -> None:
    with pytest.raises(Problem) as caught:
        written(msgspec.json.encode({field: f"a{letter}b"}), kind)
    found = [(error.pointer, error.code) for error in caught.value.errors]
    assert found == [(f"/{field}", "control_character")]
    assert written(msgspec.json.encode({field: "两行\n\t“好”"}), kind)


def test_a_summary_is_masked_before_anybody_is_told() -> None:
    given = verdict_in(b'{"rating":"false","summary":"call 13912345678"}')
    assert given.summary is not None
    assert "13912345678" not in given.summary


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def services(tmp_path: Path, log: MemoryLog) -> Services:
    return house(tmp_path, log=log, rumor=READ)


async def decide(services: Services, rating: str, *, if_match: str = "*") -> Answer:
    body = b'{"rating":"%b"}' % rating.encode()
    return await post_verdict(services, call(body=body, rumor_id=RUMOR, if_match=if_match))


async def test_a_decision_is_on_the_log_and_in_force_when_it_is_answered(
    services: Services, log: MemoryLog
) -> None:
    answer = await decide(services, "false")
    (record,) = log.records[CURATIONS.name]
    event = CURATIONS.decode(record.value)
    assert record.key == b"main"
    assert (event.rumor_id, event.decided_by, event.kind) == (RUMOR, "desk", "verdict")
    assert isinstance(answer.body, Decided)
    assert answer.body.decision_id == event.decision_id
    assert answer.headers == {"etag": f'"{event.decision_id}"'}
    verdict = verdict_of(services.lookup.overlay("main"), RUMOR)
    assert verdict is not None
    assert verdict.rating == "false"
    assert verdict_of(services.lookup.overlay("north"), RUMOR) is None


async def test_if_match_lets_one_of_two_win(services: Services, log: MemoryLog) -> None:
    first = await decide(services, "false", if_match='"none"')
    with pytest.raises(Problem) as caught:
        await decide(services, "true", if_match='"none"')
    assert (caught.value.status, caught.value.code) == (412, "changed_meanwhile")
    assert caught.value.current is not None
    assert isinstance(first.body, Decided)
    assert caught.value.current.etag == first.body.etag
    assert caught.value.current.verdict is not None
    assert caught.value.current.verdict.rating == "false"
    await decide(services, "true", if_match=first.body.etag)
    second = await decide(services, "satire", if_match="*")
    assert isinstance(second.body, Decided)
    await decide(services, "false", if_match=f'"old", {second.body.etag}')
    with pytest.raises(Problem) as caught:
        await decide(services, "false", if_match=f'"old", {second.body.etag}')
    assert caught.value.status == 412
    assert len(log.records[CURATIONS.name]) == 4


async def test_history_comes_in_pages_where_it_is_asked_for(tmp_path: Path, log: MemoryLog) -> None:
    services = house(tmp_path, log=log, rumor=READ, alerts={"items": []})
    for rating in ("false", "true", "satire"):
        await decide(services, rating)

    async def read(query: str = "") -> History:
        return await get_history(services, call(query, rumor_id=RUMOR))

    whole = await read()
    assert whole.items[0].detail["verdict"] == {"rating": "false", "summary": "", "link": ""}
    assert (len(whole.items), whole.next_cursor) == (3, None)
    first = await read("limit=2")
    assert (first.items, bool(first.next_cursor)) == (whole.items[:2], True)
    last = await read(f"limit=2&cursor={first.next_cursor}")
    assert (last.items, last.next_cursor) == (whole.items[2:], None)
    for query in ("limit=0", "cursor=x", "cursor=Im5vbmUi", "kind=verdict"):
        with pytest.raises(Problem) as caught:
            await read(query)
        assert caught.value.status == 422


async def test_while_the_log_is_away_nothing_is_decided(services: Services, log: MemoryLog) -> None:
    log.away = True
    with pytest.raises(Problem) as caught:
        await decide(services, "false")
    assert (caught.value.status, caught.value.code) == (503, "log_unavailable")
    assert verdict_of(services.lookup.overlay("main"), RUMOR) is None


async def test_a_rumor_that_is_not_there_is_404(tmp_path: Path, log: MemoryLog) -> None:
    services = house(tmp_path, log=log, rumor=None)
    with pytest.raises(Problem) as caught:
        await decide(services, "false")
    assert (caught.value.status, caught.value.code) == (404, "no_such_rumor")
    assert log.records[CURATIONS.name] == []


class SlowLog(MemoryLog):
    """Another request runs between every look at the log and every write."""

    async def append(self, records: Sequence[tuple[str, bytes, bytes]]) -> list[Appended]:
        await asyncio.sleep(0.001)
        return await super().append(records)


async def test_of_many_at_once_through_two_intakes_exactly_one_wins(tmp_path: Path) -> None:
    log = SlowLog()
    intakes = [house(tmp_path / name, log=log, rumor=READ) for name in ("one", "other")]
    for present in ('"none"', None):
        etag = present or _etag(intakes[0])
        answers = await asyncio.gather(
            *(decide(intakes[n % 2], "false", if_match=etag) for n in range(8)),
            return_exceptions=True,
        )
        won = [one for one in answers if isinstance(one, Answer)]
        lost = [one for one in answers if isinstance(one, Problem)]
        assert len(won) == 1
        assert [one.status for one in lost] == [412] * 7
        decided = won[0].body
        assert isinstance(decided, Decided)
        for problem in lost:
            assert problem.current is not None
            assert problem.current.etag == decided.etag
    assert len(log.records[CURATIONS.name]) > 2, "nobody was refused by the fold alone"


def _etag(services: Services) -> str:
    return f'"{curation.etag(services.decisions, "main", RUMOR)}"'


async def test_a_merge_that_came_between_refuses_by_name(tmp_path: Path) -> None:
    log = SlowLog()
    intakes = [house(tmp_path / name, log=log, rumor=READ, lanes={}) for name in ("one", "other")]
    targets = (OTHER, "aa" * 8)
    answers = await asyncio.gather(
        *(
            post_merge(intake, call(body=b'{"into":"%b"}' % target.encode(), rumor_id=RUMOR))
            for intake, target in zip(intakes, targets, strict=True)
        ),
        return_exceptions=True,
    )
    (problem,) = [one for one in answers if isinstance(one, Problem)]
    assert (problem.status, problem.code) == (409, "merged")
    assert services_agree(intakes) in problem.detail


def services_agree(intakes: list[Services]) -> str:
    """What the rumor shows as, the same through every intake that has read the log."""
    (shown,) = {intake.lookup.overlay("main").shown_as(RUMOR) for intake in intakes}
    return shown


async def test_an_alert_is_muted_until_its_end_was_told(tmp_path: Path, log: MemoryLog) -> None:
    changes = [msgspec.to_builtins(builders.alert(rumor_id=RUMOR))]
    page = {"items": [{"changes": changes, "deliveries": []}], "next_cursor": None}
    services = house(tmp_path, log=log, rumor=READ, alerts=page)
    alert_id = builders.alert().alert_id
    given = b'{"until":"2099-01-01T00:00:00Z","until_reporters":30}'
    muted = (await post_mute(services, call(body=given, rumor_id=RUMOR))).body
    assert isinstance(muted, Decided)
    read = await get_alert(services, call(alert_id=alert_id))
    assert (read.muted_until, read.muted_until_reporters) == ("2099-01-01T00:00:00.000Z", 30)
    over = builders.alert(rumor_id=RUMOR, change_id=f"unmuted-{muted.decision_id}")
    changes.append(msgspec.to_builtins(over))
    read = await get_alert(services, call(alert_id=alert_id))
    assert (read.muted_until, read.muted_until_reporters) == (None, None)


async def test_an_absorbed_alert_is_muted_no_longer_than_what_it_shows_as(
    tmp_path: Path, log: MemoryLog
) -> None:
    def stored(*changes: Alert) -> dict[str, Any]:
        return {"changes": [msgspec.to_builtins(one) for one in changes], "deliveries": []}

    absorbed = stored(builders.alert(rumor_id=OTHER, alert_id="alr_2"))
    services = house(tmp_path, log=log, rumor=READ, lanes={})
    await post_merge(services, call(body=b'{"into":"%b"}' % RUMOR.encode(), rumor_id=OTHER))
    muted = (await post_mute(services, call(body=b'{"until_reporters":30}', rumor_id=RUMOR))).body
    assert isinstance(muted, Decided)
    whole = [stored(builders.alert(rumor_id=RUMOR)), absorbed]
    reads: Any = services.lookup._reads
    reads.alerts = lambda _, *, alert_id, **__: {
        "items": [absorbed] if alert_id else whole,
        "next_cursor": None,
    }
    alert = await get_alert(services, call(alert_id="alr_2"))
    assert (alert.merged_into, alert.muted_until_reporters) == (RUMOR, 30)
    over = builders.alert(rumor_id=RUMOR, change_id=f"unmuted-{muted.decision_id}")
    whole[0]["changes"].append(msgspec.to_builtins(over))
    alert = await get_alert(services, call(alert_id="alr_2"))
    assert (alert.merged_into, alert.muted_until_reporters) == (RUMOR, None)
    page = await get_alerts(services, call())
    assert [one.muted_until_reporters for one in page.items] == [None, None]


async def test_an_alert_is_taken_by_one_and_released_by_any(tmp_path: Path, log: MemoryLog) -> None:
    changes = [msgspec.to_builtins(builders.alert(rumor_id=RUMOR))]
    page = {"items": [{"changes": changes, "deliveries": []}], "next_cursor": None}
    services = house(tmp_path, log=log, alerts=page)
    alert_id = builders.alert().alert_id
    other = Key(name="ben", hash="sha256:ben", tenant="main", scopes=("curate",))
    note = b'{"note":"call 13912345678"}'
    await post_take(services, call(body=note, alert_id=alert_id))
    taken = await get_alert(services, call(alert_id=alert_id))
    assert (taken.taken_by, taken.taken_note) == ("desk", "call [phone]")
    with pytest.raises(Problem) as caught:
        await post_take(services, call(alert_id=alert_id, key=other))
    assert (caught.value.status, caught.value.code) == (409, "taken")
    assert "desk" in caught.value.detail
    await post_release(services, call(alert_id=alert_id, key=other))
    assert (await get_alert(services, call(alert_id=alert_id))).taken_by is None
    with pytest.raises(Problem) as caught:
        await post_release(services, call(alert_id=alert_id))
    assert (caught.value.status, caught.value.code) == (409, "not_taken")


def stored(*alerts: Alert) -> dict[str, Any]:
    """Changes of an alert as the store answers them."""
    changes = [msgspec.to_builtins(alert) for alert in alerts]
    return {"items": [{"changes": changes, "deliveries": []}], "next_cursor": None}


async def put(log: MemoryLog, *alerts: Alert) -> None:
    """Told just now: the store has not heard of it yet."""
    told = AlertsTold(
        lane=builders.LANE, source=Source(partition=0, offset=len(alerts)), alerts=alerts
    )
    record = (ALERTS.name, builders.LANE.encode(), ALERTS.encode(told))
    await log.append([record])


RAISED = builders.alert(rumor_id=RUMOR)
OVER = builders.alert(
    rumor_id=RUMOR,
    event="resolved",
    change_id="resolved-1",
    at_ms=builders.T0_MS + 1,
    resolved_at_ms=builders.T0_MS + 1,
)


@pytest.mark.parametrize(
    ("in_store", "on_log"), [((RAISED, OVER), ()), ((RAISED,), (RAISED, OVER)), ((OVER,), (OVER,))]
)
async def test_an_alert_that_is_over_is_not_taken(
    tmp_path: Path, log: MemoryLog, in_store: tuple[Alert, ...], on_log: tuple[Alert, ...]
) -> None:
    intakes = [house(tmp_path / name, log=log, alerts=stored(*in_store)) for name in "ab"]
    for alert in on_log:
        await put(log, alert)
    for services in intakes:
        with pytest.raises(Problem) as caught:
            await post_take(services, call(alert_id=RAISED.alert_id))
        assert (caught.value.status, caught.value.code) == (409, "resolved")
        assert (await get_alert(services, call(alert_id=RAISED.alert_id))).taken_by is None
    assert log.records[CURATIONS.name] == []


async def test_one_that_goes_on_is_taken_and_one_that_was_taken_is_released_after_its_end(
    tmp_path: Path, log: MemoryLog
) -> None:
    services = house(tmp_path, log=log, alerts=stored(RAISED))
    await put(log, OVER, msgspec.structs.replace(RAISED, alert_id="alr_018bcfe56800bbbbbbbbbb"))
    await put(log, RAISED)  # it runs on
    await log.append([(ALERTS.name, builders.LANE.encode(), b"?")])
    await post_take(services, call(alert_id=RAISED.alert_id))
    await put(log, OVER)
    await post_release(services, call(alert_id=RAISED.alert_id))
    log.away = True
    with pytest.raises(Problem) as caught:
        await post_take(services, call(alert_id=RAISED.alert_id))
    assert caught.value.status == 503


@pytest.mark.parametrize(
    ("told", "rating", "kind"),
    [
        ("surging", "false", "still_rising"),
        ("surging", "unverified", "surging"),
        ("resurfaced", "misleading", "resurfaced"),
        ("resurfaced", "true", "surging"),
    ],
)
async def test_an_alert_is_read_with_the_kind_that_fits_its_verdict(
    tmp_path: Path, log: MemoryLog, told: str, rating: str, kind: str
) -> None:
    alert = msgspec.structs.replace(OVER, kind=told)
    services = house(tmp_path, log=log, rumor=READ, alerts=stored(alert))
    await post_verdict(services, call(body=b'{"rating":"%b"}' % rating.encode(), rumor_id=RUMOR))
    read = await get_alert(services, call(alert_id=alert.alert_id))
    assert read.verdict is not None
    assert (read.verdict.rating, read.kind) == (rating, kind)


async def test_an_alert_is_read_in_the_words_in_which_it_was_told(tmp_path: Path) -> None:
    began = "11 reports in 20 minutes, normally 0.2, since 22:13 UTC"
    raised = builders.alert(rumor_id=RUMOR, why=began)
    late = msgspec.structs.replace(raised, at_ms=builders.T0_MS + 4 * 3_600_000)
    services = house(tmp_path, alerts=stored(raised, late))
    read = await get_alert(services, call(alert_id=raised.alert_id))
    office = Office(now_ms=late.at_ms)
    office.tell(late)
    (sent,) = office.sent()
    assert (
        read.why
        == msgspec.json.decode(sent.body)["data"]["why"]
        == began.replace("22:13", "2023-11-14 22:13")
    )
    assert [change.why for change in read.history] == [began, read.why]


async def test_history_has_the_rating_that_came_with_a_merge_as_long_as_it_is_in_force(
    tmp_path: Path, log: MemoryLog
) -> None:
    services = house(tmp_path, log=log, rumor=READ, alerts={"items": []}, lanes={})
    into = b'{"into":"%b"}' % RUMOR.encode()

    async def ratings(rumor_id: str) -> list[tuple[str, str]]:
        found = (await get_history(services, call(rumor_id=rumor_id))).items
        return [
            (one.detail["rumor_id"], one.detail["verdict"]["rating"])
            for one in found
            if one.kind == "verdict"
        ]

    await post_verdict(services, call(body=b'{"rating":"false"}', rumor_id=OTHER))
    assert await ratings(RUMOR) == []
    merged = (await post_merge(services, call(body=into, rumor_id=OTHER))).body
    assert isinstance(merged, Decided)
    assert await ratings(RUMOR) == await ratings(OTHER) == [(OTHER, "false")]
    await post_verdict(services, call(body=b'{"rating":"true"}', rumor_id=RUMOR))
    assert await ratings(RUMOR) == [(RUMOR, "true")], "its own is in force"
    assert await ratings(OTHER) == [(OTHER, "false"), (RUMOR, "true")]
    await delete_decision(services, call(decision_id=merged.decision_id))
    assert await ratings(OTHER) == [(OTHER, "false")]


async def test_a_note_that_is_not_there_is_null_as_in_webhooks(
    tmp_path: Path, log: MemoryLog
) -> None:
    told = builders.alert(rumor_id=RUMOR)
    page = {
        "items": [{"changes": [msgspec.to_builtins(told)], "deliveries": []}],
        "next_cursor": None,
    }
    services = house(tmp_path, log=log, rumor=READ, alerts=page)

    async def notes() -> tuple[object, object]:
        read = await get_alert(services, call(alert_id=told.alert_id))
        items = (await get_history(services, call(rumor_id=RUMOR))).items
        (item,) = [one for one in items if one.kind == "alert"]
        return read.taken_note, item.detail["taken_note"]

    assert alert_data(told, "http://x")["taken_note"] is None
    assert await notes() == (None, None)
    await post_take(services, call(alert_id=told.alert_id))
    assert await notes() == (None, None)
    await post_release(services, call(alert_id=told.alert_id))
    await post_take(services, call(body=b'{"note":"mine"}', alert_id=told.alert_id))
    assert await notes() == ("mine", "mine")


async def test_what_grew_together_is_undone_like_a_decision(tmp_path: Path, log: MemoryLog) -> None:
    services = house(tmp_path, log=log, rumor=READ, alerts={"items": []})
    fact = RumorsMerged(kept=OTHER, merged=RUMOR, variant_id=RUMOR, bridges=3, shared=41.5)
    curation.learn(services.decisions, "main", [fact], at_ms=builders.T0_MS)
    with pytest.raises(Problem) as caught:
        await decide(services, "false")
    assert (caught.value.status, caught.value.code) == (409, "merged")
    (item,) = (await get_history(services, call(rumor_id=RUMOR))).items
    assert (item.kind, item.by, item.undone_by) == ("merge", "rumor-tracker", None)
    assert (item.detail["into"], item.detail["bridges"]) == (OTHER, 3)
    assert isinstance(item.decision_id, str)
    await delete_decision(services, call(decision_id=item.decision_id))
    await decide(services, "false")
    items = (await get_history(services, call(rumor_id=RUMOR))).items
    by_kind = {one.kind: one for one in items}
    assert by_kind["merge"].undone_by == by_kind["undo"].decision_id


async def test_an_alert_is_as_open_in_the_history_as_anywhere(
    tmp_path: Path, log: MemoryLog
) -> None:
    changes = [
        msgspec.to_builtins(builders.alert(event=event, rumor_id=RUMOR, resolved_at_ms=resolved_ms))
        for event, resolved_ms in (("raised", None), ("corrected", 2_000))
    ]
    found = {"items": [{"changes": changes, "deliveries": []}], "next_cursor": None}
    services = house(tmp_path, log=log, rumor=READ, alerts=found)
    (item,) = (await get_history(services, call(rumor_id=RUMOR))).items
    assert item.detail["state"] == "resolved"
    assert (await get_alert(services, call(alert_id="alr_1"))).state == "resolved"


@pytest.mark.parametrize("time", ["2098-12-31t23:59:59z", "2098-12-31T23:59:60Z"])
def test_a_time_of_a_decision_is_written_as_that_of_a_report(time: str) -> None:
    expected = datetime(2098, 12, 31, 23, 59, 59, tzinfo=UTC)
    assigned = written(b'{"assignee":"mei","due_at":"%s"}' % time.encode(), AssignIn)
    muted = written(b'{"until":"%s"}' % time.encode(), MuteIn)
    assert (assigned.due_at, muted.until) == (expected, expected)
    with pytest.raises(Problem):
        written(b'{"until":"2098-12-31T23:59:61Z"}', MuteIn)
