"""What the surge step knows of one rumor, and of its episode."""

from dataclasses import dataclass, field

from streams.core.surge.counters import Counters
from streams.core.surge.sketch import Sketch
from streams.core.titles import headline

NOT_LOOKED = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class Episode:
    """A surge from its first hot report to its resolution. Times are event times, but for
    `told_ms` and `said_ms`: when its newest level, and anything of it, was told.

    `began_ms` is the first report of the rise, `started_ms` the one that made an episode of it and
    names it. `level` was reached at `crossed_ms`; `told_level` is what receivers know,
    `previous_level` what they knew before. `normal` is the rumor's rate an hour before all this,
    `decided` the offset of the decisions up to which they were told. `new` reporters were met in
    this rise; `held` says that too few of them are independent to call it a surge.
    """

    started_ms: int
    raised_ms: int
    level: int
    last_hot_ms: int
    crossed_ms: int
    score: float = 0.0
    observed: float = 0.0
    window_s: int = 0
    baseline: float = 0.0
    normal: float = 0.0
    previous_level: int = 0
    told_level: int = 0
    told_ms: int = 0
    quiet_since_ms: int = 0  # of no use any more: the end follows from the counts
    resolved_ms: int = 0
    decided: int = 0
    anonymous: int = 0
    reporters: Sketch = field(default_factory=Sketch)
    began_ms: int = 0
    said_ms: int = 0
    new: int = 0
    held: bool = False
    rated: bool = False  # as a hoax, while it ran


@dataclass(slots=True)
class RumorSurge:
    """One rumor. `stances` counts carries, questions, refutes; `offset` is the sightings record
    folded last.

    `called` is its title, made of `text` when it is asked for first: most rumors are never told.
    `past` holds (first, last hot time) of the episodes before this one. `merged_into` is the rumor
    that its reports count for since. `mute` is the decision that silences it, `mute_from` how many
    reporters had `counted` by then. `looked` are the counts at which nothing was found in the hour
    `looked_hour`: below them there is nothing to find.
    """

    counters: Counters = field(default_factory=Counters)
    episode: Episode | None = None
    past: list[tuple[int, int]] = field(default_factory=list)
    offset: int = -1
    called: str = ""
    text: str = ""
    wordings: int = 0
    reports: int = 0
    stances: list[int] = field(default_factory=lambda: [0, 0, 0])
    channels: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    newest: tuple[str, ...] = ()
    red_flags: list[str] = field(default_factory=list)
    merged_into: str = ""
    merged_as_fact: bool = False
    mute: str = ""
    mute_from: float = 0.0
    counted: float = 0.0
    looked: tuple[float, float, float, float] = field(default=NOT_LOOKED, compare=False)
    looked_hour: int = field(default=0, compare=False)

    @property
    def title(self) -> str:
        """What the rumor is called; empty before its first wording."""
        if not self.called and self.text:
            self.called = headline(self.text)
        return self.called

    @title.setter
    def title(self, title: str) -> None:
        self.called = title
