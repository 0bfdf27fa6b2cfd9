"""Telling: what episodes have to say at one moment, each change once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.events import Alert, DecisionMade, VerdictGiven
from streams.core.ids import alert_id
from streams.core.lanes import tenant_of
from streams.core.surge import alerts, crowd, episodes, overlay
from streams.core.surge.evidence import evidence
from streams.core.surge.history import highest
from streams.core.surge.overlay import Overlay, Taken
from streams.core.surge.policy import MAJOR, SurgePolicy
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.state import LaneSurges, Verdicts

IN_FORCE = VerdictGiven(rating="")  # stands for the one in force; None is that it was withdrawn
MOST_COMPARED = 64  # running rises that another's reporters are compared with


def rating_of(verdict: VerdictGiven | None) -> str:
    """What a verdict says; empty without one."""
    return verdict.rating if verdict is not None else ""


@dataclass(slots=True)
class Telling:
    """What tellings of one moment share."""

    state: LaneSurges
    now_ms: int
    policy: SurgePolicy
    verdicts: Verdicts
    decided: int
    overlay: Overlay = overlay.UNDECIDED
    told: list[Alert] = field(default_factory=list)

    def alert_id(self, rumor_id: str, episode: Episode) -> str:
        """Names the alert of an episode."""
        return alert_id(tenant_of(self.state.lane), rumor_id, episode.started_ms)

    def due(self, rumor_id: str) -> None:
        """Tells what the running episode of a rumor has to say now, unless it is silenced."""
        rumor = self.state.rumors[rumor_id]
        episode = episodes.open_episode(rumor)
        if episode is None:
            return
        self.state.open.add(rumor_id)
        if episode.level <= episode.told_level and not rumor.mute:
            return  # nearly always
        mute = self.overlay.mutes.get(rumor_id)
        if overlay.silenced(rumor, mute, self.now_ms):
            return
        if silenced_by := overlay.ended(rumor, mute, self.now_ms):
            self._unmute(rumor_id, episode, silenced_by)
        elif event := episodes.due(episode, self.now_ms, self.policy):
            self.level(rumor_id, episode, event)

    def level(self, rumor_id: str, episode: Episode, event: str) -> None:
        """Tells the level that an episode has reached."""
        self._look_again(rumor_id, episode)
        # Before the alert is made: it says the level that receivers know from now on.
        episodes.told(episode, self.now_ms, self.decided)
        self.tell(rumor_id, episode, event, alerts.level_change(episode))

    def end(self, rumor_id: str, episode: Episode, at_ms: int) -> None:
        """Tells that an episode is over; first what it was, where nobody knows: a level waited, or
        a record held all of it. One that ran on after its end was told, and was told nothing since,
        is corrected where many more people made it.
        """
        rumor = self.state.rumors[rumor_id]
        if episode.level > episode.told_level and not self._silenced(rumor, rumor_id):
            self.level(rumor_id, episode, "escalated" if episode.told_level else "raised")
        episode.resolved_ms = at_ms
        self.state.open.discard(rumor_id)
        self.state.fed.pop(rumor_id, None)
        self.state.touched.add(rumor_id)
        crowd.remember(self.state.crowd, rumor_id, episode.reporters, episode.held)
        if episode.told_level and not episode.is_end_told:
            self.tell(rumor_id, episode, "resolved", alerts.end_change(episode))
        elif episode.told_level and episodes.is_enlarged(episode):
            self.tell(rumor_id, episode, "corrected", alerts.late_change(episode))

    def late(self, rumor_id: str, episode: Episode) -> None:
        """Tells of an episode that is over what is more than anybody was told, with its end."""
        rumor = self.state.rumors[rumor_id]
        if self._silenced(rumor, rumor_id):
            return
        resolved_ms = episode.resolved_ms
        self._look_back(rumor, episode)
        if episode.level > episode.told_level:
            event = "escalated" if episode.told_level else "raised"
            episode.resolved_ms = 0  # who hears of it first is told that it was raised
            episodes.told(episode, self.now_ms, self.decided)
            self.tell(rumor_id, episode, event, alerts.level_change(episode))
            episode.resolved_ms = resolved_ms
            self.tell(rumor_id, episode, "resolved", alerts.end_change(episode))
        elif episodes.is_enlarged(episode):
            self.tell(rumor_id, episode, "corrected", alerts.late_change(episode))

    def decision(self, rumor_id: str, episode: Episode, event: str, decision: DecisionMade) -> None:
        """Tells what a person decided on an episode that was told; a level that waits is told with
        a correction.
        """
        rumor = self.state.rumors[rumor_id]
        waits = episode.level > episode.told_level and not self._silenced(rumor, rumor_id)
        if event == "corrected" and waits and not episode.resolved_ms:
            self.level(rumor_id, episode, "escalated")
        taken = None
        if event == "taken":
            taken = Taken(by=decision.decided_by, note=decision.note)
        verdict = decision.verdict if event == "corrected" else IN_FORCE
        change = alerts.decision_change(event, decision.decision_id)
        self.tell(rumor_id, episode, event, change, verdict=verdict, taken=taken)

    def inherited(self, rumor_id: str, episode: Episode) -> None:
        """Tells an episode that was told anew where another verdict came, or went, with another
        rumor: no decision on this one says so.
        """
        verdict = self.verdicts.get(rumor_id)
        rating = rating_of(verdict)
        if episode.said is None:
            episode.said = rating  # of before this was noted: it was told with each decision
        elif episode.said != rating:
            episode.verdicts += 1
            episode.rated = verdict is not None
            self.tell(rumor_id, episode, "corrected", f"inherited-{episode.verdicts}")

    def merged(self, rumor_id: str, episode: Episode, into: str) -> None:
        """Tells that an episode goes on as another rumor's."""
        episode.resolved_ms = self.now_ms
        episode.is_merged = True
        self.state.open.discard(rumor_id)
        self.state.touched.add(rumor_id)
        if episode.told_level:
            merges = self.state.rumors[rumor_id].merges
            change = f"merged-{into}" if merges == 1 else f"merged-{into}-{merges}"
            self.tell(rumor_id, episode, "corrected", change, merged_into=into)

    def tells(self, rumor_id: str) -> bool:
        """Whether something is told of a rumor at this moment."""
        return any(alert.rumor_id == rumor_id for alert in self.told)

    def recounted(self, rumor_id: str, episode: Episode, change: str) -> None:
        """Tells of an episode whose reports are others than those it was told with."""
        episodes.lower(episode)
        if episode.told_level:
            self.tell(rumor_id, episode, "corrected", change)

    def withdrawn(self, rumor_id: str, episode: Episode) -> None:
        """Tells that an episode is over: there would be none without what it has lost."""
        episode.resolved_ms = self.now_ms
        self.state.open.discard(rumor_id)
        self.state.touched.add(rumor_id)
        if episode.told_level:
            self.tell(rumor_id, episode, "resolved", alerts.end_change(episode))

    def independent(self, rumor_id: str, episode: Episode) -> tuple[int, bool]:
        """How many reporters of an episode are independent, anonymous reports among them."""
        people, crowded = crowd.independent(
            self.state.crowd,
            rumor_id,
            episode.reporters,
            new=episode.new,
            others=self._others(),
            at_ms=max(episode.crossed_ms, episode.last_hot_ms),
            policy=self.policy,
        )
        return people + episode.anonymous, crowded

    def tell(
        self,
        rumor_id: str,
        episode: Episode,
        event: str,
        change_id: str,
        *,
        verdict: VerdictGiven | None = IN_FORCE,
        taken: Taken | None = None,
        merged_into: str = "",
    ) -> None:
        """Tells a change of an episode, with everything that is in force."""
        rumor = self.state.rumors[rumor_id]
        over = self.overlay
        id_ = self.alert_id(rumor_id, episode)
        context = alerts.Context(
            lane=self.state.lane,
            rumor_id=rumor_id,
            policy=self.policy,
            independent=self.independent(rumor_id, episode)[0],
            verdict=self.verdicts.get(rumor_id) if verdict is IN_FORCE else verdict,
            title=over.titles.get(rumor_id, ""),
            mute=over.mutes.get(rumor_id) if self._silenced(rumor, rumor_id) else None,
            taken=taken or (over.taken.get(id_) if event != "released" else None),
            merged_into=merged_into,
            rated_at_ms=over.rated_at(rumor_id),
        )
        made = alerts.alert(
            rumor, episode, event, change_id=change_id, now_ms=self.now_ms, context=context
        )
        episode.said_ms = made.at_ms
        episode.said_people = made.reporters
        episode.ends += event == "resolved"
        episode.is_end_told = event == "resolved" or (
            episode.is_end_told and bool(episode.resolved_ms)
        )
        episode.said = rating_of(context.verdict)
        self.state.touched.add(rumor_id)
        if episode.resolved_ms and episode is rumor.episode:
            self.state.ended.add(rumor_id)
        self.told.append(made)

    def _unmute(self, rumor_id: str, episode: Episode, decision_id: str) -> None:
        """A mute is over: what is still hot is raised once, whatever was told before it.

        Where nothing is told, an end that nobody heard of is left to the first who tells.
        """
        change = alerts.decision_change(alerts.UNMUTED, decision_id)
        told = self.overlay.unmuted
        if told is not None and (self.alert_id(rumor_id, episode), change) not in told:
            return
        self.state.rumors[rumor_id].mute_from = overlay.OVER
        self._look_again(rumor_id, episode)
        episodes.told(episode, self.now_ms, self.decided)
        self.tell(rumor_id, episode, "raised", change)

    def _look_again(self, rumor_id: str, episode: Episode) -> None:
        """How large it is by now, where it runs."""
        if not episode.resolved_ms:
            counters = self.state.rumors[rumor_id].counters
            busy = self.state.busy(counters)
            episodes.grown(episode, evidence(counters, self.state.profile, self.policy, busy))

    def _look_back(self, rumor: RumorSurge, episode: Episode) -> None:
        """How large it was when it was largest."""
        seen = highest(
            rumor.counters,
            episode.began_ms or episode.started_ms,
            episode.last_hot_ms,
            profile=self.state.profile,
            policy=self.policy,
            is_by_hour=episode.level >= MAJOR,
        )
        if seen is not None:
            episodes.seen_anew(episode, seen, is_larger=True)

    def _silenced(self, rumor: RumorSurge, rumor_id: str) -> bool:
        return overlay.silenced(rumor, self.overlay.mutes.get(rumor_id), self.now_ms)

    def _others(self) -> Iterator[tuple[str, Episode]]:
        """Who makes the rises that run."""
        for number, rumor_id in enumerate(self.state.open):
            if number >= MOST_COMPARED:
                return
            rumor = self.state.rumors.get(rumor_id)
            episode = episodes.open_episode(rumor) if rumor is not None else None
            if episode is not None:
                yield rumor_id, episode
