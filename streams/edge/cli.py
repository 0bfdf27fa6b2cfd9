"""The command `rumor-tracker`. In: arguments and settings. Out: processes, tables of text, or JSON. Exits 0, 1 (failed) or 2 (usage)."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from streams import settings as settings_module
from streams.settings import Settings, SettingsError

URL = click.option("--url", default="", help="The API; default RUMOR_PUBLIC_URL or http://127.0.0.1:8080.")
KEY = click.option("--key", default="", help="An API key; default the environment variable RUMOR_KEY.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def fail(message: str) -> None:
    """Ends the command with exit code 1."""
    click.echo(f"rumor-tracker: {message}", err=True)
    raise SystemExit(1)


def load_settings() -> Settings:
    """The settings of this environment."""
    try:
        return settings_module.load()
    except SettingsError as error:
        fail(str(error))
        raise


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="rumor-tracker")
def main() -> None:
    """Tracks rumors: near-duplicate reports in, spread counted, surges told by webhook.

    Example: rumor-tracker up
    """


@main.command()
@click.option("--demo", is_flag=True, help="Play the bundled scenario in a fresh data directory.")
@click.option("--quiet", is_flag=True, help="Only what matters.")
def up(demo: bool, quiet: bool) -> None:
    """Run everything on this machine, supervised.

    Example: rumor-tracker up --demo
    """
    from streams.edge import up as whole

    raise SystemExit(whole.run(load_settings(), demo=demo, quiet=quiet))


@main.command()
def intake() -> None:
    """Run the HTTP API as this process.

    Example: RUMOR_HTTP_PORT=8080 rumor-tracker intake
    """
    from streams import telemetry
    from streams.edge.intake.app import serve

    telemetry.log_to_stderr("intake")
    try:
        raise SystemExit(serve(load_settings()))
    except SettingsError as error:
        fail(str(error))


@main.command()
def worker() -> None:
    """Run cluster, surge and deliver as this process.

    Example: RUMOR_WORKER_SLOT=1 rumor-tracker worker
    """
    from streams import telemetry
    from streams.config import ConfigFile
    from streams.edge import faust_app
    from streams.edge.log import open_log
    from streams.edge.worker import make

    settings = load_settings()
    telemetry.log_to_stderr("worker")
    telemetry.serve_metrics(settings.metrics_port)
    raise SystemExit(faust_app.run(make(settings, ConfigFile(settings.config), open_log(settings.log))))


@main.command()
def store() -> None:
    """Run the store, which writes to ClickHouse, as this process.

    Example: RUMOR_CLICKHOUSE_URL=clickhouse://rumor:secret@host:9000/rumor rumor-tracker store
    """
    from streams import telemetry
    from streams.edge import faust_app
    from streams.edge.store.database import Database
    from streams.edge.store.writer import make

    settings = load_settings()
    if not settings.clickhouse_url:
        fail("RUMOR_CLICKHOUSE_URL is not set; `rumor-tracker up` starts the embedded engine and sets it")
    telemetry.log_to_stderr("store")
    telemetry.serve_metrics(settings.metrics_port)
    raise SystemExit(faust_app.run(make(settings, Database(settings.clickhouse_url, threads=2))))


@main.command()
@click.option("--port", default=9000, show_default=True)
def clickhouse(port: int) -> None:
    """Run the embedded ClickHouse engine as this process; its password is in the data directory.

    Example: rumor-tracker clickhouse --port 9000
    """
    from deploy.embedded.clickhouse.server import main as serve
    from streams.edge.up import embedded_environment

    settings = load_settings()
    os.environ.update(embedded_environment(settings))
    raise SystemExit(serve([str(settings.data_dir / "clickhouse"), "--port", str(port)]))


@main.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be applied.")
def migrate(dry_run: bool) -> None:
    """Create or update the ClickHouse tables.

    Example: rumor-tracker migrate --dry-run
    """
    from streams.edge.store.database import Database, SchemaMismatch, StoreUnavailable

    settings = load_settings()
    if not settings.clickhouse_url:
        fail("RUMOR_CLICKHOUSE_URL is not set; `rumor-tracker up` migrates its embedded engine by itself")
    database = Database(settings.clickhouse_url, threads=1)
    try:
        names = database.pending_migrations() if dry_run else database.migrate()
    except (StoreUnavailable, SchemaMismatch) as error:
        fail(str(error))
    for name in names:
        click.echo(f"{'would apply' if dry_run else 'applied'} {name}")
    if not names:
        click.echo("nothing to apply")
    database.close()


@main.command(name="settings")
@AS_JSON
def show_settings(as_json: bool) -> None:
    """Print every setting with its source; secrets masked.

    Example: rumor-tracker settings
    """
    rows = settings_module.described(load_settings())
    emit([dict(zip(("setting", "value", "source"), row, strict=True)) for row in rows], as_json)


@main.group()
def keys() -> None:
    """API keys in the config file.

    Example: rumor-tracker keys add city-app --scopes report
    """


@keys.command(name="add")
@click.argument("name")
@click.option("--tenant", default="main", show_default=True)
@click.option("--scopes", default="report,read", show_default=True, help="Of report, read, curate, admin.")
@click.option("--reports-per-minute", type=int)
@AS_JSON
def add_key(name: str, tenant: str, scopes: str, reports_per_minute: int | None, as_json: bool) -> None:
    """Make a key; it is printed once and only its hash is kept.

    Example: rumor-tracker keys add desk --scopes report,read,curate,admin
    """
    from streams.config import ConfigError, key_block, new_key, parse

    path, (key, hashed) = load_settings().config, new_key()
    before = path.read_text() if path.exists() else "# rumor-tracker: keys, receivers, policy. Read again whenever it changes.\n"
    wanted = tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
    after = before.rstrip("\n") + "\n" + key_block(name, tenant, wanted, hashed, reports_per_minute)
    try:
        parse(after)
    except ConfigError as error:
        fail(f"{path}: {error}")
    replace_file(path, after)
    if as_json:
        emit({"name": name, "tenant": tenant, "scopes": wanted, "key": key}, True)
    else:
        click.echo(f"{key}\nkept in {path} as a hash only: note the key now", err=False)


@keys.command(name="list")
@AS_JSON
def list_keys(as_json: bool) -> None:
    """List keys.

    Example: rumor-tracker keys list
    """
    from streams.config import ConfigFile

    file = ConfigFile(load_settings().config)
    config = file.current()
    if file.error:
        fail(file.error)
    emit(
        [{"name": k.name, "tenant": k.tenant, "scopes": ",".join(k.scopes), "reports_per_minute": k.reports_per_minute} for k in config.keys], as_json
    )


@keys.command(name="revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Remove a key; it stops working within a second or two.

    Example: rumor-tracker keys revoke city-app
    """
    from streams.config import ConfigError, without_key

    path = load_settings().config
    try:
        replace_file(path, without_key(path.read_text() if path.exists() else "", name))
    except ConfigError as error:
        fail(f"{path}: {error}")
    click.echo(f"revoked {name}")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", default=500, show_default=True, help="Reports a request.")
