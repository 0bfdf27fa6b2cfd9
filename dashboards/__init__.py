"""What people look at: `grafana/` makes dashboards for Grafana, `console/` the pages that the API
serves itself. Both know `schemas` and nothing else of ours.
"""
