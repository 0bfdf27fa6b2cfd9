"""What goes out again is told before what came after it, whatever waits by then."""

import pytest
from msgspec.structs import replace

from schemas.events import Alert, Delivery, DeliveryAsked, Source, VerdictGiven
from streams.config.receivers import Receiver
from streams.core.durations import DAY_MS
from tests.support.builders import LANE, alert
from tests.support.world import DESK, Fixed, World, surges

RAISED = alert()
MAJOR = alert(change_id="major", event="escalated", level="major", previous_level="surge")
RESOLVED = alert(change_id="resolved", event="resolved", resolved_at_ms=RAISED.at_ms + 1)
DAY_S = DAY_MS / 1_000
HOUR_S = 3_600
MINUTE_S = 60
NIGHT_MS = 1_700_002_800_000 + 60_000  # a minute after 23:00 UTC
SLEEPS = replace(DESK, quiet_hours=("22:14-22:20 UTC",))  # the world begins at 22:13


def changed(world: World, *receivers: Receiver) -> None:
    config = world.deliverer.config
    assert isinstance(config, Fixed)
    config.receivers = receivers


def took(world: World) -> list[str]:
    """The types of what the desk took."""
    types = {one.delivery_id: one.type for one in world.log if one.attempt == 0}
    return [types[id_] for id_ in world.took["desk"]]


def asked(world: World, delivery_id: str) -> DeliveryAsked:
    return DeliveryAsked(
        request_id="req_1",
        tenant="main",
        receiver="desk",
        delivery_id=delivery_id,
        asked_at_ms=world.now_ms(),
    )


async def given_up() -> World:
    """That an alert was raised was refused for a day; what follows is refused, too."""
    world = World(DESK)
    await world.tell(RAISED)
    raised = world.log[0].delivery_id
    world.refused = {raised}
    await world.run(2 * HOUR_S)
    await world.tell(*surges(1, first=7))  # the desk is well: it is this message
    await world.tell(MAJOR)
    world.refused = {raised, world.log[-1].delivery_id}
    await world.run(DAY_S)
    assert (world.log[-1].type, world.log[-1].state) == ("alert.escalated", "pending")
    assert any(one.type == "alert.raised" and one.state == "dead" for one in world.log)
    return world


@pytest.mark.parametrize("restart", [False, True])
async def test_what_is_asked_for_again_goes_before_what_came_after_it(restart: bool) -> None:
    world = await given_up()
    world.took.clear()
    if restart:
        await world.end()
        before, world = world, World(DESK)
        world.at_ms, world.log = before.at_ms, before.log
        world.deliverer.hear(LANE, [MAJOR])
        world.deliverer.restore(LANE, before.log)
        world.deliverer.resume(LANE)
    await world.tell(RESOLVED)
    world.refused = set()
    await world.tell(asked=(asked(world, world.log[0].delivery_id),))
    await world.run(5)
    assert took(world) == ["alert.raised", "alert.escalated", "alert.resolved"]
    await world.end()


async def test_what_is_asked_for_again_is_next_though_another_stands_at_the_gate() -> None:
    world = World(DESK)
    await world.tell(RAISED)
    raised = world.log[0].delivery_id
    world.refused = {raised}
    await world.run(HOUR_S)
    await world.tell(*surges(1, first=7), MAJOR)
    await world.run(DAY_S)
    await world.tell(RESOLVED)
    world.down = {"desk"}
    await world.tell(*surges(9, first=20))
    await world.run(60)  # the desk fails by now: everybody waits at its gate
    world.refused = set()
    world.took.clear()
    await world.tell(asked=(asked(world, raised),))
    world.down = set()
    await world.run(HOUR_S)
    mine = [
        type_
        for type_, id_ in zip(took(world), world.took["desk"], strict=True)
        if id_ in {one.delivery_id for one in world.log if one.alert_id == RAISED.alert_id}
    ]
    assert mine[:1] == ["alert.raised"]
    await world.end()


