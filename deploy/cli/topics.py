"""Commands that set the engines up:

topics of the log, tables of ClickHouse. Idempotent; each can be looked at first.
"""

import asyncio
import os
from typing import Any

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings
from streams.errors import Refused, RumorTrackerError


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be applied.")
def migrate(dry_run: bool) -> None:
    """Create or update the ClickHouse tables.

    Example: rumor-tracker migrate --dry-run
    """
    from streams.store import migrations
    from streams.store.database import Database, StoreRefused, StoreUnavailable
    from streams.store.migrations import SchemaMismatch

    settings = load_settings()
    if not settings.clickhouse_url:
        fail(
            "RUMOR_CLICKHOUSE_URL is not set; `rumor-tracker up` migrates its embedded engine by itself"
        )
    database = Database(settings.clickhouse_url, threads=1)
    try:
        names = migrations.pending(database) if dry_run else migrations.migrate(database)
    except (StoreUnavailable, StoreRefused, SchemaMismatch) as error:
        fail(str(error))
    for name in names:
        click.echo(f"{'would apply' if dry_run else 'applied'} {name}")
    if not names:
        click.echo("nothing to apply")
    database.close()


@click.group()
def topics() -> None:
    """Topics of the log.

    Example: rumor-tracker topics plan
    """


@topics.command()
@AS_JSON
def plan(as_json: bool) -> None:
    """Show what `apply` would change and what it never changes. Exits 1 where something has to be
    mended by hand.

    Example: rumor-tracker topics plan
    """
    from streams.log import topics as planning
    from streams.log.engines import open_log

    settings = load_settings()

    async def ask() -> list[planning.Change]:
        records = open_log(settings.log)
        try:
            await records.start()
            return await planning.plan_for(records, settings.lane_partitions)
        finally:
            await records.stop()

    try:
        steps = asyncio.run(ask())
    except RumorTrackerError as error:
        fail(str(error))
    _show(steps, as_json, "the topics fit; nothing to do")
    if any(step.action == "refuse" for step in steps):
        raise SystemExit(1)


@topics.command()
@AS_JSON
def apply(as_json: bool) -> None:
    """Create what is missing and alter settings that fall short; waits for the log.

    Example: rumor-tracker topics apply
    """
    from streams import starting

    os.umask(0o077)
    try:
        steps = asyncio.run(starting.apply_topics(load_settings()))
    except Refused as error:
        fail(str(error))
    _show(steps, as_json, "nothing to do")


def _show(steps: Any, as_json: bool, nothing: str) -> None:
    rows = [{"topic": step.topic, "action": step.action, "why": step.why} for step in steps]
    if rows or as_json:
        emit(rows, as_json)
    else:
        click.echo(nothing)
