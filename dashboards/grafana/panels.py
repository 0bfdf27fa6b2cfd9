"""The parts of dashboards: panels, variables, annotations, links, and how they are laid out. In:
titles and SQL. Out: Grafana's classic JSON.

Rules that came from running the plugin: time series are sorted by time and carry labels as strings;
annotations and tables use format 1; data sources are only named by variable, so that one file
serves every Grafana.
"""

from collections.abc import Sequence
from typing import Any, Literal

from dashboards.grafana.sql import tidy

Json = dict[str, Any]
CLICKHOUSE: Json = {"type": "grafana-clickhouse-datasource", "uid": "${datasource}"}
PROMETHEUS: Json = {"type": "prometheus", "uid": "${prometheus}"}
TIME_SERIES = 0
TABLE = 1
WIDTH = 24
SCHEMA_VERSION = 39
TAG = "rumor-tracker"
GREEN = "green"
YELLOW = "yellow"
ORANGE = "orange"
RED = "red"
LEVEL_COLORS = {"watch": "blue", "surge": YELLOW, "major": ORANGE, "critical": RED}
VERDICT_COLORS = {
    "false": RED,
    "misleading": ORANGE,
    "unverified": YELLOW,
    "true": GREEN,
    "satire": "purple",
    "unrated": "text",
}
STATE_COLORS = {"delivered": GREEN, "pending": YELLOW, "dead": RED, "disabled": ORANGE}


def sql_target(sql: str, form: int) -> Json:
    """A query of a panel."""
    return {
        "refId": "A",
        "datasource": CLICKHOUSE,
        "editorType": "sql",
        "rawSql": tidy(sql),
        "format": form,
    }


def metric_target(expression: str, legend: str, ref: str = "A") -> Json:
    """A Prometheus query of a panel."""
    return {
        "refId": ref,
        "datasource": PROMETHEUS,
        "expr": expression,
        "legendFormat": legend,
        "range": True,
    }


def steps(*pairs: tuple[float | None, str]) -> Json:
    """Thresholds: colours from a value on; the first has none."""
    return {
        "mode": "absolute",
        "steps": [{"value": value, "color": color} for value, color in pairs],
    }


def stat(
    title: str,
    description: str,
    sql: str,
    *,
    unit: str = "short",
    empty: str,
    thresholds: Json | None = None,
    decimals: int | None = None,
) -> Json:
    """One number."""
    options = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value",
        "graphMode": "none",
        "textMode": "value",
    }
    defaults: Json = {
        "unit": unit,
        "noValue": empty,
        "thresholds": thresholds or steps((None, "text")),
    }
    if decimals is not None:
        defaults["decimals"] = decimals
    return _panel("stat", title, description, [sql_target(sql, TABLE)], defaults, options)


def series(
    title: str,
    description: str,
    sql: str,
    *,
    unit: str = "short",
    empty: str,
    stacked: bool = False,
    points: bool = False,
) -> Json:
    """Lines over time: a time column, string labels, one number."""
    return _lines(
        title, description, [sql_target(sql, TIME_SERIES)], CLICKHOUSE, unit, empty, stacked, points
    )


def metrics(
    title: str,
    description: str,
    *targets: Json,
    unit: str = "short",
    empty: str = "Prometheus has nothing: does it scrape every process?",
) -> Json:
    """Lines over time from Prometheus."""
    return _lines(title, description, list(targets), PROMETHEUS, unit, empty, False, False)


def bars(title: str, description: str, sql: str, *, unit: str = "short", empty: str) -> Json:
    """A name and a number, as horizontal bars."""
    options = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": True, "limit": 20},
        "displayMode": "basic",
        "orientation": "horizontal",
        "showUnfilled": True,
        "valueMode": "color",
        "namePlacement": "left",
    }
    return _panel(
        "bargauge",
        title,
        description,
        [sql_target(sql, TABLE)],
        {"unit": unit, "noValue": empty, "min": 0, "thresholds": steps((None, "blue"))},
        options,
    )


def table(
    title: str,
    description: str,
    sql: str,
    *,
    empty: str,
    columns: Sequence[Json] = (),
    sort: str = "",
) -> Json:
    """Rows; `columns` are overrides made by the functions below."""
    options: Json = {"showHeader": True, "cellHeight": "sm", "footer": {"show": False}}
    if sort:
        options["sortBy"] = [{"displayName": sort, "desc": True}]
    panel = _panel(
        "table",
        title,
        description,
        [sql_target(sql, TABLE)],
        {"unit": "none", "noValue": empty, "custom": {"align": "auto", "filterable": True}},
        options,
    )
    panel["fieldConfig"]["overrides"] = list(columns)
    return panel


def column(name: str, *properties: tuple[str, Any]) -> Json:
    """Overrides of one column."""
    return {
        "matcher": {"id": "byName", "options": name},
        "properties": [{"id": key, "value": value} for key, value in properties],
    }


