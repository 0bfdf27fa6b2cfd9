"""Makes reports durable: groups them by lane into records and appends the groups that wait together
in one go.

In: accepted reports. Out: nothing, once the log has them on disk; `LogUnavailable` where it has
not. Nothing is answered 202 before.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from schemas.events import Report, ReportsReceived
from schemas.topics import ENCODER, MAX_RECORD_BYTES, MAX_REPORTS_PER_RECORD, REPORTS
from streams.clock import SYSTEM_CLOCK, Clock
from streams.intake.turns import let_others_run
from streams.log.contract import Log, Outgoing, RecordTooLarge

# A group commit waits while company keeps coming, and no longer than the second of these: every
# record costs worker, store and disk some milliseconds, whatever it holds.
LINGER_S = 0.004
LONGEST_LINGER_S = 0.024
ENOUGH = 100  # reports: a group of this size does not wait, one more saves little
# Characters of texts: whoever comes while a group is written waits for no more, unless one request
# alone has more.
MOST_IN_GROUP = 2_000_000
# Of encoded reports in one record: what the worker makes of it must fit into records, too.
MOST_BYTES = 1_000_000
HEADROOM = 10_000  # bytes for the lane, the time, and what the log adds to a record
PAUSE_AFTER = 500  # reports encoded between two pauses: a few milliseconds
NO_REPORTS = b'"reports":[]'
Laned = tuple[str, Report]
Waiting = tuple[Sequence[Laned], asyncio.Future[None]]


class Packed(NamedTuple):
    """A record's lane and bytes, and how many reports they hold."""

    lane: str
    value: bytes
    reports: int


class Appender:
    """Group commit: whoever comes while a group is being written is in the next."""

    def __init__(self, log: Log, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self.log = log
        self._clock = clock
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, reports: Sequence[Laned]) -> None:
        """Returns once the reports are durable.

        Raises `RecordTooLarge` where they never can be, `LogUnavailable` where they are not now.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((reports, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        try:
            while self._waiting:
                await self._linger()
                group = self._next_group()
                errors = await self._append_group([reports for reports, _ in group])
                for (_, done), error in zip(group, errors, strict=True):
                    if not done.done():  # cancelled where the caller has left
                        done.set_exception(error) if error else done.set_result(None)
        finally:
            self._writer = None

    async def _linger(self) -> None:
        """Waits for company while it keeps coming. A sender who is alone waits once."""
        lingered_s = 0.0
        came = 0
        while came < len(self._waiting) and lingered_s < LONGEST_LINGER_S:
            if sum(len(reports) for reports, _ in self._waiting) >= ENOUGH:
                return
            came = len(self._waiting)
            await self._clock.sleep(LINGER_S)
            lingered_s += LINGER_S

    def _next_group(self) -> list[Waiting]:
        """The first that waits and whoever fits with it:

        small requests pass large ones, each of which comes first in its turn.
        """
        group = list[Waiting]()
        later = list[Waiting]()
        size = 0
        for waiting in self._waiting:
            more = sum(len(report.text) for _, report in waiting[0])
            if group and size + more > MOST_IN_GROUP:
                later.append(waiting)
            else:
                group.append(waiting)
                size += more
        self._waiting = later
        return group

    async def _append_group(self, requests: Sequence[Sequence[Laned]]) -> list[Exception | None]:
        """Appends all at once -> what went wrong for each. Where the size of one is refused, each
        goes by itself, in the same order.

        Some of the group may be on the log by then and come twice; a report's id tells that it is
        the same.
        """
        error = await self._try(laned for reports in requests for laned in reports)
        if not _is_of_one(error) or len(requests) == 1:
            return [error] * len(requests)
        return [await self._try(reports) for reports in requests]

    async def _try(self, reports: Iterable[Laned]) -> Exception | None:
        now_ms = self._clock.now_ms()
        encoded = 0
        records = []
        try:
            for record in records_of(reports, now_ms):
                records.append(Outgoing(REPORTS.name, record.lane.encode(), record.value))
                encoded += record.reports
                if encoded >= PAUSE_AFTER:
                    encoded = 0
                    await let_others_run()
            await self.log.append(records)
        except Exception as error:
            # All of them, a defect too: this is the edge of a request. Its caller waits for the
            # answer and would wait for ever; it is raised there.
            return error
        return None


def records_of(reports: Iterable[Laned], now_ms: int) -> Iterator[Packed]:
    """Reports as records:

    one lane each, in each lane in their order, at most 500 reports and so many bytes. Raises
    `RecordTooLarge`.
    """
    lanes = defaultdict[str, list[Report]](list)
    for lane, report in reports:
        lanes[lane].append(report)
    for lane, some in lanes.items():
        event = ReportsReceived(lane=lane, received_at_ms=now_ms, reports=())
        # Not within the lane: quotes are escaped there.
        before, _, behind = REPORTS.encode(event).partition(NO_REPORTS)
        for encoded, count in _encoded(some):
            value = b"".join((before, NO_REPORTS[:-1], encoded, NO_REPORTS[-1:], behind))
            yield Packed(lane, value, count)


def _encoded(reports: Sequence[Report]) -> Iterator[tuple[bytes, int]]:
    """Reports as they stand in records, with commas between them, and how many."""
    for begin in range(0, len(reports), MAX_REPORTS_PER_RECORD):
        some = reports[begin : begin + MAX_REPORTS_PER_RECORD]
        # A line each, since within JSON no line ends: one call takes half the time of one for each.
        lines = ENCODER.encode_lines(some)
        if len(lines) > MOST_BYTES:
            yield from _cut([ENCODER.encode(report) for report in reports[begin:]])
            return
        yield lines[:-1].replace(b"\n", b","), len(some)


def _cut(encoded: Sequence[bytes]) -> Iterator[tuple[bytes, int]]:
    """The same of reports that are too long for so many in a record."""
    some = list[bytes]()
    size = 0
    for report in encoded:
        more = len(report)
        if more > MAX_RECORD_BYTES - HEADROOM:
            raise RecordTooLarge(f"a report of {more} bytes")
        if some and (len(some) >= MAX_REPORTS_PER_RECORD or size + more > MOST_BYTES):
            yield b",".join(some), len(some)
            some = []
            size = 0
        some.append(report)
        size += more + 1  # the comma between two
    yield b",".join(some), len(some)


def _is_of_one(error: Exception | None) -> bool:
    """Whether an error is about what one request holds, so that the others of its group may go
    without it.
    """
    # the latter three are what encoding raises, for half a character or a number out of range
    return isinstance(error, RecordTooLarge | ValueError | TypeError | OverflowError)
