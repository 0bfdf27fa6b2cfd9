"""Publishes folder, data source and dashboards to a running Grafana.

In: Grafana's URL, a service account's token, what the data source connects to. Out: one line for
each thing that was written, left alone or refused. A second run writes nothing. Whose a dashboard
is, is told by the message of its newest version: ours carries the hash of what was published, so a
Grafana that migrates the JSON when it stores it does not look like a change made by hand, and a
change made by hand does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dashboards.grafana.client import Grafana
from dashboards.grafana.differences import difference, digest_of
from dashboards.grafana.sources import (
    FOLDER_TITLE,
    FOLDER_UID,
    PLUGIN,
    SOURCE_NAME,
    SOURCE_UID,
    data_source,
)
from dashboards.grafana.targets import Json

OLDEST = (11, 6)  # what the ClickHouse plugin supports
SIGNED = "rumor-tracker "  # how the message of a version of ours begins


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
    grafana = Grafana(target.url, target.token, done.written)
    # What cannot work is found before anything is written.
    _check_version(grafana)
    _check_plugin(grafana)
    _data_source(grafana, target, done, force=force)
    _folder(grafana, done)
    for dashboard in dashboards.values():
        _dashboard(grafana, dashboard, done, force=force)
    return done


def lines_of(done: Published) -> Iterator[str]:
    """What a run did, for people."""
    yield from done.written
    yield from done.left
    for title, lines in done.differs.items():
        yield f"-- {title}: what was changed by hand"
        yield lines
    if not done.written:
        yield "nothing was written"


def _check_version(grafana: Grafana) -> None:
    health = grafana.ask("/health")
    if not isinstance(health, dict) or "version" not in health:
        raise grafana.failed(
            f"{grafana.url} does not answer as Grafana does: check RUMOR_GRAFANA_URL"
        )
    found = str(health["version"])
    # "12.0.0+security-01", "13.0.0-123": only the first two numbers say what it can.
    numbers = found.split("-")[0].split("+")[0].split(".")[:2]
    if tuple(int(number) for number in numbers if number.isdigit()) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise grafana.failed(
            f"Grafana {found} is too old: the ClickHouse plugin needs {oldest} or newer"
        )


def _check_plugin(grafana: Grafana) -> None:
    if grafana.ask(f"/plugins/{PLUGIN}/settings") is None:
        raise grafana.failed(
            f"the plugin {PLUGIN} is missing: run `grafana cli plugins install {PLUGIN}` there "
            "and start Grafana again"
        )


def _data_source(grafana: Grafana, target: Target, done: Published, *, force: bool) -> None:
    wanted = data_source(target.clickhouse_url)
    found = grafana.ask(f"/datasources/uid/{SOURCE_UID}")
    if found is None:
        _check_name(grafana)
        grafana.write("POST", "/datasources", wanted)
        done.written.append(f"data source {SOURCE_NAME}: created")
        return
    if found.get("type") != PLUGIN:
        raise grafana.failed(
            f"the data source {SOURCE_UID} is of another type, {found.get('type')}: "
            "delete it, then run this again"
        )
    # Grafana never gives a password back, so whether it is the same cannot be seen.
    if _same_source(found, wanted) and not force:
        done.left.append(
            f"data source {SOURCE_NAME}: as it should be "
            "(a new password is only written with --force)"
        )
        return
    versioned = wanted | {"version": found.get("version")}
    grafana.write("PUT", f"/datasources/uid/{SOURCE_UID}", versioned)
    done.written.append(f"data source {SOURCE_NAME}: updated")


def _check_name(grafana: Grafana) -> None:
    """Names are unique in Grafana: somebody else's data source may have ours."""
    named = grafana.ask(f"/datasources/name/{SOURCE_NAME}")
    if named is None:
        return
    kind = named.get("type")
    what = "of the same kind" if kind == PLUGIN else f"of another type, {kind}"
    raise grafana.failed(
        f"there is a data source named {SOURCE_NAME!r} {what} (uid {named.get('uid')}): "
        "rename or delete it, then run this again"
    )


def _same_source(found: Json, wanted: Json) -> bool:
    options = found.get("jsonData", {})
    # Options that we do not set are the plugin's or the house's, and stay.
    ours = all(options.get(key) == value for key, value in wanted["jsonData"].items())
    return ours and found.get("name") == SOURCE_NAME


def _folder(grafana: Grafana, done: Published) -> None:
    found = grafana.ask(f"/folders/{FOLDER_UID}")
    if found is None:
        grafana.write("POST", "/folders", {"uid": FOLDER_UID, "title": FOLDER_TITLE})
        done.written.append(f"folder {FOLDER_TITLE}: created")
    elif found.get("parentUid"):
        done.left.append(
            f"folder {found.get('title')}: was moved by hand below the folder "
            f"{found['parentUid']} and stays there"
        )
    else:
        done.left.append(f"folder {found.get('title')}: is there")


def _dashboard(grafana: Grafana, dashboard: Json, done: Published, *, force: bool) -> None:
    name = f"dashboard {dashboard['title']}"
    signature = SIGNED + digest_of(dashboard)
    found = grafana.ask(f"/dashboards/uid/{dashboard['uid']}")
    folder = FOLDER_UID
    version = 0
    if found is not None:
        if found.get("meta", {}).get("provisioned"):
            raise grafana.failed(
                f"{name} is provisioned by a file: change the file, "
                "or take it out of Grafana's provisioning folder"
            )
        message = _newest_message(grafana, dashboard["uid"])
        if not force and _left_alone(found["dashboard"], dashboard, message, done):
            return
        version = int(found["dashboard"].get("version", 0))
        folder = FOLDER_UID if force else _where_it_is(found, name, done)
    body = {
        "dashboard": {**dashboard, "id": None, "version": version},
        "folderUid": folder,
        "message": signature,
        # Without it Grafana refuses a version older than its own: somebody saved in between.
        "overwrite": force,
    }
    grafana.write("POST", "/dashboards/db", body)
    done.written.append(f"{name}: {'updated' if found else 'created'}")


def _left_alone(there: Json, ours: Json, message: str, done: Published) -> bool:
    """Whether there is nothing to write, or nothing that we may overwrite."""
    name = f"dashboard {ours['title']}"
    if message == SIGNED + digest_of(ours):
        done.left.append(f"{name}: as it should be")
        return True
    if not message.startswith(SIGNED):
        done.differs[ours["title"]] = difference(there, ours)
        done.left.append(f"{name}: was changed by hand, left alone; --force overwrites it")
        return True
    return False


def _where_it_is(found: Json, name: str, done: Published) -> str:
    """The folder it is in: to move it back would undo what somebody did on purpose."""
    folder = str(found.get("meta", {}).get("folderUid", FOLDER_UID))
    if folder != FOLDER_UID:
        where = folder or "at the top"
        done.left.append(f"{name}: was moved by hand to the folder {where} and stays there")
    return folder


def _newest_message(grafana: Grafana, uid: str) -> str:
    found = grafana.ask(f"/dashboards/uid/{uid}/versions?limit=1") or []
    # Newer Grafanas wrap the list.
    versions = found.get("versions", []) if isinstance(found, dict) else found
    newest: Json = max(versions, key=lambda version: version.get("version", 0), default={})
    return str(newest.get("message", ""))
