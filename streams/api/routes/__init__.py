"""The table of operations: what there is, who may call it, what comes in and what goes out.

The server, the checks of scopes and the OpenAPI document are all made from it.
"""

from streams.api.routes import alerts, decisions, reports, rumors, system
from streams.api.routes.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    *reports.OPERATIONS,
    *rumors.OPERATIONS,
    *decisions.OPERATIONS,
    *alerts.OPERATIONS,
    *system.OPERATIONS,
)

__all__ = ["OPERATIONS", "Operation"]
