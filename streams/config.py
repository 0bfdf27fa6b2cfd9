"""The config file: keys, receivers, policy. Read again when it changes; with a mistake in it, the old one stays in force.

In: `rumor-tracker.toml`. Out: one frozen `Config`, or a `ConfigError` that names the line. Only hashes of keys are kept.
"""

import hashlib
import re
import secrets
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from streams.core.payloads import key_of
from streams.core.policy import LEVELS, SurgePolicy

Scope = Literal["report", "read", "curate", "admin"]
Kind = Literal["standard"]
Item = TypeVar("Item")
NAME = re.compile(r"^[\w.-]{1,64}$")


class ConfigError(ValueError):
    """The config file is wrong; the message names the line and what to change."""


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An API key: its hash, whose it is and what it may do."""

    name: str
    hash: str
    tenant: str = "main"
    scopes: tuple[Scope, ...] = ()
    reports_per_minute: int | None = None


class Receiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where alerts of a tenant are sent."""

    name: str
    url: str
    tenant: str = "main"
    kind: Kind = "standard"
    secret: str = ""
    secret_file: str = ""
    events: tuple[str, ...] = ("alert.*",)
    min_level: Literal["watch", "surge", "major", "critical"] = "surge"
    allow_private: bool = False
    app: str = ""

    def wants(self, type: str) -> bool:
        """Whether an event type fits one of the receiver's patterns."""
        return any(type == p or (p.endswith("*") and type.startswith(p[:-1])) for p in self.events)


class _Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min_reports: float | None = None
    min_factor: float | None = None


