"""What commands print and how they end. In: rows, messages. Out: a table or JSON on stdout, reasons on stderr, exit code 1."""

import json
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from streams import settings as settings_module
from streams.settings import Settings, SettingsError

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def fail(message: str) -> NoReturn:
    """Ends the command with exit code 1."""
    click.echo(f"rumor-tracker: {message}", err=True)
    raise SystemExit(1)


def load_settings() -> Settings:
    """The settings of this environment."""
    try:
        return settings_module.load()
    except SettingsError as error:
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
