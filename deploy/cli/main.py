"""The command `rumor-tracker`. Exits 0, 1 (failed, reason on stderr) or 2 (usage)."""

import sys

import click

from deploy.cli import (
    checking,
    console,
    dashboards,
    deliveries,
    frames,
    importing,
    keys,
    migrate,
    privacy,
    processes,
    reads,
    settings,
    topics,
)
from deploy.cli.backtest import command as backtest
from deploy.cli.ending import Commands
from deploy.cli.export import command as export
from deploy.cli.output import fail
from deploy.cli.replay import command as replay

# They run, whoever reads what they say; all others are there for what they print.
RUNNING = ("up", "intake", "worker", "store", "clickhouse", "health")


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="rumor-tracker")
@click.pass_context
def main(context: click.Context) -> None:
    """Tracks rumors: near-duplicate reports in, spread counted, surges told by webhook.

    Example: rumor-tracker up
    """
    if sys.stdout is None and context.invoked_subcommand not in RUNNING:
        fail("standard output is closed: nothing can be printed")
    if context.invoked_subcommand is None:  # no mistake: who does not know what there is asks so
        click.echo(context.get_help())


for _command in (
    # running
    processes.up,
    processes.intake,
    processes.worker,
    processes.store,
    processes.clickhouse,
    processes.health,
    # setting up
    migrate.migrate,
    topics.topics,
    settings.settings,
    keys.keys,
    console.sign_in,
    dashboards.dashboards,
    # asking and sending
    replay.replay,
    importing.import_,
    backtest.backtest,
    checking.check,
    frames.frames,
    reads.rumors,
    reads.alerts,
    reads.status,
    deliveries.deliveries,
    deliveries.test_receiver,
    export.export,
    privacy.forget,
):
    main.add_command(_command)

if __name__ == "__main__":
    main(prog_name="rumor-tracker")
