"""What receivers are told, before any of them is spoken to: a change of an alert, a digest, the
verdict on reports, a test, or that another receiver fails.

A `Telling` becomes bytes in the module of a kind; what is in it is the same for all of them.
"""

from dataclasses import dataclass

from schemas.events import Alert, VerdictTold

REPEATED = "alert.repeated"  # a digest of what is open, to who heard of it and has to hear it again
NAMED = 1_000  # reports by their ids in one message, and in one page of those that follow


@dataclass(frozen=True, kw_only=True)
class Digest:
    """Alerts that are told together: what is still hot after a quiet night, or a storm. `left` are
    the ids of those that a verdict took away from the receiver.
    """

    alerts: tuple[Alert, ...]
    reason: str  # quiet | storm
    left: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Ping:
    """A test of a receiver."""

    receiver: str


@dataclass(frozen=True, kw_only=True)
class Health:
    """A receiver fails, or is back: told to the one that its `warn` names.

    `percent` of the time for which deliveries are tried again is over; 0 where it is back.
    """

    receiver: str
    tenant: str
    percent: int
    since_ms: int
    error: str = ""
    waiting: int = 0  # deliveries


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One message to one receiver. `links` begins the links that people and machines follow.

    `merged_title` is that of the rumor that an alert was merged into, where it is known. `leaves`:
    it is the last of the alert that the receiver is told.
    """

    type: str
    id: str
    at_ms: int
    links: str
    content: Alert | Digest | VerdictTold | Ping | Health
    merged_title: str = ""
    leaves: bool = False


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a receiver wants to be spoken to."""

    language: str = "en"  # en | zh
    keyword: str = ""  # some robots take only messages that hold it


PLAIN = Manner()


def page_of(links: str, rumor_id: str) -> str:
    """The page of a rumor that a person can open."""
    return f"{links}/rumors/{rumor_id}"


def api_of(links: str, rumor_id: str) -> str:
    """Where a machine reads the rumor."""
    return f"{links}/v1/rumors/{rumor_id}"


def answer_page(links: str, answer_id: str, page: int) -> str:
    """Where an app reads on which of its reports an answer names."""
    return f"{links}/v1/answers/{answer_id}?page={page}"
