"""Pages: answers in, HTML out. What came from outside is text, whatever it looks like."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

import dashboards.console
from dashboards.console import rendering
from dashboards.console.rendering import Pages, web_link
from dashboards.console.tables import NAMES, csv_of
from dashboards.console.words import CHINESE
from schemas.api.decided import History, SuggestedRumor, Verdict
from schemas.api.rumors import RumorPage, Share
from schemas.console import Renderer
from tests.console import answers

PAGES = Pages()
TEMPLATES = Path(dashboards.console.__file__).parent / "templates"
VOID = {"meta", "link", "input", "img", "br", "line", "circle", "rect", "polyline"}


class Reader(HTMLParser):
    """Every element with its attributes; what is not closed is a mistake."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        self.text += data


def read(name: str, **viewer: Any) -> Reader:
    reader = Reader()
    page = PAGES.page(name.partition(" ")[0], answers.viewer(**viewer), answers.pages()[name])
    reader.feed(page)
    assert reader.open in ([], ["html"]), reader.open
    return reader


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", answers.pages())
def test_nothing_from_outside_becomes_markup(name: str, language: str) -> None:
    reader = read(name, language=language)
    scripts = [attributes for tag, attributes in reader.elements if tag == "script"]
    assert [script["src"].partition("?")[0] for script in scripts if script["src"]] == [
        "/static/console.js"
    ]
    for tag, attributes in reader.elements:
        assert tag not in ("b", "iframe", "object", "base") or not attributes, tag
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert "style" not in attributes, "the policy forbids it"
        for place in ("href", "src", "action"):
            url = attributes.get(place) or "/"
            if tag == "a" and url == "https://example.org/x":
                continue
            assert url.startswith(("/", "#", "?")) or answers.EVIL in url, url
            assert not url.lower().startswith("javascript:")
    assert "49" not in re.findall(r"\{\{7\*7\}\}|49", reader.text), "a text was run as a template"


def test_a_link_leads_to_the_web_or_nowhere() -> None:
    assert web_link("https://example.org/x") == "https://example.org/x"
    for url in ("javascript:alert(1)", "data:text/html,x", " javascript:x", "//x", ""):
        assert web_link(url) == ""
    given = answers.pages()["rumor"]
    good = Verdict(rating="false", summary="", link="https://example.org/x")
    page = PAGES.page("rumor", answers.viewer(), given | {"rumor": answers.rumor(verdict=good)})
    assert 'href="https://example.org/x"' in page


@pytest.mark.parametrize("name", answers.pages())
def test_every_control_has_a_name_and_no_id_comes_twice(name: str) -> None:
    reader = read(name)
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for tag, attributes in reader.elements if tag == "label"}
    page = PAGES.page(name.partition(" ")[0], answers.viewer(), answers.pages()[name])
    inside = re.findall(r"<label[^>]*>.*?</label>", page, re.S)
    for tag, attributes in reader.elements:
        if tag not in ("input", "textarea", "select") or attributes.get("type") == "hidden":
            continue
        named = attributes.get("id") in labelled or "aria-label" in attributes
        within = any(f'name="{attributes["name"]}"' in label for label in inside)
        assert named or within, attributes


def test_the_boxes_of_wordings_are_told_apart_by_what_they_are_called() -> None:
    boxes = [
        attributes["aria-label"] or ""
        for _, attributes in read("rumor").elements
        if attributes.get("name") == "variant_id"
    ]
    assert len(boxes) > 1
    assert len(set(boxes)) == len(boxes)
    assert all(answers.EVIL[:20] in label for label in boxes)


@pytest.mark.parametrize("name", answers.pages())
def test_forms_that_change_something_carry_the_token(name: str) -> None:
    page = PAGES.page(name.partition(" ")[0], answers.viewer(), answers.pages()[name])
    forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.S)
    assert all('name="csrf" value="token"' in form for form in forms)


def test_a_reader_is_shown_no_decisions() -> None:
    for name, given in answers.pages().items():
        if name.startswith(("act", "again", "sign_in")):
            continue
        page = PAGES.page(name, answers.viewer(scopes=("read",)), given | {"done": None})
        forms = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page))
        assert forms <= {"/sign-out", "/check"}, name


