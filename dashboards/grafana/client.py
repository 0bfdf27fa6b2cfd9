"""Requests to a running Grafana, with every failure turned into one sentence that says what to do.
grafana-api is used here and nowhere else.
"""

from typing import Any
from urllib.parse import urlsplit

import requests
from grafana_api.grafana_api import GrafanaClientError, GrafanaException, GrafanaServerError
from grafana_api.grafana_face import GrafanaFace

from dashboards.grafana.targets import Json

ANSWER_WITHIN_S = 10.0
NOT_A_PROXY = "is it Grafana, and not a proxy before it?"


class GrafanaFailed(Exception):
    """Grafana is away, refuses, or is not as it must be; the message says what to do next.

    `written` lists what was done before.
    """

    def __init__(self, message: str, written: list[str]) -> None:
        super().__init__(message)
        self.written = written


class Grafana:
    """A Grafana at a URL. Every method raises `GrafanaFailed`, which carries `written`."""

    def __init__(self, url: str, token: str, written: list[str]) -> None:
        self.url = _shown(url)
        self._written = written
        self._api = _face(url, token).api

    def ask(self, path: str) -> Any:
        """GET; None where there is no such thing."""
        return self._call("GET", path, None)

    def write(self, method: str, path: str, body: Json) -> Any:
        """POST or PUT."""
        found = self._call(method, path, body)
        if found is None:
            raise self.failed(
                f"{method} {path} is not there (404): is {self.url} Grafana's root, "
                "not a page below it?"
            )
        return found

    def failed(self, message: str) -> GrafanaFailed:
        return GrafanaFailed(message, self._written)

    def _call(self, method: str, path: str, body: Json | None) -> Any:
        try:
            return getattr(self._api, method)(path, json=body)
        except GrafanaException as error:
            # Whether something being away is a failure is the caller's to say.
            if error.status_code == 404:
                return None
            raise self.failed(_refusal(error, path)) from None
        # The library wants JSON where Grafana sends 204, or a proxy its login page ...
        except requests.exceptions.JSONDecodeError as error:
            if not error.doc.strip():
                return {}
            said = f"{self.url} answers {path} with a page, not with JSON: {NOT_A_PROXY}"
            raise self.failed(said) from None
        # ... and trips over pages of errors that hold the word "message".
        except TypeError:
            said = f"{self.url} answers {path} with an error page: {NOT_A_PROXY}"
            raise self.failed(said) from None
        except requests.exceptions.Timeout:
            raise self.failed(
                f"Grafana at {self.url} has not answered {path} within {ANSWER_WITHIN_S:.0f} s: "
                "try again, or look at its load"
            ) from None
        except requests.exceptions.RequestException as error:
            # The type only: the text of some of them holds the URL with what stands in it.
            raise self.failed(
                f"Grafana at {self.url} cannot be reached ({type(error).__name__}): "
                "check RUMOR_GRAFANA_URL and that it runs"
            ) from None


def _face(url: str, token: str) -> GrafanaFace:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise GrafanaFailed(
            f"RUMOR_GRAFANA_URL must be http(s)://host[:port][/path], not {_shown(url)!r}", []
        )
    prefix = parts.path.strip("/")
    return GrafanaFace(
        auth=token,
        host=parts.hostname,
        port=parts.port,
        protocol=parts.scheme,
        url_path_prefix=f"{prefix}/" if prefix else "",
        timeout=ANSWER_WITHIN_S,
    )


def _shown(url: str) -> str:
    """A URL for messages, without what may be a password: all before its last @."""
    before, at, after = url.rpartition("@")
    return f"{before.partition('://')[0]}://{after}" if at else url


def _refusal(error: GrafanaException, path: str) -> str:
    said = error.response.get("message", "") if isinstance(error.response, dict) else ""
    if error.status_code == 401:
        return (
            "Grafana does not accept the token: make a service account's token there "
            "and set RUMOR_GRAFANA_TOKEN"
        )
    if error.status_code == 403:
        return (
            f"the token may not use {path}: give its service account the role Admin, "
            "or Editor and the right to write data sources"
        )
    if error.status_code in (409, 412):
        return (
            f"{path}: somebody saved at the same time, or the name is taken by something else "
            f"({said}); look, then run this again"
        )
    if isinstance(error, GrafanaServerError):
        return f"Grafana failed at {path} ({error.status_code}): its log says why; run this again"
    assert isinstance(error, GrafanaClientError)
    return f"Grafana refused {path} ({error.status_code}): {said or 'it does not say why'}"
