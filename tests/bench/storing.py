"""What the store costs: CPU a report of its own code and of ClickHouse, records of 500 reports,
half of them new wordings, against the embedded engine. No log, no Faust.
"""

import asyncio
import gc
import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil

from deploy.demo import scenario
from schemas.events import ReportsSighted, RumorsGrown, Sighting, Source, VariantJoined
from schemas.topics import LANE_PARTITIONS, RUMORS, SIGHTINGS, Topic
from streams.core.ids import report_id
from streams.log.contract import partition_of
from streams.store import migrations
from streams.store.database import Database
from streams.store.writer import GC_THRESHOLDS, Writer
from tests.support.clickhouse import listening

LANE = "main/cjk"
RECORD = 500  # reports
RECORDS = 20  # between two writes
WRITES = 20
ROUNDS = 3  # the first one warms up; what is merged late is merged in the last


@dataclass
class Message:
    """A record, as Faust gives it."""

    value: bytes
    offset: int
    key: bytes = LANE.encode()
    partition: int = partition_of(LANE.encode(), LANE_PARTITIONS)
    timestamp: float = 0.0


class Event:
    def __init__(self, value: bytes, offset: int) -> None:
        self.message = Message(value, offset)
        self.value = value

    def ack(self) -> None:
        """Nobody reads the log again."""


def run() -> None:
    with tempfile.TemporaryDirectory() as folder, listening(folder) as engine:
        (clickhouse,) = psutil.Process().children()
        database = Database(engine.url())
        migrations.migrate(database)
        asyncio.run(measure(database, clickhouse))
        database.close()


async def measure(database: Database, clickhouse: psutil.Process) -> None:
    writer = Writer(database, LANE_PARTITIONS)
    await writer.load()
    taken = records()
    gc.freeze()  # as the process does
    gc.set_threshold(*GC_THRESHOLDS)
    for _ in range(ROUNDS):
        writes = [list(itertools.islice(taken, 2 * RECORDS)) for _ in range(WRITES)]
        took_s, wrote_s = 0.0, 0.0
        before_s = sum(clickhouse.cpu_times()[:2])
        for write in writes:
            began_s = time.process_time()
            for topic, value, offset in write:
                await writer.take(topic, Event(value, offset))
            taken_s = time.process_time()
            await writer.flush()
            await writer.recounting.recount()
            took_s += taken_s - began_s
            wrote_s += time.process_time() - taken_s
        await asyncio.sleep(3)  # merges
        us = 1e6 / (WRITES * RECORDS * RECORD)
        used_s = sum(clickhouse.cpu_times()[:2]) - before_s
        print(
            f"   a report: taking {took_s * us:.1f}, writing {wrote_s * us:.1f}, "
            f"ClickHouse with its merges {used_s * us:.1f} us of CPU"
        )


def records() -> Iterator[tuple[Topic[Any], bytes, int]]:
    """Of wordings and of sightings in turns, for ever."""
    chance = random.Random(5)
    reports = scenario.load(5)
    rumors = [f"{chance.getrandbits(64):016x}" for _ in range(500)]
    known = [f"{chance.getrandbits(64):016x}" for _ in range(2_000)]
    for offset in itertools.count():
        now_ms = int(time.time() * 1_000)
        variants, sightings = [], []
        for number in range(RECORD):
            report = next(reports)
            rumor = rumors[int(chance.random() ** 2 * len(rumors))]
            variant = chance.choice(known)
            if number % 2:
                variant = f"{chance.getrandbits(64):016x}"
                variants.append(
                    VariantJoined(
                        variant_id=variant,
                        rumor_id=rumor,
                        text=report["text"],
                        stance="carries",
                        first_seen_ms=now_ms,
                        exemplar_id=chance.choice(known),
                        score=0.93,
                    )
                )
            sightings.append(
                Sighting(
                    report_id=report_id("main", "load", report["external_id"].encode()),
                    variant_id=variant,
                    rumor_id=rumor,
                    stance="carries",
                    observed_at_ms=now_ms,
                    app="load",
                    reporter=f"{chance.randrange(200_000) * 0x9E3779B97F4A7C15 % 2**64:016x}",
                    channel=report["channel"],
                    place=report["place"],
                    external_id=report["external_id"],
                )
            )
        given: dict[str, Any] = {
            "lane": LANE,
            "source": Source(partition=0, offset=offset),
            "received_at_ms": now_ms,
        }
        grown = RumorsGrown(curation_offset=0, variants=tuple(variants), **given)
        yield RUMORS, RUMORS.encode(grown), offset
        sighted = ReportsSighted(sightings=tuple(sightings), **given)
        yield SIGHTINGS, SIGHTINGS.encode(sighted), offset
