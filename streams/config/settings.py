"""Settings from the environment: prefix `RUMOR_`, each also readable from a file named by
`..._FILE` (container secrets).

In: a mapping of environment variables. Out: one frozen `Settings`, with the source of each value.
Secrets are masked wherever shown.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from streams.errors import Refused

PREFIX = "RUMOR_"
SECRETS = {"reporter_secret", "grafana_token"}
LEAST_SECRET = 16  # characters: a shorter one can be tried out


class SettingsError(Refused):
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
    def config_given(self) -> bool:
        """Whether somebody said which config file to use: then nothing begins without it."""
        return "config" in self.sources

    @property
    def links(self) -> str:
        """Base of links in alerts."""
        return (self.public_url or f"http://{self.http_host}:{self.http_port}").rstrip("/")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment.

    Raises `SettingsError` for a value of the wrong type or a file that cannot be read.
    """
    values: dict[str, str] = {}
    sources: dict[str, str] = {}
    for known in fields(Settings):
        name = PREFIX + known.name.upper()
        if file := environ.get(name + "_FILE"):
            values[known.name] = _content(Path(file), f"{name}_FILE: ")
            sources[known.name] = f"{name}_FILE"
            if not values[known.name]:
                raise SettingsError(
                    f"{name}_FILE: {file} is empty: write the value into it, or unset {name}_FILE"
                )
        elif environ.get(name):
            values[known.name] = environ[name]
            sources[known.name] = name
    typed: dict[str, Any] = {name: _typed(name, value) for name, value in values.items()}
    return Settings(**typed, sources=sources)


def described(settings: Settings) -> list[tuple[str, str, str]]:
    """(variable, value with secrets masked, source) of every setting."""
    rows = []
    for known in fields(Settings):
        if known.name == "sources":
            continue
        value = str(getattr(settings, known.name))
        if known.name == "log_url":
            value = value or settings.log
        shown = (
            masked_url(value)
            if "url" in known.name
            else "***"
            if known.name in SECRETS and value
            else value
        )
        rows.append(
            (PREFIX + known.name.upper(), shown, settings.sources.get(known.name, "default"))
        )
    return rows


def masked_url(url: str) -> str:
    """A URL with its password masked."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    return urlunsplit(
        parts._replace(netloc=f"{parts.username}:***@{parts.netloc.rpartition('@')[2]}")
    )


def reporter_key(settings: Settings) -> bytes:
    """The key that turns reporters into pseudonyms; on one machine it is made once in the data
    directory.

    Raises `SettingsError` where the log is shared and no secret is set: two intakes must agree.
    """
    if source := settings.sources.get("reporter_secret"):
        if len(settings.reporter_secret.strip()) < LEAST_SECRET:
            raise SettingsError(
                f"{source}: a secret has at least {LEAST_SECRET} characters; make one with `openssl rand -hex 32`"
            )
        return settings.reporter_secret.strip().encode()
    if not settings.log.startswith("sqlite:"):
        raise SettingsError(
            "RUMOR_REPORTER_SECRET must be set where the log is shared: two intakes must agree on it"
        )
    return secret_in(settings.data_dir, "reporter.secret").encode()


def secret_in(data_dir: Path, name: str) -> str:
    """A random secret kept in a file of the data directory that only its owner may read; made when
    first asked for.

    Raises `SettingsError` where the file cannot be made or read, or holds no secret: then it is
    never replaced.
    """
    path = data_dir / name
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.path.lexists(path):
            _write_once(path, secrets.token_urlsafe(32))
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror})") from None
    secret = _content(path, "")
    if len(secret) < LEAST_SECRET:
        new = "delete it, and a new one is made"
        if name == "reporter.secret":
            new += " (everybody who reported before then counts as somebody new)"
        raise SettingsError(
            f"{path} is {'too short' if secret else 'empty'}: put its content back from a copy, or {new}"
        )
    return secret


def _write_once(path: Path, text: str) -> None:
    """Makes a file whole or not at all; one that is there already stays."""
    number, temporary = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name}."
    )  # readable by its owner only
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            with suppress(FileExistsError):
                os.link(temporary, path)
        except OSError:  # a file system without hard links
            if not os.path.lexists(path):
                os.rename(temporary, path)
        _sync_folder(path.parent)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _content(path: Path, before: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise SettingsError(f"{before}{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{before}{path} is not text in UTF-8") from None


def _typed(name: str, value: str) -> object:
    kind = {known.name: known.type for known in fields(Settings)}[name]
    if kind is not int:
        return Path(value) if kind is Path else value
    try:
        return msgspec.convert(value, int, strict=False)
    except msgspec.ValidationError:
        raise SettingsError(
            f"{PREFIX}{name.upper()} must be a whole number, not {value!r}"
        ) from None
