"""What of ours stands in a Grafana under a fixed id: the folder and the data sources.

Dashboards name data sources by variable; alert rules cannot, and name these ids.
"""

from urllib.parse import unquote, urlsplit

from dashboards.grafana.targets import CLICKHOUSE, PROMETHEUS, Json

FOLDER_UID = "rumors"
FOLDER_TITLE = "Rumors"
SOURCE_UID = "rumor-clickhouse"
SOURCE_NAME = "Rumors ClickHouse"
PROMETHEUS_UID = "rumor-prometheus"
PLUGIN = CLICKHOUSE["type"]
NATIVE_PORT = 9000
NATIVE_TLS_PORT = 9440
DIAL_TIMEOUT_S = "10"  # the plugin wants text
QUERY_TIMEOUT_S = (
    "60"  # as long as the reader may run a query: the server's refusal says more than ours
)


def data_source(clickhouse_url: str) -> Json:
    """The data source for `clickhouse[s]://user:password@host:port/database`, as Grafana's API
    takes it; with the password.
    """
    parts = urlsplit(clickhouse_url)
    secure = parts.scheme == "clickhouses"
    options = {
        "host": parts.hostname or "localhost",
        "port": parts.port or (NATIVE_TLS_PORT if secure else NATIVE_PORT),
        "protocol": "native",
        "secure": secure,
        "username": unquote(parts.username or "grafana"),
        "defaultDatabase": parts.path.strip("/") or "rumor",
        "dialTimeout": DIAL_TIMEOUT_S,
        "queryTimeout": QUERY_TIMEOUT_S,
    }
    return {
        "uid": SOURCE_UID,
        "name": SOURCE_NAME,
        "type": PLUGIN,
        "access": "proxy",
        # The default is the house's own choice, which a tool does not take away.
        "isDefault": False,
        "jsonData": options,
        "secureJsonData": {"password": unquote(parts.password or "")},
    }


def prometheus_source(url: str) -> Json:
    return {
        "uid": PROMETHEUS_UID,
        "name": "Rumors Prometheus",
        "type": PROMETHEUS["type"],
        "access": "proxy",
        "url": url,
        "editable": False,
        # As often as deploy/cluster/prometheus.yaml scrapes: $__rate_interval is made from it.
        "jsonData": {"timeInterval": "10s"},
    }
