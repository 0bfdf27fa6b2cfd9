"""Runs the dashboards through the engine of Grafana's ClickHouse plugin: python -m tests.panelcheck
BINARY. `make panelcheck` builds the binary.

In: a small day, played into the whole system. Out: panelcheck's lines; exit 1 where a panel could
not be drawn.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from dashboards.grafana import build
from dashboards.grafana.check import check
from dashboards.grafana.queries import Range
from deploy.single.engines import reader_url
from streams.config.settings import Settings
from streams.store.database import Database
from tests.dashboards.day import play
from tests.support.system import System


def main(binary: str) -> int:
    with tempfile.TemporaryDirectory() as folder, System(Path(folder)) as system:
        play(system.start())
        return run(binary, reader_url(Settings(data_dir=system.data)))


def run(binary: str, url: str) -> int:
    """Panelcheck's exit code on a ClickHouse."""
    now_s = int(time.time()) + 2  # what was written in this very second is to be seen
    where = urlsplit(url)
    span = Range(now_s - 6 * 3_600, now_s)
    database = Database(url, threads=1)
    found = list(check(database.query, build.load(), span))
    queries = [
        {
            "where": c.query.where,
            "kind": c.query.kind,
            "form": c.query.form,
            "sql": c.filled,
            "interval_s": span.interval_s,
        }
        for c in found
    ]
    command = [
        binary,
        "-addr",
        f"{where.hostname}:{where.port}",
        "-user",
        str(where.username),
        "-db",
        where.path.strip("/"),
        "-from",
        str(span.start_s),
        "-to",
        str(span.end_s),
    ]
    env = {**os.environ, "CLICKHOUSE_PASSWORD": where.password or ""}
    done = subprocess.run(
        command, input=json.dumps(queries), text=True, env=env, stderr=subprocess.PIPE
    )
    print(
        "\n".join(
            line for line in done.stderr.splitlines() if not line.startswith('{"@level":"debug"')
        ),
        file=sys.stderr,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
