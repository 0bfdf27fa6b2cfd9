"""The console: how long a page takes and what it weighs, when a report shows on an open page, and
what 200 viewers cost.
"""

import http.client
import re
import statistics
import threading
import time
from html import unescape
from urllib.parse import urlencode, urlsplit

from deploy.demo import scenario
from tests.support.players import batches, post_batch
from tests.support.system import System, temporary, wait

REPORTS = 200_000
RUMORS = 20_000
BATCH = 5_000
TIMES = 25  # of each page
VIEWERS = 200
WATCHED_S = 20.0
EVERY_S = 2.0  # what the page's script does
MARK = "console benchmark: the water of the whole city will be switched off from tomorrow evening"


class Browser:
    """A session over one kept-alive connection."""

    def __init__(self, system: System) -> None:
        parts = urlsplit(system.url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        page = self.get("/sign-in").decode()
        token = re.search(r'name="csrf" value="([^"]*)"', page)
        assert token is not None
        form = urlencode({"csrf": unescape(token[1]), "key": system.key, "next": "/"})
        kind = {"content-type": "application/x-www-form-urlencoded"}
        self._ask("POST", "/sign-in", form.encode(), kind)

    def get(self, path: str, *, live: bool = False) -> bytes:
        headers = {"x-live": "1", "if-none-match": self._tags.get(path, "")} if live else {}
        return self._ask("GET", path, b"", headers)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, headers | {"cookie": cookie})
        answer = self._connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                given, _, rest = value.partition("=")
                self._cookies[given] = rest.partition(";")[0]
        self._tags[path] = answer.headers.get("etag", "")
        assert answer.status in (200, 303, 304), (path, answer.status)
        return content


def run() -> None:
    with temporary() as system:
        reports = scenario.load(9, rumors=RUMORS)
        drawn = [next(reports) for _ in range(REPORTS)]
        for part in batches(drawn, BATCH):
            post_batch(system.api, part)
        system.settle(REPORTS, within_s=600)
        rumors = system.api.get("/v1/rumors", sort="-reports", limit=1)["items"]
        variants = rumors[0]["variants"]
        print(f"{REPORTS:,} reports; the largest rumor has {variants:,} wordings")
        pages(system, f"/rumors/{rumors[0]['rumor_id']}")
        live(system)
        viewers(system)


def pages(system: System, rumor: str) -> None:
    browser = Browser(system)
    print(f"{'page':14s} {'p50 ms':>7s} {'p95 ms':>7s} {'kB':>6s}")
    for name in ("/", "/rumors", rumor, "/suggestions", "/alerts", "/deliveries", "/system"):
        took = []
        weight = 0
        for _ in range(TIMES):
            began = time.perf_counter()
            weight = len(browser.get(name))
            took.append((time.perf_counter() - began) * 1_000)
        p95 = statistics.quantiles(took, n=20)[-1]
        shown = "/rumors/ID" if name == rumor else name
        print(f"{shown:14s} {statistics.median(took):7.0f} {p95:7.0f} {weight / 1_000:6.1f}")


def live(system: System) -> None:
    """From the 202 to the first refresh of an open page that shows it, at the script's pace."""
    browser = Browser(system)
    post_batch(system.api, [{"text": MARK, "reporter": "r0"}])
    wait(lambda: bool(system.api.get("/v1/rumors", query=MARK[-20:])["items"]), 60, "not stored")
    rumor = system.api.get("/v1/rumors", query=MARK[-20:])["items"][0]["rumor_id"]
    path = f"/rumors/{rumor}"
    took = []
    for number in range(1, 21):
        post_batch(system.api, [{"text": MARK, "reporter": f"r{number}"}])
        began = time.perf_counter()
        wanted = f"<b>{number + 1}</b>".encode()
        while wanted not in browser.get(path):
            time.sleep(0.1)
        took.append(time.perf_counter() - began)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"a report can be read on a page after {statistics.median(took):.1f} s, p95 {p95:.1f} s")
    print(f"an open page asks every {EVERY_S:.0f} s")


def viewers(system: System) -> None:
    """CPU of the intake while so many look at the desk."""
    browsers = [Browser(system) for _ in range(VIEWERS)]
    process = system.children()["intake"]
    until = time.monotonic() + WATCHED_S

    def watch(mine: list[Browser]) -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            for browser in mine:
                browser.get("/", live=True)
            time.sleep(max(0.0, EVERY_S - (time.monotonic() - began)))

    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    threads = [threading.Thread(target=watch, args=(browsers[at::8],)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    share = (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)
    print(f"{VIEWERS} viewers of a desk on which nothing changes: {share:.0%} of a core")
