"""The console: how long a page takes and what it weighs, when a report shows on an open page, and
what 200 viewers cost.

RUMOR_BENCH_REPORTS (default 200,000) are reported first, of a tenth as many rumors.
"""

import http.client
import os
import queue
import re
import socket
import statistics
import threading
import time
from contextlib import ExitStack
from html import unescape
from urllib.parse import urlencode, urlsplit

from deploy.demo import scenario
from tests.support.players import batches, post_batch
from tests.support.system import System, temporary, wait

REPORTS = int(os.environ.get("RUMOR_BENCH_REPORTS", "200000"))
RUMORS = REPORTS // 10
BATCH = 5_000
TIMES = 25  # of each page
VIEWERS = 200
WATCHED_S = 20.0
# What the page's script does: looks so long after it was told of something, and no sooner after the
# look before; without being told it asks.
LOOKS_S = (0.9, 1.4, 1.9, 2.6, 4.0)
GAP_S = 0.4
GAP_AFTER_NEWS_S = 1.2
EVERY_S = 2.0
SHOWN_WITHIN_S = 30.0
SHOWN_TIMES = 20
FED_EVERY_S = 0.5  # a desk that changes
FED = 20
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

    def stream(self) -> socket.socket:
        """An open stream of what happens."""
        opened = socket.create_connection((self._connection.host, self._connection.port))
        lines = f"GET /live HTTP/1.1\r\nhost: {self._connection.host}\r\ncookie: {self._cookie()}"
        opened.sendall(f"{lines}\r\n\r\n".encode())
        return opened

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        headers = headers | {"cookie": self._cookie()}
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except http.client.RemoteDisconnected:  # it was not used for a while
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                given, _, rest = value.partition("=")
                self._cookies[given] = rest.partition(";")[0]
        self._tags[path] = answer.headers.get("etag", "")
        assert answer.status in (200, 303, 304), (path, answer.status)
        return content


class OpenPage:
    """A page as its script keeps it."""

    def __init__(self, system: System, path: str) -> None:
        self._browser = Browser(system)
        self._path = path
        self._news: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._looks: list[float] = []
        self._stream = self._browser.stream()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._stream.makefile("rb"):
            if line.startswith(b"event:"):
                self._news.put(time.monotonic())

    def shows(self, wanted: bytes) -> bool:
        """Whether it shows in time."""
        until_s = time.monotonic() + SHOWN_WITHIN_S
        while time.monotonic() < until_s:
            while not self._news.empty():
                told_s = self._news.get()
                before = [at for at in self._looks if at < told_s + LOOKS_S[0]]
                self._looks = before + [told_s + after for after in LOOKS_S]
            if self._looks and self._looks[0] <= time.monotonic() and self._look(wanted):
                return True
            time.sleep(0.005)
        return False

    def _look(self, wanted: bytes) -> bool:
        began_s = time.monotonic()
        content = self._browser.get(self._path, live=True)
        gap_s = GAP_AFTER_NEWS_S if content else GAP_S
        self._looks = [at for at in self._looks if at > began_s + gap_s]
        return wanted in content


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
    """From the 202 to the look of an open page that shows it."""
    post_batch(system.api, [{"text": MARK, "reporter": "r0"}])
    wait(lambda: bool(system.api.get("/v1/rumors", query=MARK[-20:])["items"]), 60, "not stored")
    rumor = system.api.get("/v1/rumors", query=MARK[-20:])["items"][0]["rumor_id"]
    page = OpenPage(system, f"/rumors/{rumor}")
    time.sleep(5)  # it is told of nothing any more
    took = []
    for number in range(1, SHOWN_TIMES + 1):
        post_batch(system.api, [{"text": MARK, "reporter": f"r{number}"}])
        began = time.monotonic()
        assert page.shows(f"<b>{number + 1}</b>".encode()), "it is not shown"
        took.append(time.monotonic() - began)
        time.sleep(number % 5 * 0.3)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"an open page shows a report after {statistics.median(took):.1f} s, p95 {p95:.1f} s")


def viewers(system: System) -> None:
    """CPU of the intake while so many look at the desk: one on which nothing changes, and one that
    changes all the time.
    """
    browsers = [Browser(system) for _ in range(VIEWERS)]
    alone = watched(system, [], EVERY_S)
    still = watched(system, browsers, EVERY_S) - alone
    print(f"{VIEWERS} viewers of a desk on which nothing changes: {still:.1%} of a core")
    done = threading.Event()
    feeding = threading.Thread(target=feed, args=(system, done))
    feeding.start()
    with ExitStack() as streams:
        unseen = watched(system, [], GAP_AFTER_NEWS_S)
        for browser in browsers:
            streams.enter_context(browser.stream())  # what is told stays in the kernel's buffers
        seen = watched(system, browsers, GAP_AFTER_NEWS_S) - unseen
    done.set()
    feeding.join()
    print(f"of one that changes all the time, told of each change: {seen:.1%}")


def watched(system: System, browsers: list[Browser], every_s: float) -> float:
    """The share of a core that the intake takes while these look so often."""
    process = system.children()["intake"]
    until = time.monotonic() + WATCHED_S

    def watch(mine: list[Browser]) -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            for browser in mine:
                browser.get("/", live=True)
            time.sleep(max(0.0, every_s - (time.monotonic() - began)))

    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    threads = [threading.Thread(target=watch, args=(browsers[at::8],)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)


def feed(system: System, done: threading.Event) -> None:
    """Reports until it is done."""
    reports = scenario.load(10, rumors=RUMORS)
    api = system.api
    while not done.wait(FED_EVERY_S):
        post_batch(api, [next(reports) for _ in range(FED)])
