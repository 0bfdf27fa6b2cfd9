"""Runs benchmarks by name: python -m tests.bench matching surge --data FOLDER

FOLDER holds ced_messages.jsonl.gz and ced_reports.jsonl.gz.
"""

import argparse
import importlib
import os
import platform
import sys
import time
from pathlib import Path

NAMES = (
    "matching",
    "texts",
    "hostile",
    "stance",
    "changes",
    "orders",
    "drift",
    "apart",
    "surge",
    "days",
    "quiet",
    "messages",
    "reports",
    "loop",
    "intake",
    "single",
    "trickle",
    "storing",
    "latency",
    "deliveries",
    "start",
    "kills",
    "memory",
    "kafka",
    "faults",
    "dashboards",
    "decisions",
    "analysts",
    "console",
    "pages",
    "answers",
    "checks",
    "factchecks",
    "fuzz",
    "conformance",
    "slow",
    "soak",
)
NEED_DATA = (
    "matching",
    "texts",
    "orders",
    "drift",
    "apart",
    "surge",
    "messages",
    "reports",
    "factchecks",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(NAMES)}; default all that can run")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--minutes", type=float, default=30.0, help="of soak; default 30")
    parser.add_argument("--sightings", type=int, default=10_000_000, help="of pages; default 10 M")
    options = parser.parse_args()
    for name in options.names or [n for n in NAMES if options.data or n not in NEED_DATA]:
        if name not in NAMES:
            parser.error(f"no benchmark {name!r}")
        if name in NEED_DATA and options.data is None:
            parser.error(f"{name} needs --data FOLDER")
        machine = f"{os.cpu_count()} cores, {platform.machine()}"
        print(f"== {name} ({machine}, Python {platform.python_version()})", flush=True)
        began = time.monotonic()
        module = importlib.import_module(f"tests.bench.{name}")
        if name == "soak":
            module.run(options.minutes)
        elif name == "pages":
            module.run(options.sightings)
        else:
            module.run(options.data) if name in NEED_DATA else module.run()
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
