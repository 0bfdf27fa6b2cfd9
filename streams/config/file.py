"""The config file: keys, receivers, policy. Read again when it changes; gone or with a mistake in
it, the old one stays in force.

In: `rumor-tracker.toml`. Out: one frozen `Config`, or a `ConfigError` that names the line. Only
hashes of keys are kept.
"""

import hashlib
import math
import os
import re
import secrets
import stat
import time
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from streams.core.receivers.kinds import DEFAULT, KindName
from streams.core.receivers.signature import BadSecret, key_of
from streams.core.surge.policy import LEVELS, SurgePolicy
from streams.errors import Refused

Scope = Literal["report", "read", "curate", "admin"]
Item = TypeVar("Item")
LONGEST_LATE_S = 86_400  # the surge step remembers a day
NAME = re.compile(r"[\w.-]{1,64}")
EVENT_TYPES = (
    "alert.raised",
    "alert.escalated",
    "alert.resolved",
    "alert.corrected",
    "alert.taken",
    "alert.released",
    "alert.digest",
    "verdict.given",
    "receiver.failing",
    "receiver.recovered",
    "ping",
)
LOOK_EVERY_S = 1.0  # a revoked key stops working, a mended file is read, within so long
SETTLE_S = 0.3  # a file that an editor writes in place may parse while half of it is there: read once it rests


class ConfigError(Refused):
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
    kind: KindName = DEFAULT
    secret: str = ""
    secret_file: str = ""
    events: tuple[str, ...] = ("alert.*",)
    min_level: Literal["watch", "surge", "major", "critical"] = "surge"
    allow_private: bool = False
    app: str = ""

    def wants(self, type: str) -> bool:
        """Whether an event type fits one of the receiver's patterns."""
        return any(fits(pattern, type) for pattern in self.events)


def fits(pattern: str, type: str) -> bool:
    """Whether a pattern of `events` means an event type: its name, or its beginning and a `*`."""
    return type == pattern or (pattern.endswith("*") and type.startswith(pattern[:-1]))


class _Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min_reports: float | None = None
    min_factor: float | None = None
    major: float | None = None
    critical: float | None = None
    late_s: int | None = None


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
    except ValueError as error:  # TOMLDecodeError, and numbers with too many digits
        last = max(1, len(text.splitlines()))
        raise ConfigError(
            str(error).replace("at end of document", f"at the end, line {last}")
        ) from None
    except RecursionError:
        raise ConfigError("brackets are nested too deeply") from None
    for name in raw:
        if name not in ("keys", "receivers", "policy"):
            raise ConfigError(
                f"line {line_of(text, name)}: unknown section {name!r}; there are keys, receivers and policy"
            )
    keys = _all(text, raw, "keys", Key)
    for number, key in enumerate(keys):
        _check_limit(text, number, key)
    receivers = _all(text, raw, "receivers", Receiver)
    for number, receiver in enumerate(receivers):
        _check_receiver(text, number, receiver)
        _check_secret(text, number, receiver, raw["receivers"][number])
    for section, items in (("keys", keys), ("receivers", receivers)):
        _check_names(text, section, [(item.tenant, item.name) for item in items])
    default, policies = _policies(text, raw.get("policy", {}))
    return Config(keys, receivers, policies, default, {key.hash: key for key in keys})


