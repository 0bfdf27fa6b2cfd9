"""Signing in, with a key or once by a link, and out; and what happens to a form whose session had
ended.
"""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from schemas.console import Failure, Renderer, Viewer
from streams.api.console.forms import LARGEST_FORM, Form, read_form
from streams.api.console.viewing import html, is_ours, see, viewer_of
from streams.api.session import BEFORE, COOKIE, LIFE_S, NoSession, Sessions
from streams.clock import Clock
from streams.config.keys import Key
from streams.config.links import take_link

LEAST_SCOPE = "read"  # a key that may not read sees nothing here
# Bytes of what was typed before the session ended: a whole form, its fields quoted once more
LARGEST_KEPT = 2 * LARGEST_FORM
LARGEST_ENTRY = LARGEST_KEPT + (16 << 10)  # the same with the key
# The ETag stays: it says of which state of a rumor its sender decided, whoever decided since.
SECRET_FIELDS = ("csrf", "key")

Fields = Sequence[tuple[str, str]]  # of a form: name and value; a name may come several times


class Signing:
    """The sign-in page and what it does."""

    def __init__(
        self, renderer: Renderer, sessions: Sessions, clock: Clock, *, data_dir: Path, secure: bool
    ) -> None:
        self._renderer = renderer
        self._sessions = sessions
        self._clock = clock
        self._data_dir = data_dir
        self._secure = secure

    async def page(self, request: Request) -> Response:
        """GET /sign-in: the form; with a link's token, signed in at once."""
        token = request.query_params.get("link", "")
        if token and request.method != "HEAD":  # which looks, as previews of links in chats do
            return self._by_link(request, token)
        return self.asked(request, reason=request.query_params.get("reason", ""))

    async def enter(self, request: Request) -> Response:
        """POST /sign-in."""
        form = await read_form(request, LARGEST_ENTRY)
        next_, kept = form.text("next"), _kept(form.text("kept"))
        before = request.cookies.get(BEFORE, "")
        if not before or not self._sessions.proves(before, form.text("csrf")):
            return self.asked(request, reason="stale", next_=next_, kept=kept)
        key = self._sessions.key_of(form.text("key"))
        if key is None:
            return self.asked(request, 401, reason="unknown", next_=next_, kept=kept)
        if LEAST_SCOPE not in key.scopes:
            return self.asked(request, 403, reason="scope", next_=next_, kept=kept)
        if kept and is_ours(next_):
            return self._again(request, key, next_, kept)
        return self._signed_in(see(next_ or "/"), key)

    async def leave(self, request: Request) -> Response:
        """POST /sign-out. The form may be that of a session before: whoever sends it wants out, and
        other sites can neither send it nor bring the cookie.
        """
        try:
            session = self._sessions.of(request)
        except NoSession:
            return see("/sign-in")
        await self._sessions.end(session)
        response = see("/sign-in?reason=out")
        response.delete_cookie(COOKIE, path="/")
        return response

    def asked(
        self,
        request: Request,
        status: int = 200,
        *,
        reason: str = "",
        next_: str = "",
        kept: Fields = (),
    ) -> Response:
        """The sign-in page; `kept` is what was typed on a page whose session had ended."""
        before = request.cookies.get(BEFORE) or secrets.token_urlsafe(16)
        viewer = self._viewer(request, before)
        wanted = next_ or request.query_params.get("next", "")
        answers: dict[str, Any] = {
            "reason": reason,
            "next": wanted if is_ours(wanted) else "/",
            "kept": _packed(kept) if kept else "",
        }
        response = html(self._renderer.page("sign_in", viewer, answers), status)
        self._set(response, BEFORE, before)
        return response

    def _by_link(self, request: Request, token: str) -> Response:
        now_s = self._clock.now_ms() // 1_000
        key = self._sessions.key_by_hash(take_link(self._data_dir, token, now_s=now_s))
        if key is None or LEAST_SCOPE not in key.scopes:
            return self.asked(request, 401, reason="link")
        # A page, no redirect: after one that began on another site the browser would not send a
        # strict cookie along.
        viewer = self._viewer(request, "")
        return self._signed_in(html(self._renderer.page("hop", viewer, {"to": "/"})), key)

    def _again(self, request: Request, key: Key, path: str, kept: Fields) -> Response:
        """What was typed before the session ended, to be sent by whoever typed it."""
        cookie = self._sessions.open(key)
        session = self._sessions.of_cookie(cookie)
        viewer = viewer_of(request, self._sessions, session, self._clock.now_ms())
        content = self._renderer.page("again", viewer, {"to": path, "fields": kept, "stale": False})
        response = html(content)
        self._set(response, COOKIE, cookie, LIFE_S)
        return response

    def _signed_in(self, response: Response, key: Key) -> Response:
        self._set(response, COOKIE, self._sessions.open(key), LIFE_S)
        response.delete_cookie(BEFORE, path="/")
        return response

    def _set(self, response: Response, name: str, value: str, life_s: int | None = None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=life_s,
            path="/",
            httponly=True,
            samesite="strict",
            secure=self._secure,
        )

    def _viewer(self, request: Request, before: str) -> Viewer:
        viewer = viewer_of(request, self._sessions, None, self._clock.now_ms())
        return Viewer(
            language=viewer.language,
            zone=viewer.zone,
            csrf=self._sessions.token(before) if before else "",
            path=viewer.path,
            query={},
            now_ms=viewer.now_ms,
        )


def sign_in_path(request: Request, reason: str) -> str:
    """Where somebody without a session goes; back to this page afterwards."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = {"next": here} | ({"reason": reason} if reason else {})
    return f"/sign-in?{urlencode(asked)}"


def foreign(request: Request) -> Failure | None:
    """Why a form is not taken that another site sent; browsers say so."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site in ("same-origin", "none"):
        return None
    return Failure(status=403, code="cross_site", detail="this form was sent by another site")


def kept_of(form: Form) -> Fields:
    """What was typed into a form, and of what state of a rumor; nothing of the session's."""
    return _without_secrets(form.fields)


def _packed(kept: Fields) -> str:
    packed = msgspec.json.encode(kept).decode()
    return packed if len(quote_plus(packed)) <= LARGEST_KEPT else ""


def _kept(packed: str) -> Fields:
    """What `_packed` made; nothing of what anybody else did."""
    try:
        return _without_secrets(msgspec.json.decode(packed, type=list[tuple[str, str]]))
    except (msgspec.DecodeError, RecursionError):
        return ()


def _without_secrets(fields: Fields) -> Fields:
    return [(name, value) for name, value in fields if name not in SECRET_FIELDS]
