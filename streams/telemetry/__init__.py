"""What the processes tell about themselves: `metrics` has a function for every fact, `logs` writes
JSON lines, `serving` answers Prometheus and health checks.

    telemetry.reports_accepted(tenant, count)
    logger.info("alert", extra=telemetry.fields(event="raised"))

No report text, no key, no secret ever enters any of them.
"""

from streams.telemetry.logs import JsonLines, Seldom, fields, log_to_stderr
from streams.telemetry.metrics import (
    REGISTRY,
    alert_told,
    delivery_attempted,
    exposition,
    lag,
    lag_gone,
    memory,
    memory_given_up,
    process_ready,
    records_processed,
    rejected,
    reports_accepted,
    reports_refused,
    reports_repeated,
    reports_sighted,
    request_answered,
    retried,
    rows_stored,
    rumors_opened,
    spread_recounted,
    step_took,
    variants_joined,
    worker_begins,
)
from streams.telemetry.serving import CONTENT_TYPE, ready, serve_metrics

__all__ = [
    "CONTENT_TYPE",
    "REGISTRY",
    "JsonLines",
    "Seldom",
    "alert_told",
    "delivery_attempted",
    "exposition",
    "fields",
    "lag",
    "lag_gone",
    "log_to_stderr",
    "memory",
    "memory_given_up",
    "process_ready",
    "ready",
    "records_processed",
    "rejected",
    "reports_accepted",
    "reports_refused",
    "reports_repeated",
    "reports_sighted",
    "request_answered",
    "retried",
    "rows_stored",
    "rumors_opened",
    "serve_metrics",
    "spread_recounted",
    "step_took",
    "variants_joined",
    "worker_begins",
]