class ConfigFile:
    """The file and what it said last. `current` looks at it at most once a second.

    A file that was `given` to the process, or is there when it starts, has to be read once before
    anything is in force (`loaded`).
    """

    def __init__(self, path: Path, *, given: bool = False) -> None:
        self.path = path
        self.error = ""
        self.loaded = False
        self._config = Config()
        self._expected = given or os.path.lexists(path)
        self._stamp: tuple[int, ...] | None = None
        self._looked = False
        self._look_at = 0.0

    def current(self) -> Config:
        """The config in force; where the file is gone or wrong the last good one, with the reason
        in `error`.
        """
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY_S
            self._look()
            self._looked = True
        return self._config

    def _look(self) -> None:
        try:
            self._take()
        except FileNotFoundError:
            if self._expected:
                self._refuse(
                    "the file is gone"
                    if self.loaded
                    else "there is no such file: put it there, or unset RUMOR_CONFIG"
                )
            else:
                self.loaded = True
                self.error = ""
        except OSError as error:
            self._refuse(f"it cannot be read ({error.strerror})")
        except UnicodeDecodeError as error:
            self._refuse(f"it is not UTF-8 (byte {error.start})")
        except ConfigError as error:
            self._refuse(str(error))

    def _refuse(self, why: str) -> None:
        self._stamp = (
            None  # the same file may come back: moved away and back, its stamp is the old one
        )
        self.error = f"{self.path}: {why}" + (
            "; the config before it stays in force" if self.loaded else ""
        )

    def _take(self) -> None:
        """Reads the file if it changed and rests. Raises what is wrong with it."""
        found = self.path.stat()
        self._expected = True
        if _stamp_of(found) == self._stamp:
            return
        fresh = 0 <= time.time() - found.st_ctime < SETTLE_S
        if not (fresh and self._looked):
            text = _text(self.path, found)
            if _stamp_of(self.path.stat()) == _stamp_of(found):
                self._config = parse(text)
                self.loaded = True
                self.error = ""
                self._stamp = None if fresh else _stamp_of(found)
                return
        self._look_at = time.monotonic() + SETTLE_S


def _stamp_of(found: os.stat_result) -> tuple[int, ...]:
    """What changes whenever the content or the rights of a file may have:

    chmod moves only the ctime, a rename the inode.
    """
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def _text(path: Path, found: os.stat_result) -> str:
    if os.path.samestat(found, os.stat(os.devnull)):  # no config is meant
        return ""
    if not stat.S_ISREG(found.st_mode):
        raise ConfigError(
            "it is a directory" if stat.S_ISDIR(found.st_mode) else "it is not a plain file"
        )
    text = path.read_text(encoding="utf-8-sig")
    if not text.strip():
        raise ConfigError(
            "the file is empty: where nothing is meant, say so in a comment (# nothing yet)"
        )
    return text


def new_key() -> tuple[str, str]:
    """A fresh API key and its hash."""
    key = "rk_" + secrets.token_urlsafe(32)
    return key, hash_of(key)


def hash_of(key: str) -> str:
    """What is kept of a key. A plain digest is enough: a key holds 256 random bits."""
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def key_block(
    name: str, tenant: str, scopes: tuple[str, ...], hash: str, reports_per_minute: int | None
) -> str:
    """The TOML block of a key."""
    listed = ", ".join(f'"{scope}"' for scope in scopes)
    limit = "" if reports_per_minute is None else f"reports_per_minute = {reports_per_minute}\n"
    return f'\n[[keys]]\nname = "{name}"\ntenant = "{tenant}"\nhash = "{hash}"\nscopes = [{listed}]\n{limit}'


def without_key(text: str, name: str, tenant: str | None = None) -> str:
    """The file's text without a key's block; comments and everything else stay.

    Raises `ConfigError` where there is no such key, or, without `tenant`, several of that name.
    """
    before = parse(text)
    found = [key for key in before.keys if key.name == name and tenant in (None, key.tenant)]
    if not found:
        of = f" of tenant {tenant!r}" if tenant is not None else ""
        raise ConfigError(f"there is no key named {name!r}{of}")
    if len(found) > 1:
        tenants = ", ".join(key.tenant for key in found)
        raise ConfigError(
            f"several tenants have a key named {name!r} ({tenants}): say which with --tenant"
        )
    kept = "".join(
        _without_block(block, found[0]) for block in re.split(r"(?m)^(?=[ \t]*\[)", text)
    )
    try:
        after = parse(kept)
    except ConfigError:
        after = before
    left = tuple(key for key in before.keys if key != found[0])
    if after != replace(before, keys=left, hashes={key.hash: key for key in left}):
        raise ConfigError(
            f"the key {name!r} does not stand in a [[keys]] block of its own: remove it by hand"
        )
    return kept


def _without_block(block: str, key: Key) -> str:
    """A block as it is, or, where it is the key's, only the comments that follow it:

    they belong to what comes next.
    """
    try:
        if not block.lstrip().startswith("[[") or _all(
            block, tomllib.loads(block), "keys", Key
        ) != (key,):
            return block
    except (ValueError, RecursionError):
        return block
    lines = block.splitlines(keepends=True)
    last = max(
        n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")
    )
    return "".join(lines[last + 1 :])


