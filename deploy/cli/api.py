"""How commands reach the HTTP API: two options, a client, one question.

In: an API's URL and a key, given or from the settings. Out: decoded JSON, or the end of the
command.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from deploy.cli.output import fail, load_settings, remark
from streams.backoff import waits
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.settings import SettingsError, check_url

if TYPE_CHECKING:
    from streams.client import ApiClient

LONGEST_AWAY_S = 15.0  # `up` that was started a moment ago answers by then
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 2.0
Pause = Callable[[float], None]

URL = click.option(
    "--url", default="", help="The API; default RUMOR_PUBLIC_URL or http://127.0.0.1:8080."
)
# Better not on the command line, which everybody on the machine can read.
KEY = click.option("--key", default="", help="An API key; default RUMOR_KEY.")


def client(url: str, key: str) -> "ApiClient":
    """The client of an API. Ends the command where there is no key."""
    from streams.client import ApiClient
    from streams.config.keys import fault_of

    settings = load_settings()
    source = "--key" if key else settings.sources.get("key", "")
    key = key or settings.key
    if not key:
        fail("no key: give --key or set RUMOR_KEY (make one with `rumor-tracker keys add`)")
    if fault := fault_of(key):
        fail(f"{source}: the API key {fault}")
    try:
        if url:
            check_url("--url", url, ("http", "https"))
    except SettingsError as error:
        fail(str(error))
    return ApiClient(url or settings.links, key)


def reached(
    api: "ApiClient", *, clock: Clock = SYSTEM_CLOCK, pause: Pause = time.sleep
) -> "ApiClient":
    """The client, once its API answers anything: what is sent first would wait for minutes where
    nobody is there. Says at once that it waits, and ends the command soon.
    """
    from streams.client import AWAY, ApiError

    until_s = clock.monotonic_s() + LONGEST_AWAY_S
    for number, wait_s in enumerate(waits(FIRST_WAIT_S, LONGEST_WAIT_S)):
        try:
            api.get("/healthz")
            break
        except ApiError as error:
            if error.status != AWAY:
                break
            if clock.monotonic_s() >= until_s:
                fail(str(error))
            if number == 0:
                remark(f"rumor-tracker: {error}; waiting for it")
            pause(wait_s)
    return api


def ask(url: str, key: str, path: str, **query: Any) -> Any:
    """One GET, with failures as one line."""
    from streams.client import ApiError

    try:
        return client(url, key).get(path, **query)
    except ApiError as error:
        fail(str(error))
