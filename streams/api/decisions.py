"""Decisions and requests of people:

verdicts, redeliveries, receiver tests. In: HTTP. Out: a record on the log, acted on by every
process.
"""

import secrets
import time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from schemas.events import AlertsTold, DecisionMade, DeliveryAsked, Source, VerdictGiven
from schemas.topics import ALERTS, CURATIONS
from streams.api.access import Access
from streams.api.reports import read_body
from streams.api.rumors import Reading
from streams.config.file import ConfigFile, Key
from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.core.ids import decision_id
from streams.core.masking import mask
from streams.intake.problems import FieldError, Problem, field_problem
from streams.intake.validation import LINK
from streams.log.contract import Log, LogUnavailable
from streams.log.follow import follow

LARGEST = 64 << 10
UNAVAILABLE = Problem(
    503,
    "log_unavailable",
    "the log cannot be written now; nothing was decided; try again",
    headers={"retry-after": "5"},
)


class VerdictIn(msgspec.Struct, forbid_unknown_fields=True):
    """A verdict as an analyst gives it; null in an optional field is the same as leaving it out."""

    rating: Literal["false", "misleading", "unverified", "true", "satire"]
    summary: Annotated[str, Meta(max_length=2_000)] | None = ""
    link: Annotated[str, Meta(max_length=2_000)] | None = ""


class Curating:
    """Routes with the scopes `curate` and `admin`."""

    def __init__(
        self, access: Access, log: Log, state: Decisions, reading: Reading, config: ConfigFile
    ) -> None:
        self.access = access
        self.log = log
        self.state = state
        self.reading = reading
        self.config = config

    async def post_verdict(self, request: Request) -> Response:
        """A rating for a rumor. With If-Match, only where nobody decided since."""
        key = self.access.key(request, "curate")
        rumor_id = request.path_params["rumor_id"]
        given = _verdict(await read_body(request, LARGEST))
        await self.reading.expect_rumor(key.tenant, rumor_id)
        await self._follow()
        self._expect_unchanged(request, key, rumor_id)
        now_ms = int(time.time() * 1_000)
        decision = DecisionMade(
            decision_id=decision_id(key.tenant, rumor_id, now_ms, secrets.token_hex(8)),
            tenant=key.tenant,
            kind="verdict",
            rumor_id=rumor_id,
            decided_at_ms=now_ms,
            decided_by=key.name,
            verdict=VerdictGiven(
                rating=given.rating, summary=given.summary or "", link=given.link or ""
            ),
        )
        await self._append(CURATIONS.name, key.tenant, CURATIONS.encode(decision))
        await self._follow()
        etag = curation.etag(self.state, key.tenant, rumor_id)
        body = {"decision_id": decision.decision_id, "etag": f'"{etag}"'}
        return Response(msgspec.json.encode(body), 201, {"etag": f'"{etag}"'}, "application/json")

    async def post_redeliver(self, request: Request) -> Response:
        """Sends a delivery again, under the same id."""
        key = self.access.key(request, "admin")
        delivery_id = request.path_params["delivery_id"]
        delivery = await self.reading.delivery(key.tenant, delivery_id)
        await self._ask(key, delivery["receiver"], delivery_id)
        return Response(
            msgspec.json.encode({"delivery_id": delivery_id}), 202, media_type="application/json"
        )

    async def post_test(self, request: Request) -> Response:
        """Sends a ping to a receiver."""
        key = self.access.key(request, "admin")
        name = request.path_params["name"]
        if name not in {
            receiver.name for receiver in self.config.current().receivers_of(key.tenant)
        }:
            raise Problem(
                404, "no_such_receiver", f"the config file has no receiver {name!r} for this tenant"
            )
        request_id = await self._ask(key, name, "")
        return Response(
            msgspec.json.encode({"request_id": request_id}), 202, media_type="application/json"
        )

    async def _ask(self, key: Key, receiver: str, delivery_id: str) -> str:
        asked = DeliveryAsked(
            request_id=f"req_{secrets.token_hex(8)}",
            tenant=key.tenant,
            receiver=receiver,
            delivery_id=delivery_id,
            asked_at_ms=int(time.time() * 1_000),
        )
        lanes = (
            [f"{key.tenant}/cjk", f"{key.tenant}/alphabet"]
            if delivery_id
            else [f"{key.tenant}/cjk"]
        )
        for lane in (
            lanes
        ):  # whichever lane the delivery belongs to knows it; the other ignores the request
            await self._append(
                ALERTS.name,
                lane,
                ALERTS.encode(
                    AlertsTold(lane=lane, source=Source(partition=-1, offset=-1), asked=(asked,))
                ),
            )
        return asked.request_id

    def _expect_unchanged(self, request: Request, key: Key, rumor_id: str) -> None:
        wanted = request.headers.get("if-match", "*").strip()
        now = curation.etag(self.state, key.tenant, rumor_id)
        if wanted != "*" and wanted.strip('"') != now:
            verdict = curation.verdicts_of(self.state, key.tenant).get(rumor_id)
            present = {"etag": f'"{now}"', "verdict": msgspec.to_builtins(verdict)}
            raise Problem(
                412,
                "changed_meanwhile",
                "somebody decided on this rumor since; read it again",
                present=present,
            )

    async def _append(self, topic: str, key: str, value: bytes) -> None:
        try:
            await self.log.append([(topic, key.encode(), value)])
        except LogUnavailable:
            raise UNAVAILABLE from None

    async def _follow(self) -> None:
        try:
            await follow(self.log, self.state)
        except LogUnavailable:
            raise UNAVAILABLE from None


def _verdict(body: bytes) -> VerdictIn:
    try:
        given = msgspec.json.decode(body, type=VerdictIn)
    except msgspec.ValidationError as error:
        words, _, where = str(error).partition(" - at `$")
        raise field_problem(
            (FieldError(where.rstrip("`").replace(".", "/"), "bad_field", words),)
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "malformed_json", "the body is not JSON in UTF-8") from None
    if given.link and not LINK.match(given.link):
        raise field_problem(
            (FieldError("/link", "bad_link", "link is an http:// or https:// URL"),)
        )
    given.summary = mask(given.summary or "")
    return given
