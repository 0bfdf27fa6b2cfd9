"""What the API tells the console's renderer about a page besides the answers on it, and what a
renderer is. The API is handed one where it starts: it knows no HTML.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Struct

LANGUAGES = ("en", "zh")


class Viewer(Struct, frozen=True, kw_only=True):
    """Who looks at a page, and how: their key's name and scopes (empty: nobody signed in).

    `csrf` goes into every form; `path` is the page's own URL without host, `query` its parameters.
    """

    language: str = "en"
    zone: str = "UTC"
    name: str = ""
    tenant: str = ""
    scopes: tuple[str, ...] = ()
    csrf: str = ""
    path: str = "/"
    query: Mapping[str, str] = {}
    now_ms: int = 0


class Failure(Struct, frozen=True, kw_only=True):
    """Why something was not done. `fields` are (name, message) of what was wrong with a form,
    `codes` (name, code) of the same, for whoever says it in another language.
    """

    status: int
    code: str
    detail: str
    fields: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()


class Asset(Struct, frozen=True):
    """A file that pages load: its content, its media type, and a tag that changes with it."""

    content: bytes
    media_type: str
    etag: str


class Renderer(Protocol):
    """Makes pages of answers. Pure: nothing is asked, no clock is read."""

    def page(self, name: str, viewer: Viewer, answers: Mapping[str, Any]) -> str:
        """A page by its name, as HTML."""

    def table(self, name: str, answers: Mapping[str, Any]) -> str:
        """A table of a page as CSV."""

    def asset(self, name: str) -> Asset | None:
        """A script, a style or an icon; None where there is none of that name."""
