"""Health, readiness, metrics, status and the documents: how the house is doing."""

import asyncio
from collections import Counter
from importlib.metadata import version
from platform import python_version

from msgspec import UNSET
from starlette.responses import HTMLResponse, Response

from schemas.api.status import Health, Status, StepLag, Versions
from schemas.pipeline import CONSUMING, Step
from schemas.topics import CATALOGUE, REPORTS
from streams import telemetry
from streams.api.answers import JSON, Answer
from streams.api.operation import Operation, reading
from streams.api.services import Call, Services
from streams.log.contract import LogUnavailable
from streams.log.progress import lag_of_step

READY_WITHIN_S = 3.0  # less than the five seconds that load balancers wait
NOT_READY = 503
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"  # of the text format


async def get_healthz(_: Services, __: Call) -> Health:
    """The process is alive."""
    return Health("alive")


async def get_readyz(services: Services, _: Call) -> Answer:
    """Whether reports can be taken: the log answers and has room, and what was accepted lately is
    known.

    A config file that cannot be used is named; the one before it is in force.
    """
    services.config.current()
    missing = await _missing(services)
    config_error = services.config.error or UNSET
    if missing:
        return Answer(Health(missing, config_error=config_error), status=NOT_READY)
    return Answer(Health("ready", config_error=config_error))


async def get_metrics(_: Services, __: Call) -> Response:
    """Prometheus' text format."""
    return Response(telemetry.exposition(), media_type=PROMETHEUS)


async def get_openapi(services: Services, _: Call) -> Response:
    """The contract."""
    return Response(services.document, media_type=JSON)


async def get_docs(services: Services, _: Call) -> Response:
    """The contract as a page."""
    return HTMLResponse(services.page)


async def get_status(services: Services, _: Call) -> Status:
    """Lag per step and partition, what is away, versions."""
    config = services.config.current()
    return Status(
        version=version("rumor-tracker"),
        steps={step.name: await _lag(services, step) for step in CONSUMING},
        clickhouse=await _clickhouse(services),
        config_error=services.config.error or None,
        stalled=services.progress.stalled() or None,
        topics=[topic.name for topic in CATALOGUE],
        disk=services.disk.read(clickhouse_bytes=await _clickhouse_bytes(services)),
        versions=Versions(python_version(), await _clickhouse_version(services)),
        config_warnings=list(config.warnings),
    )


async def _missing(services: Services) -> str:
    """What is waited for before reports can be taken, or an empty string."""
    if not services.config.loaded:
        return "waiting for the config file"
    try:
        # a log that is away may take minutes to say so
        ends = await asyncio.wait_for(services.log.ends(REPORTS.name), READY_WITHIN_S)
    except (LogUnavailable, TimeoutError):
        return "waiting for the log"
    if not ends:
        return "the topics are missing: run rumor-tracker up or topics apply"
    if not services.acceptance.recent.ready.is_set():
        return "reading the reports of the last day"
    if services.disk.is_full():
        return "the disk of the log is nearly full: reports are refused until there is room"
    return ""


async def _clickhouse(services: Services) -> str:
    try:
        answered = await services.lookup.run(lambda reads: reads.reachable())
    except Exception:
        # whatever it is, a missing database or a refused login: this page is where it shows
        return "away"
    return "ok" if answered else "wrong answer"


async def _clickhouse_bytes(services: Services) -> int | None:
    try:
        return await services.lookup.run(lambda reads: reads.bytes_on_disk())
    except Exception:
        return None  # as above


async def _clickhouse_version(services: Services) -> str | None:
    try:
        return await services.lookup.run(lambda reads: reads.version())
    except Exception:
        return None  # as above


async def _lag(services: Services, step: Step) -> StepLag:
    """What a step is behind, over all its topics: a store that stands at one of six shows."""
    try:
        lag = await lag_of_step(services.log, step)
    except LogUnavailable:
        return StepLag(lag=None, partitions={}, topics={})
    partitions = Counter[str]()
    for by_number in lag.values():
        partitions.update({str(number): waiting for number, waiting in by_number.items()})
    return StepLag(
        lag=sum(partitions.values()),
        partitions=dict(partitions),
        topics={topic: sum(by_number.values()) for topic, by_number in lag.items()},
    )


OPERATIONS = (
    reading("/v1/status", get_status, summary="Lag per step, health, versions", answers=Status),
    Operation(
        method="GET",
        path="/healthz",
        handler=get_healthz,
        scope=None,
        summary="Alive",
        answers=Health,
    ),
    Operation(
        method="GET",
        path="/readyz",
        handler=get_readyz,
        scope=None,
        summary="Can take reports",
        answers=Health,
        also=(NOT_READY,),
    ),
    Operation(
        method="GET",
        path="/metrics",
        handler=get_metrics,
        scope="admin",
        open_to_local=True,
        summary="Prometheus metrics (loopback, or scope admin)",
        answers="text/plain",
    ),
    Operation(
        method="GET",
        path="/openapi.json",
        handler=get_openapi,
        scope=None,
        summary="This document",
        answers="application/json",
    ),
    Operation(
        method="GET",
        path="/docs",
        handler=get_docs,
        scope=None,
        summary="This document as a page",
        answers="text/html",
    ),
)
