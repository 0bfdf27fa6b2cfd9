"""The routes of the console: its pages, and the forms that are sent from them."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schemas.api.decisions import FORMS
from schemas.console import Renderer
from streams.api.access import expect_scope
from streams.api.console import deciding, pages
from streams.api.console.asking import BY_PATH, Asking
from streams.api.console.entering import Doors, Page, refreshes
from streams.api.console.forms import Form
from streams.api.console.repeating import Repeating
from streams.api.console.sharing import Pressing, Shared, tag_of
from streams.api.console.signing import LEAST_SCOPE, Signing
from streams.api.console.viewing import HEADERS, failure_of, html, see, zone_of
from streams.api.services import Call, Services
from streams.api.session import Session, Sessions
from streams.intake.problems import Problem

EVENTS = ("GET", "/v1/events")
DAY_S = 86_400
CSV = "text/csv; charset=utf-8"
MARK = "\ufeff"  # without it spreadsheets read UTF-8 as something else


class Console:
    """Pages and forms over the operations of the API."""

    def __init__(
        self, services: Services, renderer: Renderer, sessions: Sessions, signing: Signing
    ) -> None:
        self._services = services
        self._renderer = renderer
        self._sessions = sessions
        self._signing = signing
        self._doors = Doors(services, renderer, sessions, signing)
        self._shared = Shared(services.clock)
        self._pressing = Pressing(renderer)
        self._sending = Repeating()

    def routes(self) -> list[Route]:
        """Everything that the console answers."""
        doors = self._doors
        shown = [
            doors.get(path, self._place(place), shares=True) for path, place in pages.PLACES.items()
        ]
        return [
            *shown,
            doors.get("/rumors/{rumor_id}/{action}", self._form),
            doors.get("/live", self._live),
            doors.post("/rumors/{rumor_id}/{action}", self._act),
            doors.post("/decisions/{decision_id}/undo", self._undo),
            doors.post("/alerts/{alert_id}/{action}", self._take),
            doors.post("/suggestions/{suggestion_id}", self._judge),
            doors.post("/deliveries/{delivery_id}/redeliver", self._redeliver),
            doors.post("/receivers/{name}/test", self._ping),
            doors.post("/check", self._check),
            doors.open("/sign-in", self._signing.page, "GET"),
            doors.open("/sign-in", self._signing.enter, "POST"),
            doors.open("/sign-out", self._signing.leave, "POST"),
            doors.open("/static/{name}", self._asset, "GET"),
            doors.nowhere(),
        ]

    # Pages

    def _place(self, place: pages.Place) -> Page:
        async def page(request: Request, session: Session) -> Response:
            asking = self._asking(session)
            viewer = self._doors.viewer(request, session)
            asked = {**request.query_params, **request.path_params, "zone": viewer.zone}

            async def make() -> dict[str, Any]:
                return await place.answers(asking, asked)

            if asked.get("format") == "csv":
                table = asked.get("table") or place.name
                content = self._renderer.table(table, await make())
                if not content:
                    raise Problem(404, "no_such_table", "this page has no such table")
                return _csv(content, table)
            if not refreshes(request):
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
        # Before anything is typed that could not be sent.
        expect_scope(session.key, BY_PATH["POST", f"{pages.RUMOR}/{name}"].scope or LEAST_SCOPE)
        chosen = request.query_params.getlist("variant_id")
        answers = await self._before(request, session, chosen)
        if FORMS[name].of_wordings and not chosen:
            raise Problem(422, "nothing_chosen", "choose wordings on the rumor's page first")
        given: dict[str, Any] = {"typed": {}, "failure": None}
        viewer = self._doors.viewer(request, session)
        return html(self._renderer.page("act", viewer, answers | given))

    async def _live(self, request: Request, session: Session) -> Response:
        """What happens, as it happens, where the API tells it; else pages ask by themselves."""
        operation = BY_PATH.get(EVENTS)
        if operation is None:
            return Response(status_code=204, headers=HEADERS)  # tells a browser not to ask again
        expect_scope(session.key, operation.scope or LEAST_SCOPE)
        call = Call(request, session.key, partial(self._sessions.is_open, request))
        result = await operation.handler(self._services, call)
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
        try:
            path = await deciding.decide(
                asking, name, rumor_id, form, zone=zone_of(request), sending=self._sending
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
        viewer = self._doors.viewer(request, session)
        return html(self._renderer.page("act", viewer, answers | given), problem.status)

    async def _before(
        self, request: Request, session: Session, chosen: list[str]
    ) -> dict[str, Any]:
        asking = self._asking(session)
        rumor_id = request.path_params["rumor_id"]
        return await deciding.before(asking, _action(request), rumor_id, chosen)

    async def _undo(self, request: Request, session: Session, form: Form) -> Response:
        decision_id = request.path_params["decision_id"]
        asking = self._asking(session)
        return see(await deciding.undo(asking, decision_id, form, sending=self._sending))

    async def _take(self, request: Request, session: Session, form: Form) -> Response:
        action = request.path_params["action"]
        if action not in ("take", "release"):
            raise Problem(404, "no_such_path", "there is no such page")
        alert_id = request.path_params["alert_id"]
        asking = self._asking(session)
        return see(await deciding.take(asking, action, alert_id, form, sending=self._sending))

    async def _judge(self, request: Request, session: Session, form: Form) -> Response:
        pair = request.path_params["suggestion_id"]
        asking = self._asking(session)
        return see(await deciding.judge_pair(asking, pair, form, sending=self._sending))

    async def _redeliver(self, request: Request, session: Session, _: Form) -> Response:
        delivery_id = request.path_params["delivery_id"]
        return see(await deciding.redeliver(self._asking(session), delivery_id))

    async def _ping(self, request: Request, session: Session, _: Form) -> Response:
        name = request.path_params["name"]
        return see(await deciding.ping(self._asking(session), name))

    async def _check(self, request: Request, session: Session, form: Form) -> Response:
        viewer = self._doors.viewer(request, session)
        try:
            self._services.quotas.read(session.key)  # the only form that reads
            answers = await deciding.check(self._asking(session), form)
        except Problem as problem:
            given = {"text": form.text("text"), "found": None, "failure": failure_of(problem)}
            return html(self._renderer.page("check", viewer, given), problem.status)
        return html(self._renderer.page("check", viewer, answers))

    # Parts

    def _asking(self, session: Session) -> Asking:
        return Asking(self._services, session.key)


def _action(request: Request) -> str:
    name = str(request.path_params["action"])
    if name not in FORMS:
        raise Problem(404, "no_such_path", "there is no such page")
    return name


def _csv(content: str, name: str) -> Response:
    named = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(MARK + content, headers={**HEADERS, **named}, media_type=CSV)
