"""Commands that ask the HTTP API about rumors, alerts and the state of the pipeline.

In: an API's URL and a key. Out: tables of text, or the API's own JSON.
"""

from typing import Any

import click

from deploy.cli.api import KEY, URL, ask
from deploy.cli.output import AS_JSON, emit, shown

# What fits a terminal; --json has everything.
RUMOR_COLUMNS = (
    "rumor_id",
    "title",
    "verdict",
    "reports",
    "reporters",
    "variants",
    "reports_1h",
    "growth",
    "last_seen",
)
ALERT_COLUMNS = ("alert_id", "state", "kind", "level", "why", "reporters", "raised_at", "title")


@click.command()
@click.option("--query", default="")
@click.option("--verdict", default="")
@click.option("--sort", default="-reports_1h", show_default=True)
@click.option("--limit", default=20, show_default=True)
@URL
@KEY
@AS_JSON
def rumors(
    query: str, verdict: str, sort: str, limit: int, url: str, key: str, as_json: bool
) -> None:
    """List rumors.

    Example: rumor-tracker rumors --sort=-growth
    """
    page = ask(url, key, "/v1/rumors", query=query, verdict=verdict, sort=sort, limit=limit)
    rows = [
        {**item, "verdict": (item["verdict"] or {}).get("rating", "")} for item in page["items"]
    ]
    emit(page if as_json else _table(rows, RUMOR_COLUMNS), as_json)


@click.command()
@click.option("--min-level", default="surge", show_default=True)
@click.option("--limit", default=20, show_default=True)
@URL
@KEY
@AS_JSON
def alerts(min_level: str, limit: int, url: str, key: str, as_json: bool) -> None:
    """List alerts.

    Example: rumor-tracker alerts --min-level watch
    """
    page = ask(url, key, "/v1/alerts", min_level=min_level, limit=limit)
    emit(page if as_json else _table(page["items"], ALERT_COLUMNS), as_json)


@click.command()
@URL
@KEY
@AS_JSON
def status(url: str, key: str, as_json: bool) -> None:
    """Lag per step, health, versions.

    Example: rumor-tracker status
    """
    found = ask(url, key, "/v1/status")
    if as_json:
        emit(found, True)
        return
    # The reason why a config is wrong quotes the file: somebody's text, too.
    click.echo(
        shown(
            f"version {found['version']}, ClickHouse {found['clickhouse']}, "
            f"config {found['config_error'] or 'ok'}, {found['stalled'] or 'moving'}"
        )
    )
    for warning in found.get("config_warnings", []):
        click.echo(shown(f"config: {warning}"))
    if disk := found.get("disk"):
        click.echo(shown(_disk(disk)))
    if versions := found.get("versions"):
        away = "away"
        click.echo(f"Python {versions['python']}, ClickHouse {versions['clickhouse'] or away}")
    rows = [
        {
            "step": name,
            "lag (records)": step["lag"],
            "by partition": " ".join(
                f"{number}:{lag}" for number, lag in step["partitions"].items()
            ),
        }
        for name, step in found["steps"].items()
    ]
    emit(rows, False)


def _disk(disk: dict[str, Any]) -> str:
    """How full the disk of the embedded engines is, and what they take of it."""
    sizes = [f"log {_size(disk['log_bytes'])}"]
    if disk["clickhouse_bytes"] is not None:
        sizes.append(f"ClickHouse {_size(disk['clickhouse_bytes'])}")
    said = f"disk {disk['used']:.0%} used, {_size(disk['free_bytes'])} free; {', '.join(sizes)}"
    return f"{said}; {disk['warning']}" if disk["warning"] else said


def _size(number: int) -> str:
    """Bytes as people say them."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1_000:
            return f"{number:.0f} {unit}"
        number //= 1_000
    return f"{number} TB"


def _table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{column: row[column] for column in columns} for row in rows]
