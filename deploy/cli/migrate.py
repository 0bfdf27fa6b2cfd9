"""The command that makes the tables of ClickHouse. Idempotent, and can be looked at first."""

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings
from streams.errors import RumorTrackerError


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be applied.")
@AS_JSON
def migrate(dry_run: bool, as_json: bool) -> None:
    """Create or update the ClickHouse tables.

    Example: rumor-tracker migrate --dry-run
    """
    from streams.store import migrations
    from streams.store.database import Database

    settings = load_settings()
    if not settings.clickhouse_url:
        fail(
            "RUMOR_CLICKHOUSE_URL is not set; "
            "`rumor-tracker up` migrates its embedded engine by itself"
        )
    database = Database(settings.clickhouse_url, threads=1)
    try:
        names = migrations.pending(database) if dry_run else migrations.migrate(database)
    except RumorTrackerError as error:
        fail(str(error))
    finally:
        database.close()
    if as_json:
        emit([{"migration": name, "applied": not dry_run} for name in names], True)
        return
    for name in names:
        click.echo(f"{'would apply' if dry_run else 'applied'} {name}")
    if not names:
        click.echo("nothing to apply")
