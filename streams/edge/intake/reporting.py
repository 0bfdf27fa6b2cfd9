"""POST /v1/reports and /v1/reports/batch. In: what apps send. Out: 202 once it is durable; ids are made from content."""

import hashlib
import hmac
import time
import uuid
import zlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from schemas.events import Report
from streams import telemetry
from streams.config import Key
from streams.core.text import lane_of
from streams.edge.intake import identity, validation
from streams.edge.intake.access import Access
from streams.edge.intake.appending import Appender
from streams.edge.intake.problems import Problem
from streams.edge.intake.recent import Recent
from streams.edge.intake.validation import ReportIn
from streams.logs import LogUnavailable

LARGEST_BATCH, LARGEST_REPORT = 8 << 20, 256 << 10
FUTURE_MS, OLD_MS, PENDING_S, MOST_PENDING = 300_000, 7 * 86_400_000, 3_600, 250_000
LONGEST_IDEMPOTENCY_KEY = 200
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")
IDS = uuid.UUID("8f7b7d0e-9f5f-5d0c-9d3a-6d1f0c5f6b11")  # the namespace of report ids; never changes


class Accepted:
    """Ids accepted in about the last hour, so that a read of one not stored yet can say pending. Two generations bound it."""

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

    def __init__(self, access: Access, appender: Appender, recent: Recent, accepted: Accepted, reporter_key: bytes) -> None:
        self.access, self.appender, self.recent = access, appender, recent
        self.accepted, self.reporter_key = accepted, reporter_key

    async def post_one(self, request: Request) -> Response:
        """One report."""
        key = self.access.key(request, "report")
        _expect_type(request, ("application/json",))
        item = validation.one(await read_body(request, LARGEST_REPORT))
        self.access.spend(key, 1)
        report = self._report(key, item, Ids(key, _idempotency_key(request)), _now_ms())
        await self._append(key, [report])
        id_ = report.report_id
        return _accepted({"report_id": id_}, {"location": f"/v1/reports/{id_}"})

    async def post_batch(self, request: Request) -> Response:
        """Many reports: good items are kept, each bad one is named."""
        key = self.access.key(request, "report")
        lines = _expect_type(request, ("application/json", *NDJSON)) in NDJSON
        good, refused = validation.many(await read_body(request, LARGEST_BATCH), lines=lines)
        rejected = [{"index": r.index, **msgspec.to_builtins(r.error)} for r in refused]
        if refused:
            telemetry.REPORTS_REFUSED.labels(refused[0].error.code).inc(len(refused))
        if not good:
            raise Problem(422, "nothing_usable", "no report of the batch can be used; see rejected", rejected=rejected)
        self.access.spend(key, len(good))
        ids_of_items, now_ms = Ids(key, _idempotency_key(request)), _now_ms()
        reports = [self._report(key, item, ids_of_items, now_ms) for _, item in good]
        await self._append(key, reports)
        ids = [report.report_id for report in reports]
        return _accepted({"accepted": len(ids), "report_ids": ids, "rejected": rejected})

    def _report(self, key: Key, item: ReportIn, ids: "Ids", now_ms: int) -> Report:
        observed_ms = now_ms if item.observed_at is None else _milliseconds(item.observed_at)
        reporter = self._pseudonym(key, item.reporter)
        return Report(
            report_id=ids.of(item, reporter),
            text=item.text,
            observed_at_ms=now_ms if observed_ms > now_ms + FUTURE_MS else observed_ms,
            app=key.name,
            reporter=reporter,
            channel=item.channel,
            place=item.place,
            language=item.language,
            link=item.link,
            external_id=item.external_id,
            attributes=item.attributes,
            backfill=item.backfill or observed_ms < now_ms - OLD_MS,
        )

    def _pseudonym(self, key: Key, reporter: str) -> str:
        """16 hex digits of an HMAC over tenant and reporter: the same person is the same in every app of a tenant, and nobody outside."""
        if not reporter:
            return ""
        return hmac.digest(self.reporter_key, f"{key.tenant}\0{reporter}".encode("utf-8", "replace"), "sha256")[:8].hex()

    async def _append(self, key: Key, reports: Sequence[Report]) -> None:
        async def append(new: Sequence[Report]) -> None:
            await self.appender.append([(lane_of(key.tenant, report.text), report) for report in new])

        try:
            telemetry.REPORTS_REPEATED.inc(await self.recent.once(key.tenant, reports, append))
        except LogUnavailable:
            raise Problem(
                503, "log_unavailable", "the log cannot be written now; nothing of this request was promised; send it again with the same ids",
                headers={"retry-after": "5"},
            ) from None  # fmt: skip
        self.accepted.add(key.tenant, [report.report_id for report in reports])
        telemetry.REPORTS_ACCEPTED.labels(key.tenant).inc(len(reports))


