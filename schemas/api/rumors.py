"""Rumors, their wordings and their spread."""

from msgspec import Struct, field

from schemas.api.comparisons import Compared
from schemas.api.decided import Verdict
from schemas.api.fields import Cursor, HexId, Stance, Time


class RumorItem(Struct):
    """A rumor in a list. `growth`: reports of the last 30 minutes over those of the 30 before."""

    rumor_id: HexId
    title: str
    reports: int
    reporters: int
    variants: int
    first_seen: Time
    last_seen: Time
    reports_1h: int
    growth: float | None
    verdict: Verdict | None
    assignee: str | None


class RumorPage(Struct):
    """A page of rumors."""

    items: list[RumorItem]
    next_cursor: Cursor


class StanceCounts(Struct):
    """Reports by what they do with the rumor."""

    carries: int
    questions: int
    refutes: int


class Share(Struct):
    """A channel or place and how many reports came from it."""

    name: str
    reports: int


class RumorRead(Struct):
    """One rumor. `suggestions` are others that share a passage with it.

    One that was merged has the counts of the whole, which is shown as `merged_into`.
    """

    rumor_id: HexId
    title: str
    reports: int
    reporters: int
    variants: int
    stance: StanceCounts
    channels: list[Share]
    places: list[Share]
    first_seen: Time | None
    last_seen: Time | None
    suggestions: list[HexId]
    merged_into: HexId | None
    verdict: Verdict | None
    assignee: str | None
    due_at: Time | None
    muted_until: Time | None
    muted_until_reporters: int | None
    etag: str


class VariantRead(Struct):
    """One wording of a rumor, masked. `compared`: with the one that it joined through."""

    variant_id: HexId
    text: str
    reports: int
    first_seen: Time
    last_seen: Time
    stance: Stance
    score: float | None
    explanation: str
    parent_variant_id: HexId | None
    what_changed: str
    red_flags: list[str]
    compared: Compared | None = None
    parent_text: str | None = None


class VariantPage(Struct):
    """A page of a rumor's wordings, the most reported first."""

    items: list[VariantRead]
    next_cursor: Cursor


class TreeItem(Struct):
    """A wording, the one that it joined through (null: it founded the rumor), and what changed."""

    variant_id: HexId
    parent_variant_id: HexId | None
    text: str
    changed: str
    first_seen: Time
    reports: int
    stance: Stance
    compared: Compared | None = None


class Tree(Struct):
    """Which wording of a rumor came from which, the first first; of the most reported ones."""

    items: list[TreeItem]
    next_cursor: Cursor = None


class SpreadPoint(Struct):
    """The counts of one step."""

    time: Time
    reports: int
    reporters: int


class SpreadSeries(Struct):
    """One line of a chart, without gaps."""

    name: str
    points: list[SpreadPoint]


class Spread(Struct):
    """A rumor's counts over time; `step` in seconds."""

    start: Time = field(name="from")
    end: Time = field(name="to")
    step: int
    series: list[SpreadSeries]
