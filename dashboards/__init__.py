"""Dashboards: Grafana, from one set of JSON files. They come with a later version."""
