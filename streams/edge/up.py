"""`rumor-tracker up`: everything on one machine, the same processes as in production, only the engines embedded.

In: settings. Out: topics, tables and running processes, until SIGTERM or Ctrl-C. A URL given for the log or ClickHouse replaces its engine.
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

from deploy.embedded.eventlog import Maintenance
from deploy.embedded.supervisor import Child, Supervisor, Taken, hold, python, until
from streams.edge import starting
from streams.edge.store.database import Database, StoreUnavailable
from streams.settings import Settings, SettingsError, reporter_key, secret_in

WRITER, READER, PORT_FILE = "rumor", "grafana", "clickhouse.port"
WITHIN_S = 60.0
Show = Callable[[str, str], Coroutine[Any, Any, None]]


async def up(settings: Settings, *, quiet: bool = False, show: Show | None = None) -> int:
    """Runs until it is told to stop. -> exit code. `show` is called with the intake's URL once everything is ready."""
    began = time.monotonic()
    with hold(settings.data_dir):
        port = free_port(settings.http_host, settings.http_port)
        supervisor = Supervisor(on_line=_silent if quiet else _print)
        maintenance = maintain(settings)
        supervisor.stop_on_signals()
        try:
            url = await _start(supervisor, settings, port)
            if url is None:
                return 0 if supervisor.stopping.is_set() else 1
            print(f"ready: rumor-tracker takes reports at {url} (after {time.monotonic() - began:.1f} s)", flush=True)
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
    common = {
        "RUMOR_DATA_DIR": str(settings.data_dir), "RUMOR_LOG_URL": settings.log, "RUMOR_CLICKHOUSE_URL": clickhouse_url,
        "RUMOR_HTTP_HOST": settings.http_host, "RUMOR_HTTP_PORT": str(port), "RUMOR_CONFIG": str(settings.config),
        "RUMOR_PUBLIC_URL": settings.public_url or f"http://{settings.http_host}:{port}",
    }  # fmt: skip
    if not settings.clickhouse_url:
        (settings.data_dir / PORT_FILE).write_text(str(urlsplit(clickhouse_url).port))
        supervisor.start(Child("clickhouse", embedded_command(settings, clickhouse_url), embedded_environment(settings), says_ready=False))
    worker, intake = (Child(name, python("streams.edge.cli", name), common) for name in ("worker", "intake"))
    supervisor.start(worker)
    supervisor.start(intake)
    if not await _migrated(clickhouse_url, supervisor):
        return None
    store = Child("store", python("streams.edge.cli", "store"), common)
    supervisor.start(store)
    for child in (worker, intake, store):
        if not await supervisor.ready(child, WITHIN_S):
            if not supervisor.stopping.is_set():
                print(f"{child.name} did not become ready within {WITHIN_S:.0f} s; its log is above", file=sys.stderr)
            return None
    return common["RUMOR_PUBLIC_URL"]


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


# -- the embedded ClickHouse --------------------------------------------------------------------------------------------


def embedded_url(settings: Settings) -> str:
    """Where the embedded engine will listen: the port that is set, else one that is free now."""
    password = secret_in(settings.data_dir, "clickhouse.secret")
    port = free_port("127.0.0.1", settings.clickhouse_port)
    return f"clickhouse://{WRITER}:{password}@127.0.0.1:{port}/rumor"


def reader_url(settings: Settings) -> str:
    """ClickHouse as the read-only user of the running embedded engine sees it; the URL that is set where there is one. Raises `SettingsError`."""
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
    return python("deploy.embedded.clickhouse.server", str(settings.data_dir / "clickhouse"), "--port", port)


def embedded_environment(settings: Settings) -> dict[str, str]:
    """Its passwords: one for our processes, one for the read-only user."""
    return {
        "EMBEDDED_CLICKHOUSE_PASSWORD": secret_in(settings.data_dir, "clickhouse.secret"),
        "EMBEDDED_CLICKHOUSE_READER_PASSWORD": secret_in(settings.data_dir, "clickhouse-reader.secret"),
    }


def free_port(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises `Taken`."""
    try:
        with socket.create_server((host, port)) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        raise Taken(f"the address {host}:{port} cannot be used ({error.strerror}): stop what uses it, or set RUMOR_HTTP_PORT") from None


# -- the demo -----------------------------------------------------------------------------------------------------------


def demo_settings(settings: Settings) -> Settings:
    """Settings of the demo: a data directory and a config file of its own, both fresh."""
    folder = settings.data_dir if "data_dir" in settings.sources else Path("demo-data")
    with hold(folder):
        for path in folder.iterdir():
            if path.name != "up.lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    return replace(settings, data_dir=folder, config=folder / "demo.toml")


def run(settings: Settings, *, demo: bool, quiet: bool) -> int:
    """The command `up`. Every expected failure is one line."""
    try:
        if not demo:
            return asyncio.run(up(settings, quiet=quiet))
        from deploy.demo.show import prepare

        settings = demo_settings(settings)
        show = prepare(settings.config)
        return asyncio.run(up(settings, quiet=True, show=show))
    except (Taken, *starting.REFUSALS, SettingsError, ValueError) as error:
        print(f"rumor-tracker: {error}", file=sys.stderr)
    except OSError as error:
        print(f"rumor-tracker: {error.filename or settings.data_dir} cannot be used: {error.strerror}", file=sys.stderr)
    return 1


def _print(name: str, line: str) -> None:
    print(f"{name:>10} | {line}", flush=True)


def _silent(name: str, line: str) -> None:
    if not line.startswith(("ready", "intake on", "clickhouse ")):
        _print(name, line)


def _hint(settings: Settings) -> None:
    if not settings.config.exists():
        print("no key yet: make one with `rumor-tracker keys add desk --scopes report,read,curate,admin`", flush=True)
    print(f"processes: this one is {os.getpid()}; Ctrl-C stops them all", flush=True)
