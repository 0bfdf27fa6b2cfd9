"""Settings from the environment: prefix `RUMOR_`, each also readable from a file named by `..._FILE` (container secrets).

In: a mapping of environment variables. Out: one frozen `Settings`, with the source of each value. Secrets are masked wherever shown.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

PREFIX = "RUMOR_"
SECRETS = {"reporter_secret", "grafana_token"}


class SettingsError(ValueError):
    """A setting is wrong; the message names the variable and what to set."""


@dataclass(frozen=True)
class Settings:
    """Every setting. URLs may hold passwords: show them through `described`."""

    data_dir: Path = Path("data")
    log_url: str = ""
    clickhouse_url: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    config: Path = Path("rumor-tracker.toml")
    public_url: str = ""
    reporter_secret: str = ""
    lane_partitions: int = 4
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    worker_slot: int = 0
    clickhouse_port: int = 0
    grafana_url: str = ""
    grafana_token: str = ""
    grafana_clickhouse_url: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        """The log's URL: the embedded one in the data directory unless set."""
        return self.log_url or f"sqlite://{(self.data_dir / 'log.db').absolute()}"

    @property
    def links(self) -> str:
        """Base of links in alerts."""
        return (self.public_url or f"http://{self.http_host}:{self.http_port}").rstrip("/")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment. Raises `SettingsError` for a value of the wrong type or a file that cannot be read."""
    values: dict[str, str] = {}
    sources: dict[str, str] = {}
    for known in fields(Settings):
        name = PREFIX + known.name.upper()
        if file := environ.get(name + "_FILE"):
            try:
                values[known.name], sources[known.name] = Path(file).read_text().strip(), f"{name}_FILE"
            except OSError as error:
                raise SettingsError(f"{name}_FILE: {file} cannot be read ({error.strerror})") from None
        elif environ.get(name):
            values[known.name], sources[known.name] = environ[name], name
    return Settings(**{name: _typed(name, value) for name, value in values.items()}, sources=sources)  # type: ignore[arg-type]


def described(settings: Settings) -> list[tuple[str, str, str]]:
    """(variable, value with secrets masked, source) of every setting."""
    rows = []
    for known in fields(Settings):
        if known.name == "sources":
            continue
        value = str(getattr(settings, known.name))
        if known.name == "log_url":
            value = value or settings.log
        shown = masked_url(value) if "url" in known.name else "***" if known.name in SECRETS and value else value
        rows.append((PREFIX + known.name.upper(), shown, settings.sources.get(known.name, "default")))
    return rows


def masked_url(url: str) -> str:
    """A URL with its password masked."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{parts.netloc.rpartition('@')[2]}"))


def reporter_key(settings: Settings) -> bytes:
    """The key that turns reporters into pseudonyms; on one machine it is made once in the data directory.

    Raises `SettingsError` where the log is shared and no secret is set: two intakes must agree.
    """
    if settings.reporter_secret:
        return settings.reporter_secret.encode()
    if not settings.log.startswith("sqlite:"):
        raise SettingsError("RUMOR_REPORTER_SECRET must be set where the log is shared: two intakes must agree on it")
    return secret_in(settings.data_dir, "reporter.secret").encode()


def secret_in(data_dir: Path, name: str) -> str:
    """A random secret kept in a file of the data directory that only its owner may read; made when first asked for."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / name
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return path.read_text()


def _typed(name: str, value: str) -> object:
    kind = {known.name: known.type for known in fields(Settings)}[name]
    if kind is not int:
        return Path(value) if kind is Path else value
    try:
        return msgspec.convert(value, int, strict=False)
    except msgspec.ValidationError:
        raise SettingsError(f"{PREFIX}{name.upper()} must be a whole number, not {value!r}") from None
