"""Commands about the topics of the log. Idempotent, and can be looked at first."""

import asyncio
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings
from streams.errors import Refused, RumorTrackerError

if TYPE_CHECKING:
    from streams.config.settings import Settings
    from streams.log.topics import Change


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
    try:
        changes = asyncio.run(_plan(load_settings()))
    except RumorTrackerError as error:  # away, too: a look waits for nothing
        fail(str(error))
    _show(changes, as_json, "the topics fit; nothing to do")
    if any(change.action == "refuse" for change in changes):
        raise SystemExit(1)


@topics.command()
@AS_JSON
def apply(as_json: bool) -> None:
    """Create what is missing and alter settings that fall short; waits for the log.

    Example: rumor-tracker topics apply
    """
    from streams import starting

    os.umask(0o077)  # it may be the first to make the embedded log, which holds reporters
    try:
        changes = asyncio.run(starting.apply_topics(load_settings()))
    except Refused as error:
        fail(str(error))
    _show(changes, as_json, "nothing to do")


async def _plan(settings: "Settings") -> list["Change"]:
    from streams.log import topics as found
    from streams.log.engines import open_log

    log = open_log(settings.log)
    try:
        await log.start()
        return await found.plan_for(log, settings.lane_partitions)
    finally:
        await log.stop()


def _show(changes: Sequence["Change"], as_json: bool, nothing: str) -> None:
    rows = [
        {"topic": change.topic, "action": change.action, "why": change.why} for change in changes
    ]
    if rows or as_json:
        emit(rows, as_json)
    else:
        click.echo(nothing)
