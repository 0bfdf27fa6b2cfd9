"""Dashboards for Grafana: one set of JSON files, for provisioning by file and through the API.

`sql`, `panels` (the parts) -> `desk`, `rumor`, `alerts`, `pipeline` (one dashboard each) -> `build`
writes grafana/*.json, which are committed. `queries` reads them back as SQL, `check` runs that
against ClickHouse, `publish` sends the dashboards through grafana-api, `export` writes a
provisioning folder.
"""
