"""Decisions of analysts: an overlay over the facts."""

from schemas.events.base import Event

DECISION_KINDS = (
    "verdict",
    "merge",
    "split",
    "move",
    "title",
    "assign",
    "note",
    "mute",
    "take",
    "release",
    "join",
    "apart",
    "factcheck",
    "undo",
)
# Fields that a history tells as they are, in its order. All others it tells in another form, or
# nobody is told.
TOLD = (
    "variant_ids",
    "with_followers",
    "title",
    "assignee",
    "due_at_ms",
    "until_ms",
    "until_reporters",
    "alert_id",
    "undoes",
)


class VerdictGiven(Event, frozen=True, kw_only=True):
    """An analyst's rating as others see it."""

    rating: str
    summary: str = ""
    link: str = ""


class SeenReports(Event, frozen=True, kw_only=True):
    """Who reported some wordings from `since_ms` on, some 26 hours, as it was stored.

    `reports` are all there ever were. `seen` has, for each of those that count for a surge, when
    it was observed (milliseconds, 12 hex digits) and the pseudonym of its reporter (16, zeros for
    nobody), in the order in which they came. `until_ms` as in `MovedCounts`.
    """

    reports: int
    seen: str
    since_ms: int
    until_ms: int


class MovedCounts(Event, frozen=True, kw_only=True):
    """What was stored of the wordings that a decision moves when it was made.

    `text` is the beginning of the most reported of them, masked. `minutes` are those of the day
    before, each with its number since 1970, its reports and how many people they are of; channels,
    places and languages are of that day, too. `homes` is the rumor that they belonged to, whatever
    that was merged into; several in decisions of earlier versions. `until_ms` is when the newest of
    these reports was received: the store counts them in order, and has not seen later ones.
    `seen` says who reported them, `stays` who reported what that rumor keeps; None where they are
    too many, of several rumors, or of earlier versions.
    """

    homes: tuple[str, ...] = ()
    text: str = ""
    red_flags: tuple[str, ...] = ()
    wordings: int = 0
    reports: int = 0
    stances: tuple[tuple[str, int], ...] = ()
    minutes: tuple[tuple[int, int, int], ...] = ()
    channels: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    until_ms: int = 0
    seen: SeenReports | None = None
    stays: SeenReports | None = None


class DecisionMade(Event, frozen=True, kw_only=True):
    """One decision of an analyst: an overlay over the facts, applied in offset order by every
    process.

    `kind` is one of `DECISION_KINDS` and says which other fields count. `expected` is
    the ETag of `rumor_id` that it was made under: where another decision was first on the log, this
    one is refused by the fold; empty makes no such condition.
    """

    decision_id: str
    tenant: str
    kind: str
    rumor_id: str
    decided_at_ms: int
    decided_by: str
    expected: str = ""
    verdict: VerdictGiven | None = None  # verdict, factcheck; None in a verdict withdraws it
    # factcheck: further rumors, which its other wordings belong to
    rumors: tuple[str, ...] = ()
    renews: bool = False  # factcheck: earlier ones of its link count no more while this one does
    left: tuple[str, ...] = ()  # factcheck: rumors that its link had rated and rates no more
    target: str = ""  # the other rumor: merged into, moved to, joined with, kept apart from
    variant_ids: tuple[str, ...] = ()  # split, move
    with_followers: bool = False  # split, move: what joined through them before the decision, too
    moved: MovedCounts | None = None  # split, move, and the undo that puts one in force again
    moved_too: tuple[MovedCounts, ...] = ()  # of wordings that belonged to further rumors
    # undo of a split or move: who reported the rumor that has the wordings again; as `seen`
    back: SeenReports | None = None
    # merge, move: the lanes in which the rumor and the target are reported
    lanes: tuple[str, str] | None = None
    title: str = ""
    assignee: str = ""
    due_at_ms: int | None = None
    note: str = ""  # a note, or the reason of any other decision
    until_ms: int | None = None  # mute
    until_reporters: int | None = None  # mute: after so many more distinct reporters
    alert_id: str = ""  # take, release
    undoes: str = ""  # undo: the decision that counts as never made
    reporters: int | None = None  # mute: distinct reporters that the store knew of by then
