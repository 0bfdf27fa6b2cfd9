"""200,000 real reports replayed by the command:

what is counted equals what was accepted; F1 against the gold clusters.
"""

import gzip
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import gold
from tests.support.system import System

REPORTS = 200_000


def run(data: Path) -> None:
    clusters = {m["message_id"]: m["cluster"] for m in gold.lines(data / "ced_messages.jsonl.gz")}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reports.jsonl.gz"
        with (
            gzip.open(data / "ced_reports.jsonl.gz", "rb") as source,
            gzip.open(file, "wb", 1) as target,
        ):
            target.writelines(itertools.islice(source, REPORTS))
        system = System(Path(folder)).start()
        try:
            measure(system, file, clusters)
        finally:
            system.stop()


def measure(system: System, file: Path, clusters: dict[str, str]) -> None:
    command = [
        sys.executable,
        "-m",
        "deploy.cli.main",
        "replay",
        str(file),
        "--batch",
        "1000",
        "--url",
        system.url,
        "--key",
        system.key,
        "--json",
    ]
    env = {**os.environ, "RUMOR_DATA_DIR": str(system.data)}
    began = time.monotonic()
    told = json.loads(
        subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    )
    accepted = told["accepted"]
    print(
        f"   {accepted:,} accepted, {told['refused']} refused {told['refused_by_code']} in {told['seconds']} s ({told['per_second']:,}/s)"
    )
    system.settle(accepted, 400)
    base = system.database()
    spread, facts = base.execute(
        "SELECT (SELECT sum(reports) FROM spread_day FINAL), (SELECT count() FROM sightings FINAL)"
    )[0]
    print(
        f"   after {time.monotonic() - began:.0f} s: counted {spread:,}, facts {facts:,}, accepted {accepted:,}: {'equal' if spread == facts == accepted else 'DIFFERENT'}"
    )
    wrong = base.execute(
        "SELECT count() FROM (SELECT rumor_id, sum(reports) AS n FROM spread_minute FINAL GROUP BY rumor_id) AS a "
        "FULL JOIN (SELECT rumor_id, count() AS n FROM sightings FINAL GROUP BY rumor_id) AS b USING rumor_id WHERE a.n != b.n"
    )[0][0]
    print(f"   rumors whose spread differs from a recount of the facts: {wrong}")
    rows = base.execute("SELECT external_id, rumor_id FROM sightings FINAL")
    gold_of = [clusters[external.rpartition(":")[0]] for external, _ in rows]
    print(
        f"   all reports against the clusters of their originals: {gold.shown(gold.score([rumor for _, rumor in rows], gold_of))}"
    )
    originals = [
        (rumor, cluster)
        for (external, rumor), cluster in zip(rows, gold_of, strict=True)
        if external.endswith(":0")
    ]
    print(
        f"   the {len(originals):,} originals among them: {gold.shown(gold.score(*zip(*originals, strict=True)))}"
    )
    base.close()
