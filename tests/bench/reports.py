"""200,000 real reports replayed by the command: what is counted equals what was accepted; F1
against the gold clusters.
"""

import gzip
import itertools
import json
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench import gold
from tests.support import cli
from tests.support.system import System, spread_wrong, temporary

REPORTS = 200_000
COUNTS = "SELECT (SELECT sum(reports) FROM spread_day FINAL), (SELECT count() FROM sightings FINAL)"


def run(data: Path) -> None:
    clusters = {m["message_id"]: m["cluster"] for m in gold.lines(data / "ced_messages.jsonl.gz")}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reports.jsonl.gz"
        with (
            gzip.open(data / "ced_reports.jsonl.gz", "rb") as source,
            gzip.open(file, "wb", 1) as target,
        ):
            target.writelines(itertools.islice(source, REPORTS))
        with temporary() as system:
            measure(system, file, clusters)


def measure(system: System, file: Path, clusters: dict[str, str]) -> None:
    began_s = time.monotonic()
    accepted = replay(system, file)
    system.settle(accepted, 400)
    took_s = time.monotonic() - began_s
    base = system.database()
    spread, facts = base.execute(COUNTS)[0]
    verdict = "equal" if spread == facts == accepted else "DIFFERENT"
    print(
        f"   after {took_s:.0f} s: counted {spread:,}, facts {facts:,}, accepted {accepted:,}: "
        f"{verdict}; rumors whose spread differs from a recount: {spread_wrong(base)}"
    )
    rows = base.execute("SELECT external_id, rumor_id FROM sightings FINAL")
    base.close()
    pairs = [(rumor, clusters[external.rpartition(":")[0]], external) for external, rumor in rows]
    show("all reports against the clusters of their originals", pairs)
    show("the originals among them", [pair for pair in pairs if pair[2].endswith(":0")])


def replay(system: System, file: Path) -> int:
    """Sends the file -> how many reports were accepted."""
    where = ("--url", system.url, "--key", system.key, "--json")
    words = ("replay", str(file), "--batch", "1000", *where)
    env = cli.environment(RUMOR_DATA_DIR=str(system.data))
    done = subprocess.run(cli.command(*words), env=env, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    print(
        f"   {told['accepted']:,} accepted, {told['refused']} refused {told['refused_by_code']} "
        f"in {told['seconds']} s ({told['per_second']:,}/s)"
    )
    return int(told["accepted"])


def show(name: str, pairs: list[tuple[str, str, str]]) -> None:
    """Scores of (rumor, gold cluster, external id)."""
    scores = gold.score([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    print(f"   {name} ({len(pairs):,}): {gold.shown(scores)}")
