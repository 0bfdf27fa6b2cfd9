"""Who looks at a page and how, and what every answer of the console carries.

In: a request. Out: the viewer; responses that load nothing from anywhere else and run no script
but our own.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from schemas.console import LANGUAGES, Failure, Viewer
from streams.api.console.forms import codes_of, fields_of
from streams.api.session import Session, Sessions
from streams.intake.problems import Problem
from streams.parsing.times import zone_named

ZONE_COOKIE = "rumor_zone"  # written by the page's script, which knows it
LANGUAGE_COOKIE = "rumor_language"
LONGEST_ZONE = 64  # characters
YEAR_S = 365 * 86_400
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # no-referrer would make the Origin of our own forms `null`
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def viewer_of(request: Request, sessions: Sessions, session: Session | None, now_ms: int) -> Viewer:
    """How a page is shown to whoever asked for it."""
    key = session.key if session else None
    return Viewer(
        language=language_of(request),
        zone=zone_of(request).key,
        name=key.name if key else "",
        tenant=key.tenant if key else "",
        scopes=key.scopes if key else (),
        csrf=sessions.token(session.id) if session else "",
        path=request.url.path,
        query=dict(request.query_params),
        now_ms=now_ms,
    )


def language_of(request: Request) -> str:
    """The language that was chosen, else the browser's, as far as there is one."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for wanted in request.headers.get("accept-language", "").lower().split(","):
        short = wanted.strip()[:2]
        if short in LANGUAGES:
            return short
    return LANGUAGES[0]


def zone_of(request: Request) -> ZoneInfo:
    """The viewer's time zone, UTC until the page's script said which."""
    name = request.cookies.get(ZONE_COOKIE, "").replace("%2F", "/")
    if not name or len(name) > LONGEST_ZONE:
        return ZoneInfo("UTC")
    return zone_named(name) or ZoneInfo("UTC")


def failure_of(problem: Problem) -> Failure:
    """A problem as a page shows it."""
    return Failure(
        status=problem.status,
        code=problem.code,
        detail=problem.detail,
        fields=fields_of(problem),
        codes=codes_of(problem),
    )


def html(content: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page."""
    return HTMLResponse(content, status, headers={**HEADERS, **(headers or {})})


def see(path: str) -> Response:
    """Sends the browser to one of our own pages."""
    return RedirectResponse(path if is_ours(path) else "/", 303, headers=HEADERS)


def is_ours(path: str) -> bool:
    """Whether a path stays on this host: `//x` and `/\\x` name another."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def keep_language(request: Request, response: Response) -> None:
    """Remembers the language that a link chose."""
    chosen = request.query_params.get("lang")
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR_S, samesite="lax")
