"""Commands about dashboards: check every query, publish to a running Grafana, export a provisioning
folder.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings, remark
from streams.clock import SYSTEM_CLOCK
from streams.config.settings import SettingsError

if TYPE_CHECKING:
    from dashboards.grafana.check import Checked
    from dashboards.grafana.publish import Published, Target
    from streams.config.settings import Settings
    from streams.store.database import Database

HOUR_S = 3_600


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

    database = _reader()
    until_s = SYSTEM_CLOCK.now_ms() // 1_000 + 1  # the second that has begun is asked for, too
    asked = Range(until_s - hours * HOUR_S, until_s)
    found = list(run(database.query, build.load(), asked))
    emit([_row(one) for one in found], as_json)
    if failed := sum(bool(one.problem) for one in found):
        fail(f"{failed} of {len(found)} queries failed")


def _reader() -> "Database":
    """ClickHouse as Grafana sees it. Ends the command where it does not answer."""
    from deploy.single.engines import answering, reader_url
    from streams.store.database import Database, StoreUnavailable

    settings = load_settings()
    try:
        database = Database(answering(settings, reader_url(settings)), threads=1)
        database.execute("SELECT 1")  # one reason instead of the same for every query
    except (SettingsError, StoreUnavailable) as error:
        fail(str(error))
    return database


def _row(found: "Checked") -> dict[str, Any]:
    return {
        "query": found.query.where,
        "rows": found.rows,
        "ms": round(found.took_ms),
        "result": f"FAILED: {found.problem}" if found.problem else "ok",
        "columns": " ".join(found.columns),
    }


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
    from dashboards.grafana.publish import publish as run

    target = _target(load_settings())
    try:
        done = run(target, build.load(), force=force)
    except GrafanaFailed as error:
        for line in error.written:  # half of it is there now: the next run goes on from it
            remark(f"already written: {line}")
        fail(str(error))
    _tell(done, as_json)
    if done.differs:  # somebody's work would be lost: not done, and not well
        raise SystemExit(1)


def _target(settings: "Settings") -> "Target":
    from dashboards.grafana.publish import Target
    from deploy.single.engines import reader_url

    if not settings.grafana_url or not settings.grafana_token:
        fail("RUMOR_GRAFANA_URL and RUMOR_GRAFANA_TOKEN (or RUMOR_GRAFANA_TOKEN_FILE) must be set")
    try:
        clickhouse_url = settings.grafana_clickhouse_url or reader_url(settings)
    except SettingsError as error:
        fail(str(error))
    return Target(settings.grafana_url, settings.grafana_token, clickhouse_url)


def _tell(done: "Published", as_json: bool) -> None:
    from dashboards.grafana.publish import lines_of

    if as_json:
        emit({"written": done.written, "left": done.left, "differs": done.differs}, True)
    else:
        click.echo("\n".join(lines_of(done)))


@dashboards.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write a provisioning folder for Grafana: data sources, dashboards, alert rules for the
    pipeline itself.

    Example: rumor-tracker dashboards export provisioning
    """
    from dashboards.grafana.export import export as write

    settings = load_settings()
    # Without a URL the folder names the one of the compose file, whose password Grafana fills in.
    chosen = settings.grafana_clickhouse_url
    try:
        written = write(folder, **({"clickhouse_url": chosen} if chosen else {}))
    except OSError as error:
        fail(f"{error.filename} cannot be written: {error.strerror}")
    for path in written:
        click.echo(f"wrote {path}")
