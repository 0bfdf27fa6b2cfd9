"""Pages and forms over HTTP: what is read, what is decided, and what is said when it fails."""

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from schemas.events import DecisionMade
from schemas.topics import CURATIONS
from streams.api.console import asking
from streams.api.console.serving import EVENTS
from streams.api.routes import Operation
from streams.api.services import Call, Services
from streams.core.times import rfc3339
from streams.store.database import StoreUnavailable
from tests.api.house import READ
from tests.console.served import NO_PAGE, RUMOR, Served

PATHS = ("/", "/rumors", f"/rumors/{RUMOR}", "/suggestions", "/check", "/alerts", "/deliveries")


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


def decided(served: Served) -> list[DecisionMade]:
    return [CURATIONS.decode(record.value) for record in served.log.records[CURATIONS.name]]


@pytest.mark.parametrize("path", [*PATHS, "/rejects"])
async def test_a_page_is_there_in_both_languages(served: Served, path: str) -> None:
    await served.sign_in()
    assert (await served.get(path)).status == 200
    assert '<html lang="en"' in served.page
    await served.get(f"{path}?lang=zh")
    assert '<html lang="zh-CN"' in served.page
    await served.get(path)
    assert '<html lang="zh-CN"' in served.page, "the choice is kept"


async def test_the_browsers_language_and_zone_are_taken(served: Served) -> None:
    await served.sign_in()
    served.cookies["rumor_zone"] = "Asia/Shanghai"
    await served.get("/rumors", accept_language="zh-CN,zh;q=0.9,en;q=0.5")
    assert '<html lang="zh-CN"' in served.page
    assert "11-26 20:02" in served.page
    for bad in ("../../etc/passwd", "Nowhere/Land", "x" * 500, "Asia"):
        served.cookies["rumor_zone"] = bad
        assert (await served.get("/rumors")).status == 200
        assert "11-26 12:02" in served.page


async def test_the_search_asks_what_its_url_says(served: Served) -> None:
    await served.sign_in()
    await served.get("/rumors?query=停水&place=成都&verdict=none&sort=-growth&cursor=")
    asked = served.services.lookup._reads.asked["rumors"]  # type: ignore[attr-defined]
    assert asked["wanted"].query == "停水"
    assert asked["wanted"].place == "成都"
    assert asked["sort"] == "-growth"
    assert 'value="停水"' in served.page


async def test_deliveries_are_looked_for_by_the_states_that_there_are(served: Served) -> None:
    await served.sign_in()
    await served.get("/deliveries")
    offered = re.findall(r'href="/deliveries\?state=(\w+)"', served.page)
    assert offered == ["pending", "delivered", "dead", "disabled", "digested", "withdrawn"]
    for state in offered:
        assert (await served.get(f"/deliveries?state={state}")).status == 200


async def test_a_table_is_a_file_too(served: Served) -> None:
    await served.sign_in()
    sent = await served.get("/rumors?format=csv")
    assert sent.headers["content-type"].startswith("text/csv")
    assert 'filename="rumors.csv"' in sent.headers["content-disposition"]
    lines = sent.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("rumor_id,title,reports")
    assert "停水三天" in lines[1]


@pytest.mark.parametrize("table", ["bogus", "a%0d%0aX-Evil:1", "%E4%B8%AD", "a%22b"])
async def test_a_table_that_is_none_is_a_page_that_says_so(served: Served, table: str) -> None:
    await served.sign_in()
    sent = await served.get(f"/rumors?format=csv&table={table}")
    assert sent.status == 404
    assert "x-evil" not in sent.headers
    assert "content-disposition" not in sent.headers


async def test_a_page_that_did_not_change_is_not_sent_again(served: Served) -> None:
    await served.sign_in()
    first = await served.get("/", x_live="1")
    tag = first.headers["etag"]
    again = await served.get("/", x_live="1", if_none_match=tag)
    assert (again.status, again.content) == (304, b"")
    assert (await served.get("/", x_live="1", accept_language="zh")).status == 200
    served.clock.move(2)  # past what is shared
    assert (await served.get("/", x_live="1", if_none_match=tag)).status == 304
    served.clock.move(2)
    reads: Any = served.services.lookup._reads
    reads.answers["rumors"] = NO_PAGE
    changed = await served.get("/", x_live="1", if_none_match=tag)
    assert changed.status == 200


