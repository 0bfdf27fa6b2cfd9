"""Writes a provisioning folder for Grafana: data sources, the dashboard provider with its
dashboards, alert rules for the pipeline itself.

In: a directory, the ClickHouse host that Grafana sees. Out: files; JSON, which is YAML, too. No
secret is written: the password is `$READER_PASSWORD`, which Grafana replaces from its environment.
"""

import json
from pathlib import Path

from dashboards.grafana import build
from dashboards.grafana.panels import Json
from dashboards.grafana.publish import FOLDER_TITLE, FOLDER_UID, SOURCE_UID, data_source

PROMETHEUS_UID = "rumor-prometheus"
READ_FROM = "/etc/grafana/provisioning/dashboards/rumors"


def export(
    folder: Path,
    *,
    clickhouse_url: str = "clickhouse://grafana@clickhouse:9000/rumor",
    prometheus_url: str = "http://prometheus:9090",
) -> list[Path]:
    """Writes the files -> their paths."""
    content = {
        "datasources/rumors.yaml": sources(clickhouse_url, prometheus_url),
        "dashboards/rumors.yaml": provider(),
        "alerting/rumors.yaml": alerting(),
    }
    files = {
        name: json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        for name, data in content.items()
    }
    files |= {f"dashboards/rumors/{name}": text for name, text in build.files().items()}
    written = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        written.append(path)
    return written


def sources(clickhouse_url: str, prometheus_url: str) -> Json:
    """Data sources, with fixed ids that alert rules name."""
    clickhouse = data_source(clickhouse_url) | {
        "editable": False,
        "secureJsonData": {"password": "$READER_PASSWORD"},
    }
    prometheus = {
        "uid": PROMETHEUS_UID,
        "name": "Rumors Prometheus",
        "type": "prometheus",
        "access": "proxy",
        "url": prometheus_url,
        "editable": False,
        "jsonData": {"timeInterval": "10s"},
    }
    return {"apiVersion": 1, "datasources": [clickhouse, prometheus]}


def provider() -> Json:
    """Where Grafana finds the dashboards."""
    one = {
        "name": "rumor-tracker",
        "type": "file",
        "folder": FOLDER_TITLE,
        "folderUid": FOLDER_UID,
        "disableDeletion": False,
        "updateIntervalSeconds": 30,
        "allowUiUpdates": False,
        "options": {"path": READ_FROM, "foldersFromFilesStructure": False},
    }
    return {"apiVersion": 1, "providers": [one]}


def alerting() -> Json:
    """Rules for the pipeline itself.

    Times are written out: neither macros nor variables exist in rules, and `$` would be taken for
    the environment.
    """
    rules = [
        _rule(
            "rumor-silence",
            "No report for half an hour",
            "5m",
            1_800,
            "Are the apps sending? Look at the intake's /readyz and its refusals.",
            _sql(
                "SELECT toFloat64(dateDiff('second', max(last_seen), now())) AS age_s FROM spread_minute WHERE minute > now() - INTERVAL 1 DAY HAVING count() > 0"
            ),
        ),
        _rule(
            "rumor-rejects",
            "Much is set aside",
            "5m",
            100,
            "Pipeline dashboard, Newest set aside: which step, which reason?",
            _sql(
                "SELECT toFloat64(count()) AS rejects FROM rejects FINAL WHERE at > now() - INTERVAL 10 MINUTE"
            ),
        ),
        _rule(
            "rumor-deliveries",
            "A delivery was given up",
            "0s",
            0,
            "Alerts dashboard, Not delivered: mend the receiver, then `rumor-tracker deliveries redeliver`.",
            _sql(
                "SELECT toFloat64(count()) AS given_up FROM deliveries FINAL WHERE at > now() - INTERVAL 1 HOUR AND state IN ('dead', 'disabled')"
            ),
        ),
        _rule(
            "rumor-lag",
            "A step is behind",
            "5m",
            1_000,
            "Is its process moving (rumor-tracker health)? Add workers up to the number of partitions.",
            {
                "datasourceUid": PROMETHEUS_UID,
                "model": {
                    "refId": "A",
                    "expr": "max(sum by (step, topic, instance) (rumor_lag_records))",
                    "instant": True,
                    "range": False,
                },
            },
        ),
    ]
    return {
        "apiVersion": 1,
        "groups": [
            {
                "orgId": 1,
                "name": "rumor-tracker",
                "folder": FOLDER_TITLE,
                "interval": "1m",
                "rules": rules,
            }
        ],
    }


def _sql(sql: str) -> Json:
    return {
        "datasourceUid": SOURCE_UID,
        "model": {"refId": "A", "editorType": "sql", "rawSql": sql, "format": 1},
    }


def _rule(uid: str, title: str, for_: str, above: float, advice: str, query: Json) -> Json:
    evaluator = {"type": "gt", "params": [above]}
    threshold = {
        "refId": "B",
        "type": "threshold",
        "expression": "A",
        "conditions": [{"evaluator": evaluator}],
    }
    return {
        "uid": uid,
        "title": title,
        "condition": "B",
        "for": for_,
        "noDataState": "OK",
        "execErrState": "Error",
        "labels": {"service": "rumor-tracker"},
        "annotations": {"summary": title, "description": advice},
        "data": [
            {"refId": "A", "relativeTimeRange": {"from": 3_600, "to": 0}, **query},
            {
                "refId": "B",
                "relativeTimeRange": {"from": 0, "to": 0},
                "datasourceUid": "__expr__",
                "model": threshold,
            },
        ],
    }
