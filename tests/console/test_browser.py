"""The console in a real Chromium, on the whole system: an analyst signs in by the link, watches a
hoax rise, rates it, undoes that, merges, checks a message; a page of another loses nothing.

Needs Playwright's Python package and a Chromium of the system; with RUMOR_TEST_AXE naming
axe-core's script each page is looked at for what shuts people out.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.players import post_batch
from tests.support.system import System, wait

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the browser tests need the package playwright"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="the browser tests need Chromium (apt-get install chromium)"
)
HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
OTHER = "自来水厂被污染了，全市从明天开始停水三天，大家赶快接水"
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>今晚八点全城停电请提前做好准备工作"
AXE = os.environ.get("RUMOR_TEST_AXE", "")
WITHIN_MS = 20_000
WIDTHS = (1_280, 390)


class Desk:
    """A browser, what it complained of, and whom it asked."""

    def __init__(self, browser: Any, url: str) -> None:
        self.url = url
        self.context = browser.new_context(timezone_id="Asia/Shanghai", locale="en-GB")
        self.page = self.context.new_page()
        self.page.set_default_timeout(WITHIN_MS)
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.page.on("request", lambda asked: self.hosts.add(asked.url.split("/")[2]))

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)
        self.page.wait_for_selector("h1")

    def sign_in(self, key: str) -> None:
        self.open("/sign-in")
        self.page.fill("input[name=key]", key)
        self.page.click("main button[type=submit]")
        self.page.wait_for_selector("nav")

    def send(self) -> None:
        self.page.click("main form.act button.strong")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("console")) as made:
        made.start()
        reports = [
            {"text": text, "external_id": f"{n}-{at}", "reporter": f"r{at}", "channel": EVIL[:60]}
            for n, text in enumerate((HOAX, OTHER, EVIL))
            for at in range(12 if n else 40)
        ]
        post_batch(made.api, reports)
        made.settle(len(reports))
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as made:
        opened = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def desk(browser: Any, running: System) -> Iterator[Desk]:
    made = Desk(browser, running.url)
    yield made
    assert made.complaints == []
    assert made.hosts == {running.url.split("/")[2]}, "no other host is asked for anything"
    made.context.close()


def rumor_of(system: System, text: str) -> str:
    found = system.api.get("/v1/rumors", query=text[-12:])["items"]
    return str(found[0]["rumor_id"])


def test_the_link_of_up_signs_in_and_the_desk_shows_what_rises(desk: Desk, running: System) -> None:
    line = next(line for line in running.lines if line.startswith("console: "))
    desk.page.goto(re.findall(r"http\S+", line)[0])
    desk.page.wait_for_selector("text=What rises now")
    desk.page.wait_for_selector(f"text={HOAX}")
    assert desk.page.locator("html").get_attribute("data-zone") == "Asia/Shanghai"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_shuts_nobody_out(desk: Desk, running: System, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 800})
    desk.sign_in(running.key)
    rumor = f"/rumors/{rumor_of(running, EVIL)}"
    paths = ("/", "/rumors", rumor, f"{rumor}/verdict", f"{rumor}/merge", "/suggestions", "/check")
    for path in (*paths, "/alerts", "/deliveries", "/rejects", "/system"):
        desk.open(path)
        wider = desk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{path} is wider than the screen"
        assert serious(desk) == [], path


def serious(desk: Desk) -> list[str]:
    """What axe finds, as far as it is there."""
    if not AXE:
        return []
    # evaluated by the debugger, which the page's policy does not hold
    desk.page.evaluate(Path(AXE).read_text())
    found = desk.page.evaluate("axe.run(document)")["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_a_rating_is_given_seen_and_undone(desk: Desk, running: System) -> None:
    rumor = rumor_of(running, HOAX)
    desk.sign_in(running.key)
    desk.open(f"/rumors/{rumor}")
    desk.page.keyboard.press("v")
    desk.page.wait_for_selector(".will")
    desk.page.check("input[value=false]")
    desk.page.fill("textarea[name=summary]", "官方从未发布 <b>此类</b> 通知")
    desk.send()
    desk.page.wait_for_selector("text=Rated “false”.")
    assert running.api.get(f"/v1/rumors/{rumor}")["verdict"]["rating"] == "false"
    assert "<b>此类</b>" in desk.page.inner_text("#rumor-head")
    desk.page.click(".note.good button")
    desk.page.wait_for_selector("text=Undone")
    assert running.api.get(f"/v1/rumors/{rumor}")["verdict"] is None


def test_a_merge_is_made_by_address_and_undone(desk: Desk, running: System) -> None:
    rumor, other = rumor_of(running, OTHER), rumor_of(running, HOAX)
    desk.sign_in(running.key)
    desk.open(f"/rumors/{rumor}/merge")
    desk.page.fill("input[name=into]:not([type=radio])", f"{running.url}/rumors/{other}")
    desk.send()
    desk.page.wait_for_selector("text=Merged")
    assert desk.page.url.startswith(f"{running.url}/rumors/{other}")
    assert running.api.get(f"/v1/rumors/{rumor}")["merged_into"] == other
    desk.page.click(".note.good button")
    desk.page.wait_for_selector("text=Undone")
    assert running.api.get(f"/v1/rumors/{rumor}")["merged_into"] is None


def test_of_two_analysts_the_slower_one_loses_nothing(
    desk: Desk, browser: Any, running: System
) -> None:
    rumor = rumor_of(running, OTHER)
    other = Desk(browser, running.url)
    for one in (desk, other):
        one.sign_in(running.key)
        one.open(f"/rumors/{rumor}/title")
    desk.page.fill("input[name=title]", "first")
    desk.send()
    desk.page.wait_for_selector("text=Renamed")
    other.page.fill("input[name=title]", "second")
    other.send()
    other.page.wait_for_selector("text=Somebody was faster")
    assert other.page.input_value("input[name=title]") == "second"
    other.send()
    other.page.wait_for_selector("text=Renamed to “second”.")
    other.context.close()


def test_a_page_follows_what_comes_in_without_a_reload(desk: Desk, running: System) -> None:
    rumor = rumor_of(running, HOAX)
    desk.sign_in(running.key)
    desk.open(f"/rumors/{rumor}")
    desk.page.evaluate("document.body.dataset.kept = 'yes'")
    before = running.api.get(f"/v1/rumors/{rumor}")["reports"]
    post_batch(running.api, [{"text": HOAX, "reporter": f"new{at}"} for at in range(3)])
    desk.page.wait_for_function(
        "count => document.querySelector('#rumor-head b').textContent === String(count)",
        arg=before + 3,
    )
    assert desk.page.evaluate("document.body.dataset.kept") == "yes"


def test_a_message_is_checked_and_the_answer_can_be_copied(desk: Desk, running: System) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.sign_in(running.key)
    desk.open("/check")
    desk.page.fill("textarea", f"请问“{HOAX}”是真的吗？")
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_selector("#answer-zh")
    desk.page.click("[data-copy=answer-zh]")
    desk.page.wait_for_selector("text=Copied")
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    assert copied == desk.page.inner_text("#answer-zh")
    assert HOAX in desk.page.inner_text(".matches")


def test_texts_of_others_run_nothing(desk: Desk, running: System) -> None:
    """A dialog or a failed picture would be among the complaints."""
    desk.sign_in(running.key)
    rumor = rumor_of(running, EVIL)
    for path in ("/", "/rumors", f"/rumors/{rumor}", f"/rumors/{rumor}?by=channel"):
        desk.open(path)
    assert "<script>" in desk.page.inner_text("main")


def test_who_was_signed_out_types_nothing_twice(desk: Desk, running: System) -> None:
    rumor = rumor_of(running, HOAX)
    desk.sign_in(running.key)
    desk.open(f"/rumors/{rumor}/note")
    desk.page.fill("textarea[name=text]", "a long thought")
    desk.context.clear_cookies()
    desk.send()
    desk.page.wait_for_selector("text=comes back")
    desk.complaints.clear()  # the browser names the 401
    desk.page.fill("input[name=key]", running.key)
    desk.page.click("main button[type=submit]")
    desk.page.click("text=Send it now")
    desk.page.wait_for_selector("text=Noted.")
    assert "a long thought" in desk.page.inner_text("#rumor-history")


def test_the_viewer_of_the_contract_works_under_its_policy(desk: Desk, running: System) -> None:
    desk.page.goto(running.url + "/docs")
    desk.page.wait_for_selector(".opblock")
    wait(lambda: desk.page.locator(".opblock").count() > 20, 60, "operations are missing")
