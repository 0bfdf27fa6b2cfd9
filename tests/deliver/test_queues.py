"""Order, waiting, restarts: the shell around `streams.core.deliveries`."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import standardwebhooks
from msgspec import structs

from schemas.events import Alert, AlertsTold, Delivery, DeliveryAsked, Source
from streams.clock import Clock, SettableClock
from streams.config.file import Config, ConfigFile
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.core.deliveries.attempts import BACKOFF_S
from streams.core.deliveries.state import WAITING
from streams.deliver.queues import Deliverer
from tests.support.builders import LANE, RUMOR, T0_MS, alert, delivery
from tests.support.desk import Desk
from tests.support.metrics import counted
from tests.support.system import SECRET

SURGE = alert()
MAJOR = alert(change_id="major", event="escalated", level="major", previous_level="surge")
ANOTHER = alert(alert_id="alr_018bcfe56800dddddddddd", rumor_id=RUMOR[::-1])
DESK = Receiver(name="desk", url="https://desk.example/hook", secret=SECRET)
OPS = Receiver(name="ops", url="https://ops.example/hook", secret=SECRET)
TAKEN = Attempt(status=204)
AWAY = Attempt(status=503, error="answered 503")
GONE = Attempt(status=410, error="answered 410 Gone")


class Fixed(ConfigFile):
    """A config without a file. `missing` looks at it find no receiver."""

    def __init__(self, *receivers: Receiver, missing: int = 0) -> None:
        self.receivers = receivers
        self.missing = missing

    def current(self) -> Config:
        self.missing -= 1
        return Config(receivers=() if self.missing >= 0 else self.receivers)


class Office:
    """A deliverer, the log of what it recorded, and a network that answers as it is bid."""

    def __init__(self, *receivers: Receiver, config: ConfigFile | None = None) -> None:
        self.clock = SettableClock(T0_MS)
        self.log: list[Delivery] = []
        self.sent: list[tuple[str, str, int]] = []  # receiver, delivery, when
        self.bodies: list[str] = []
        self.did: list[str] = []
        self.answers: dict[str, list[Attempt]] = {}
        self.holding: asyncio.Event | None = None
        self.deliverer = Deliverer(
            config or Fixed(*(receivers or (DESK,))),
            "http://x",
            self.record,
            send=self.send,
            clock=self.clock,
            jitter=lambda: 1.0,
        )

    async def record(
        self, lane: str, deliveries: tuple[Delivery, ...], _source: Source | None = None, /
    ) -> None:
        assert lane == LANE
        await asyncio.sleep(0)
        self.log += deliveries
        self.did += [f"{d.type} {d.state}" for d in deliveries]

    def restored(self, lane: str, found: list[Delivery]) -> None:
        """As after a restart that read the log in parts."""
        for one in found:
            self.deliverer.restore(lane, [one])
        self.deliverer.resume(lane)

    async def send(
        self, body: str, delivery_id: str, receiver: Receiver, *, clock: Clock
    ) -> Attempt:
        if self.holding is not None:
            await self.holding.wait()
        self.sent.append((receiver.name, delivery_id, clock.now_ms()))
        self.bodies.append(body)
        self.did.append("send")
        answers = self.answers.get(receiver.name)
        return answers.pop(0) if answers else TAKEN

    async def tell(self, *alerts: Alert, asked: Sequence[DeliveryAsked] = ()) -> None:
        source = Source(partition=0, offset=0)
        await self.deliverer.take(
            AlertsTold(lane=LANE, source=source, alerts=alerts, asked=tuple(asked))
        )

    async def until(self, true: Callable[[], bool]) -> None:
        for _ in range(10_000):
            if true():
                return
            await asyncio.sleep(0)
        raise AssertionError("it never came to that")

    async def done(self) -> None:
        await self.until(lambda: not self.deliverer._queues)

    async def done_with(self, attempts: int) -> None:
        await self.until(lambda: sum(bool(one.attempt) for one in self.log) >= attempts)

    def states(self) -> list[tuple[int, str]]:
        return [(d.attempt, d.state) for d in self.log]


def asked(id_: str = "", request: str = "req_1") -> DeliveryAsked:
    return DeliveryAsked(
        request_id=request, tenant="main", receiver="desk", delivery_id=id_, asked_at_ms=T0_MS
    )


async def test_a_delivery_is_on_the_log_before_it_is_sent_and_after() -> None:
    office = Office()
    await office.tell(SURGE)
    assert office.did == ["alert.raised pending"]
    await office.done()
    assert office.did == ["alert.raised pending", "send", "alert.raised delivered"]


async def test_at_a_clean_end_what_is_under_way_is_recorded_and_nothing_else_begins() -> None:
    office = Office(DESK, OPS)
    office.answers["ops"] = [AWAY, AWAY]
    await office.tell(SURGE)
    await office.done_with(2)
    office.holding = asyncio.Event()
    await office.tell(ANOTHER)
    await office.until(lambda: bool(office.deliverer.trying._under_way))
    ending = asyncio.ensure_future(office.deliverer.close())
    await asyncio.sleep(0)
    assert not ending.done()
    office.holding.set()
    await ending
    await office.tell(MAJOR)
    sent = len(office.sent)
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(office.sent) == sent
    taken = {delivery for _, delivery, _ in office.sent}
    assert taken == {one.delivery_id for one in office.log if one.attempt}


async def test_a_record_that_comes_again_tells_nothing_again() -> None:
    office = Office()
    for _ in range(3):
        await office.tell(SURGE)
        await office.done()
    assert len(office.sent) == 1


async def test_what_could_not_be_recorded_is_not_sent_and_is_made_again() -> None:
    office = Office()

    async def never(
        lane: str, deliveries: tuple[Delivery, ...], _source: Source | None = None, /
    ) -> None:
        await asyncio.Event().wait()

    office.deliverer.record = never
    task = asyncio.create_task(office.tell(SURGE))
    await asyncio.sleep(0)
    task.cancel()  # as the worker's agents are, when their partition goes
    with pytest.raises(asyncio.CancelledError):
        await task
    assert office.sent == []
    office.deliverer.record = office.record
    await office.tell(SURGE)
    await office.done()
    assert office.states() == [(0, "pending"), (1, "delivered")]


async def test_failures_are_tried_again_when_the_back_off_says() -> None:
    office = Office()
    office.answers["desk"] = [AWAY, replace(AWAY, retry_after="3600"), AWAY]
    await office.tell(SURGE)
    await office.done()
    waited_s = [5, 5 + 3_600, 5 + 3_600 + BACKOFF_S[2]]
    assert [at_ms for _, _, at_ms in office.sent] == [T0_MS] + [T0_MS + s * 1_000 for s in waited_s]
    assert len({delivery_id for _, delivery_id, _ in office.sent}) == 1
    assert office.states()[-1] == (4, "delivered")


async def test_what_is_given_up_is_said_out_loud_counted_and_can_be_asked_for_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    office = Office()
    office.answers["desk"] = [AWAY] * (len(BACKOFF_S) + 1)
    before = counted("rumor_deliveries_attempted", receiver="desk", state="dead")
    with caplog.at_level(logging.ERROR, logger="rumor.deliver"):
        await office.tell(SURGE)
        await office.done()
    assert office.states()[-1] == (len(BACKOFF_S) + 1, "dead")
    assert [record.message for record in caplog.records] == ["a delivery is given up"]
    assert counted("rumor_deliveries_attempted", receiver="desk", state="dead") == before + 1
    await office.tell(asked=[asked(office.log[0].delivery_id)])
    await office.done()
    last = office.log[-1]
    assert (last.state, last.round, last.attempt) == ("delivered", 1, 1)
    assert len({delivery_id for _, delivery_id, _ in office.sent}) == 1


async def test_changes_of_one_alert_go_out_in_order() -> None:
    office = Office()
    office.answers["desk"] = [AWAY, AWAY]
    await office.tell(SURGE, MAJOR)
    await office.done()
    first, second = (d.delivery_id for d in office.log[:2])
    assert [delivery_id for _, delivery_id, _ in office.sent] == [first] * 3 + [second]


async def test_what_waits_is_sent_in_order_in_the_form_of_its_receivers_new_kind() -> None:
    office = Office(DESK)
    config = office.deliverer.config
    assert isinstance(config, Fixed)
    office.answers["desk"] = [AWAY]
    await office.tell(SURGE, MAJOR)
    await office.until(lambda: office.log[-1].error == AWAY.error)
    config.receivers = (structs.replace(DESK, kind="slack"),)
    third = structs.replace(MAJOR, change_id="critical", level="critical")
    await office.tell(third)  # is of the new kind, and waits behind those of the old one
    await office.done()
    made = {one.delivery_id: one for one in office.log if one.body}
    assert [made[id_].type for _, id_, _ in office.sent[1:]] == [
        "alert.raised",
        "alert.escalated",
        "alert.escalated",
    ]
    assert len({id_ for _, id_, _ in office.sent}) == 3
    assert all('"blocks"' in body for body in office.bodies[1:])
    assert [(d.round, d.state) for d in office.log if d.round] == [
        (1, "pending"),
        (1, "delivered"),
    ] * 2


async def test_nobody_waits_for_another_receiver_or_alert() -> None:
    office = Office(DESK, OPS)
    office.answers["desk"] = [AWAY] * (len(BACKOFF_S) + 1)
    await office.tell(SURGE)
    await office.tell(ANOTHER)
    await office.until(lambda: sum(d.state == "delivered" for d in office.log) == 3)
    taken = {(d.receiver, d.alert_id) for d in office.log if d.state == "delivered"}
    assert ("ops", SURGE.alert_id) in taken
    assert ("ops", ANOTHER.alert_id) in taken
    await office.done()


async def test_gone_disables_a_receiver_until_it_takes_a_ping() -> None:
    office = Office()
    office.answers["desk"] = [GONE]
    await office.tell(SURGE)
    await office.done()
    await office.tell(MAJOR)
    await office.done()
    assert len(office.sent) == 1
    assert [d.state for d in office.log] == ["pending", "disabled"] * 2
    await office.tell(asked=[asked()])
    await office.done()
    await office.tell(ANOTHER)
    await office.done()
    assert len(office.sent) == 3
    assert office.log[-1].state == "delivered"


async def test_a_ping_does_not_wait_behind_alerts() -> None:
    office = Office()
    office.holding = asyncio.Event()
    await office.tell(SURGE)
    await office.tell(asked=[asked()])
    await asyncio.sleep(0)
    assert len(office.deliverer._queues) == 2
    office.holding.set()
    await office.done()


# Receivers that are not in the config.


async def test_a_delivery_waits_for_its_receiver_and_the_wait_is_no_try() -> None:
    office = Office(config=Fixed(DESK, missing=40))
    office.restored(LANE, [delivery()])
    await office.done()
    assert [(d.attempt, d.state, d.error) for d in office.log] == [
        (1, "pending", WAITING),
        (2, "delivered", ""),
    ]
    assert office.sent[0][2] == T0_MS + 40_000  # looked for once a second


async def test_a_delivery_that_waits_holds_up_no_other() -> None:
    office = Office(OPS)
    office.restored(LANE, [delivery()])
    await office.tell(ANOTHER)
    await office.until(lambda: any(d.state == "delivered" for d in office.log))
    assert {d.receiver for d in office.log if d.state == "delivered"} == {"ops"}
    office.deliverer.forget(LANE)


async def test_a_delivery_is_dead_after_a_day_without_its_receiver() -> None:
    office = Office(OPS)
    office.restored(LANE, [delivery(at_ms=T0_MS - 86_400_000 + 3_000)])
    await office.done()
    assert office.states() == [(1, "pending"), (2, "dead")]
    assert "for a day" in office.log[-1].error
    assert office.sent == []


# Restarts, and lanes that go and come.


async def test_what_was_pending_goes_on_when_it_was_due() -> None:
    office = Office()
    first = delivery()
    failed = structs.replace(
        first, attempt=1, status=503, next_attempt_at_ms=T0_MS + 300_000, body=""
    )
    done = delivery(delivery_id="dlv_done")
    office.restored(LANE, [first, done, failed, structs.replace(done, attempt=1, state="dead")])
    await office.done()
    assert office.sent == [("desk", first.delivery_id, T0_MS + 300_000)]
    assert office.states() == [(2, "delivered")]


async def test_what_was_scheduled_before_a_restart_is_not_scheduled_again() -> None:
    before = Office()
    await before.tell(SURGE)
    await before.done()
    after = Office()
    after.restored(LANE, before.log)
    await after.tell(SURGE)
    await after.done()
    assert after.log == []


async def test_a_lane_that_is_forgotten_sends_and_records_nothing_more() -> None:
    office = Office()
    office.holding = asyncio.Event()
    await office.tell(SURGE, MAJOR)
    await asyncio.sleep(0)
    office.deliverer.forget(LANE)
    office.holding.set()
    for _ in range(10):
        await asyncio.sleep(0)
    assert office.states() == [(0, "pending"), (0, "pending")]
    assert office.sent == []


async def test_a_lane_that_comes_back_at_once_keeps_its_order() -> None:
    office = Office()
    office.holding = asyncio.Event()
    office.answers["desk"] = [AWAY]
    await office.tell(SURGE)
    await asyncio.sleep(0)
    office.deliverer.forget(LANE)
    office.restored(LANE, list(office.log))  # before the old task has noticed its end
    for _ in range(5):
        await asyncio.sleep(0)
    await office.tell(MAJOR)
    office.holding.set()
    await office.until(lambda: len(office.sent) == 3)
    raised, escalated = (d.delivery_id for d in office.log[:2])
    assert [delivery_id for _, delivery_id, _ in office.sent] == [raised, raised, escalated]


async def test_other_lanes_stay_when_one_is_forgotten() -> None:
    office = Office()
    office.restored("main/alphabet", [delivery(delivery_id="dlv_other")])
    office.deliverer.forget("main/alphabet")
    await office.tell(SURGE)
    office.deliverer.forget("main/alphabet")
    await office.done()
    assert [d.delivery_id for d in office.log if d.state == "delivered"] == [
        office.log[0].delivery_id
    ]


# Through a file, a network and a receiver that are real.


def real(folder: Path, url: str, more: str = "allow_private = true") -> Office:
    """An office whose attempts are real; its clock starts now, and who waits moves it."""
    path = folder / "rumor-tracker.toml"
    path.write_text(f'[[receivers]]\nname = "desk"\nurl = "{url}"\nsecret = "{SECRET}"\n{more}\n')
    office = Office()
    office.clock = SettableClock(int(time.time() * 1_000))
    office.deliverer = Deliverer(ConfigFile(path), "http://x", office.record, clock=office.clock)
    return office


async def settled(office: Office) -> None:
    async with asyncio.timeout(10):
        while office.deliverer._queues:
            await asyncio.sleep(0.005)
    await office.deliverer.close()  # its connections; others are opened when they are needed


async def test_an_alert_reaches_a_receiver_signed_and_once(tmp_path: Path, desk: Desk) -> None:
    office = real(tmp_path, desk.url)
    for _ in range(2):
        await office.tell(SURGE)
    await settled(office)
    assert [hook.data["alert_id"] for hook in desk.received] == [SURGE.alert_id]
    hook = desk.received[0]
    assert standardwebhooks.Webhook(SECRET).verify(hook.content, hook.headers) == hook.body
    assert hook.body["id"] == hook.headers["webhook-id"] == office.log[0].delivery_id
    assert office.states() == [(0, "pending"), (1, "delivered")]


async def test_a_receiver_that_fails_gets_the_same_bytes_until_it_takes_them(
    tmp_path: Path, desk: Desk
) -> None:
    desk.answers = [(500, {}), (302, {"location": desk.url}), (429, {"retry-after": "90000"})]
    office = real(tmp_path, desk.url)
    await office.tell(SURGE)
    await settled(office)
    assert [d.status for d in office.log] == [0, 500, 302, 429, 204]
    assert len({hook.content for hook in desk.tried}) == 1
    assert len({hook.headers["webhook-id"] for hook in desk.tried}) == 1
    stamps = [int(hook.headers["webhook-timestamp"]) for hook in desk.tried]
    assert stamps[3] - stamps[2] >= 86_400  # what it asked for, and no longer than a day


async def test_a_private_receiver_that_is_not_allowed_is_given_up_with_the_reason(
    tmp_path: Path, desk: Desk
) -> None:
    office = real(tmp_path, desk.url, more="")
    await office.tell(SURGE)
    await settled(office)
    assert office.log[-1].state == "dead"
    assert "allow_private" in office.log[-1].error
    assert desk.tried == []


async def test_a_config_file_that_is_mended_is_used_by_what_waits(
    tmp_path: Path, desk: Desk
) -> None:
    office = real(tmp_path, desk.url)
    path = tmp_path / "rumor-tracker.toml"
    whole = path.read_text()
    path.write_text('[[receivers]]\nmin_level = "huge"\n')
    office.deliverer.config = ConfigFile(path)
    office.restored(LANE, [delivery(at_ms=office.clock.now_ms())])
    async with asyncio.timeout(10):
        while not office.log:
            await asyncio.sleep(0.005)
    assert office.log[0].error == WAITING
    path.write_text(whole)
    office.deliverer.config = ConfigFile(path)  # as after a look: that is a second away
    await settled(office)
    assert office.log[-1].state == "delivered"
    assert desk.received[0].content.decode() == delivery().body
