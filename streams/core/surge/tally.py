"""Tally: what is counted of every report of a rumor, whether it may make a surge or not.

In: the sightings of one record. Out: the times and reporters of those that may.
"""

from schemas.events import Sighting
from schemas.events.vocabulary import STANCES
from streams.core.matching.stance import CARRIES, REFUTES
from streams.core.surge.counters import feed
from streams.core.surge.names import count_name
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.telling import Telling

PLACES = {stance: place for place, stance in enumerate(STANCES)}
Timed = list[tuple[int, str]]


def tallied(telling: Telling, rumor: RumorSurge, sightings: list[Sighting]) -> Timed:
    """Everything that is counted of a rumor -> what may make a surge of it.

    No time lies ahead of the record's.
    """
    now_ms = telling.now_ms
    oldest_ms = now_ms - telling.policy.late_s * 1_000
    stances = rumor.stances
    channels = rumor.channels
    places = rumor.places
    languages = rumor.languages
    timed: Timed = []
    rumor.reports += len(sightings)
    carried = len(sightings)  # nearly all do
    for sighting in sightings:
        if name := sighting.channel:
            if name in channels:
                channels[name] += 1
            else:
                count_name(channels, name)
        if name := sighting.place:
            if name in places:
                places[name] += 1
            else:
                count_name(places, name)
        if name := sighting.language:
            if name in languages:
                languages[name] += 1
            else:
                count_name(languages, name)
        stance = sighting.stance
        if stance != CARRIES:
            carried -= 1
            stances[PLACES[stance]] += 1
            if stance == REFUTES:
                continue
        at_ms = sighting.observed_at_ms
        if sighting.backfill:
            feed(rumor.counters, min(at_ms, now_ms), now_ms, telling.state.profile)
        elif at_ms >= oldest_ms:
            timed.append((at_ms if at_ms < now_ms else now_ms, sighting.reporter))
    stances[PLACES[CARRIES]] += carried
    return timed
