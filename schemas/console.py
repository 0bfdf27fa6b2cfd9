"""What the API tells the console's renderer about a page besides the answers on it, what a form is,
and what a renderer is. The API is handed one where it starts: it knows no HTML.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol

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


class Words(NamedTuple):
    """What people read, in each of the languages."""

    english: str
    chinese: str


class Field(Struct, frozen=True, kw_only=True):
    """A field of a form.

    `takes` is a line, a text of some `rows`, a number, a time, or the hours until one. It goes into
    the body under `fills`, else under its name: empty as null, save where it is needed, which the
    API refuses in its own words. What a rumor has under that name stands there at first, else
    `starts`; `{viewer}` in it is who looks.
    """

    name: str
    label: Words
    takes: Literal["line", "text", "number", "time", "hours"] = "line"
    longest: int = 0  # characters of a line or a text
    rows: int = 2
    is_needed: bool = False
    starts: str = ""
    fills: str = ""


class Form(Struct, frozen=True, kw_only=True):
    """A form of a decision on a rumor: what it is called, also on the button that leads to it, and
    what will change by it.

    `key` presses that button. `of_wordings`: of some that are chosen first. Without `fields` it has
    a body in `streams/api/console/forms.py` and a part of the template of its own.
    """

    name: Words
    will: Words
    key: str = ""
    of_wordings: bool = False
    fields: tuple[Field, ...] = ()


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
