"""Panels. In: a title, a description, a query, what is said where it finds nothing. Out: a panel as
Grafana's JSON, without its place.

Every panel says what it shows and why it may be empty: an empty panel without a word looks broken.
"""

from collections.abc import Sequence

from dashboards.grafana.colors import TEXT
from dashboards.grafana.targets import (
    CLICKHOUSE,
    PROMETHEUS,
    TABLE,
    TIME_SERIES,
    Json,
    sql_target,
)

NO_METRIC = "Prometheus has nothing: does it scrape every process?"
MOST_BARS = 20  # more do not fit the height of a row


def steps(*pairs: tuple[float | None, str]) -> Json:
    """Thresholds: colours from a value on; the first has none."""
    return {
        "mode": "absolute",
        "steps": [{"value": value, "color": color} for value, color in pairs],
    }


def stat(
    *,
    title: str,
    description: str,
    sql: str,
    empty: str,
    unit: str = "short",
    thresholds: Json | None = None,
    decimals: int | None = None,
) -> Json:
    """One number."""
    options = {
        # Any field, not only numbers: a verdict is a word.
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value",
        "graphMode": "none",  # one row has no course to draw
        "textMode": "value",
    }
    defaults: Json = {
        "unit": unit,
        "noValue": empty,
        "thresholds": thresholds or steps((None, TEXT)),
    }
    if decimals is not None:
        defaults["decimals"] = decimals
    return _panel(
        kind="stat",
        title=title,
        description=description,
        targets=[sql_target(sql, TABLE)],
        defaults=defaults,
        options=options,
    )


def series(
    *,
    title: str,
    description: str,
    sql: str,
    empty: str,
    unit: str = "short",
    stacked: bool = False,
    points: bool = False,
) -> Json:
    """Lines over time: the SQL gives a column `time`, labels as text, numbers."""
    return _lines(
        title=title,
        description=description,
        targets=[sql_target(sql, TIME_SERIES)],
        source=CLICKHOUSE,
        unit=unit,
        empty=empty,
        stacked=stacked,
        points=points,
    )


def metrics(
    *targets: Json, title: str, description: str, unit: str = "short", empty: str = NO_METRIC
) -> Json:
    """Lines over time from Prometheus."""
    return _lines(
        title=title,
        description=description,
        targets=list(targets),
        source=PROMETHEUS,
        unit=unit,
        empty=empty,
    )


def bars(*, title: str, description: str, sql: str, empty: str, unit: str = "short") -> Json:
    """Horizontal bars: the SQL gives a name and a number."""
    reduce = {"calcs": ["lastNotNull"], "fields": "", "values": True, "limit": MOST_BARS}
    options = {
        "reduceOptions": reduce,
        "displayMode": "basic",
        "orientation": "horizontal",
        "showUnfilled": True,
        "valueMode": "color",
        "namePlacement": "left",
    }
    defaults = {"unit": unit, "noValue": empty, "min": 0, "thresholds": steps((None, "blue"))}
    return _panel(
        kind="bargauge",
        title=title,
        description=description,
        targets=[sql_target(sql, TABLE)],
        defaults=defaults,
        options=options,
    )


def table(
    *, title: str, description: str, sql: str, empty: str, columns: Sequence[Json] = ()
) -> Json:
    """Rows; `columns` are overrides (see `dashboards.grafana.columns`)."""
    panel = _panel(
        kind="table",
        title=title,
        description=description,
        targets=[sql_target(sql, TABLE)],
        defaults={
            "unit": "none",
            "noValue": empty,
            "custom": {"align": "auto", "filterable": True},
        },
        options={"showHeader": True, "cellHeight": "sm", "footer": {"show": False}},
    )
    panel["fieldConfig"]["overrides"] = list(columns)
    return panel


def _lines(
    *,
    title: str,
    description: str,
    targets: list[Json],
    source: Json,
    unit: str,
    empty: str,
    stacked: bool = False,
    points: bool = False,
) -> Json:
    custom: Json = {
        "drawStyle": "points" if points else "line",
        "lineWidth": 1,
        "fillOpacity": 30 if stacked else 8,
        "showPoints": "auto",
        # An interval without reports has no row: without this a quiet night breaks every line.
        "spanNulls": True,
    }
    custom["stacking"] = {"mode": "normal" if stacked else "none", "group": "A"}
    options = {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return _panel(
        kind="timeseries",
        title=title,
        description=description,
        targets=targets,
        defaults={"unit": unit, "noValue": empty, "min": 0, "custom": custom},
        options=options,
        source=source,
    )


def _panel(
    *,
    kind: str,
    title: str,
    description: str,
    targets: list[Json],
    defaults: Json,
    options: Json,
    source: Json = CLICKHOUSE,
) -> Json:
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": source,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": options,
    }
