"""GET routes: questions to ClickHouse by the store's named reads, and verdicts laid over the
answers.

In: path, query and key. Out: JSON, or a problem that says what to change. Another tenant's id
answers 404.
"""

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from schemas.events import Alert
from schemas.events.vocabulary import RATINGS
from streams.api.access import Access
from streams.api.reports import Accepted
from streams.core import curation
from streams.core.curation.decisions import Decisions, verdicts_of
from streams.core.receivers.standard import alert_data, rfc3339
from streams.core.surge.policy import LEVELS
from streams.intake.problems import FieldError, Problem, field_problem
from streams.store.database import Database, StoreUnavailable
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import DIMENSIONS, SORTS, Reads, TooManyPoints
from streams.store.reads.shapes import pending

RUMOR_ID = re.compile(r"[0-9a-f]{16}\Z")
DEFAULT_LIMIT = 50
MOST = 500
Answer = TypeVar("Answer")


class Reading:
    """Routes with the scope `read` (rejects: `admin`)."""

    def __init__(
        self,
        access: Access,
        database: Database,
        state: Decisions,
        accepted: Accepted,
        public_url: Callable[[], str],
    ) -> None:
        self.access = access
        self.database = database
        self.state = state
        self.accepted = accepted
        self.public_url = public_url
        self.reads = Reads(database)

    async def get_report(self, request: Request) -> Response:
        """Where a report went."""
        tenant = self.access.key(request, "read").tenant
        try:
            report_id = str(UUID(request.path_params["report_id"]))
        except ValueError:
            raise _not_found("report") from None
        found = await self.ask(lambda: self.reads.report(tenant, report_id))
        if found is None:
            if not self.accepted.has(tenant, report_id):
                raise _not_found("report")
            found = pending(report_id)
        return _json(found | {"verdict": self._verdict(tenant, found["rumor_id"])})

    async def get_rumors(self, request: Request) -> Response:
        """A page of rumors."""
        tenant = self.access.key(request, "read").tenant
        query = Query(request)
        text = query.text("query", 200)
        sort = query.choice("sort", tuple(SORTS), "-reports_1h")
        verdict = query.choice("verdict", (*RATINGS, "none"), "")
        limit = query.limit()
        cursor = query.cursor()
        query.done()
        verdicts = verdicts_of(self.state, tenant)
        only = (
            [i for i, v in verdicts.items() if v.rating == verdict] if verdict in RATINGS else None
        )
        without = list(verdicts) if verdict == "none" else []
        page = await self.ask(
            lambda: self.reads.rumors(
                tenant,
                query=text,
                sort=sort,
                limit=limit,
                cursor=cursor,
                only=only,
                without=without,
            )
        )
        for item in page["items"]:
            item["verdict"] = self._verdict(tenant, item["rumor_id"])
        return _json(page)

    async def get_rumor(self, request: Request) -> Response:
        """One rumor."""
        tenant = self.access.key(request, "read").tenant
        rumor_id = request.path_params["rumor_id"]
        found = await self.expect_rumor(tenant, rumor_id)
        etag = curation.etag(self.state, tenant, rumor_id)
        return _json(found | {"verdict": self._verdict(tenant, rumor_id)}, {"etag": f'"{etag}"'})

    async def expect_rumor(self, tenant: str, rumor_id: str) -> dict[str, Any]:
        """The rumor. Raises 404."""
        found = (
            await self.ask(lambda: self.reads.rumor(tenant, rumor_id))
            if RUMOR_ID.match(rumor_id)
            else None
        )
        if found is None:
            raise _not_found("rumor")
        return found

    async def get_variants(self, request: Request) -> Response:
        """A page of a rumor's wordings."""
        tenant = self.access.key(request, "read").tenant
        rumor_id = request.path_params["rumor_id"]
        query = Query(request)
        limit = query.limit()
        cursor = query.cursor()
        query.done()
        await self.expect_rumor(tenant, rumor_id)
        return _json(
            await self.ask(
                lambda: self.reads.variants(tenant, rumor_id, limit=limit, cursor=cursor)
            )
        )

    async def get_spread(self, request: Request) -> Response:
        """A rumor's counts over time."""
        tenant = self.access.key(request, "read").tenant
        rumor_id = request.path_params["rumor_id"]
        query = Query(request)
        start_s = query.time("from")
        end_s = query.time("to")
        step_s = query.whole("step", 60, 31_536_000)
        by = query.choice("by", DIMENSIONS, "")
        query.done()
        if step_s and step_s % 60:
            raise _bad("step", "bad_step", "step is a multiple of 60 seconds")
        life = (
            await self.ask(lambda: self.reads.life(tenant, rumor_id))
            if RUMOR_ID.match(rumor_id)
            else None
        )
        if life is None:
            await self.expect_rumor(tenant, rumor_id)
            life = (int(time.time()), int(time.time()))
        first = life[0] if start_s is None else start_s
        last = life[1] if end_s is None else end_s
        if first > last:
            raise _bad("from", "bad_range", "from lies after to")
        try:
            return _json(
                await self.ask(
                    lambda: self.reads.spread(
                        tenant, rumor_id, start_s=first, end_s=last, step_s=step_s, by=by
                    )
                )
            )
        except TooManyPoints as error:
            raise _bad(
                "step", "too_many_points", f"{error}; the smallest step that fits is {error.step_s}"
            ) from None

    async def get_alerts(self, request: Request) -> Response:
        """A page of alerts."""
        tenant = self.access.key(request, "read").tenant
        query = Query(request)
        rumor_id = query.text("rumor_id", 16)
        level = query.choice("min_level", LEVELS[1:], "surge")
        limit = query.limit()
        cursor = query.cursor()
        query.done()
        if rumor_id and not RUMOR_ID.match(rumor_id):
            raise _bad("rumor_id", "bad_id", "rumor_id is 16 lower-case hex digits")
        rank = LEVELS.index(level)
        page = await self.ask(
            lambda: self.reads.alerts(
                tenant, alert_id="", rumor_id=rumor_id, least_rank=rank, limit=limit, cursor=cursor
            )
        )
        return _json(
            {
                "items": [self._alert(tenant, item) for item in page["items"]],
                "next_cursor": page["next_cursor"],
            }
        )

    async def get_alert(self, request: Request) -> Response:
        """One alert with its history and deliveries."""
        tenant = self.access.key(request, "read").tenant
        id_ = request.path_params["alert_id"]
        page = await self.ask(
            lambda: self.reads.alerts(
                tenant, alert_id=id_, rumor_id="", least_rank=0, limit=1, cursor=""
            )
        )
        if not page["items"]:
            raise _not_found("alert")
        return _json(self._alert(tenant, page["items"][0]))

    async def get_deliveries(self, request: Request) -> Response:
        """A page of deliveries."""
        tenant = self.access.key(request, "read").tenant
        query = Query(request)
        receiver = query.text("receiver", 64)
        state = query.choice("state", ("pending", "delivered", "dead", "disabled"), "")
        start_s = query.time("from")
        end_s = query.time("to")
        limit = query.limit()
        cursor = query.cursor()
        query.done()
        return _json(
            await self.ask(
                lambda: self.reads.deliveries(
                    tenant,
                    receiver=receiver,
                    state=state,
                    start_s=start_s,
                    end_s=end_s,
                    limit=limit,
                    cursor=cursor,
                )
            )
        )

    async def delivery(self, tenant: str, delivery_id: str) -> dict[str, Any]:
        """One delivery. Raises 404."""
        page = await self.ask(
            lambda: self.reads.deliveries(
                tenant,
                delivery_id=delivery_id,
                receiver="",
                state="",
                start_s=None,
                end_s=None,
                limit=1,
                cursor="",
            )
        )
        if not page["items"]:
            raise _not_found("delivery")
        return dict(page["items"][0])

    async def get_rejects(self, request: Request) -> Response:
        """A page of what could not be used."""
        tenant = self.access.key(request, "admin").tenant
        query = Query(request)
        limit = query.limit()
        cursor = query.cursor()
        query.done()
        return _json(await self.ask(lambda: self.reads.rejects(tenant, limit=limit, cursor=cursor)))

    async def ask(self, question: Callable[[], Answer]) -> Answer:
        """Runs a read off the event loop.

        Raises 503 where ClickHouse is away, 422 for a made-up cursor.
        """
        try:
            return await self.database.run(question)
        except StoreUnavailable:
            raise Problem(
                503,
                "store_unavailable",
                "reads are not available now; reports are still taken",
                headers={"retry-after": "5"},
            ) from None
        except BadCursor:
            raise _bad(
                "cursor",
                "bad_cursor",
                "use next_cursor of the page before, with the same parameters",
            ) from None

    def _verdict(self, tenant: str, rumor_id: str | None) -> Any:
        return msgspec.to_builtins(verdicts_of(self.state, tenant).get(rumor_id or ""))

    def _alert(self, tenant: str, item: dict[str, Any]) -> dict[str, Any]:
        changes = [msgspec.convert(change, Alert) for change in item["changes"]]
        latest = changes[-1]
        history = [
            {
                "event": c.event,
                "level": c.level,
                "at": rfc3339(c.at_ms),
                "why": c.why,
                "score": c.score,
            }
            for c in changes
        ]
        data = alert_data(latest, self.public_url()) | {
            "verdict": self._verdict(tenant, latest.rumor_id)
        }
        return data | {
            "state": "resolved" if latest.event == "resolved" else "open",
            "history": history,
            "deliveries": item["deliveries"],
        }


