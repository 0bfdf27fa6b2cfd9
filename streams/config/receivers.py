"""Receivers: where the alerts of a tenant are sent, and what of a [[receivers]] block is refused.

What could never be sent or never be signed is refused when the file is read: nobody misses a
webhook that never came.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from streams.config.mistakes import mistake
from streams.config.quiet import BadSpan, quiet_until_ms, span_of
from streams.core.receivers.contract import BadAddress
from streams.core.receivers.kinds import DEFAULT, KINDS, KindName
from streams.core.receivers.signature import BadSecret
from streams.core.receivers.tellings import Manner
from streams.parsing.times import moment

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
LONGEST_TAKE_S = 86_400  # an alert that nobody takes in a day is no longer one
CATCH_UP = ("open", "none")
OF_ALERTS = ("alert.*",)
OF_APPS = ("verdict.*",)

Level = Literal["watch", "surge", "major", "critical"]
Verdict = Literal["none", "unverified", "false", "misleading", "true", "satire"]
AlertKind = Literal["surging", "still_rising", "resurfaced"]


class Receiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where alerts of a tenant are sent, which of them, and how."""

    name: str
    url: str
    tenant: str = "main"
    kind: KindName = DEFAULT
    secret: str = ""
    secret_file: str = ""
    keyword: str = ""  # a robot's: messages hold it
    language: Literal["en", "zh"] = "en"
    events: tuple[str, ...] = OF_ALERTS
    min_level: Level = "surge"
    # what analysts found true is nobody's alarm, save where it is asked for
    verdicts: tuple[Verdict, ...] = ("none", "unverified", "false", "misleading")
    kinds: tuple[AlertKind, ...] = ()  # empty: all, as in the three that follow
    places: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    quiet_hours: tuple[str, ...] = ()
    storm: int = 20  # alerts within ten minutes; more are told as a digest, 0: never
    warn: str = ""
    take_within_s: int = 0
    next: str = ""
    catch_up: Any = "open"  # or none, or a time: a string or TOML's own
    # Off: who may write the config file must not reach what only this machine reaches.
    allow_private: bool = False
    app: str = ""

    def wants(self, type: str) -> bool:
        """Whether an event type fits one of the receiver's patterns.

        A reporting app hears no alerts: where it says nothing else, it wants verdicts.
        """
        patterns = OF_APPS if self.app and self.events == OF_ALERTS else self.events
        return any(fits(pattern, type) for pattern in patterns)

    @property
    def manner(self) -> Manner:
        """How it wants to be spoken to."""
        return Manner(language=self.language, keyword=self.keyword)

    @property
    def catch_up_since_ms(self) -> int | None:
        """From when on it is told alerts that were raised before it was there.

        0: only those that are open; None: none.
        """
        at = _time_of(self.catch_up)
        if at is not None:
            return int(at.timestamp() * 1_000)
        return None if self.catch_up == "none" else 0

    def quiet_until_ms(self, now_ms: int) -> int:
        """When its quiet hours end; 0 where there are none at that moment."""
        return quiet_until_ms(self.quiet_hours, now_ms) if self.quiet_hours else 0


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
    _check_filters(text, path, receiver)
    _check_times(text, path, receiver)
    _check_secret(text, path, receiver, raw)


def check_together(text: str, receivers: Sequence[Receiver]) -> None:
    """Raises `ConfigError` for a `warn` or `next` that is nobody, or leads in a circle."""
    known = {(receiver.tenant, receiver.name): receiver for receiver in receivers}
    for number, receiver in enumerate(receivers):
        for field in ("warn", "next"):
            name = getattr(receiver, field)
            path = f"receivers[{number}].{field}"
            if name and (receiver.tenant, name) not in known:
                why = f"there is no receiver {name[:LONGEST_SHOWN]!r} of this tenant"
                raise mistake(text, path, why)
        if receiver.warn == receiver.name:
            why = "a receiver that fails cannot be told so itself: name another one"
            raise mistake(text, f"receivers[{number}].warn", why)
        _check_circle(text, number, receiver, known)


def _check_circle(
    text: str, number: int, receiver: Receiver, known: dict[tuple[str, str], Receiver]
) -> None:
    names = [receiver.name]
    at = receiver
    while at.next:
        at = known.get((at.tenant, at.next), Receiver(name=at.next, url=""))
        names.append(at.name)
        if at.name in names[:-1]:
            why = f"it leads in a circle: {' -> '.join(names)}"
            raise mistake(text, f"receivers[{number}].next", why)


def _check_filters(text: str, path: str, receiver: Receiver) -> None:
    if not receiver.verdicts:
        why = "it is empty, so no alert would ever fit; leave it out for what is not found true"
        raise mistake(text, f"{path}.verdicts", why)
    for field in ("places", "channels", "languages"):
        if not all(name.strip() for name in getattr(receiver, field)):
            raise mistake(text, f"{path}.{field}", "a name in it is empty, so it would fit nothing")


def _check_times(text: str, path: str, receiver: Receiver) -> None:
    for span in receiver.quiet_hours:
        try:
            span_of(span)
        except BadSpan as error:
            raise mistake(text, f"{path}.quiet_hours", str(error)) from None
    if receiver.storm < 0:
        raise mistake(text, f"{path}.storm", "a number of alerts is needed, or 0 for never")
    if not 0 <= receiver.take_within_s <= LONGEST_TAKE_S:
        raise mistake(text, f"{path}.take_within_s", f"0 to {LONGEST_TAKE_S} seconds are possible")
    if receiver.take_within_s and not receiver.next:
        raise mistake(text, f"{path}.take_within_s", "next is needed, too: who gets the alert then")
    if receiver.next and not receiver.take_within_s:
        raise mistake(text, f"{path}.next", "take_within_s is needed, too: after how many seconds")
    if receiver.catch_up not in CATCH_UP and _time_of(receiver.catch_up) is None:
        why = "open, none, or a time with its zone (2026-01-31T12:00:00Z) is needed"
        raise mistake(text, f"{path}.catch_up", why)


def _time_of(written: object) -> datetime | None:
    """A time as TOML has it, or as a string; None for anything else and without a zone."""
    at = written if isinstance(written, datetime) else moment(str(written))
    return at.astimezone(UTC) if at is not None and at.tzinfo else None


def _check_secret(text: str, path: str, receiver: Receiver, raw: dict[str, object]) -> None:
    """Raises `ConfigError` for what could not sign."""
    for name in ("secret", "secret_file"):
        # An empty one is told apart from none: it is what an unset variable leaves in a template.
        if name in raw and not str(raw[name]).strip():
            why = "it is empty: write the secret, to sign what is sent, or leave the line out"
            raise mistake(text, f"{path}.{name}", why)
    kind = KINDS[receiver.kind]
    try:
        kind.check(url=receiver.url, secret=receiver.secret)
    except BadSecret as error:
        raise mistake(text, f"{path}.secret", str(error)) from None
    except BadAddress as error:
        raise mistake(text, f"{path}.url", str(error)) from None
    # What a `secret_file` holds is seen when it is used: this process may not be the one that it
    # is mounted into.
    if kind.SIGNS and not receiver.secret and not receiver.secret_file:
        if receiver.kind == DEFAULT:
            why = "a receiver needs secret or secret_file, to sign what it is sent"
            raise mistake(text, f"{path}.name", why)
        if not receiver.keyword.strip():
            why = "a receiver of this kind needs secret or secret_file, or keyword where its robot"
            raise mistake(text, f"{path}.name", f"{why} checks words and not signatures")