@click.option("--rate", default="max", show_default=True, help="Reports a second, or max.")
@click.option("--shift-to", type=click.Choice(["now"]), help="Move event times so that the first is now.")
@click.option("--speed", type=float, default=1.0, show_default=True, help="With --shift-to: event time compressed so many times.")
@click.option("--backfill", is_flag=True, help="Send as history: counted, never alerts.")
@click.option("--restart", is_flag=True, help="Begin again instead of going on where the last replay stopped.")
@URL
@KEY
@AS_JSON
def replay(
    file: Path, batch: int, rate: str, shift_to: str | None, speed: float, backfill: bool, restart: bool, url: str, key: str, as_json: bool
) -> None:
    """Send JSON lines (plain or .gz) to the API; goes on where it stopped.

    Example: rumor-tracker replay reports.jsonl.gz --rate 2000
    """
    from streams.edge.client import ApiError
    from streams.edge.replaying import Replay

    if rate != "max" and not rate.isdigit():
        raise click.UsageError("--rate is a number of reports a second, or max")
    progress = load_settings().data_dir / "replay.json"
    per_second = None if rate == "max" else int(rate)
    job = Replay(file, api(url, key), progress, batch=batch, per_second=per_second, shift=shift_to is not None, speed=speed, backfill=backfill)
    try:
        emit(job.run(restart=restart, on_terminal=sys.stderr.isatty()), as_json)
    except ApiError as error:
        fail(f"{error}; run the same command again to go on")


@main.command()
@click.option("--query", default="")
@click.option("--verdict", default="")
@click.option("--sort", default="-reports_1h", show_default=True)
@click.option("--limit", default=20, show_default=True)
@URL
@KEY
@AS_JSON
def rumors(query: str, verdict: str, sort: str, limit: int, url: str, key: str, as_json: bool) -> None:
    """List rumors.

    Example: rumor-tracker rumors --sort=-growth
    """
    page = ask(url, key, "/v1/rumors", query=query, verdict=verdict, sort=sort, limit=limit)
    rows = [{**item, "verdict": (item["verdict"] or {}).get("rating", "")} for item in page["items"]]
    columns = ("rumor_id", "title", "verdict", "reports", "reporters", "variants", "reports_1h", "growth", "last_seen")
    emit(page if as_json else [{c: row[c] for c in columns} for row in rows], as_json)


@main.command()
@click.option("--min-level", default="surge", show_default=True)
@click.option("--limit", default=20, show_default=True)
@URL
@KEY
@AS_JSON
def alerts(min_level: str, limit: int, url: str, key: str, as_json: bool) -> None:
    """List alerts.

    Example: rumor-tracker alerts --min-level watch
    """
    page = ask(url, key, "/v1/alerts", min_level=min_level, limit=limit)
    columns = ("alert_id", "state", "kind", "level", "why", "reporters", "raised_at", "title")
    emit(page if as_json else [{c: item[c] for c in columns} for item in page["items"]], as_json)


