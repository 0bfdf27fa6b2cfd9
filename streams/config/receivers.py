"""Receivers: where the alerts of a tenant are sent, and what of a [[receivers]] block is refused.

What could never be sent or never be signed is refused when the file is read: nobody misses a
webhook that never came.
"""

import re
from typing import Literal

import msgspec

from streams.config.mistakes import mistake
from streams.core.receivers.kinds import DEFAULT, KindName
from streams.core.receivers.signature import BadSecret, key_of

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
KNOWN = f"there are {', '.join(EVENT_TYPES)}, and beginnings of them with a * (alert.*)"
LONGEST_SHOWN = 80  # characters of somebody's pattern in a message: it is one line in a log


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
    # Off: who may write the config file must not reach what only this machine reaches.
    allow_private: bool = False
    app: str = ""

    def wants(self, type: str) -> bool:
        """Whether an event type fits one of the receiver's patterns."""
        return any(fits(pattern, type) for pattern in self.events)


def fits(pattern: str, type: str) -> bool:
    """Whether a pattern of `events` means an event type: its name, or its beginning and a `*`."""
    return type == pattern or (pattern.endswith("*") and type.startswith(pattern[:-1]))


def check_receiver(text: str, number: int, receiver: Receiver, raw: dict[str, object]) -> None:
    """Raises `ConfigError` for what could never be sent; `raw` is the block as it was written."""
    path = f"receivers[{number}]"
    if not re.match(r"https?://[^/]", receiver.url):
        raise mistake(text, f"{path}.url", "an http:// or https:// URL is needed")
    if not receiver.events:
        raise mistake(
            text, f"{path}.events", f"it is empty, so nothing would ever be sent; {KNOWN}"
        )
    for pattern in receiver.events:
        if not any(fits(pattern, type) for type in EVENT_TYPES):
            why = f"{pattern[:LONGEST_SHOWN]!r} fits no event; {KNOWN}"
            raise mistake(text, f"{path}.events", why)
    _check_secret(text, path, receiver, raw)


def _check_secret(text: str, path: str, receiver: Receiver, raw: dict[str, object]) -> None:
    """Raises `ConfigError` for what could not sign."""
    for name in ("secret", "secret_file"):
        # An empty one is told apart from none: it is what an unset variable leaves in a template.
        if name in raw and not str(raw[name]).strip():
            why = "it is empty: whsec_ and base64 are needed, to sign what is sent"
            raise mistake(text, f"{path}.{name}", why)
    for secret in receiver.secret.split():  # several while one takes over from another
        try:
            key_of(secret)
        except BadSecret as error:
            raise mistake(text, f"{path}.secret", str(error)) from None
    # What a `secret_file` holds is seen when it is used: this process may not be the one that it
    # is mounted into.
    if not receiver.secret and not receiver.secret_file:
        why = "a receiver needs secret or secret_file, to sign what it is sent"
        raise mistake(text, f"{path}.name", why)
