"""How commands reach the HTTP API: two options, a client, one question.

In: an API's URL and a key, given or from the settings. Out: decoded JSON, or the end of the
command.
"""

from typing import TYPE_CHECKING, Any

import click

from deploy.cli.output import fail, load_settings

if TYPE_CHECKING:
    from streams.client import ApiClient

URL = click.option(
    "--url", default="", help="The API; default RUMOR_PUBLIC_URL or http://127.0.0.1:8080."
)
# Better not on the command line, which everybody on the machine can read.
KEY = click.option("--key", default="", help="An API key; default RUMOR_KEY.")


def client(url: str, key: str) -> "ApiClient":
    """The client of an API. Ends the command where there is no key."""
    from streams.client import ApiClient

    settings = load_settings()
    key = key or settings.key
    if not key:
        fail("no key: give --key or set RUMOR_KEY (make one with `rumor-tracker keys add`)")
    return ApiClient(url or settings.links, key)


def ask(url: str, key: str, path: str, **query: Any) -> Any:
    """One GET, with failures as one line."""
    from streams.client import ApiError

    try:
        return client(url, key).get(path, **query)
    except ApiError as error:
        fail(str(error))
