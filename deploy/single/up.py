"""`rumor-tracker up`: everything on one machine, the same processes as in production, only the
engines embedded.

In: settings. Out: topics, tables and running processes, until SIGTERM or Ctrl-C. A URL given for
the log or ClickHouse replaces its engine.
"""

import asyncio
import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from deploy.embedded.log.maintenance import Maintenance
from deploy.single.supervisor import Child, Supervisor, Taken, hold, patiently, python, until
from streams import starting
from streams.config.file import LOOK_EVERY_S, ConfigFile
from streams.config.settings import Settings, SettingsError, reporter_key, secret_in
from streams.errors import Refused
from streams.store.database import Database, StoreUnavailable

WRITER = "rumor"
READER = "grafana"
PORT_FILE = "clickhouse.port"
WITHIN_S = 60.0
DEMO_FOLDER = Path("demo-data")
DEMO_MARKER = "made-by-the-demo"
DEMO_MAKES = (  # all that a demo leaves in its directory, locks aside: nothing else there is ever deleted
    "clickhouse",
    "clickhouse.port",
    "clickhouse.secret",
    "clickhouse-reader.secret",
    "demo.toml",
    "log.db",
    "log.db-shm",
    "log.db-wal",
    "replay.json",
    "reporter.secret",
)
Show = Callable[[str, str], Coroutine[Any, Any, None]]


async def up(settings: Settings, *, quiet: bool = False, show: Show | None = None) -> int:
    """Runs until it is told to stop.

    -> exit code. `show` is called with the intake's URL once everything is ready.
    """
    began = time.monotonic()
    with patiently(lambda: hold(settings.data_dir)):
        if show is None:  # from now on it holds what somebody wants to keep
            (settings.data_dir / DEMO_MARKER).unlink(missing_ok=True)
        port = patiently(lambda: free_port(settings.http_host, settings.http_port))
        supervisor = Supervisor(on_line=_silent if quiet else _print)
        maintenance = maintain(settings)
        supervisor.stop_on_signals()
        try:
            url = await _start(supervisor, settings, port)
            if url is None:
                return 0 if supervisor.stopping.is_set() else 1
            print(
                f"ready: rumor-tracker takes reports at {url} (after {time.monotonic() - began:.1f} s)",
                flush=True,
            )
            _hint(settings)
            showing = asyncio.create_task(show(url, str(settings.config))) if show else None
            await supervisor.stopping.wait()
            if showing:
                showing.cancel()
            return 0
        finally:
            await supervisor.stop()
            if maintenance:
                maintenance.stop()


def maintain(settings: Settings) -> Maintenance | None:
    """The embedded log's maintenance, in this process, which has nothing else to do."""
    if not settings.log.startswith("sqlite:"):
        return None
    maintenance = Maintenance(unquote(urlsplit(settings.log).path))
    maintenance.start()
    return maintenance


async def _start(supervisor: Supervisor, settings: Settings, port: int) -> str | None:
    reporter_key(settings)
    await starting.apply_topics(settings)
    clickhouse_url = settings.clickhouse_url or embedded_url(settings)
    config = ConfigFile(settings.config, given=settings.config_given)
    common = {
        "RUMOR_DATA_DIR": str(settings.data_dir),
        "RUMOR_LOG_URL": settings.log,
        "RUMOR_CLICKHOUSE_URL": clickhouse_url,
        "RUMOR_HTTP_HOST": settings.http_host,
        "RUMOR_HTTP_PORT": str(port),
        "RUMOR_PUBLIC_URL": settings.public_url or f"http://{settings.http_host}:{port}",
    }
    common |= {
        f"{name}_FILE": "" for name in common
    }  # a file named for this process would win over what is chosen here
    supervisor.also(_name_config(settings, common))
    if not settings.clickhouse_url:
        (settings.data_dir / PORT_FILE).write_text(str(urlsplit(clickhouse_url).port))
        supervisor.start(
            Child(
                "clickhouse",
                embedded_command(settings, clickhouse_url),
                embedded_environment(settings),
                says_ready=False,
            )
        )
    worker, intake = (
        Child(name, python("deploy.cli.main", name), common) for name in ("worker", "intake")
    )
    supervisor.start(worker)
    supervisor.start(intake)
    if not await _migrated(clickhouse_url, supervisor):
        return None
    store = Child("store", python("deploy.cli.main", "store"), common)
    supervisor.start(store)
    for child in (worker, intake, store):
        if not await _ready(supervisor, child, config):
            if not supervisor.stopping.is_set():
                print(
                    f"{child.name} did not become ready within {WITHIN_S:.0f} s; its log is above",
                    file=sys.stderr,
                )
            return None
    return common["RUMOR_PUBLIC_URL"]


async def _name_config(settings: Settings, environment: dict[str, str]) -> None:
    """Once there is a config file, every process that starts is told of it, so that it waits for
    the file should it be gone by then.
    """
    while not (settings.config_given or os.path.lexists(settings.config)):
        await asyncio.sleep(LOOK_EVERY_S)
    environment |= {"RUMOR_CONFIG": str(settings.config), "RUMOR_CONFIG_FILE": ""}


async def _ready(supervisor: Supervisor, child: Child, config: ConfigFile) -> bool:
    """Whether a child becomes ready within a minute in which there was nothing wrong with the
    config file; says what is wrong.
    """
    left_s = WITHIN_S
    told = ""
    while left_s > 0:
        if await supervisor.ready(child, LOOK_EVERY_S):
            return True
        if supervisor.stopping.is_set():
            return False
        config.current()
        if config.error and config.error != told:
            print(f"waiting for the config file: {config.error}", file=sys.stderr, flush=True)
        told = config.error
        left_s = WITHIN_S if config.error else left_s - LOOK_EVERY_S
    return False


