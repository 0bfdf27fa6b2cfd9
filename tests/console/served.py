"""The console as the API serves it, over a store that answers what a test says; and a browser that
keeps cookies and forms.
"""

import re
from html import unescape
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

from dashboards.console.rendering import Pages
from streams.api.app import application, services_of
from streams.api.console.making import console_routes
from streams.api.services import Services
from streams.clock import SettableClock
from streams.config.keys import key_block, new_key
from streams.config.settings import Settings
from streams.store.database import Database
from tests.api.house import READ, CannedReads, MemoryLog
from tests.support.intake import NO_CLICKHOUSE, Sent, ask

SCOPES: dict[str, tuple[str, ...]] = {
    "desk": ("report", "read", "curate", "admin"),
    "reader": ("read",),
    "writer": ("report",),
}
KEYS = {name: new_key() for name in SCOPES}
NOW_MS = 1_795_694_700_000
RUMOR = READ["rumor_id"]
ITEM = {
    "rumor_id": RUMOR,
    "title": "停水三天",
    "reports": 40,
    "reporters": 30,
    "variants": 1,
    "first_seen": "2026-11-26T12:00:00.000Z",
    "last_seen": "2026-11-26T12:02:00.000Z",
    "reports_1h": 40,
    "growth": 2.0,
}
NO_PAGE: dict[str, Any] = {"items": [], "next_cursor": None}
ANSWERS: dict[str, Any] = {
    "rumors": {"items": [ITEM], "next_cursor": None},
    "rumor": READ,
    "lanes": {},
    "variants": NO_PAGE,
    "tree": {"items": []},
    "alerts": NO_PAGE,
    "titles_of": {},
    "deliveries": NO_PAGE,
    "rejects": NO_PAGE,
    "overlapping": [],
    "sparks": {},
    "reachable": True,
}


class Served:
    """A console, and one browser in front of it."""

    def __init__(self, folder: Path, *, log: MemoryLog | None = None, **answers: Any) -> None:
        self.folder = folder
        self.log = log or MemoryLog()
        self.clock = SettableClock(NOW_MS)
        self.config = folder / "c.toml"
        self.write_keys(*SCOPES)
        self.settings = Settings(data_dir=folder, config=self.config, clickhouse_url=NO_CLICKHOUSE)
        self.services = self._services(ANSWERS | answers)
        routes = console_routes(self.services, self.settings, Pages())
        self.app = application(self.services, console=routes)
        self.cookies: dict[str, str] = {}
        self.page = ""

    def write_keys(self, *names: str) -> None:
        blocks = [key_block(name, "main", SCOPES[name], KEYS[name][1], None) for name in names]
        self.config.write_text("".join(blocks))

    def _services(self, answers: dict[str, Any]) -> Services:
        database = Database(NO_CLICKHOUSE)
        made = services_of(self.settings, database, lambda: "http://x", clock=self.clock)
        made.lookup._reads = cast(Any, CannedReads(**answers))
        object.__setattr__(made, "log", self.log)  # frozen for everybody but a test
        made.ended._log = cast(Any, self.log)
        made.config._clock, made.config._look_at = self.clock, 0.0
        made.config.current()
        return made

    async def get(self, path: str, **headers: str) -> Sent:
        return await self._ask("GET", path, b"", headers)

    async def post(self, path: str, form: dict[str, Any], **headers: str) -> Sent:
        """Sends a form with the token of the page before, where it has none of its own."""
        token = re.search(r'name="csrf" value="([^"]*)"', self.page)
        given = {"csrf": unescape(token[1]) if token else "", **form}
        body = urlencode(given, doseq=True).encode()
        headers["content-type"] = "application/x-www-form-urlencoded"
        return await self._ask("POST", path, body, headers)

    async def follow(self, sent: Sent) -> Sent:
        """The page that an answer leads to."""
        assert sent.status == 303, sent.content.decode()
        return await self.get(sent.headers["location"])

    async def sign_in(self, name: str = "desk", next_: str = "/") -> Sent:
        await self.get("/sign-in")
        return await self.post("/sign-in", {"key": KEYS[name][0], "next": next_})

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Sent:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            named["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = await _with_cookies(self, method, quote(path, safe="/?&=%:"), body, named)
        if "text/html" in sent.headers.get("content-type", ""):
            self.page = sent.content.decode()
        return sent


async def _with_cookies(
    served: Served, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Sent:
    cookies: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        async def keep(message: Any) -> None:
            if message["type"] == "http.response.start":
                cookies.extend(
                    value.decode() for name, value in message["headers"] if name == b"set-cookie"
                )
            await send(message)

        await served.app(scope, receive, keep)

    sent = await ask(app, method, path, headers=headers, body=body)
    for cookie in cookies:
        name, _, rest = cookie.partition("=")
        value = rest.partition(";")[0].strip('"')
        if value and "Max-Age=0" not in cookie:
            served.cookies[name] = value
        else:
            served.cookies.pop(name, None)
        sent.headers[f"cookie {name}"] = cookie
    return sent
