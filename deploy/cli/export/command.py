"""The command `export`."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deploy.cli.api import KEY, URL, client
from deploy.cli.export.tables import TABLES, Row, claim_review
from deploy.cli.output import AS_JSON, emit, fail, in_utf8

if TYPE_CHECKING:
    from deploy.cli.export.reading import Reader

FORMATS = ("jsonl", "csv", "parquet", "claimreview")
BY = ("stance", "channel", "place", "language")
STEP_S = 3_600


@click.command()
@click.argument("what", type=click.Choice(tuple(TABLES)))
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: stdout.")
@click.option("--by", type=click.Choice(BY), help="Series of the spread, the 20 largest.")
@click.option("--step", default=STEP_S, show_default=True, help="Of the spread, in seconds.")
@click.option("--from", "start", default="", metavar="TIME", help="Of the spread; RFC 3339.")
@click.option("--to", "end", default="", metavar="TIME", help="Of the spread; RFC 3339.")
@URL
@KEY
@AS_JSON
def export(
    what: str,
    form: str,
    out: Path | None,
    by: str | None,
    step: int,
    start: str,
    end: str,
    url: str,
    key: str,
    as_json: bool,
) -> None:
    """Write rumors, variants, verdicts or spread as JSON lines, CSV or Parquet, and verdicts as
    ClaimReview; masked, as decided. With --json: what was written, or one JSON list on stdout.

    Example: rumor-tracker export variants --format csv --out variants.csv
    """
    from deploy.cli.export.reading import Reader
    from streams.client import ApiError

    if form == "claimreview" and what != "verdicts":
        raise click.UsageError("only verdicts can be written as claimreview")
    if form == "parquet" and out is None:
        raise click.UsageError("parquet needs a file: give --out")
    reader = Reader(client(url, key))
    asked = {"by": by, "step": step, "from_": start, "to": end}
    rows = _rows(reader, what, asked)
    if form == "claimreview":
        rows = map(claim_review, rows)
    try:
        if out is None:
            _print(rows, what, form, as_json)
            return
        number = _write(_shown(rows, what), what, form, out)
    except ApiError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out or 'stdout'}: {error.strerror}")
    except ImportError:
        fail("parquet is written by the embedded engine: install rumor-tracker[embedded]")
    emit({"what": what, "format": form, "rows": number, "file": str(out)}, as_json)


def _rows(reader: "Reader", what: str, asked: dict[str, Any]) -> Iterator[Row]:
    if what == "spread":
        return reader.spread(**asked)
    return {"rumors": reader.rumors, "variants": reader.variants, "verdicts": reader.verdicts}[
        what
    ]()


def _print(rows: Iterable[Row], what: str, form: str, as_json: bool) -> None:
    from deploy.cli.export import writing

    in_utf8()
    if as_json:
        emit(list(rows), True)
    elif form == "csv":
        writing.csv_table(rows, sys.stdout, TABLES[what])
    else:
        writing.json_lines(rows, sys.stdout)


def _write(rows: Iterable[Row], what: str, form: str, out: Path) -> int:
    """Beside the file first: who reads it while it is written again sees the old one."""
    from deploy.cli.export import writing
    from deploy.cli.export.replacing import replaced

    with replaced(out, in_place=form != "parquet") as new:
        if form == "parquet":  # whose end is written last, and says where the rest is
            return writing.parquet(rows, new, TABLES[what])
        with new.open("w", encoding="utf-8", newline="" if form == "csv" else None) as file:
            if form == "csv":
                return writing.csv_table(rows, file, TABLES[what])
            return writing.json_lines(rows, file)


def _shown(rows: Iterable[Row], what: str) -> Iterator[Row]:
    """The same rows, counted on a terminal while they come."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        yield from bar.track(rows, total=None, description=f"exporting {what}")
