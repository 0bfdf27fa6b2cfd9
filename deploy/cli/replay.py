"""`rumor-tracker replay`: JSON lines to the API, at a rate, with event times moved and compressed,
going on where it stopped.

In: a file in the report form of the API. Out: what was accepted and refused. Lines without an
external id are repeatable all the same: every request has the same Idempotency-Key, under which the
API takes the same content for the same report, whatever file, batch or order it comes in. Lines
that occur again in a file are told apart by how often they occurred before.
"""

import codecs
import gzip
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from streams.client import ApiClient, ApiError
from streams.core.keys import Occurrences
from streams.intake import validation
from streams.intake.identity import content_of
from streams.intake.problems import Problem

MOST_REFUSALS_SHOWN = 10
KEY = "rumor-tracker replay"  # the Idempotency-Key; never changes
COPY = "copy"  # the attribute that tells lines apart which say the same


class Replay:
    """One file on its way to one API."""

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
    ) -> None:
        self.file = file
        self.api = api
        self.progress = progress
        self.batch = batch
        self.per_second = per_second
        self.shift = shift
        self.speed = speed
        self.backfill = backfill
        found = file.stat()
        named = f"{file.absolute()}\0{found.st_size}\0{found.st_mtime_ns}"  # a file that was changed begins anew
        self.name = hashlib.blake2b(
            named.encode("utf-8", "surrogateescape"), digest_size=8
        ).hexdigest()
        self.occurrences = Occurrences()
        self.sent, self.accepted, self.refused = 0, 0, Counter[str]()
        self.examples: list[dict[str, Any]] = []
        self._first_event: float | None = None
        self._began = time.time()

    def run(self, *, restart: bool, on_terminal: bool) -> dict[str, Any]:
        """Sends everything -> counts."""
        skip = 0 if restart else self._resume()
        self.sent, began = skip, time.monotonic()
        with (
            self._lines() as lines,
            Progress(console=Console(stderr=True), disable=not on_terminal) as bar,
        ):
            task = bar.add_task("replaying", total=None)
            rest = enumerate(map(_without_mark, lines))
            for _, line in islice(rest, skip):
                self._copies_before(self._changed(line))
            while chunk := list(islice(rest, self.batch)):
                self._send(chunk)
                self._keep_pace(began, chunk[-1][0] + 1 - skip)
                bar.update(
                    task, completed=self.sent, description=f"replaying, {self.accepted} accepted"
                )
        self._save(done=True)
        took_s = time.monotonic() - began
        return {
            "lines": self.sent,
            "resumed_at": skip,
            "accepted": self.accepted,
            "refused": sum(self.refused.values()),
            "refused_by_code": dict(self.refused),
            "examples": self.examples,
            "seconds": round(took_s, 2),
            "per_second": round((self.sent - skip) / max(took_s, 1e-9)),
        }

    def _lines(self) -> Any:
        return gzip.open(self.file, "rb") if self.file.suffix == ".gz" else self.file.open("rb")

    def _send(self, chunk: list[tuple[int, bytes]]) -> None:
        by_key: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for number, line in chunk:
            if line.strip():
                key, told_apart = self._told_apart(line)
                by_key[key].append((number, told_apart))
        for key, lines in by_key.items():
            body = b"\n".join(line for _, line in lines)
            self._count([number for number, _ in lines], self._post(body, key))
        self.sent = chunk[-1][0] + 1
        self._save()

    def _copies_before(self, line: bytes) -> int:
        """How often what a line says came before in the file; 0 where the line has an external id."""
        try:
            item = validation.one(line.strip())
        except Problem:
            return 0
        return (
            0 if item.external_id else self.occurrences.next(content_of(item, item.reporter or ""))
        )

    def _told_apart(self, line: bytes) -> tuple[str, bytes]:
        """The Idempotency-Key and the content to send a line with: no other line has both."""
        changed = self._changed(line)
        copies = self._copies_before(changed)
        if not copies:
            return KEY, changed
        report = json.loads(changed)
        attributes = report.get("attributes") or {}
        if len(attributes) >= validation.MOST_ATTRIBUTES or COPY in attributes:
            return f"{KEY} {copies}", changed
        report["attributes"] = {**attributes, COPY: str(copies)}
        return f"{KEY}, {COPY}", _encoded(report)

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
                self.examples.append(
                    {
                        "line": numbers[one["index"]] + 1,
                        "code": one["code"],
                        "message": one["message"],
                    }
                )

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
        return _encoded(report)

    def _moved(self, observed_at: str) -> str:
        at = datetime.fromisoformat(observed_at).timestamp()
        if self._first_event is None:
            self._first_event = at
        return datetime.fromtimestamp(
            self._began + (at - self._first_event) / self.speed, UTC
        ).isoformat()

    def _keep_pace(self, began: float, sent: int) -> None:
        if self.shift and self._first_event is not None and self.speed:
            return
        if self.per_second:
            time.sleep(max(0.0, began + sent / self.per_second - time.monotonic()))

    def _resume(self) -> int:
        """How many lines were sent. Moved event times go on from the same beginning: other times
        would make other reports of lines that were sent, and not noted, before."""
        sent, began = self._saved().get(self.name) or (0, self._began)
        self._began = began if sent else self._began
        return int(sent)

    def _save(self, *, done: bool = False) -> None:
        """Progress by file; a replay that has ended begins anew next time."""
        known = self._saved()
        known[self.name] = [0, 0.0] if done else [self.sent, self._began]
        self.progress.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.progress.write_text(json.dumps(known))

    def _saved(self) -> dict[str, Any]:
        try:
            known = json.loads(self.progress.read_text())
            return {name: value for name, value in known.items() if isinstance(value, list)}
        except (FileNotFoundError, ValueError, AttributeError):
            return {}


def _encoded(report: dict[str, Any]) -> bytes:
    return json.dumps(report, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _without_mark(line: bytes) -> bytes:
    """A line without the byte order mark that Windows puts at the start of a file, and that files
    joined to one have further down.
    """
    return line.removeprefix(codecs.BOM_UTF8)


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a plain or gzipped file."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        yield from file
