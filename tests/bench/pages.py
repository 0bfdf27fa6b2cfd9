"""What lists and pages take of a full store: 10 M sightings, 1 M wordings, 100,000 rumors, or a
hundredth of `--sightings` rumors. The store is written by ClickHouse itself, then asked over HTTP.

The busiest rumor is one in fifty of all reports; others are drawn evenly from all.
"""

import http.client
import statistics
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode, urlsplit

from tests.bench.console import Browser
from tests.bench.filling import Size, fill
from tests.support.system import System, temporary

SIGHTINGS = 10_000_000
TIMES = 20  # of each
WARM = 2
BUSIEST_SQL = "SELECT rumor_id FROM rumor_totals ORDER BY reports DESC LIMIT 1"
SOME_SQL = "SELECT rumor_id FROM rumor_totals ORDER BY cityHash64(rumor_id, 7) LIMIT {most}"
PAGES = ("/", "/rumors", "/suggestions", "/alerts", "/deliveries", "/system")
LISTS = {
    "list, what rises now": {},
    "list, most reported": {"sort": "-reports"},
    "list, last seen": {"sort": "-last_seen"},
    "list, growth": {"sort": "-growth"},
    "list, of a place": {"place": "place 7"},
    "list, search": {"query": "封群封号 77"},
}


class Api:
    """One kept-alive connection with a key."""

    def __init__(self, system: System) -> None:
        parts = urlsplit(system.url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._headers = {"authorization": f"Bearer {system.key}"}

    def get(self, path: str, **query: object) -> bytes:
        self._connection.request("GET", f"{path}?{urlencode(query)}", headers=self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (path, answer.status, content[:300])
        return content


def run(sightings: int = SIGHTINGS) -> None:
    with temporary() as system:
        database = system.database()
        size = Size(sightings)
        print(
            f"   {size.sightings:,} sightings, {size.variants:,} wordings, {size.rumors:,} rumors"
        )
        fill(database, size)
        busiest = database.execute(BUSIEST_SQL)[0][0]
        some = [row[0] for row in database.execute(SOME_SQL.format(most=TIMES + WARM))]
        print(f"{'':32s} {'p50 ms':>7s} {'p95 ms':>7s} {'kB':>6s}")
        answers(Api(system), f"{busiest:016x}", [f"{one:016x}" for one in some])
        pages(Browser(system), f"{busiest:016x}", [f"{one:016x}" for one in some])


def answers(api: Api, busiest: str, some: list[str]) -> None:
    """Lists and the parts of a rumor's page, as the API gives them."""
    for name, query in LISTS.items():
        timed(name, partial(api.get, "/v1/rumors", limit=50, **query))
    for whose, ids in (("busiest", [busiest]), ("any", some)):
        for part in ("", "/variants", "/spread", "/history"):
            limit = {"limit": 25} if part == "/variants" else {}
            paths = [f"/v1/rumors/{one}{part}" for one in ids]
            timed(
                f"{part or 'rumor'}, {whose} rumor", *(partial(api.get, p, **limit) for p in paths)
            )


def pages(browser: Browser, busiest: str, some: list[str]) -> None:
    """Pages of the console, whole."""
    for path in PAGES:
        timed(f"page {path}", partial(browser.get, path))
    for whose, ids in (("busiest", [busiest]), ("any", some)):
        for part in ("", "/tree"):
            shown = (partial(browser.get, f"/rumors/{one}{part}") for one in ids)
            timed(f"page /rumors/ID{part}, {whose}", *shown)


def timed(name: str, *asks: Callable[[], bytes]) -> None:
    """p50 and p95 from request to the last byte, one after the other, each in its turn."""
    took = []
    heaviest = 0
    for number in range(TIMES + WARM):
        began = time.perf_counter()
        heaviest = max(heaviest, len(asks[number % len(asks)]()))
        took.append((time.perf_counter() - began) * 1_000)
    took = took[WARM:]
    p95 = statistics.quantiles(took, n=20)[-1]
    print(
        f"{name:32s} {statistics.median(took):7.0f} {p95:7.0f} {heaviest / 1_000:6.1f}", flush=True
    )
