"""The command that shows the settings of this environment."""

import click

from deploy.cli.output import AS_JSON, emit, load_settings
from streams.config.settings import described


@click.command()
@AS_JSON
def settings(as_json: bool) -> None:
    """Print every setting with its source; secrets masked.

    Example: rumor-tracker settings
    """
    rows = [
        {"setting": name, "value": value, "source": source}
        for name, value, source in described(load_settings())
    ]
    emit(rows, as_json)
