"""`rumor-tracker replay`: JSON lines to the API, at a rate, with event times moved and compressed, going on where it stopped.

In: a file in the report form of the API. Out: what was accepted and refused. Lines without an external id are repeatable all the same: each
batch has an Idempotency-Key made of the file and its first line's number.
"""

import codecs
import gzip
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from streams.edge.client import ApiClient, ApiError

MOST_REFUSALS_SHOWN = 10


class Replay:
    """One file on its way to one API."""

    def __init__(
        self, file: Path, api: ApiClient, progress: Path, *, batch: int, per_second: int | None, shift: bool, speed: float, backfill: bool
    ) -> None:
        self.file, self.api, self.progress, self.batch, self.per_second = file, api, progress, batch, per_second
        self.shift, self.speed, self.backfill = shift, speed, backfill
        self.name = hashlib.blake2b(f"{file.absolute()}\0{file.stat().st_size}".encode(), digest_size=8).hexdigest()
        self.sent, self.accepted, self.refused = 0, 0, Counter[str]()
        self.examples: list[dict[str, Any]] = []
        self._first_event: float | None = None
        self._began = time.time()

    def run(self, *, restart: bool, on_terminal: bool) -> dict[str, Any]:
        """Sends everything -> counts."""
        skip = 0 if restart else self._resume()
        self.sent, began = skip, time.monotonic()
        with self._lines() as lines, Progress(console=Console(stderr=True), disable=not on_terminal) as bar:
            task = bar.add_task("replaying", total=None)
            rest = islice(enumerate(map(_without_mark, lines)), skip, None)
            while chunk := list(islice(rest, self.batch)):
                self._send(chunk)
                self._keep_pace(began, chunk[-1][0] + 1 - skip)
                bar.update(task, completed=self.sent, description=f"replaying, {self.accepted} accepted")
        self._save(done=True)
        took_s = time.monotonic() - began
        return {
            "lines": self.sent, "resumed_at": skip, "accepted": self.accepted, "refused": sum(self.refused.values()),
            "refused_by_code": dict(self.refused), "examples": self.examples, "seconds": round(took_s, 2),
            "per_second": round((self.sent - skip) / max(took_s, 1e-9)),
        }  # fmt: skip

    def _lines(self) -> Any:
        return gzip.open(self.file, "rb") if self.file.suffix == ".gz" else self.file.open("rb")

    def _send(self, chunk: list[tuple[int, bytes]]) -> None:
        numbers = [number for number, line in chunk if line.strip()]
        body = b"\n".join(self._changed(line) for _, line in chunk if line.strip())
        if numbers:
            self._count(numbers, self._post(body, f"{self.name}-{chunk[0][0]}"))
        self.sent = chunk[-1][0] + 1
        self._save()

    def _post(self, body: bytes, repeat: str) -> dict[str, Any]:
        try:
            return dict(self.api.send_batch(body, repeat=repeat, lines=True))
        except ApiError as error:
            if error.status == 422 and isinstance(error.body, dict) and "rejected" in error.body:
                return {"accepted": 0, "rejected": error.body["rejected"]}
            raise

    def _count(self, numbers: list[int], answer: dict[str, Any]) -> None:
        self.accepted += answer["accepted"]
        for one in answer["rejected"]:
            self.refused[one["code"]] += 1
            if len(self.examples) < MOST_REFUSALS_SHOWN:
                self.examples.append({"line": numbers[one["index"]] + 1, "code": one["code"], "message": one["message"]})

    def _changed(self, line: bytes) -> bytes:
        """A line with its event time moved and marked as history, where asked for."""
        if not (self.shift or self.backfill):
            return line.strip()
        try:
            report = json.loads(line)
            if self.shift and "observed_at" in report:
                report["observed_at"] = self._moved(report["observed_at"])
        except (ValueError, TypeError):
            return line.strip()  # the API says what is wrong with it
        if self.backfill:
            report["backfill"] = True
        return json.dumps(report, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def _moved(self, observed_at: str) -> str:
        at = datetime.fromisoformat(observed_at).timestamp()
        if self._first_event is None:
            self._first_event = at
        return datetime.fromtimestamp(self._began + (at - self._first_event) / self.speed, UTC).isoformat()

    def _keep_pace(self, began: float, sent: int) -> None:
        if self.shift and self._first_event is not None and self.speed:
            return
        if self.per_second:
            time.sleep(max(0.0, began + sent / self.per_second - time.monotonic()))

    def _resume(self) -> int:
        try:
            return int(json.loads(self.progress.read_text()).get(self.name, 0))
        except (FileNotFoundError, ValueError):
            return 0

    def _save(self, *, done: bool = False) -> None:
        """Progress by file; a replay that has ended begins anew next time."""
        try:
            known = json.loads(self.progress.read_text())
        except (FileNotFoundError, ValueError):
            known = {}
        known[self.name] = 0 if done else self.sent
        self.progress.parent.mkdir(parents=True, exist_ok=True)
        self.progress.write_text(json.dumps(known))


def _without_mark(line: bytes) -> bytes:
    """A line without the byte order mark that Windows puts at the start of a file, and that files joined to one have further down."""
    return line.removeprefix(codecs.BOM_UTF8)


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a plain or gzipped file."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        yield from file
