"""Publishes folder, data source and dashboards to a running Grafana. grafana-api is used here and
nowhere else.

In: Grafana's URL, a service account's token, what the data source connects to. Out: one line for
each thing that was written, left alone or refused. A second run writes nothing. Whose a dashboard
is, is told by the message of its newest version: ours carries the hash of what was published, so a
Grafana that migrates the JSON when it stores it does not look like a change made by hand, and a
change made by hand does.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from grafana_api.grafana_api import GrafanaClientError, GrafanaException, GrafanaServerError
from grafana_api.grafana_face import GrafanaFace

from dashboards.grafana.panels import CLICKHOUSE, Json

FOLDER_UID = "rumors"
FOLDER_TITLE = "Rumors"
SOURCE_UID = "rumor-clickhouse"
SOURCE_NAME = "Rumors ClickHouse"
PLUGIN = CLICKHOUSE["type"]
OLDEST = (11, 6)
ANSWER_WITHIN_S = 10.0
SIGNED = "rumor-tracker "  # how the message of a version of ours begins
MOST_LINES = 40


class GrafanaFailed(Exception):
    """Grafana is away, refuses, or is not as it must be; the message says what to do next.

    `written` lists what was done before.
    """

    def __init__(self, message: str, written: list[str]) -> None:
        super().__init__(message)
        self.written = written


@dataclass(frozen=True)
class Target:
    """Where to publish and what the data source connects to, as Grafana sees it:

    `clickhouse://user:password@host:port/database`.
    """

    url: str
    token: str = field(repr=False)
    clickhouse_url: str = field(repr=False)


@dataclass
class Published:
    """What a run did.

    `written` and `left` are lines for people; `differs` is the difference of a dashboard that was
    changed by hand.
    """

    written: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    differs: dict[str, str] = field(default_factory=dict)


def publish(target: Target, dashboards: Mapping[str, Json], *, force: bool = False) -> Published:
    """Makes Grafana have the folder, the data source and the dashboards. Raises `GrafanaFailed`."""
    done = Published()
    grafana = _Grafana(target, done)
    _check_version(grafana)
    _check_plugin(grafana)
    _data_source(grafana, target, done, force)
    _folder(grafana, done)
    for dashboard in dashboards.values():
        _dashboard(grafana, dashboard, done, force)
    return done


class _Grafana:
    """Requests with every failure turned into one sentence. None: not found."""

    def __init__(self, target: Target, done: Published) -> None:
        parts = urlsplit(target.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise GrafanaFailed(
                f"RUMOR_GRAFANA_URL must be http(s)://host[:port][/path], not {target.url!r}", []
            )
        prefix = parts.path.strip("/")
        face = GrafanaFace(
            auth=target.token,
            host=parts.hostname,
            port=parts.port,
            protocol=parts.scheme,
            url_path_prefix=f"{prefix}/" if prefix else "",
            timeout=ANSWER_WITHIN_S,
        )
        self.api = face.api
        self.url = target.url
        self.done = done

    def ask(self, path: str) -> Any:
        """GET; None where there is no such thing."""
        return self._call("GET", path, None)

    def write(self, method: str, path: str, body: Json) -> Any:
        """POST or PUT."""
        found = self._call(method, path, body)
        if found is None:
            raise self.failed(
                f"{method} {path} is not there (404): is {self.url} Grafana's root, not a page below it?"
            )
        return found

    def failed(self, message: str) -> GrafanaFailed:
        return GrafanaFailed(message, self.done.written)

    def _call(self, method: str, path: str, body: Json | None) -> Any:
        try:
            return getattr(self.api, method)(path, json=body)
        except GrafanaException as error:
            if error.status_code == 404:
                return None
            raise self.failed(self._refusal(error, path)) from None
        except (
            requests.exceptions.JSONDecodeError
        ) as error:  # the library wants JSON where Grafana sends 204, or a proxy its login page
            if not error.doc.strip():
                return {}
            raise self.failed(
                f"{self.url} answers {path} with a page, not with JSON: is it Grafana, and not a proxy before it?"
            ) from None
        except TypeError:  # ... and trips over pages of errors that hold the word "message"
            raise self.failed(
                f"{self.url} answers {path} with an error page: is it Grafana, and not a proxy before it?"
            ) from None
        except requests.exceptions.Timeout:
            raise self.failed(
                f"Grafana at {self.url} has not answered {path} within {ANSWER_WITHIN_S:.0f} s: try again, or look at its load"
            ) from None
        except requests.exceptions.RequestException as error:
            raise self.failed(
                f"Grafana at {self.url} cannot be reached ({type(error).__name__}): check RUMOR_GRAFANA_URL and that it runs"
            ) from None

    def _refusal(self, error: GrafanaException, path: str) -> str:
        said = error.response.get("message", "") if isinstance(error.response, dict) else ""
        if error.status_code == 401:
            return "Grafana does not accept the token: make a service account's token there and set RUMOR_GRAFANA_TOKEN"
        if error.status_code == 403:
            return f"the token may not use {path}: give its service account the role Admin, or Editor and the right to write data sources"
        if error.status_code in (409, 412):
            return f"{path}: somebody saved at the same time, or the name is taken by something else ({said}); look, then run this again"
        if isinstance(error, GrafanaServerError):
            return (
                f"Grafana failed at {path} ({error.status_code}): its log says why; run this again"
            )
        assert isinstance(error, GrafanaClientError)
        return f"Grafana refused {path} ({error.status_code}): {said or 'it does not say why'}"


def _check_version(grafana: _Grafana) -> None:
    health = grafana.ask("/health")
    if not isinstance(health, dict) or "version" not in health:
        raise grafana.failed(
            f"{grafana.url} does not answer as Grafana does: check RUMOR_GRAFANA_URL"
        )
    found = str(health["version"])
    numbers = tuple(
        int(part) for part in found.split("-")[0].split("+")[0].split(".")[:2] if part.isdigit()
    )
    if numbers < OLDEST:
        raise grafana.failed(
            f"Grafana {found} is too old: the ClickHouse plugin needs {OLDEST[0]}.{OLDEST[1]} or newer"
        )


def _check_plugin(grafana: _Grafana) -> None:
    if grafana.ask(f"/plugins/{PLUGIN}/settings") is None:
        raise grafana.failed(
            f"the plugin {PLUGIN} is missing: run `grafana cli plugins install {PLUGIN}` there and start Grafana again"
        )


def _data_source(grafana: _Grafana, target: Target, done: Published, force: bool) -> None:
    wanted = data_source(target.clickhouse_url)
    found = grafana.ask(f"/datasources/uid/{SOURCE_UID}")
    if found is None:
        if (named := grafana.ask(f"/datasources/name/{SOURCE_NAME}")) is not None:
            what = (
                "of the same kind"
                if named.get("type") == PLUGIN
                else f"of another type, {named.get('type')}"
            )
            raise grafana.failed(
                f"there is a data source named {SOURCE_NAME!r} {what} (uid {named.get('uid')}): rename or delete it, then run this again"
            )
        grafana.write("POST", "/datasources", wanted)
        done.written.append(f"data source {SOURCE_NAME}: created")
        return
    if found.get("type") != PLUGIN:
        raise grafana.failed(
            f"the data source {SOURCE_UID} is of another type, {found.get('type')}: delete it, then run this again"
        )
    same = (
        all(
            found.get("jsonData", {}).get(key) == value for key, value in wanted["jsonData"].items()
        )
        and found.get("name") == SOURCE_NAME
    )
    if same and not force:
        done.left.append(
            f"data source {SOURCE_NAME}: as it should be (a new password is only written with --force)"
        )
        return
    grafana.write(
        "PUT", f"/datasources/uid/{SOURCE_UID}", wanted | {"version": found.get("version")}
    )
    done.written.append(f"data source {SOURCE_NAME}: updated")


def data_source(clickhouse_url: str) -> Json:
    """The data source for a ClickHouse as Grafana's API takes it."""
    parts = urlsplit(clickhouse_url)
    secure = parts.scheme == "clickhouses"
    options = {
        "host": parts.hostname or "localhost",
        "port": parts.port or (9440 if secure else 9000),
        "protocol": "native",
        "secure": secure,
        "username": unquote(parts.username or "grafana"),
        "defaultDatabase": parts.path.strip("/") or "rumor",
        "dialTimeout": "10",
        "queryTimeout": "60",
    }
    return {
        "uid": SOURCE_UID,
        "name": SOURCE_NAME,
        "type": PLUGIN,
        "access": "proxy",
        "isDefault": False,
        "jsonData": options,
        "secureJsonData": {"password": unquote(parts.password or "")},
    }


