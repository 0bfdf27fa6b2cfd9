"""A worker at its budget: it goes on, and nothing is lost or counted twice."""

import random
from collections import Counter
from pathlib import Path

import pytest

from schemas.events import Alert, Report
from schemas.topics import ALERTS, REPORTS, RUMORS, SIGHTINGS, SURGES
from streams import telemetry
from streams.config.file import ConfigFile
from streams.config.settings import Settings
from streams.core import budget
from streams.core.durations import HOUR_MS
from streams.log.engines import open_log
from streams.worker import app, ownership
from tests.support.builders import LANE, T0_MS, received, report
from tests.worker.parts import HOME, MakeWorker, Parts

TINY = 7_500_000  # bytes: the empty tables of an index take half of it
RECORDS = 24
REPORTS_OF_ONE = 100


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownership.UNBOUNDED, "most", TINY)
    monkeypatch.setattr(ownership.UNBOUNDED, "base", 0)


def text(seed: int) -> str:
    """A rumor that is like no other."""
    rng = random.Random(seed)
    return "".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(24))


def reports(record: int) -> list[Report]:
    """A record of new rumors, a minute after the one before."""
    first = record * REPORTS_OF_ONE
    return [
        report(first + n, text=text(first + n), observed_at_ms=T0_MS + record * 60_000)
        for n in range(REPORTS_OF_ONE)
    ]


async def take(worker: Parts, some: list[Report], *, at_ms: int = 0) -> None:
    """Through cluster and surge, as the log hands them on."""
    seen = len(worker.messages(SIGHTINGS))
    at_ms = at_ms or max(one.observed_at_ms for one in some)
    message = worker.put(REPORTS, received(*some, received_at_ms=at_ms))
    await worker.cluster.take(message)
    worker.commit(message.offset + 1, REPORTS)
    for sighted in worker.messages(SIGHTINGS, seen):
        await worker.surge.take(sighted)
        worker.commit(sighted.offset + 1)


async def flood(worker: Parts) -> None:
    """Ten times what the budget holds, with the timers of the process."""
    for record in range(RECORDS):
        await take(worker, reports(record))
        await worker.timers.memory()
        if record % 4 == 0:
            await worker.timers.flush()
    await worker.timers.flush()


def rumors_of(worker: Parts) -> dict[str, str]:
    """Report -> rumor, each once or this fails."""
    found = [one for event in worker.events(SIGHTINGS) for one in event.sightings]
    assert max(Counter(one.report_id for one in found).values()) == 1
    return {one.report_id: one.rumor_id for one in found}


def alerts(worker: Parts) -> list[Alert]:
    return [alert for event in worker.events(ALERTS) for alert in event.alerts]


def used(worker: Parts) -> dict[str, int]:
    return ownership.UNBOUNDED.used([worker.home], worker.deliverer.state)


async def test_every_report_is_counted_once_and_every_wording_known(worker: Parts) -> None:
    await flood(worker)
    lane, states = worker.home.clusters[LANE], worker.home.surges[LANE]
    assert len(lane.index) == len(lane.quotes) < RECORDS * REPORTS_OF_ONE
    assert len(states.rumors) + len(states.quiet) < RECORDS * REPORTS_OF_ONE
    assert sum(used(worker).values()) <= TINY
    before = rumors_of(worker)
    assert len(before) == RECORDS * REPORTS_OF_ONE
    # A wording whose exemplar was given up is known as what it was.
    again = [report(100_000 + n, text=text(n), observed_at_ms=T0_MS + HOUR_MS) for n in range(10)]
    await take(worker, again)
    after = rumors_of(worker)
    assert [after[one.report_id] for one in again] == [
        before[report(n).report_id] for n in range(10)
    ]
    variants = [one.variant_id for event in worker.events(RUMORS) for one in event.variants]
    assert len(variants) == len(set(variants)) == RECORDS * REPORTS_OF_ONE


