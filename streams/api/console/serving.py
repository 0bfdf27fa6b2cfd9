"""The routes of the console. Before each stands: who is signed in, was the form sent from one of
our pages; after each: a problem becomes a page that says what to do.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from schemas.console import Failure, Renderer, Viewer
from streams import telemetry
from streams.api.access import expect_scope
from streams.api.console import deciding, pages
from streams.api.console.asking import BY_PATH, Asking
from streams.api.console.forms import Form, read_form
from streams.api.console.sharing import Pressing, Shared, tag_of
from streams.api.console.signing import LEAST_SCOPE, Signing, foreign, sign_in_path
from streams.api.console.viewing import (
    HEADERS,
    failure_of,
    html,
    keep_language,
    see,
    viewer_of,
    zone_of,
)
from streams.api.services import Call, Services
from streams.api.session import NoSession, Session, Sessions
from streams.intake.problems import Problem

logger = logging.getLogger("rumor.intake")
EVENTS = ("GET", "/v1/events")
LIVE = "x-live"  # a page that refreshes itself says so
DAY_S = 86_400
CSV = "text/csv; charset=utf-8"
MARK = "\ufeff"  # without it spreadsheets read UTF-8 as something else

DEFECT = Failure(
    status=500,
    code="defect",
    detail="this is a defect of rumor-tracker; the log of the intake has the details",
)

Page = Callable[[Request, Session], Awaitable[Response]]
Sent = Callable[[Request, Session, Form], Awaitable[Response]]


class Console:
    """Pages and forms over the operations of the API."""

    def __init__(
        self, services: Services, renderer: Renderer, sessions: Sessions, signing: Signing
    ) -> None:
        self._services = services
        self._renderer = renderer
        self._sessions = sessions
        self._signing = signing
        self._shared = Shared(services.clock)
        self._pressing = Pressing(renderer)

    def routes(self) -> list[Route]:
        """Everything that the console answers."""
        shown = [self._get(path, self._place(place)) for path, place in pages.PLACES.items()]
        return [
            *shown,
            self._get("/rumors/{rumor_id}/{action}", self._form),
            self._get("/live", self._live),
            self._post("/rumors/{rumor_id}/{action}", self._act),
            self._post("/decisions/{decision_id}/undo", self._undo),
            self._post("/alerts/{alert_id}/{action}", self._take),
            self._post("/suggestions/{suggestion_id}", self._judge),
            self._post("/deliveries/{delivery_id}/redeliver", self._redeliver),
            self._post("/receivers/{name}/test", self._ping),
            self._post("/check", self._check),
            self._open("/sign-in", self._signing.page, "GET"),
            self._open("/sign-in", self._signing.enter, "POST"),
            self._open("/sign-out", self._signing.leave, "POST"),
            self._open("/static/{name}", self._asset, "GET"),
        ]

    # What stands before and after every route

    def _open(
        self, path: str, handler: Callable[[Request], Awaitable[Response]], method: str
    ) -> Route:
        """A route that needs no session."""

        async def endpoint(request: Request) -> Response:
            began_s = self._services.clock.monotonic_s()
            status = 500
            try:
                if method == "POST" and (failure := foreign(request)):
                    response = self._failed(request, None, failure)
                else:
                    response = await handler(request)
                keep_language(request, response)
                status = response.status_code
                return response
            except Problem as problem:
                response = self._failed(request, None, failure_of(problem))
                status = problem.status
                return response
            except ClientDisconnect:
                status = 499
                return Response(status_code=status)
            except Exception as error:  # as of every request: see `streams.api.failures`
                fields = telemetry.fields(method=method, path=request.url.path)
                logger.error("a page broke", exc_info=error, extra=fields)
                return self._failed(request, None, DEFECT)
            finally:
                took_s = self._services.clock.monotonic_s() - began_s
                telemetry.request_answered(path, status, took_s)

        return Route(path, endpoint, methods=[method])

    def _get(self, path: str, page: Page) -> Route:
        async def handler(request: Request) -> Response:
            try:
                session = self._sessions.of(request)
            except NoSession as error:
                if _came_from_elsewhere(request, error.reason):
                    return self._hop(request)
                return see(sign_in_path(request, error.reason))
            if LIVE not in request.headers:  # those share answers
                self._services.quotas.read(session.key)
            try:
                return await page(request, session)
            except Problem as problem:
                return self._failed(request, session, failure_of(problem))

        return self._open(path, handler, "GET")

    def _post(self, path: str, sent: Sent) -> Route:
        async def handler(request: Request) -> Response:
            form = await read_form(request)
            try:
                session = self._sessions.of(request)
            except NoSession as error:
                reason = error.reason or "expired"
                next_ = request.url.path
                return self._signing.asked(request, 401, reason=reason, next_=next_, form=form)
            if not self._sessions.proves(session.id, form.text("csrf")):
                why = "this page was made before you signed in again: go back, reload it, try again"
                failure = Failure(status=403, code="stale_form", detail=why)
                return self._failed(request, session, failure)
            try:
                return await sent(request, session, form)
            except Problem as problem:
                return self._failed(request, session, failure_of(problem))

        return self._open(path, handler, "POST")

    # Pages

    def _place(self, place: pages.Place) -> Page:
        async def page(request: Request, session: Session) -> Response:
            asking = self._asking(session)
            viewer = self._viewer(request, session)
            asked = {**request.query_params, **request.path_params, "zone": viewer.zone}

            async def make() -> dict[str, Any]:
                return await place.answers(asking, asked)

            if asked.get("format") == "csv":
                table = asked.get("table") or place.name
                content = self._renderer.table(table, await make())
                if not content:
                    raise Problem(404, "no_such_table", "this page has no such table")
                return _csv(content, table)
            if LIVE not in request.headers:
                answers = await make() | {"done": await pages.done(asking, asked)}
                return html(self._renderer.page(place.name, viewer, answers))
            whose = (viewer.tenant, viewer.scopes, place.name, sorted(asked.items()))
            found = await self._shared.page(repr(whose), make)
            tag = tag_of(found.digest, viewer)
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers={**HEADERS, "etag": tag})
            content = self._pressing.page(place.name, viewer, found)
            return html(content, headers={"etag": tag})

        return page

    async def _form(self, request: Request, session: Session) -> Response:
        name = _action(request)
        chosen = request.query_params.getlist("variant_id")
        answers = await self._before(request, session, chosen)
        if deciding.ACTIONS[name].of_wordings and not chosen:
            raise Problem(422, "nothing_chosen", "choose wordings on the rumor's page first")
        given: dict[str, Any] = {"typed": {}, "failure": None}
        return html(self._renderer.page("act", self._viewer(request, session), answers | given))

    async def _live(self, request: Request, session: Session) -> Response:
        """What happens, as it happens, where the API tells it; else pages ask by themselves."""
        operation = BY_PATH.get(EVENTS)
        if operation is None:
            return Response(status_code=204, headers=HEADERS)  # tells a browser not to ask again
        expect_scope(session.key, operation.scope or LEAST_SCOPE)
        result = await operation.handler(self._services, Call(request, session.key))
        assert isinstance(result, Response)
        return result

    async def _asset(self, request: Request) -> Response:
        asset = self._renderer.asset(request.path_params["name"])
        if asset is None:
            return Response("there is no such file", 404, headers=HEADERS)
        headers = {**HEADERS, "etag": asset.etag, "cache-control": f"max-age={DAY_S}"}
        if request.headers.get("if-none-match") == asset.etag:
            return Response(status_code=304, headers=headers)
        return Response(asset.content, headers=headers, media_type=asset.media_type)

    # Forms

    async def _act(self, request: Request, session: Session, form: Form) -> Response:
        name = _action(request)
        rumor_id = request.path_params["rumor_id"]
        asking = self._asking(session)
        now_ms = self._services.clock.now_ms()
        try:
            path = await deciding.decide(
                asking=asking,
                name=name,
                rumor_id=rumor_id,
                form=form,
                zone=zone_of(request),
                now_ms=now_ms,
            )
        except Problem as problem:
            return await self._act_again(request, session, form, problem)
        return see(path)

    async def _act_again(
        self, request: Request, session: Session, form: Form, problem: Problem
    ) -> Response:
        """The form as it was typed, the reason why it was not taken, and the rumor as it is now."""
        answers = await self._before(request, session, form.all("variant_id"))
        given = {"typed": form.typed(), "failure": failure_of(problem)}
        viewer = self._viewer(request, session)
        return html(self._renderer.page("act", viewer, answers | given), problem.status)

    async def _before(
        self, request: Request, session: Session, chosen: list[str]
    ) -> dict[str, Any]:
        asking = self._asking(session)
        rumor_id = request.path_params["rumor_id"]
        return await deciding.before(asking, _action(request), rumor_id, chosen)

    async def _undo(self, request: Request, session: Session, form: Form) -> Response:
        decision_id = request.path_params["decision_id"]
        return see(await deciding.undo(self._asking(session), decision_id, form))

    async def _take(self, request: Request, session: Session, form: Form) -> Response:
        action = request.path_params["action"]
        if action not in ("take", "release"):
            raise Problem(404, "no_such_path", "there is no such page")
        alert_id = request.path_params["alert_id"]
        return see(await deciding.take(self._asking(session), action, alert_id, form))

    async def _judge(self, request: Request, session: Session, form: Form) -> Response:
        pair = request.path_params["suggestion_id"]
        return see(await deciding.judge_pair(self._asking(session), pair, form))

    async def _redeliver(self, request: Request, session: Session, _: Form) -> Response:
        delivery_id = request.path_params["delivery_id"]
        return see(await deciding.redeliver(self._asking(session), delivery_id))

    async def _ping(self, request: Request, session: Session, _: Form) -> Response:
        name = request.path_params["name"]
        return see(await deciding.ping(self._asking(session), name))

    async def _check(self, request: Request, session: Session, form: Form) -> Response:
        viewer = self._viewer(request, session)
        try:
            answers = await deciding.check(self._asking(session), form)
        except Problem as problem:
            given = {"text": form.text("text"), "found": None, "failure": failure_of(problem)}
            return html(self._renderer.page("check", viewer, given), problem.status)
        return html(self._renderer.page("check", viewer, answers))

    # Parts

    def _asking(self, session: Session) -> Asking:
        return Asking(self._services, session.key)

    def _viewer(self, request: Request, session: Session | None) -> Viewer:
        return viewer_of(request, self._sessions, session, self._services.clock.now_ms())

    def _failed(self, request: Request, session: Session | None, failure: Failure) -> Response:
        viewer = self._viewer(request, session)
        content = self._renderer.page("failure", viewer, {"failure": failure})
        return html(content, failure.status)

    def _hop(self, request: Request) -> Response:
        """A page of our own that opens the one asked for: a browser that comes from another site
        leaves the session's cookie at home, one that comes from here brings it.
        """
        to = str(request.url.include_query_params(hop="1")).split(request.url.netloc, 1)[1]
        viewer = self._viewer(request, None)
        return html(self._renderer.page("hop", viewer, {"to": to}))


def _came_from_elsewhere(request: Request, reason: str) -> bool:
    if reason or "hop" in request.query_params:
        return False
    return request.headers.get("sec-fetch-site") in ("cross-site", "same-site")


def _action(request: Request) -> str:
    name = str(request.path_params["action"])
    if name not in deciding.ACTIONS:
        raise Problem(404, "no_such_path", "there is no such page")
    return name


def _csv(content: str, name: str) -> Response:
    named = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(MARK + content, headers={**HEADERS, **named}, media_type=CSV)
