"""A form that is sent twice: two clicks, two tabs, two intakes. What its sender decided counts
once, and nobody is told that somebody else was faster.
"""

import asyncio
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dashboards.console.rendering import Pages
from schemas.events import DecisionMade
from schemas.topics import CURATIONS
from streams.api.console.repeating import WITHIN_MS
from streams.core import curation
from streams.core.ids import suggestion_id
from streams.store.reads.suggestions import Overlapping
from tests.console.served import RUMOR, Served
from tests.support import builders

OTHER = "fe" * 8
FORMS: dict[str, dict[str, Any]] = {
    "verdict": {"rating": "false", "summary": "call 13912345678", "link": "https://x.example/a"},
    "title": {"title": "停水"},
    "note": {"text": "thought out, call 13912345678"},
    "assign": {"assignee": "anna", "due_at": "2026-12-01T08:00", "note": "soon"},
    "mute": {"hours": "2", "until_reporters": "50", "reason": "known"},
    "merge": {"into": OTHER, "note": "same"},
}


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


def decided(served: Served) -> list[DecisionMade]:
    """What counts: what was refused on the log is none."""
    book = curation.book_of(served.services.decisions, "main")
    return list(book.made.values())


async def typed(served: Served, name: str) -> dict[str, Any]:
    """A form filled in, as its page was made."""
    await served.get(f"/rumors/{RUMOR}/{name}")
    etag = re.search(r'name="etag" value="([^"]*)"', served.page)
    assert etag is not None
    return {**FORMS[name], "etag": unescape(etag[1])}


@pytest.mark.parametrize("name", FORMS)
async def test_of_a_double_click_all_are_answered_as_the_first(served: Served, name: str) -> None:
    await served.sign_in()
    form = await typed(served, name)
    path = f"/rumors/{RUMOR}/{name}"
    sent = await asyncio.gather(*(served.post(path, form) for _ in range(3)))
    assert [one.status for one in sent] == [303] * 3
    assert len({one.headers["location"] for one in sent}) == 1
    served.clock.move(WITHIN_MS / 1_000 / 2)
    assert (await served.post(path, form)).headers["location"] == sent[0].headers["location"]
    assert [made.kind for made in decided(served)] == [name]
    assert len(served.log.records[CURATIONS.name]) == 1, "nothing to refuse stands on the log"


@pytest.mark.parametrize("name", ["verdict", "note"])
async def test_of_two_tabs_the_second_finds_what_the_first_did(served: Served, name: str) -> None:
    await served.sign_in()
    form = await typed(served, name)
    assert (await served.post(f"/rumors/{RUMOR}/{name}", form)).status == 303
    later = await typed(served, name)
    assert later["etag"] != form["etag"]
    assert (await served.post(f"/rumors/{RUMOR}/{name}", later)).status == 303
    assert len(decided(served)) == 1


async def test_two_intakes_make_nothing_twice(tmp_path: Path, served: Served) -> None:
    other = Served(tmp_path, log=served.log)
    for one in (served, other):
        await one.sign_in()
    form = await typed(served, "verdict")
    await other.get(f"/rumors/{RUMOR}/verdict")
    path = f"/rumors/{RUMOR}/verdict"
    sent = await asyncio.gather(*(one.post(path, form) for one in (served, other) * 2))
    assert [one.status for one in sent] == [303] * 4
    assert len(decided(served)) == 1


@pytest.mark.parametrize("name", FORMS)
async def test_what_says_something_else_is_no_repetition(served: Served, name: str) -> None:
    await served.sign_in()
    form = await typed(served, name)
    path = f"/rumors/{RUMOR}/{name}"
    assert (await served.post(path, form)).status == 303
    changed = {"title": "断水", "hours": "3", "into": "ef" * 8, "rating": "true"}
    for field in FORMS[name]:
        other = changed.get(field, "51" if field == "until_reporters" else "")
        other = other or ("2026-12-02T08:00" if field == "due_at" else "https://x.example/b")
        assert (await served.post(path, form | {field: other})).status in (409, 412), field
    assert len(decided(served)) == 1


