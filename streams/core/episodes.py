"""The state of one rumor in the surge step: its counters, its running or last episode, and what an alert quotes."""

from dataclasses import dataclass, field

from streams.core.counters import Counters


@dataclass(slots=True)
class Episode:
    """A surge from its first hot report to its resolution. Levels only rise within it."""

    started_ms: int
    raised_ms: int
    level: int
    previous_level: int
    last_hot_ms: int
    kind: str
    score: float = 0.0
    observed: float = 0.0
    window_s: int = 0
    baseline: float = 0.0
    per_hour: float = 0.0
    quiet_since_ms: int = 0
    resolved_ms: int = 0


@dataclass(slots=True)
class RumorSurge:
    """One rumor. `stances` counts carries, questions, refutes; `offset` is the sightings record folded last."""

    counters: Counters = field(default_factory=Counters)
    episode: Episode | None = None
    offset: int = -1
    evaluated_ms: int = 0
    title: str = ""
    text: str = ""
    wordings: int = 0
    reports: int = 0
    stances: list[int] = field(default_factory=lambda: [0, 0, 0])
    channels: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    newest: tuple[str, ...] = ()
    red_flags: list[str] = field(default_factory=list)
