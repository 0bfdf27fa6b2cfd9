"""What commands print and how they end.

In: rows, messages. Out: a table or JSON on stdout, reasons on stderr, exit code 1.
"""

import io
import json
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from streams.config.settings import Settings, SettingsError, load

OUTPUT, ERRORS = 1, 2  # the descriptors of standard output and standard error
WIDEST = 100_000  # columns on a pipe: nothing is cut there
# Whatever begins another line somewhere: in a table it would look like a row of its own.
BLANKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# What steers a terminal or turns the order of its letters round: controls, bidirectional overrides
# and isolates, half characters. Texts come from anybody; a terminal obeys whoever writes to it.
STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def fail(message: str) -> NoReturn:
    """Ends the command with exit code 1."""
    remark(f"rumor-tracker: {shown(message)}")
    raise SystemExit(1)


def remark(message: str) -> None:
    """Says something on stderr; what the command did stays done where nobody can read this."""
    try:
        click.echo(message, err=True)
    except OSError:
        mute(ERRORS)


def mute(descriptor: int = OUTPUT) -> None:
    """What is still buffered goes nowhere, instead of failing again when the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def say_all() -> None:
    """Lets every text be printed, whatever the terminal's encoding has signs for: what it lacks is
    written out, as on standard error.
    """
    _encode(None)


def in_utf8() -> None:
    """Makes standard output UTF-8, whatever the terminal is set to: for what programs read."""
    _encode("utf-8")


def _encode(encoding: str | None) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):  # closed, it is None
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def load_settings() -> Settings:
    """The settings of this environment. Ends the command where one is wrong."""
    try:
        return load()
    except SettingsError as error:
        fail(str(error))


def shown(text: str) -> str:
    """A text of somebody else's as it may reach a terminal:

    in one line, with what would steer it written out.
    """
    return escaped(BLANKS.sub(" ", text))


def escaped(line: str) -> str:
    """A line with what would steer a terminal written out; in JSON it reads back as it was."""
    return STEERING.sub(_escaped, line)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def emit(data: Any, as_json: bool) -> None:
    """Data as JSON, or rows as a table."""
    if as_json:
        in_utf8()
        # By line: the breaks are ours, and JSON reads the rest back as it was.
        lines = json.dumps(data, ensure_ascii=False, indent=2).split("\n")
        click.echo("\n".join(map(escaped, lines)))
        return
    if isinstance(data, dict):
        data = [{"what": name, "value": value} for name, value in data.items()]
    print_table(data)


def print_table(rows: Sequence[dict[str, Any]]) -> None:
    """A readable table; on a pipe as wide as its content."""
    # Loaded here: every other command would wait for it.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo("nothing to show")
        return
    table = Table(box=None, pad_edge=False)
    for column in rows[0]:
        table.add_column(
            column,
            justify="right" if isinstance(rows[0][column], int | float) else "left",
            overflow="ellipsis",
            no_wrap=column.endswith("_id"),  # half an id is none: titles give way first
        )
    for row in rows:
        # `Text`, not str: brackets and colons are somebody's, not rich's markup or emoji.
        table.add_row(*(Text("" if value is None else shown(str(value))) for value in row.values()))
    console = Console(width=None if Console().is_terminal else WIDEST)
    # Not printed by it: it ends the process by itself where a pipe is closed.
    with console.capture() as printed:
        console.print(table)
    click.echo(printed.get(), nl=False)
