"""What the surge step knows of one rumor, and of its episode."""

from dataclasses import dataclass, field

from streams.core.surge.counters import Counters
from streams.core.surge.reporters import Sketch


@dataclass(slots=True)
class Episode:
    """A surge from its first hot report to its resolution. Times are event times, but for
    `told_ms`, `quiet_since_ms` and `resolved_ms`.

    `level` was reached at `crossed_ms`; `told_level` is what receivers know, `previous_level` what
    they knew before. `normal` is the rumor's rate an hour before all this, `decided` the offset of
    the decisions up to which they were told.
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
    quiet_since_ms: int = 0
    resolved_ms: int = 0
    decided: int = 0
    anonymous: int = 0
    reporters: Sketch = field(default_factory=Sketch)


@dataclass(slots=True)
class RumorSurge:
    """One rumor. `stances` counts carries, questions, refutes; `offset` is the sightings record
    folded last.

    `past` holds (first, last hot time) of the episodes before this one; `changed` says that its
    counts have not been looked at.
    """

    counters: Counters = field(default_factory=Counters)
    episode: Episode | None = None
    past: list[tuple[int, int]] = field(default_factory=list)
    offset: int = -1
    evaluated_ms: int = 0
    changed: bool = False
    title: str = ""
    text: str = ""
    wordings: int = 0
    reports: int = 0
    stances: list[int] = field(default_factory=lambda: [0, 0, 0])
    channels: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    newest: tuple[str, ...] = ()
    red_flags: list[str] = field(default_factory=list)
