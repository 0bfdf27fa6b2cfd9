"""What a report costs the intake, step by step, in one process: batches of 1,000 judged and made
durable on the embedded log, and what came of them read back as the API does.

CPU of the process, HTTP aside; the cluster step, which stands for the worker, is not counted.
"""

import asyncio
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.demo import scenario
from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.events import ReportsReceived, Source
from schemas.topics import CATALOGUE, REPORTS, RUMORS, SIGHTINGS, partitions_of
from streams.config.keys import Key
from streams.core import clusters
from streams.core.clusters.state import LaneClusters
from streams.core.curation import Decisions
from streams.core.matching.index import warm_up
from streams.intake.acceptance import Acceptance
from streams.intake.accepted import AcceptedIds
from streams.intake.appender import Appender
from streams.intake.batches import Batch
from streams.intake.recent import Recent
from streams.intake.turns import Turns
from streams.replica.reports import RecentReports
from streams.replica.wordings import Wordings

BATCHES = 100
BATCH = 1_000
LANE_PARTITIONS = 4
KEY = Key(name="bench", hash="", tenant="main")
SECRET = b"of the bench, and of nobody else"


def run() -> None:
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        used = asyncio.run(_measured(Path(folder)))
    for step, used_s in used.items():
        print(f"   {step:>32}: {used_s / (BATCHES * BATCH) * 1e6:5.2f} us a report")


async def _measured(folder: Path) -> dict[str, float]:
    raw = EventLog(folder / "log.db")
    for topic in CATALOGUE:
        raw.create_topic(topic.name, partitions_of(topic, LANE_PARTITIONS))
    log = SqliteLog(f"sqlite://{folder / 'log.db'}")
    await log.start()
    recent = Recent(log, LANE_PARTITIONS)
    await recent.follow()
    acceptance = Acceptance(
        appender=Appender(recent.own),  # type: ignore[arg-type]
        recent=recent,
        accepted=AcceptedIds(),
        turns=Turns(),
        reporter_key=SECRET,
    )
    wordings = Wordings(log, LANE_PARTITIONS, Decisions())
    reports = RecentReports(log, LANE_PARTITIONS)
    worker = Worker(raw)
    used = defaultdict[str, float](float)
    for body in bodies():
        with counted(used, "items found and judged"):
            good, _ = await acceptance.turns.run(Batch(lines=True).judge(body))
        with counted(used, "reports made and durable"):
            await acceptance.take(KEY, good)
        worker.go_on()
        with counted(used, "wordings followed"):
            await wordings.follow()
        with counted(used, "reports followed, once wanted"):
            await reports.follow()
    await log.stop()
    raw.close()
    return used


def bodies() -> Iterator[bytes]:
    """As `loop` sends them: half of the reports are new wordings."""
    made = scenario.load(11)
    for _ in range(BATCHES):
        lines = [json.dumps(next(made), ensure_ascii=False) for _ in range(BATCH)]
        yield "\n".join(lines).encode()


@contextmanager
def counted(used: dict[str, float], step: str) -> Iterator[None]:
    began_s = time.process_time()
    yield
    used[step] += time.process_time() - began_s


class Worker:
    """Writes what the cluster step makes of the reports on the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._lanes: dict[str, LaneClusters] = {}
        self._next = Counter[int]()

    def go_on(self) -> None:
        for partition in range(LANE_PARTITIONS):
            for record in self._log.read(REPORTS.name, partition, self._next[partition], BATCH):
                self._next[partition] = record.offset + 1
                self._fold(
                    REPORTS.decode(record.value), Source(partition=partition, offset=record.offset)
                )

    def _fold(self, event: ReportsReceived, source: Source) -> None:
        lane = self._lanes.setdefault(event.lane, LaneClusters.empty(event.lane))
        _, outcome = clusters.step(lane, event, source=source, curation_offset=0)
        key = event.lane.encode()
        if outcome.grown:
            self._log.append([NewRecord(RUMORS.name, key, RUMORS.encode(outcome.grown))])
        if outcome.sighted:
            self._log.append([NewRecord(SIGHTINGS.name, key, SIGHTINGS.encode(outcome.sighted))])