def hidden(name: str) -> Json:
    """A column that only links use."""
    return column(name, ("custom.hidden", True))


def unit(name: str, unit: str, width: int = 0) -> Json:
    """A column with a unit."""
    return column(name, ("unit", unit), *([("custom.width", width)] if width else []))


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


def linked(name: str, uid: str, variable: str, field: str, title: str, width: int = 0) -> Json:
    """A column whose cells lead to a dashboard, with a variable set from another column of the row."""
    url = f"/d/{uid}?${{__url_time_range}}&var-tenant=${{tenant}}&var-{variable}=${{__data.fields.{field}}}"
    return column(
        name,
        ("links", [{"title": title, "url": url}]),
        *([("custom.width", width)] if width else []),
    )


def to_rumor(name: str = "title", width: int = 0) -> Json:
    """A column that leads to the rumor of its row."""
    return linked(name, "rumor-rumor", "rumor", "rumor", "Open this rumor", width)


def query_variable(name: str, label: str, description: str, sql: str) -> Json:
    """A variable chosen from a query: the first column is the value, the second what is shown."""
    return {
        "name": name,
        "label": label,
        "description": description,
        "type": "query",
        "datasource": CLICKHOUSE,
        "query": tidy(sql),
        "refresh": 2,
        "sort": 0,
        "multi": False,
        "includeAll": False,
        "hide": 0,
        "options": [],
        "current": {},
    }


def source_variable(name: str, label: str, kind: str) -> Json:
    """A variable that chooses the data source."""
    return {
        "name": name,
        "label": label,
        "type": "datasource",
        "query": kind,
        "refresh": 1,
        "hide": 0,
        "options": [],
        "current": {},
    }


def text_variable(name: str, label: str, description: str) -> Json:
    """A variable that links fill in."""
    return {
        "name": name,
        "label": label,
        "description": description,
        "type": "textbox",
        "query": "",
        "hide": 0,
        "options": [],
        "current": {"text": "", "value": ""},
    }


def annotation(name: str, color: str, sql: str) -> Json:
    """Marks on every time series: columns time, text, tags."""
    return {
        "name": name,
        "enable": True,
        "iconColor": color,
        "datasource": CLICKHOUSE,
        "target": sql_target(sql, TABLE) | {"refId": "Anno"},
    }


TENANT_VARIABLE = query_variable(
    "tenant",
    "Desk",
    "Whose reports; tenants never see each other's.",
    "SELECT DISTINCT tenant FROM spread_day WHERE $__dateFilter(day) ORDER BY tenant",
)


def dashboard(
    uid: str,
    title: str,
    description: str,
    rows: Sequence[tuple[int, Sequence[tuple[int, Json]]]],
    *,
    since: str,
    refresh: str,
    variables: Sequence[Json] = (),
    annotations: Sequence[Json] = (),
    prometheus: bool = False,
    kind: Literal["desk", "operator"] = "desk",
) -> Json:
    """A dashboard of rows: (height, [(width, panel) ...])."""
    sources = [source_variable("datasource", "ClickHouse", CLICKHOUSE["type"])]
    sources += [source_variable("prometheus", "Prometheus", "prometheus")] if prometheus else []
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": [TAG, kind],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "timezone": "browser",
        "time": {"from": since, "to": "now"},
        "refresh": refresh,
        "fiscalYearStartMonth": 0,
        "links": [
            {
                "type": "dashboards",
                "title": "Rumors",
                "tags": [TAG],
                "asDropdown": False,
                "includeVars": True,
                "keepTime": True,
            }
        ],
        "templating": {"list": [*sources, TENANT_VARIABLE, *variables]},
        "annotations": {"list": list(annotations)},
        "panels": _laid_out(rows),
    }


def _laid_out(rows: Sequence[tuple[int, Sequence[tuple[int, Json]]]]) -> list[Json]:
    panels: list[Json] = []
    y = 0
    for height, row in rows:
        x = 0
        for width, panel in row:
            panels.append(
                {
                    "id": len(panels) + 1,
                    **panel,
                    "gridPos": {"x": x, "y": y, "w": width, "h": height},
                }
            )
            x += width
        assert x == WIDTH, f"a row is {x} wide: {[panel['title'] for _, panel in row]}"
        y += height
    return panels


def _lines(
    title: str,
    description: str,
    targets: list[Json],
    source: Json,
    unit: str,
    empty: str,
    stacked: bool,
    points: bool,
) -> Json:
    custom: Json = {
        "drawStyle": "points" if points else "line",
        "lineWidth": 1,
        "fillOpacity": 30 if stacked else 8,
        "showPoints": "auto",
        "spanNulls": True,
    }
    custom["stacking"] = {"mode": "normal" if stacked else "none", "group": "A"}
    options = {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return _panel(
        "timeseries",
        title,
        description,
        targets,
        {"unit": unit, "noValue": empty, "min": 0, "custom": custom},
        options,
        source,
    )


def _panel(
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
