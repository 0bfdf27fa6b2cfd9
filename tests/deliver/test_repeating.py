"""What is open is told again every minute to a receiver that forgets, and nobody else waits."""

from msgspec.structs import replace

from streams.core.deliveries.circuit import OPENS_AFTER
from streams.core.receivers.alertmanager import REPEATS_S
from streams.core.receivers.tellings import REPEATED
from tests.support.world import DESK, OPS, Fixed, World, surges

PAGER = replace(DESK, kind="alertmanager")


async def minutes(world: World, count: int) -> None:
    for _ in range(count * REPEATS_S):
        await world.deliverer.tick()
        await world.run(1, spins=20)


def repeats(world: World, name: str = "desk") -> int:
    return sum(id_ == REPEATED for _, id_ in world.tried[name])


async def test_an_alertmanager_hears_every_minute_what_is_open_and_the_log_nothing_of_it() -> None:
    world = World(PAGER, OPS)
    await minutes(world, 2)
    assert repeats(world) == 0, "nothing is open"
    await world.tell(*surges(3))
    await world.run(1)
    recorded = list(world.log)
    await minutes(world, 5)
    assert repeats(world) == 5
    assert repeats(world, "ops") == 0
    assert world.log == recorded
    await world.deliverer.close()
    await world.end()


async def test_who_leaves_the_config_is_told_nothing_more() -> None:
    world = World(PAGER)
    await world.tell(*surges(1))
    await minutes(world, 1)
    config = world.deliverer.config
    assert isinstance(config, Fixed)
    config.receivers = ()
    before = repeats(world)
    await minutes(world, 3)
    assert repeats(world) == before == 1
    await world.end()


async def test_one_that_fails_is_left_alone_and_one_that_hangs_is_told_once_at_a_time() -> None:
    world = World(PAGER)
    world.down = {"desk"}
    await world.tell(*surges(OPENS_AFTER))
    await world.run(1)
    await minutes(world, 2)
    assert repeats(world) <= 2, "it is tried rarer and rarer"
    world.down = set()
    await minutes(world, 30)
    assert len(world.took["desk"]) >= OPENS_AFTER + 20
    world.hanging = {"desk"}
    await minutes(world, 2)
    assert world.active["desk"] <= 1
    await world.deliverer.close()
    await world.end()


async def test_what_is_repeated_with_success_wakes_what_waits() -> None:
    world = World(PAGER)
    await world.tell(*surges(1))
    await world.run(1)
    world.down = {"desk"}
    await world.tell(*surges(2, first=1))
    await world.run(200)
    world.down = set()
    tried = len(world.tried["desk"])
    await minutes(world, 1)
    assert len(world.tried["desk"]) >= tried + 3
    assert len({id_ for id_ in world.took["desk"] if id_ != REPEATED}) == 3
    await world.end()


async def test_one_that_is_back_after_days_is_noticed_though_nothing_waits_for_it() -> None:
    world = World(PAGER)
    world.down = {"desk"}
    await world.tell(*surges(OPENS_AFTER))
    await world.run(2 * 86_400)
    assert {one.state for one in world.log if one.attempt > 8} == {"dead"}
    world.down = set()
    await minutes(world, 7)
    assert len({id_ for id_ in world.took["desk"] if id_ != REPEATED}) == OPENS_AFTER
    assert repeats(world) >= 5
    await world.deliverer.close()
    await world.end()
