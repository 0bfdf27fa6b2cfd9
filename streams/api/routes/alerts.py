"""Alerts and what was told of them, as it happens and afterwards."""

from schemas.api import (
    AlertPage,
    AlertRead,
    DeliveryPage,
    PingAsked,
    RedeliveryAsked,
    TakeIn,
)
from streams.api import alerts, deliveries, events
from streams.api.routes.operation import PAGED, Operation, deciding, reading

OPERATIONS = (
    reading(
        "/v1/alerts",
        alerts.get_alerts,
        summary="Alerts with history and deliveries",
        answers=AlertPage,
        query=("rumor_id", "min_level", *PAGED),
    ),
    reading(
        "/v1/alerts/{alert_id}",
        alerts.get_alert,
        summary="One alert",
        answers=AlertRead,
    ),
    deciding(
        "/v1/alerts/{alert_id}/take",
        alerts.post_take,
        body=TakeIn,
        summary="Work on an alert",
    ),
    deciding(
        "/v1/alerts/{alert_id}/release",
        alerts.post_release,
        body=TakeIn,
        summary="Leave an alert to others",
    ),
    Operation(
        method="GET",
        path="/v1/events",
        handler=events.get_events,
        scope="read",
        summary="What happens, as server-sent events; Last-Event-ID resumes",
        headers=("Last-Event-ID",),
        answers="text/event-stream",
        problems=(422,),
    ),
    reading(
        "/v1/deliveries",
        deliveries.get_deliveries,
        summary="Webhook deliveries",
        answers=DeliveryPage,
        query=("receiver", "state", "from", "to", *PAGED),
    ),
    Operation(
        method="POST",
        path="/v1/deliveries/{delivery_id}/redeliver",
        handler=deliveries.post_redeliver,
        scope="admin",
        summary="Send a delivery again",
        status=202,
        answers=RedeliveryAsked,
    ),
    Operation(
        method="POST",
        path="/v1/receivers/{name}/test",
        handler=deliveries.post_test,
        scope="admin",
        summary="Send a ping to a receiver",
        status=202,
        answers=PingAsked,
    ),
)
