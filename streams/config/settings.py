"""Settings from the environment: prefix `RUMOR_`, each also readable from a file named by
`..._FILE` (container secrets).

In: a mapping of environment variables. Out: one frozen `Settings`, with the source of each value.
Secrets are masked wherever shown.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import msgspec

from streams.config.urls import ESCAPES, fault_of, masked_url
from streams.core.budget import LEAST_MIB
from streams.errors import Refused
from streams.parsing import Unreadable
from streams.parsing.urls import url_parts, whole_url

PREFIX = "RUMOR_"
SECRETS = frozenset({"reporter_secret", "grafana_token", "key"})  # shown as *** where they are set
# The log of whoever sets none: a file in the data directory. A value like any other; which engine
# it is, and whether others may share it, only the engine knows.
LOG_IN_DATA_DIR = "sqlite://{folder}/log.db"


HIGHEST_PORT = 65_535
# Whole numbers and the least and most that each may be: beyond them a process would break where it
# first uses one.
BOUNDS = {
    "http_port": (0, HIGHEST_PORT),
    "metrics_port": (0, HIGHEST_PORT),
    "clickhouse_port": (0, HIGHEST_PORT),
    "lane_partitions": (1, 1_000),
    "worker_slot": (0, 10_000),
    "worker_memory_mib": (0, 1 << 20),  # 0: no bound
}
# What a URL may begin with; which logs there are only their engines know.
SCHEMES = {
    "clickhouse_url": ("clickhouse", "clickhouses"),
    "public_url": ("http", "https"),
    "grafana_url": ("http", "https"),
    "grafana_clickhouse_url": ("clickhouse", "clickhouses"),
}


class SettingsError(Refused):
    """A setting is wrong; the message names the variable and what to set."""


@dataclass(frozen=True)
class Settings:
    """Every setting; a field is the variable without its prefix.

    URLs may hold passwords: show them through `described`.
    """

    # Flat, as the environment is: whoever reads RUMOR_HTTP_PORT in a manual finds `http_port` here
    # and in the source. Gathered by concern all the same.

    # Where things are
    data_dir: Path = Path("data")
    config: Path = Path("rumor-tracker.toml")
    log_url: str = ""
    clickhouse_url: str = ""  # empty: the embedded engine under `up`, no reads elsewhere

    # The HTTP API
    http_host: str = "127.0.0.1"  # only this machine, until somebody decides otherwise
    http_port: int = 8080  # 0: any free one
    public_url: str = ""  # what links in alerts begin with, where a proxy stands in front
    reporter_secret: str = ""

    # The processes
    lane_partitions: int = 4  # of topics by lane; never changed once there are records
    worker_slot: int = 0  # its place in the consumer group, kept over restarts
    # Of a worker, in MiB; 0: no bound. Enough for two million wordings; then the oldest go.
    worker_memory_mib: int = 2_048
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0  # 0: no metrics, no health check; several processes share a machine
    clickhouse_port: int = 0  # of the embedded engine; 0: any free one

    # Commands that ask others
    key: str = ""  # an API key, for commands that ask the API
    grafana_url: str = ""
    grafana_token: str = ""
    grafana_clickhouse_url: str = ""  # ClickHouse as Grafana reaches it, where that is another way

    sources: Mapping[str, str] = field(default_factory=dict)  # field -> the variable it came from

    @property
    def log(self) -> str:
        """The log's URL."""
        return self.log_url or LOG_IN_DATA_DIR.format(folder=self.data_dir.absolute())

    @property
    def config_given(self) -> bool:
        """Whether somebody said which config file to use: then nothing begins without it."""
        return "config" in self.sources

    @property
    def links(self) -> str:
        """Base of links in alerts, and where commands find the API."""
        return (self.public_url or f"http://{self.http_host}:{self.http_port}").rstrip("/")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment.

    Raises `SettingsError` for a value of the wrong type or a file that cannot be read.
    """
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for known in fields(Settings):
        name = PREFIX + known.name.upper()
        file = environ.get(name + "_FILE", "").strip()
        given = environ.get(name, "")
        # a secret of blanks is refused where it is used, not passed over
        given = given.strip() or (given if known.name in SECRETS else "")
        # The file wins: who mounts a secret must not be overruled by what an image was built with.
        if file:
            values[known.name] = _typed(known.name, _value_in(name, file))
            sources[known.name] = f"{name}_FILE"
        elif given:  # a blank variable is none: `docker -e NAME=` unsets so
            values[known.name] = _typed(known.name, given)
            sources[known.name] = name
    return Settings(**values, sources=sources)


def described(settings: Settings) -> list[tuple[str, str, str]]:
    """(variable, value with secrets masked, source) of every setting."""
    rows = []
    for known in fields(Settings):
        if known.name == "sources":
            continue
        name = PREFIX + known.name.upper()
        shown = _shown(settings, known.name)
        rows.append((name, shown, settings.sources.get(known.name, "default")))
    return rows


def _shown(settings: Settings, name: str) -> str:
    value = settings.log if name == "log_url" else str(getattr(settings, name))
    if name in SECRETS:
        return "***" if value else ""
    return masked_url(value) if "url" in name else value


def content_of(path: Path, before: str = "") -> str:
    """A small file's text, without the blanks around it.

    Raises `SettingsError`, whose message begins with `before`.
    """
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise SettingsError(f"{before}{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{before}{path} is not text in UTF-8") from None


def _value_in(name: str, file: str) -> str:
    value = content_of(Path(file), f"{name}_FILE: ")
    if not value:  # never the default: somebody meant to set it, and its content is lost
        raise SettingsError(
            f"{name}_FILE: {file} is empty: write the value into it, or unset {name}_FILE"
        )
    return value


def _typed(name: str, value: str) -> object:
    kind = {known.name: known.type for known in fields(Settings)}[name]
    variable = PREFIX + name.upper()
    if name in SCHEMES:
        check_url(variable, value, SCHEMES[name])
    elif "url" in name:
        check_secrets(variable, value)
    if kind is not int:
        return Path(value) if kind is Path else value
    try:
        number = msgspec.convert(value, int, strict=False)
    except msgspec.ValidationError:
        raise SettingsError(f"{variable} must be a whole number, not {value!r}") from None
    least, most = BOUNDS[name]
    if not least <= number <= most:
        raise SettingsError(f"{variable} must be from {least} to {most}, not {number}")
    if name == "worker_memory_mib" and number and number < LEAST_MIB:
        raise SettingsError(f"{variable} must be {LEAST_MIB} or more, or 0 for no bound")
    return number


def check_url(variable: str, value: str, schemes: Sequence[str]) -> None:
    """Raises `SettingsError` for what is no such URL; it is not repeated, for its password."""
    check_secrets(variable, value)
    known = " or ".join(f"{scheme}://" for scheme in schemes)
    try:
        parts = whole_url(value)
        fits = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except Unreadable:
        fits = False
    if not fits:
        raise SettingsError(f"{variable} must be a URL that begins with {known} and a host")


def check_secrets(variable: str, value: str) -> None:
    """Raises `SettingsError` for a URL that is none, or has a password where none is looked for;
    nothing of it is repeated.
    """
    if url_parts(value) is None:
        raise SettingsError(f"{variable} is no URL: {ESCAPES}")
    if fault := fault_of(value):
        raise SettingsError(f"{variable} {fault}")
