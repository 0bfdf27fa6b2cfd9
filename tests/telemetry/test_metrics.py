"""Metrics: each fact changes the series that dashboards and alert rules ask for, and no other."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from streams import telemetry
from streams.telemetry import metrics


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """(name, labels) -> value of all there is; when a series was made says nothing."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in telemetry.REGISTRY.collect()
        for sample in family.samples
        if not sample.name.startswith("process_") and not sample.name.endswith("_created")
    }


FACTS: list[tuple[Callable[[], None], str, dict[str, str], float]] = [
    (
        lambda: telemetry.reports_accepted("north", 3),
        "rumor_reports_accepted_total",
        {"tenant": "north"},
        3,
    ),
    (lambda: telemetry.reports_refused("bad"), "rumor_reports_refused_total", {"code": "bad"}, 1),
    (
        lambda: telemetry.reports_refused("long", 4),
        "rumor_reports_refused_total",
        {"code": "long"},
        4,
    ),
    (
        lambda: telemetry.request_answered("/v1/rumors", 200, 0.25),
        "rumor_http_request_seconds_sum",
        {"route": "/v1/rumors", "status": "200"},
        0.25,
    ),
    (
        lambda: telemetry.reports_sighted("carries", 5),
        "rumor_reports_sighted_total",
        {"stance": "carries"},
        5,
    ),
    (lambda: telemetry.reports_repeated(2), "rumor_reports_repeated_total", {}, 2),
    (lambda: telemetry.variants_joined([0.5]), "rumor_variants_joined_total", {}, 1),
    (lambda: telemetry.variants_joined([0.75]), "rumor_match_score_sum", {}, 0.75),
    (lambda: telemetry.rumors_opened(6), "rumor_rumors_opened_total", {}, 6),
    (
        lambda: telemetry.alert_told("raised", "surge"),
        "rumor_alerts_told_total",
        {"event": "raised", "level": "surge"},
        1,
    ),
    (
        lambda: telemetry.delivery_attempted("desk", "dead"),
        "rumor_deliveries_attempted_total",
        {"receiver": "desk", "state": "dead"},
        1,
    ),
    (
        lambda: telemetry.rejected("store", "unreadable"),
        "rumor_rejects_total",
        {"stage": "store", "reason": "unreadable"},
        1,
    ),
    (
        lambda: telemetry.records_processed("surge", 7),
        "rumor_records_processed_total",
        {"step": "surge"},
        7,
    ),
    (
        lambda: telemetry.step_took("surge", 0.5),
        "rumor_step_seconds_sum",
        {"step": "surge"},
        0.5,
    ),
    (lambda: telemetry.retried("insert"), "rumor_retries_total", {"what": "insert"}, 1),
    (
        lambda: telemetry.rows_stored("sightings", 8),
        "rumor_rows_stored_total",
        {"table": "sightings"},
        8,
    ),
    (
        lambda: telemetry.spread_recounted("days", 1.5),
        "rumor_spread_recount_seconds_sum",
        {"what": "days"},
        1.5,
    ),
    (
        lambda: telemetry.lag("surge", "rumor.sightings.v1", 3, 9),
        "rumor_lag_records",
        {"step": "surge", "topic": "rumor.sightings.v1", "partition": "3"},
        9,
    ),
    (
        lambda: telemetry.memory({"surges": 4_096}, 0),
        "rumor_worker_memory_bytes",
        {"kind": "surges"},
        4_096,
    ),
    (lambda: telemetry.memory({}, 1_024), "rumor_worker_memory_budget_bytes", {}, 1_024),
    (
        lambda: telemetry.memory_given_up("matching", 12),
        "rumor_worker_memory_given_up_total",
        {"kind": "matching"},
        12,
    ),
    (lambda: telemetry.process_ready("tests"), "rumor_ready", {"process": "tests"}, 1),
]


@pytest.mark.parametrize(
    ("tell", "name", "labels", "grows_by"), FACTS, ids=[f"{name} {of}" for _, name, of, _ in FACTS]
)
def test_a_fact_is_counted_where_dashboards_look(
    tell: Callable[[], None], name: str, labels: dict[str, str], grows_by: float
) -> None:
    series = (name, tuple(sorted(labels.items())))
    before = samples()
    tell()
    after = samples()
    assert after[series] - before.get(series, 0.0) == pytest.approx(grows_by)
    family = name.removesuffix("_total").removesuffix("_sum")
    others = {at for at, value in after.items() if before.get(at) != value and at[1] == series[1]}
    assert all(at[0].startswith(family) or labels == {} for at in others)


def test_every_fact_has_a_function_and_every_function_a_test() -> None:
    told = {name.removesuffix("_total").removesuffix("_sum") for _, name, _, _ in FACTS}
    there = {
        family.name
        for family in telemetry.REGISTRY.collect()
        if not family.name.startswith("process_")
    }
    assert told == there


WORKERS = [
    "rumor_reports_repeated_total",
    "rumor_variants_joined_total",
    "rumor_rumors_opened_total",
    "rumor_match_score_count",
]


def fresh(*told: str) -> dict[str, float]:
    """What a process of its own exports that told nothing else."""
    code = "; ".join(
        ("from streams import telemetry", *told, "print(telemetry.exposition().decode())")
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if line and line[0] != "#"]
    shown = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}
    return {name: value for name, value in shown.items() if not name.startswith("process_")}


def test_a_process_exports_nothing_of_a_step_that_another_one_has() -> None:
    assert fresh() == {}
    assert list(fresh("telemetry.process_ready('intake')")) == ['rumor_ready{process="intake"}']


def test_a_worker_exports_its_counters_and_its_bound_from_the_start() -> None:
    shown = fresh("telemetry.worker_begins(4096)")
    assert shown["rumor_worker_memory_budget_bytes"] == 4_096
    assert [shown[name] for name in WORKERS] == [0, 0, 0, 0]


def test_a_score_is_counted_in_tenths() -> None:
    before = samples()
    telemetry.variants_joined([0.34])
    after = samples()
    buckets = {
        dict(labels)["le"]: value - before[name, labels]
        for (name, labels), value in after.items()
        if name == "rumor_match_score_bucket"
    }
    assert (buckets["0.3"], buckets["0.4"], buckets["1.0"], buckets["+Inf"]) == (0, 1, 1, 1)


def test_the_lag_of_a_partition_that_went_is_no_longer_shown() -> None:
    telemetry.lag("store", "rumor.alerts.v1", 0, 12)
    series = (
        "rumor_lag_records",
        (("partition", "0"), ("step", "store"), ("topic", "rumor.alerts.v1")),
    )
    assert samples()[series] == 12
    telemetry.lag_gone("store", "rumor.alerts.v1", 0)
    assert series not in samples()


def test_the_exposition_is_text_with_help_and_restarts() -> None:
    text = metrics.exposition().decode()
    assert "# HELP rumor_reports_accepted_total Reports answered 202, durable on the log." in text
    assert "process_start_time_seconds" in text
    assert "python_info" not in text
