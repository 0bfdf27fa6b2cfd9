"""Schemathesis over the OpenAPI document of a whole system: ten thousand requests."""

import tempfile
from pathlib import Path

from deploy.demo import scenario
from tests.fuzz.conformance import conform
from tests.support.players import post_batch
from tests.support.system import temporary

REPORTS = 2_000
EXAMPLES = 300  # of each operation


def run() -> None:
    reports = scenario.load(5, rumors=50)
    with temporary() as system, tempfile.TemporaryDirectory() as folder:
        post_batch(system.api, [next(reports) for _ in range(REPORTS)])
        found = conform(system, Path(folder), phases="coverage,fuzzing", examples=EXAMPLES)
    print(f"   {found.tried:,} requests, each answered as documented: {found.conforms}")
    if not found.conforms:
        print(found.report)
