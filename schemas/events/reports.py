"""Reports: what apps sent in, as the intake accepted it."""

from schemas.events.base import Event
from schemas.events.sightings import SightingsShared


class Report(Event, frozen=True, kw_only=True):
    """One message sent in by a user of a reporting app.

    `reporter` is a keyed pseudonym, 16 hex digits, or empty.
    """

    report_id: str
    text: str
    observed_at_ms: int
    app: str
    reporter: str = ""
    channel: str = ""
    place: str = ""
    language: str = ""
    link: str = ""
    external_id: str = ""
    attributes: dict[str, str] | None = None
    backfill: bool = False


class Claim(Event, frozen=True, kw_only=True):
    """The wording of a known fact-check: to be recognised, and reported by nobody."""

    text: str
    published_at_ms: int


class ReportsReceived(Event, frozen=True, kw_only=True):
    """Reports of one lane that the intake accepted together, or claims that were checked; or what
    another lane shares with it.
    """

    lane: str
    received_at_ms: int
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...] = ()
    shared: SightingsShared | None = None
