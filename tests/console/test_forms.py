"""What stands in a form before anything is typed: what is so now."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dashboards.console.words import CHINESE
from schemas.api.decisions import FORMS
from schemas.console import Words
from schemas.events import DecisionMade
from schemas.topics import CURATIONS
from streams.api.console.forms import BODIES
from streams.api.routes import OPERATIONS
from streams.api.session import COOKIE
from tests.console import answers
from tests.console.served import KEYS, RUMOR, Served

HEX = "{:016x}".format


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


def decided(served: Served) -> list[DecisionMade]:
    return [CURATIONS.decode(record.value) for record in served.log.records[CURATIONS.name]]


def _stored(number: int) -> dict[str, Any]:
    made = answers.variant(HEX(number), text=f"wording {number}.")
    found: dict[str, Any] = msgspec.to_builtins(made)
    return found


class Variants:
    """A rumor of so many wordings, in pages."""

    def __init__(self, served: Served, count: int) -> None:
        self.pages = 0
        self._count = count
        reads: Any = served.services.lookup._reads
        reads.variants = self._page

    def _page(self, *_: Any, sort: str, limit: int, cursor: str) -> dict[str, Any]:
        assert sort == "-reports"
        self.pages += 1
        begin = int(cursor or 0)
        end = min(begin + limit, self._count)
        items = [_stored(number) for number in range(begin, end)]
        return {"items": items, "next_cursor": str(end) if end < self._count else None}


@pytest.mark.parametrize("action", ["split", "move"])
async def test_a_form_shows_what_was_chosen_however_deep_it_stands(
    served: Served, action: str
) -> None:
    variants = Variants(served, 1_200)
    await served.sign_in()
    chosen = f"variant_id={HEX(3)}&variant_id={HEX(619)}"
    await served.get(f"/rumors/{RUMOR}/{action}?{chosen}")
    assert "wording 3." in served.page
    assert "wording 619." in served.page
    assert "<b>2</b> wordings chosen" in served.page
    assert variants.pages == 2, "no more than it takes"


async def test_a_form_looks_for_what_is_not_there_only_so_long(served: Served) -> None:
    variants = Variants(served, 50_000)
    await served.sign_in()
    assert (await served.get(f"/rumors/{RUMOR}/split?variant_id={'f' * 16}")).status == 200
    assert variants.pages == 20


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
async def test_who_assigns_again_keeps_the_time_it_is_due(served: Served, zone: str) -> None:
    await served.sign_in()
    served.cookies["rumor_zone"] = zone
    await served.get(f"/rumors/{RUMOR}/assign")
    assert 'type="datetime-local" value=""' in served.page
    await served.post(
        f"/rumors/{RUMOR}/assign", {"assignee": "ann", "due_at": "2026-12-01T08:00:30.250"}
    )
    await served.get(f"/rumors/{RUMOR}/assign")
    assert 'value="2026-12-01T08:00:30.250"' in served.page
    await served.post(f"/rumors/{RUMOR}/assign", {"assignee": "bob", "due_at": "2026-12-01T08:00"})
    await served.get(f"/rumors/{RUMOR}/assign")
    assert 'value="2026-12-01T08:00"' in served.page
    assert 'value="bob"' in served.page
    first, second = decided(served)
    assert (first.due_at_ms or 0) - (second.due_at_ms or 0) == 30_250


def test_every_decision_on_a_rumor_has_a_form_that_fills_what_it_takes() -> None:
    taken = {
        one.path.rpartition("/")[2]: {field.name for field in msgspec.structs.fields(one.body)}
        for one in OPERATIONS
        if one.method == "POST" and one.path.startswith("/v1/rumors/{rumor_id}/")
    }
    assert set(FORMS) == set(taken)
    for name, form in FORMS.items():
        filled = {field.fills or field.name for field in form.fields}
        assert filled <= taken[name]
        assert bool(filled) is (name not in BODIES), "a list of fields, or a body of its own"


def test_no_two_forms_call_one_thing_differently_in_chinese() -> None:
    said: list[Words] = []
    for form in FORMS.values():
        said += [form.name, form.will, *(field.label for field in form.fields)]
    assert [CHINESE[one.english] for one in said] == [one.chinese for one in said]
    keys = [form.key for form in FORMS.values() if form.key]
    assert len(set(keys)) == len(keys)


async def test_what_is_left_empty_is_not_said(served: Served) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/mute")
    sent = await served.post(f"/rumors/{RUMOR}/mute", {"hours": "", "until_reporters": " 7 "})
    assert sent.status == 303
    (made,) = decided(served)
    assert (made.until_ms, made.until_reporters, made.note) == (None, 7, "")
    await served.post(f"/rumors/{RUMOR}/title", {"title": " "})
    assert "cannot be empty" in served.page
    assert len(decided(served)) == 1


@pytest.mark.parametrize("action", ["split", "move"])
async def test_too_many_wordings_cost_nobody_what_was_typed(served: Served, action: str) -> None:
    Variants(served, 10)
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/{action}?variant_id={HEX(3)}")
    chosen = [HEX(number) for number in range(4_000)]
    form = {"variant_id": chosen, "note": "thought out", "to": "f" * 16}
    page = served.page
    sent = await served.post(f"/rumors/{RUMOR}/{action}", form)
    assert sent.status == 422
    assert "Too many: at most 3000 at once." in served.page
    assert "thought out" in served.page
    assert not decided(served)
    served.cookies.pop(COOKIE)
    served.page = page
    assert (await served.post(f"/rumors/{RUMOR}/{action}", form)).status == 401
    kept = {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', served.page)
    }
    assert (await served.post("/sign-in", kept | {"key": KEYS["desk"][0]})).status == 200
    assert 'name="note" value="thought out"' in served.page
    assert served.page.count('name="variant_id"') == len(chosen)


async def test_a_form_of_more_fields_than_any_has_is_refused(served: Served) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/note")
    sent = await served.post(f"/rumors/{RUMOR}/note", {"x": [""] * 20_000})
    assert sent.status == 400
