"""GET /v1/deliveries, and what a person asks of deliveries: one again, or a ping.

Asking is a record on the alerts topic, acted on by the worker that owns the lane.
"""

import secrets

from schemas.api.alerts import DeliveryPage, DeliveryRead, PingAsked, RedeliveryAsked
from schemas.events import AlertsTold, DeliveryAsked, Source
from schemas.events.vocabulary import DELIVERY_STATES
from schemas.topics import ALERTS
from streams.api import parameters
from streams.api.lookup import not_found
from streams.api.operation import Operation, reading
from streams.api.query import Query
from streams.api.services import Call, Services
from streams.api.writing import append
from streams.intake.problems import Problem

LONGEST_NAME = 64  # characters of a receiver in the config file
FAMILIES = ("cjk", "alphabet")
BY_A_PERSON = Source(partition=-1, offset=-1)  # no record led to it; no window of offsets holds it
NONCE_BYTES = 8  # two requests of one millisecond are two


async def get_deliveries(services: Services, call: Call) -> DeliveryPage:
    """A page of deliveries."""
    query = Query(call.request)
    receiver = query.text("receiver", LONGEST_NAME)
    state = query.choice("state", DELIVERY_STATES, "")
    start_ms = query.time_ms("from")
    end_ms = query.time_ms("to")
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    return await services.lookup.ask(
        lambda reads: reads.deliveries(
            call.tenant,
            receiver=receiver,
            state=state,
            start_ms=start_ms,
            end_ms=end_ms,
            limit=limit,
            cursor=cursor,
        ),
        DeliveryPage,
    )


async def post_redeliver(services: Services, call: Call) -> RedeliveryAsked:
    """Sends a delivery again, under the same id."""
    delivery_id = call.part("delivery_id")
    delivery = await _delivery(services, call.tenant, delivery_id)
    # whichever lane the delivery belongs to knows it; the other ignores the request
    await _ask(services, call, FAMILIES, receiver=delivery.receiver, delivery_id=delivery_id)
    return RedeliveryAsked(delivery_id)


async def post_test(services: Services, call: Call) -> PingAsked:
    """Sends a ping to a receiver."""
    name = call.part("name")
    receivers = services.config.current().receivers_of(call.tenant)
    if name not in {receiver.name for receiver in receivers}:
        detail = f"the config file has no receiver {name!r} for this tenant"
        raise Problem(404, "no_such_receiver", detail)
    # one lane only: each would send a ping of its own
    request_id = await _ask(services, call, FAMILIES[:1], receiver=name, delivery_id="")
    return PingAsked(request_id)


async def _delivery(services: Services, tenant: str, delivery_id: str) -> DeliveryRead:
    """Raises 404."""
    page = await services.lookup.ask(
        lambda reads: reads.deliveries(
            tenant,
            delivery_id=delivery_id,
            receiver="",
            state="",
            start_ms=None,
            end_ms=None,
            limit=1,
            cursor="",
        ),
        DeliveryPage,
    )
    if not page.items:
        raise not_found("delivery")
    return page.items[0]


async def _ask(
    services: Services,
    call: Call,
    families: tuple[str, ...],
    *,
    receiver: str,
    delivery_id: str,
) -> str:
    asked = DeliveryAsked(
        request_id=f"req_{secrets.token_hex(NONCE_BYTES)}",
        tenant=call.tenant,
        receiver=receiver,
        delivery_id=delivery_id,
        asked_at_ms=services.clock.now_ms(),
    )
    for family in families:
        lane = f"{call.tenant}/{family}"
        told = AlertsTold(lane=lane, source=BY_A_PERSON, asked=(asked,))
        await append(services.log, ALERTS.name, lane, ALERTS.encode(told))
    return asked.request_id


OPERATIONS = (
    reading(
        "/v1/deliveries",
        get_deliveries,
        summary="Webhook deliveries",
        answers=DeliveryPage,
        query={
            "receiver": parameters.text("To this receiver.", longest=LONGEST_NAME),
            "state": parameters.choice("In this state.", *DELIVERY_STATES),
            "from": parameters.time("Nothing before it."),
            "to": parameters.time("Nothing from then on."),
            **parameters.PAGED,
        },
    ),
    Operation(
        method="POST",
        path="/v1/deliveries/{delivery_id}/redeliver",
        handler=post_redeliver,
        scope="admin",
        summary="Send a delivery again",
        status=202,
        answers=RedeliveryAsked,
    ),
    Operation(
        method="POST",
        path="/v1/receivers/{name}/test",
        handler=post_test,
        scope="admin",
        summary="Send a ping to a receiver",
        status=202,
        answers=PingAsked,
    ),
)
