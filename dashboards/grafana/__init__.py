"""Grafana dashboards as code.

`sql`, `targets`, `panels`, `columns`, `variables` and `layout` are the parts; `desk`, `rumor`,
`alerts` (with `deliveries`) and `pipeline` put dashboards together, `build` writes them to json/.
`queries` and `check` run them as Grafana would; `publish` (through `client`) sends them to a
running Grafana, `export` writes them for a provisioned one, with `sources` and `rules`.
"""
