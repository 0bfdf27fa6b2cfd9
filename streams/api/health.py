"""Health, readiness, metrics, status and the documents.

In: nothing but the request. Out: how the house is doing.
"""

import asyncio
from importlib.metadata import version
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from schemas.topics import ALERTS, CATALOGUE, REPORTS, SIGHTINGS
from streams import telemetry
from streams.api import openapi
from streams.api.access import Access
from streams.api.rumors import Reading
from streams.config.file import ConfigFile
from streams.log.contract import Log, LogUnavailable
from streams.log.progress import Progress, Step, behind

STEPS = (
    Step("cluster", "rumor-worker", REPORTS.name),
    Step("surge", "rumor-worker", SIGHTINGS.name),
    Step("deliver", "rumor-worker", ALERTS.name),
    Step("store", "rumor-store", SIGHTINGS.name),
)
READY_WITHIN_S = 3.0


class Health:
    """Routes without a scope, and /v1/status."""

    def __init__(
        self,
        access: Access,
        log: Log,
        reading: Reading,
        config: ConfigFile,
        progress: Progress,
        recent: asyncio.Event,
    ) -> None:
        self.access = access
        self.log = log
        self.reading = reading
        self.config = config
        self.progress = progress
        self.recent = recent

    async def get_healthz(self, _: Request) -> Response:
        """The process is alive."""
        return _json({"status": "alive"})

    async def get_readyz(self, _: Request) -> Response:
        """Whether reports can be taken: the log answers, and what was accepted lately is known.

        A config file that cannot be used is named; the one before it is in force.
        """
        self.config.current()
        if not self.config.loaded:
            return _json(
                {"status": "waiting for the config file", "config_error": self.config.error}, 503
            )
        mistake = {"config_error": self.config.error} if self.config.error else {}
        try:
            ends = await asyncio.wait_for(self.log.ends(REPORTS.name), READY_WITHIN_S)
        except (LogUnavailable, TimeoutError):
            return _json({"status": "waiting for the log", **mistake}, 503)
        if not ends:
            return _json(
                {
                    "status": "the topics are missing: run rumor-tracker up or topics apply",
                    **mistake,
                },
                503,
            )
        if not self.recent.is_set():
            return _json({"status": "reading the reports of the last day", **mistake}, 503)
        return _json({"status": "ready", **mistake})

    async def get_metrics(self, request: Request) -> Response:
        """Prometheus' text format."""
        self.access.operator(request)
        return Response(telemetry.exposition(), media_type=telemetry.CONTENT_TYPE)

    async def get_openapi(self, _: Request) -> Response:
        """The contract."""
        return _json(openapi.document())

    async def get_docs(self, _: Request) -> Response:
        """The contract as a page."""
        return HTMLResponse(openapi.page())

    async def get_status(self, request: Request) -> Response:
        """Lag per step and partition, what is away, versions."""
        self.access.key(request, "read")
        steps = {step.name: await self._lag(step) for step in STEPS}
        try:
            store = "ok" if await self.reading.ask(self.reading.reads.reachable) else "wrong answer"
        except Exception:
            store = "away"
        return _json(
            {
                "version": version("rumor-tracker"),
                "steps": steps,
                "clickhouse": store,
                "config_error": self.config.error or None,
                "stalled": self.progress.stalled() or None,
                "topics": [topic.name for topic in CATALOGUE],
            }
        )

    async def _lag(self, step: Step) -> dict[str, Any]:
        try:
            ends = await self.log.ends(step.topic)
            committed = await self.log.committed(step.group, step.topic)
        except LogUnavailable:
            return {"lag": None, "partitions": {}}
        partitions = {str(p): behind(ends[p], committed.get(p)) for p in ends}
        return {"lag": sum(partitions.values()), "partitions": partitions}


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
