"""Grafana dashboards as code:

panels are put together by `build`, checked, published and exported.
"""
