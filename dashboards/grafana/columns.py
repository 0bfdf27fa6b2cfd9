"""Columns of tables: overrides of their unit, colour, width and links."""

from typing import Any

from dashboards.grafana.targets import Json


def column(name: str, *properties: tuple[str, Any]) -> Json:
    return {
        "matcher": {"id": "byName", "options": name},
        "properties": [{"id": key, "value": value} for key, value in properties],
    }


def hidden(name: str) -> Json:
    """A column that only links use."""
    # Hidden, not left out of the SQL: `__data.fields` knows only what the query gave.
    return column(name, ("custom.hidden", True))


def unit(name: str, unit: str, width: int = 0) -> Json:
    """A column with one of Grafana's units; a width (pixels) of 0 leaves it to Grafana."""
    return column(name, ("unit", unit), *_width(width))


def colored(name: str, colors: dict[str, str], width: int = 110) -> Json:
    """A column of words, each with its colour."""
    mapping = {
        "type": "value",
        "options": {
            word: {"color": color, "index": n} for n, (word, color) in enumerate(colors.items())
        },
    }
    return column(
        name,
        ("mappings", [mapping]),
        ("custom.cellOptions", {"type": "color-text"}),
        ("custom.width", width),
    )


def linked(name: str, *, uid: str, variable: str, field: str, title: str, width: int = 0) -> Json:
    """A column whose cells lead to the dashboard `uid`, with a variable set from the column
    `field` of the row.
    """
    # The time range and the tenant go along: a link must not change what one looks at.
    url = (
        f"/d/{uid}?${{__url_time_range}}&var-tenant=${{tenant}}"
        f"&var-{variable}=${{__data.fields.{field}}}"
    )
    return column(name, ("links", [{"title": title, "url": url}]), *_width(width))


def to_rumor() -> Json:
    """The title, leading to the rumor of its row (whose id stands in a column `rumor`)."""
    return linked(
        "title", uid="rumor-rumor", variable="rumor", field="rumor", title="Open this rumor"
    )


def to_alert() -> Json:
    """The alert's id, leading to its history."""
    return linked(
        "alert",
        uid="rumor-alerts",
        variable="alert",
        field="alert",
        title="History of this alert",
        width=220,
    )


def _width(width: int) -> list[tuple[str, Any]]:
    return [("custom.width", width)] if width else []
