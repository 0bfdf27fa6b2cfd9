"""A million askers of one rumor are told its verdict: answers made from a real ClickHouse, each
stored as the store does it; then reports that come later, and a correction.
"""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from schemas.events import AlertsTold, Source, VerdictTold
from streams.clock import SettableClock
from streams.config.file import ConfigFile
from streams.core import curation
from streams.log.contract import partition_of
from streams.store import migrations, rows
from streams.store.answering import Questions
from streams.store.database import Database
from streams.worker.answers import GATHERED_S, Answers, lane_of_answers
from streams.worker.partition import Partition
from tests.support import configs
from tests.support.builders import decision
from tests.support.clickhouse import listening

ASKERS = 1_000_000
OTHERS = 1_000_000  # reports of the same app on other rumors
RUMOR = "ab" * 8
FILL = """INSERT INTO sightings (tenant, report_id, variant_id, rumor_id, stance, observed_at,
    received_at, app, reporter, channel, place, external_id, backfill, version)
SELECT 'main', generateUUIDv4(number), {rumor} + number % 50, {rumor}, 'carries',
    now() - toIntervalSecond(rand(1) % 86400) AS at, at, 'app', number + 1, 'wechat', '',
    concat('report-of-the-app-', toString(number)), 0, 0
FROM numbers({count})"""
EACH = """SELECT count(), uniqExact(report_id), uniqExact(report_id, decision_id)
FROM answered FINAL"""


@dataclass
class Store:
    """Stands for log and store: what is answered is stored at once."""

    database: Database
    offset: int = 0
    answers: list[VerdictTold] = field(default_factory=list)
    stored_s: float = 0.0

    async def answer(self, partition: Partition, lane: str, answer: VerdictTold) -> None:
        began = time.perf_counter()
        self.offset += 1
        source = Source(partition=0, offset=0)
        event = AlertsTold(lane=lane, source=source, answers=(answer,))
        for block in rows.answers(event, self.offset):
            self.database.insert(block)
        self.answers.append(answer)
        self.stored_s += time.perf_counter() - began


class Owner:
    """Owns the one partition there is."""

    settled = True
    lane_partitions = 1

    def __init__(self) -> None:
        self.partitions = {partition_of(lane_of_answers("main").encode(), 1): Partition(0, 1)}

    def holds(self, partition: Partition) -> bool:
        return True


class NoLog:
    """Decisions are given directly."""

    async def ends(self, topic: str) -> dict[int, Any]:
        return {}


def run(_: Path | None = None) -> None:
    with listening() as engine, TemporaryDirectory() as folder:
        database = Database(engine.url("rumor_bench"))
        migrations.migrate(database)
        number = int(RUMOR, 16)
        database.execute(FILL.format(rumor=f"toUInt64({number})", count=ASKERS))
        other = "toUInt64(cityHash64(number % 20000))"
        database.execute(FILL.format(rumor=other, count=OTHERS))
        block = configs.receiver("http://127.0.0.1:1/hook", app="app")
        config = ConfigFile(configs.write(Path(folder) / "c.toml", block))
        asyncio.run(_told(database, config))
        database.close()


async def _told(database: Database, config: ConfigFile) -> None:
    store = Store(database)
    clock = SettableClock(int(time.time() * 1_000))
    answers = Answers(
        cast(Any, NoLog()), config, cast(Any, Owner()), cast(Any, store), Questions(database), clock
    )
    await _look(answers, store, "nothing rated")
    for offset, rating in enumerate(("false", "misleading")):
        made = decision(rating, rumor_id=RUMOR, decision_id=f"dec_{offset}")
        curation.step(answers.decisions, made, offset=offset)
        await _look(answers, store, f"rated {rating}")
        reports, distinct, pairs = database.execute(EACH)[0]
        print(f"  {reports:,} named, {distinct:,} reports, {pairs:,} with their verdict")
    clock.move(GATHERED_S)
    await _look(answers, store, "a look at what is new, nothing is")


async def _look(answers: Answers, store: Store, what: str) -> None:
    began, stored_s, count = time.perf_counter(), store.stored_s, len(store.answers)
    await answers.tick()
    took_s = time.perf_counter() - began
    new = store.answers[count:]
    named = sum(len(one.reports) for one in new)
    print(
        f"{what}: {took_s:.1f} s, of which {store.stored_s - stored_s:.1f} s storing; "
        f"{len(new)} answers that name {named:,} reports"
    )
