"""Commands about dashboards:

check every query, publish to a running Grafana, export a provisioning folder.
"""

import time
from pathlib import Path

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings
from streams.config.settings import SettingsError


@click.group()
def dashboards() -> None:
    """Grafana dashboards.

    Example: rumor-tracker dashboards check
    """


@dashboards.command()
@click.option(
    "--hours", default=24, show_default=True, help="The time range: so many hours until now."
)
@AS_JSON
def check(hours: int, as_json: bool) -> None:
    """Run every query of every dashboard against ClickHouse, as Grafana's user where the engine is
    embedded; exits 1 on any failure.

    Example: RUMOR_DATA_DIR=demo-data rumor-tracker dashboards check
    """
    from dashboards.grafana import build
    from dashboards.grafana.check import check as run
    from dashboards.grafana.queries import Range
    from deploy.single.up import reader_url
    from streams.store.database import Database, StoreUnavailable

    try:
        database = Database(reader_url(load_settings()), threads=1)
        database.execute("SELECT 1")
    except (SettingsError, StoreUnavailable) as error:
        fail(str(error))
    now_s = int(time.time()) + 1
    failed = 0
    rows = []
    for found in run(database.query, build.load(), Range(now_s - hours * 3_600, now_s)):
        failed += bool(found.problem)
        rows.append(
            {
                "query": found.query.where,
                "rows": found.rows,
                "ms": round(found.took_ms),
                "result": f"FAILED: {found.problem}" if found.problem else "ok",
                "columns": " ".join(found.columns),
            }
        )
    emit(rows, as_json)
    if failed:
        fail(f"{failed} of {len(rows)} queries failed")


@dashboards.command()
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite what was changed by hand; write the data source's password anew.",
)
@AS_JSON
def publish(force: bool, as_json: bool) -> None:
    """Send folder, data source and dashboards to RUMOR_GRAFANA_URL with RUMOR_GRAFANA_TOKEN; a
    second run writes nothing.

    Example: RUMOR_GRAFANA_TOKEN_FILE=token rumor-tracker dashboards publish
    """
    from dashboards.grafana import build
    from dashboards.grafana.client import GrafanaFailed
    from dashboards.grafana.publish import Target, lines_of
    from dashboards.grafana.publish import publish as run
    from deploy.single.up import reader_url

    settings = load_settings()
    if not settings.grafana_url or not settings.grafana_token:
        fail("RUMOR_GRAFANA_URL and RUMOR_GRAFANA_TOKEN (or RUMOR_GRAFANA_TOKEN_FILE) must be set")
    try:
        target = Target(
            settings.grafana_url,
            settings.grafana_token,
            settings.grafana_clickhouse_url or reader_url(settings),
        )
        done = run(target, build.load(), force=force)
    except SettingsError as error:
        fail(str(error))
    except GrafanaFailed as error:
        for line in error.written:
            click.echo(f"already written: {line}", err=True)
        fail(str(error))
    if as_json:
        emit({"written": done.written, "left": done.left, "differs": done.differs}, True)
    else:
        click.echo("\n".join(lines_of(done)))
    if done.differs:
        raise SystemExit(1)


@dashboards.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write a provisioning folder for Grafana: data sources, dashboards, alert rules for the
    pipeline itself.

    Example: rumor-tracker dashboards export provisioning
    """
    from dashboards.grafana.export import export as write

    settings = load_settings()
    try:
        written = write(
            folder,
            **(
                {"clickhouse_url": settings.grafana_clickhouse_url}
                if settings.grafana_clickhouse_url
                else {}
            ),
        )
    except OSError as error:
        fail(f"{error.filename} cannot be written: {error.strerror}")
    for path in written:
        click.echo(f"wrote {path}")
