"""What waits for its next attempt, for hours maybe: what wakes it, and who is not run down."""

import pytest
from msgspec.structs import replace

from schemas.events import Delivery
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.core.deliveries.circuit import OPENS_AFTER
from streams.core.deliveries.state import WAITING
from tests.support.builders import LANE, alert
from tests.support.world import DESK, OPS, Fixed, World, surges

MOVED = replace(DESK, url="https://desk.example/moved")
HOURS_S = 3 * 3_600  # after five failures the next attempt is hours away
MINUTE_S = 60


async def failed(count: int, *receivers: Receiver) -> World:
    """A world in which the desk took nothing of so many alerts for hours."""
    world = World(*(receivers or (DESK,)))
    world.down = {"desk"}
    await world.tell(*surges(count))
    await world.run(HOURS_S)
    assert world.took["desk"] == []
    return world


async def restarted(before: World, *receivers: Receiver) -> World:
    """Another process, which reads what the one before it recorded."""
    await before.end()
    world = World(*(receivers or (DESK,)))
    world.at_ms = before.at_ms
    world.deliverer.restore(LANE, before.log)
    world.deliverer.resume(LANE)
    await world.run(0.1)
    return world


def changed(world: World, *receivers: Receiver) -> None:
    """The config file says something else by now."""
    config = world.deliverer.config
    assert isinstance(config, Fixed)
    config.receivers = receivers


def waits(world: World) -> set[str]:
    """What was recorded as waiting for a receiver that is not in the config."""
    return {one.delivery_id for one in world.log if one.error == WAITING}


def scheduled(log: list[Delivery]) -> list[str]:
    return [one.delivery_id for one in log if one.attempt == 0]


async def test_after_a_restart_the_first_success_wakes_all_that_wait() -> None:
    before = await failed(4)
    world = await restarted(before)
    assert world.tried["desk"] == [], "a restart alone is no reason to try"
    await world.tell(*surges(1, first=4))
    await world.run(5)
    assert set(world.took["desk"]) == {*scheduled(before.log), *scheduled(world.log)}
    assert len(world.took["desk"]) == 5
    await world.end()


async def test_a_lane_that_comes_from_another_process_is_woken_by_a_receiver_that_is_well() -> None:
    before = await failed(3)
    await before.end()
    world = World(DESK)
    await world.tell(*surges(1, first=3))
    await world.run(1)
    assert len(world.took["desk"]) == 1
    world.at_ms = before.at_ms
    world.deliverer.restore(LANE, before.log)
    world.deliverer.resume(LANE)
    await world.run(1)
    await world.tell(*surges(1, first=4))
    await world.run(5)
    assert len(world.took["desk"]) == 5
    await world.end()


@pytest.mark.parametrize(
    "mended",
    [
        MOVED,
        replace(DESK, secret="whsec_bmV3"),
        replace(DESK, secret_file="/run/secrets/desk"),
        replace(DESK, allow_private=True),
    ],
)
@pytest.mark.parametrize("restart", [False, True])
async def test_what_waits_is_tried_as_soon_as_its_receiver_is_reached_otherwise(
    mended: Receiver, restart: bool
) -> None:
    world = await failed(40)
    if restart:
        world = await restarted(world)
    world.down = set()
    changed(world, mended)
    await world.deliverer.tick()
    await world.run(5)
    assert len(world.took["desk"]) == len(set(world.took["desk"])) == 40
    await world.end()


async def test_another_filter_is_no_reason_to_try() -> None:
    world = await failed(5)
    tries = len(world.tried["desk"])
    changed(world, replace(DESK, min_level="watch"))
    await world.deliverer.tick()
    await world.run(MINUTE_S)
    assert len(world.tried["desk"]) == tries
    await world.end()