class Ids:
    """The ids of one request's reports, made from content where the app gives an id or a key.

    UUIDv5 of the app and its own id, else of the Idempotency-Key and the item's content, else random.
    Identical items are told apart by how often they occurred before in the request: neither the order
    of different ones nor what was refused between them matters.
    """

    def __init__(self, key: Key, repeat: str) -> None:
        self.key, self.repeat = key, repeat
        self._occurred: Counter[bytes] = Counter()

    def of(self, item: ReportIn, reporter: str) -> str:
        """The id of the request's next item, its reporter given as a pseudonym."""
        if item.external_id:
            return _uuid5(self.key.tenant, self.key.name, f"e:{item.external_id}".encode("utf-8", "replace"))
        if not self.repeat:
            return str(uuid.uuid4())
        content = identity.content_of(item, reporter)
        before = self._occurred[content]
        self._occurred[content] += 1
        named = msgspec.json.encode([self.repeat, before, msgspec.Raw(content)])
        return _uuid5(self.key.tenant, self.key.name, b"i:" + named)


def _uuid5(tenant: str, app: str, name: bytes) -> str:
    digest = hashlib.sha1(_namespace(tenant, app) + name, usedforsecurity=False).digest()[:16]
    return str(uuid.UUID(bytes=digest, version=5))


@lru_cache(1_024)
def _namespace(tenant: str, app: str) -> bytes:
    return uuid.uuid5(IDS, f"{tenant}/{app}").bytes


async def read_body(request: Request, largest: int) -> bytes:
    """The body, unpacked. Raises 413 as soon as it grows too large, 415 for an encoding other than gzip, 400 where it is damaged."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Problem(415, "unsupported_encoding", f"content-encoding {encoding!r} is not taken; send gzip or none")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += unpack.decompress(chunk, largest + 1 - len(body)) if unpack else chunk
            if len(body) > largest or (unpack and unpack.unconsumed_tail):
                raise Problem(
                    413, "too_large", f"a body holds at most {largest} bytes unpacked; send smaller batches", headers={"connection": "close"}
                )
    except zlib.error:
        raise Problem(400, "damaged_gzip", "the body is not valid gzip") from None
    if unpack and not unpack.eof:
        raise Problem(400, "damaged_gzip", "the gzip body ends too early")
    return bytes(body)


def _expect_type(request: Request, types: tuple[str, ...]) -> str:
    given = request.headers.get("content-type", types[0]).partition(";")
    kind, parameters = given[0].strip().lower(), given[2].lower()
    if kind not in types:
        raise Problem(415, "unsupported_type", f"content-type {kind!r} is not taken; send {' or '.join(types[:2])}")
    if "charset" in parameters and "utf-8" not in parameters and "utf8" not in parameters:
        raise Problem(415, "unsupported_charset", "only UTF-8 is taken")
    return kind


def _idempotency_key(request: Request) -> str:
    value = str(request.headers.get("idempotency-key", "")).strip().strip('"')
    if len(value) > LONGEST_IDEMPOTENCY_KEY:
        raise Problem(422, "too_long", f"Idempotency-Key has at most {LONGEST_IDEMPOTENCY_KEY} characters")
    return value


def _accepted(body: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), 202, headers, "application/json")


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


def _now_ms() -> int:
    return int(time.time() * 1_000)
