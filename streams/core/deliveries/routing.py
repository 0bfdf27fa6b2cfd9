"""Whether a receiver is told of an alert's change, and as what.

In: the change, the receiver, and what it heard of the alert before. Out: a `Decided`, or None.
Whoever was told of an alert is told its end, whatever places it is in by then; only a verdict (and
the kind, which follows it) takes an alert away from those who heard of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from schemas.events import Alert, Share, VerdictTold
from streams.core.receivers.tellings import Manner
from streams.core.surge.policy import LEVELS

MOST_LARGEST = 10  # a rumor's channels, places and languages that count for a filter
RAISED = "alert.raised"
ESCALATED = "alert.escalated"
CORRECTED = "alert.corrected"
RESOLVED = "alert.resolved"
VERDICT_GIVEN = "verdict.given"
NEW = ("raised", "escalated", "corrected")  # changes that may bring an alert to somebody
# Whether nobody is to be told of an alert now who has not heard of it: its rumor is muted, or what
# the end of its mute calls for is on its way.
Silent = Callable[[Alert], bool]


class Receiver(Protocol):
    """What has to be known of a receiver to decide whether it is told; config has all of it."""

    @property
    def tenant(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def app(self) -> str: ...
    @property
    def min_level(self) -> str: ...
    @property
    def verdicts(self) -> Iterable[str]: ...
    @property
    def kinds(self) -> Iterable[str]: ...
    @property
    def places(self) -> Iterable[str]: ...
    @property
    def channels(self) -> Iterable[str]: ...
    @property
    def languages(self) -> Iterable[str]: ...
    @property
    def storm(self) -> int: ...
    @property
    def warn(self) -> str: ...
    @property
    def take_within_s(self) -> int: ...
    @property
    def next(self) -> str: ...
    @property
    def manner(self) -> Manner: ...
    @property
    def catch_up_since_ms(self) -> int | None: ...
    def wants(self, type: str) -> bool:
        """Whether it asked for an event type."""
        ...

    def quiet_until_ms(self, now_ms: int) -> int:
        """When its quiet hours end; 0 where there are none at that moment."""
        ...


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a receiver heard of an alert.

    `open`: it was told of it, and neither that it is over nor that it no longer concerns it.
    `at_ms` is when it first heard, `last_ms` when it last did, `level` what it was then. `handed`:
    nobody else took it, so it has it whatever it asked for. `reached`: it took something of it, and
    was not only about to be told.
    """

    open: bool
    at_ms: int
    last_ms: int = 0
    handed: bool = False
    level: str = ""
    reached: bool = False


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The type under which a change is told; `leaves` where it is the last one of the alert."""

    type: str
    leaves: bool = False


def told_as(alert: Alert, receiver: Receiver, told: Told | None) -> Decided | None:
    """What a receiver is told of a change; None for nothing.

    An episode that comes to fit a receiver is raised for it, whatever others heard before.
    """
    if receiver.app:
        # A receiver with `app` belongs to a reporting app and is told verdicts on its own reports
        # (`verdict.given`), never alerts: those say what other apps' users reported.
        return None
    decided = _decided(alert, receiver, told)
    return decided if decided is not None and receiver.wants(decided.type) else None


def answered(answer: VerdictTold, receiver: Receiver) -> bool:
    """Whether an answer is told to a receiver: to those of the app whose reports it names."""
    mine = receiver.tenant == answer.tenant and receiver.app == answer.app
    return mine and receiver.wants(VERDICT_GIVEN)


def _decided(alert: Alert, receiver: Receiver, told: Told | None) -> Decided | None:
    if told is not None and told.open:
        return _to_a_listener(alert, receiver, told)
    if alert.event in NEW and is_muted(alert) and is_open(alert):
        return None  # whoever has not heard of it is told at the end of the mute
    if not receiver.wants(RAISED):
        return Decided(type=f"alert.{alert.event}") if fits(alert, receiver) else None
    if told is not None and alert.event == "corrected" and not is_open(alert):
        return Decided(type=CORRECTED)  # what it was told of an alert that is over was wrong
    if alert.event in NEW and is_open(alert) and fits(alert, receiver):
        return Decided(type=RAISED)
    return None


def _to_a_listener(alert: Alert, receiver: Receiver, told: Told) -> Decided:
    if alert.event == "resolved":
        return Decided(type=RESOLVED)
    if not told.handed and not rated_to_fit(alert, receiver):
        return Decided(type=CORRECTED, leaves=True)
    return Decided(type=f"alert.{alert.event}")


def never(_: Alert) -> bool:
    """As `Silent` says where nothing is muted."""
    return False


def is_muted(alert: Alert) -> bool:
    """Whether its rumor was muted when the change was told."""
    return alert.muted_until_ms is not None or alert.muted_until_reporters is not None


def is_open(alert: Alert) -> bool:
    """Whether its episode runs on, under its own name."""
    return not alert.resolved_at_ms and not alert.merged_into


def fits(alert: Alert, receiver: Receiver) -> bool:
    """Whether an alert is what a receiver asked for."""
    return (
        large_enough(alert, receiver)
        and rated_to_fit(alert, receiver)
        and _among(alert.places, receiver.places)
        and _among(alert.channels, receiver.channels)
        and _spoken(alert.languages, receiver.languages)
    )


def large_enough(alert: Alert, receiver: Receiver) -> bool:
    """Whether it has the level from which on the receiver wants to be told."""
    return LEVELS.index(alert.level) >= LEVELS.index(receiver.min_level)


def rated_to_fit(alert: Alert, receiver: Receiver) -> bool:
    """Whether its verdict is one that the receiver asked for, and its kind, which follows it."""
    rating = alert.verdict.rating if alert.verdict else "none"
    kinds = tuple(receiver.kinds)
    return rating in receiver.verdicts and (not kinds or alert.kind in kinds)


def _among(largest: tuple[Share, ...], wanted: Iterable[str]) -> bool:
    names = set(wanted)
    return not names or any(share.name in names for share in largest[:MOST_LARGEST])


def _spoken(largest: tuple[Share, ...], wanted: Iterable[str]) -> bool:
    """As RFC 4647 filters languages: zh means zh-Hant-TW, too, and case does not matter.

    An alert whose reports name no language fits: told too much is better than never told.
    """
    if not largest:
        return True
    ranges = [name.lower() for name in wanted]
    tags = [share.name.lower() for share in largest[:MOST_LARGEST]]
    return not ranges or any(
        tag == name or tag.startswith(f"{name}-") for tag in tags for name in ranges
    )
