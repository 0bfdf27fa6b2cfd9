"""Failing receivers and many deliveries: who waits, who does not, and what comes after."""

import asyncio

from msgspec.structs import replace

from schemas.events import DeliveryAsked
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.core.deliveries.circuit import MOST_AT_ONCE, Circuit
from streams.deliver.gates import Gate, way_of
from tests.support.builders import alert
from tests.support.world import AWAY, DESK, OPS, Fixed, World, surges


async def test_a_receiver_is_sent_so_much_at_once_and_no_more() -> None:
    world = World(DESK)
    await world.tell(*surges(200))
    await world.run(60)
    assert len(world.took["desk"]) == 200
    assert world.most["desk"] == MOST_AT_ONCE
    await world.end()


async def test_one_that_hangs_and_one_that_fails_hold_up_nobody() -> None:
    hung = Receiver(name="hung", url="https://hung.example/", storm=0)
    world = World(DESK, OPS, hung)
    world.down, world.hanging = {"ops"}, {"hung"}
    await world.tell(*surges(200))
    await world.run(2)
    assert len(world.took["desk"]) == 200
    assert world.most["hung"] <= MOST_AT_ONCE
    await world.end()


async def test_a_receiver_that_is_away_for_hours_gets_everything_once_soon_and_in_order() -> None:
    world = World(DESK)
    world.down = {"desk"}
    for number in range(100):
        (raised,) = surges(1, number)
        await world.tell(raised)
        await world.tell(
            alert(
                alert_id=raised.alert_id,
                change_id="major",
                event="escalated",
                level="major",
                previous_level="surge",
            )
        )
        await world.run(180)
    assert world.took["desk"] == []
    assert len(world.tried["desk"]) < 300, "it was knocked at much too often"
    world.down = set()
    await world.run(400)
    took = world.took["desk"]
    assert len(took) == len(set(took)) == 200
    scheduled = [one.delivery_id for one in world.log if one.attempt == 0]
    for raised_id, escalated_id in zip(scheduled[::2], scheduled[1::2], strict=True):
        assert took.index(raised_id) < took.index(escalated_id)
    await world.end()


async def test_a_thousand_for_a_receiver_that_stays_away_are_dead_a_day_after_they_were_tried() -> (
    None
):
    world = World(DESK)
    world.down = {"desk"}
    await world.tell(*surges(1_000))
    await world.run(3 * 86_400, spins=20_000)
    final = [one.state for one in world.log if one.state != "pending"]
    assert final == ["dead"] * 1_000
    assert len(world.tried["desk"]) < 3_000
    await world.end()


async def test_a_service_with_a_limit_is_sent_no_more_than_it_takes() -> None:
    robot = Receiver(name="robot", url="https://x/", kind="dingtalk", keyword="x", storm=0)
    world = World(robot)
    await world.tell(*surges(90))
    await world.run(300)
    times = [at_ms for at_ms, _ in world.tried["robot"]]
    assert len(times) == 90
    for at_ms in times:
        assert sum(at_ms <= other < at_ms + 60_000 for other in times) <= 20
    await world.end()


async def test_digests_and_new_receivers_come_with_the_tick() -> None:
    world = World(Receiver(name="desk", url="https://desk.example/", storm=2))
    for surge in surges(9):
        await world.tell(surge)
    await world.run(1)
    assert len(world.took["desk"]) == 2
    await world.run(30)
    await asyncio.gather(world.deliverer.tick(), world.deliverer.tick())
    await world.run(1)
    assert len(world.took["desk"]) == 3
    assert [one.type for one in world.log if one.attempt == 0][-1] == "alert.digest"
    config = world.deliverer.config
    assert isinstance(config, Fixed)
    config.receivers = (*config.receivers, OPS)
    await asyncio.gather(world.tell(*surges(1)), world.deliverer.tick(), world.deliverer.tick())
    await world.run(1)
    assert len(world.took["ops"]) == len(set(world.took["ops"])) == 9
    await world.end()