class Query:
    """Query parameters, taken one by one; what is left over at the end is refused by name."""

    def __init__(self, request: Request) -> None:
        self._left = dict(request.query_params)
        self._taken: list[str] = []

    def text(self, name: str, longest: int) -> str:
        """A string, empty where not given."""
        self._taken.append(name)
        value = self._left.pop(name, "")
        if len(value) > longest:
            raise _bad(name, "too_long", f"{name} has at most {longest} characters")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of some words."""
        value = self.text(name, 64)
        if value and value not in choices:
            raise _bad(name, "bad_choice", f"{name} is one of {', '.join(choices)}")
        return value or default

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number, or None."""
        value = self.text(name, 20)
        if not value:
            return None
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise _bad(name, "bad_number", f"{name} is a whole number from {least} to {most}")
        return int(value)

    def limit(self) -> int:
        """Items a page."""
        return self.whole("limit", 1, MOST) or DEFAULT_LIMIT

    def cursor(self) -> str:
        """Where the page begins."""
        return self.text("cursor", 200)

    def time(self, name: str) -> int | None:
        """An RFC 3339 time in seconds, or None."""
        value = self.text(name, 40)
        if not value:
            return None
        try:
            at = datetime.fromisoformat(value.replace(" ", "+"))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or not 1970 <= at.year < 2100:
            raise _bad(
                name, "bad_time", f"{name} is an RFC 3339 time with zone, like 2026-01-31T12:00:00Z"
            )
        return int(at.timestamp())

    def done(self) -> None:
        """Refuses what nobody took."""
        if self._left:
            name = next(iter(self._left))
            raise _bad(
                name,
                "unknown_parameter",
                f"there is no parameter {name!r}; there are {', '.join(self._taken)}",
            )


def _bad(name: str, code: str, message: str) -> Problem:
    return field_problem((FieldError(f"?{name}", code, message),))


def _not_found(what: str) -> Problem:
    return Problem(404, f"no_such_{what}", f"there is no such {what}")


def _json(body: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), 200, headers, "application/json")
