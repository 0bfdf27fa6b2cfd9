"""Sightings: the fact that a report carried a variant."""

from schemas.events.base import Event
from schemas.events.rumors import RumorsMerged
from schemas.events.sources import Source
from schemas.events.surges import SurgeFolded


class Sighting(Event, frozen=True, kw_only=True):
    """The fact "this report carried that variant"."""

    report_id: str
    variant_id: str
    rumor_id: str
    stance: str
    observed_at_ms: int
    app: str
    reporter: str = ""
    channel: str = ""
    place: str = ""
    external_id: str = ""
    backfill: bool = False
    language: str = ""
    link: str = ""
    attributes: dict[str, str] | None = None


class Wording(Event, frozen=True, kw_only=True):
    """The masked text of a variant that is new in this record:

    what an alert quotes, without asking another step.
    """

    variant_id: str
    rumor_id: str
    text: str
    exemplar_id: str | None = None  # the wording that it joined through
    red_flags: tuple[str, ...] = ()
    names: bool = False  # the rumor is called by it, whatever came before


class SightingsShared(Event, frozen=True, kw_only=True):
    """What is sighted in another lane of rumors that decisions made a part of this lane's.

    `states` are the surge states of those whose part in `into` begins with this record, each of
    this lane, by the decisions up to the offset `decided`.
    `source` is the record of the other lane's reports; none where a decision alone called for it.
    """

    source: Source | None = None
    sightings: tuple[Sighting, ...] = ()
    wordings: tuple[Wording, ...] = ()
    states: tuple[SurgeFolded, ...] = ()
    into: str = ""
    decided: int = 0


class ReportsSighted(Event, frozen=True, kw_only=True):
    """The sightings of one input record, and the rumors that grew together by it."""

    lane: str
    source: Source
    received_at_ms: int
    sightings: tuple[Sighting, ...]
    wordings: tuple[Wording, ...] = ()
    merges: tuple[RumorsMerged, ...] = ()
    shared: SightingsShared | None = None  # counted where it was sighted, too; never stored again
