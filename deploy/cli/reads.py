"""Commands that ask the HTTP API or send to it.

In: an API's URL and a key. Out: tables of text, or JSON.
"""

import os
import sys
from pathlib import Path
from typing import Any

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings, shown

URL = click.option(
    "--url", default="", help="The API; default RUMOR_PUBLIC_URL or http://127.0.0.1:8080."
)
KEY = click.option(
    "--key", default="", help="An API key; default the environment variable RUMOR_KEY."
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", default=500, show_default=True, help="Reports a request.")
@click.option("--rate", default="max", show_default=True, help="Reports a second, or max.")
@click.option(
    "--shift-to", type=click.Choice(["now"]), help="Move event times so that the first is now."
)
@click.option(
    "--speed",
    type=float,
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
    from deploy.cli.replay import Replay
    from streams.client import ApiError

    if rate != "max" and not rate.isdigit():
        raise click.UsageError("--rate is a number of reports a second, or max")
    progress = load_settings().data_dir / "replay.json"
    per_second = None if rate == "max" else int(rate)
    job = Replay(
        file,
        api(url, key),
        progress,
        batch=batch,
        per_second=per_second,
        shift=shift_to is not None,
        speed=speed,
        backfill=backfill,
    )
    try:
        emit(job.run(restart=restart, on_terminal=sys.stderr.isatty()), as_json)
    except ApiError as error:
        fail(f"{error}; run the same command again to go on")


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
    columns = (
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
    emit(page if as_json else [{c: row[c] for c in columns} for row in rows], as_json)


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
    columns = ("alert_id", "state", "kind", "level", "why", "reporters", "raised_at", "title")
    emit(page if as_json else [{c: item[c] for c in columns} for item in page["items"]], as_json)


@click.command()
@URL
@KEY
@AS_JSON
def status(url: str, key: str, as_json: bool) -> None:
    """Lag per step, health, versions.

    Example: rumor-tracker status
    """
    found = ask(url, key, "/v1/status")
    rows = [
        {
            "step": name,
            "lag (records)": step["lag"],
            "by partition": " ".join(f"{p}:{lag}" for p, lag in step["partitions"].items()),
        }
        for name, step in found["steps"].items()
    ]
    if not as_json:
        click.echo(
            shown(
                f"version {found['version']}, ClickHouse {found['clickhouse']}, "
                f"config {found['config_error'] or 'ok'}, {found['stalled'] or 'moving'}"
            )
        )
    emit(found if as_json else rows, as_json)


@click.group()
def deliveries() -> None:
    """Webhook deliveries.

    Example: rumor-tracker deliveries list --state dead
    """


@deliveries.command(name="list")
@click.option("--receiver", default="")
@click.option("--state", default="")
@click.option("--from", "from_", default="")
@click.option("--to", default="")
@click.option("--limit", default=50, show_default=True)
@URL
@KEY
@AS_JSON
def list_deliveries(
    receiver: str, state: str, from_: str, to: str, limit: int, url: str, key: str, as_json: bool
) -> None:
    """List deliveries with their last attempt.

    Example: rumor-tracker deliveries list --receiver desk
    """
    page = ask(
        url, key, "/v1/deliveries", receiver=receiver, state=state, from_=from_, to=to, limit=limit
    )
    rows = [
        {
            "delivery_id": d["delivery_id"],
            "receiver": d["receiver"],
            "type": d["type"],
            "state": d["state"],
            "attempts": len(d["attempts"]),
            "last": (d["attempts"] or [{}])[-1].get("error")
            or (d["attempts"] or [{}])[-1].get("status", ""),
        }
        for d in page["items"]
    ]
    emit(page if as_json else rows, as_json)


@deliveries.command()
@click.argument("ids", nargs=-1)
@click.option("--receiver", default="", help="All of a receiver ...")
@click.option("--from", "from_", default="", help="... from this time ...")
@click.option("--to", default="", help="... to this.")
@URL
@KEY
def redeliver(ids: tuple[str, ...], receiver: str, from_: str, to: str, url: str, key: str) -> None:
    """Send deliveries again, by id, receiver, or time range.

    Example: rumor-tracker deliveries redeliver --receiver desk --from 2026-01-31T12:00:00Z
    """
    from streams.client import ApiError

    if not ids and not (receiver or from_ or to):
        raise click.UsageError("name deliveries, a receiver or a time range")
    client = api(url, key)
    wanted = list(ids)
    try:
        if not ids:
            page = client.get("/v1/deliveries", receiver=receiver, from_=from_, to=to, limit=500)
            wanted = [d["delivery_id"] for d in page["items"]]
        for delivery_id in wanted:
            client.post(f"/v1/deliveries/{delivery_id}/redeliver")
            click.echo(f"sent again: {shown(delivery_id)}")
    except ApiError as error:
        fail(str(error))


@click.command(name="test-receiver")
@click.argument("name")
@URL
@KEY
def test_receiver(name: str, url: str, key: str) -> None:
    """Send a ping to a receiver.

    Example: rumor-tracker test-receiver desk
    """
    from streams.client import ApiError

    try:
        api(url, key).post(f"/v1/receivers/{name}/test")
    except ApiError as error:
        fail(str(error))
    click.echo(f"a ping is on its way to {name}")


def api(url: str, key: str) -> Any:
    """The client of an API."""
    from streams.client import ApiClient

    settings = load_settings()
    key = key or os.environ.get("RUMOR_KEY", "")
    if not key:
        fail("no key: give --key or set RUMOR_KEY (make one with `rumor-tracker keys add`)")
    return ApiClient(url or settings.links, key)


def ask(url: str, key: str, path: str, **query: Any) -> Any:
    """One GET, with failures as one line."""
    from streams.client import ApiError

    try:
        return api(url, key).get(path, **query)
    except ApiError as error:
        fail(str(error))
