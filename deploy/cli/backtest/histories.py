"""The histories that a backtest reads: what is stored, or a file; and the policy in force.

In: settings, a span, two policies. Out: their comparison. A bar on a terminal shows how far it is.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.cli.backtest import file
from deploy.single.engines import running_url
from schemas.events import DecisionMade, ReportsSighted
from streams.config.file import ConfigFile
from streams.config.mistakes import ConfigError
from streams.config.settings import Settings
from streams.core.durations import DAY_MS
from streams.core.surge.backtest import Comparison, compare
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.rehearsal import Night
from streams.store.database import Database
from streams.store.reads import history

# What is read before the span: baselines are a week's, and a surge that runs at its beginning is
# no alert of it.
WARM_UP_MS = 7 * DAY_MS
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Asked:
    """What is compared: a tenant's alerts from `from_ms` to `to_ms` under two policies."""

    tenant: str
    policy: SurgePolicy
    other: SurgePolicy
    night: Night
    from_ms: int | None
    to_ms: int | None

    def compared(
        self, records: Iterable[ReportsSighted], decisions: list[DecisionMade]
    ) -> Comparison:
        """The comparison over a history."""
        return compare(
            records,
            policy=self.policy,
            other=self.other,
            decisions=decisions,
            from_ms=self.from_ms or 0,
            to_ms=self.to_ms,
            night=self.night,
        )


def policy_in_force(settings: Settings, tenant: str) -> SurgePolicy:
    """What the config file says now. Raises `ConfigError`."""
    config_file = ConfigFile(settings.config, given=settings.config_given)
    config = config_file.current()
    if config_file.error:
        raise ConfigError(config_file.error)
    return config.policy(tenant)


def over_store(settings: Settings, asked: Asked, *, from_ms: int, to_ms: int) -> Comparison:
    """Over what ClickHouse holds. Raises `RumorTrackerError`."""
    start_ms = max(0, from_ms - WARM_UP_MS)
    database = Database(running_url(settings), threads=1)
    try:
        decisions = history.verdicts(database, asked.tenant, to_ms=to_ms)
        # Whoever asks for all there is writes years that hold nothing.
        spans = history.spans(database, asked.tenant, from_ms=start_ms, to_ms=to_ms)
        first_ms, last_ms = (spans[0][0], spans[-1][1]) if spans else (start_ms, start_ms)
        with _bar("reading", total=last_ms - first_ms) as advance:
            time = _Time(first_ms, advance)
            records = history.records(database, asked.tenant, spans, reached=time.reach)
            return asked.compared(_by_time(records, time), decisions)
    finally:
        database.close()


def over_file(path: Path, asked: Asked) -> Comparison:
    """Over a file of reports. Raises `BadFile`."""
    with _bar("reading", total=None) as advance:
        reports = file.reports_in(path, asked.tenant, advance)
    with _bar("comparing", total=len(reports)) as advance:
        return asked.compared(file.records_of(reports, asked.tenant, advance), [])


@contextmanager
def _bar(what: str, total: float | None) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(what, total=total)
        yield lambda steps: progress.advance(task, steps)


@dataclass
class _Time:
    """How far a history is read: the bar moves with its time, not with what stands in it."""

    at_ms: int
    advance: Advance

    def reach(self, at_ms: int) -> None:
        self.advance(at_ms - self.at_ms)
        self.at_ms = at_ms


def _by_time(records: Iterable[ReportsSighted], time: _Time) -> Iterator[ReportsSighted]:
    for record in records:
        time.reach(record.received_at_ms)
        yield record