def line_of(text: str, path: str) -> int:
    """The line that a path like `receivers[1].url` or `policy.main.min_reports` stands in, or its
    section.
    """
    lines = text.splitlines()
    at = 0
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
    if not receiver.events:
        raise refuse("events", f"it is empty, so nothing would ever be sent; {_KNOWN}")
    for pattern in receiver.events:
        if not any(fits(pattern, type_) for type_ in EVENT_TYPES):
            raise refuse("events", f"{pattern[:80]!r} fits no event; {_KNOWN}")


_KNOWN = f"there are {', '.join(EVENT_TYPES)}, and beginnings of them with a * (alert.*)"


def _check_secret(text: str, number: int, receiver: Receiver, raw: dict[str, object]) -> None:
    """Refuses what could not sign.

    What a `secret_file` holds is seen when it is used: it may be mounted elsewhere.
    """

    def refuse(field_name: str, why: str) -> ConfigError:
        path = f"receivers[{number}].{field_name}"
        return ConfigError(f"line {line_of(text, path)}: {path}: {why}")

    for field_name in ("secret", "secret_file"):
        if field_name in raw and not str(raw[field_name]).strip():
            raise refuse(
                field_name, "it is empty: whsec_ and base64 are needed, to sign what is sent"
            )
    for secret in receiver.secret.split():
        try:
            key_of(secret)
        except BadSecret as error:
            raise refuse("secret", str(error)) from None
    if not receiver.secret and not receiver.secret_file:
        raise refuse("name", "a receiver needs secret or secret_file, to sign what it is sent")


def _check_names(text: str, section: str, names: list[tuple[str, str]]) -> None:
    for number, (tenant, name) in enumerate(names):
        path = f"{section}[{number}].name"
        if not NAME.fullmatch(name) or not NAME.fullmatch(tenant):
            raise ConfigError(
                f"line {line_of(text, path)}: {path}: names are 1 to 64 letters, digits, '.', '_' or '-'"
            )
        if names.index((tenant, name)) != number:
            raise ConfigError(f"line {line_of(text, path)}: {path}: {name!r} is there already")


def _policies(text: str, raw: object) -> tuple[SurgePolicy, dict[str, SurgePolicy]]:
    if not isinstance(raw, dict):
        raise ConfigError(f"line {line_of(text, 'policy')}: policy is a table")
    own = {name: value for name, value in raw.items() if isinstance(value, dict)}
    default = _policy(
        text,
        "policy",
        {name: value for name, value in raw.items() if name not in own},
        SurgePolicy(),
    )
    return default, {
        tenant: _policy(text, f"policy.{tenant}", value, default) for tenant, value in own.items()
    }


def _policy(text: str, path: str, raw: dict[str, object], default: SurgePolicy) -> SurgePolicy:
    try:
        given = msgspec.convert(raw, _Policy)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        raise ConfigError(
            f"line {line_of(text, path + where.rstrip('`'))}: {path}{where.rstrip('`')}: {message}"
        ) from None
    policy = replace(
        default,
        **{
            name: value
            for name in given.__struct_fields__
            if (value := getattr(given, name)) is not None
        },
    )
    for name, wrong, why in (
        ("min_reports", not 3 <= policy.min_reports < math.inf, "at least 3"),
        ("min_factor", not 1.5 <= policy.min_factor < math.inf, "at least 1.5"),
        (
            "major",
            not 1 <= policy.major < math.inf,
            "at least 1: a multiple of min_reports in an hour",
        ),
        ("critical", not policy.major <= policy.critical < math.inf, "at least as much as major"),
        (
            "late_s",
            not 0 <= policy.late_s <= LONGEST_LATE_S,
            f"0 to {LONGEST_LATE_S}: reports up to so late count towards a surge",
        ),
    ):
        if wrong:
            raise ConfigError(
                f"line {line_of(text, f'{path}.{name}')}: {path}.{name}: {name} is {why}"
            )
    return policy
