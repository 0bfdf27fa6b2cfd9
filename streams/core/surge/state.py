"""The state of the surge step: one lane's rumors, its profile, and how far it is folded."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from schemas.events import DecisionMade, ReportsReceived, ReportsSighted, VerdictGiven
from streams.core.curation.effects import Move, Placing
from streams.core.curation.placing import Homes, Joined
from streams.core.ids import own_part
from streams.core.sources import SourceWindow
from streams.core.surge.counters import Counters
from streams.core.surge.crowd import Crowd
from streams.core.surge.kernels.evidence import busy
from streams.core.surge.ledger import Ledger
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.profile import DayProfile
from streams.core.surge.quiet import packed, rests, unpacked
from streams.core.surge.recent import Recent
from streams.core.surge.resting import Resting
from streams.core.surge.rumor import RumorSurge

Verdicts = Mapping[str, VerdictGiven]  # rumor -> what is in force
# (rumor, offset) -> the decisions on it from that offset of the decisions on.
Ratings = Callable[[str, int], Iterable[tuple[int, DecisionMade]]]
MOST_LINKS = 100  # of a chain of merges: a circle is no chain


@dataclass
class LaneSurges:
    """One lane. Each rumor carries the offset it is folded up to; `folded` is the lane's highest,
    `time_ms` the time of the newest report, `settle_at_ms` when the next episode may be over, `fed`
    since when and until when records came of each rumor with a running one.

    `ledger` holds what is counted of all rumors. `touched` are those whose states must be written,
    `open` those with a running episode, `moved` those whose counts changed without a report.
    `pulse` counts the reports of all rumors, of each only so many that none of them makes the lane
    busy. `quiet` are the rumors that rest, by their ids as numbers; `sweeping` those that `rest`
    has to look at yet. `merged` is where the reports of absorbed rumors count as well, `owns` what
    counts a rumor's own ones beside those that it absorbed, `parts` those by what they are merged
    into, `followed` the merges in force as they were last seen. `gone` are the rumors that were
    given up, by their ids as numbers: their states on the log are to go, too.

    `lanes` are those of the rumors that decisions brought together across lanes; `outgoing` is what
    other lanes have to hear of rumors that count for theirs, `recent` what was counted just now.
    `enlarged` are rumors of which a merge is to be told, with its name; `ended` those whose last
    episode was told and is over, `grown` those of which late reports may have shown more than was
    told of what is over. `policy` is what was judged by last, `judged_by` its version.

    `moves` are the decisions whose wordings' counts were moved, `followed_moves` all there were
    when it was looked at; `joined` are the wordings that joined through moved ones, and `homes`
    says where they are by `placings`.
    """

    lane: str
    rumors: dict[str, RumorSurge] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    quiet: Resting = field(default_factory=Resting)
    sweeping: list[str] = field(default_factory=list)
    profile: DayProfile = field(default_factory=DayProfile)
    pulse: Counters = field(init=False)
    crowd: Crowd = field(init=False)
    sources: SourceWindow = field(default_factory=SourceWindow)
    folded: int = -1
    time_ms: int = 0
    fed: dict[str, tuple[int, int]] = field(default_factory=dict)
    settle_at_ms: int = 0
    touched: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    owns: dict[str, str] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)
    followed: Mapping[str, str] = field(default_factory=dict)
    moves: set[str] = field(default_factory=set)
    followed_moves: Mapping[str, Move] = field(default_factory=dict)
    joined: dict[str, Joined] = field(default_factory=dict)
    placings: Mapping[str, tuple[Placing, ...]] = field(default_factory=dict)
    homes: Homes | None = None
    gone: set[int] = field(default_factory=set)
    lanes: Mapping[str, str] = field(default_factory=dict)
    outgoing: list[ReportsReceived] = field(default_factory=list)
    recent: Recent = field(default_factory=Recent)
    enlarged: dict[str, str] = field(default_factory=dict)
    grown: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    policy: SurgePolicy | None = None
    judged_by: str = ""

    def __post_init__(self) -> None:
        self.pulse = Counters(self.ledger)  # the first row
        self.crowd = Crowd(self.ledger)
        self.learns_by(self.profile)

    def learns_by(self, profile: DayProfile) -> None:
        """Another profile of its hours in place of the one before."""
        self.profile = profile
        profile.lie_in(self.ledger)

    def first_time(self, event: ReportsSighted) -> bool:
        """Whether a record is new, at most once; another lane may have shared the same again."""
        sources = [event.source]
        if event.shared is not None and event.shared.source is not None:
            sources.append(event.shared.source)
        return all(self.sources.first_time(one.partition, one.offset) for one in sources)

    def rumor(self, rumor_id: str) -> RumorSurge:
        """A rumor, empty where nothing was counted yet."""
        found = self.rumors.get(rumor_id)
        if found is None:
            resting = self.quiet.pop(int(rumor_id, 16), None)
            if resting is None:
                into = self.merged.get(rumor_id, "")  # of one that was given up meanwhile
                found = RumorSurge(Counters(self.ledger), merged_into=into)
            else:
                found = unpacked(resting, self.ledger)
            self.rumors[rumor_id] = found
        return found

    def knows(self, rumor_id: str) -> bool:
        """Whether anything was counted of a rumor."""
        return rumor_id in self.rumors or int(rumor_id, 16) in self.quiet

    def rest(self, most: int) -> None:
        """Packs those of the next `most` rumors that rest; they have to be written again."""
        if not self.sweeping:
            self.sweeping = list(self.rumors)
        for rumor_id in self.sweeping[-most:]:
            rumor = self.rumors.get(rumor_id)
            if rumor is not None and not rumor.is_guest and rests(rumor, self.time_ms):
                self._pack(rumor_id)
        del self.sweeping[-most:]

    def lull(self, most: int) -> int:
        """Puts rumors to rest that nobody reported lately, the longest first -> how many. What runs
        goes on; the hours of the others are over before they are old.
        """
        idle = [
            (rumor.counters.at_ms, rumor_id)
            for rumor_id, rumor in self.rumors.items()
            if not {rumor_id, rumor.merged_into} & self.open and not rumor.is_guest
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
        if self.owns:
            lost = {f"{number:016x}" for number in found}
            self.owns = {id_: own for id_, own in self.owns.items() if own not in lost}
        return len(found)

    def take_gone(self) -> list[str]:
        """The rumors that were given up since, and are not back."""
        gone = [f"{number:016x}" for number in sorted(self.gone) if number not in self.quiet]
        self.gone = set()
        return [rumor_id for rumor_id in gone if rumor_id not in self.rumors]

    def _pack(self, rumor_id: str) -> None:
        self.quiet[int(rumor_id, 16)] = packed(self.rumors.pop(rumor_id))
        self.touched.add(rumor_id)

    def wholes(self, rumor_id: str) -> Iterator[str]:
        """The rumors that an absorbed one is part of, the one that shows last."""
        for _ in range(MOST_LINKS):
            after = self.merged.get(rumor_id)
            if after is None or not self.is_here(after):
                return
            yield after
            rumor_id = after

    def shown(self, rumor_id: str, links: Mapping[str, str]) -> str:
        """The rumor that the reports of a rumor count for."""
        for _ in range(MOST_LINKS):
            after = self.merged.get(rumor_id) or links.get(rumor_id)
            if after is None or not self.is_here(after):
                return rumor_id
            rumor_id = after
        return rumor_id

    def counts_for(self, rumor_id: str, whole_id: str) -> None:
        """Notes that what is counted of a rumor counts for another, or is what that counts of its
        own.
        """
        if rumor_id == own_part(whole_id):
            self.owns[whole_id] = rumor_id
        else:
            self.absorb(rumor_id, whole_id)

    def absorb(self, rumor_id: str, whole_id: str) -> None:
        """Notes that the reports of a rumor count for another one as well."""
        self.release(rumor_id)
        self.merged[rumor_id] = whole_id
        self.parts.setdefault(whole_id, set()).add(rumor_id)

    def release(self, rumor_id: str) -> None:
        """Notes that they count for none any more."""
        whole_id = self.merged.pop(rumor_id, None)
        if whole_id is not None:
            parts = self.parts[whole_id]
            parts.discard(rumor_id)
            if not parts:
                del self.parts[whole_id]

    def is_here(self, rumor_id: str) -> bool:
        """Whether a rumor is reported in this lane, for all that decisions say of it."""
        return self.lanes.get(rumor_id, self.lane) == self.lane

    def counted_in(self, rumor_id: str) -> str:
        """The other lane that has the rumor which the reports of a rumor count for; else empty."""
        last = self.shown(rumor_id, {})
        lane = self.lanes.get(self.merged.get(last, last), self.lane)
        return "" if lane == self.lane else lane

    def take_outgoing(self) -> list[ReportsReceived]:
        """What other lanes have to hear, once."""
        outgoing = self.outgoing
        self.outgoing = []
        return outgoing

    def busy(self, counters: Counters) -> float:
        """How many times its usual pace the lane has now without one rumor, at least 1; 1 for the
        lane's first day.
        """
        tables = self.ledger.tables
        return busy(tables.rumors, tables.numbers, tables.shares, counters.row)
