"""The config files that processes under test read: keys, receivers and policy, block by block."""

import base64
import json
from pathlib import Path

from streams.config.keys import key_block, new_key

Value = str | bool | int | float | list[str]

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, 32 bytes.").decode()
ALL_SCOPES = ("report", "read", "curate", "admin")


def key(
    name: str = "app",
    *,
    tenant: str = "main",
    scopes: tuple[str, ...] = ALL_SCOPES,
    reports_per_minute: int | None = None,
) -> tuple[str, str]:
    """A new key -> what a client sends, and its block."""
    sent, hashed = new_key()
    block = key_block(
        name=name,
        tenant=tenant,
        scopes=scopes,
        hash=hashed,
        reports_per_minute=reports_per_minute,
    )
    return sent, block


def receiver(url: str, *, name: str = "desk", **fields: Value) -> str:
    """The block of a receiver that signs with SECRET and may stand on loopback.

    Every alert comes by itself: loads surge more often than desks do, and are looked at one by one.
    """
    given: dict[str, Value] = {
        "name": name,
        "url": url,
        "secret": SECRET,
        "allow_private": True,
        "storm": 0,
    }
    return block("[receivers]", **given | fields)


def policy(tenant: str = "", **fields: float) -> str:
    """The block of a policy: everybody's, or one tenant's."""
    return block(f"policy.{tenant}" if tenant else "policy", **fields)


def block(section: str, **fields: Value) -> str:
    """A TOML block. JSON's strings, numbers, booleans and lists are TOML's, too."""
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in fields.items()]
    return f"\n[{section}]\n" + "".join(lines)


def write(path: Path, *blocks: str) -> Path:
    """Writes the file -> its path. Whole at once, so that no reader sees half of it."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text("".join(blocks))
    beside.replace(path)
    return path