@dataclass(frozen=True)
class Config:
    """What the file says. `hashes` finds a key by the hash of what a caller sent."""

    keys: tuple[Key, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    policies: dict[str, SurgePolicy] = field(default_factory=dict)
    default_policy: SurgePolicy = field(default_factory=SurgePolicy)
    hashes: dict[str, Key] = field(default_factory=dict)

    def policy(self, tenant: str) -> SurgePolicy:
        """The policy of a tenant."""
        return self.policies.get(tenant, self.default_policy)

    def receivers_of(self, tenant: str) -> tuple[Receiver, ...]:
        """The receivers of a tenant."""
        return tuple(r for r in self.receivers if r.tenant == tenant)


def parse(text: str) -> Config:
    """The config in a file's text. Raises `ConfigError`."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(error)) from None
    for name in raw:
        if name not in ("keys", "receivers", "policy"):
            raise ConfigError(f"line {line_of(text, name)}: unknown section {name!r}; there are keys, receivers and policy")
    keys = _all(text, raw, "keys", Key)
    for number, key in enumerate(keys):
        _check_limit(text, number, key)
    receivers = _all(text, raw, "receivers", Receiver)
    for number, receiver in enumerate(receivers):
        _check_receiver(text, number, receiver)
    for section, items in (("keys", keys), ("receivers", receivers)):
        _check_names(text, section, [(item.tenant, item.name) for item in items])
    default, policies = _policies(text, raw.get("policy", {}))
    return Config(keys, receivers, policies, default, {key.hash: key for key in keys})


class ConfigFile:
    """The file and what it said last. `current` looks at it at most once a second."""

    def __init__(self, path: Path) -> None:
        self.path, self.error = path, ""
        self._config, self._stamp, self._looked = Config(), (0, 0), -1.0

    def current(self) -> Config:
        """The config in force; after a mistake the last good one, with the mistake in `error`."""
        now = time.monotonic()
        if now - self._looked >= 1:
            self._looked = now
            self._look()
        return self._config

    def _look(self) -> None:
        try:
            stat = self.path.stat()
            if (stat.st_mtime_ns, stat.st_size) == self._stamp:
                return
            self._stamp = (stat.st_mtime_ns, stat.st_size)
            self._config, self.error = parse(self.path.read_text()), ""
        except FileNotFoundError:
            self._config, self.error, self._stamp = Config(), "", (0, 0)
        except (ConfigError, OSError, UnicodeDecodeError) as error:
            self.error = f"{self.path}: {error}; the config before it stays in force"


def new_key() -> tuple[str, str]:
    """A fresh API key and its hash."""
    key = "rk_" + secrets.token_urlsafe(32)
    return key, hash_of(key)


def hash_of(key: str) -> str:
    """What is kept of a key. A plain digest is enough: a key holds 256 random bits."""
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def key_block(name: str, tenant: str, scopes: tuple[str, ...], hash: str, reports_per_minute: int | None) -> str:
    """The TOML block of a key."""
    listed = ", ".join(f'"{scope}"' for scope in scopes)
    limit = "" if reports_per_minute is None else f"reports_per_minute = {reports_per_minute}\n"
    return f'\n[[keys]]\nname = "{name}"\ntenant = "{tenant}"\nhash = "{hash}"\nscopes = [{listed}]\n{limit}'


def without_key(text: str, name: str) -> str:
    """The file's text without a key's block; comments and everything else stay. Raises `ConfigError` where there is none."""
    blocks = re.split(r"(?m)^(?=\s*\[)", text)
    kept = [b for b in blocks if not (b.lstrip().startswith("[[keys]]") and re.search(rf'(?m)^\s*name\s*=\s*"{re.escape(name)}"', b))]
    if len(kept) == len(blocks):
        raise ConfigError(f"there is no key named {name!r}")
    return "".join(kept)


def line_of(text: str, path: str) -> int:
    """The line that a path like `receivers[1].url` or `policy.main.min_reports` stands in, or its section."""
    lines, at = text.splitlines(), 0
    section, _, rest = path.partition(".")
    found = re.fullmatch(r"(\w+)\[(\d+)\]", section)
    header = rf"\s*\[\[\s*{found[1]}\s*\]\]" if found else rf"\s*\[?\s*{re.escape(section)}\b"
    starts = [n for n, line in enumerate(lines) if re.match(header, line)]
    if starts:
        at = starts[min(int(found[2]), len(starts) - 1) if found else 0]
    last = re.split(r"[.\[]", rest)[0] if rest else ""
    for n in range(at, len(lines)):
        if last and re.match(rf"\s*{re.escape(last)}\s*=", lines[n]):
            return n + 1
        if n > at and lines[n].lstrip().startswith("["):
            break
    return at + 1


def _all(text: str, raw: dict[str, object], section: str, kind: type[Item]) -> tuple[Item, ...]:
    try:
        return msgspec.convert(raw.get(section, []), tuple[kind, ...])  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        path = section + where.rstrip("`")
        raise ConfigError(f"line {line_of(text, path)}: {path}: {message}") from None


def _check_limit(text: str, number: int, key: Key) -> None:
    if key.reports_per_minute is not None and key.reports_per_minute < 1:
        path = f"keys[{number}].reports_per_minute"
        why = "at least 1 is needed; leave the line out for no limit, remove the scope report to let a key send nothing"
        raise ConfigError(f"line {line_of(text, path)}: {path}: {why}")


def _check_receiver(text: str, number: int, receiver: Receiver) -> None:
    def refuse(field_name: str, why: str) -> ConfigError:
        path = f"receivers[{number}].{field_name}"
        return ConfigError(f"line {line_of(text, path)}: {path}: {why}")

    if not re.match(r"https?://[^/]", receiver.url):
        raise refuse("url", "an http:// or https:// URL is needed")
    if receiver.min_level not in LEVELS:
        raise refuse("min_level", f"one of {', '.join(LEVELS[1:])}")
    for secret in receiver.secret.split():
        try:
            key_of(secret)
        except ValueError as error:
            raise refuse("secret", str(error)) from None
    if not receiver.secret and not receiver.secret_file:
        raise refuse("name", "a receiver needs secret or secret_file, to sign what it is sent")


def _check_names(text: str, section: str, names: list[tuple[str, str]]) -> None:
    for number, (tenant, name) in enumerate(names):
        path = f"{section}[{number}].name"
        if not NAME.match(name) or not NAME.match(tenant):
            raise ConfigError(f"line {line_of(text, path)}: {path}: names are 1 to 64 letters, digits, '.', '_' or '-'")
        if names.index((tenant, name)) != number:
            raise ConfigError(f"line {line_of(text, path)}: {path}: {name!r} is there already")


def _policies(text: str, raw: object) -> tuple[SurgePolicy, dict[str, SurgePolicy]]:
    if not isinstance(raw, dict):
        raise ConfigError(f"line {line_of(text, 'policy')}: policy is a table")
    own = {name: value for name, value in raw.items() if isinstance(value, dict)}
    default = _policy(text, "policy", {name: value for name, value in raw.items() if name not in own}, SurgePolicy())
    return default, {tenant: _policy(text, f"policy.{tenant}", value, default) for tenant, value in own.items()}


def _policy(text: str, path: str, raw: dict[str, object], default: SurgePolicy) -> SurgePolicy:
    try:
        given = msgspec.convert(raw, _Policy)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        raise ConfigError(f"line {line_of(text, path + where.rstrip('`'))}: {path}{where.rstrip('`')}: {message}") from None
    reports, factor = given.min_reports or default.min_reports, given.min_factor or default.min_factor
    if reports < 3 or factor < 1.5:
        raise ConfigError(f"line {line_of(text, path)}: {path}: min_reports is at least 3 and min_factor at least 1.5")
    return SurgePolicy(reports, factor)
