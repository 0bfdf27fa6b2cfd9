"""Where a panel's data come from: data sources, and queries to them as Grafana's JSON."""

from typing import Any

from dashboards.grafana.sql import tidy

Json = dict[str, Any]

# Only ever named by variable, so that one file serves every Grafana, whatever its sources' ids.
CLICKHOUSE: Json = {"type": "grafana-clickhouse-datasource", "uid": "${datasource}"}
PROMETHEUS: Json = {"type": "prometheus", "uid": "${prometheus}"}

# The plugin's formats. A time series must be sorted by time and has text as labels; annotations
# are tables, too. Both rules came from running the plugin.
TIME_SERIES = 0
TABLE = 1


def sql_target(sql: str, form: int) -> Json:
    return {
        "refId": "A",
        "datasource": CLICKHOUSE,
        "editorType": "sql",
        "rawSql": tidy(sql),
        "format": form,
    }


def metric_target(expression: str, legend: str, ref: str = "A") -> Json:
    """A query of Prometheus; `legend` may hold `{{label}}`, `ref` is unique within the panel."""
    return {
        "refId": ref,
        "datasource": PROMETHEUS,
        "expr": tidy(expression),
        "legendFormat": legend,
        "range": True,
    }
