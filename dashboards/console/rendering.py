"""Puts templates and answers together. The one place that knows the template engine."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboards.console.alarming import why
from dashboards.console.charts import spark_points, spread_chart
from dashboards.console.differences import differences, passages
from dashboards.console.directions import as_typed, one_way
from dashboards.console.explaining import changed, explained
from dashboards.console.failures import said, wrong_fields
from dashboards.console.lineage import lineage
from dashboards.console.past import MOST_NOTE, past
from dashboards.console.ranking import ranked
from dashboards.console.reply import reply
from dashboards.console.shortening import shortened
from dashboards.console.showing import Showing
from dashboards.console.tables import csv_of
from dashboards.console.words import CHINESE, ENGLISH
from schemas.api.decisions import FORMS
from schemas.console import Asset, Viewer

HERE = Path(__file__).parent
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
ASSETS = ("static", "vendor/swagger-ui")
WEB = ("http://", "https://")


class Pages:
    """Makes the console's pages; see `schemas.console.Renderer`."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,  # a field that is misspelt must not vanish from a page
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["as_typed"] = as_typed
        self._environment.globals.update(
            differences=differences,
            forms=FORMS,
            lineage=lineage,
            most_note=MOST_NOTE,
            passages=passages,
            past=past,
            ranked=ranked,
            reply=reply,
            shortened=shortened,
            spark_points=spark_points,
            web_link=web_link,
        )
        # Named in memory, so that a request can reach no other file.
        files = [path for folder in ASSETS for path in (HERE / folder).iterdir()]
        self._assets = {path.name: _asset(path) for path in files if path.suffix in TYPES}
        self._version = hashlib.sha256(
            "".join(sorted(asset.etag for asset in self._assets.values())).encode()
        ).hexdigest()[:12]

    def page(self, name: str, viewer: Viewer, answers: Mapping[str, Any]) -> str:
        """A page by its name, as HTML."""
        translate = _translations(viewer.language)
        showing = Showing(viewer, translate)
        zone = ZoneInfo(viewer.zone)
        template = self._environment.get_template(f"{name}.html")
        page = template.render(
            {
                "done": None,
                "failure": None,
                **answers,
                "viewer": viewer,
                "can": viewer.scopes.__contains__,
                "_": translate,
                "show": showing,
                "version": self._version,
                "explained": lambda item: explained(item, viewer.language),
                "failed_because": lambda failure: said(failure, viewer.language) if failure else "",
                "wrong_fields": lambda failure: (
                    wrong_fields(failure, viewer.language) if failure else {}
                ),
                "why": lambda alert: why(alert, viewer.language, showing.day),
                "changed": lambda found: changed(found, viewer.language),
                "page_name": name,
                "link": lambda **query: _link(viewer, query),
                "chart": lambda spread, history: spread_chart(
                    spread, history, zone, showing.this_year
                ),
            }
        )
        return one_way(page)

    def table(self, name: str, answers: Mapping[str, Any]) -> str:
        """A table of a page as CSV; empty where there is no such table."""
        try:
            return csv_of(name, answers)
        except KeyError:
            return ""

    def asset(self, name: str) -> Asset | None:
        """A script, a style or an icon."""
        return self._assets.get(name)


def web_link(url: str) -> str:
    """A link as far as it leads to the web: what begins otherwise may be a script."""
    return url if url.lower().startswith(WEB) else ""


def _translations(language: str) -> Any:
    known = CHINESE if language == "zh" else ENGLISH
    return lambda words: known.get(words, words)


def _link(viewer: Viewer, query: Mapping[str, Any]) -> str:
    """This page with other parameters; None takes one out. What was just done is not said again."""
    kept = {
        name: value
        for name, value in viewer.query.items()
        if name not in ("decision", "rumor", "asked", "lang", "hop")
    }
    given = {name: value for name, value in (kept | dict(query)).items() if value not in (None, "")}
    return f"{viewer.path}?{urlencode(given)}" if given else viewer.path


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    tag = hashlib.sha256(content).hexdigest()[:24]
    return Asset(content, TYPES[path.suffix], f'"{tag}"')
