"""The command `frames`: which phrases of this desk's messages were learnt to say nothing.

In: the rumors topic. Out: candidates for `[matching] frames`, masked, for a person to choose from.
"""

import asyncio
from typing import TYPE_CHECKING

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings, shown
from streams.errors import RumorTrackerError

if TYPE_CHECKING:
    from streams.config.settings import Settings

LEAST = 5  # wordings; so many it takes until a phrase weighs less by itself


@click.command()
@click.option(
    "--least",
    type=click.IntRange(min=2),
    default=LEAST,
    show_default=True,
    help="Phrases that so many wordings showed.",
)
@AS_JSON
def frames(least: int, as_json: bool) -> None:
    """List phrases that stand around messages of different rumors; those that say nothing of what
    is claimed belong under frames in [matching] of the config file.

    Example: rumor-tracker frames --least 10
    """
    try:
        found = asyncio.run(_found(load_settings(), least))
    except RumorTrackerError as error:
        fail(str(error))
    rows = [{"wordings": count, "phrase": phrase} for phrase, count in found]
    if as_json:
        emit(rows, True)
    elif rows:
        emit([{**row, "phrase": shown(str(row["phrase"]))} for row in rows], False)
    else:
        click.echo(f"no phrase was shown by {least} wordings")


async def _found(settings: "Settings", least: int) -> list[tuple[str, int]]:
    from schemas.topics import RUMORS
    from streams.core.lanes import FAMILIES, family_of
    from streams.core.matching.framing import Frames
    from streams.core.matching.parameters import PARAMETERS
    from streams.log.engines import open_log
    from streams.replica.following import Follower

    by_family = {family: Frames(PARAMETERS[family]) for family in FAMILIES}
    known = set[str]()
    log = open_log(settings.log)
    try:
        await log.start()
        async for event in Follower(log, settings.lane_partitions).new(RUMORS):
            new = [one for one in event.variants if one.variant_id not in known]
            known |= {one.variant_id for one in new if one.frames}
            by_family[family_of(event.lane)].add(new)
    finally:
        await log.stop()
    found = [one for frames in by_family.values() for one in frames.candidates(least=least)]
    return sorted(found, key=lambda one: -one[1])