async def test_viewers_of_one_second_share_a_question(served: Served) -> None:
    await served.sign_in()
    await served.get("/", x_live="1")
    reads: Any = served.services.lookup._reads
    reads.asked.clear()
    await served.get("/", x_live="1")
    assert "rumors" not in reads.asked
    await served.get("/")
    assert "rumors" in reads.asked, "a page that somebody opens is fresh"


async def test_a_shared_page_carries_each_viewers_own_token(served: Served) -> None:
    await served.sign_in()
    await served.get("/alerts", x_live="1")
    first = re.findall(r'name="csrf" value="([^"]*)"', served.page)
    await served.sign_in()
    await served.get("/alerts", x_live="1")
    second = re.findall(r'name="csrf" value="([^"]*)"', served.page)
    assert set(first).isdisjoint(second)
    served.cookies.pop("rumor_language", None)
    assert (await served.post("/check", {"text": "x"})).status != 403, "and it is the right one"


async def test_a_rumors_page_asks_for_no_more_than_it_shows(served: Served) -> None:
    await served.sign_in()
    reads: Any = served.services.lookup._reads
    reads.answers["rumor"] = READ | {"variants": 26}
    assert (await served.get(f"/rumors/{RUMOR}")).status == 200
    assert "tree" not in reads.asked, "it has a page of its own"
    assert "overlapping" not in reads.asked, "nothing overlaps, so no pair is looked for"
    assert f'href="/rumors/{RUMOR}/tree"' in served.page


async def test_the_tree_of_a_rumor_is_a_page_with_pages_and_a_table(served: Served) -> None:
    await served.sign_in()
    reads: Any = served.services.lookup._reads
    reads.answers["tree"] = {"items": [], "next_cursor": "more"}
    assert (await served.get(f"/rumors/{RUMOR}/tree")).status == 200
    assert reads.asked["tree"] == {"limit": 200, "cursor": ""}
    assert "cursor=more" in served.page
    await served.get(f"/rumors/{RUMOR}/tree?cursor=more")
    assert reads.asked["tree"] == {"limit": 200, "cursor": "more"}
    table = await served.get(f"/rumors/{RUMOR}/tree?format=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert reads.asked["tree"] == {"limit": None, "cursor": ""}, "all of it"


# Decisions


async def test_a_verdict_is_given_shown_and_undone(served: Served) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/verdict")
    assert "What will change" in served.page
    form = {"rating": "false", "summary": "官方从未发布", "link": "https://example.org/x"}
    sent = await served.post(f"/rumors/{RUMOR}/verdict", form)
    assert sent.headers["location"].startswith(f"/rumors/{RUMOR}?rumor={RUMOR}&decision=dec_")
    (made,) = decided(served)
    assert (made.kind, made.decided_by) == ("verdict", "desk")
    assert made.verdict is not None
    assert made.verdict.summary == "官方从未发布"
    await served.follow(sent)
    assert "Rated “false”." in served.page
    undone = await served.post(f"/decisions/{made.decision_id}/undo", {"rumor": RUMOR})
    await served.follow(undone)
    assert "Undone, as if never made: “Rated “false”.”" in served.page
    assert served.page.count("Undone, as if never made") == 2, "as done now, and in the history"
    assert [one.kind for one in decided(served)] == ["verdict", "undo"]


@pytest.mark.parametrize(
    ("name", "form", "field", "value"),
    [
        ("title", {"title": "停水"}, "title", "停水"),
        ("note", {"text": "why"}, "note", "why"),
        ("assign", {"assignee": "anna", "due_at": ""}, "assignee", "anna"),
        ("mute", {"hours": "", "until_reporters": "50"}, "until_reporters", 50),
    ],
)
async def test_each_form_makes_its_decision(
    served: Served, name: str, form: dict[str, str], field: str, value: Any
) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/{name}")
    sent = await served.post(f"/rumors/{RUMOR}/{name}", form)
    assert sent.status == 303
    (made,) = decided(served)
    assert made.kind == name
    assert getattr(made, field) == value


async def test_times_of_a_form_are_those_of_the_viewer(served: Served) -> None:
    await served.sign_in()
    served.cookies["rumor_zone"] = "Asia/Shanghai"
    await served.get(f"/rumors/{RUMOR}/assign")
    form = {"assignee": "anna", "due_at": "2026-12-01T08:00"}
    await served.post(f"/rumors/{RUMOR}/assign", form)
    (made,) = decided(served)
    assert made.due_at_ms == 1_796_083_200_000  # midnight of UTC
    await served.post(f"/rumors/{RUMOR}/mute", {"hours": "2"})
    assert decided(served)[1].until_ms == served.clock.now_ms() + 2 * 3_600_000


async def test_who_was_slower_keeps_what_he_typed(served: Served) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/title")
    stale = re.search(r'name="etag" value="([^"]*)"', served.page)
    assert stale is not None
    etag = stale[1].replace("&#34;", '"')
    await served.post(f"/rumors/{RUMOR}/title", {"title": "one", "etag": etag})
    sent = await served.post(f"/rumors/{RUMOR}/title", {"title": "two", "etag": etag})
    assert sent.status == 412
    assert "Somebody was faster" in served.page
    assert 'value="two"' in served.page
    fresh = re.search(r'name="etag" value="([^"]*)"', served.page)
    assert fresh is not None
    assert fresh[1] != stale[1]
    form = {"title": "two", "etag": fresh[1].replace("&#34;", '"')}
    assert (await served.post(f"/rumors/{RUMOR}/title", form)).status == 303


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("verdict", {"rating": "bogus", "summary": "kept"}, "Choose one of those offered"),
        (
            "verdict",
            {"rating": "false", "summary": "kept", "link": "ftp://x"},
            "http:// or https://",
        ),
        ("mute", {"hours": "soon", "reason": "kept"}, "whole number"),
        ("mute", {"hours": "", "reason": "kept"}, "says when it ends"),
        ("assign", {"assignee": "kept", "due_at": "soon"}, "is no time"),
        ("merge", {"into": "nowhere", "note": "kept"}, "This is no id of a rumor"),
        ("title", {"title": "kept" * 100}, "length"),
    ],
)
async def test_a_mistake_is_named_at_its_field_and_nothing_is_lost(
    served: Served, name: str, form: dict[str, str], said: str
) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/{name}")
    sent = await served.post(f"/rumors/{RUMOR}/{name}", form)
    assert sent.status == 422
    assert said in served.page
    assert 'class="wrong"' in served.page
    assert "kept" in served.page
    assert decided(served) == []


