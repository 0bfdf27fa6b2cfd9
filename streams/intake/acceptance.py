"""From what an app said to a report on the log: id, pseudonym, time rules, then durable once.

In: judged items and the key they came with, through any door. Out: the ids of the reports, once
they are on the log; a problem where they are not. Nothing here knows HTTP.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from schemas.api.reports import ReportIn
from schemas.events import Report
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.keys import Key
from streams.core.lanes import lanes_of
from streams.core.languages import language_tag
from streams.intake.accepted import AcceptedIds
from streams.intake.appender import Appender, Laned
from streams.intake.identity import Ids
from streams.intake.problems import Problem, unavailable
from streams.intake.recent import Recent
from streams.intake.turns import Turns, Work
from streams.intake.validation import attributes_of
from streams.log.contract import LogUnavailable, RecordTooLarge

FUTURE_MS = 5 * 60_000  # devices' clocks are off by minutes; what is later than that is seen now
OLD_MS = 7 * 86_400_000  # what is older is history: counted at its own time, it never alerts
# What is made between two pauses: a millisecond or two, whichever comes first.
MOST_TOGETHER = 256  # reports
MOST_CHARACTERS = 50_000
INNER = bytes(byte ^ 0x36 for byte in range(256))  # the pads of RFC 2104
OUTER = bytes(byte ^ 0x5C for byte in range(256))
PSEUDONYM_BYTES = 8  # a UInt64 of ClickHouse; among a million reporters two meet once in 37 million


class Acceptance:
    """Takes reports. One for all requests of a process."""

    def __init__(
        self,
        *,
        appender: Appender,
        recent: Recent,
        accepted: AcceptedIds,
        turns: Turns,
        reporter_key: bytes,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.appender = appender
        self.recent = recent
        self.accepted = accepted
        self.turns = turns
        self.reporter_key = reporter_key
        self.clock = clock

    async def take_one(self, key: Key, item: ReportIn, *, repeat: str = "") -> str:
        """Makes one report durable -> its id. Raises a 413 or 503 problem."""
        # without waiting for a turn: a single report is not what holds others up
        laned = self._laned(key, [item], _ids(key, repeat), self.clock.now_ms())
        await self._append(key, laned)
        return laned[0][1].report_id

    async def take(self, key: Key, items: Sequence[ReportIn], *, repeat: str = "") -> list[str]:
        """Makes reports durable -> their ids, in order.

        Raises a 413 or 503 problem; some of the reports may be durable by then, and are the same
        when they are sent again with the same ids or the same `repeat`.
        """
        laned = await self.turns.run(self._all_laned(key, items, repeat))
        await self._append(key, laned)
        return [report.report_id for _, report in laned]

    def _all_laned(self, key: Key, items: Sequence[ReportIn], repeat: str) -> Work[list[Laned]]:
        ids = _ids(key, repeat)
        now_ms = self.clock.now_ms()
        laned = list[Laned]()
        for some in _parts(items):
            laned += self._laned(key, some, ids, now_ms)
            yield
        return laned

    def _laned(self, key: Key, items: Sequence[ReportIn], ids: Ids, now_ms: int) -> list[Laned]:
        tenant = key.tenant
        reporters = [pseudonym(self.reporter_key, tenant, item.reporter or "") for item in items]
        named = zip(items, ids.of_all(items, reporters), reporters, strict=True)
        reports = [
            report_of(item, report_id=id_, app=key.name, reporter=reporter, now_ms=now_ms)
            for item, id_, reporter in named
        ]
        lanes = lanes_of(tenant, [report.text for report in reports])
        return list(zip(lanes, reports, strict=True))

    async def _append(self, key: Key, laned: Sequence[Laned]) -> None:
        # reversed: of copies in one request the first is appended, so its lane must win
        lanes = {report.report_id: lane for lane, report in reversed(laned)}

        async def append(new: Sequence[Report]) -> None:
            await self.appender.append([(lanes[report.report_id], report) for report in new])

        try:
            repeated = await self.recent.once(key.tenant, [report for _, report in laned], append)
        except RecordTooLarge:
            raise Problem(
                413,
                "too_large",
                "the log does not take records as large as this request makes; "
                "send fewer or shorter reports",
            ) from None
        except LogUnavailable:
            raise unavailable(
                "log_unavailable",
                "the log cannot be written now; nothing of this request was promised; "
                "send it again with the same ids",
            ) from None
        self.accepted.add(key.tenant, list(lanes))
        telemetry.reports_repeated(repeated)
        telemetry.reports_accepted(key.tenant, len(laned))


def report_of(item: ReportIn, *, report_id: str, app: str, reporter: str, now_ms: int) -> Report:
    """The event of a judged item; `reporter` is a pseudonym."""
    observed_at_ms, is_old = times_of(item.observed_at, now_ms)
    return Report(
        report_id=report_id,
        text=item.text,
        observed_at_ms=observed_at_ms,
        app=app,
        reporter=reporter,
        channel=item.channel or "",
        place=item.place or "",
        language=language_tag(item.language or ""),
        link=item.link or "",
        external_id=item.external_id or "",
        attributes=attributes_of(item),
        backfill=bool(item.backfill) or is_old,
    )


def times_of(observed_at: datetime | None, now_ms: int) -> tuple[int, bool]:
    """The time that a report counts at, in milliseconds, and whether it is history by then."""
    if observed_at is None:
        return now_ms, False
    observed_at_ms = round(observed_at.timestamp() * 1_000)
    if observed_at_ms > now_ms + FUTURE_MS:
        # no client's clock may move a rumor's clock beyond what we received
        return now_ms, False
    return observed_at_ms, observed_at_ms < now_ms - OLD_MS


def pseudonym(secret: bytes, tenant: str, reporter: str) -> str:
    """16 hex digits of an HMAC over tenant and reporter, or an empty string for nobody:

    the same person is the same in every app of a tenant, and nobody outside.
    """
    if not reporter:
        return ""
    named = f"{tenant}\0{reporter}".encode("utf-8", "replace")
    inside, outside = _keyed(secret)
    inner = inside.copy()
    inner.update(named)
    outer = outside.copy()
    outer.update(inner.digest())
    return outer.digest()[:PSEUDONYM_BYTES].hex()


@lru_cache(16)
def _keyed(secret: bytes) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """The two hashes of an HMAC-SHA256 with the key in them (RFC 2104): to take the key in anew for
    each reporter takes twice the time.
    """
    block = hashlib.sha256().block_size
    key = hashlib.sha256(secret).digest() if len(secret) > block else secret
    padded = key.ljust(block, b"\0")
    return hashlib.sha256(padded.translate(INNER)), hashlib.sha256(padded.translate(OUTER))


def _parts(items: Sequence[ReportIn]) -> Iterator[Sequence[ReportIn]]:
    """Items in their order, as many together as may be made without a pause."""
    begin = 0
    size = 0
    for at, item in enumerate(items):
        size += len(item.text)
        if at > begin and (size > MOST_CHARACTERS or at - begin == MOST_TOGETHER):
            yield items[begin:at]
            begin = at
            size = len(item.text)
    yield items[begin:]


def _ids(key: Key, repeat: str) -> Ids:
    return Ids(tenant=key.tenant, app=key.name, repeat=repeat)
