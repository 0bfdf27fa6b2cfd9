"""docs/dashboards.md: an introduction by hand, and each panel in one line, made from the dashboards
so that the page cannot fall behind.
"""

from pathlib import Path

from dashboards.grafana import build
from dashboards.grafana.targets import CLICKHOUSE, Json

PAGE = Path(__file__).parents[2] / "docs" / "dashboards.md"
INTRODUCTION = Path(__file__).with_name("introduction.md")


def page() -> str:
    """The page as it should stand in docs."""
    sections = [_section(name, dashboard) for name, dashboard in build.load().items()]
    return "".join([INTRODUCTION.read_text(), *sections])


def _section(name: str, dashboard: Json) -> str:
    panels = [
        f"| {panel['title']} | {panel['type']} | {_source(panel)} | {panel['description']} |\n"
        for panel in dashboard["panels"]
    ]
    marks = [
        f"| {mark['name']} | annotation | ClickHouse | Marks on every time series. |\n"
        for mark in dashboard["annotations"]["list"]
    ]
    since = dashboard["time"]["from"]
    heading = (
        f"\n## {dashboard['title']}\n\n{dashboard['description']} `{name}`, from {since}, "
        f"every {dashboard['refresh']}.\n\n| panel | kind | reads | shows |\n|---|---|---|---|\n"
    )
    return heading + "".join([*panels, *marks])


def _source(panel: Json) -> str:
    return "ClickHouse" if panel["datasource"] == CLICKHOUSE else "Prometheus"


if __name__ == "__main__":
    PAGE.write_text(page())
