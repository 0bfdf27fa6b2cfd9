"""A history from a file of reports: every line clustered in this process, as the worker would.

In: JSON lines in the report form of the API, plain or .gz. Out: records of sightings in the order
of their times; a report is taken as received when it was observed. All of it is in memory: about a
kilobyte a report.
"""

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path

from deploy.cli.files import BadFile, opened
from schemas.api.reports import ReportIn
from schemas.events import Report, ReportsReceived, ReportsSighted, Source
from streams.core import clusters
from streams.core.clusters import LaneClusters, RepeatWindow
from streams.core.lanes import lane_of
from streams.intake import validation
from streams.intake.acceptance import pseudonym, report_of
from streams.intake.identity import Ids
from streams.intake.problems import Problem

TOGETHER_MS = 1_000  # reports of one lane so near to each other are a record
MOST_TOGETHER = 500
NO_SECRET = b"backtest"  # pseudonyms that leave this process nowhere
Step = Callable[[int], None]


def reports_in(path: Path, tenant: str, progress: Step = lambda lines: None) -> list[Report]:
    """The reports of a file by their times. Raises `BadFile` for the first line that is none."""
    ids = Ids(tenant=tenant, app="backtest", repeat="backtest")
    found = []
    with opened(path) as file:
        for number, raw in enumerate(file, 1):
            line = raw.removeprefix(codecs.BOM_UTF8).strip()
            if line:
                found.append(_report(path=path, number=number, line=line, tenant=tenant, ids=ids))
            progress(1)
    if not found:
        raise BadFile(f"{path} holds no report")
    found.sort(key=lambda report: report.observed_at_ms)
    return found


def records_of(
    reports: list[Report], tenant: str, progress: Step = lambda reports: None
) -> Iterator[ReportsSighted]:
    """What the reports are sighted as, one record a second and lane."""
    lanes: dict[str, LaneClusters] = {}
    repeats = RepeatWindow()
    for number, event in enumerate(_received(reports, tenant)):
        state = lanes.get(event.lane)
        if state is None:
            state = lanes[event.lane] = LaneClusters.empty(event.lane, repeats)
        source = Source(partition=0, offset=number)
        _, outcome = clusters.step(state, event, source=source, curation_offset=0)
        progress(len(event.reports))
        if outcome.sighted is not None:
            yield outcome.sighted


def _report(path: Path, number: int, line: bytes, tenant: str, ids: Ids) -> Report:
    try:
        item = validation.one(line)
    except Problem as problem:
        raise BadFile(f"{path}, line {number}: {problem.detail}") from None
    return _with_time(path=path, number=number, item=item, tenant=tenant, ids=ids)


def _with_time(path: Path, number: int, item: ReportIn, tenant: str, ids: Ids) -> Report:
    if item.observed_at is None:
        raise BadFile(f"{path}, line {number}: /observed_at: a history needs the time of a report")
    reporter = pseudonym(NO_SECRET, tenant, item.reporter or "")
    return report_of(
        item,
        report_id=ids.of(item, reporter),
        app="backtest",
        reporter=reporter,
        now_ms=round(item.observed_at.timestamp() * 1_000),
    )


def _received(reports: list[Report], tenant: str) -> Iterator[ReportsReceived]:
    start = 0
    for at in range(1, len(reports) + 1):
        if at < len(reports) and at - start < MOST_TOGETHER:
            gap_ms = reports[at].observed_at_ms - reports[start].observed_at_ms
            if gap_ms < TOGETHER_MS:
                continue
        together: dict[str, list[Report]] = {}
        for report in reports[start:at]:
            together.setdefault(lane_of(tenant, report.text), []).append(report)
        now_ms = reports[at - 1].observed_at_ms
        for lane, some in together.items():
            yield ReportsReceived(lane=lane, received_at_ms=now_ms, reports=tuple(some))
        start = at
