"""The command `rumor-tracker`:

its parts are in `commands/`. Exits 0, 1 (failed, reason on stderr) or 2 (usage).
"""

import click

from deploy.cli import dashboards, processes
from deploy.cli import keys as config
from deploy.cli import reads as api
from deploy.cli import topics as engines


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="rumor-tracker")
def main() -> None:
    """Tracks rumors: near-duplicate reports in, spread counted, surges told by webhook.

    Example: rumor-tracker up
    """


for _command in (
    processes.up,
    processes.intake,
    processes.worker,
    processes.store,
    processes.clickhouse,
    processes.health,
    engines.migrate,
    engines.topics,
    config.show_settings,
    config.keys,
    dashboards.dashboards,
    api.replay,
    api.rumors,
    api.alerts,
    api.status,
    api.deliveries,
    api.test_receiver,
):
    main.add_command(_command)

if __name__ == "__main__":
    main(prog_name="rumor-tracker")
