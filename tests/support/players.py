"""What apps do: the scenario through the API, a surge, a load that insists."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.demo import scenario
from streams.client import ApiClient, ApiError
from tests.support.waiting import wait

SURGE_ENDS_S = 80.0  # the scenario's surge lasts 75 s from its zero: all of it lies in the past


def iso(at_s: float) -> str:
    """An instant as the API takes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_s))


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items in order, so many at once."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def post_batch(api: ApiClient, reports: Sequence[dict[str, Any]], *, repeat: str = "") -> Any:
    """Sends one batch -> the answer."""
    return api.send_batch(json.dumps(reports).encode(), repeat=repeat)


@dataclass
class Played:
    """What the intake answered to a day."""

    accepted: int = 0
    hoax: list[str] = field(default_factory=list)  # report ids of the hoax, in order


def play_day(api: ApiClient, *, seed: int = 7, ends_at_s: float | None = None) -> Played:
    """The demo's day in small, its surge just over: 300 reports of history, 120 of the hoax.

    With the same seed and the same end it is the same day, report by report.
    """
    ends_at_s = time.time() if ends_at_s is None else ends_at_s
    played = Played()
    for number, part in enumerate(batches(scenario.day(seed, history=300, surge=120), 50)):
        reports = [
            timed.report | {"observed_at": iso(ends_at_s + timed.at_s - SURGE_ENDS_S)}
            for timed in part
        ]
        answer = post_batch(api, reports, repeat=f"day-{seed}-{ends_at_s}-{number}")
        played.accepted += answer["accepted"]
        played.hoax += [
            report_id
            for report_id, timed in zip(answer["report_ids"], part, strict=True)
            if timed.rumor == scenario.HOAX
        ]
    return played


def surge(api: ApiClient, text: str, *, people: int = 60, first: int = 0) -> list[str]:
    """So many people, one every two seconds until now -> report ids."""
    began_s = time.time() - 2 * people
    reports = [
        {"text": text, "reporter": f"r{first + n}", "observed_at": iso(began_s + 2 * n)}
        for n in range(people)
    ]
    ids: list[str] = []
    for part in batches(reports, 20):
        ids += post_batch(api, part)["report_ids"]
    assert len(ids) == people
    return ids


def caught_up(api: ApiClient, within_s: float = 30.0) -> None:
    """Waits until no step has anything left to do."""

    def all_lags_are_0() -> bool:
        return all(step["lag"] == 0 for step in api.get("/v1/status")["steps"].values())

    wait(all_lags_are_0, within_s, "the steps did not catch up")


class Feed:
    """An app that sends batches from another thread, each until it is accepted.

    It asks for a client each time: a system that was killed comes back under another address.
    """

    def __init__(self, client: Callable[[], ApiClient], *, seed: int = 3) -> None:
        self.accepted = 0
        self._client = client
        self._reports = scenario.load(seed, rumors=20)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._feed, daemon=True)

    def __enter__(self) -> "Feed":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def _feed(self) -> None:
        number = 0
        while not self._stop.wait(0.05):
            number += 1
            batch = [next(self._reports) for _ in range(20)]
            self.accepted += insist(self._client, batch, repeat=f"b{number}")["accepted"]


def insist(
    client: Callable[[], ApiClient], reports: Sequence[dict[str, Any]], *, repeat: str
) -> Any:
    """Sends one batch until it is accepted: what an app does while the intake is away or full."""
    content = json.dumps(reports).encode()
    while True:
        try:
            return client().send_batch(content, repeat=repeat, patience_s=0)
        except ApiError as error:
            assert error.status in (0, 503), error
            time.sleep(0.2)
