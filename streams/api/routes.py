"""The table of operations: what there is, who may call it, what comes in and what goes out.

The server, the checks of scopes and the OpenAPI document are all made from it. Each row stands
below its handler.
"""

from streams.api import (
    alerts,
    checks,
    decisions,
    deliveries,
    events,
    factchecks,
    health,
    history,
    placing,
    rejects,
    reports,
    rumors,
    suggestions,
    told,
    undoing,
)
from streams.api.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    *reports.OPERATIONS,
    *checks.OPERATIONS,
    *factchecks.OPERATIONS,
    *told.OPERATIONS,
    *rumors.OPERATIONS,
    *history.OPERATIONS,
    *decisions.OPERATIONS,
    *placing.OPERATIONS,
    *undoing.OPERATIONS,
    *suggestions.OPERATIONS,
    *alerts.OPERATIONS,
    *events.OPERATIONS,
    *deliveries.OPERATIONS,
    *rejects.OPERATIONS,
    *health.OPERATIONS,
)

__all__ = ["OPERATIONS", "Operation"]
