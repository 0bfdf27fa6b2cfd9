"""Laws of the surge fold: how reports are packed, ordered, repeated and interrupted changes nothing
that is told of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from random import Random

from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events import ReportsSighted, Sighting, Source
from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.policy import SurgePolicy
from tests.bench.days import orders
from tests.bench.days.arrival import ZERO_MS
from tests.bench.days.orders import SAME_MS, Telling
from tests.bench.days.play import LANE, Player
from tests.support import builders

POLICY = SurgePolicy()


@dataclass(frozen=True)
class Wave:
    """So many people report a rumor, one every so many milliseconds."""

    rumor: int
    start_ms: int
    people: int
    every_ms: int

    def sightings(self) -> list[Sighting]:
        name = f"{self.rumor + 1:016x}"
        return [
            builders.sighting(
                n,
                rumor_id=name,
                variant_id=name,
                reporter=builders.reporter(100_000 * self.rumor + self.start_ms % 9_973 + n),
                observed_at_ms=ZERO_MS + self.start_ms + n * self.every_ms,
            )
            for n in range(self.people)
        ]


WAVE = st.builds(
    Wave,
    rumor=st.integers(0, 2),
    start_ms=st.integers(0, 30 * HOUR_MS),
    people=st.integers(1, 200),
    every_ms=st.sampled_from([50, 1_000, 20_000, 2 * MINUTE_MS]),
)
WAVES = st.lists(WAVE, min_size=1, max_size=4)
ONE_EACH = st.lists(WAVE, min_size=1, max_size=3, unique_by=lambda wave: wave.rumor)
# A failing day is told as it was found: to make it smaller takes minutes.
LAW = settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))


def in_time(waves: Sequence[Wave]) -> list[Sighting]:
    return sorted(
        (one for wave in waves for one in wave.sightings()), key=lambda s: s.observed_at_ms
    )


def packed(sightings: Sequence[Sighting], ends: Sequence[int]) -> list[ReportsSighted]:
    """Records that end before these places; each is received with its last report."""
    records: list[ReportsSighted] = []
    places = [0, *sorted(set(ends)), len(sightings)]
    for start, end in pairwise(places):
        if some := tuple(sightings[start:end]):
            records.append(
                ReportsSighted(
                    lane=LANE,
                    source=Source(partition=0, offset=len(records)),
                    received_at_ms=max(one.observed_at_ms for one in some),
                    sightings=some,
                )
            )
    return records


def together(sightings: Sequence[Sighting], within_ms: int) -> list[ReportsSighted]:
    """One record for what came within so long."""
    ends = []
    first_ms = sightings[0].observed_at_ms
    for place, one in enumerate(sightings):
        if one.observed_at_ms - first_ms > within_ms:
            ends.append(place)
            first_ms = one.observed_at_ms
    return packed(sightings, ends)


def told(records: Sequence[ReportsSighted], restarts: Collection[int] = ()) -> list[Telling]:
    """By rumor and episode: which rumor of a record is told first says nothing."""
    tellings = orders.tellings(Player(POLICY).play(records, restarts=restarts))
    return sorted(tellings, key=lambda telling: (telling.rumor_id, telling.number))


def same(one: list[Telling], another: list[Telling]) -> bool:
    """The same rumors, episodes and levels, at times that are a minute apart at most."""
    if len(one) != len(another):
        return False
    by_place = {(t.rumor_id, t.number): t for t in another}
    for telling in one:
        twin = by_place.get((telling.rumor_id, telling.number))
        if twin is None or twin.level != telling.level:
            return False
        if abs(twin.raised_ms - telling.raised_ms) > SAME_MS:
            return False
    return True


@given(WAVES, st.randoms(use_true_random=False))
@LAW
def test_order_within_records_changes_nothing(waves: list[Wave], random: Random) -> None:
    records = together(in_time(waves), 10_000)
    plain = told(records)
    event(f"{min(len(plain), 3)} or more episodes")
    mixed = [
        replace(record, sightings=tuple(random.sample(record.sightings, len(record.sightings))))
        for record in records
    ]
    assert told(mixed) == plain


@given(WAVES, st.data())
@LAW
def test_repeats_and_restarts_at_any_record_change_nothing(
    waves: list[Wave], data: st.DataObject
) -> None:
    records = together(in_time(waves), 10_000)
    plain = told(records)
    places = st.sets(st.integers(0, len(records) - 1), max_size=6)
    assert told(records, data.draw(places, "restarts")) == plain
    twice = data.draw(places, "repeats")
    repeated = [[record] * (1 + (number in twice)) for number, record in enumerate(records)]
    assert told(list(chain.from_iterable(repeated))) == plain


@given(ONE_EACH, st.sampled_from([1_000, 10_000, 30_000]))
@LAW
def test_a_wave_may_be_packed_as_it_comes(waves: list[Wave], within_ms: int) -> None:
    sightings = in_time(waves)
    single = told(packed(sightings, range(len(sightings))))
    assert same(single, told(together(sightings, within_ms)))
