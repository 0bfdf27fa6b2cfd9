"""Rumors: the new variants of one input record, and the rumor each joined or opened."""

from schemas.events.base import Event
from schemas.events.sources import Source


class Bridge(Event, frozen=True, kw_only=True):
    """A wording holds content of another rumor, too.

    `same` wordings so far, this one included, hold one passage that both rumors confirmed; `apart`
    ones hold a passage of each. `opposed`: the two say the opposite with words that sound alike, so
    they are never merged.
    """

    rumor_id: str
    same: int = 0
    apart: int = 0
    opposed: bool = False


class VariantJoined(Event, frozen=True, kw_only=True):
    """A wording seen for the first time, and the rumor it belongs to.

    `rumor_id` is the rumor of the exemplar as that one was founded: merges and decisions are laid
    over it when it is read, never written into it.

    `exemplar_id` is the variant it was matched with (None: it founded the rumor, then `rumor_id ==
    variant_id`); `score` is 0..1; `windows` are the windows of the text that were kept as exemplars
    in the index, so that a rebuild needs no matching. `link` is that of the first report: it is
    matched, too.

    A rebuild needs the rest as well: `unsure` are spans of a kept window (window, from, to) that
    the rumor did not confirm; `bridges` the other rumors that it holds content of, merged or
    suggested; `frames` runs of its grams (from, to) that it shares with its match as a frame only.
    `claimed`: it came with a fact-check, and no alert has quoted it yet. `names`: the rumor is
    called by it from here on, for the one that founded it asks or denies, and this is the first
    that says what is claimed. `claim` is where in its text the claim stands that it denies (from,
    to), where that was compared and not the whole.
    """

    variant_id: str
    rumor_id: str
    text: str
    stance: str
    first_seen_ms: int
    exemplar_id: str | None = None
    score: float = 1.0
    explanation: str = ""  # of earlier versions; it is made when it is read now
    red_flags: tuple[str, ...] = ()
    overlaps: str | None = None
    windows: tuple[int, ...] = ()
    link: str = ""
    unsure: tuple[tuple[int, int, int], ...] = ()
    bridges: tuple[Bridge, ...] = ()
    frames: tuple[tuple[int, int], ...] = ()
    claimed: bool = False
    names: bool = False
    claim: tuple[int, int] | None = None


class RumorsMerged(Event, frozen=True, kw_only=True):
    """Two rumors turned out to be one: a wording holds a passage that is confirmed content of both.

    `kept`, the older, names both from here on; nothing that was said of `merged` is written anew.
    `variant_id` is the wording that showed it, `bridges` how many wordings did so far, `shared` how
    much confirmed content they share (idf mass).
    """

    kept: str
    merged: str
    variant_id: str
    bridges: int = 1
    shared: float = 0.0


class RumorsGrown(Event, frozen=True, kw_only=True):
    """The new variants of one input record; a variant that joined nothing opened a rumor.

    `merges` are the rumors that grew together by these variants, in their order. The index is
    rebuilt from these.
    """

    lane: str
    source: Source
    curation_offset: int
    received_at_ms: int
    variants: tuple[VariantJoined, ...]
    merges: tuple[RumorsMerged, ...] = ()
