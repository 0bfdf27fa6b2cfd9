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
from deploy.demo.directory import LOGS
from deploy.demo.inbox import Inbox
from deploy.single.sign_in import sign_in_url
from streams.client import ApiClient, ApiError
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.keys import key_block, new_key

BATCH = 400  # reports in a request: while the second is on its way the worker has the first
TELL_EVERY = 40  # live reports: a line about every ten seconds; more would bury the alerts
LAST_WEBHOOKS_S = 3.0  # what the last reports raise arrives within so long
CORRECTED_WITHIN_S = 30.0  # of the verdict, on a slow machine
LOOK_EVERY_S = 0.5
SECRET_BYTES = 24  # of the webhook signature: what Standard Webhooks recommends at least
VERDICT = {
    "rating": "false",
    "summary": "官方从未发布此类通知",
    "link": "https://example.org/refutation",
}


TELLINGS = {
    "alert.raised": "alert",
    "alert.escalated": "it grows",
    "alert.corrected": "corrected",
    "alert.resolved": "over",
}
WORDS = {"carries": "pass it on", "questions": "ask whether it is true", "refutes": "deny it"}


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

    def link(url: str) -> str:
        return sign_in_url(url, config.parent, hashed)

    async def show(url: str) -> None:
        print(f"the demo's key: {key}", flush=True)
        played = Show(ApiClient(url, key), inbox, link=lambda: link(url))
        try:
            # In a thread: the client waits for its answers, and the supervisor must not.
            await asyncio.to_thread(played.play)
        except ApiError as error:
            print(f"the demo stops: {error}; {config.parent / LOGS} says more", flush=True)

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
        link: Callable[[], str],
        clock: Clock = SYSTEM_CLOCK,
        pause: Callable[[float], None] = time.sleep,  # a thread of its own: nothing else waits
    ) -> None:
        self.api = api
        self.inbox = inbox
        self._link = link
        self._clock = clock
        self._pause = pause
        self._began_s = self._now_s()
        self._told = 0
        self._sent = 0
        self._to_rate = ""
        self._rated = ""
        self._refused = False
        self._corrected = False

    def play(self) -> None:
        """The day so far, then the surge, then what became of it. Raises `ApiError`."""
        self._say(f"watch it in a browser: {self._link()} (the link signs you in once)")
        timeline = scenario.day()
        self._send_day([timed for timed in timeline if timed.at_s < 0])
        self._surge([timed for timed in timeline if timed.at_s >= 0])
        self._pause(LAST_WEBHOOKS_S)
        self._listen()
        self._await_correction()
        self._report()
        self._say(f"now it is yours, look around: {self._link()}")
        self._say("the demo has played; everything keeps running, Ctrl-C stops it")

    def _send_day(self, past: list[scenario.Timed]) -> None:
        others = len(scenario.RUMORS) - 1
        self._say(
            f"a calm day so far: {len(past)} reports of {others} rumors in four languages, "
            "and everyday chat"
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
        self._say(f"now a hoax begins to spread: “{hoax}”")
        self._say(
            f"it comes in {wordings} wordings: typos, Traditional script, homophones, "
            "chain letters, questions, denials"
        )
        self._began_s = self._now_s()
        for number, timed in enumerate(live):
            self._pause(max(0.0, self._began_s + timed.at_s - self._now_s()))
            self.api.post("/v1/reports", timed.report)
            self._sent = number + 1
            if number and number % TELL_EVERY == 0:
                newest = timed.report["text"][:44]
                self._say(f"{number:3d} reports so far; the newest: {newest}")
            self._listen()

    def _listen(self) -> None:
        """Tells of the webhooks that came since; the analyst answers what is serious."""
        for at_s, body in self.inbox.received[self._told :]:
            self._told += 1
            self._tell(at_s, body["type"], body["data"])
        if self._to_rate and not self._rated:
            self._rate(self._to_rate)

    def _tell(self, at_s: float, kind: str, data: dict[str, Any]) -> None:
        what = TELLINGS.get(kind, kind)
        if kind not in TELLINGS or "level" not in data:
            return  # pings and the like are no part of the story
        self._say(
            f">>> {what} [{data['level']}] “{data['title'][:30]}”: {data['why']}; "
            f"{data['reporters']} people",
            at_s,
        )
        # The analyst answers as soon as it is serious.
        if kind == "alert.escalated" and not self._to_rate:
            self._to_rate = data["rumor_id"]
        if kind == "alert.corrected" and data["rumor_id"] == self._rated:
            self._corrected = True

    def _rate(self, rumor_id: str) -> None:
        try:
            self.api.post(f"/v1/rumors/{rumor_id}/verdict", VERDICT)
            self._rated = rumor_id
            self._say("an analyst rates it false, with a link to the refutation")
        except ApiError as error:
            # The alert may be faster than the table that the verdict is checked against.
            if not self._refused:
                self._say(f"the verdict was not taken yet: {error}")
            self._refused = True

    def _await_correction(self) -> None:
        """Until everybody who was told of the hoax is told that it is one, or for a while."""
        until_s = self._now_s() + CORRECTED_WITHIN_S
        while self._to_rate and not self._corrected and self._now_s() < until_s:
            self._pause(LOOK_EVERY_S)
            self._listen()

    def _report(self) -> None:
        rumors = self.api.get("/v1/rumors", limit=4)["items"]
        self._say("on the desk, the most reported of the last hour first:")
        for item in rumors:
            rating = item["verdict"]["rating"] if item["verdict"] else "not rated"
            self._say(
                f"  {item['reports_1h']:4d} reports in the last hour; in all {item['reports']:4d} "
                f"in {item['variants']:3d} wordings, {rating:9s}  {item['title'][:36]}"
            )
        hoax = self.api.get(f"/v1/rumors/{rumors[0]['rumor_id']}")
        stance = hoax["stance"]
        self._say(
            f"the hoax was one rumor all along: {hoax['reports']} reports by {hoax['reporters']} "
            "people, of which "
            + ", ".join(f"{count} {WORDS.get(name, name)}" for name, count in stance.items())
        )

    def _say(self, line: str, at_s: float | None = None) -> None:
        """One line with the time of day, now or when something came."""
        at = datetime.fromtimestamp(self._now_s() if at_s is None else at_s, UTC)
        print(f"{at:%H:%M:%S} {line}", flush=True)

    def _now_s(self) -> float:
        return self._clock.now_ms() / 1_000


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat()
