"""What the surge step knows of one rumor, and of its episode."""

from dataclasses import dataclass, field
from typing import Any

from streams.core.surge.counters import Counters
from streams.core.surge.kernels import tables as t
from streams.core.surge.ledger import Ledger
from streams.core.surge.rows import Number, Whole
from streams.core.surge.sketch import Sketch
from streams.core.titles import headline


class Episode:
    """A surge from its first hot report to its resolution. Times are event times, but for
    `told_ms` and `said_ms`: when its newest level, and anything of it, was told.

    `began_ms` is the first report of the rise, `started_ms` the one that made an episode of it and
    names it. `level` was reached at `crossed_ms`; `told_level` is what receivers know,
    `previous_level` what they knew before. `normal` is the rumor's rate an hour before all this,
    `decided` the offset of the decisions up to which they were told. `new` reporters were met in
    this rise; `held` says that too few of them are independent to call it a surge. `rated` is as a
    hoax, while it ran; `is_merged` that it goes on as another rumor's. `said` is the rating that
    was told last, empty for none, None where that is not known; `verdicts` of them came with
    another rumor. `lowered` is how often its level was taken back, `ends` how often its end was
    told, `is_end_told` that nothing was told since, `said_people` how many reporters were told
    last. What counting moves stands in a row of the lane's ledger, which it owns.
    """

    __slots__ = (
        "baseline",
        "crossed_ms",
        "decided",
        "ends",
        "held",
        "is_end_told",
        "is_merged",
        "ledger",
        "lowered",
        "observed",
        "previous_level",
        "rated",
        "row",
        "said",
        "said_ms",
        "said_people",
        "score",
        "verdicts",
        "window_s",
    )

    started_ms = Whole("episodes", t.STARTED_MS)
    began_ms = Whole("episodes", t.BEGAN_MS)
    raised_ms = Whole("episodes", t.RAISED_MS)
    level = Whole("episodes", t.LEVEL)
    told_level = Whole("episodes", t.TOLD_LEVEL)
    last_hot_ms = Whole("episodes", t.LAST_HOT_MS)
    quiet_since_ms = Whole("episodes", t.QUIET_SINCE_MS)
    resolved_ms = Whole("episodes", t.RESOLVED_MS)
    new = Whole("episodes", t.NEW)
    anonymous = Whole("episodes", t.ANONYMOUS)
    told_ms = Whole("episodes", t.TOLD_MS)
    normal = Number("normals", t.NORMAL)

    def __init__(self, ledger: Ledger, **fields: Any) -> None:
        """`fields` are attributes, else 0."""
        self.ledger = ledger
        self.row = ledger.take_episode()
        self.crossed_ms = 0
        self.score = 0.0
        self.observed = 0.0
        self.window_s = 0
        self.baseline = 0.0
        self.previous_level = 0
        self.decided = 0
        self.said_ms = 0
        self.said_people = 0
        self.ends = 0
        self.is_end_told = False
        self.held = False
        self.rated = False
        self.is_merged = False
        self.said: str | None = None
        self.verdicts = 0
        self.lowered = 0
        for name, value in fields.items():
            setattr(self, name, value)

    def __del__(self) -> None:
        self.ledger.left_episodes.append(self.row)

    @property
    def reporters(self) -> Sketch:
        """Who made it. A copy: it is set as a whole."""
        return self.ledger.sketch(self.ledger.tables.episodes, self.row, t.REPORTERS)

    @reporters.setter
    def reporters(self, reporters: Sketch) -> None:
        self.ledger.put_sketch("episodes", self.row, t.REPORTERS, reporters)

    @property
    def people(self) -> float:
        """How many reporters made it."""
        size, at = self.ledger.tables.episodes[self.row, t.REPORTERS : t.REPORTERS + 2].tolist()
        return float(self.ledger.tables.sums[at, t.COUNT]) if size == t.MANY else float(size)

    @property
    def everybody(self) -> int:
        """Distinct reporters so far; a report without one counts as one."""
        return round(self.people) + self.anonymous


@dataclass(slots=True)
class RumorSurge:
    """One rumor. `offset` is the sightings record folded last.

    `called` is its title, made of `text` when it is asked for first: most rumors are never told.
    `past` holds (first, last hot time) of the episodes before this one, `earlier` those of a day
    themselves: late reports may show more of them. `merged_into` is the rumor that its
    reports count for as well; it was merged `merges` times. `moves` are the decisions that brought
    it wordings, and took them away again. `mute` is the decision that
    silences it, `mute_from` how many reporters had `counted` by then. `is_guest` says that it is
    reported in another lane and has a part in a rumor of this one.
    """

    counters: Counters
    episode: Episode | None = None
    past: list[tuple[int, int]] = field(default_factory=list)
    earlier: list[Episode] = field(default_factory=list)
    offset: int = -1
    called: str = ""
    text: str = ""
    wordings: int = 0
    channels: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    newest: tuple[str, ...] = ()
    red_flags: list[str] = field(default_factory=list)
    merged_into: str = ""
    merged_as_fact: bool = False
    merges: int = 0
    moves: list[str] = field(default_factory=list)
    is_guest: bool = False
    mute: str = ""
    mute_from: float = 0.0

    def __post_init__(self) -> None:
        if self.episode is not None:
            self.has_episode(self.episode)
        if self.mute:
            self.is_muted_by(self.mute)

    def has_episode(self, episode: Episode) -> None:
        """Another episode in place of the last one."""
        self.episode = episode
        self.counters.ledger.rumors[self.counters.row, t.EPISODE] = episode.row

    def has_no_episode(self) -> None:
        """Nothing of it ever surged."""
        self.episode = None
        self.counters.ledger.rumors[self.counters.row, t.EPISODE] = 0

    def is_muted_by(self, mute: str) -> None:
        """Notes the decision that silences it."""
        self.mute = mute
        self.counters.ledger.rumors[self.counters.row, t.IS_MUTED] = 1

    @property
    def reports(self) -> int:
        """All there ever were."""
        return self.counters.reports

    @property
    def stances(self) -> list[int]:
        """Of those, how many carry, question, refute."""
        return self.counters.stances

    @property
    def counted(self) -> float:
        """How much all of them weighed."""
        return self.counters.counted

    @property
    def title(self) -> str:
        """What the rumor is called; empty before its first wording."""
        if not self.called and self.text:
            self.called = headline(self.text)
        return self.called

    @title.setter
    def title(self, title: str) -> None:
        self.called = title