def said(text: str) -> set[str]:
    """Every word that a template has translated, as far as it stands there as it is."""
    return set(re.findall(r"_\('((?:[^'\\]|\\.)*)'\)", text))


def test_every_word_of_the_templates_is_there_in_chinese() -> None:
    words = {word for path in TEMPLATES.glob("*.html") for word in said(path.read_text())}
    assert words - set(CHINESE) == set()
    assert len(words) > 100


def test_every_word_that_pages_show_is_there_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those, too, that stand in lists and answers of the API."""
    missing = set[str]()

    class Words(dict[str, str]):
        def get(self, key: str, default: Any = None) -> Any:
            if key not in self and key != answers.EVIL:
                missing.add(key)
            return super().get(key, default)

    monkeypatch.setattr(rendering, "CHINESE", Words(CHINESE))
    for name, given in answers.pages().items():
        Pages().page(name.partition(" ")[0], answers.viewer(language="zh"), given)
    assert missing <= {""}


def test_a_page_in_chinese_says_so_and_holds_no_english_headings() -> None:
    page = PAGES.page("desk", answers.viewer(language="zh"), answers.pages()["desk"])
    assert '<html lang="zh-CN"' in page
    for english in ("What rises now", "Growth", "Sign out", "not rated"):
        assert english not in page


def test_who_named_no_place_is_not_looked_for_by_it() -> None:
    given = answers.pages()["rumor"]
    shares = [Share("", 9), Share("成都 1", 3)]
    page = PAGES.page("rumor", answers.viewer(), given | {"rumor": answers.rumor(places=shares)})
    assert "<span>(not named)</span>" in page
    assert 'place="' not in page
    assert 'href="/rumors?place=%E6%88%90%E9%83%BD%201"' in page


def test_times_are_those_of_the_viewer() -> None:
    page = PAGES.page("rumor", answers.viewer(zone="Asia/Shanghai"), answers.pages()["rumor"])
    assert (
        'datetime="2026-11-26T12:00:00.000Z" title="2026-11-26 20:00:00 CST">11-26 20:00<' in page
    )
    assert "Asia/Shanghai" in page


def test_an_empty_page_says_what_to_do() -> None:
    empty: dict[str, Any] = {"rumors": [], "alerts": [], "sparks": {}, "unseen": 0}
    assert "Nothing rises now." in PAGES.page("desk", answers.viewer(), empty)
    none = {"rumors": RumorPage([], None), "ratings": ()}
    assert "No rumor fits." in PAGES.page("rumors", answers.viewer(), none)


def test_no_page_is_heavy() -> None:
    """300 kB are promised; a rumor's page is the largest."""
    many = [answers.variant(f"{n:016x}", text="微信聊天记录要全部删掉" * 20) for n in range(50)]
    given = answers.pages()["rumor"]
    given["variants"].items = many
    given["history"] = History(items=given["history"].items * 20)
    page = PAGES.page("rumor", answers.viewer(), given)
    assets = [PAGES.asset(name) for name in ("console.js", "console.css", "icon.svg")]
    weight = len(page.encode()) + sum(len(asset.content) for asset in assets if asset)
    assert weight < 300_000


@pytest.mark.parametrize("old", ["水" * 9_000, "'x" * 600, '"' * 10_000, ""])
@pytest.mark.parametrize("new", ["水" * 9_500, '"y' * 600, "'" * 10_000, "<&" * 5_000])
def test_no_page_is_heavy_where_wordings_are_long(old: str, new: str) -> None:
    given = answers.pages()["rumor"]
    given["variants"].items = [
        answers.variant(f"{n:016x}", "f" * 16, text=f"{n}{new}", parent_text=old) for n in range(25)
    ]
    page = PAGES.page("rumor", answers.viewer(query={}), given)
    assert len(page.encode()) < 270_000, "what it loads is some 30 kB"
    pairs = answers.pages()["suggestions"]
    pairs["suggestions"].items = [
        msgspec.structs.replace(
            answers.suggestion(),
            rumors=[SuggestedRumor(answers.A, "x", old), SuggestedRumor(answers.B, "x", new)],
        )
        for _ in range(10)
    ]
    assert len(PAGES.page("suggestions", answers.viewer(query={}), pairs).encode()) < 270_000