async def test_a_colleagues_decision_is_still_one_that_was_faster(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    await served.sign_in()
    form = await typed(served, "verdict")
    path = f"/rumors/{RUMOR}/verdict"
    await served.post(path, form)
    book = curation.book_of(served.services.decisions, "main")
    (made,) = book.made.values()
    book.made[made.decision_id] = msgspec.structs.replace(made, decided_by="ben")
    assert (await served.post(path, form)).status == 412
    assert "Somebody was faster" in served.page


async def test_later_or_after_another_decision_it_is_a_second_thought(served: Served) -> None:
    await served.sign_in()
    form = await typed(served, "title")
    path = f"/rumors/{RUMOR}/title"
    await served.post(path, form)
    await served.post(f"/rumors/{RUMOR}/note", FORMS["note"])
    assert (await served.post(path, form)).status == 412, "the newest is another"
    note = await typed(served, "note")
    served.clock.move(WITHIN_MS / 1_000 + 1)
    assert (await served.post(f"/rumors/{RUMOR}/note", note)).status == 303
    assert [made.kind for made in decided(served)] == ["title", "note", "note"]


async def test_wordings_are_split_off_once(served: Served) -> None:
    await served.sign_in()
    now_ms = served.clock.now_ms()
    split = DecisionMade(
        decision_id="dec_1",
        tenant="main",
        kind="split",
        rumor_id=RUMOR,
        decided_at_ms=now_ms,
        decided_by="desk",
        variant_ids=("ab" * 8, "cd" * 8),
        note="apart",
    )
    await served.log.append([(CURATIONS.name, b"main", CURATIONS.encode(split))])
    form = {"variant_id": ["ab" * 8, "cd" * 8, "ab" * 8], "note": "apart", "etag": '"none"'}
    await served.get(f"/rumors/{RUMOR}/split?variant_id={'ab' * 8}")
    sent = await served.post(f"/rumors/{RUMOR}/split", form)
    assert sent.headers["location"].endswith("decision=dec_1")
    with_more = form | {"with_followers": "true"}
    assert (await served.post(f"/rumors/{RUMOR}/split", with_more)).status != 303


# Forms that say nothing of an ETag


async def test_a_decision_is_undone_once(served: Served) -> None:
    await served.sign_in()
    await served.post(f"/rumors/{RUMOR}/title", await typed(served, "title"))
    (made,) = decided(served)
    path = f"/decisions/{made.decision_id}/undo"
    await served.get(f"/rumors/{RUMOR}")
    sent = await asyncio.gather(*(served.post(path, {"rumor": RUMOR}) for _ in range(2)))
    assert [one.status for one in sent] == [303, 303]
    assert len({one.headers["location"] for one in sent}) == 1
    assert [one.kind for one in decided(served)] == ["title", "undo"]
    served.clock.move(WITHIN_MS / 1_000 + 1)
    assert (await served.post(path, {"rumor": RUMOR})).status == 409


async def test_an_alert_is_taken_and_released_once(served: Served) -> None:
    await served.sign_in()
    alert = builders.alert(rumor_id=RUMOR)
    reads: Any = served.services.lookup._reads
    changes = [msgspec.to_builtins(alert)]
    page = {"items": [{"changes": changes, "deliveries": []}], "next_cursor": None}
    reads.answers["alerts"] = page
    await served.get("/alerts")
    for name in ("take", "release", "take"):
        path = f"/alerts/{alert.alert_id}/{name}"
        form = {"note": "mine", "back": "/alerts"}
        sent = await asyncio.gather(*(served.post(path, form) for _ in range(2)))
        assert [one.status for one in sent] == [303, 303], name
    assert [one.kind for one in decided(served)] == ["take", "release", "take"]
    await served.post(f"/alerts/{alert.alert_id}/take", {"note": "another", "back": "/alerts"})
    assert len(decided(served)) == 4


async def test_a_pair_is_judged_once(served: Served) -> None:
    await served.sign_in()
    pair = Overlapping(older=RUMOR, younger=OTHER, bridges=2, score=0.4, reports=3)
    reads: Any = served.services.lookup._reads
    reads.answers["overlapping"] = [pair]
    await served.get("/check")
    suggested = suggestion_id("main", RUMOR, OTHER)
    path = f"/suggestions/{suggested}"
    sent = await asyncio.gather(*(served.post(path, {"decision": "apart"}) for _ in range(2)))
    assert [one.status for one in sent] == [303, 303]
    assert [one.kind for one in decided(served)] == ["apart"]
    assert (await served.post(path, {"decision": "join"})).status == 409


# In the browser

SCRIPT = """
const heard = {}, shown = {};
globalThis.document = {
  documentElement: { dataset: { zone: Intl.DateTimeFormat().resolvedOptions().timeZone } },
  querySelectorAll: () => [], getElementById: () => null, querySelector: () => null, cookie: "",
  addEventListener: (name, hear) => { (heard[name] ??= []).push(hear); },
};
globalThis.window = { addEventListener: (name, hear) => { shown[name] = hear; } };
globalThis.setTimeout = (later) => { globalThis.later = later; return 0; };
await import(process.env.SCRIPT);
function send(form) {
  const event = { target: form, defaultPrevented: false,
    preventDefault() { this.defaultPrevented = true; } };
  for (const hear of heard.submit) hear(event);
  return !event.defaultPrevented;
}
const form = { method: "post" }, other = { method: "post" }, search = { method: "get" };
const said = [send(form), send(form), send(other), send(search), send(search)];
shown.pageshow(); said.push(send(form), send(form));
globalThis.later(); said.push(send(form));
console.log(JSON.stringify(said));
"""


def test_the_page_sends_a_form_once(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    asset = Pages().asset("console.js")
    assert asset is not None
    script = tmp_path / "console.cjs"
    script.write_bytes(asset.content)
    done = subprocess.run(
        [
            node,
            "--input-type=module",
            "-e",
            SCRIPT.replace("process.env.SCRIPT", repr(str(script))),
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True, False, True, True, True, True, False, True]
