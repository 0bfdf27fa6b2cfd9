"""The catalogue of metrics, and one function for each fact that a process tells.

Call sites name facts; how a fact is counted, and under which labels, stands here alone. Labels have
few values: no rumor, no reporter, no text, and no key ever is one.
"""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.registry import Collector

# Our own registry: the library's default one adds figures about Python that nobody looks at.
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # start time, CPU and memory: restarts show as a new start time

# Seconds. From what one record takes (a few ms) to what holds up a partition (half a minute).
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# Scores of joins: below 0.2 nothing joins.
_SCORES = tuple(tenths / 10 for tenths in range(2, 11))


def _counter(name: str, help: str, *labels: str) -> Counter:
    return Counter(name, help, labels, registry=REGISTRY)


def _seconds(name: str, help: str, *labels: str) -> Histogram:
    return Histogram(name, help, labels, buckets=_SECONDS, registry=REGISTRY)


# Dashboards and alert rules ask for these names and labels: a renamed one empties panels that
# people watch. `rumor_x` is exposed as `rumor_x_total` where it is a counter.

_ACCEPTED = _counter(
    "rumor_reports_accepted", "Reports answered 202, durable on the log.", "tenant"
)
_REFUSED = _counter("rumor_reports_refused", "Refused reports, or requests with some.", "code")
_REQUESTS = _seconds("rumor_http_request_seconds", "Duration of HTTP requests.", "route", "status")
_SIGHTED = _counter("rumor_reports_sighted", "Reports given to a rumor.", "stance")
_REPEATED = _counter("rumor_reports_repeated", "Reports sent again, counted once.")
_JOINED = _counter("rumor_variants_joined", "New wordings that joined a rumor.")
_OPENED = _counter("rumor_rumors_opened", "New wordings that opened a rumor.")
_SCORE = Histogram("rumor_match_score", "Scores of joins.", buckets=_SCORES, registry=REGISTRY)
_ALERTS = _counter("rumor_alerts_told", "Alert changes.", "event", "level")
_DELIVERIES = _counter("rumor_deliveries_attempted", "Webhook attempts.", "receiver", "state")
_REJECTS = _counter("rumor_rejects", "What could not be used.", "stage", "reason")
_RECORDS = _counter("rumor_records_processed", "Records of the log that a step finished.", "step")
_STEPS = _seconds("rumor_step_seconds", "Duration of one record in a step, sends included.", "step")
_RETRIES = _counter("rumor_retries", "Work tried again because a neighbour was away.", "what")
_ROWS = _counter("rumor_rows_stored", "Rows inserted into ClickHouse.", "table")
_RECOUNTS = _seconds(
    "rumor_spread_recount_seconds", "Duration of one recount of touched minutes or days.", "what"
)
_MEMORY = Gauge(
    "rumor_worker_memory_bytes",
    "What a worker's state takes, by kind, as counted.",
    ["kind"],
    registry=REGISTRY,
)
_MEMORY_BUDGET = Gauge(
    "rumor_worker_memory_budget_bytes",
    "What a worker may take in all; 0: no bound.",
    registry=REGISTRY,
)
_GIVEN_UP = _counter(
    "rumor_worker_memory_given_up", "What a worker gave up to stay within its budget.", "kind"
)
_LAG = Gauge(
    "rumor_lag_records",
    "Records of a topic that a step has not finished.",
    ["step", "topic", "partition"],
    registry=REGISTRY,
)
_READY = Gauge(
    "rumor_ready",
    "1 when the process has its state and takes work.",
    ["process"],
    registry=REGISTRY,
)
# What the worker's steps alone tell. Without labels a metric stands at 0 from the start, in every
# process: an intake would say that there is no bound, or that nothing ever joined.
_OF_WORKER = frozenset(
    {
        "rumor_reports_repeated",
        "rumor_variants_joined",
        "rumor_rumors_opened",
        "rumor_match_score",
        "rumor_worker_memory_budget_bytes",
    }
)


class _Here(Collector):
    """What this process has to tell of the registry."""

    is_worker = False

    def collect(self) -> Iterator[Metric]:
        for family in REGISTRY.collect():
            if self.is_worker or family.name not in _OF_WORKER:
                yield family


_HERE = _Here()


def worker_begins(most: int) -> None:
    """This process runs the worker's steps, within so many bytes: from here on it tells of them."""
    _HERE.is_worker = True
    _MEMORY_BUDGET.set(most)


def reports_accepted(tenant: str, count: int) -> None:
    _ACCEPTED.labels(tenant=tenant).inc(count)


def reports_refused(code: str, count: int = 1) -> None:
    """Reports, or whole requests that bring some, answered with a problem of this code."""
    _REFUSED.labels(code=code).inc(count)


def request_answered(route: str, status: int, took_s: float) -> None:
    """`route` is the pattern, never the path: ids would make a series of every rumor."""
    _REQUESTS.labels(route=route, status=str(status)).observe(took_s)


def reports_sighted(stance: str, count: int) -> None:
    _SIGHTED.labels(stance=stance).inc(count)


def reports_repeated(count: int) -> None:
    _REPEATED.inc(count)


def variants_joined(scores: Sequence[float]) -> None:
    _JOINED.inc(len(scores))
    for score in scores:
        _SCORE.observe(score)


def rumors_opened(count: int) -> None:
    _OPENED.inc(count)


def alert_told(event: str, level: str) -> None:
    _ALERTS.labels(event=event, level=level).inc()


def delivery_attempted(receiver: str, state: str) -> None:
    """`state` is the one after the attempt."""
    _DELIVERIES.labels(receiver=receiver, state=state).inc()


def rejected(stage: str, reason: str) -> None:
    _REJECTS.labels(stage=stage, reason=reason).inc()


def records_processed(step: str, count: int = 1) -> None:
    _RECORDS.labels(step=step).inc(count)


def step_took(step: str, took_s: float) -> None:
    """One record in a step, sends included."""
    _STEPS.labels(step=step).observe(took_s)


def retried(what: str) -> None:
    """Work is tried again because a neighbour was away."""
    _RETRIES.labels(what=what).inc()


def rows_stored(table: str, count: int) -> None:
    _ROWS.labels(table=table).inc(count)


def spread_recounted(what: str, took_s: float) -> None:
    """One recount of touched `minutes` or `days`."""
    _RECOUNTS.labels(what=what).observe(took_s)


def memory(used: Mapping[str, int], most: int) -> None:
    """Bytes by kind, and the budget."""
    for kind, taken in used.items():
        _MEMORY.labels(kind=kind).set(taken)
    _MEMORY_BUDGET.set(most)


def memory_given_up(kind: str, count: int) -> None:
    """So many deliveries, ids, states or exemplars."""
    _GIVEN_UP.labels(kind=kind).inc(count)


def lag(step: str, topic: str, partition: int, records: int) -> None:
    """So many records wait for a step now."""
    _LAG.labels(step=step, topic=topic, partition=str(partition)).set(records)


def lag_gone(step: str, topic: str, partition: int) -> None:
    """Another process has the partition now: this one's last figure would stand there for ever.

    Raises `KeyError` where there was none.
    """
    _LAG.remove(step, topic, str(partition))


def process_ready(process: str) -> None:
    _READY.labels(process=process).set(1)


def exposition() -> bytes:
    """The metrics of this process in Prometheus' text format."""
    return generate_latest(_HERE)
