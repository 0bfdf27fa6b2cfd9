"""What stands above the panels and across them: variables and annotations."""

from dashboards.grafana.sql import tidy
from dashboards.grafana.targets import CLICKHOUSE, TABLE, Json, sql_target

REFRESH_ON_LOAD = 1
REFRESH_ON_TIME_RANGE = 2  # what there is to choose from depends on the range


def query_variable(*, name: str, label: str, description: str, sql: str) -> Json:
    """A variable chosen from a query: the first column is the value, the second what is shown."""
    return {
        "name": name,
        "label": label,
        "description": description,
        "type": "query",
        "datasource": CLICKHOUSE,
        "query": tidy(sql),
        "refresh": REFRESH_ON_TIME_RANGE,
        "sort": 0,
        "multi": False,
        "includeAll": False,
        "hide": 0,
        "options": [],
        "current": {},
    }


def source_variable(*, name: str, label: str, kind: str) -> Json:
    """A variable that chooses the data source among those of one plugin."""
    return {
        "name": name,
        "label": label,
        "type": "datasource",
        "query": kind,
        "refresh": REFRESH_ON_LOAD,
        "hide": 0,
        "options": [],
        "current": {},
    }


def text_variable(*, name: str, label: str, description: str) -> Json:
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


def annotation(*, name: str, color: str, sql: str) -> Json:
    """Marks on every time series: the SQL gives columns time, text, tags."""
    return {
        "name": name,
        "enable": True,
        "iconColor": color,
        "datasource": CLICKHOUSE,
        "target": sql_target(sql, TABLE) | {"refId": "Anno"},
    }


TENANT_VARIABLE = query_variable(
    name="tenant",
    label="Desk",
    description="Whose reports; tenants never see each other's.",
    # From the days: the minutes say the same in far more rows.
    sql="SELECT DISTINCT tenant FROM spread_day WHERE $__dateFilter(day) ORDER BY tenant",
)