async def test_a_log_that_is_away_loses_nothing(served: Served) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/note")
    served.log.away = True
    sent = await served.post(f"/rumors/{RUMOR}/note", {"text": "kept"})
    assert sent.status == 503
    assert ">kept</textarea>" in served.page
    assert "Try again in a moment" in served.page


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/alerts/alr_1/take", {"note": "kept <b>", "back": "/alerts"}, 404),
        ("/suggestions/sug_1", {"note": "kept <b>", "decision": "bogus"}, 422),
    ],
)
async def test_no_form_loses_what_was_written_into_it(
    served: Served, path: str, form: dict[str, str], status: int
) -> None:
    await served.sign_in()
    await served.get("/check")
    assert (await served.post(path, form)).status == status
    assert ">kept &lt;b&gt;</textarea>" in served.page
    for name in form.keys() - {"note"}:
        assert f'name="{name}" value="{form[name]}"' in served.page
    assert f'action="{path}"' in served.page


async def test_a_form_whose_page_cannot_be_made_is_not_lost(served: Served) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/note")
    reads: Any = served.services.lookup._reads
    reads.answers["rumor"] = StoreUnavailable("away")
    assert (await served.post(f"/rumors/{RUMOR}/note", {"text": "kept"})).status == 503
    assert ">kept</textarea>" in served.page


async def test_a_range_that_ends_before_it_began_is_refused(tmp_path: Path) -> None:
    seen = {"first_seen": rfc3339(1_795_694_523_400), "last_seen": rfc3339(1_795_694_523_400)}
    served = Served(tmp_path, rumor=READ | seen, life=(1_795_694_523, 1_795_694_523))
    await served.sign_in()
    for to in ("0001-01-01T00:00:00%2B14:00", "1971-01-01T00:00:00Z", "x", "9999-12-31T23:59:59Z"):
        for start in ("", "from=2026-11-26T00:00:00Z&", "from=0001-01-01T00:00:00%2B14:00&"):
            sent = await served.get(f"/rumors/{RUMOR}?{start}to={to}")
            assert sent.status == 422, (start, to)


