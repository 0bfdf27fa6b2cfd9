"""Texts in whatever direction: none turns round what stands beside it, none is lost on its way
through a form.
"""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dashboards.console.directions import TURNING, as_typed, one_way
from dashboards.console.explaining import explained
from dashboards.console.rendering import Pages
from deploy.cli.output import STEERING
from schemas.api.comparisons import Change, Compared
from streams.api.session import COOKIE
from streams.core.receivers import note
from tests.console import answers
from tests.console.served import KEYS, RUMOR, Served

PAGES = Pages()
ARABIC = "المدينة"
# Plain text to browsers and readers of screens: no markup can stand in these.
PLAIN = ("title", "option", "textarea", "script")
VOID = {"meta", "link", "input", "img", "br", "line", "circle", "rect", "polyline"}


def filled(value: Any, text: str) -> Any:
    """Answers in which every hostile text is this one."""
    if isinstance(value, str):
        return value.replace(answers.EVIL, text)
    if isinstance(value, msgspec.Struct):
        fields = {name: filled(getattr(value, name), text) for name in value.__struct_fields__}
        return type(value)(**fields)
    if isinstance(value, dict):
        return {filled(name, text): filled(one, text) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(filled(one, text) for one in value)
    return value


def made(name: str, text: str, language: str = "en") -> str:
    viewer = filled(answers.viewer(language=language), text)
    return PAGES.page(name.partition(" ")[0], viewer, filled(answers.pages()[name], text))


class Apart(HTMLParser):
    """The texts that are not kept apart from what stands beside them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.loose: list[str] = []
        self.kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            keeps = tag == "bdi" or tag in PLAIN or dict(attrs).get("dir") == "auto"
            self.open.append((tag, keeps))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if ARABIC not in data:
            return
        if any(keeps for _, keeps in self.open):
            self.kept += 1
        else:
            self.loose.append(f"{'>'.join(tag for tag, _ in self.open[-3:])}: {data[:60]}")


def test_the_signs_are_those_that_chats_and_terminals_are_spared() -> None:
    assert {ord(sign) for sign in TURNING} == set(note.TURNING)
    assert all(STEERING.match(sign) for sign in TURNING)
    assert one_way(f"a{TURNING}b") == "ab"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", answers.pages())
def test_no_page_holds_a_sign_that_turns_what_follows(name: str, language: str) -> None:
    page = made(name, f"\u202egnp{TURNING}.exe", language)
    assert not set(TURNING) & set(page)
    if "gnp" in page and name not in ("sign_in", "again", "again failed"):
        assert "gnp.exe" in page, "the rest of a text stays"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", answers.pages())
def test_every_text_of_others_keeps_its_direction_to_itself(name: str, language: str) -> None:
    reader = Apart()
    reader.feed(made(name, ARABIC, language))
    assert reader.loose == []
    if name in ("rumor", "desk", "alerts", "suggestions", "check"):
        assert reader.kept > 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_passage_does_not_turn_a_figure_behind_it(language: str) -> None:
    changes = [Change("changed", "words", f"{ARABIC}{n}", f"<b>{ARABIC}") for n in range(6)]
    found = Compared(shared=5, characters=9, rule="score", changes=changes)
    said = explained(answers.variant(compared=found), language)
    assert f"<bdi>{ARABIC}0</bdi>" in said
    assert f"<bdi>&lt;b&gt;{ARABIC}</bdi>" in said
    assert "<b>" not in said


# What is sent on


def test_a_field_gives_back_every_sign() -> None:
    text = f'"<{TURNING}&>'
    assert unescape(as_typed(text)) == text
    assert one_way(as_typed(text)) == as_typed(text)


async def test_what_was_typed_comes_back_whole_after_the_session_ended(tmp_path: Path) -> None:
    served = Served(tmp_path)
    await served.sign_in()
    text = f"a {TURNING} b"
    await served.get(f"/rumors/{RUMOR}/note")
    served.cookies.pop(COOKIE)
    await served.post(f"/rumors/{RUMOR}/note", {"text": text})
    kept = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', served.page)
    form = {name: unescape(value) for name, value in kept}
    await served.post("/sign-in", form | {"key": KEYS["desk"][0]})
    found = re.search(r'name="text" value="([^"]*)"', served.page)
    assert found is not None
    assert unescape(found[1]) == text
    assert not set(TURNING) & set(served.page)
    sent = await served.post("/check", {"text": "\u202e!"})
    assert sent.status == 422
    assert "&#8238;!</textarea>" in served.page, "what was disguised is matched as it came"
    await served.post(f"/rumors/{RUMOR}/title", {"title": "\u202e" + "x" * 300})
    assert 'value="&#8238;xxx' in served.page