async def _migrated(url: str, supervisor: Supervisor) -> bool:
    database = Database(url, threads=1)

    async def migrated() -> bool:
        try:
            await database.run(database.migrate)
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


# -- the embedded ClickHouse
# --------------------------------------------------------------------------------------------


def embedded_url(settings: Settings) -> str:
    """Where the embedded engine will listen: the port that is set, else one that is free now."""
    password = secret_in(settings.data_dir, "clickhouse.secret")
    port = patiently(
        lambda: free_port("127.0.0.1", settings.clickhouse_port, "RUMOR_CLICKHOUSE_PORT")
    )
    return f"clickhouse://{WRITER}:{password}@127.0.0.1:{port}/rumor"


def reader_url(settings: Settings) -> str:
    """ClickHouse as the read-only user of the running embedded engine sees it; the URL that is set
    where there is one. Raises `SettingsError`.
    """
    if settings.clickhouse_url:
        return settings.clickhouse_url
    try:
        port = (settings.data_dir / PORT_FILE).read_text()
    except OSError:
        raise SettingsError(
            f"no ClickHouse in {settings.data_dir}: start `rumor-tracker up` there, set RUMOR_DATA_DIR (the demo's is demo-data), or RUMOR_CLICKHOUSE_URL"
        ) from None
    return f"clickhouse://{READER}:{secret_in(settings.data_dir, 'clickhouse-reader.secret')}@127.0.0.1:{port}/rumor"


def embedded_command(settings: Settings, url: str) -> list[str]:
    """The command of the embedded engine."""
    port = str(urlsplit(url).port)
    return python(
        "deploy.embedded.clickhouse.server", str(settings.data_dir / "clickhouse"), "--port", port
    )


def embedded_environment(settings: Settings) -> dict[str, str]:
    """Its passwords: one for our processes, one for the read-only user."""
    return {
        "EMBEDDED_CLICKHOUSE_PASSWORD": secret_in(settings.data_dir, "clickhouse.secret"),
        "EMBEDDED_CLICKHOUSE_READER_PASSWORD": secret_in(
            settings.data_dir, "clickhouse-reader.secret"
        ),
    }


def free_port(host: str, port: int, setting: str = "RUMOR_HTTP_PORT") -> int:
    """The port, or a free one for 0. Raises `Taken`."""
    try:
        with socket.create_server((host, port)) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        raise Taken(
            f"the address {host}:{port} cannot be used ({error.strerror}): stop what uses it, or set {setting}"
        ) from None


# -- the demo
# -----------------------------------------------------------------------------------------------------------


def demo_settings(settings: Settings) -> Settings:
    """Settings of the demo: a data directory of its own, emptied of what the last demo left, and a
    config file in it.

    Raises `SettingsError` for a directory that no demo made, and where the scenario would go into
    somebody's log or tables.
    """
    for name, why in (
        ("log_url", "its scenario would go into that log"),
        ("clickhouse_url", "its scenario would go into those tables"),
    ):
        if source := settings.sources.get(name):
            raise SettingsError(
                f"{source} is set, and the demo keeps everything in a directory of its own ({why}): unset it"
            )
    folder = settings.data_dir if "data_dir" in settings.sources else DEMO_FOLDER
    _refuse_foreign(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / DEMO_MARKER).write_text(
        "`rumor-tracker up --demo` made this directory and begins anew in it each time.\n"
    )
    with patiently(lambda: hold(folder)):
        for name in DEMO_MAKES:
            path = folder / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    config = folder / "demo.toml"
    return replace(
        settings, data_dir=folder, config=config, sources={**settings.sources, "config": "the demo"}
    )


def _refuse_foreign(folder: Path) -> None:
    """Raises `SettingsError` where the demo may not use a directory: it deletes there."""
    instead = "set RUMOR_DATA_DIR to a new directory, or unset it"
    whole = folder.resolve()
    home = Path(os.path.expanduser("~")).resolve()
    if any(whole == place or whole in place.parents for place in (home, Path.cwd().resolve())):
        raise SettingsError(
            f"the demo uses no directory that somebody works in ({folder}): {instead}"
        )
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise SettingsError(f"{folder} is not a directory that the demo made: {instead}")
    marker = folder / DEMO_MARKER
    made = marker.is_file() and not marker.is_symlink()
    if folder.exists() and not made and any(folder.iterdir()):
        raise SettingsError(
            f"{folder} holds files and was not made by this demo, or was used without --demo since: move it away, or {instead}"
        )


def run(settings: Settings, *, demo: bool, quiet: bool) -> int:
    """The command `up`. Every expected failure is one line."""
    try:
        if not demo:
            return asyncio.run(up(settings, quiet=quiet))
        from deploy.demo.show import prepare

        settings = demo_settings(settings)
        show = prepare(settings.config)
        return asyncio.run(up(settings, quiet=True, show=show))
    except Refused as error:
        print(f"rumor-tracker: {error}", file=sys.stderr)
    except OSError as error:
        print(
            f"rumor-tracker: {error.filename or settings.data_dir} cannot be used: {error.strerror}",
            file=sys.stderr,
        )
    return 1


def _print(name: str, line: str) -> None:
    print(f"{name:>10} | {line}", flush=True)


def _silent(name: str, line: str) -> None:
    if not line.startswith(("ready", "intake on", "clickhouse ")):
        _print(name, line)


def _hint(settings: Settings) -> None:
    if not settings.config.exists():
        print(
            "no key yet: make one with `rumor-tracker keys add desk --scopes report,read,curate,admin`",
            flush=True,
        )
    print(f"processes: this one is {os.getpid()}; Ctrl-C stops them all", flush=True)