@pytest.mark.parametrize(
    "into",
    [
        f"http://x/rumors/{'fe' * 8}?by=place",
        f"http://x/rumors/{'fe' * 8}/split?variant_id={'ab' * 8}&variant_id={'cd' * 8}",
        f"http://x/rumors/{'fe' * 8}#w{'ab' * 8}",
        f" {'fe' * 8} ",
        ["fe" * 8, ""],  # suggested, and the field beside it left empty
        ["ab" * 8, "fe" * 8],
    ],
)
async def test_a_merge_takes_an_id_an_address_or_a_suggestion(
    served: Served, into: str | list[str]
) -> None:
    await served.sign_in()
    other = "fe" * 8
    reads: Any = served.services.lookup._reads
    reads.answers["rumor"] = READ | {"rumor_id": other}
    await served.get(f"/rumors/{RUMOR}/merge")
    form = {"into": into}
    sent = await served.post(f"/rumors/{RUMOR}/merge", form)
    assert sent.headers["location"].startswith(f"/rumors/{other}?")
    assert decided(served)[0].target == other


async def test_who_chose_no_wording_is_told_to(served: Served) -> None:
    await served.sign_in()
    assert (await served.get(f"/rumors/{RUMOR}/split")).status == 422
    assert "choose wordings" in served.page


# What a key may not, what is not there, what is away


async def test_a_reader_decides_nothing(served: Served) -> None:
    await served.sign_in("reader")
    await served.get(f"/rumors/{RUMOR}")
    assert "/verdict" not in served.page
    sent = await served.post(f"/rumors/{RUMOR}/note", {"text": "x"})
    assert sent.status == 403
    assert "lacks the scope" in served.page
    assert decided(served) == []
    for path in ("/deliveries/dlv_1/redeliver", "/receivers/x/test", "/decisions/dec_1/undo"):
        assert (await served.post(path, {})).status == 403
    assert (await served.get("/rejects")).status == 403


@pytest.mark.parametrize(
    "name", ["verdict", "merge", "title", "mute", "assign", "note", "split?variant_id=x"]
)
async def test_a_reader_is_told_before_he_types(served: Served, name: str) -> None:
    await served.sign_in("reader")
    assert (await served.get(f"/rumors/{RUMOR}/{name}")).status == 403
    assert "This key may not do that" in served.page
    assert "What will change" not in served.page


async def test_what_is_not_there_is_said(served: Served) -> None:
    await served.sign_in()
    reads: Any = served.services.lookup._reads
    reads.answers["rumor"] = None
    assert (await served.get("/rumors/" + "0" * 16)).status == 404
    assert "There is no such thing" in served.page
    assert (await served.get(f"/rumors/{RUMOR}/explode")).status == 404


@pytest.mark.parametrize("path", ["/nosuch", f"/rumors/{RUMOR}/", "/a/b/c/d", "/sign-out"])
async def test_a_browser_that_goes_astray_is_shown_a_page(served: Served, path: str) -> None:
    for _ in range(2):
        assert (await served.get(path, accept="text/html,*/*;q=0.8")).status == 404
        assert "There is no such thing" in served.page
        await served.sign_in()
    assert 'href="/alerts"' in (await served.get(path, accept="text/html")).content.decode()


async def test_a_program_that_goes_astray_is_told_as_by_the_api(served: Served) -> None:
    for path, accept, status in (
        ("/nosuch", "*/*", 404),
        ("/v1/nosuch", "text/html", 404),
        ("/v1/reports", "text/html", 405),
        ("/sign-out", "*/*", 405),
    ):
        sent = await served.get(path, accept=accept)
        assert sent.status == status, path
        assert sent.headers["content-type"] == "application/problem+json"


async def test_a_store_that_is_away_is_a_page_that_says_so(served: Served) -> None:
    await served.sign_in()
    reads: Any = served.services.lookup._reads
    reads.answers["rumors"] = StoreUnavailable("away")
    assert (await served.get("/")).status == 503
    assert "Not available now" in served.page


