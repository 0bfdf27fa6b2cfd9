"""What stands before and after every page of the console. Before: who is signed in, and was the
form sent from one of our pages; after: a problem becomes a page that says what to do.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from schemas.console import Failure, Renderer, Viewer
from streams import telemetry
from streams.api.console.forms import Form, read_form
from streams.api.console.looking import Looks
from streams.api.console.signing import Signing, foreign, kept_of, sign_in_path
from streams.api.console.viewing import (
    failure_of,
    html,
    keep_language,
    language_of,
    see,
    viewer_of,
    zone_of,
)
from streams.api.services import Services
from streams.api.session import NoSession, Session, Sessions
from streams.intake.problems import Problem

logger = logging.getLogger("rumor.intake")
LIVE = "x-live"  # a page that refreshes itself says so; anybody may
DEFECT = Failure(
    status=500,
    code="defect",
    detail="this is a defect of rumor-tracker; the log of the intake has the details",
)
# Fields that people write sentences in: lost, they have to be thought of again.
WRITTEN = ("note", "text", "summary", "reason", "title")

Page = Callable[[Request, Session], Awaitable[Response]]
Sent = Callable[[Request, Session, Form], Awaitable[Response]]


class Doors:
    """Makes routes of pages and forms, and knows how whoever comes is shown one."""

    def __init__(
        self, services: Services, renderer: Renderer, sessions: Sessions, signing: Signing
    ) -> None:
        self._services = services
        self._renderer = renderer
        self._sessions = sessions
        self._signing = signing
        self._looks = Looks(services.clock)

    def open(
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

    def get(self, path: str, page: Page, *, shares: bool = False) -> Route:
        """A page for whoever is signed in; others are sent to sign in. It costs a read; where it
        `shares` its answers, a refresh of one that is open costs none.
        """

        async def handler(request: Request) -> Response:
            try:
                session = self._sessions.of(request)
            except NoSession as error:
                if _came_from_elsewhere(request, error.reason):
                    return self._hop(request)
                return see(sign_in_path(request, error.reason))
            self._count(request, session, shares)
            try:
                return await page(request, session)
            except Problem as problem:
                return self._failed(request, session, failure_of(problem))

        return self.open(path, handler, "GET")

    def post(self, path: str, sent: Sent) -> Route:
        """A form of whoever is signed in, sent from a page of that session."""

        async def handler(request: Request) -> Response:
            form = await read_form(request)
            try:
                session = self._sessions.of(request)
            except NoSession as error:
                reason = error.reason or "expired"
                next_, kept = request.url.path, kept_of(form)
                return self._signing.asked(request, 401, reason=reason, next_=next_, kept=kept)
            if not self._sessions.proves(session.id, form.text("csrf")):
                return self._again(request, session, form, None)
            try:
                return await sent(request, session, form)
            except Problem as problem:
                failure = failure_of(problem)
                if any(form.text(name) for name in WRITTEN):
                    return self._again(request, session, form, failure)
                return self._failed(request, session, failure)

        return self.open(path, handler, "POST")

    def nowhere(self) -> Route:
        """What no other route is: a page for a browser, signed in or not."""

        async def handler(request: Request) -> Response:
            session: Session | None = None
            with suppress(NoSession):
                session = self._sessions.of(request)
            problem = Problem(404, "no_such_path", "there is no such page")
            return self._failed(request, session, failure_of(problem))

        path = "/{path:path}"
        return _OfBrowsers(path, self.open(path, handler, "GET").endpoint, methods=["GET"])

    def viewer(self, request: Request, session: Session | None) -> Viewer:
        """How whoever asks is shown a page."""
        return viewer_of(request, self._sessions, session, self._services.clock.now_ms())

    def _count(self, request: Request, session: Session, shares: bool) -> None:
        """Takes a read from the key's allowance, for what is asked anew. Raises 429."""
        # All that the question and the page depend on, besides the session.
        what = repr((str(request.url), zone_of(request).key, language_of(request)))
        free = shares and refreshes(request) and self._looks.again(session.id, what)
        if not free:
            self._services.quotas.read(session.key)
        if shares:
            self._looks.saw(session.id, what)

    def _failed(self, request: Request, session: Session | None, failure: Failure) -> Response:
        viewer = self.viewer(request, session)
        content = self._renderer.page("failure", viewer, {"failure": failure})
        return html(content, failure.status)

    def _again(
        self, request: Request, session: Session, form: Form, failure: Failure | None
    ) -> Response:
        """The form as it was typed, to be sent again by whoever typed it; without a failure it was
        made for another session than theirs.
        """
        answers = {
            "to": request.url.path,
            "fields": kept_of(form),
            "written": WRITTEN,
            "stale": failure is None,
            "failure": failure,
        }
        content = self._renderer.page("again", self.viewer(request, session), answers)
        return html(content, failure.status if failure else 403)

    def _hop(self, request: Request) -> Response:
        """A page of our own that opens the one asked for: a browser that comes from another site
        leaves the session's cookie at home, one that comes from here brings it.
        """
        url = request.url.include_query_params(hop="1")
        # never cut out of the whole: a host may be as short as a letter of the scheme
        to = f"{url.path}?{url.query}"
        viewer = self.viewer(request, None)
        return html(self._renderer.page("hop", viewer, {"to": to}))


class _OfBrowsers(Route):
    """A route for who asks for pages outside the API; all others read problems of the API."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        asked = Headers(scope=scope).get("accept", "") if scope["type"] == "http" else ""
        if "text/html" not in asked or scope["path"].startswith("/v1/"):
            return Match.NONE, {}
        return super().matches(scope)


def refreshes(request: Request) -> bool:
    """Whether a page asks for itself once more, and so for answers that are shared."""
    return LIVE in request.headers and request.query_params.get("format") != "csv"


def _came_from_elsewhere(request: Request, reason: str) -> bool:
    if reason or "hop" in request.query_params:
        return False
    return request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
