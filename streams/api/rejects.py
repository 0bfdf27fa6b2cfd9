"""GET /v1/rejects: what the steps could not use, and why."""

from schemas.api.status import RejectPage
from streams.api import parameters
from streams.api.operation import Operation
from streams.api.query import Query
from streams.api.services import Call, Services


async def get_rejects(services: Services, call: Call) -> RejectPage:
    """A page of rejects."""
    query = Query(call.request)
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    return await services.lookup.ask(
        lambda reads: reads.rejects(call.tenant, limit=limit, cursor=cursor), RejectPage
    )


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/rejects",
        handler=get_rejects,
        scope="admin",
        summary="What could not be used, and why",
        query=parameters.PAGED,
        answers=RejectPage,
    ),
)