async def test_after_days_away_nothing_is_heard_before_that_it_was_raised() -> None:
    world = World(DESK)
    world.down = {"desk"}
    await world.tell(RAISED)
    await world.run(HOUR_S)
    await world.tell(MAJOR)
    await world.run(DAY_S + 5 * HOUR_S)
    assert any(one.type == "alert.raised" and one.state == "dead" for one in world.log)
    world.down = set()
    await world.run(DAY_S)
    await world.deliverer.tick()
    await world.run(60)
    assert took(world) == ["alert.raised", "alert.escalated"]
    await world.end()


async def test_what_came_at_once_is_raised_before_anything_else() -> None:
    world = World(DESK)
    world.down = {"desk"}
    await world.tell(RAISED, MAJOR, RESOLVED)
    await world.run(DAY_S + 7 * HOUR_S)
    world.down = set()
    await world.run(DAY_S)
    assert took(world)[:1] == ["alert.raised"]
    await world.end()


@pytest.mark.parametrize("restart", [False, True])
async def test_what_was_made_again_waits_at_night_as_well(restart: bool) -> None:
    # the world begins at 22:13 UTC
    sleeps = replace(DESK, quiet_hours=("23:00-07:00 UTC",))
    world = World(sleeps)
    world.down = {"desk"}
    await world.tell(RAISED)
    await world.run(60)
    changed(world, replace(sleeps, kind="slack"))
    await world.deliverer.tick()
    await world.run(60)
    assert [one.round for one in world.log if one.attempt == 0] == [0, 1]
    if restart:
        await world.end()
        before, world = world, World(replace(sleeps, kind="slack"))
        world.at_ms, world.log = before.at_ms, before.log
        world.deliverer.hear(LANE, [RAISED])
        world.deliverer.restore(LANE, before.log)
        world.deliverer.resume(LANE)
    world.down = {"desk"}
    await world.run(HOUR_S)
    world.down = set()
    await world.run(7 * HOUR_S)
    assert took(world) == [], "it is night"
    await world.run(HOUR_S)
    await world.deliverer.tick()
    await world.run(60)
    assert took(world) == ["alert.digest"]
    await world.end()


@pytest.mark.parametrize("kind", ["standard", "slack"])
async def test_what_still_waits_at_night_goes_out_when_somebody_asks_for_it(kind: str) -> None:
    sleeps = replace(DESK, quiet_hours=("23:00-07:00 UTC",))
    world = World(sleeps)
    world.down = {"desk"}
    await world.tell(RAISED)
    while world.at_ms < NIGHT_MS:
        await world.run(MINUTE_S)
    assert world.log[-1].next_attempt_at_ms > world.at_ms
    world.down = set()
    changed(world, replace(sleeps, kind=kind))
    await world.tell(asked=(asked(world, world.log[0].delivery_id),))
    await world.run(1)
    assert took(world) == ["alert.raised"]
    assert not any(one.held for one in world.log)
    await world.end()


async def test_a_digest_that_waits_for_the_morning_goes_out_when_somebody_asks_for_it() -> None:
    sleeps = replace(DESK, storm=1, quiet_hours=("23:00-07:00 UTC",))
    world = World(sleeps)
    world.down = {"desk"}
    await world.tell(*surges(9))
    await world.run(MINUTE_S)
    await world.deliverer.tick()
    await world.run(3 * HOUR_S)
    world.down = set()
    digest = world.log[-1]
    assert (digest.type, digest.state) == ("alert.digest", "pending")
    assert digest.next_attempt_at_ms - world.at_ms > 5 * HOUR_S * 1_000, "in the morning"
    await world.tell(asked=(asked(world, digest.delivery_id),))
    await world.run(1)
    assert took(world) == ["alert.digest"]
    await world.end()