async def test_what_waits_for_its_next_attempt_goes_out_when_somebody_asks_for_it() -> None:
    world = World(DESK)
    world.down = {"desk"}
    await world.tell(*surges(1))
    await world.run(3_600)
    tries = len(world.tried["desk"])
    id_ = world.log[0].delivery_id
    again = DeliveryAsked(
        request_id="req_1",
        tenant="main",
        receiver="desk",
        delivery_id=id_,
        asked_at_ms=world.now_ms(),
    )
    world.down = set()
    await world.tell(asked=(again,))
    await world.run(1)
    assert world.took["desk"] == [id_]
    assert len(world.tried["desk"]) == tries + 1
    assert [one.round for one in world.log if one.attempt == 0] == [0]
    await world.end()


async def test_who_waits_at_a_gate_goes_on_as_soon_as_something_is_taken() -> None:
    """Somebody who mended a receiver tests it: what waits for the next probe need not."""
    world = World(DESK)
    gate = Gate(Circuit(), way_of(DESK))
    while gate.circuit.ready_at_ms(world.now_ms()) <= world.now_ms():
        assert await gate.enter(world)
        gate.learn(AWAY, world)
        gate.leave()
    waiting = asyncio.ensure_future(gate.enter(world))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    gate.learn(Attempt(status=204), world)
    await asyncio.wait_for(waiting, timeout=5)
    await world.end()


def ask(world: World, id_: str) -> DeliveryAsked:
    return DeliveryAsked(
        request_id="req_1",
        tenant="main",
        receiver="desk",
        delivery_id=id_,
        asked_at_ms=world.now_ms(),
    )


async def failing(receiver: Receiver = DESK) -> World:
    """A receiver that failed so often that the next attempt is long in coming."""
    world = World(receiver)
    world.down = {"desk"}
    await world.tell(*surges(6))
    await world.run(200)
    world.tried.clear()
    return world


async def test_what_somebody_asks_for_waits_for_no_circuit() -> None:
    world = await failing()
    world.down = set()
    await world.run(1)
    assert not world.tried["desk"], "nobody knocks yet"
    await world.tell(asked=(ask(world, world.log[3].delivery_id),))
    await world.run(1)
    assert world.log[3].delivery_id in world.took["desk"]
    await world.end()


async def test_it_is_one_attempt_where_the_receiver_still_fails() -> None:
    world = await failing()
    asked = tuple(ask(world, one.delivery_id) for one in world.log[:6])
    await world.tell(asked=asked)
    await world.run(4)
    assert len(world.tried["desk"]) == 1
    await world.end()


async def test_a_service_with_a_limit_is_sent_no_more_though_somebody_asks() -> None:
    robot = Receiver(name="desk", url="https://x/", kind="dingtalk", keyword="x", storm=0)
    world = World(robot)
    await world.tell(*surges(21))
    await world.run(30)
    waiting = [one for one in world.log[:21] if one.delivery_id not in world.took["desk"]]
    await world.tell(asked=tuple(ask(world, one.delivery_id) for one in waiting))
    await world.run(20)
    assert (len(waiting), len(world.tried["desk"])) == (1, 20)
    await world.end()


async def test_who_waits_at_a_gate_until_it_is_night_by_another_config_sends_nothing() -> None:
    world = await failing()
    config = world.deliverer.config
    assert isinstance(config, Fixed)
    config.receivers = (replace(DESK, quiet_hours=("22:10-23:00 UTC",)),)
    world.down = set()
    await world.run(900)
    assert not world.tried["desk"]
    assert {one.held for one in world.log[-6:]} == {"quiet"}
    await world.end()


async def test_nor_is_anybody_held_for_a_night_that_is_in_the_config_no_more() -> None:
    world = await failing(replace(DESK, quiet_hours=("22:17-23:00 UTC",)))
    config = world.deliverer.config
    assert isinstance(config, Fixed)
    config.receivers = (DESK,)
    world.down = set()
    await world.run(900)
    assert len(world.took["desk"]) == 6
    await world.end()
