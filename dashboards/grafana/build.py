"""Writes json/*.json: `make generate`; a test compares the committed files with what this makes."""

import json
from pathlib import Path

from dashboards.grafana import alerts, desk, pipeline, rumor
from dashboards.grafana.targets import Json

FOLDER = Path(__file__).parent / "json"
# In the order in which a desk meets them.
DASHBOARDS = {
    "desk": desk.build,
    "rumor": rumor.build,
    "alerts": alerts.build,
    "pipeline": pipeline.build,
}


def files() -> dict[str, str]:
    """File name -> content, made anew."""
    return {
        f"{name}.json": json.dumps(build(), ensure_ascii=False, indent=2) + "\n"
        for name, build in DASHBOARDS.items()
    }


def load() -> dict[str, Json]:
    """The committed dashboards by file name."""
    return {
        f"{name}.json": json.loads((FOLDER / f"{name}.json").read_text()) for name in DASHBOARDS
    }


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content)


if __name__ == "__main__":
    write()
