"""Pipeline: is everything flowing? Prometheus where the fact lives in a process, ClickHouse where
it lives in a table.
"""

from dashboards.grafana.colors import GREEN, RED, YELLOW
from dashboards.grafana.layout import dashboard, row
from dashboards.grafana.panels import bars, metrics, series, stat, steps, table
from dashboards.grafana.sql import CELLS, TENANT
from dashboards.grafana.targets import Json, metric_target

VARIANTS = f"FROM variants FINAL WHERE {TENANT} AND $__timeFilter(received_at)"
REJECTS = f"FROM rejects FINAL WHERE {TENANT} AND $__timeFilter(at)"
# Grafana's own: at least four scrapes, so that a rate never falls between two of them.
RATE = "[$__rate_interval]"
JOB = 'job="rumor-tracker"'
NO_REPORT = "No report in this range"
NO_REJECT = "Nothing was set aside"


def p95(metric: str, label: str) -> str:
    """PromQL: the 95th percentile of a histogram, over all processes."""
    return f"histogram_quantile(0.95, sum by (le, {label}) (rate({metric}_bucket{RATE})))"


SET_ASIDE = stat(
    title="Set aside",
    description="Reports and records that could not be used, in the range.",
    sql=f"SELECT count() AS rejects {REJECTS}",
    empty=NO_REJECT,
    thresholds=steps((None, GREEN), (1, YELLOW), (1_000, RED)),
)

STORED = stat(
    title="Stored",
    description="Reports stored in the range.",
    sql=f"SELECT sum(reports) AS reports {CELLS}",
    empty=NO_REPORT,
)

NEWEST_STORED = stat(
    title="Newest stored report",
    description="Age, at the end of the range, of the newest report that stands in ClickHouse.",
    sql=f"SELECT greatest(0, dateDiff('second', max(last_seen), $__toTime)) AS age {CELLS}",
    unit="s",
    empty=NO_REPORT,
    thresholds=steps((None, GREEN), (300, YELLOW), (1_800, RED)),
)

THROUGHPUT = metrics(
    metric_target(f"sum by (step) (rate(rumor_records_processed_total{RATE}))", "{{step}}"),
    title="Throughput by step",
    description="Records of the log finished a second; a record holds up to 500 reports.",
    unit="ops",
)

LAG = metrics(
    # Partitions add up within a process; the largest of the processes, lest several that report
    # the same step count it twice.
    metric_target(
        "max by (step, topic) (sum by (step, topic, instance) (rumor_lag_records))",
        "{{step}} {{topic}}",
    ),
    title="Lag by step",
    description="Records of the log that a step has not finished; growing without end means the "
    "step is too slow or stands still.",
)

ACCEPTED_AND_REFUSED = metrics(
    metric_target(f"sum(rate(rumor_reports_accepted_total{RATE}))", "accepted"),
    metric_target(
        f"sum by (code) (rate(rumor_reports_refused_total{RATE}))", "refused {{code}}", "B"
    ),
    title="Reports accepted and refused",
    description="At the door: answered 202, or refused by reason.",
    unit="ops",
)

REPORTS_IN_A_RECORD = metrics(
    metric_target(
        f"""
        sum(rate(rumor_reports_sighted_total{RATE}))
        / sum(rate(rumor_records_processed_total{{step="cluster"}}{RATE}))
        """,
        "reports",
    ),
    title="Reports in a record",
    description="Batch size: few reports a record cost more each.",
)

MATCH_DECISIONS = series(
    title="Match decisions",
    description="New wordings: joined a rumor, or opened one.",
    sql=f"""
        SELECT $__timeInterval(received_at) AS time,
        if(exemplar_id = 0, 'opened a rumor', 'joined a rumor') AS decision,
        count() AS wordings
        {VARIANTS}
        GROUP BY time, decision ORDER BY time
    """,
    empty="No new wording in this range",
    stacked=True,
)

SCORES = bars(
    title="Scores of joins",
    description="How alike joined wordings were to what they joined; much near the threshold (.22) "
    "means many close calls.",
    sql=f"""
        SELECT concat(toString(floor(score, 1)), ' and above') AS name, count() AS wordings
        {VARIANTS} AND exemplar_id != 0
        GROUP BY name ORDER BY name
    """,
    empty="No wording joined a rumor in this range",
)

SET_ASIDE_BY_REASON = bars(
    title="Set aside by reason",
    description="By the step that could not use it, and why.",
    sql=f"""
        SELECT concat(stage, ': ', reason) AS name, count() AS rejects
        {REJECTS}
        GROUP BY name ORDER BY rejects DESC LIMIT 20
    """,
    empty=NO_REJECT,
)

RECORD_TIME = metrics(
    metric_target(p95("rumor_step_seconds", "step"), "{{step}}"),
    title="Time of a record, p95",
    description="Seconds a step takes for one record, sends included.",
    unit="s",
)

RECOUNT_TIME = metrics(
    metric_target(p95("rumor_spread_recount_seconds", "what"), "{{what}}"),
    title="Recount of the spread, p95",
    description="Seconds that ClickHouse takes to recount the touched minutes and days.",
    unit="s",
)

ROWS_STORED = metrics(
    metric_target(f"sum by (table) (rate(rumor_rows_stored_total{RATE}))", "{{table}}"),
    title="Rows stored",
    description="Rows inserted into ClickHouse a second, by table.",
    unit="ops",
)

RESTARTS = metrics(
    # Changes of the start time, not of `up`: a process may be back before the next scrape.
    metric_target(
        f"sum by (instance) (changes(process_start_time_seconds{{{JOB}}}[1h]))", "{{instance}}"
    ),
    title="Restarts",
    description="Starts of a process in the last hour: a crash loop shows here.",
)

RETRIES = metrics(
    metric_target(f"sum by (what) (rate(rumor_retries_total{RATE}))", "{{what}}"),
    title="Tried again",
    description="Work repeated because a neighbour was away.",
    unit="ops",
)

MEMORY = metrics(
    metric_target(f"process_resident_memory_bytes{{{JOB}}}", "{{instance}}"),
    title="Memory",
    description="Resident memory of each process.",
    unit="bytes",
)

NEWEST_SET_ASIDE = table(
    title="Newest set aside",
    description="What could not be used, with the reason and a masked sample.",
    sql=f"""
        SELECT at, stage, reason, message, topic, app, sample
        {REJECTS} ORDER BY at DESC LIMIT 100
    """,
    empty=NO_REJECT,
)


def build() -> Json:
    return dashboard(
        uid="rumor-pipeline",
        title="Pipeline",
        description="Throughput, lag, what was set aside, how matching decides, how the store "
        "keeps up, and what was restarted.",
        rows=[
            row(SET_ASIDE, STORED, NEWEST_STORED, height=4),
            row(THROUGHPUT, LAG, height=8),
            row(ACCEPTED_AND_REFUSED, REPORTS_IN_A_RECORD, height=8),
            row(MATCH_DECISIONS, SCORES, SET_ASIDE_BY_REASON, height=8),
            row(RECORD_TIME, RECOUNT_TIME, ROWS_STORED, height=8),
            row(RESTARTS, RETRIES, MEMORY, height=8),
            row(NEWEST_SET_ASIDE, height=9),
        ],
        since="now-3h",
        refresh="30s",
        prometheus=True,
        kind="operator",
    )
