"""Asks the API for all of something, page by page.

What is exported is what the key may read: of one tenant, masked, as decided. Of a system that goes
on a rumor may be counted a moment later than the one before it. Lists are read by id: in any other
order what grows between two pages moves past the cursor, and would be left out.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from deploy.cli.export.tables import Row, rumor_row, spread_row, variant_row, verdict_row
from deploy.cli.export.windows import Stretch, is_too_long, most_steps, reported, whole, windows
from schemas.events.vocabulary import RATINGS
from streams.backoff import waits
from streams.client import ApiError

PAGE = 500  # items: the most that the API gives at once
BY_ID = "-rumor_id"  # the only order of rumors that no report changes
# Too fast, or too much to do: another try may mend it. Where nobody answers there is nothing to
# wait for.
BUSY = (429, 503)
MOST_TRIES = 30
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
LONGEST_PATIENCE_S = 60.0  # of what the API asks for: an allowance is counted by the minute


class Api(Protocol):
    """What is needed of the client."""

    def get(self, path: str, **query: Any) -> Any: ...


class Reader:
    """The rows of each table. Every method raises `ApiError`."""

    def __init__(self, api: Api, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._api = api
        self._pause = pause

    def rumors(self) -> Iterator[Row]:
        """All that have reports, and those that only fact-checks speak of."""
        yield from map(rumor_row, self._items())

    def variants(self) -> Iterator[Row]:
        """Every wording of every rumor, once, also of what is merged or split meanwhile."""
        seen = set[str]()
        for item in self._items():
            rumor_id = item["rumor_id"]
            for wording in self._pages(f"/v1/rumors/{rumor_id}/variants", sort="-variant_id"):
                if wording["variant_id"] not in seen:
                    seen.add(wording["variant_id"])
                    yield variant_row(rumor_id, wording)

    def verdicts(self) -> Iterator[Row]:
        """Every rated rumor with its founding wording."""
        for item in self._rated():
            yield verdict_row(item, self._claim(item))

    def spread(self, *, step: int, by: str | None = None, **span: str) -> Iterator[Row]:
        """The steps of every rumor in which something was reported. One that lived too long for one
        answer is read in parts, each with its own largest series.
        """
        for item in self._items():
            rumor_id = item["rumor_id"]
            for answer in self._spreads(f"/v1/rumors/{rumor_id}/spread", step, by, span):
                for series in answer["series"]:
                    for point in series["points"]:
                        if point["reports"]:
                            yield spread_row(rumor_id, series["name"], point)

    def _spreads(self, path: str, step: int, by: str | None, span: Row) -> Iterator[Any]:
        try:
            found = self._get(path, step=step, by=by, **span)
        except ApiError as error:
            if not is_too_long(error):
                raise
        else:
            yield found
            return
        lived = self._get(path, **span)  # with no step one is chosen that fits
        step_ms = step * 1_000
        most_ms = step_ms * most_steps(is_split=bool(by))
        busy = self._busy(path, lived, most_ms)
        for window in windows(busy, whole(lived), step_ms=step_ms, most_ms=most_ms):
            yield self._get(path, step=step, by=by, **window.query)

    def _busy(self, path: str, lived: Row, most_ms: int) -> Iterator[Stretch]:
        """When something was reported; what is longer than a part is looked at once more."""
        for stretch in reported(lived):
            if stretch.end_ms - stretch.start_ms <= most_ms:
                yield stretch
            else:
                yield from reported(self._get(path, **stretch.query))

    def _claim(self, item: Row) -> str:
        """The wording that founded a rumor; its title where it has none any more."""
        path = f"/v1/rumors/{item['rumor_id']}/tree"
        first = self._get(path, limit=1)["items"]
        if first and first[0]["variant_id"] == item["rumor_id"]:
            return str(first[0]["text"])
        # Others were merged in, or the founder was moved: then the first of its own.
        found = {one["variant_id"]: one["text"] for one in self._get(path)["items"]}
        return str(found.get(item["rumor_id"]) or (first[0]["text"] if first else item["title"]))

    def _items(self) -> Iterator[Row]:
        seen = set[str]()
        for items in (self._pages("/v1/rumors", sort=BY_ID), self._rated()):
            for item in items:
                if item["rumor_id"] not in seen:  # a rated one is in both lists
                    seen.add(item["rumor_id"])
                    yield item

    def _rated(self) -> Iterator[Row]:
        for rating in RATINGS:
            yield from self._pages("/v1/rumors", verdict=rating, sort=BY_ID)

    def _pages(self, path: str, **query: Any) -> Iterator[Row]:
        cursor = None
        while True:
            page = self._get(path, limit=PAGE, cursor=cursor, **query)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _get(self, path: str, **query: Any) -> Any:
        for number, wait_s in enumerate(waits(FIRST_WAIT_S, LONGEST_WAIT_S)):
            try:
                return self._api.get(path, **query)
            except ApiError as error:
                if error.status not in BUSY or number >= MOST_TRIES:
                    raise
                self._pause(max(wait_s, min(error.retry_after_s, LONGEST_PATIENCE_S)))
        raise AssertionError("waits end never")
