"""What was told beside what is true.

In: alerts, the truth, the roles of rumors. Out: figures of one run, which add up over seeds, and
the faults in words.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import quantiles

import numpy as np

from schemas.events import Alert
from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from streams.core.surge.policy import LEVELS, SURGE, SurgePolicy
from tests.bench.days import arrival, oracle
from tests.bench.days.arrival import ZERO_MS
from tests.bench.days.oracle import Surge, Truth
from tests.bench.days.play import Told
from tests.bench.days.world import DAYS, QUIET_NIGHT, World

BEFORE_MS = HOUR_MS  # a rise may be told before its onset: the truth sees the future, and is strict
AFTER_MS = 90 * MINUTE_MS
SIZE_ERROR = 0.06  # of a count of an hour: three times the sketch's, and five-minute bins
MOST_TELLINGS = 4  # of a rumor in an episode
NIGHT_MS = (22 * HOUR_MS, 31 * HOUR_MS)  # from the quiet day's midnight
PUSHED = ("puppets", "loud")


def is_wanted(alert: Alert) -> bool:
    """Whether a desk with `min_level = "surge"` is told."""
    return LEVELS.index(alert.level) >= SURGE


@dataclass
class Episode:
    """What was told under one alert."""

    rumor: int
    alerts: list[Alert] = field(default_factory=list)

    @property
    def told(self) -> list[Alert]:
        """What reaches a desk that wants surges."""
        return [alert for alert in self.alerts if is_wanted(alert)]

    @property
    def surged(self) -> list[Alert]:
        """Tellings of levels, from surge on."""
        return [
            alert
            for alert in self.alerts
            if is_of_level(alert) and LEVELS.index(alert.level) >= SURGE
        ]


def is_of_level(alert: Alert) -> bool:
    """Whether a level is told: of what is over already, as a correction."""
    return alert.event in ("raised", "escalated") or alert.change_id == alert.level


@dataclass
class Judged:
    """Figures of a run; `faults` names each failing case."""

    reports: int = 0
    rumor_days: float = 0.0
    surges: int = 0
    told: int = 0
    twice: int = 0
    levels_twice: int = 0
    levels_wrong: int = 0
    false: int = 0  # outside of every true surge
    never_grew: int = 0  # of those, where the rumor was never at half of K and twice what it was
    pushed: int = 0  # told of one reporter or one group as if it were a plain surge
    most_tellings: int = 0
    night: list[int] = field(default_factory=list)  # messages of the quiet night, each seed
    delays_min: list[float] = field(default_factory=list)
    reports_seen: list[int] = field(default_factory=list)
    cpu_s: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Judged") -> None:
        """Takes in another run's figures."""
        for name in self.__dataclass_fields__:
            if name == "most_tellings":
                self.most_tellings = max(self.most_tellings, other.most_tellings)
            else:
                setattr(self, name, getattr(self, name) + getattr(other, name))


def judge(told: Told, truth: Truth, world: World, policy: SurgePolicy) -> Judged:
    """The figures of one seed."""
    episodes = _episodes(told)
    judged = Judged(
        reports=told.reports,
        rumor_days=float(len(world.roles) * DAYS),
        cpu_s=told.cpu_s,
        night=[_night(told)],
        most_tellings=max((len(_of_life(e)) for e in episodes), default=0),
    )
    of_rumor: dict[int, list[Episode]] = defaultdict(list)
    for episode in episodes:
        if _levels_told_twice(episode):
            judged.levels_twice += 1
            judged.faults.append(f"{_name(world, episode.rumor)}: a level told twice")
        if episode.surged:
            of_rumor[episode.rumor].append(episode)
    for true in truth.surges:
        if world.roles[true.rumor] not in PUSHED:
            _judge_surge(judged, true, of_rumor[true.rumor], truth, world, policy)
    for rumor, found in of_rumor.items():
        for episode in found:
            _judge_episode(judged, rumor, episode, truth, world)
    return judged


def is_plain(alert: Alert) -> bool:
    """Whether an alert speaks of as many independent people as of reporters."""
    independent = getattr(alert, "independent", None)
    return independent is None or independent > alert.reporters / 2


def _episodes(told: Told) -> list[Episode]:
    found: dict[str, Episode] = {}
    for alert in told.alerts:
        rumor = int(alert.rumor_id, 16) - 1
        found.setdefault(alert.alert_id, Episode(rumor)).alerts.append(alert)
    return list(found.values())


def _of_life(episode: Episode) -> list[Alert]:
    """Tellings of the surge itself; a correction is the analyst's own verdict, told back."""
    return [alert for alert in episode.told if alert.event != "corrected"]