def _folder(grafana: _Grafana, done: Published) -> None:
    found = grafana.ask(f"/folders/{FOLDER_UID}")
    if found is None:
        grafana.write("POST", "/folders", {"uid": FOLDER_UID, "title": FOLDER_TITLE})
        done.written.append(f"folder {FOLDER_TITLE}: created")
    elif found.get("parentUid"):
        done.left.append(
            f"folder {found.get('title')}: was moved by hand below the folder {found['parentUid']} and stays there"
        )
    else:
        done.left.append(f"folder {found.get('title')}: is there")


def _dashboard(grafana: _Grafana, dashboard: Json, done: Published, force: bool) -> None:
    uid = dashboard["uid"]
    name = f"dashboard {dashboard['title']}"
    digest = digest_of(dashboard)
    found = grafana.ask(f"/dashboards/uid/{uid}")
    folder = FOLDER_UID
    version = 0
    if found is not None:
        meta = found.get("meta", {})
        there = found["dashboard"]
        if meta.get("provisioned"):
            raise grafana.failed(
                f"{name} is provisioned by a file: change the file, or take it out of Grafana's provisioning folder"
            )
        message = _newest_message(grafana, uid)
        if message == SIGNED + digest and not force:
            done.left.append(f"{name}: as it should be")
            return
        if not message.startswith(SIGNED) and not force:
            done.differs[dashboard["title"]] = difference(there, dashboard)
            done.left.append(f"{name}: was changed by hand, left alone; --force overwrites it")
            return
        version = int(there.get("version", 0))
        if (moved := meta.get("folderUid", FOLDER_UID)) != FOLDER_UID and not force:
            folder = moved
            done.left.append(
                f"{name}: was moved by hand to the folder {moved or 'at the top'} and stays there"
            )
    body = {
        "dashboard": {**dashboard, "id": None, "version": version},
        "folderUid": folder,
        "message": SIGNED + digest,
        "overwrite": force,
    }
    grafana.write("POST", "/dashboards/db", body)
    done.written.append(f"{name}: {'updated' if found else 'created'}")