async def test_a_defect_is_a_page_too_and_in_the_log(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    await served.sign_in()
    reads: Any = served.services.lookup._reads
    reads.answers["rumors"] = RuntimeError("slip")
    assert (await served.get("/rumors?query=secret")).status == 500
    assert "a defect of rumor-tracker" in served.page
    assert "slip" not in served.page
    assert "a page broke" in caplog.text
    assert "secret" not in caplog.messages[-1]


async def reader_of(served: Served, reads_per_minute: int) -> None:
    """Signs in with a key of so small an allowance."""
    named = 'name = "reader"'
    text = served.config.read_text()
    served.config.write_text(text.replace(named, f"{named}\nreads_per_minute = {reads_per_minute}"))
    served.clock.move(10)
    await served.sign_in("reader")


async def test_the_reads_of_a_key_are_counted_by_page(served: Served) -> None:
    await reader_of(served, 2)
    statuses = [(await served.get("/check")).status for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_a_check_is_a_read_and_refused_it_keeps_its_text(served: Served) -> None:
    await reader_of(served, 2)
    await served.get("/check")
    assert (await served.post("/check", {"text": "!"})).status == 422
    assert (await served.post("/check", {"text": "为什么"}, x_live="1")).status == 429
    assert ">为什么</textarea>" in served.page


@pytest.mark.parametrize(
    "path", ["/rumors?format=csv", f"/rumors/{RUMOR}/note", f"/rumors/{RUMOR}?format=csv", "/live"]
)
async def test_what_is_no_refresh_is_counted_whatever_it_calls_itself(
    served: Served, path: str
) -> None:
    await reader_of(served, 2)
    statuses = [(await served.get(path, x_live="1")).status for _ in range(3)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:2]


async def test_only_the_refresh_of_an_open_page_is_free(served: Served) -> None:
    await reader_of(served, 2)
    assert (await served.get("/rumors?query=a")).status == 200
    for _ in range(5):
        served.clock.move(0.5)
        assert (await served.get("/rumors?query=a", x_live="1")).status == 200
    assert (await served.get("/rumors?query=b", x_live="1")).status == 200, "asked anew: counted"
    served.cookies["rumor_zone"] = "Asia/Shanghai"  # the same URL, another question
    assert (await served.get("/rumors?query=b", x_live="1")).status == 429
    served.cookies.pop("rumor_zone")
    assert (await served.get("/rumors?query=a", x_live="1")).status == 200


async def test_a_form_that_is_too_large_is_refused(served: Served) -> None:
    await served.sign_in()
    await served.get("/check")
    assert (await served.post("/check", {"text": "x" * 600_000})).status == 413


async def test_without_a_stream_of_events_a_browser_is_told_not_to_ask_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(asking.BY_PATH, EVENTS, raising=False)
    await served.sign_in()
    assert (await served.get("/live")).status == 204


async def test_the_stream_of_events_is_that_of_the_key(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Call] = []

    async def told(_: Services, call: Call) -> Response:
        calls.append(call)
        after = call.request.headers["last-event-id"]
        return Response(f"{call.key.name} {after}", media_type="text/event-stream")

    operation = Operation(
        method="GET",
        path=EVENTS[1],
        handler=told,
        scope="read",
        summary="",
        answers="text/event-stream",
    )
    monkeypatch.setitem(asking.BY_PATH, EVENTS, operation)
    await served.sign_in("reader")
    assert (await served.get("/live", last_event_id="7")).content == b"reader 7"
    assert calls[0].is_signed_in()
    await served.get("/")
    await served.post("/sign-out", {})
    assert not calls[0].is_signed_in(), "the stream of who signed out would go on"


async def test_the_chart_of_a_rumors_life_holds_its_last_report(tmp_path: Path) -> None:
    """Nothing from the end of a range on is counted, so the end lies behind the report."""
    last_ms = 1_795_694_523_400
    seen = {"first_seen": rfc3339(last_ms - 3_600_000), "last_seen": rfc3339(last_ms)}
    spread = {"from": seen["first_seen"], "to": seen["last_seen"], "step": 60, "series": []}
    lived = (last_ms // 1_000 - 3_600, last_ms // 1_000)
    served = Served(tmp_path, rumor=READ | seen, spread=spread, life=lived)
    await served.sign_in()
    assert (await served.get(f"/rumors/{RUMOR}")).status == 200
    reads: Any = served.services.lookup._reads
    assert reads.asked["spread"]["asked"].end_s == last_ms // 1_000 + 1
