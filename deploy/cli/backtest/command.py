"""`rumor-tracker backtest`: which alerts another policy would have told.

In: a span of what is stored, or a file of reports; a policy to try. Out: both policies beside each
other, as tables, JSON and a chart.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings, remark
from streams.errors import RumorTrackerError
from streams.parsing.times import moment, time_of_day, zone_named

if TYPE_CHECKING:
    from deploy.cli.backtest.histories import Asked
    from streams.core.surge.backtest import Comparison

CHARTS = (".svg", ".html")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Instant(click.ParamType):
    """A time in RFC 3339 with its zone, as milliseconds since 1970."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        at = moment(str(value))
        if at is None:
            self.fail(f"{value!r} is no time; write 2026-07-01T00:00:00Z", param, ctx)
        if at.tzinfo is None:
            self.fail(f"{value!r} has no zone; write 2026-07-01T00:00:00Z", param, ctx)
        return round(at.timestamp() * 1_000)


@click.command()
@click.option("--from", "from_ms", type=Instant(), help="Alerts from here on; RFC 3339.")
@click.option("--to", "to_ms", type=Instant(), help="Alerts up to here.")
@click.option(
    "--policy", "policy_file", type=FILE, required=True, help="TOML: [policy] and what to try."
)
@click.option("--file", "reports_file", type=FILE, help="Reports as JSON lines (.gz) instead.")
@click.option("--tenant", default="main", show_default=True)
@click.option("--night", default="22:00-07:00", show_default=True, help="What is a night.")
@click.option("--zone", default="UTC", show_default=True, help="The zone of the nights.")
@click.option("--chart", type=click.Path(dir_okay=False, path_type=Path), help=".svg or .html")
@AS_JSON
def backtest(
    from_ms: int | None,
    to_ms: int | None,
    policy_file: Path,
    reports_file: Path | None,
    tenant: str,
    night: str,
    zone: str,
    chart: Path | None,
    as_json: bool,
) -> None:
    """Compare another policy with the one in force, over stored reports or a file of reports:
    alerts a week, tellings a night, false alarms (rated true, or never came to min_reports of the
    policy in force), lead, what would be new or gone.

    Example: rumor-tracker backtest --from 2026-07-01T00:00:00Z --to 2026-08-01T00:00:00Z --policy
    try.toml --chart try.svg
    """
    nights = _nights(night, zone)
    _check_usage(from_ms, to_ms, reports_file, chart)
    # Loaded here: every other command would wait for the folds.
    from deploy.cli.backtest import histories, policies

    settings = load_settings()
    try:
        asked = histories.Asked(
            tenant=tenant,
            policy=histories.policy_in_force(settings, tenant),
            other=policies.policy_in(policy_file, tenant),
            night=nights,
            from_ms=from_ms,
            to_ms=to_ms,
        )
        if reports_file is not None:
            found = histories.over_file(reports_file, asked)
        else:
            assert from_ms is not None
            assert to_ms is not None  # usage was checked
            found = histories.over_store(settings, asked, from_ms=from_ms, to_ms=to_ms)
    except RumorTrackerError as error:
        fail(str(error))
    _print(found, asked, as_json=as_json)
    if chart is not None:
        _draw(found, chart)


def _check_usage(
    from_ms: int | None, to_ms: int | None, reports_file: Path | None, chart: Path | None
) -> None:
    if reports_file is None and (from_ms is None or to_ms is None):
        raise click.UsageError("give --from and --to, or --file")
    if from_ms is not None and to_ms is not None and from_ms >= to_ms:
        raise click.UsageError("--from is not before --to")
    if chart is not None and chart.suffix not in CHARTS:
        raise click.UsageError(f"--chart ends in {' or '.join(CHARTS)}")


def _nights(night: str, zone: str) -> Callable[[int], int | None]:
    """Which night an instant is in, by the day on which it begins."""
    match [time_of_day(part.strip()) for part in night.split("-")]:
        case [time() as first, time() as last]:
            pass
        case _:
            raise click.UsageError("--night is a span of hours, like 22:00-07:00")
    known = zone_named(zone)
    if known is None:
        raise click.UsageError(f"--zone: there is no {zone!r}; write Asia/Shanghai")

    def night_of(at_ms: int) -> int | None:
        at = datetime.fromtimestamp(at_ms / 1_000, known)
        if first <= last:
            return at.toordinal() if first <= at.time() < last else None
        if at.time() >= first:
            return at.toordinal()
        return (at - timedelta(days=1)).toordinal() if at.time() < last else None

    return night_of


def _print(found: "Comparison", asked: "Asked", *, as_json: bool) -> None:
    from deploy.cli.backtest import shown

    if as_json:
        emit(shown.data(found, asked.policy, asked.other), True)
        return
    if not found.reports:
        click.echo("no report in that span: nothing to compare")
        return
    click.echo(f"{found.reports:,} reports, {found.days:.1f} days\n")
    emit(shown.policies(asked.policy, asked.other), False)
    click.echo()
    emit(shown.figures(found), False)
    click.echo(f"\n{shown.lead(found)}\n")
    if rows := shown.differences(found):
        emit(rows, False)


def _draw(found: "Comparison", path: Path) -> None:
    from deploy.cli.backtest.chart import drawn

    try:
        path.write_text(drawn(found, path.suffix), encoding="utf-8")
    except OSError as error:
        fail(f"{path} cannot be written ({error.strerror})")
    remark(f"chart: {path}")
