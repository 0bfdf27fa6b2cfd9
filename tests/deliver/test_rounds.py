"""What the tick makes: one digest of all lanes, and what came to somebody meanwhile."""

import asyncio
from dataclasses import dataclass, field

from msgspec import structs

from schemas.events import Alert, AlertsTold, Delivery, Source
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.deliver.rounds import LOOK_AROUND_S, together
from tests.support.builders import LANE
from tests.support.world import DESK, OPS, Fixed, World, surges

ALPHABET = "main/alphabet"
WUHAN = Receiver(name="wuhan", url="https://wuhan.example/", storm=0, places=("武汉",))


@dataclass
class Reports:
    channels: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)


def told(lane: str, *alerts: Alert) -> AlertsTold:
    return AlertsTold(lane=lane, source=Source(partition=0, offset=0), alerts=tuple(alerts))


def digests(log: list[Delivery]) -> list[Delivery]:
    return [one for one in log if one.type == "alert.digest" and not one.attempt]


def test_lanes_of_a_tenant_stand_together_in_one_order() -> None:
    lanes = ["b/cjk", "a/cjk", "b/alphabet", "a-b/cjk", "a/b/cjk"]
    assert together(lanes) == [["a/cjk"], ["a-b/cjk"], ["a/b/cjk"], ["b/alphabet", "b/cjk"]]


async def test_a_storm_over_two_lanes_is_one_message() -> None:
    world = World(Receiver(name="desk", url="https://desk.example/", storm=2))
    for number, surge in enumerate(surges(9)):
        await world.deliverer.take(told((LANE, ALPHABET)[number % 2], surge))
    await world.run(31)
    await asyncio.gather(world.deliverer.tick(), world.deliverer.tick())
    await world.run(1)
    assert len(world.took["desk"]) == 3
    assert len(digests(world.log)) == 1
    assert world.deliverer.state.elsewhere == {}
    ended = [one.delivery_id for one in world.log if one.state == "digested"]
    assert len(ended) == 7 + 4, "those of the other lane are noted there, too"
    world.deliverer.forget(ALPHABET)
    await world.end()


async def test_who_died_before_the_other_lane_noted_it_tells_what_follows() -> None:
    night = Receiver(name="desk", url="https://x", quiet_hours=("22:00-23:00 UTC",))
    world = World(night)  # it is 22:13
    raised, other = surges(2)
    await world.deliverer.take(told(ALPHABET, raised))
    await world.deliverer.take(told(LANE, other))
    await world.run(3_600)
    made = deliveries.digests(
        world.deliverer.state,
        [ALPHABET, LANE],
        now_ms=world.now_ms(),
        receivers=(night,),
        links="http://x",
    )
    assert list(made) == [ALPHABET], "the other lane was not written to"
    successor = World(night)
    successor.at_ms = world.at_ms
    for lane, alert in ((ALPHABET, raised), (LANE, other)):
        successor.deliverer.hear(lane, [alert])
        mine = [one for one in world.log if one.alert_id == alert.alert_id]
        successor.deliverer.restore(lane, [*mine, *made.get(lane, ())])
        successor.deliverer.resume(lane)
    over = structs.replace(other, event="resolved", change_id="over", resolved_at_ms=world.at_ms)
    await successor.deliverer.take(told(LANE, over))
    await successor.run(1)
    assert len(successor.took["desk"]) == 2  # the digest, and that it is over
    await successor.deliverer.tick()
    await successor.run(1)
    assert digests(successor.log) == []
    successor.deliverer.forget(ALPHABET)
    await successor.end()


async def test_a_surge_that_comes_to_a_place_is_told_there_within_seconds() -> None:
    world = World(DESK, WUHAN)
    there = Reports(places={"成都": 30})
    asked: list[str] = []

    def reach(lane: str) -> deliveries.Reach:
        asked.append(lane)
        return lambda _: there

    world.deliverer.rounds.reach = reach
    await world.tell(*surges(1))
    for _ in range(10):
        await world.deliverer.tick()
        await world.run(0.5)
    assert (world.took["wuhan"], asked) == ([], [LANE])
    there.places["武汉"] = 1
    for _ in range(2 * int(LOOK_AROUND_S)):
        await world.deliverer.tick()
        await world.run(0.5)
    assert (len(world.took["wuhan"]), asked) == (1, [LANE, LANE])
    await world.end()


async def test_a_lane_that_goes_while_it_is_looked_at_is_caught_up_with_when_it_is_back() -> None:
    world = World(DESK)
    await world.tell(*surges(1))
    config = world.deliverer.config
    assert isinstance(config, Fixed)
    config.receivers = (DESK, OPS)
    record = world.deliverer.record

    async def going(lane: str, some: tuple[Delivery, ...], source: Source | None = None, /) -> None:
        world.deliverer.forget(lane)  # as a rebalance does while the log takes it

    world.deliverer.record = going
    await world.deliverer.tick()
    assert LANE not in world.deliverer.rounds._caught_up
    world.deliverer.record = record
    world.deliverer.hear(LANE, surges(1))
    world.deliverer.resume(LANE)
    await world.deliverer.tick()
    await world.run(1)
    assert len(world.took["ops"]) == 1
    await world.end()


async def test_who_is_back_at_night_is_told_in_the_morning() -> None:
    night = Receiver(name="desk", url="https://x", quiet_hours=("23:00-07:00 UTC",))
    world = World(night)  # it is 22:13
    world.down = {"desk"}
    await world.tell(*surges(3))
    await world.run(2_400)
    tries = len(world.tried["desk"])
    world.down = set()
    for _ in range(8 * 60):
        await world.deliverer.tick()
        await world.run(60)
    assert len(world.tried["desk"]) == tries, "nothing at night"
    for _ in range(60):
        await world.deliverer.tick()
        await world.run(60)
    assert len(world.took["desk"]) == len(digests(world.log)) == 1
    assert {one.state for one in world.log if one.round} == {"pending", "digested"}
    await world.end()
