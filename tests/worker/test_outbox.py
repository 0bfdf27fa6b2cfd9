"""The outbox: what goes where, under which key, and how much of it at once."""

import pytest

from schemas.events import Rejection, SurgeFolded
from schemas.topics import ALERTS, DELIVERIES, REJECTS, SURGES
from streams.core.ids import reject_id
from streams.worker import outbox
from streams.worker.outbox import NO_SOURCE
from tests.support.builders import LANE, T0_MS, alert, delivery
from tests.support.metrics import counted
from tests.worker.parts import HOME, Parts


def state(number: int) -> SurgeFolded:
    return SurgeFolded(lane=LANE, rumor_id=f"{number:016x}", offset=number, state="[]")


WHOLE = SurgeFolded(lane=LANE, rumor_id="", offset=9, state="[]")


async def test_states_go_together_some_at_once_and_the_lane_last(
    worker: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "STATES_AT_ONCE", 2)
    states = [state(number) for number in range(5)]
    await worker.outbox.states(worker.home, states, WHOLE)
    assert worker.events(SURGES) == [*states, WHOLE]
    assert worker.home.following[SURGES.name] == 6


async def test_a_lane_without_touched_rumors_says_only_how_far_it_is(worker: Parts) -> None:
    await worker.outbox.states(worker.home, [], WHOLE)
    assert worker.events(SURGES) == [WHOLE]


async def test_states_are_keyed_so_that_compaction_keeps_the_newest_of_each(
    worker: Parts,
) -> None:
    await worker.outbox.states(worker.home, [state(1)], WHOLE)
    keys = [message.key for message in worker.messages(SURGES)]
    assert keys == [state(1).rumor_id.encode(), f"lane:{LANE}".encode()]


async def test_no_alert_is_no_record(worker: Parts) -> None:
    await worker.outbox.alerts(worker.home, LANE, (), NO_SOURCE)
    assert worker.events(ALERTS) == []


async def test_alerts_are_one_record_and_counted_each(worker: Parts) -> None:
    before = counted("rumor_alerts_told", event="raised", level="surge")
    told = (alert(), alert(change_id="again"))
    await worker.outbox.alerts(worker.home, LANE, told, NO_SOURCE)
    (event,) = worker.events(ALERTS)
    assert event.alerts == told
    assert event.source == NO_SOURCE
    assert counted("rumor_alerts_told", event="raised", level="surge") == before + 2


async def test_deliveries_go_by_the_key_of_their_lane(worker: Parts) -> None:
    await worker.outbox.deliveries(LANE, (delivery(),))
    (message,) = worker.messages(DELIVERIES)
    assert (message.partition, message.key) == (HOME, LANE.encode())


async def test_rejections_are_keyed_by_the_step_that_set_them_aside(worker: Parts) -> None:
    rejection = Rejection(
        reject_id=reject_id(T0_MS, "t", 0, 0),
        tenant="main",
        stage="cluster",
        reason="empty_text",
        message="m",
        at_ms=T0_MS,
    )
    before = counted("rumor_rejects", stage="cluster", reason="empty_text")
    await worker.outbox.rejections((rejection, rejection))
    assert worker.rejected() == [rejection, rejection]
    assert counted("rumor_rejects", stage="cluster", reason="empty_text") == before + 2
    assert worker.wire.acknowledged == [REJECTS.name]