async def test_a_changed_receiver_that_fails_as_well_is_not_run_down() -> None:
    world = await failed(200)
    tries = len(world.tried["desk"])
    world.most.clear()
    changed(world, MOVED)
    await world.deliverer.tick()
    await world.run(2)
    assert len(world.tried["desk"]) - tries <= OPENS_AFTER
    assert world.most["desk"] == 1
    world.down = set()
    await world.run(MINUTE_S)
    assert len(world.took["desk"]) == 200
    await world.end()


async def test_what_is_under_way_to_the_old_address_says_nothing_of_the_new_one() -> None:
    world = World(DESK)
    world.hanging = {"desk"}
    await world.tell(*surges(1))
    await world.run(1)
    changed(world, MOVED)
    await world.deliverer.tick()
    gate = world.deliverer.trying._gates.of(MOVED)
    await world.run(30)  # the old one's time is over by then
    assert world.deliverer.trying._gates.of(MOVED) is gate
    world.hanging = set()
    await world.run(MINUTE_S)
    assert len(world.took["desk"]) == 1
    await world.end()


async def test_who_stands_in_line_at_the_old_address_is_not_sent_there() -> None:
    """What is due waits for the next probe of one that fails: minutes, at the wrong place."""
    world = World(DESK)
    world.down = {"desk"}
    await world.tell(*surges(60))
    await world.run(1_000)
    urls: list[str] = []
    send = world.deliverer.trying.send

    async def noted(body: str, delivery_id: str, receiver: Receiver, *, clock: World) -> Attempt:
        urls.append(receiver.url)
        return await send(body, delivery_id, receiver, clock=clock)

    world.deliverer.trying.send = noted  # type: ignore[assignment]
    world.down = set()
    changed(world, MOVED)
    await world.deliverer.tick()
    await world.run(10)
    assert len(world.took["desk"]) == 60
    assert set(urls) == {MOVED.url}
    await world.end()


async def test_what_waits_for_a_receiver_that_is_gone_says_so_at_once() -> None:
    world = await failed(3, DESK, OPS)
    (raised,) = surges(1)
    await world.tell(
        alert(alert_id=raised.alert_id, change_id="major", event="escalated", level="major")
    )
    await world.run(1)
    tries = len(world.tried["desk"])
    changed(world, OPS)
    await world.deliverer.tick()
    await world.run(2)
    mine = {one.delivery_id for one in world.log if one.receiver == "desk"}
    assert len(mine) == 4, "three that were tried, and one behind them"
    assert waits(world) == mine
    assert len([one for one in world.log if one.error == WAITING]) == 4, "once each"
    assert len(world.tried["desk"]) == tries
    world.down = set()
    changed(world, DESK, OPS)
    await world.run(5)
    assert sorted(world.took["desk"]) == sorted(mine)
    await world.end()


async def test_after_a_restart_without_its_receiver_it_says_so_at_once() -> None:
    before = await failed(3)
    world = await restarted(before, OPS)
    await world.run(2)
    assert waits(world) == set(scheduled(before.log))
    await world.end()


async def test_who_stands_in_line_for_a_receiver_that_is_gone_says_so_at_once() -> None:
    world = World(DESK, OPS)
    world.down = {"desk"}
    await world.tell(*surges(60))
    await world.run(1_000)
    changed(world, OPS)
    await world.deliverer.tick()
    await world.run(2)
    assert len(waits(world)) == 60
    await world.end()


async def test_what_alone_is_refused_is_tried_for_hours_however_much_is_taken() -> None:
    world = World(DESK)
    await world.tell(*surges(1))
    (poison,) = scheduled(world.log)
    world.refused = {poison}
    for number in range(1, 2_000):
        await world.tell(*surges(1, first=number))
        await world.run(5)
    tried_ms = [at_ms for at_ms, id_ in world.tried["desk"] if id_ == poison]
    assert tried_ms[-1] - tried_ms[0] > 2 * HOURS_S * 1_000 / 3
    assert len(world.took["desk"]) == 1_999
    assert not [one for one in world.log if one.state == "dead"]
    await world.end()
