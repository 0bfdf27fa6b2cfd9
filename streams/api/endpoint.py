"""What stands before every operation: the key is taken and its scope checked here, and nowhere
else; what it answers is measured and put on the wire.
"""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from streams import telemetry
from streams.api.access import is_local
from streams.api.answers import response_of
from streams.api.routes import Operation
from streams.api.services import NOBODY, Call, Services
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
            response = response_of(await operation.handler(services, call), operation.status)
            status = response.status_code
            return response
        except Problem as problem:
            status = problem.status
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


def _key(operation: Operation, services: Services, request: Request) -> Key:
    if not operation.scope or (operation.open_to_local and is_local(request)):
        return NOBODY
    return services.access.key(request, operation.scope)