def _levels_told_twice(episode: Episode) -> bool:
    levels = Counter(alert.level for alert in episode.alerts if is_of_level(alert))
    return any(count > 1 for count in levels.values())


def _judge_surge(
    judged: Judged,
    true: Surge,
    episodes: list[Episode],
    truth: Truth,
    world: World,
    policy: SurgePolicy,
) -> None:
    judged.surges += 1
    mine = [episode for episode in episodes if _belongs(episode, true)]
    name = f"{_name(world, true.rumor)} at {_clock(true.met_ms)}, peak {true.peak}"
    if not mine:
        judged.faults.append(f"missed: {name}")
        return
    judged.told += 1
    if len(mine) - sum(_ended_unseen(episode) for episode in mine) > 1:
        judged.twice += 1
        began = ", ".join(_clock(episode.surged[0].raised_at_ms) for episode in mine)
        judged.faults.append(f"told twice: {name}: raised {began}, over {_clock(true.end_ms)}")
    # What the same episode tells of a later surge is not this one's level.
    later = [s.onset_ms for s in truth.surges if s.rumor == true.rumor and s.met_ms > true.met_ms]
    until_ms = min([true.end_ms + AFTER_MS, *later])
    highest = max(
        LEVELS.index(alert.level)
        for episode in mine
        for number, alert in enumerate(episode.surged)
        if number == 0 or _crossed_ms(alert) < until_ms
    )
    right = {
        oracle.level_of(true.peak * share, policy) for share in (1 - SIZE_ERROR, 1, 1 + SIZE_ERROR)
    }
    if highest not in right:
        judged.levels_wrong += 1
        judged.faults.append(f"level {LEVELS[highest]}: {name}")
    within = [
        alert.at_ms
        for episode in mine
        for alert in episode.surged
        if _crossed_ms(alert) >= true.onset_ms - BEFORE_MS
    ]
    first = min(within, default=true.onset_ms)  # it was told before it began
    judged.delays_min.append(max(0, first - true.onset_ms) / MINUTE_MS)
    times = truth.times[true.rumor]
    judged.reports_seen.append(int(np.sum((times >= true.onset_ms) & (times <= first))))


def _belongs(episode: Episode, true: Surge) -> bool:
    """Whether a level was passed within the surge, or the episode ran already when it began."""
    first = episode.surged[0]
    if first.raised_at_ms <= true.met_ms <= (episode.alerts[-1].resolved_at_ms or 0):
        return True
    return any(
        true.onset_ms - BEFORE_MS <= _crossed_ms(alert) <= true.end_ms + AFTER_MS
        for alert in episode.surged
    )


def _ended_unseen(episode: Episode) -> bool:
    """Whether the clock resolved it in the outage: what is received later tells it again."""
    start, end = arrival.outage_ms()
    last = episode.alerts[-1]
    return last.event == "resolved" and start <= last.at_ms <= end


def _crossed_ms(alert: Alert) -> int:
    return alert.at_ms - round(alert.delayed_s * 1_000)


def _judge_episode(
    judged: Judged, rumor: int, episode: Episode, truth: Truth, world: World
) -> None:
    first = episode.surged[0]
    name = f"{_name(world, rumor)} at {_clock(first.raised_at_ms)}: {first.why}"
    if world.roles[rumor] in PUSHED:
        if any(is_plain(alert) for alert in episode.surged):
            judged.pushed += 1
            judged.faults.append(f"pushed, told as plain: {name}")
        return
    if any(_belongs(episode, true) for true in truth.surges if true.rumor == rumor):
        return
    judged.false += 1
    began = first.raised_at_ms
    if not any(start <= began <= end for start, end in truth.grown.get(rumor, [])):
        judged.never_grew += 1
        judged.faults.append(f"never grew: {name}")


def _night(told: Told) -> int:
    start, end = (ZERO_MS + QUIET_NIGHT * DAY_MS + at for at in NIGHT_MS)
    return sum(1 for a in told.alerts if start <= a.at_ms < end and is_wanted(a))


def _name(world: World, rumor: int) -> str:
    return f"seed {world.seed} rumor {rumor} ({world.roles[rumor]})"


def _clock(at_ms: int) -> str:
    minutes = (at_ms - ZERO_MS) // MINUTE_MS
    return f"day {minutes // 1_440} {minutes // 60 % 24:02d}:{minutes % 60:02d}"


def middle_and_most(values: list[float]) -> tuple[float, float]:
    """The median and the 90th percentile."""
    if len(values) < 2:
        return (values[0], values[0]) if values else (0.0, 0.0)
    tenths = quantiles(values, n=10)
    return tenths[4], tenths[8]
