"""Writes a provisioning folder for Grafana: data sources, the dashboard provider with its
dashboards, alert rules for the pipeline itself.

In: a directory, the ClickHouse host that Grafana sees. Out: files; JSON, which is YAML, too. No
secret is written: the password is `$READER_PASSWORD`, which Grafana replaces from its environment.
"""

import json
from pathlib import Path

from dashboards.grafana import build
from dashboards.grafana.rules import alerting
from dashboards.grafana.sources import FOLDER_TITLE, FOLDER_UID, data_source, prometheus_source
from dashboards.grafana.targets import Json

READ_FROM = "/etc/grafana/provisioning/dashboards/rumors"


def export(
    folder: Path,
    *,
    clickhouse_url: str = "clickhouse://grafana@clickhouse:9000/rumor",
    prometheus_url: str = "http://prometheus:9090",
) -> list[Path]:
    """Writes the files -> their paths. Raises OSError."""
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
    """The data sources, with the fixed ids that alert rules name."""
    clickhouse = data_source(clickhouse_url) | {
        "editable": False,
        # Over what the URL holds: this file is read by more people than a secret should be.
        "secureJsonData": {"password": "$READER_PASSWORD"},
    }
    return {"apiVersion": 1, "datasources": [clickhouse, prometheus_source(prometheus_url)]}


def provider() -> Json:
    """Where Grafana finds the dashboards."""
    one = {
        "name": "rumor-tracker",
        "type": "file",
        "folder": FOLDER_TITLE,
        "folderUid": FOLDER_UID,
        "disableDeletion": False,
        "updateIntervalSeconds": 30,
        # A change in the browser would be gone at the next update of the files.
        "allowUiUpdates": False,
        "options": {"path": READ_FROM, "foldersFromFilesStructure": False},
    }
    return {"apiVersion": 1, "providers": [one]}
