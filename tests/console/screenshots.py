"""Plays the demo and takes the pictures of README and docs/console.md.

python -m tests.console.screenshots docs/pictures/console
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support import cli

ENDS = re.compile(r"now it is yours, look around: (\S+)")
HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
ZONE = "Asia/Shanghai"
# name -> width, height, colours, language
PICTURES = {
    "desk": (1_280, 760, "light", "en-GB"),
    "rumor": (1_280, 1_000, "light", "en-GB"),
    "check": (1_280, 760, "light", "en-GB"),
    "suggestions": (1_280, 700, "light", "en-GB"),
    "desk-dark": (1_280, 760, "dark", "zh-CN"),
    "rumor-phone": (390, 844, "dark", "zh-CN"),
}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, demo(Path(data) / "demo") as link:
        take(link, folder)


@contextmanager
def demo(data: Path) -> Iterator[str]:
    """A demo that has played -> its link."""
    environment = cli.environment({"RUMOR_DATA_DIR": str(data), "RUMOR_HTTP_PORT": "0"})
    process = subprocess.Popen(
        cli.command("up", "--demo"), env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            print(line, end="")
            if found := ENDS.search(line):
                yield found[1]
                return
        raise SystemExit("the demo ended before it had played")
    finally:
        process.terminate()
        process.stdout.close()
        process.wait()


def take(link: str, folder: Path) -> None:
    """Signs in once and photographs each page."""
    from playwright.sync_api import sync_playwright

    base = link.partition("/sign-in")[0]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as made:
        browser = made.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        first = browser.new_context()
        page = first.new_page()
        page.goto(link)
        page.wait_for_selector("nav")
        cookies = first.cookies()
        for name, (width, height, scheme, language) in PICTURES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale=language,
                timezone_id=ZONE,
            )
            context.add_cookies(cookies)
            context.add_cookies([{"name": "rumor_zone", "value": ZONE, "url": base}])
            page = context.new_page()
            show(page, base, name.partition("-")[0])
            page.screenshot(path=str(folder / f"{name}.png"))
            context.close()
        browser.close()


def show(page: Any, base: str, name: str) -> None:
    """Opens a page as somebody who works would see it."""
    if name == "rumor":
        page.goto(f"{base}/rumors?query={HOAX[:8]}")
        page.click("td.main a")
        page.wait_for_selector(".chart")
    elif name == "check":
        page.goto(f"{base}/check")
        page.fill("textarea", f"请问“{HOAX}”是真的吗？")
        page.click("main form button.strong")
        page.wait_for_selector("#answer-zh")
    else:
        page.goto(base + {"desk": "/", "suggestions": "/suggestions"}[name])
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
