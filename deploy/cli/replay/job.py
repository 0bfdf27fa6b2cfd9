"""One file on its way to one API.

In: a file in the report form of the API. Out: what was accepted and refused.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar

from deploy.cli.files import opened
from deploy.cli.replay.lines import Line, Lines
from deploy.cli.replay.pace import Pace, Shift
from deploy.cli.replay.progress import Progress
from deploy.cli.tally import FULLEST, Tally
from streams.client import ApiClient, ApiError
from streams.clock import SYSTEM_CLOCK, Clock


class Replay:
    """One run: make another for another."""

    def __init__(
        self,
        file: Path,
        api: ApiClient,
        progress: Path,
        *,
        batch: int,
        per_second: int | None,
        shift: bool,
        speed: float,
        backfill: bool,
        reach: Callable[[], object] = lambda: None,  # returns once somebody answers
        clock: Clock = SYSTEM_CLOCK,
        pause: Callable[[float], None] = time.sleep,  # see `Pace`
    ) -> None:
        self.file = file
        self.api = api
        self.batch = batch
        self.shift = shift
        self.speed = speed
        self.backfill = backfill
        self.reach = reach
        self.progress = Progress(progress, file)
        self.pace = Pace(per_second=per_second, clock=clock, pause=pause)
        self.sent = 0  # lines of the file, those of earlier runs and blank ones among them
        self.skipped = 0  # of those the ones of earlier runs
        self.tally = Tally("line")

    def run(self, *, restart: bool, on_terminal: bool) -> dict[str, Any]:
        """Sends everything -> counts. Raises `ApiError`; another run goes on from there."""
        self.reach()
        skip, before_s = (0, None) if restart else self.progress.resume()
        # Moved event times go on from the same beginning: other times would make other reports of
        # lines that were sent, and not noted, before.
        began_s = self.pace.now_s() if before_s is None else before_s
        shift = Shift(began_s, self.speed) if self.shift else None
        lines = Lines(shift=shift, backfill=self.backfill)
        self.sent = self.skipped = skip
        with (
            opened(self.file) as file,
            Bar(console=Console(stderr=True), disable=not on_terminal) as bar,
        ):
            task = bar.add_task("replaying", total=None)
            rest = (lines.line(number, raw) for number, raw in enumerate(file))
            for line in islice(rest, skip):
                lines.skip(line)
            for chunk in self._chunks(rest):
                self._send(lines, chunk)
                self.progress.save(self.sent, began_s)
                self.pace.keep(self.sent - skip)
                told = f"replaying, {self.tally.accepted} accepted"
                bar.update(task, completed=self.sent, description=told)
        self.progress.end()
        return self.counts()

    def _chunks(self, rest: Iterable[Line]) -> Iterator[list[Line]]:
        """Lines to send together: at most a batch, no more than a request may hold, and none before
        its time. The intake would take an event of the future for one of now.
        """
        chunk: list[Line] = []
        size = 0
        for line in map(self._sendable, rest):
            is_full = len(chunk) >= self.batch or size + len(line.content) >= FULLEST
            if chunk and (is_full or not self.pace.is_due(line.due_s)):
                yield chunk
                chunk, size = [], 0
            self.pace.until(line.due_s)
            chunk.append(line)
            size += len(line.content) + 1  # the break between two
        if chunk:
            yield chunk

    def _sendable(self, line: Line) -> Line:
        """The line, blank where it alone is more than a request may hold."""
        size = len(line.content)
        if size < FULLEST:
            return line
        self.tally.refuse_too_large(line.number, size, FULLEST)
        return replace(line, content=b"", due_s=None)

    def _send(self, lines: Lines, chunk: list[Line]) -> None:
        by_key: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for line in chunk:
            if line.content:
                key, content = lines.told_apart(line)
                by_key[key].append((line.number, content))
        for key, told_apart in by_key.items():
            body = b"\n".join(content for _, content in told_apart)
            self.tally.count([number for number, _ in told_apart], self._post(body, key))
        self.sent = chunk[-1].number + 1

    def _post(self, body: bytes, repeat: str) -> dict[str, Any]:
        try:
            return dict(self.api.send_batch(body, repeat=repeat, lines=True))
        except ApiError as error:
            # 422: every line was refused. Those after them may be right.
            if error.status == 422 and isinstance(error.body, dict) and "rejected" in error.body:
                return {"accepted": 0, "rejected": error.body["rejected"]}
            raise

    def counts(self) -> dict[str, Any]:
        """What came of it so far."""
        took_s = self.pace.took_s()
        return {
            "lines": self.sent,
            "resumed_at": self.skipped,
            **self.tally.counts(),
            "seconds": round(took_s, 2),
            "per_second": round((self.sent - self.skipped) / max(took_s, 1e-9)),
        }
