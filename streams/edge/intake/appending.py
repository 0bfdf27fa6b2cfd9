"""Makes reports durable: groups them by lane into records and appends the groups that wait together in one go.

In: accepted reports. Out: nothing, once the log has them on disk; `LogUnavailable` where it has not. Nothing is answered 202 before.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from schemas.events import Report, ReportsReceived
from schemas.topics import MAX_REPORTS_PER_RECORD, REPORTS
from streams.logs import Log

LINGER_S = 0.004  # a group commit waits so long for company; a group of this size does not wait
ENOUGH = 100
MOST_CHARACTERS = 300_000  # of texts in one record: far below the log's largest record in any script
Laned = tuple[str, Report]


class Appender:
    """Group commit: whoever comes while a group is being written is in the next."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._waiting: list[tuple[Sequence[Laned], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, reports: Sequence[Laned]) -> None:
        """Returns once the reports are durable. Raises `LogUnavailable`."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((reports, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        try:
            while self._waiting:
                if sum(len(reports) for reports, _ in self._waiting) < ENOUGH:
                    await asyncio.sleep(LINGER_S)
                group, self._waiting = self._waiting, []
                error = await self._append_group(laned for reports, _ in group for laned in reports)
                for _, done in group:
                    if not done.done():
                        done.set_exception(error) if error else done.set_result(None)
        finally:
            self._writer = None

    async def _append_group(self, reports: Iterable[Laned]) -> Exception | None:
        now_ms = int(time.time() * 1_000)
        try:
            records = [(REPORTS.name, event.lane.encode(), REPORTS.encode(event)) for event in records_of(reports, now_ms)]
            await self.log.append(records)
        except Exception as error:  # every request of the group is told
            return error
        return None


def records_of(reports: Iterable[Laned], now_ms: int) -> list[ReportsReceived]:
    """Reports as records: one lane each, at most 500 reports and so many characters."""
    lanes: dict[str, list[list[Report]]] = defaultdict(lambda: [[]])
    sizes: dict[str, int] = defaultdict(int)
    for lane, report in reports:
        chunk = lanes[lane][-1]
        if chunk and (len(chunk) >= MAX_REPORTS_PER_RECORD or sizes[lane] + len(report.text) > MOST_CHARACTERS):
            chunk = []
            lanes[lane].append(chunk)
            sizes[lane] = 0
        chunk.append(report)
        sizes[lane] += len(report.text)
    return [ReportsReceived(lane, now_ms, tuple(chunk)) for lane, chunks in lanes.items() for chunk in chunks]
