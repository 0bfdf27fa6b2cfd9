"""Commands that run: everything on one machine, or one process as in production.

In: settings. Out: a process until it is stopped.
"""

import asyncio
import gc
import os
from collections.abc import Coroutine
from typing import Any

import click

from deploy.cli.output import fail, load_settings
from schemas import pipeline
from streams.config.settings import Settings, SettingsError
from streams.errors import Refused

# A health check of a container is given ten seconds; ours answers before, with a reason.
ANSWER_WITHIN_S = 8
# While a process loads nothing becomes garbage: searching for it took a seventh of a start.
GC_THRESHOLDS = (50_000, 20, 100)


@click.command()
@click.option("--demo", is_flag=True, help="Play the bundled scenario in a fresh data directory.")
@click.option("--quiet", is_flag=True, help="Only what matters.")
def up(demo: bool, quiet: bool) -> None:
    """Run everything on this machine, supervised.

    Example: rumor-tracker up --demo
    """
    from deploy.single.up import run

    raise SystemExit(run(begin_process(), demo=demo, quiet=quiet))


@click.command()
def intake() -> None:
    """Run the HTTP API as this process. It listens at once and is ready (/readyz) when the log is
    there.

    Example: RUMOR_HTTP_PORT=8080 rumor-tracker intake
    """
    settings = begin_process()
    from dashboards.console.rendering import Pages
    from streams import telemetry
    from streams.api.serving import serve

    telemetry.log_to_stderr("intake")
    # Never stalled by this count: what the API cannot do it answers, and /readyz says it.
    telemetry.serve_metrics(settings.metrics_host, settings.metrics_port, lambda: "")
    try:
        raise SystemExit(serve(settings, Pages()))
    except Refused as error:
        fail(str(error))


@click.command()
def worker() -> None:
    """Run cluster, surge and deliver as this process; waits for the config file and for the log.

    Example: RUMOR_WORKER_SLOT=1 rumor-tracker worker
    """
    settings = begin_process()
    from streams import starting, telemetry
    from streams.config.file import ConfigFile
    from streams.config.watch import check_config
    from streams.log import faust_app
    from streams.log.engines import open_log
    from streams.log.progress import Progress
    from streams.store.answering import Questions
    from streams.store.database import Database
    from streams.worker.app import make

    config = ConfigFile(settings.config, given=settings.config_given)
    telemetry.log_to_stderr("worker")
    progress = Progress(settings.log, pipeline.steps_of(pipeline.WORKER_PROCESS))
    telemetry.serve_metrics(settings.metrics_host, settings.metrics_port, progress.stalled)
    # Before Faust starts: it would join the group, and then hold up its partitions while it waits.
    begin(
        check_config(config),
        starting.check_log(
            settings,
            group=pipeline.WORKER_GROUP,
            reads=[topic.name for topic in pipeline.topics_read(pipeline.WORKER_PROCESS)],
        ),
    )
    questions = None
    if settings.clickhouse_url:
        # One thread: answers wait for each other, and nothing else waits for them.
        questions = Questions(Database(settings.clickhouse_url, threads=1))
    app = make(settings, config, open_log(settings.log), questions)
    raise SystemExit(faust_app.run(app, progress))


@click.command()
def store() -> None:
    """Run the store, which writes to ClickHouse, as this process; waits for the log and for
    ClickHouse.

    Example: RUMOR_CLICKHOUSE_URL=clickhouse://rumor:secret@host:9000/rumor rumor-tracker store
    """
    settings = begin_process()
    from streams import starting, telemetry
    from streams.log import faust_app
    from streams.log.progress import Progress
    from streams.store.database import Database
    from streams.store.writer import make

    if not settings.clickhouse_url:
        fail(
            "RUMOR_CLICKHOUSE_URL is not set; "
            "`rumor-tracker up` starts the embedded engine and sets it"
        )
    telemetry.log_to_stderr("store")
    progress = Progress(settings.log, pipeline.steps_of(pipeline.STORE_PROCESS))
    telemetry.serve_metrics(settings.metrics_host, settings.metrics_port, progress.stalled)
    begin(
        starting.check_log(
            settings,
            group=pipeline.STORE_GROUP,
            reads=[topic.name for topic in pipeline.STORE.reads],
        ),
        starting.check_database(settings),
    )
    # Two threads: a recount takes seconds, and inserts go on beside it.
    app = make(settings, Database(settings.clickhouse_url, threads=2))
    raise SystemExit(faust_app.run(app, progress))


@click.command()
@click.option("--port", default=9000, show_default=True)
def clickhouse(port: int) -> None:
    """Run the embedded ClickHouse engine as this process; its password is in the data directory.

    Example: rumor-tracker clickhouse --port 9000
    """
    settings = begin_process()
    from deploy.embedded.clickhouse.server import main as serve
    from deploy.single.engines import clickhouse_data, clickhouse_environment

    try:
        os.environ.update(clickhouse_environment(settings))
    except SettingsError as error:
        fail(str(error))
    raise SystemExit(serve([str(clickhouse_data(settings)), "--port", str(port)]))


@click.command()
@click.option(
    "--url",
    default="",
    help="What to ask; default /healthz on this environment's RUMOR_METRICS_PORT.",
)
def health(url: str) -> None:
    """Ask a process whether it makes progress; exits 1 with the reason where it does not. For
    health checks of containers.

    Example: rumor-tracker health --url http://127.0.0.1:8080/readyz
    """
    from urllib.error import HTTPError
    from urllib.request import urlopen

    if url and not url.startswith(("http://", "https://")):
        raise click.UsageError("--url begins with http:// or https://")
    port = load_settings().metrics_port
    if not url and not port:
        fail("RUMOR_METRICS_PORT is not set: nothing to ask")
    try:
        with urlopen(  # noqa: S310 - the operator gives the URL
            url or f"http://127.0.0.1:{port}/healthz", timeout=ANSWER_WITHIN_S
        ) as answer:
            click.echo(answer.read().decode().strip())
    except HTTPError as error:  # an answer: its body is the reason
        fail(error.read().decode().strip())
    except OSError as error:
        fail(f"no answer: {error}")


def begin_process() -> Settings:
    """The settings of a process; before it loads the rest of itself.

    What it writes only its owner may read, and it ends with the supervisor that started it.
    """
    from deploy.embedded.parent import end_with_parent

    gc.set_threshold(*GC_THRESHOLDS)
    os.umask(0o077)  # logs and tables hold what people reported
    end_with_parent()
    return load_settings()


def begin(*checks: Coroutine[Any, Any, None]) -> None:
    """Waits for the engines one after the other; what does not fit ends the command."""

    async def all_of_them() -> None:
        for check in checks:
            await check

    try:
        asyncio.run(all_of_them())
    except Refused as error:
        fail(str(error))
