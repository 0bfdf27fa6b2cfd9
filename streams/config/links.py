"""The one-time sign-in link of a machine: whoever may read its data directory may sign in once.

In: a data directory. Out: a token, of which the directory keeps a hash; and once, for that token,
the key that it stands for.
"""

import hashlib
import os
import secrets
from pathlib import Path

import msgspec

FILE = "sign-in.link"
RANDOM_BYTES = 24
LIFE_S = 3_600  # it stands on a terminal, and terminals are read by others


class Link(msgspec.Struct):
    """What the directory keeps: no token, no key."""

    token: str  # its hash
    key: str  # the hash of the key that it signs in
    until_s: int


def write_link(data_dir: Path, *, key: str, now_s: int) -> str:
    """Makes a link for a key (its hash) -> its token. The one before it is void."""
    token = secrets.token_urlsafe(RANDOM_BYTES)
    link = Link(token=_hash(token), key=key, until_s=now_s + LIFE_S)
    beside = data_dir / f".{FILE}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(link))
    os.replace(beside, data_dir / FILE)
    return token


def take_link(data_dir: Path, token: str, *, now_s: int) -> str:
    """The hash of the key that a token signs in; empty where it does not, or did already."""
    path = data_dir / FILE
    if _hash_in(path) != _hash(token):
        return ""  # a guess must not use up the real one
    taken = data_dir / f".{FILE}.{secrets.token_hex(8)}"
    try:
        os.rename(path, taken)  # of two who come at once only one finds it
        link = msgspec.json.decode(taken.read_bytes(), type=Link)
        taken.unlink()
    except (OSError, msgspec.DecodeError):
        return ""
    return link.key if link.token == _hash(token) and link.until_s > now_s else ""


def _hash_in(path: Path) -> str:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Link).token
    except (OSError, msgspec.DecodeError):
        return ""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