@main.command()
@URL
@KEY
@AS_JSON
def status(url: str, key: str, as_json: bool) -> None:
    """Lag per step, health, versions.

    Example: rumor-tracker status
    """
    found = ask(url, key, "/v1/status")
    rows = [{"step": name, "lag (records)": step["lag"]} for name, step in found["steps"].items()]
    if not as_json:
        click.echo(f"version {found['version']}, ClickHouse {found['clickhouse']}, config {found['config_error'] or 'ok'}")
    emit(found if as_json else rows, as_json)


@main.group()
def deliveries() -> None:
    """Webhook deliveries.

    Example: rumor-tracker deliveries list --state dead
    """


@deliveries.command(name="list")
@click.option("--receiver", default="")
@click.option("--state", default="")
@click.option("--from", "from_", default="")
@click.option("--to", default="")
@click.option("--limit", default=50, show_default=True)
@URL
@KEY
@AS_JSON
def list_deliveries(receiver: str, state: str, from_: str, to: str, limit: int, url: str, key: str, as_json: bool) -> None:
    """List deliveries with their last attempt.

    Example: rumor-tracker deliveries list --receiver desk
    """
    page = ask(url, key, "/v1/deliveries", receiver=receiver, state=state, from_=from_, to=to, limit=limit)
    rows = [
        {
            "delivery_id": d["delivery_id"], "receiver": d["receiver"], "type": d["type"], "state": d["state"], "attempts": len(d["attempts"]),
            "last": (d["attempts"] or [{}])[-1].get("error") or (d["attempts"] or [{}])[-1].get("status", ""),
        }
        for d in page["items"]
    ]  # fmt: skip
    emit(page if as_json else rows, as_json)


@deliveries.command()
@click.argument("ids", nargs=-1)
@click.option("--receiver", default="", help="All of a receiver ...")
@click.option("--from", "from_", default="", help="... from this time ...")
@click.option("--to", default="", help="... to this.")
@URL
@KEY
def redeliver(ids: tuple[str, ...], receiver: str, from_: str, to: str, url: str, key: str) -> None:
    """Send deliveries again, by id, receiver, or time range.

    Example: rumor-tracker deliveries redeliver --receiver desk --from 2026-01-31T12:00:00Z
    """
    from streams.edge.client import ApiError

    if not ids and not (receiver or from_ or to):
        raise click.UsageError("name deliveries, a receiver or a time range")
    client, wanted = api(url, key), list(ids)
    try:
        if not ids:
            page = client.get("/v1/deliveries", receiver=receiver, from_=from_, to=to, limit=500)
            wanted = [d["delivery_id"] for d in page["items"]]
        for delivery_id in wanted:
            client.post(f"/v1/deliveries/{delivery_id}/redeliver")
            click.echo(f"sent again: {delivery_id}")
    except ApiError as error:
        fail(str(error))


@main.command(name="test-receiver")
@click.argument("name")
@URL
@KEY
def test_receiver(name: str, url: str, key: str) -> None:
    """Send a ping to a receiver.

    Example: rumor-tracker test-receiver desk
    """
    from streams.edge.client import ApiError

    try:
        api(url, key).post(f"/v1/receivers/{name}/test")
    except ApiError as error:
        fail(str(error))
    click.echo(f"a ping is on its way to {name}")


def api(url: str, key: str) -> Any:
    """The client of an API."""
    from streams.edge.client import ApiClient

    settings = load_settings()
    key = key or os.environ.get("RUMOR_KEY", "")
    if not key:
        fail("no key: give --key or set RUMOR_KEY (make one with `rumor-tracker keys add`)")
    return ApiClient(url or settings.links, key)


def ask(url: str, key: str, path: str, **query: Any) -> Any:
    """One GET, with failures as one line."""
    from streams.edge.client import ApiError

    try:
        return api(url, key).get(path, **query)
    except ApiError as error:
        fail(str(error))


def emit(data: Any, as_json: bool) -> None:
    """Data as JSON, or rows as a table."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    if isinstance(data, dict):
        data = [{"what": name, "value": value} for name, value in data.items()]
    print_table(data)


def print_table(rows: Sequence[dict[str, Any]]) -> None:
    """A readable table; on a pipe as wide as its content."""
    from rich.console import Console
    from rich.table import Table

    if not rows:
        click.echo("nothing to show")
        return
    table = Table(box=None, pad_edge=False)
    for column in rows[0]:
        table.add_column(column, justify="right" if isinstance(rows[0][column], int | float) else "left", overflow="ellipsis")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console = Console()
    Console(width=None if console.is_terminal else 240).print(table)


def replace_file(path: Path, text: str) -> None:
    """Replaces a file in one step, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    os.replace(new, path)


@main.group()
def topics() -> None:
    """Topics of the log.

    Example: rumor-tracker topics apply
    """


@topics.command()
def apply() -> None:
    """Create the topics that are missing.

    Example: rumor-tracker topics apply
    """
    from streams.edge.up import apply_topics
    from streams.logs import LogUnavailable

    try:
        created = asyncio.run(apply_topics(load_settings()))
    except LogUnavailable as error:
        fail(str(error))
    for name in created:
        click.echo(f"created {name}")
    if not created:
        click.echo("nothing to create")


if __name__ == "__main__":
    main(prog_name="rumor-tracker")
