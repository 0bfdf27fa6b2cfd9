"""The commands of `rumor-tracker`, one file a group; `main` puts them together, `output` says how
they print and how they end, `api` how they reach the HTTP API.

Commands import what they need inside: `rumor-tracker --help` would load numba, Faust and the
ClickHouse engine otherwise, which takes seconds, and some of it may not be installed.
"""
