"""A dashboard of rows. In: panels and variables. Out: Grafana's classic JSON."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from dashboards.grafana.targets import CLICKHOUSE, PROMETHEUS, Json
from dashboards.grafana.variables import TENANT_VARIABLE, source_variable

WIDTH = 24  # columns of Grafana's grid
# A Grafana migrates an older schema when it reads it, and does not know a newer one.
SCHEMA_VERSION = 39
TAG = "rumor-tracker"  # the link at the top lists whatever carries it
LINKS: list[Json] = [
    {
        "type": "dashboards",
        "title": "Rumors",
        "tags": [TAG],
        "asDropdown": False,
        "includeVars": True,
        "keepTime": True,
    }
]


class Row(NamedTuple):
    """Panels side by side; the height in Grafana's steps of 30 pixels, widths add up to `WIDTH`."""

    height: int
    panels: Sequence[Json]
    widths: Sequence[int]


def row(*panels: Json, height: int, widths: Sequence[int] = ()) -> Row:
    """A row of panels, of equal width where none is given."""
    return Row(height, panels, widths or [WIDTH // len(panels)] * len(panels))


def dashboard(
    *,
    uid: str,
    title: str,
    description: str,
    rows: Sequence[Row],
    since: str,
    refresh: str,
    variables: Sequence[Json] = (),
    annotations: Sequence[Json] = (),
    prometheus: bool = False,
    kind: Literal["desk", "operator"] = "desk",
) -> Json:
    """A dashboard; `since` and `refresh` as Grafana writes them (`now-6h`, `30s`)."""
    sources = [source_variable(name="datasource", label="ClickHouse", kind=CLICKHOUSE["type"])]
    if prometheus:
        kind_of_source = PROMETHEUS["type"]
        sources += [source_variable(name="prometheus", label="Prometheus", kind=kind_of_source)]
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": [TAG, kind],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,  # one crosshair through all time series
        "timezone": "browser",
        "time": {"from": since, "to": "now"},
        "refresh": refresh,
        "fiscalYearStartMonth": 0,
        "links": LINKS,
        "templating": {"list": [*sources, TENANT_VARIABLE, *variables]},
        "annotations": {"list": list(annotations)},
        "panels": _laid_out(rows),
    }


def _laid_out(rows: Sequence[Row]) -> list[Json]:
    placed: list[Json] = []
    y = 0
    for height, panels, widths in rows:
        x = 0
        for panel, width in zip(panels, widths, strict=True):
            place = {"x": x, "y": y, "w": width, "h": height}
            # The id is the place in the dashboard: links to a single panel name it.
            placed.append({"id": len(placed) + 1, **panel, "gridPos": place})
            x += width
        assert x == WIDTH, f"a row is {x} wide: {[panel['title'] for panel in panels]}"
        y += height
    return placed