def _newest_message(grafana: _Grafana, uid: str) -> str:
    """The message of the newest version. Newer Grafanas wrap the list."""
    found = grafana.ask(f"/dashboards/uid/{uid}/versions?limit=1") or []
    versions = found.get("versions", []) if isinstance(found, dict) else found
    newest: Json = max(versions, key=lambda version: version.get("version", 0), default={})
    return str(newest.get("message", ""))


def digest_of(dashboard: Json) -> str:
    """What a dashboard is, in 16 digits."""
    return hashlib.sha256(
        json.dumps(dashboard, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()[:16]


def difference(there: Json, ours: Json) -> str:
    """What was changed by hand, as lines; `-` is Grafana's, `+` would be written."""
    left, right = (
        json.dumps(_plain(one), sort_keys=True, ensure_ascii=False, indent=1).splitlines()
        for one in (there, ours)
    )
    lines = list(unified_diff(left, right, "in Grafana", "would be written", lineterm="", n=1))
    return "\n".join(
        [
            *lines[:MOST_LINES],
            *([f"... and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []),
        ]
    )


def _plain(dashboard: Json) -> Json:
    return {
        key: value
        for key, value in dashboard.items()
        if key not in ("id", "version", "schemaVersion")
    }


def lines_of(done: Published) -> Iterator[str]:
    """What a run did, for people."""
    yield from done.written
    yield from done.left
    for title, lines in done.differs.items():
        yield f"-- {title}: what was changed by hand"
        yield lines
    if not done.written:
        yield "nothing was written"
