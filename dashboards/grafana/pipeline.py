"""Pipeline:

is everything flowing? Prometheus where the fact lives in a process, ClickHouse where it lives in a
table.
"""

from dashboards.grafana.panels import (
    GREEN,
    RED,
    YELLOW,
    Json,
    bars,
    dashboard,
    metric_target,
    metrics,
    series,
    stat,
    steps,
    table,
)
from dashboards.grafana.sql import TENANT

VARIANTS = f"FROM variants FINAL WHERE {TENANT} AND $__timeFilter(received_at)"
REJECTS = f"FROM rejects FINAL WHERE {TENANT} AND $__timeFilter(at)"
RATE = "[$__rate_interval]"


def quantile(metric: str, label: str) -> str:
    """PromQL: the 95th percentile of a histogram."""
    return f"histogram_quantile(0.95, sum by (le, {label}) (rate({metric}_bucket{RATE})))"


def build() -> Json:
    """The dashboard."""
    return dashboard(
        "rumor-pipeline",
        "Pipeline",
        "Throughput, lag, what was set aside, how matching decides, how the store keeps up, and what was restarted.",
        [
            (
                4,
                [
                    (
                        8,
                        stat(
                            "Set aside",
                            "Reports and records that could not be used, in the range.",
                            f"SELECT count() AS rejects {REJECTS}",
                            empty="Nothing was set aside",
                            thresholds=steps((None, GREEN), (1, YELLOW), (1_000, RED)),
                        ),
                    ),
                    (
                        8,
                        stat(
                            "Stored",
                            "Reports stored in the range.",
                            f"SELECT sum(reports) AS reports FROM spread_minute FINAL WHERE {TENANT} AND $__timeFilter(minute)",
                            empty="No report in this range",
                        ),
                    ),
                    (
                        8,
                        stat(
                            "Newest stored report",
                            "Age, at the end of the range, of the newest report that stands in ClickHouse.",
                            f"SELECT greatest(0, dateDiff('second', max(last_seen), $__toTime)) AS age FROM spread_minute FINAL WHERE {TENANT} AND $__timeFilter(minute)",
                            unit="s",
                            empty="No report in this range",
                            thresholds=steps((None, GREEN), (300, YELLOW), (1_800, RED)),
                        ),
                    ),
                ],
            ),
            (
                8,
                [
                    (
                        12,
                        metrics(
                            "Throughput by step",
                            "Records of the log finished a second; a record holds up to 500 reports.",
                            metric_target(
                                f"sum by (step) (rate(rumor_records_processed_total{RATE}))",
                                "{{step}}",
                            ),
                            unit="ops",
                        ),
                    ),
                    (
                        12,
                        metrics(
                            "Lag by step",
                            "Records of the log that a step has not finished; growing without end means the step is too slow or stands still.",
                            metric_target(
                                "max by (step, topic) (sum by (step, topic, instance) (rumor_lag_records))",
                                "{{step}} {{topic}}",
                            ),
                        ),
                    ),
                ],
            ),
            (
                8,
                [
                    (
                        12,
                        metrics(
                            "Reports accepted and refused",
                            "At the door: answered 202, or refused by reason.",
                            metric_target(
                                f"sum(rate(rumor_reports_accepted_total{RATE}))", "accepted"
                            ),
                            metric_target(
                                f"sum by (code) (rate(rumor_reports_refused_total{RATE}))",
                                "refused {{code}}",
                                "B",
                            ),
                            unit="ops",
                        ),
                    ),
                    (
                        12,
                        metrics(
                            "Reports in a record",
                            "Batch size: few reports a record cost more each.",
                            metric_target(
                                f'sum(rate(rumor_reports_sighted_total{RATE})) / sum(rate(rumor_records_processed_total{{step="cluster"}}{RATE}))',
                                "reports",
                            ),
                        ),
                    ),
                ],
            ),
            (
                8,
                [
                    (
                        8,
                        series(
                            "Match decisions",
                            "New wordings: joined a rumor, or opened one.",
                            f"SELECT $__timeInterval(received_at) AS time, if(exemplar_id = 0, 'opened a rumor', 'joined a rumor') AS decision, count() AS wordings {VARIANTS} "
                            "GROUP BY time, decision ORDER BY time",
                            empty="No new wording in this range",
                            stacked=True,
                        ),
                    ),
                    (
                        8,
                        bars(
                            "Scores of joins",
                            "How alike joined wordings were to what they joined; much near the threshold (.22) means many close calls.",
                            f"SELECT concat(toString(floor(score, 1)), ' and above') AS name, count() AS wordings {VARIANTS} AND exemplar_id != 0 GROUP BY name ORDER BY name",
                            empty="No wording joined a rumor in this range",
                        ),
                    ),
                    (
                        8,
                        bars(
                            "Set aside by reason",
                            "By the step that could not use it, and why.",
                            f"SELECT concat(stage, ': ', reason) AS name, count() AS rejects {REJECTS} "
                            "GROUP BY name ORDER BY rejects DESC LIMIT 20",
                            empty="Nothing was set aside",
                        ),
                    ),
                ],
            ),
            (
                8,
                [
                    (
                        8,
                        metrics(
                            "Time of a record, p95",
                            "Seconds a step takes for one record, sends included.",
                            metric_target(quantile("rumor_step_seconds", "step"), "{{step}}"),
                            unit="s",
                        ),
                    ),
                    (
                        8,
                        metrics(
                            "Recount of the spread, p95",
                            "Seconds that ClickHouse takes to recount the touched minutes and days.",
                            metric_target(
                                quantile("rumor_spread_recount_seconds", "what"), "{{what}}"
                            ),
                            unit="s",
                        ),
                    ),
                    (
                        8,
                        metrics(
                            "Rows stored",
                            "Rows inserted into ClickHouse a second, by table.",
                            metric_target(
                                f"sum by (table) (rate(rumor_rows_stored_total{RATE}))", "{{table}}"
                            ),
                            unit="ops",
                        ),
                    ),
                ],
            ),
            (
                8,
                [
                    (
                        8,
                        metrics(
                            "Restarts",
                            "Starts of a process in the last hour: a crash loop shows here.",
                            metric_target(
                                'sum by (instance) (changes(process_start_time_seconds{job="rumor-tracker"}[1h]))',
                                "{{instance}}",
                            ),
                        ),
                    ),
                    (
                        8,
                        metrics(
                            "Tried again",
                            "Work repeated because a neighbour was away.",
                            metric_target(
                                f"sum by (what) (rate(rumor_retries_total{RATE}))", "{{what}}"
                            ),
                            unit="ops",
                        ),
                    ),
                    (
                        8,
                        metrics(
                            "Memory",
                            "Resident memory of each process.",
                            metric_target(
                                'process_resident_memory_bytes{job="rumor-tracker"}', "{{instance}}"
                            ),
                            unit="bytes",
                        ),
                    ),
                ],
            ),
            (
                9,
                [
                    (
                        24,
                        table(
                            "Newest set aside",
                            "What could not be used, with the reason and a masked sample.",
                            f"SELECT at, stage, reason, message, topic, app, sample {REJECTS} ORDER BY at DESC LIMIT 100",
                            empty="Nothing was set aside",
                        ),
                    )
                ],
            ),
        ],
        since="now-3h",
        refresh="30s",
        prometheus=True,
        kind="operator",
    )
