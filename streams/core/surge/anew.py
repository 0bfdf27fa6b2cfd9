"""A rumor counted anew, of the reports that it would have had if others had never been its own.

In: who reported it in the last day, as a decision says the store knows, and what came since. Out:
its counters and its episode as those reports alone make them. Whoever reported both sides of a
split counts on both, and once where they are one again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from schemas.events import SeenReports, Sighting
from streams.core.durations import DAY_MS
from streams.core.ids import own_part
from streams.core.matching.stance import CARRIES, REFUTES
from streams.core.surge.aside import aside
from streams.core.surge.counters import Counters, move
from streams.core.surge.fold import fold
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.reporters import PSEUDONYM, Hour, together
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.state import LaneSurges
from streams.core.surge.telling import Telling

TIME = 12  # hex digits of a moment
EACH = TIME + PSEUDONYM
NOBODY = "0" * PSEUDONYM
OF_THE_DAY = ("at_ms", "rise_ms", "x5", "x20", "x60", "raw", "total", "hour")
OF_ITS_LIFE = ("born_ms", "learnt_ms", "compartment", "learnt", "exposure_h", "counted")


def seen_in(stored: SeenReports) -> list[Sighting]:
    """Who reported what when, as sightings that say nothing else."""
    seen = stored.seen
    places = range(0, len(seen), EACH)
    return [_sighting(int(seen[at : at + TIME], 16), seen[at + TIME : at + EACH]) for at in places]


def that_count(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Those of which a surge may be made."""
    return [one for one in sightings if one.stance != REFUTES and not one.backfill]


def is_young(rumor: RumorSurge, since_ms: int) -> bool:
    """Whether all that was ever counted of a rumor came since: it has no past to be judged by."""
    return not rumor.counters.at_ms or rumor.counters.born_ms >= since_ms


def count_anew(
    telling: Telling,
    rumor_id: str,
    rumor: RumorSurge,
    seen: Iterable[Sighting],
    *,
    is_all: bool,
) -> None:
    """Puts what the reports of a day make of a rumor in the place of its counts of that day. Where
    they are all that it ever had, its episode is what they make, too; else what it has learnt of
    the time before stays, and so does its episode: without a past every day begins with a surge.

    `rumor_id` is what the rumor is known as; how many reports there are is not counted here.
    """
    fresh = _folded(telling, rumor_id, seen)
    kept = rumor.counters
    counters = fresh.counters
    if not is_all and counters.at_ms < kept.at_ms:
        _fade(counters, kept, telling.state)
    hours = counters.hours
    for number, before in kept.hours.items():
        if before.fresh:  # only then the lane knew whom it had not met
            hours.setdefault(number, Hour()).fresh = before.fresh
    for name in (*OF_THE_DAY, *OF_ITS_LIFE) if is_all else OF_THE_DAY:
        setattr(kept, name, getattr(counters, name))
    kept.bins = counters.bins
    kept.hours = hours
    kept.forget_looks()
    if is_all:
        _have_episode(rumor, fresh.episode)


def _have_episode(rumor: RumorSurge, episode: Episode | None) -> None:
    rumor.has_no_episode()
    if episode is not None:
        from_ms = episode.began_ms or episode.started_ms
        _, _, episode.new = together(rumor.counters.hours, from_ms, episode.last_hot_ms)
        rumor.has_episode(episode)


def _fade(counters: Counters, kept: Counters, state: LaneSurges) -> None:
    if counters.at_ms:
        move(counters, kept.at_ms, state.profile)
    else:
        counters.at_ms = kept.at_ms
        counters.rise_ms = kept.rise_ms


def _folded(telling: Telling, rumor_id: str, seen: Iterable[Sighting]) -> RumorSurge:
    """A rumor that had these reports and no others; the lane has heard of all of them before."""
    state = telling.state
    own_id = own_part(f"anew {rumor_id}")
    telling = replace(telling, policy=_patient(telling.policy), told=[])
    fresh = RumorSurge(Counters(state.ledger), merged_into=rumor_id)
    state.rumors[own_id] = fresh
    with aside(state):
        # Each moment by itself, in the order in which they came: within a record those that lie
        # close together are one, and none is late.
        for offset, (_, moment) in enumerate(groupby(_under(own_id, seen), _time)):
            fold(telling, list(moment), {}, offset=offset)
    del state.rumors[own_id]
    state.touched.discard(own_id)
    state.open.discard(own_id)
    return fresh


@lru_cache(maxsize=16)
def _patient(policy: SurgePolicy) -> SurgePolicy:
    """What came in time when it came is not too late now."""
    return replace(policy, late_s=max(policy.late_s, 2 * DAY_MS // 1_000))


def _under(rumor_id: str, seen: Iterable[Sighting]) -> Iterator[Sighting]:
    return (_sighting(one.observed_at_ms, one.reporter, rumor_id) for one in seen)


def _time(one: Sighting) -> int:
    return one.observed_at_ms


def _sighting(at_ms: int, reporter: str, rumor_id: str = "") -> Sighting:
    return Sighting(
        report_id="",
        variant_id="",
        rumor_id=rumor_id,
        stance=CARRIES,
        observed_at_ms=at_ms,
        app="",
        reporter="" if reporter == NOBODY else reporter,
    )