@pytest.mark.parametrize("action", ["split", "move"])
def test_no_form_is_heavy_where_wordings_are_long(action: str) -> None:
    given = answers.pages()[f"act {action}"]
    given["wordings"] = [answers.variant(f"{n:016x}", text="水" * 9_000) for n in range(50)]
    assert len(PAGES.page("act", answers.viewer(), given).encode()) < 100_000


def test_a_wording_that_was_cut_shows_what_differs_and_leads_to_the_whole() -> None:
    given = answers.pages()["rumor"]
    old, new = f"{'甲' * 3_000}停水{'乙' * 3_000}", f"{'甲' * 3_000}停电{'乙' * 3_000}"
    given["variants"].items = [answers.variant("ab" * 8, "f" * 16, text=new, parent_text=old)]
    page = PAGES.page("rumor", answers.viewer(query={"by": "place"}, path="/x"), given)
    assert "<del>水</del><ins>电</ins>" in page
    assert "甲" * 1_000 not in page
    assert f'href="/x?by=place&amp;whole={"ab" * 8}#w{"ab" * 8}"' in page
    whole = PAGES.page("rumor", answers.viewer(query={"whole": "ab" * 8}), given)
    assert "甲" * 3_000 in whole
    assert "The whole wording" in page
    assert "The whole wording" not in whole


def test_assets_are_named_files_and_nothing_else() -> None:
    found = PAGES.asset("console.js")
    assert found is not None
    assert found.media_type.startswith("text/javascript")
    written = re.search(rb"(inner|outer)HTML\s*=[^=]|insertAdjacentHTML", found.content)
    assert written is None, "texts of others would run there"
    assert b"eval(" not in found.content
    for name in ("../rendering.py", "rendering.py", "", "templates/base.html"):
        assert PAGES.asset(name) is None


def test_the_viewer_of_the_contract_asks_no_other_host() -> None:
    page = PAGES.page("docs", answers.viewer(), {})
    loaded = re.findall(r'(?:src|href)="([^"?]*)', page)
    assert loaded
    for path in loaded:
        assert path.startswith("/static/") or path == "/openapi.json"
        assert path == "/openapi.json" or PAGES.asset(path.removeprefix("/static/")) is not None
    assert "connect-src 'self'" in page
    assert "script-src 'self';" in page


def test_pages_are_a_renderer() -> None:
    renderer: Renderer = PAGES
    assert renderer.table("none", {}) == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_table_as_csv_holds_no_formula(name: str) -> None:
    given = answers.pages()
    whole: dict[str, Any] = given["rumor"] | {name: given.get(name, {}).get(name)}
    if name in ("desk", "variants", "history", "spread"):
        whole = given["desk"] if name == "desk" else given["rumor"]
    written = csv_of(name, whole)
    assert len(written.splitlines()) > 1
    assert "script" in written or name == "desk" or name == "spread"
    evil = given["rumors"]["rumors"]
    evil.items = [answers.item(title='=HYPERLINK("http://x")', assignee="@x")]
    assert "'=HYPERLINK" in csv_of("rumors", {"rumors": evil})
    assert ",=" not in csv_of("rumors", {"rumors": evil}).replace('"', "")


@pytest.mark.parametrize("name", NAMES)
def test_a_table_without_rows_has_the_head_of_one_with_rows(name: str) -> None:
    given = answers.pages()
    whole: dict[str, Any] = given["rumor"] | {name: given.get(name, {}).get(name)}
    if name in ("desk", "variants", "history", "spread"):
        whole = given["desk"] if name == "desk" else given["rumor"]
    full = csv_of(name, whole).splitlines()[0]
    empty: dict[str, dict[str, Any]] = {"desk": {"rumors": []}, "spread": {"spread": None}}
    bare = csv_of(name, empty.get(name, {name: RumorPage([], None)})).splitlines()
    assert set(full.split(",")) <= set(bare[0].split(","))
    assert len(bare) == 1
    if name != "history":  # whose items leave out what they have not
        assert bare[0] == full
