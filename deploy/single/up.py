"""`rumor-tracker up`: everything on one machine, the same processes as in production, only the
engines embedded.

In: settings. Out: topics, tables and running processes, until SIGTERM or Ctrl-C. A URL given for
the log or ClickHouse replaces its engine.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from deploy.demo import directory
from deploy.single import engines, renewing
from deploy.single.claims import free_port, hold, patiently
from deploy.single.closing import close_to_others
from deploy.single.patience import WITHIN_S, Patience
from deploy.single.sign_in import best_key, sign_in_url
from deploy.single.supervisor import Child, Supervisor, python, until
from deploy.single.using import note_config
from streams import starting
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import LOOK_EVERY_S, ConfigFile
from streams.config.keys import Key
from streams.config.settings import Settings
from streams.errors import Refused
from streams.log.reporters import key_of_reporters
from streams.store import migrations
from streams.store.database import Database, StoreUnavailable

SLOW_START = "a first start compiles the matcher, which takes a while on a busy machine"
AT_WORK = "it is still at work, and waited for; reports are taken meanwhile once the intake is on"
WONDER_S = 15.0  # until somebody who looks on wonders what takes so long
# What children say of themselves that a demo's onlooker need not read.
BORING = ("ready", "intake on", "clickhouse ")
Show = Callable[[str], Coroutine[Any, Any, None]]


def run(settings: Settings, *, demo: bool, quiet: bool) -> int:
    """The command `up` -> exit code. Every expected failure is one line."""
    try:
        if not demo:
            return asyncio.run(up(settings, quiet=quiet))
        from deploy.demo.show import prepare  # opens a port: only where there is a demo

        settings = directory.demo_settings(settings)
        show = prepare(settings.config)
        return asyncio.run(up(settings, quiet=True, show=show))
    except Refused as error:
        print(f"rumor-tracker: {error}", file=sys.stderr)
    except BrokenPipeError:  # no quiet end: whoever keeps it running has to hear of it
        print("rumor-tracker: nobody reads the output any more: stopped", file=sys.stderr)
    except OSError as error:
        what = error.filename or settings.data_dir
        print(f"rumor-tracker: {what} cannot be used: {error.strerror}", file=sys.stderr)
    return 1


async def up(
    settings: Settings,
    *,
    quiet: bool = False,
    show: Show | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> int:
    """Runs until it is told to stop -> exit code. `show` is called with the intake's URL once
    everything is ready. Raises `Refused`.
    """
    began = clock.monotonic_s()
    with patiently(lambda: hold(settings.data_dir)):
        if told := close_to_others(settings.data_dir):
            print(told, file=sys.stderr, flush=True)
        if show is None:
            directory.keep(settings.data_dir)
        port = patiently(lambda: free_port(settings.http_host, settings.http_port))
        supervisor = Supervisor(
            on_line=_print_unless_boring if quiet else _print,
            errors=settings.data_dir / directory.LOGS if show else None,
        )
        maintenance = engines.log_maintenance(settings)
        if maintenance:  # in this process, which has nothing else to do
            maintenance.start()
        supervisor.stop_on_signals()
        try:
            url = await _start(supervisor, settings, port)
            if url is None:
                return 0 if supervisor.stopping.is_set() else 1
            took_s = clock.monotonic_s() - began
            print(f"ready: rumor-tracker takes reports at {url} (after {took_s:.1f} s)", flush=True)
            _hint(settings, url)
            if show:
                supervisor.also(show(url))
            await supervisor.stopping.wait()
            return 0
        finally:
            await supervisor.stop()
            if maintenance:
                maintenance.stop()


async def _start(supervisor: Supervisor, settings: Settings, port: int) -> str | None:
    """Starts everything in the order of need -> the intake's URL; None where it does not become
    ready, or is stopped before.
    """
    # A spoilt secret is refused here, in one line, and not by a child that starts again and again.
    key_of_reporters(settings)
    await starting.apply_topics(settings)
    clickhouse_url = engines.clickhouse_url(settings)
    config = ConfigFile(settings.config, given=settings.config_given)
    environment = _environment(settings, port, clickhouse_url)
    supervisor.also(_name_config(settings, environment))
    supervisor.also(note_config(settings))
    if not settings.clickhouse_url:
        supervisor.start(engines.clickhouse(settings, clickhouse_url))
    worker = _process("worker", environment, nice=engines.NICE)
    intake = _process("intake", environment)
    store = _process("store", environment, nice=engines.NICER)
    # The first two need the log alone, and compile while the tables are made.
    supervisor.start(worker)
    supervisor.start(intake)
    if not await _migrated(clickhouse_url, supervisor):
        return None
    supervisor.start(store)
    for child in (worker, intake, store):
        if not await _ready(supervisor, child, config):
            return None
    supervisor.also(
        renewing.serve(
            supervisor, writers=(worker, store), readers=(intake,), data_dir=settings.data_dir
        )
    )
    return environment["RUMOR_PUBLIC_URL"]


def _environment(settings: Settings, port: int, clickhouse_url: str) -> dict[str, str]:
    """What was chosen here, for every process."""
    chosen = {
        "RUMOR_DATA_DIR": str(settings.data_dir),
        "RUMOR_LOG_URL": settings.log,
        "RUMOR_CLICKHOUSE_URL": clickhouse_url,
        "RUMOR_HTTP_HOST": settings.http_host,
        "RUMOR_HTTP_PORT": str(port),
        "RUMOR_PUBLIC_URL": settings.public_url or f"http://{settings.http_host}:{port}",
    }
    # A file named for this process would win over what is chosen here.
    return chosen | {f"{name}_FILE": "" for name in chosen}


def _process(name: str, environment: dict[str, str], nice: int = 0) -> Child:
    command = python("deploy.cli.main", name)
    return Child(name=name, command=command, environment=environment, nice=nice)


async def _name_config(
    settings: Settings, environment: dict[str, str], clock: Clock = SYSTEM_CLOCK
) -> None:
    """Once there is a config file, every process that starts is told of it, so that it waits for
    the file should it be gone by then.
    """
    while not _config_is_there(settings):
        await clock.sleep(LOOK_EVERY_S)
    environment |= {"RUMOR_CONFIG": str(settings.config), "RUMOR_CONFIG_FILE": ""}


def _config_is_there(settings: Settings) -> bool:
    return settings.config_given or os.path.lexists(settings.config)


async def _ready(supervisor: Supervisor, child: Child, config: ConfigFile) -> bool:
    """Whether a child becomes ready within minutes in which it did not work, and there was nothing
    wrong with the config file; says what is wrong, what it waits for, and that it gives up.
    """
    patience = Patience(child)
    wonders = True
    told = ""
    while not patience.is_over:
        if await supervisor.ready(child, LOOK_EVERY_S):
            return True
        if supervisor.stopping.is_set():
            return False
        config.current()
        if config.error and config.error != told:
            print(f"waiting for the config file: {config.error}", file=sys.stderr, flush=True)
        told = config.error
        if config.error:
            # Somebody has to mend the file, and may take an hour: the time begins again after it.
            patience.begin()
        elif patience.spend(LOOK_EVERY_S):
            _waiting(child, AT_WORK)
        if wonders and patience.waited_s >= WONDER_S:
            _waiting(child, SLOW_START)
            wonders = False  # said once
    waited = f"within {patience.waited_s:.0f} s"
    print(f"{child.name} did not become ready {waited}; its log is above", file=sys.stderr)
    return False


def _waiting(child: Child, why: str) -> None:
    print(f"waiting for {child.name}: {why}", file=sys.stderr, flush=True)


async def _migrated(url: str, supervisor: Supervisor) -> bool:
    """Whether the tables are made, as soon as ClickHouse answers."""
    database = Database(url, threads=1)

    async def migrated() -> bool:
        try:
            await database.run(lambda: migrations.migrate(database))
            return True
        except StoreUnavailable:
            return supervisor.stopping.is_set()

    try:
        if not await until(migrated, WITHIN_S):
            print(f"ClickHouse did not answer within {WITHIN_S:.0f} s", file=sys.stderr)
            return False
        return not supervisor.stopping.is_set()
    finally:
        database.close()


def _print(name: str, line: str) -> None:
    print(f"{name:>10} | {line}", flush=True)


def _print_unless_boring(name: str, line: str) -> None:
    if not line.startswith(BORING):
        _print(name, line)


def _hint(settings: Settings, url: str) -> None:
    """What to do next: look, or first make a key."""
    key = _console_key(settings)
    if key is None:
        print(
            "no key yet: make one with "
            "`rumor-tracker keys add desk --scopes report,read,curate,admin`, "
            f"and sign in with it at {url}",
            flush=True,
        )
    elif settings.sources.get("config") != "the demo":  # which tells of its link itself
        link = sign_in_url(url, settings.data_dir, key.hash)
        print(f"console: {link} (signs in once as {key.name}, within an hour)", flush=True)
    print(f"processes: this one is {os.getpid()}; Ctrl-C stops them all", flush=True)


def _console_key(settings: Settings) -> Key | None:
    config = ConfigFile(settings.config, given=settings.config_given)
    return best_key(config.current())
