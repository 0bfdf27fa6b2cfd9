"""Commands about webhook deliveries: look at them, send them again, try a receiver.

In: an API's URL and a key. Out: tables of text, or the API's own JSON.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from deploy.cli.api import KEY, URL, ask, client
from deploy.cli.output import AS_JSON, emit, fail, shown

if TYPE_CHECKING:
    from streams.client import ApiClient

MOST_AT_ONCE = 500  # the largest page there is
# What did not arrive, or has not yet: what waits is tried at once.
UNDELIVERED = ("dead", "disabled", "pending")
# How the changes of an alert follow one another where they were made in one moment.
IN_ORDER = (
    "alert.raised",
    "alert.escalated",
    "alert.taken",
    "alert.released",
    "alert.corrected",
    "alert.resolved",
)


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
def list_(url: str, key: str, as_json: bool, **query: Any) -> None:
    """List deliveries with their last attempt.

    Example: rumor-tracker deliveries list --receiver desk
    """
    page = ask(url, key, "/v1/deliveries", **query)
    emit(page if as_json else [_row(item) for item in page["items"]], as_json)


def _row(delivery: dict[str, Any]) -> dict[str, Any]:
    attempts = delivery["attempts"]
    last = attempts[-1] if attempts else {}
    return {
        "delivery_id": delivery["delivery_id"],
        "receiver": delivery["receiver"],
        "type": delivery["type"],
        "state": delivery["state"],
        "attempts": len(attempts),
        "last": last.get("error") or last.get("status", ""),  # no error: the status it answered
    }


@deliveries.command()
@click.argument("ids", nargs=-1)
@click.option("--receiver", default="", help="What a receiver did not get ...")
@click.option("--from", "from_", default="", help="... from this time ...")
@click.option("--to", default="", help="... to this.")
@URL
@KEY
def redeliver(ids: tuple[str, ...], receiver: str, from_: str, to: str, url: str, key: str) -> None:
    """Ask for deliveries again: by id whatever became of them, by receiver or time range all that
    were not delivered. The list says what came of it: a receiver that answered 410 is sent nothing
    before it takes a ping.

    Example: rumor-tracker deliveries redeliver --receiver desk --from 2026-01-31T12:00:00Z
    """
    from streams.client import ApiError

    # Without any of them it would send everything again that was ever lost.
    if not ids and not (receiver or from_ or to):
        raise click.UsageError("name deliveries, a receiver or a time range")
    api = client(url, key)
    try:
        wanted = list(ids) or _undelivered(api, receiver=receiver, from_=from_, to=to)
        for delivery_id in wanted:
            api.post(f"/v1/deliveries/{quote(delivery_id, safe='')}/redeliver")
            # not sent yet: the worker may find the receiver shut
            click.echo(f"asked for: {shown(delivery_id)}")
    except ApiError as error:
        fail(str(error))
    if not wanted:
        click.echo("nothing was left undelivered")


def _undelivered(api: "ApiClient", **query: str) -> list[str]:
    """The ids of all pages, in the order in which they were made, before any is asked for: asking
    moves what follows.
    """
    found: dict[str, dict[str, Any]] = {}
    for state in UNDELIVERED:
        cursor = ""
        while True:
            page = api.get(
                "/v1/deliveries", state=state, limit=MOST_AT_ONCE, cursor=cursor, **query
            )
            found.update({delivery["delivery_id"]: delivery for delivery in page["items"]})
            cursor = page.get("next_cursor") or ""
            if not cursor:
                break
    return [delivery["delivery_id"] for delivery in sorted(found.values(), key=_order)]


def _order(delivery: dict[str, Any]) -> tuple[str, int, str]:
    """What was made first; of one moment that which begins an alert before that which ends it.

    An id holds the time of its alert: it does not tell the changes of one alert apart.
    """
    type_ = delivery["type"]
    place = IN_ORDER.index(type_) if type_ in IN_ORDER else len(IN_ORDER)
    return delivery["created_at"], place, delivery["delivery_id"]


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
        client(url, key).post(f"/v1/receivers/{quote(name, safe='')}/test")
    except ApiError as error:
        fail(str(error))
    click.echo(f"a ping is on its way to {shown(name)}")
