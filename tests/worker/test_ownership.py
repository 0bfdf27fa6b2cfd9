"""Which partitions are ours: taking over, keeping, forgetting, waiting."""

import asyncio

from schemas.topics import ALERTS, CURATIONS, REPORTS, SIGHTINGS
from tests.support.builders import (
    LANE,
    RUMOR,
    T0_MS,
    decision,
    received,
    report,
    sighted,
    sighting,
)
from tests.worker.parts import HOME, OTHER, MakeWorker, Parts


async def test_nothing_is_owned_before_anything_is_assigned(
    worker: Parts,
) -> None:
    fresh = Parts(worker.folder, worker.clock)
    assert not fresh.ownership.settled
    assert fresh.ownership.partitions == {}
    await fresh.close()


async def test_all_decisions_are_known_before_a_partition_is_read_back(
    worker: Parts, make_worker: MakeWorker
) -> None:
    worker.put(CURATIONS, decision())
    other = await make_worker()
    assert other.rules.decided == 1
    assert other.rules.verdicts(LANE)[decision().rumor_id].rating == "false"


async def test_state_of_a_partition_that_stays_is_kept(worker: Parts) -> None:
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    kept = worker.home
    await worker.ownership.take({HOME, OTHER})
    assert worker.home is kept
    assert set(worker.ownership.partitions) == {HOME, OTHER}
    assert worker.deliverer.forgotten == []


async def test_a_partition_that_somebody_else_had_in_between_is_read_again(
    worker: Parts, make_worker: MakeWorker
) -> None:
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    rival = await make_worker()
    await rival.cluster.take(rival.put(REPORTS, received(report(2))))
    stale = worker.home
    await worker.ownership.take({HOME})
    assert worker.home is not stale
    assert not worker.ownership.holds(stale)
    assert worker.ownership.holds(worker.home)
    assert worker.deliverer.forgotten == [LANE]
    # It knows what the rival counted: the copy is a repeat.
    await worker.cluster.take(worker.put(REPORTS, received(report(2))))
    assert len(worker.events(SIGHTINGS)) == 2


async def test_a_partition_that_goes_takes_its_lanes_deliveries_along(worker: Parts) -> None:
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting())))
    gone = worker.home
    await worker.ownership.take({OTHER})
    assert set(worker.ownership.partitions) == {OTHER}
    assert not worker.ownership.holds(gone)
    assert worker.deliverer.forgotten == [LANE]


async def test_where_a_surge_is_reported_from_is_known_while_it_may_be_told(worker: Parts) -> None:
    assert worker.ownership.reach(LANE)(RUMOR) is None
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting(0))))
    assert worker.ownership.reach(LANE)(RUMOR) is None, "it does not surge"
    many = [sighting(number) for number in range(1, 40)]
    event = sighted(*many, offset=1, received_at_ms=T0_MS + 60_000)
    await worker.surge.take(worker.put(SIGHTINGS, event))
    reached = worker.ownership.reach(LANE)(RUMOR)
    assert reached is not None
    assert reached.places == {"成都": 40}
    until_ms = worker.clock.now_ms() + 1_000
    mute = decision(kind="mute", verdict=None, until_ms=until_ms)
    worker.put(CURATIONS, mute, key="main")
    await worker.timers.decisions()
    assert worker.ownership.reach(LANE)(RUMOR) is None, "it is silenced"
    worker.clock.move(1)
    assert worker.ownership.reach(LANE)(RUMOR) is not None
    assert worker.ownership.reach("main/alphabet")(RUMOR) is None


async def test_what_is_muted_is_silent_until_its_end_was_told(worker: Parts) -> None:
    many = [sighting(number) for number in range(40)]
    event = sighted(*many, received_at_ms=T0_MS + 60_000)
    await worker.surge.take(worker.put(SIGHTINGS, event))
    (told,) = worker.events(ALERTS)
    (raised,) = told.alerts
    worker.clock.move(120)
    assert not worker.ownership.silent(LANE)(raised)
    mute = decision(kind="mute", verdict=None, until_ms=worker.clock.now_ms() + 1_000)
    worker.put(CURATIONS, mute, key="main")
    await worker.timers.decisions()
    await worker.timers.tick()
    assert worker.ownership.silent(LANE)(raised)
    worker.clock.move(1)
    assert worker.ownership.silent(LANE)(raised), "its end is told in a moment"
    await worker.timers.tick()
    again = worker.events(ALERTS)[-1].alerts[-1]
    assert again.change_id == f"unmuted-{mute.decision_id}"
    assert worker.ownership.silent(LANE)(raised), "what was told of it is on its way"
    assert not worker.ownership.silent(LANE)(again)


async def test_whoever_waits_goes_on_when_the_state_is_here(worker: Parts) -> None:
    waiting = asyncio.create_task(worker.ownership.wait_for(OTHER))
    await worker.ownership.take({HOME, OTHER})
    assert await waiting is worker.ownership.partitions[OTHER]


async def test_whoever_waits_for_a_partition_that_went_elsewhere_is_told(worker: Parts) -> None:
    assert await worker.ownership.wait_for(OTHER) is None
    await worker.ownership.take({HOME, OTHER})
    del worker.ownership.partitions[OTHER]  # still on its way
    assert not worker.ownership.settled
    waiting = asyncio.create_task(worker.ownership.wait_for(OTHER))
    await asyncio.sleep(0)
    assert not waiting.done()
    await worker.ownership.take({HOME})
    assert await waiting is None
    assert worker.ownership.settled