@pytest.mark.parametrize("storm", [0, 1])
async def test_what_is_held_goes_out_when_somebody_asks_for_it(storm: int) -> None:
    # in a storm, or as it is night
    hours = () if storm else ("22:00-07:00 UTC",)
    world = World(replace(DESK, storm=storm, quiet_hours=hours))
    await world.tell(*surges(2))
    await world.run(1)
    assert world.took["desk"] == []
    wanted = world.log[0].delivery_id
    await world.tell(asked=(asked(world, wanted),))
    await world.run(1)
    assert world.took["desk"] == [wanted]
    await world.end()


@pytest.mark.parametrize(("level", "by_night"), [("surge", False), ("critical", True)])
@pytest.mark.parametrize("restart", [False, True])
async def test_a_digest_waits_at_night_as_well_unless_it_names_what_wakes_people(
    level: str, by_night: bool, restart: bool
) -> None:
    # the world begins at 22:13 UTC
    sleeps = replace(DESK, storm=1, quiet_hours=("23:00-07:00 UTC",))
    world = World(sleeps)
    world.down = {"desk"}
    told = [replace(one, level=level) for one in surges(9)]
    await world.tell(*told)
    await world.run(60)
    await world.deliverer.tick()
    await world.run(HOUR_S)
    if restart:
        await world.end()
        before, world = world, World(sleeps)
        world.at_ms, world.log = before.at_ms, before.log
        world.deliverer.hear(LANE, told)
        world.deliverer.restore(LANE, before.log)
        world.deliverer.resume(LANE)
    world.down = set()
    await world.run(6 * HOUR_S)
    assert ("alert.digest" in took(world)) == by_night
    await world.run(3 * HOUR_S)
    assert took(world).count("alert.digest") == 1
    await world.end()


def rated_true() -> Alert:
    """A verdict that takes an alert away from who did not ask for such."""
    verdict = VerdictGiven(rating="true")
    return replace(surges(1)[0], event="corrected", change_id="true", verdict=verdict)


async def evening() -> World:
    """A desk that was away until its night was never told of an alert that a verdict took away."""
    world = World(SLEEPS)
    world.down = {"desk"}
    await world.tell(*surges(1))
    await world.tell(rated_true())
    await world.run(MINUTE_S)
    world.down = set()
    return world


@pytest.mark.parametrize("restart", [False, True])
async def test_what_was_never_heard_of_is_not_corrected_in_the_morning(restart: bool) -> None:
    world = await evening()
    if restart:
        await world.end()
        before, world = world, World(SLEEPS)
        world.at_ms = before.at_ms
        world.log = before.log
        world.deliverer.hear(LANE, [*surges(1), rated_true()])
        world.deliverer.restore(LANE, world.log)
        world.deliverer.resume(LANE)
    for _ in range(10):
        await world.run(MINUTE_S)
        await world.deliverer.tick()
    assert world.took["desk"] == []
    assert [one.state for one in world.log[-2:]] == ["withdrawn"] * 2
    await world.end()


async def test_what_follows_is_put_off_at_the_same_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = await evening()
    record = world.record

    async def record_until_morning(
        lane: str, deliveries: tuple[Delivery, ...], source: Source | None = None, /
    ) -> None:
        await record(lane, deliveries, source)
        if any(one.held for one in deliveries):
            world.at_ms += 10 * MINUTE_S * 1_000

    monkeypatch.setattr(world.deliverer, "record", record_until_morning)
    await world.run(HOUR_S)
    await world.deliverer.tick()
    assert world.took["desk"] == []
    await world.end()


async def test_who_heard_of_it_is_told_in_the_morning_that_it_is_taken_away() -> None:
    world = World(SLEEPS)
    await world.tell(*surges(1))
    await world.run(1)
    world.down = {"desk"}
    await world.tell(rated_true())
    await world.run(MINUTE_S)
    world.down = set()
    for _ in range(10):
        await world.run(MINUTE_S)
        await world.deliverer.tick()
    assert took(world) == ["alert.raised", "alert.corrected"]
    await world.end()
