"""POST /v1/reports and /v1/reports/batch.

In: what apps send. Out: 202 once it is durable; ids are made from content.
"""

import asyncio
import hmac
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from schemas.events import Report
from streams import telemetry
from streams.api.access import Access
from streams.config.file import Key
from streams.core.ids import report_id
from streams.core.lanes import lane_of
from streams.intake import identity, validation
from streams.intake.appender import Appender, Laned
from streams.intake.batches import Batch, Good, Refused
from streams.intake.problems import Problem
from streams.intake.recent import Recent
from streams.intake.turns import Turns, Work
from streams.intake.unpacking import Gunzip, too_large
from streams.intake.validation import BYTE_ORDER_MARK, ReportIn
from streams.log.contract import LogUnavailable, RecordTooLarge

LARGEST_BATCH = 8 << 20
LARGEST_REPORT = 256 << 10
FUTURE_MS = 300_000
OLD_MS = 7 * 86_400_000
PENDING_S = 3_600
MOST_PENDING = 250_000
LONGEST_IDEMPOTENCY_KEY = 200
OFTEN = 16  # reports made between two pauses: two or three milliseconds with the longest texts
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")


class Accepted:
    """Ids accepted in about the last hour, so that a read of one not stored yet can say pending.

    Two generations bound it.
    """

    def __init__(self) -> None:
        self._young: dict[str, str] = {}
        self._old: dict[str, str] = {}
        self._since = time.monotonic()

    def add(self, tenant: str, ids: Sequence[str]) -> None:
        """Remembers ids of a tenant."""
        if len(self._young) >= MOST_PENDING or time.monotonic() - self._since > PENDING_S:
            self._young, self._old, self._since = {}, self._young, time.monotonic()
        self._young.update(dict.fromkeys(ids, tenant))

    def has(self, tenant: str, report_id: str) -> bool:
        """Whether a tenant's report was accepted lately."""
        return tenant in (self._young.get(report_id), self._old.get(report_id))


class Reporting:
    """The two routes that take reports."""

    def __init__(
        self,
        access: Access,
        appender: Appender,
        recent: Recent,
        accepted: Accepted,
        reporter_key: bytes,
    ) -> None:
        self.access = access
        self.appender = appender
        self.recent = recent
        self.accepted = accepted
        self.reporter_key = reporter_key
        self.turns = Turns()

    async def post_one(self, request: Request) -> Response:
        """One report."""
        key = self.access.key(request, "report")
        _expect_type(request, ("application/json",))
        self.access.spend(key, 1)
        item = validation.one(await read_body(request, LARGEST_REPORT))
        report = self._report(key, item, Ids(key, _idempotency_key(request)), _now_ms())
        await self._append(key, [(lane_of(key.tenant, report.text), report)])
        id_ = report.report_id
        return _accepted({"report_id": id_}, {"location": f"/v1/reports/{id_}"})

    async def post_batch(self, request: Request) -> Response:
        """Many reports: good items are kept, each bad one is named."""
        key = self.access.key(request, "report")
        lines = _expect_type(request, ("application/json", *NDJSON)) in NDJSON
        good, refused = await self._judged(request, key, lines=lines)
        rejected = await self.turns.run(_named(refused))
        if not good:
            raise Problem(
                422,
                "nothing_usable",
                "no report of the batch can be used; see rejected",
                rejected=rejected,
            )
        laned = await self.turns.run(
            self._laned(key, good, Ids(key, _idempotency_key(request)), _now_ms())
        )
        await self._append(key, laned)
        ids = [report.report_id for _, report in laned]
        return _accepted({"accepted": len(ids), "report_ids": ids, "rejected": rejected})

    async def _judged(
        self, request: Request, key: Key, *, lines: bool
    ) -> tuple[list[Good], list[Refused]]:
        """The items of a batch.

        Refused ones cost as much of the key's allowance as good ones, and a body that is refused
        what it took to see it.
        """
        self.access.expect_allowance(key)
        batch = Batch(lines=lines)
        try:
            good, refused = await self.turns.run(
                batch.judge(await read_body(request, LARGEST_BATCH))
            )
        except Problem:
            self.access.charge(key, max(1, len(batch.items)))
            raise
        self.access.spend(key, len(batch.items))
        for code, reports in Counter(one.error.code for one in refused).items():
            telemetry.REPORTS_REFUSED.labels(code).inc(reports)
        return good, refused

    def _laned(self, key: Key, good: Sequence[Good], ids: "Ids", now_ms: int) -> Work[list[Laned]]:
        laned = []
        for _, item in good:
            report = self._report(key, item, ids, now_ms)
            laned.append((lane_of(key.tenant, report.text), report))
            if len(laned) % OFTEN == 0:
                yield
        return laned

    def _report(self, key: Key, item: ReportIn, ids: "Ids", now_ms: int) -> Report:
        observed_ms = now_ms if item.observed_at is None else _milliseconds(item.observed_at)
        reporter = self._pseudonym(key, item.reporter or "")
        return Report(
            report_id=ids.of(item, reporter),
            text=item.text,
            observed_at_ms=now_ms if observed_ms > now_ms + FUTURE_MS else observed_ms,
            app=key.name,
            reporter=reporter,
            channel=item.channel or "",
            place=item.place or "",
            language=item.language or "",
            link=item.link or "",
            external_id=item.external_id or "",
            attributes=validation.attributes_of(item),
            backfill=bool(item.backfill) or observed_ms < now_ms - OLD_MS,
        )

    def _pseudonym(self, key: Key, reporter: str) -> str:
        """16 hex digits of an HMAC over tenant and reporter:

        the same person is the same in every app of a tenant, and nobody outside.
        """
        if not reporter:
            return ""
        return hmac.digest(
            self.reporter_key, f"{key.tenant}\0{reporter}".encode("utf-8", "replace"), "sha256"
        )[:8].hex()

    async def _append(self, key: Key, laned: Sequence[Laned]) -> None:
        lanes = {
            report.report_id: lane for lane, report in reversed(laned)
        }  # of copies the first is appended

        async def append(new: Sequence[Report]) -> None:
            await self.appender.append([(lanes[report.report_id], report) for report in new])

        try:
            repeated = await self.recent.once(key.tenant, [report for _, report in laned], append)
        except RecordTooLarge:
            raise Problem(
                413,
                "too_large",
                "the log does not take records as large as this request makes; send fewer or shorter reports",
            ) from None
        except LogUnavailable:
            raise Problem(
                503,
                "log_unavailable",
                "the log cannot be written now; nothing of this request was promised; send it again with the same ids",
                headers={"retry-after": "5"},
            ) from None
        self.accepted.add(key.tenant, [report.report_id for _, report in laned])
        telemetry.REPORTS_REPEATED.inc(repeated)
        telemetry.REPORTS_ACCEPTED.labels(key.tenant).inc(len(laned))


