"""The state of the surge step: one lane's rumors, its profile, and how far it is folded."""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from schemas.events import DecisionMade, VerdictGiven
from streams.core.durations import DAY_MS
from streams.core.sources import SourceWindow
from streams.core.surge.counters import Counters, usual_per_hour
from streams.core.surge.crowd import Crowd
from streams.core.surge.profile import DayProfile
from streams.core.surge.quiet import packed, rests, unpacked
from streams.core.surge.resting import Resting
from streams.core.surge.rumor import RumorSurge

Verdicts = Mapping[str, VerdictGiven]  # rumor -> what is in force
# (rumor, offset) -> the decisions on it from that offset of the decisions on.
Ratings = Callable[[str, int], Iterable[tuple[int, DecisionMade]]]
# A lane with fewer reports an hour has no usual pace, and one is never called so many times as busy
# as usual: a bar that no hoax could pass would be worse than a loud day.
LEAST_PACE = 30.0
MOST_BUSY = 20.0
# Of a rumor the lane's pulse counts at most so many times what it usually has in an hour, and one
# report more: when everything is ten times as loud it shows, when one rumor is it does not.
PULSE_AT_MOST = 12.0
PULSE_ANYWAY = 1.0
MOST_LINKS = 100  # of a chain of merges: a circle is no chain


@dataclass
class LaneSurges:
    """One lane. Each rumor carries the offset it is folded up to; `folded` is the lane's highest,
    `time_ms` the time of the newest report, `settle_at_ms` when the next episode may be over.

    `touched` are the rumors whose states must be written, `open` those with a running episode.
    `pulse` counts the reports of all rumors, of each only so many that none of them makes the
    lane busy. `quiet` are the rumors that rest, by their ids as numbers; `sweeping` those that
    `rest` has to look at yet. `merged` is where the reports of absorbed rumors count. `gone` are
    the rumors that were given up, by their ids as numbers: their states on the log are to go, too.
    """

    lane: str
    rumors: dict[str, RumorSurge] = field(default_factory=dict)
    quiet: Resting = field(default_factory=Resting)
    sweeping: list[str] = field(default_factory=list)
    profile: DayProfile = field(default_factory=DayProfile)
    pulse: Counters = field(default_factory=Counters)
    crowd: Crowd = field(default_factory=Crowd)
    sources: SourceWindow = field(default_factory=SourceWindow)
    folded: int = -1
    time_ms: int = 0
    settle_at_ms: int = 0
    touched: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def rumor(self, rumor_id: str) -> RumorSurge:
        """A rumor, empty where nothing was counted yet."""
        found = self.rumors.get(rumor_id)
        if found is None:
            resting = self.quiet.pop(int(rumor_id, 16), None)
            found = RumorSurge() if resting is None else unpacked(resting)
            self.rumors[rumor_id] = found
        return found

    def rest(self, most: int) -> None:
        """Packs those of the next `most` rumors that rest; they have to be written again."""
        if not self.sweeping:
            self.sweeping = list(self.rumors)
        for rumor_id in self.sweeping[-most:]:
            rumor = self.rumors.get(rumor_id)
            if rumor is not None and rests(rumor, self.time_ms):
                self._pack(rumor_id)
        del self.sweeping[-most:]

    def lull(self, most: int) -> int:
        """Puts rumors to rest that nobody reported lately, the longest first -> how many. What runs
        goes on; the hours of the others are over before they are old.
        """
        idle = [
            (rumor.counters.at_ms, rumor_id)
            for rumor_id, rumor in self.rumors.items()
            if rumor_id not in self.open
        ]
        found = heapq.nsmallest(most, idle)
        for _, rumor_id in found:
            self._pack(rumor_id)
        return len(found)

    def drop(self, most: int) -> int:
        """Gives up rumors at rest, the longest at rest first -> how many."""
        found = list(islice(self.quiet, most))  # in the order in which they came to rest
        for number in found:
            del self.quiet[number]
            self.touched.discard(f"{number:016x}")
        self.gone.update(found)
        return len(found)

    def take_gone(self) -> list[str]:
        """The rumors that were given up since, and are not back."""
        gone = [f"{number:016x}" for number in sorted(self.gone) if number not in self.quiet]
        self.gone = set()
        return [rumor_id for rumor_id in gone if rumor_id not in self.rumors]

    def _pack(self, rumor_id: str) -> None:
        self.quiet[int(rumor_id, 16)] = packed(self.rumors.pop(rumor_id))
        self.touched.add(rumor_id)

    def shown(self, rumor_id: str, links: Mapping[str, str]) -> str:
        """The rumor that the reports of a rumor count for."""
        for _ in range(MOST_LINKS):
            after = self.merged.get(rumor_id) or links.get(rumor_id)
            if after is None:
                return rumor_id
            rumor_id = after
        return rumor_id

    def busy(self, counters: Counters) -> float:
        """How many times its usual pace the lane has now without one rumor, at least 1; 1 for the
        lane's first day.
        """
        pulse = self.pulse
        if pulse.at_ms - pulse.born_ms < DAY_MS:
            return 1.0
        own = usual_per_hour(counters)
        others = usual_per_hour(pulse) - own
        # Of this rumor the pulse has as much as it ever counts of one, or less.
        now = pulse.x60 - min(counters.x60, PULSE_AT_MOST * own + PULSE_ANYWAY)
        usual = max(others * self.profile.at(pulse.at_ms), LEAST_PACE)
        return min(MOST_BUSY, max(1.0, now / usual))
