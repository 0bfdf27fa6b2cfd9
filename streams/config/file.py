"""The config file: keys, receivers, policy, matching. Read again when it changes; gone or with a
mistake in it, the old one stays in force.

In: `rumor-tracker.toml`. Out: one frozen `Config`, or a `ConfigError` that names the line.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.keys import Key, check_limit
from streams.config.matching import Matching, matching_of
from streams.config.mistakes import ConfigError, check_names, converted, line_of
from streams.config.policies import nobodys, policies_of
from streams.config.receivers import Receiver, check_receiver, check_together
from streams.core.surge.policy import SurgePolicy
from streams.parsing import Unreadable
from streams.parsing.documents import toml_table

SECTIONS = ("keys", "receivers", "policy", "matching")
LOOK_EVERY_S = 1.0  # a revoked key stops working, a mended file is read, within so long
# A file that an editor writes in place may parse while half of it is there: read once it rests.
SETTLE_S = 0.3


@dataclass(frozen=True)
class Config:
    """What the file says. `hashes` finds a key by the hash of what a caller sent; `warnings` are
    what is hardly meant, but can be.
    """

    keys: tuple[Key, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    policies: dict[str, SurgePolicy] = field(default_factory=dict)
    default_policy: SurgePolicy = field(default_factory=SurgePolicy)
    matching: Matching = field(default_factory=Matching)
    hashes: dict[str, Key] = field(default_factory=dict)
    warnings: tuple[str, ...] = field(default=(), compare=False)  # where they stand changes

    def policy(self, tenant: str) -> SurgePolicy:
        """The policy of a tenant: its own, or the default."""
        return self.policies.get(tenant, self.default_policy)

    def receivers_of(self, tenant: str) -> tuple[Receiver, ...]:
        return tuple(receiver for receiver in self.receivers if receiver.tenant == tenant)


def parse(text: str) -> Config:
    """The config in a file's text. Raises `ConfigError` for the first mistake in it."""
    raw = _read(text)
    keys = converted(text, "keys", raw.get("keys", []), tuple[Key, ...])
    for number, key in enumerate(keys):
        check_limit(text, number, key)
    receivers = converted(text, "receivers", raw.get("receivers", []), tuple[Receiver, ...])
    for number, receiver in enumerate(receivers):
        check_receiver(text, number, receiver, raw["receivers"][number])  # type: ignore[index]
    check_names(text, "keys", [(key.tenant, key.name) for key in keys])
    check_names(text, "receivers", [(receiver.tenant, receiver.name) for receiver in receivers])
    check_together(text, receivers)
    default_policy, policies = policies_of(text, raw.get("policy", {}))
    return Config(
        keys=keys,
        receivers=receivers,
        policies=policies,
        default_policy=default_policy,
        matching=matching_of(text, raw.get("matching", {})),
        hashes={key.hash: key for key in keys},
        warnings=nobodys(text, policies, {key.tenant for key in keys}),
    )


def _read(text: str) -> dict[str, object]:
    try:
        raw = toml_table(text)
    except Unreadable as error:
        last = max(1, len(text.splitlines()))
        why = str(error).replace("at end of document", f"at the end, line {last}")
        raise ConfigError(why) from None
    for name in raw:
        if name not in SECTIONS:
            raise ConfigError(
                f"line {line_of(text, name)}: unknown section {name!r}; "
                "there are keys, receivers, policy and matching"
            )
    return raw


class ConfigFile:
    """The file and what it said last. `current` looks at it at most once a second.

    A file that was `given` to the process, or is there when it starts, has to be read once before
    anything is in force (`loaded`): a process that began without it would drop alerts of receivers
    that it does not know.
    """

    def __init__(self, path: Path, *, given: bool = False, clock: Clock = SYSTEM_CLOCK) -> None:
        self.path = path
        self.error = ""
        self.loaded = False
        self._clock = clock
        self._config = Config()
        self._expected = given or os.path.lexists(path)
        self._stamp: tuple[int, ...] | None = None
        self._looked = False
        self._look_at = clock.monotonic_s()

    def current(self) -> Config:
        """The config in force; where the file is gone or wrong the last good one, with the reason
        in `error`.
        """
        now = self._clock.monotonic_s()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY_S
            self._look()
            self._looked = True
        return self._config

    def _look(self) -> None:
        try:
            self._take()
        except FileNotFoundError:
            self._miss()
        except OSError as error:
            self._refuse(f"it cannot be read ({error.strerror})")
        except UnicodeDecodeError as error:
            self._refuse(f"it is not UTF-8 (byte {error.start})")
        except ConfigError as error:
            self._refuse(str(error))

    def _miss(self) -> None:
        if not self._expected:  # nobody spoke of a file: none is a config, too
            self.loaded = True
            self.error = ""
        elif self.loaded:
            self._refuse("the file is gone")
        else:
            self._refuse("there is no such file: put it there, or unset RUMOR_CONFIG")

    def _refuse(self, why: str) -> None:
        # The same file may come back: moved away and back, its stamp is the old one.
        self._stamp = None
        self.error = f"{self.path}: {why}" + (
            "; the config before it stays in force" if self.loaded else ""
        )

    def _take(self) -> None:
        """Reads the file if it changed and rests. Raises what is wrong with it."""
        found = self.path.stat()
        self._expected = True
        if _stamp_of(found) == self._stamp:
            return
        # The ctime is the file system's: where its clock is ahead of ours the file counts as old.
        fresh = 0 <= self._clock.now_ms() / 1_000 - found.st_ctime < SETTLE_S
        # At the very first look nothing is in force that half a file could take away.
        if fresh and self._looked:
            self._look_soon()
            return
        text = _text(self.path, found)
        if _stamp_of(self.path.stat()) != _stamp_of(found):
            self._look_soon()  # written while it was read
            return
        self._config = parse(text)
        self.loaded = True
        self.error = ""
        self._stamp = None if fresh else _stamp_of(found)  # a fresh one is read once more at rest

    def _look_soon(self) -> None:
        self._look_at = self._clock.monotonic_s() + SETTLE_S


def _stamp_of(found: os.stat_result) -> tuple[int, ...]:
    """What changes whenever the content or the rights of a file may have."""
    # chmod moves only the ctime, a rename the inode; size and mtime alone miss both.
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def _text(path: Path, found: os.stat_result) -> str:
    if os.path.samestat(found, os.stat(os.devnull)):  # no config is meant
        return ""
    if not stat.S_ISREG(found.st_mode):  # to read a pipe would wait for whoever writes it
        raise ConfigError(
            "it is a directory" if stat.S_ISDIR(found.st_mode) else "it is not a plain file"
        )
    text = path.read_text(encoding="utf-8-sig")
    if not text.strip():  # what a full disk or an editor in mid-write leaves: it would revoke all
        raise ConfigError(
            "the file is empty: where nothing is meant, say so in a comment (# nothing yet)"
        )
    return text