async def test_a_rumor_that_was_given_up_surges_and_is_quoted(worker: Parts) -> None:
    await flood(worker)
    quoted = worker.home.clusters[LANE].quotes[0]
    rumor_id = worker.home.clusters[LANE].rumor_of(worker.home.clusters[LANE].index.cluster_of(0))
    state = worker.home.surges[LANE]
    state.lull(10_000)
    state.drop(10_000)
    assert rumor_id not in state.rumors
    at_ms = T0_MS + HOUR_MS
    wave = [report(200_000 + n, text=quoted, observed_at_ms=at_ms + n * 1_000) for n in range(60)]
    await take(worker, wave)
    (alert, *_) = [one for one in alerts(worker) if one.rumor_id == rumor_id]
    assert (alert.event, alert.text) == ("raised", quoted)
    assert alert.title
    assert alert.reporters == 60


async def test_a_restart_stays_within_the_bound_and_goes_on(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await flood(first)
    before = rumors_of(first)
    successor = await make_worker()
    lane = successor.home.clusters[LANE]
    assert len(lane.rows) == RECORDS * REPORTS_OF_ONE
    assert len(lane.index) == len(lane.quotes) < RECORDS * REPORTS_OF_ONE
    assert sum(used(successor).values()) <= TINY
    new = reports(RECORDS)
    old = [report(300_000 + n, text=text(n), observed_at_ms=T0_MS + HOUR_MS) for n in range(10)]
    repeated = reports(RECORDS - 1)  # a client that sends its last batch again
    await take(successor, [*new, *old, *repeated])
    after = rumors_of(successor)
    assert len(after) == len(before) + len(new) + len(old)
    assert [after[one.report_id] for one in old] == [before[report(n).report_id] for n in range(10)]


async def test_what_was_given_up_is_deleted_on_the_log(worker: Parts) -> None:
    await flood(worker)
    newest = {r.key: r.value for r in worker.raw.read(SURGES.name, HOME, 0, 100_000)}
    states = worker.home.surges[LANE]
    kept = {*states.rumors, *(f"{number:016x}" for number in states.quiet)}
    written = {
        key.decode()
        for key, value in newest.items()
        if key is not None and value is not None and not key.startswith(b"lane:")
    }
    assert written == kept
    assert None in newest.values()


async def test_it_is_told_what_takes_how_much(worker: Parts) -> None:
    telemetry.worker_begins(TINY)
    await flood(worker)
    shown = telemetry.exposition().decode()
    for kind in (budget.IDS, *budget.ORDER):
        assert f'rumor_worker_memory_bytes{{kind="{kind}"}} ' in shown
    figures = dict(line.rsplit(" ", 1) for line in shown.splitlines() if line[0] != "#")
    assert float(figures["rumor_worker_memory_budget_bytes"]) == TINY
    for kind in (budget.SURGES, budget.MATCHING):
        assert float(figures[f'rumor_worker_memory_given_up_total{{kind="{kind}"}}']) > 0


async def test_without_a_budget_nothing_is_given_up(
    worker: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ownership.UNBOUNDED, "most", 0)
    await flood(worker)
    assert len(worker.home.clusters[LANE].index) == RECORDS * REPORTS_OF_ONE
    assert len(worker.home.surges[LANE].rumors) == RECORDS * REPORTS_OF_ONE


def test_the_bound_is_told_before_there_is_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for compiled in ("index", "warming", "stance"):
        monkeypatch.setattr(f"streams.worker.app.{compiled}.warm_up", lambda: None)
    settings = Settings(data_dir=tmp_path, worker_memory_mib=512)
    app.make(settings, ConfigFile(tmp_path / "c.toml"), open_log(settings.log))
    shown = telemetry.exposition().decode().splitlines()
    [told] = [line for line in shown if line.startswith("rumor_worker_memory_budget_bytes ")]
    assert float(told.split()[1]) == 512 * budget.MIB
