"""The command `replay`. In: options. Out: counts, as a table or JSON."""

import math
import sys
from pathlib import Path

import click

from deploy.cli.api import KEY, URL, client, reached
from deploy.cli.files import BadFile
from deploy.cli.output import AS_JSON, fail, load_settings
from deploy.cli.stopping import Stopped, stoppable
from deploy.cli.tally import end, show, stopped_at
from schemas.api.fields import MOST_REPORTS

PROGRESS_FILE = "replay.json"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--batch",
    type=click.IntRange(min=1, max=MOST_REPORTS),
    default=500,
    show_default=True,
    help="Reports a request, at most.",
)
@click.option("--rate", default="max", show_default=True, help="Reports a second, or max.")
@click.option(
    "--shift-to",
    type=click.Choice(["now"]),
    help="Move event times so that the first is now, and send each when its time has come.",
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="With --shift-to: event time compressed so many times.",
)
@click.option("--backfill", is_flag=True, help="Send as history: counted, never alerts.")
@click.option(
    "--restart", is_flag=True, help="Begin again instead of going on where the last replay stopped."
)
@URL
@KEY
@AS_JSON
def replay(
    file: Path,
    batch: int,
    rate: str,
    shift_to: str | None,
    speed: float,
    backfill: bool,
    restart: bool,
    url: str,
    key: str,
    as_json: bool,
) -> None:
    """Send JSON lines (plain or .gz) to the API; goes on where it stopped.

    A line counts once, however often it is sent, in whatever file or batch; with --shift-to its
    time is another each time. Lines of one file that say the same count one each: those after the
    first are sent with an attribute "copy".

    Example: rumor-tracker replay reports.jsonl.gz --rate 2000
    """
    from deploy.cli.replay.job import Replay
    from streams.client import ApiError

    if rate != "max" and not (rate.isdecimal() and int(rate)):
        raise click.UsageError("--rate is a number of reports a second, or max")
    if not math.isfinite(speed):  # nan is neither below nor above any bound
        raise click.UsageError("--speed is a number above 0, how many times faster than it was")
    api = client(url, key)
    job = Replay(
        file,
        api,
        load_settings().data_dir / PROGRESS_FILE,
        batch=batch,
        per_second=None if rate == "max" else int(rate),
        shift=shift_to is not None,
        speed=speed,
        backfill=backfill,
        reach=lambda: reached(api),
    )
    try:
        with stoppable():
            counts = job.run(restart=restart, on_terminal=sys.stderr.isatty())
    except ApiError as error:
        fail(f"{error}; run the same command again to go on")
    except BadFile as error:
        fail(str(error))
    except Stopped as stopped:
        stopped_at(job.counts(), "line", as_json, stopped)
    show(counts, "line", as_json)
    end(counts, file)
