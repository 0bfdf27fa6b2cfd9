"""Puts the intake together and serves it.

In: settings. Out: an HTTP server whose routes are the table in `openapi`.
"""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from streams import starting, telemetry
from streams.api import openapi
from streams.api.access import Access
from streams.api.decisions import Curating
from streams.api.health import STEPS, Health
from streams.api.reports import Accepted, Reporting
from streams.api.rumors import Reading
from streams.config.file import ConfigFile
from streams.config.settings import Settings, SettingsError, reporter_key
from streams.config.watch import check_config, watch_config
from streams.core.curation.decisions import Decisions
from streams.errors import Refused
from streams.intake.appender import Appender
from streams.intake.problems import Problem, on_problem, response
from streams.intake.recent import Recent
from streams.log.contract import Log, LogUnavailable
from streams.log.engines import open_log
from streams.log.follow import follow
from streams.log.progress import Progress
from streams.store.database import Database

log = logging.getLogger("rumor.intake")
FOLLOW_EVERY_S = 0.25
CLIENT_LEFT = 499  # nobody reads it; metrics show it apart from defects
Handler = Callable[[Request], Awaitable[Response]]


def make(
    settings: Settings, public_url: Callable[[], str], refuse: Callable[[str], None]
) -> Starlette:
    """The ASGI application. `refuse` is told the reason where it must not run."""
    config = ConfigFile(settings.config, given=settings.config_given)
    state = Decisions()
    records = open_log(settings.log)
    database = Database(settings.clickhouse_url, threads=4)
    access = Access(config)
    accepted = Accepted()
    progress = Progress(settings.log, STEPS)
    recent = Recent(records, settings.lane_partitions)
    reading = Reading(access, database, state, accepted, public_url)
    objects: dict[str, Any] = {
        "reporting": Reporting(
            access, Appender(cast(Log, recent.own)), recent, accepted, reporter_key(settings)
        ),
        "reading": reading,
        "curating": Curating(access, records, state, reading, config),
        "health": Health(access, records, reading, config, progress, recent.ready),
    }

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(_run(records, state, recent, config, settings, refuse)),
            asyncio.create_task(progress.watch()),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await records.stop()
        database.close()

    routes = [_route(operation, objects) for operation in openapi.OPERATIONS]
    handlers: dict[Any, Any] = {Problem: on_problem, HTTPException: _on_http, Exception: _on_defect}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)


def serve(settings: Settings) -> int:
    """Serves until SIGTERM.

    Exit 1 where the port is taken; raises `SettingsError` where log or ClickHouse do not fit.
    """
    try:
        listening = socket.create_server((settings.http_host, settings.http_port), backlog=2_048)
    except OSError as error:
        log.error(
            "the address %s:%s is taken: %s", settings.http_host, settings.http_port, error.strerror
        )
        return 1
    host, port = listening.getsockname()[:2]
    print(f"intake on http://{host}:{port}", flush=True)
    url = settings.public_url.rstrip("/") or f"http://{host}:{port}"
    refused: list[str] = []

    def refuse(reason: str) -> None:
        refused.append(reason)
        server.should_exit = True

    server = uvicorn.Server(
        uvicorn.Config(
            make(settings, lambda: url, refuse),
            loop="uvloop",
            http="httptools",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )
    server.run(sockets=[listening])
    if refused:
        raise SettingsError(refused[0])
    return 0


async def _run(
    records: Log,
    state: Decisions,
    recent: Recent,
    config: ConfigFile,
    settings: Settings,
    refuse: Callable[[str], None],
) -> None:
    """Waits for the config and the log, however long that takes, then follows decisions and
    reports.

    What does not fit stops the server.
    """
    await check_config(config)
    watching = asyncio.create_task(watch_config(config))
    try:
        await _take_reports(records, state, recent, settings, refuse)
    finally:
        watching.cancel()


async def _take_reports(
    records: Log,
    state: Decisions,
    recent: Recent,
    settings: Settings,
    refuse: Callable[[str], None],
) -> None:
    try:
        await starting.wait_for(starting.log_name(settings), records.start)
        await starting.wait_for(
            starting.log_name(settings), lambda: starting.check_topics(records, settings)
        )
        await starting.check_access(settings)
        await starting.wait_for(starting.log_name(settings), lambda: follow(records, state))
        await starting.wait_for(starting.log_name(settings), recent.follow)
    except Refused as error:
        refuse(str(error))
        return
    telemetry.ready("intake")
    while True:
        with suppress(LogUnavailable):
            await follow(records, state)
            await recent.follow()
        await asyncio.sleep(FOLLOW_EVERY_S)


def _route(operation: openapi.Operation, objects: dict[str, Any]) -> Route:
    owner, _, name = operation.handler.partition(".")
    handler: Handler = getattr(objects[owner], name)

    async def timed(request: Request) -> Response:
        began = time.monotonic()
        status = 500
        try:
            answer = await handler(request)
            status = answer.status_code
            return answer
        except Problem as problem:
            status = problem.status
            telemetry.REPORTS_REFUSED.labels(problem.code).inc()
            raise
        except ClientDisconnect:
            status = CLIENT_LEFT
            return Response(status_code=CLIENT_LEFT)
        finally:
            telemetry.HTTP_SECONDS.labels(operation.path, str(status)).observe(
                time.monotonic() - began
            )

    return Route(operation.path, timed, methods=[operation.method])


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = sorted({o.method for o in openapi.OPERATIONS if _fits(o.path, request.url.path)})
        problem = Problem(
            405,
            "wrong_method",
            f"{request.method} is not taken here; use {' or '.join(allowed)}",
            headers={"allow": ", ".join(allowed)},
        )
        return response(problem)
    code = "no_such_path" if error.status_code == 404 else "http_error"
    return response(
        Problem(
            error.status_code,
            code,
            "there is no such path; see /docs" if error.status_code == 404 else error.detail,
        )
    )


async def _on_defect(request: Request, error: Exception) -> Response:
    log.error(
        "a request broke",
        exc_info=error,
        extra={"fields": {"path": request.scope.get("route", request).__class__.__name__}},
    )
    return response(
        Problem(
            500,
            "defect",
            "this is a defect of rumor-tracker; the log of the intake has the details",
        )
    )


def _fits(pattern: str, path: str) -> bool:
    wanted = pattern.split("/")
    given = path.split("/")
    return len(wanted) == len(given) and all(
        w == g or w.startswith("{") for w, g in zip(wanted, given, strict=True)
    )
