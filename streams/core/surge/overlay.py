"""What analysts decided, as far as it changes what is told of surges."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from streams.core.curation.effects import Move, Placing
from streams.core.curation.effects import Mute as Mute
from streams.core.curation.effects import Taken as Taken
from streams.core.surge.rumor import RumorSurge

OVER = -1.0  # in place of the reporters by then: the mute has ended, and is not to begin again


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What is in force for a tenant: mutes and titles by rumor, who took which alert, and the rumor
    that an absorbed one shows as; where wordings were moved, and the decisions that did it.
    `lanes` are those of the rumors that decisions named together. All this is by the decisions up
    to the offset `decided`.

    Merges that are facts come with the sightings, unless `is_whole`: then they are among the links
    as long as nobody undid them. They are followed as they change, unless what is folded was told
    before: `is_followed`. Where nothing is told of what is folded, `unmuted` are the ends of mutes
    that were told before, by alert and change. `rated_at` says when a rumor was given its verdict,
    in milliseconds, 0 for one that has none.
    """

    mutes: Mapping[str, Mute] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    placings: Mapping[str, tuple[Placing, ...]] = field(default_factory=dict)
    moves: Mapping[str, Move] = field(default_factory=dict)
    lanes: Mapping[str, str] = field(default_factory=dict)
    decided: int = 0
    is_whole: bool = False
    is_followed: bool = True
    unmuted: Collection[tuple[str, str]] | None = None
    rated_at: Callable[[str], int] = lambda _: 0


UNDECIDED = Overlay()


def note_mute(rumor: RumorSurge, mute: Mute | None, now_ms: int) -> None:
    """Remembers how many reporters a rumor had when it was silenced. `now_ms` is the time of what
    is folded: what came before the decision was counted before it, however late it is folded.
    """
    if mute is None or rumor.mute == mute.decision_id or now_ms < mute.decided_at_ms:
        return
    rumor.is_muted_by(mute.decision_id)
    rumor.mute_from = rumor.counted


def silenced(rumor: RumorSurge, mute: Mute | None, now_ms: int) -> bool:
    """Whether a rumor is to be silent now."""
    if mute is None or (rumor.mute == mute.decision_id and rumor.mute_from == OVER):
        return False
    if mute.until_ms is not None and now_ms >= mute.until_ms:
        return False
    more = rumor.counted - rumor.mute_from if rumor.mute == mute.decision_id else 0.0
    return mute.until_reporters is None or more < mute.until_reporters


def ended(rumor: RumorSurge, mute: Mute | None, now_ms: int) -> str:
    """The decision whose mute is over, which was not told yet, else an empty string."""
    if not rumor.mute or rumor.mute_from == OVER or silenced(rumor, mute, now_ms):
        return ""
    return rumor.mute
