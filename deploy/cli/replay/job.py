"""One file on its way to one API.

In: a file in the report form of the API. Out: what was accepted and refused.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar

from deploy.cli.files import opened
from deploy.cli.replay.lines import Line, Lines
from deploy.cli.replay.pace import Pace, Shift
from deploy.cli.replay.progress import Progress
from streams.client import ApiClient, ApiError
from streams.clock import SYSTEM_CLOCK, Clock

MOST_REFUSALS_SHOWN = 10


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
        self.accepted = 0
        self.refused = Counter[str]()
        self.examples: list[dict[str, Any]] = []

    def run(self, *, restart: bool, on_terminal: bool) -> dict[str, Any]:
        """Sends everything -> counts. Raises `ApiError`; another run goes on from there."""
        self.reach()
        skip, before_s = (0, None) if restart else self.progress.resume()
        # Moved event times go on from the same beginning: other times would make other reports of
        # lines that were sent, and not noted, before.
        began_s = self.pace.now_s() if before_s is None else before_s
        shift = Shift(began_s, self.speed) if self.shift else None
        lines = Lines(shift=shift, backfill=self.backfill)
        self.sent = skip
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
                told = f"replaying, {self.accepted} accepted"
                bar.update(task, completed=self.sent, description=told)
        self.progress.end()
        return self._counts(skip)

    def _chunks(self, rest: Iterable[Line]) -> Iterator[list[Line]]:
        """Lines to send together: at most a batch, and none before its time. The intake would take
        an event of the future for one of now.
        """
        chunk: list[Line] = []
        for line in rest:
            if chunk and (len(chunk) >= self.batch or not self.pace.is_due(line.due_s)):
                yield chunk
                chunk = []
            self.pace.until(line.due_s)
            chunk.append(line)
        if chunk:
            yield chunk

    def _send(self, lines: Lines, chunk: list[Line]) -> None:
        by_key: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for line in chunk:
            if line.content:
                key, content = lines.told_apart(line)
                by_key[key].append((line.number, content))
        for key, told_apart in by_key.items():
            body = b"\n".join(content for _, content in told_apart)
            self._count([number for number, _ in told_apart], self._post(body, key))
        self.sent = chunk[-1].number + 1

    def _post(self, body: bytes, repeat: str) -> dict[str, Any]:
        try:
            return dict(self.api.send_batch(body, repeat=repeat, lines=True))
        except ApiError as error:
            # 422: every line was refused. Those after them may be right.
            if error.status == 422 and isinstance(error.body, dict) and "rejected" in error.body:
                return {"accepted": 0, "rejected": error.body["rejected"]}
            raise

    def _count(self, numbers: list[int], answer: dict[str, Any]) -> None:
        self.accepted += answer["accepted"]
        for one in answer["rejected"]:
            self.refused[one["code"]] += 1
            if len(self.examples) < MOST_REFUSALS_SHOWN:
                line = numbers[one["index"]] + 1  # editors count from 1
                self.examples.append({"line": line, "code": one["code"], "message": one["message"]})

    def _counts(self, skipped: int) -> dict[str, Any]:
        took_s = self.pace.took_s()
        return {
            "lines": self.sent,
            "resumed_at": skipped,
            "accepted": self.accepted,
            "refused": sum(self.refused.values()),
            "refused_by_code": dict(self.refused),
            "examples": self.examples,
            "seconds": round(took_s, 2),
            "per_second": round((self.sent - skipped) / max(took_s, 1e-9)),
        }
