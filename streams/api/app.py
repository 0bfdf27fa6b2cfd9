"""Puts the intake together: the services, the routes over them, and what runs beside the requests.

In: settings. Out: an ASGI application; `serving` serves it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import cast

import msgspec
from starlette.applications import Starlette
from starlette.routing import Route

from schemas.console import Renderer, Viewer
from schemas.pipeline import CONSUMING
from streams import starting, telemetry
from streams.api import endpoint, openapi
from streams.api.access import Access
from streams.api.allowances import Allowances
from streams.api.console.making import console_routes
from streams.api.disk import Disk
from streams.api.ended import EndedSessions
from streams.api.failures import handlers_for
from streams.api.feed import Feed
from streams.api.growths import read_growths
from streams.api.lookup import Lookup
from streams.api.quotas import Quotas
from streams.api.routes import OPERATIONS, Operation
from streams.api.services import Services
from streams.api.summaries import Summaries
from streams.api.whereabouts import RecentWhereabouts
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import ConfigFile
from streams.config.settings import Settings
from streams.config.watch import check_config, watch_config
from streams.core.curation.decisions import Decisions
from streams.core.matching import index, stance
from streams.errors import Refused
from streams.intake.acceptance import Acceptance
from streams.intake.accepted import AcceptedIds
from streams.intake.appender import Appender
from streams.intake.recent import Recent
from streams.intake.turns import Turns
from streams.log.contract import Log
from streams.log.engines import open_log, shared
from streams.log.follow import follow
from streams.log.news import LOOK_EVERY_S, News
from streams.log.progress import Progress
from streams.log.reporters import key_of_reporters
from streams.replica.reports import RecentReports
from streams.replica.wordings import Wordings
from streams.store.database import Database

logger = logging.getLogger("rumor.intake")
DATABASE_THREADS = 4  # reads at once: ClickHouse itself spreads each over the cores

DECISIVE_THREADS = 2  # for what decisions have to know: reads may fill all of the others
READ_WITHIN_S = 10  # then a read is 503: its asker has given up, and others wait

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def make(
    settings: Settings,
    public_url: Callable[[], str],
    refuse: Callable[[str], None],
    *,
    broke: Callable[[BaseException], None],
    clock: Clock = SYSTEM_CLOCK,
    renderer: Renderer | None = None,
) -> Starlette:
    """The ASGI application. `refuse` is told the reason where it must not run, `broke` a defect
    that ended what runs beside the requests: it would answer, and hear of nothing any more.

    With a renderer it serves the console, too.
    """
    # what a check asks is compiled: that holds up every request
    index.warm_up()
    stance.warm_up(all_languages=True)
    url = settings.clickhouse_url
    database = Database(url, threads=DATABASE_THREADS, limit_s=READ_WITHIN_S, long_queries=True)
    decisive = Database(url, threads=DECISIVE_THREADS, limit_s=READ_WITHIN_S, long_queries=True)
    services = services_of(settings, database, public_url, decisive=decisive, clock=clock)
    if renderer:  # which ships a viewer of the OpenAPI document
        services = replace(services, page=renderer.page("docs", Viewer(), {}))

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.critical("the intake stops: it cannot follow any more", exc_info=error)
            broke(error)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        beside = (
            _run(services, settings, refuse),
            services.progress.watch(),
            services.summaries.follow(),
            read_growths(services.lookup, services.decisions, services.clock),
        )
        tasks = [asyncio.create_task(work) for work in beside]
        for task in tasks:
            task.add_done_callback(ended)
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await services.allowances.tell_last()
        await services.log.stop()
        database.close()
        decisive.close()

    console = console_routes(services, settings, renderer) if renderer else []
    return application(services, lifespan=lifespan, console=console)


def application(
    services: Services,
    *,
    operations: Sequence[Operation] = OPERATIONS,
    lifespan: Lifespan | None = None,
    console: Sequence[Route] = (),
) -> Starlette:
    """Operations over services, as an ASGI application."""
    app = Starlette(
        routes=[*(endpoint.route(operation, services) for operation in operations), *console],
        lifespan=lifespan,
        exception_handlers=handlers_for(operations),
    )
    # It would send a report, and its key, on to wherever the caller's Host header says.
    app.router.redirect_slashes = False
    return app


def services_of(
    settings: Settings,
    database: Database,
    public_url: Callable[[], str],
    *,
    decisive: Database | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> Services:
    """Everything that operations work with; nothing of it is started."""
    config = ConfigFile(settings.config, given=settings.config_given)
    log = open_log(settings.log)
    recent = Recent(log, settings.lane_partitions, clock=clock)
    acceptance = Acceptance(
        # of the contract the appender needs `append` only, and that is all `own` has
        appender=Appender(cast(Log, recent.own), clock=clock),
        recent=recent,
        accepted=AcceptedIds(clock=clock),
        turns=Turns(clock=clock),
        reporter_key=key_of_reporters(settings),
        clock=clock,
    )
    quotas = Quotas(clock=clock)
    decisions = Decisions()
    wordings = Wordings(log, settings.lane_partitions, decisions)
    lookup = Lookup(database, decisions, decisive, opening=wordings.opened)
    return Services(
        config=config,
        access=Access(config),
        quotas=quotas,
        allowances=Allowances(quotas, config, log, clock),
        log=log,
        decisions=decisions,
        acceptance=acceptance,
        lookup=lookup,
        summaries=Summaries(lookup, clock=clock),
        wordings=wordings,
        feed=Feed(log, decisions, settings.lane_partitions, settings.links, clock=clock),
        whereabouts=RecentWhereabouts(
            lookup, RecentReports(log, settings.lane_partitions, clock=clock), wordings
        ),
        progress=Progress(settings.log, CONSUMING),
        public_url=public_url,
        document=msgspec.json.encode(openapi.document()),
        page=openapi.page(),
        ended=EndedSessions(log, clock),
        disk=Disk(None if shared(settings.log) else settings.data_dir, clock=clock),
        clock=clock,
    )


async def _run(services: Services, settings: Settings, refuse: Callable[[str], None]) -> None:
    """Waits for the config and the log, however long that takes, then follows decisions and
    reports.

    What does not fit stops the server.
    """
    await check_config(services.config)
    async with asyncio.TaskGroup() as beside:  # a defect of one ends all, and is raised
        watching = beside.create_task(watch_config(services.config))
        await _take_reports(services, settings, refuse)
        watching.cancel()


async def _take_reports(
    services: Services, settings: Settings, refuse: Callable[[str], None]
) -> None:
    try:
        await _start(services, settings)
    except Refused as error:
        refuse(str(error))
        return
    telemetry.ready("intake")
    news = News(services.log, clock=services.clock)
    async with asyncio.TaskGroup() as beside:  # half of them would look like all
        beside.create_task(news.watch())
        beside.create_task(_follow_replica(services, news))
        beside.create_task(_follow_reports(services, news))
        beside.create_task(_follow_feed(services, news))
        beside.create_task(news.each(services.allowances.follow))
        beside.create_task(services.allowances.telling())
        beside.create_task(_follow(services, news))


async def _follow_replica(services: Services, news: News) -> None:
    """Apart from the others: at the start it reads a year of wordings."""
    await news.each(services.wordings.follow)


async def _follow_reports(services: Services, news: News) -> None:
    """Apart, too: after a silence it reads up to a day of reports."""
    reports = services.whereabouts.reports

    async def follow() -> None:
        await reports.wanted()
        await reports.follow()

    await news.each(follow)


async def _follow_feed(services: Services, news: News) -> None:
    """Apart, too: who listens is told of what happens while the replica is still reading."""

    async def follow() -> None:
        await services.feed.follow()
        while services.feed.listeners:  # to whom reports are counted every second
            await services.clock.sleep(LOOK_EVERY_S)
            await services.feed.follow()

    await news.each(follow)


async def _follow(services: Services, news: News) -> None:
    async def follow_all() -> None:
        if await follow(services.log, services.decisions):
            news.stir()  # the feed goes no further than what is in force here
        await services.acceptance.recent.follow()
        await services.ended.follow()

    await news.each(follow_all)


async def _start(services: Services, settings: Settings) -> None:
    """Returns once reports can be taken. Raises `Refused` where something does not fit."""
    log = services.log
    name = starting.log_name(settings)
    await starting.wait_for(name, log.start)
    await starting.wait_for(name, lambda: starting.check_topics(log, settings))
    await starting.check_access(settings)
    await starting.wait_for(name, services.allowances.follow)
    await starting.wait_for(name, lambda: follow(log, services.decisions))
    await starting.wait_for(name, services.acceptance.recent.follow)
    await starting.wait_for(name, services.ended.follow)
