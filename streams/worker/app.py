"""The worker:

a Faust app whose agents hand records to `steps` one at a time, and whose timers keep the state of
its partitions.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from schemas.topics import ALERTS, REPORTS, SIGHTINGS, Topic
from streams import telemetry
from streams.config import watch as config_watch
from streams.config.file import ConfigFile
from streams.config.settings import Settings
from streams.core.lanes import FAMILIES
from streams.core.matching.index import Index
from streams.log import faust_app
from streams.log.contract import Log
from streams.worker.agents import GROUP, Worker
from streams.worker.sender import Sender

log = logging.getLogger("rumor.worker")
FLUSH_EVERY_S = 10.0
TICK_EVERY_S = 5.0
CURATION_EVERY_S = 0.25
READS: dict[str, Topic[Any]] = {"cluster": REPORTS, "surge": SIGHTINGS, "deliver": ALERTS}


def make(settings: Settings, config: ConfigFile, records: Log) -> faust_app.App:
    """The worker's app."""
    app = faust_app.make_app(GROUP, settings)
    for (
        family
    ) in FAMILIES:  # compiling holds up the loop, and with it the session: not once it runs
        Index(family).add(["warming up the compiled loops"], [0])
    worker = Worker(app, settings, config, records)
    started: list[bool] = []

    @app.on_partitions_assigned.connect  # type: ignore[untyped-decorator]
    async def assigned(app: Any, assigned: set[Any], **_: Any) -> None:
        try:
            if not started:
                await worker.start()
                started.append(True)
            await worker.own({tp.partition for tp in assigned if tp.topic == REPORTS.name})
        except Exception:
            log.critical("the worker stops: it cannot read its state back", exc_info=True)
            faust_app.stop_now(1)

    @app.task  # type: ignore[untyped-decorator]
    async def watch_config() -> None:
        await config_watch.watch_config(config)

    for name, topic in READS.items():
        _agent(app, topic, getattr(worker, name), worker.sender)
    for every_s, work in (
        (FLUSH_EVERY_S, worker.flush),
        (TICK_EVERY_S, worker.tick),
        (CURATION_EVERY_S, worker.decide),
    ):
        _timer(app, every_s, work, started, worker.sender)
    return app


def _agent(
    app: faust_app.App, topic: Topic[Any], step: Callable[[Any], Awaitable[None]], sender: Sender
) -> None:
    async def agent(stream: Any) -> None:
        async for event in stream.events():
            began = time.monotonic()
            sender.awake()
            try:
                await step(event.message)
            except asyncio.CancelledError:
                raise
            except Exception:
                log.critical("the worker stops: a record of %s broke it", topic.name, exc_info=True)
                faust_app.stop_now(1)
            telemetry.STEP_SECONDS.labels(step.__name__).observe(time.monotonic() - began)
            telemetry.RECORDS.labels(step.__name__).inc()

    app.agent(faust_app.channel(app, topic), name=f"{step.__name__}", concurrency=1)(agent)


def _timer(
    app: faust_app.App,
    every_s: float,
    work: Callable[[], Awaitable[None]],
    started: list[bool],
    sender: Sender,
) -> None:
    async def timer() -> None:
        sender.awake()
        if not started:
            return
        try:
            await work()
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception(
                "a timer failed and runs again", extra={"fields": {"timer": work.__name__}}
            )

    app.timer(every_s, name=work.__name__)(timer)
