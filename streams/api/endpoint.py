"""What stands before every operation: the key is taken and its scope checked here, and nowhere
else; what it answers is measured and put on the wire.
"""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from streams import telemetry
from streams.api.access import is_local
from streams.api.answers import response_of
from streams.api.lookup import IS_READ
from streams.api.query import expect_known
from streams.api.routes import Operation
from streams.api.services import NOBODY, Call, Result, Services
from streams.config.keys import Key
from streams.intake.problems import Problem

CLIENT_LEFT = 499  # nobody reads it; metrics show it apart from defects
DEFECT = 500


def route(operation: Operation, services: Services) -> Route:
    """The operation as Starlette's route."""

    async def endpoint(request: Request) -> Response:
        began_s = services.clock.monotonic_s()
        status = DEFECT
        try:
            call = Call(request, _key(operation, services, request))
            if operation.knows_its_query:
                expect_known(request, operation.query)
            result = await _result(operation, services, call)
            response = response_of(result, operation.status)
            status = response.status_code
            return response
        except Problem as problem:
            status = problem.status
            if operation.takes_reports:
                telemetry.reports_refused(problem.code)
            raise
        except ClientDisconnect:
            status = CLIENT_LEFT
            return Response(status_code=CLIENT_LEFT)
        finally:
            # the path as in the table: with ids in it every request would be a series of its own
            took_s = services.clock.monotonic_s() - began_s
            telemetry.request_answered(operation.path, status, took_s)

    return Route(operation.path, endpoint, methods=[operation.method])


async def _result(operation: Operation, services: Services, call: Call) -> Result:
    """What the handler gives; a read ends when its caller leaves. Raises `ClientDisconnect`."""
    if operation.scope != "read":
        IS_READ.set(False)
        return await operation.handler(services, call)
    IS_READ.set(True)
    services.quotas.read(call.key)
    if operation.method != "GET":
        return await operation.handler(services, call)
    work = asyncio.ensure_future(operation.handler(services, call))
    leaving = asyncio.ensure_future(_left(call.request))
    try:
        await asyncio.wait((work, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ClientDisconnect
        return work.result()
    finally:
        work.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    """Returns when the caller of a request without a body is gone."""
    while (message := await request.receive())["type"] != "http.disconnect":
        if not message.get("more_body", False):
            break
    # The next one is that the caller left, or comes from who calls without a connection.
    if message["type"] != "http.disconnect":
        message = await request.receive()
    if message["type"] != "http.disconnect":
        await asyncio.Event().wait()


def _key(operation: Operation, services: Services, request: Request) -> Key:
    if not operation.scope or (operation.open_to_local and is_local(request)):
        return NOBODY
    return services.access.key(request, operation.scope)
