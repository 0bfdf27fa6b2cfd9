"""Plays the scenario through the public API while one watches, and receives its webhooks.

In: the intake's URL. Out: lines on the terminal: what was sent, which alert came after how many
seconds, what the rumor looks like.
"""

import asyncio
import base64
import json
import secrets
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from deploy.demo import scenario
from streams.client import ApiClient, ApiError
from streams.config.file import key_block, new_key

BATCH = 400


class Inbox:
    """A webhook receiver on a free loopback port. While `refusing` it answers 503."""

    def __init__(self) -> None:
        self.received: list[tuple[float, dict[str, Any]]] = []
        self.refusing = False
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if not inbox.refusing:
                    inbox.received.append((time.time(), body))
                self.send_response(503 if inbox.refusing else 204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def prepare(config: Path) -> Callable[[str, str], Coroutine[Any, Any, None]]:
    """Writes the demo's config file (one key, one receiver) -> what plays the scenario once the
    system is ready.
    """
    inbox = Inbox()
    (key, hashed) = new_key()
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    receiver = f'\n[[receivers]]\nname = "demo-desk"\nurl = "{inbox.url}"\nsecret = "{secret}"\nallow_private = true\n'
    config.write_text(
        key_block("demo", "main", ("report", "read", "curate", "admin"), hashed, None) + receiver
    )

    async def show(url: str, _: str) -> None:
        print(f"the demo's key: {key}", flush=True)
        try:
            await asyncio.to_thread(Show(ApiClient(url, key), inbox).play)
        except ApiError as error:
            print(f"the demo stops: {error}", flush=True)

    return show


class Show:
    """The demo itself."""

    def __init__(self, api: ApiClient, inbox: Inbox) -> None:
        self.api, self.inbox, self.began, self.told, self.rated = api, inbox, time.time(), 0, False

    def play(self) -> None:
        """The day so far, then the surge, then what became of it."""
        timeline = scenario.day()
        past = [t for t in timeline if t.at_s < 0]
        live = [t for t in timeline if t.at_s >= 0]
        say(
            f"the day so far: {len(past)} reports of {len(scenario.RUMORS) - 1} rumors in four languages, and background"
        )
        for at in range(0, len(past), BATCH):
            batch = [
                t.report | {"observed_at": _time(self.began + t.at_s)}
                for t in past[at : at + BATCH]
            ]
            self.api.send_batch(json.dumps(batch).encode(), repeat="")
        say(
            f"now live: “{scenario.RUMORS[scenario.HOAX][1]}” begins to spread in {len(scenario.hoax_wordings())} wordings"
        )
        self._surge(live)
        time.sleep(3)
        self._listen()
        self._report()

    def _surge(self, live: list[scenario.Timed]) -> None:
        self.began = time.time()
        for number, timed in enumerate(live):
            time.sleep(max(0.0, self.began + timed.at_s - time.time()))
            self.api.post("/v1/reports", timed.report)
            if number % 40 == 0:
                say(f"{number + 1:3d} reports sent, the newest: {timed.report['text'][:44]}")
            self._listen()

    def _listen(self) -> None:
        for at, body in self.inbox.received[self.told :]:
            self.told += 1
            data = body["data"]
            say(
                f">>> webhook {body['type']} [{data['level']}] {data['why']}; “{data['title'][:30]}”; {data['reporters']} reporters",
                at,
            )
            if body["type"] == "alert.escalated" and not self.rated:
                self._rate(data["rumor_id"])

    def _rate(self, rumor_id: str) -> None:
        """The analyst answers as soon as it is serious."""
        self.rated = True
        verdict = {
            "rating": "false",
            "summary": "官方从未发布此类通知",
            "link": "https://example.org/refutation",
        }
        try:
            self.api.post(f"/v1/rumors/{rumor_id}/verdict", verdict)
            say("an analyst rates it: false")
        except ApiError as error:
            say(f"the verdict was not taken: {error}")

    def _report(self) -> None:
        rumors = self.api.get("/v1/rumors", limit=8)["items"]
        say("rumors by reports of the last hour:")
        for item in rumors:
            rating = item["verdict"]["rating"] if item["verdict"] else "-"
            say(
                f"  {item['reports_1h']:4d} in 1 h, {item['reports']:4d} in all, {item['variants']:3d} wordings, verdict {rating:7s} {item['title'][:36]}"
            )
        detail = self.api.get(f"/v1/rumors/{rumors[0]['rumor_id']}")
        say(
            f"the hoax: {detail['reports']} reports by {detail['reporters']} people, {detail['stance']}"
        )
        for variant in self.api.get(f"/v1/rumors/{rumors[0]['rumor_id']}/variants", limit=4)[
            "items"
        ]:
            say(
                f"  {variant['reports']:3d} x {variant['stance']:9s} {variant['text'][:40]}  ({variant['explanation'][:60]})"
            )
        say("the demo has played; everything keeps running, Ctrl-C stops it")


def say(line: str, at: float | None = None) -> None:
    """One line with the time of day."""
    print(f"{datetime.fromtimestamp(at or time.time(), UTC):%H:%M:%S} {line}", flush=True)


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
