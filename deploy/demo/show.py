"""Plays the scenario through the public API while one watches, and receives its webhooks.

In: the intake's URL. Out: lines on the terminal: what was sent, which alert came after how many
seconds, what the rumor looks like.
"""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.demo import scenario
from deploy.demo.inbox import Inbox
from streams.client import ApiClient, ApiError
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.keys import key_block, new_key

BATCH = 400  # reports in a request: while the second is on its way the worker has the first
TELL_EVERY = 40  # live reports: a line about every ten seconds; more would bury the webhooks
LAST_WEBHOOKS_S = 3.0  # what the last reports raise arrives within so long
SECRET_BYTES = 24  # of the webhook signature: what Standard Webhooks recommends at least
VERDICT = {
    "rating": "false",
    "summary": "官方从未发布此类通知",
    "link": "https://example.org/refutation",
}


def prepare(config: Path) -> Callable[[str], Coroutine[Any, Any, None]]:
    """Writes the demo's config file (one key, one receiver) -> what plays the scenario once the
    system is ready.
    """
    inbox = Inbox()
    key, hashed = new_key()
    block = key_block(
        name="demo",
        tenant="main",
        scopes=("report", "read", "curate", "admin"),
        hash=hashed,
        reports_per_minute=None,  # the day so far comes in a second
    )
    config.write_text(block + _receiver_block(inbox.url))

    async def show(url: str) -> None:
        print(f"the demo's key: {key}", flush=True)
        try:
            # In a thread: the client waits for its answers, and the supervisor must not.
            await asyncio.to_thread(Show(ApiClient(url, key), inbox).play)
        except ApiError as error:
            print(f"the demo stops: {error}", flush=True)

    return show


def _receiver_block(url: str) -> str:
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return "\n".join(
        (
            "",
            "[[receivers]]",
            'name = "demo-desk"',
            f'url = "{url}"',
            f'secret = "{secret}"',
            "allow_private = true",  # it is on this machine
            "",
        )
    )


class Show:
    """The demo itself, one thread from beginning to end."""

    def __init__(
        self,
        api: ApiClient,
        inbox: Inbox,
        *,
        clock: Clock = SYSTEM_CLOCK,
        pause: Callable[[float], None] = time.sleep,  # a thread of its own: nothing else waits
    ) -> None:
        self.api = api
        self.inbox = inbox
        self._clock = clock
        self._pause = pause
        self._began_s = self._now_s()
        self._told = 0
        self._rated = False

    def play(self) -> None:
        """The day so far, then the surge, then what became of it. Raises `ApiError`."""
        timeline = scenario.day()
        self._send_day([timed for timed in timeline if timed.at_s < 0])
        self._surge([timed for timed in timeline if timed.at_s >= 0])
        self._pause(LAST_WEBHOOKS_S)
        self._listen()
        self._report()
        self._say("the demo has played; everything keeps running, Ctrl-C stops it")

    def _send_day(self, past: list[scenario.Timed]) -> None:
        others = len(scenario.RUMORS) - 1
        self._say(
            f"the day so far: {len(past)} reports of {others} rumors in four languages, "
            "and background"
        )
        for at in range(0, len(past), BATCH):
            batch = [
                timed.report | {"observed_at": _iso(self._began_s + timed.at_s)}
                for timed in past[at : at + BATCH]
            ]
            # No repeat key: every report has an external id, by which it counts once.
            self.api.send_batch(json.dumps(batch).encode(), repeat="")

    def _surge(self, live: list[scenario.Timed]) -> None:
        hoax = scenario.RUMORS[scenario.HOAX][1]
        wordings = len(scenario.hoax_wordings())
        self._say(f"now live: “{hoax}” begins to spread in {wordings} wordings")
        self._began_s = self._now_s()
        for number, timed in enumerate(live):
            self._pause(max(0.0, self._began_s + timed.at_s - self._now_s()))
            self.api.post("/v1/reports", timed.report)
            if number % TELL_EVERY == 0:
                newest = timed.report["text"][:44]
                self._say(f"{number + 1:3d} reports sent, the newest: {newest}")
            self._listen()

    def _listen(self) -> None:
        """Tells of the webhooks that came since."""
        for at_s, body in self.inbox.received[self._told :]:
            self._told += 1
            data = body["data"]
            self._say(
                f">>> webhook {body['type']} [{data['level']}] {data['why']}; "
                f"“{data['title'][:30]}”; {data['reporters']} reporters",
                at_s,
            )
            # The analyst answers as soon as it is serious.
            if body["type"] == "alert.escalated" and not self._rated:
                self._rated = True
                self._rate(data["rumor_id"])

    def _rate(self, rumor_id: str) -> None:
        try:
            self.api.post(f"/v1/rumors/{rumor_id}/verdict", VERDICT)
            self._say("an analyst rates it: false")
        except ApiError as error:
            # The alert may be faster than the table that the verdict is checked against.
            self._say(f"the verdict was not taken: {error}")

    def _report(self) -> None:
        rumors = self.api.get("/v1/rumors", limit=8)["items"]
        self._say("rumors by reports of the last hour:")
        for item in rumors:
            rating = item["verdict"]["rating"] if item["verdict"] else "-"
            self._say(
                f"  {item['reports_1h']:4d} in 1 h, {item['reports']:4d} in all, "
                f"{item['variants']:3d} wordings, verdict {rating:7s} {item['title'][:36]}"
            )
        path = f"/v1/rumors/{rumors[0]['rumor_id']}"
        hoax = self.api.get(path)
        self._say(
            f"the hoax: {hoax['reports']} reports by {hoax['reporters']} people, {hoax['stance']}"
        )
        for variant in self.api.get(f"{path}/variants", limit=4)["items"]:
            self._say(
                f"  {variant['reports']:3d} x {variant['stance']:9s} {variant['text'][:40]}  "
                f"({variant['explanation'][:60]})"
            )

    def _say(self, line: str, at_s: float | None = None) -> None:
        """One line with the time of day, now or when something came."""
        at = datetime.fromtimestamp(self._now_s() if at_s is None else at_s, UTC)
        print(f"{at:%H:%M:%S} {line}", flush=True)

    def _now_s(self) -> float:
        return self._clock.now_ms() / 1_000


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat()
