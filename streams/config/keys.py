"""API keys: what is kept of one, how it is made, and its block in the config file.

Only hashes are kept: who reads the file can send nothing with what stands there.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from streams.config.mistakes import mistake

Scope = Literal["report", "read", "curate", "admin"]
SCOPES: tuple[str, ...] = get_args(Scope)
PREFIX = "rk_"  # a key that leaked into a log or a repository is found by it
FORM = re.compile(r"rk_[A-Za-z0-9_-]+")
RANDOM_BYTES = 32  # 256 bits: nobody guesses one, so a plain digest protects it


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An API key: its hash, whose it is and what it may do."""

    name: str
    hash: str
    tenant: str = "main"
    scopes: tuple[Scope, ...] = ()
    reports_per_minute: int | None = None
    reads_per_minute: int | None = None


def new_key() -> tuple[str, str]:
    """A fresh API key and its hash."""
    key = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    return key, hash_of(key)


def fault_of(key: str) -> str:
    """Why something is no API key; empty where it may be one. Holds nothing of it."""
    if any(letter.isspace() for letter in key):
        return (
            "holds a blank or a line break: it is one word, the first line that `keys add` prints"
        )
    if not key.startswith(PREFIX):
        return f"does not begin with {PREFIX}: is it the name or the hash of one?"
    if not FORM.fullmatch(key):
        return "holds a sign that no key has: they are of A to Z, a to z, 0 to 9, _ and -"
    return ""


def hash_of(key: str) -> str:
    """What is kept of a key."""
    # Not a slow password hash: it would cost every request 100 ms, and slows down only those who
    # try out weak secrets. A key is never chosen by a person.
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def key_block(
    name: str, tenant: str, scopes: Sequence[str], hash: str, reports_per_minute: int | None
) -> str:
    """The TOML block of a key. Nothing is checked or quoted here: parse the file that it goes
    into before writing it.
    """
    listed = ", ".join(f'"{scope}"' for scope in scopes)
    lines = [
        "[[keys]]",
        f'name = "{name}"',
        f'tenant = "{tenant}"',
        f'hash = "{hash}"',
        f"scopes = [{listed}]",
    ]
    if reports_per_minute is not None:
        lines.append(f"reports_per_minute = {reports_per_minute}")
    return "\n" + "\n".join(lines) + "\n"


def check_limit(text: str, number: int, key: Key) -> None:
    """Raises `ConfigError` for a limit under which a key could do nothing."""
    for name in ("reports_per_minute", "reads_per_minute"):
        limit = getattr(key, name)
        if limit is not None and limit < 1:
            raise mistake(
                text,
                f"keys[{number}].{name}",
                "at least 1 is needed; leave the line out for no limit, "
                f"remove the scope {name.partition('s_')[0]} to let a key do nothing of the kind",
            )