class Ids:
    """The ids of one request's reports, made from content where the app gives an id or a key.

    UUIDv5 of the app and its own id, else of the Idempotency-Key and the item's content, else
    random. Identical items are told apart by how often they occurred before in the request: neither
    the order of different ones nor what was refused between them matters.
    """

    def __init__(self, key: Key, repeat: str) -> None:
        self.key = key
        self.repeat = repeat
        self._occurred: Counter[bytes] = Counter()

    def of(self, item: ReportIn, reporter: str) -> str:
        """The id of the request's next item, its reporter given as a pseudonym."""
        if item.external_id:
            return report_id(
                self.key.tenant, self.key.name, f"e:{item.external_id}".encode("utf-8", "replace")
            )
        if not self.repeat:
            return str(uuid.uuid4())
        content = identity.content_of(item, reporter)
        before = self._occurred[content]
        self._occurred[content] += 1
        named = msgspec.json.encode([self.repeat, before, msgspec.Raw(content)])
        return report_id(self.key.tenant, self.key.name, b"i:" + named)


async def read_body(request: Request, largest: int) -> bytes:
    """The body, unpacked, without a byte order mark.

    Raises 413 as soon as it grows too large, 415 for an encoding other than gzip, 400 where
    damaged.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Problem(
            415,
            "unsupported_encoding",
            f"content-encoding {encoding!r} is not taken; send gzip or none",
        )
    body = await (_unpacked(request, largest) if encoding == "gzip" else _plain(request, largest))
    return body.removeprefix(BYTE_ORDER_MARK)


async def _plain(request: Request, largest: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise too_large(largest)
    return bytes(body)


async def _unpacked(request: Request, largest: int) -> bytes:
    gunzip = Gunzip(largest)
    async for chunk in request.stream():
        gunzip.feed(chunk)
        await asyncio.sleep(
            0
        )  # a chunk of many members takes some milliseconds, and the next may be there already
    return gunzip.body()


def _expect_type(request: Request, types: tuple[str, ...]) -> str:
    given = request.headers.get("content-type", types[0]).partition(";")
    kind = given[0].strip().lower()
    parameters = given[2].lower()
    if kind not in types:
        raise Problem(
            415,
            "unsupported_type",
            f"content-type {kind!r} is not taken; send {' or '.join(types[:2])}",
        )
    if "charset" in parameters and "utf-8" not in parameters and "utf8" not in parameters:
        raise Problem(415, "unsupported_charset", "only UTF-8 is taken")
    return kind


def _named(refused: Sequence[Refused]) -> Work[list[dict[str, object]]]:
    named = list[dict[str, object]]()
    for one in refused:
        named.append({"index": one.index, **msgspec.to_builtins(one.error)})
        if len(named) % (16 * OFTEN) == 0:
            yield
    return named


def _idempotency_key(request: Request) -> str:
    value = str(request.headers.get("idempotency-key", "")).strip().strip('"')
    if len(value) > LONGEST_IDEMPOTENCY_KEY:
        raise Problem(
            422, "too_long", f"Idempotency-Key has at most {LONGEST_IDEMPOTENCY_KEY} characters"
        )
    return value


def _accepted(body: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), 202, headers, "application/json")


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


def _now_ms() -> int:
    return int(time.time() * 1_000)
