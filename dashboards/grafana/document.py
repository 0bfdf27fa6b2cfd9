"""docs/dashboards.md, made from the dashboards:

each panel in one line, so that the page cannot fall behind.
"""

from pathlib import Path

from dashboards.grafana import build
from dashboards.grafana.panels import CLICKHOUSE

PAGE = Path(__file__).parents[2] / "docs" / "dashboards.md"
INTRODUCTION = """# Dashboards

Made by `make generate` from `dashboards/*.py`; do not edit by hand.

Four dashboards in the folder “Rumors”. The same JSON files (`dashboards/grafana/json/`) serve provisioning by file and the API. They need Grafana 11.6 or
newer with the plugin `grafana-clickhouse-datasource`; *Pipeline* also reads Prometheus.

| to | run |
|---|---|
| look at them on the demo | `rumor-tracker up --demo`, then point Grafana's data source at the port in `demo-data/clickhouse.port`, user `grafana`, password in `demo-data/clickhouse-reader.secret` |
| send them to a Grafana | set `RUMOR_GRAFANA_URL`, `RUMOR_GRAFANA_TOKEN_FILE` (a service account with the role Admin) and `RUMOR_GRAFANA_CLICKHOUSE_URL` (ClickHouse as Grafana sees it); `rumor-tracker dashboards publish` |
| write a provisioning folder | `rumor-tracker dashboards export FOLDER`; the password comes from Grafana's environment, `READER_PASSWORD` |
| run every query as Grafana would | `rumor-tracker dashboards check`; with Go, `make panelcheck` runs them through the query engine of Grafana's own plugin |

Grafana's database user is its own and may only read. On a server it is made by `deploy/cluster/reader.xml`, which hides the texts of wordings, external ids and
reporters; the embedded engine refuses it everything that reaches files, processes or the network. Wordings and samples shown are masked. Tenants share
one database: the variable *Desk* chooses between them, it does not keep them apart. Give a tenant's own Grafana a user with a row policy on `tenant`.

**To bring a change made by hand back:** `rumor-tracker dashboards publish` leaves such a dashboard alone and prints the difference (`-` Grafana's, `+` ours).
Make the same change in `dashboards/<name>.py`, run `make generate` and `make test` (and `make panelcheck`), then `rumor-tracker dashboards publish --force`.
"""


def page() -> str:
    """The page."""
    parts = [INTRODUCTION]
    for name, dashboard in build.load().items():
        parts.append(
            f"\n## {dashboard['title']}\n\n{dashboard['description']} `{name}`, from {dashboard['time']['from']}, every {dashboard['refresh']}.\n"
        )
        parts.append("\n| panel | kind | reads | shows |\n|---|---|---|---|\n")
        for panel in dashboard["panels"]:
            source = "ClickHouse" if panel["datasource"] == CLICKHOUSE else "Prometheus"
            parts.append(
                f"| {panel['title']} | {panel['type']} | {source} | {panel['description']} |\n"
            )
        for mark in dashboard["annotations"]["list"]:
            parts.append(
                f"| {mark['name']} | annotation | ClickHouse | Marks on every time series. |\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
