"""The life of a delivery, without a network and without waiting."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from schemas.events import Alert, AlertsTold, Delivery, DeliveryAsked, Source
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Attempt, Deliveries, Pending, Unsent, judge, recorded
from streams.core.deliveries.attempts import BACKOFF_S, MISSED, OTHER_KIND, TOLD_GONE
from streams.core.deliveries.routing import told_as
from streams.core.deliveries.state import WAITING
from streams.core.ids import delivery_id, ping_id
from tests.support.builders import LANE, RUMOR, T0_MS, alert, answer, delivery

DAY_MS = 86_400_000
URL = "https://desk.example/hook"
DESK = Receiver(name="desk", url=URL)
SURGE = alert()
WATCH = alert(change_id="watch", level="watch")
MAJOR = alert(change_id="major", event="escalated", level="major", previous_level="surge")
ANOTHER = alert(alert_id="alr_018bcfe56800dddddddddd", rumor_id=RUMOR[::-1])
TAKEN = Attempt(status=204, duration_ms=12)
AWAY = Attempt(status=503, duration_ms=7, error="answered 503")
GONE = Attempt(status=410, error="answered 410 Gone")


def told(*alerts: Alert, asked: tuple[DeliveryAsked, ...] = (), lane: str = LANE) -> AlertsTold:
    return AlertsTold(lane=lane, source=Source(partition=0, offset=0), alerts=alerts, asked=asked)


def asked(
    id_: str = "", request: str = "req_1", receiver: str = "desk", at_ms: int = T0_MS
) -> DeliveryAsked:
    return DeliveryAsked(
        request_id=request, tenant="main", receiver=receiver, delivery_id=id_, asked_at_ms=at_ms
    )


def stepped(
    state: Deliveries, event: AlertsTold, *receivers: Receiver, now_ms: int = T0_MS
) -> tuple[Delivery, ...]:
    _, made = deliveries.step(
        state, event, now_ms=now_ms, receivers=receivers or (DESK,), links="http://x"
    )
    return made


def judged(pending: Pending, result: Attempt | Unsent, now_ms: int = T0_MS) -> Delivery:
    """A judgement that there is, taken in as the shell does."""
    attempted = judge(pending, result, now_ms=now_ms, jitter=1.0, url=URL)
    assert attempted is not None
    pending.seen(attempted)
    return attempted


def attempt_seen(state: Deliveries, attempt: Delivery) -> None:
    """An attempt that was recorded."""
    deliveries.attempted(state, LANE, attempt)


# Who is told.


def test_an_alert_becomes_one_delivery_for_each_receiver_of_its_tenant() -> None:
    ops = Receiver(name="ops", url=URL)
    other = Receiver(name="desk", url=URL, tenant="other")
    made = stepped(Deliveries(), told(SURGE), DESK, ops, other)
    assert [d.receiver for d in made] == ["desk", "ops"]
    first = made[0]
    assert (first.attempt, first.state, first.at_ms, first.round) == (0, "pending", T0_MS, 0)
    assert first.delivery_id == delivery_id(SURGE.alert_id, "surge", "desk")
    body = json.loads(first.body)
    assert (body["id"], body["type"]) == (first.delivery_id, "alert.raised")
    assert body["data"]["links"]["rumor"].startswith("http://x/")


@pytest.mark.parametrize(
    ("min_level", "change", "type_"),
    [
        ("surge", WATCH, None),
        ("watch", WATCH, "alert.raised"),
        ("surge", SURGE, "alert.raised"),
        ("surge", MAJOR, "alert.raised"),  # it joined late
        ("major", MAJOR, "alert.raised"),  # the first that this receiver hears
        ("critical", MAJOR, None),
        ("surge", alert(event="resolved", resolved_at_ms=T0_MS), None),  # it never heard of it
        ("surge", alert(event="corrected"), "alert.raised"),
    ],
)
def test_levels_decide_whether_and_as_what_a_receiver_is_told(
    min_level: Any, change: Alert, type_: str | None
) -> None:
    decided = told_as(change, Receiver(name="desk", url=URL, min_level=min_level), None)
    assert (decided.type if decided else None) == type_


@pytest.mark.parametrize(
    ("events", "types"),
    [
        (("alert.*",), ["alert.raised", "alert.escalated"]),
        (("alert.raised",), ["alert.raised"]),
        (("alert.esc*",), ["alert.escalated"]),
        (("verdict.*", "ping"), []),
    ],
)
def test_a_receiver_is_told_the_events_it_asked_for(
    events: tuple[str, ...], types: list[str]
) -> None:
    receiver = Receiver(name="desk", url=URL, events=events)
    assert [d.type for d in stepped(Deliveries(), told(SURGE, MAJOR), receiver)] == types


@pytest.mark.parametrize("events", [("alert.*",), ("*",), ("alert.raised", "verdict.given")])
def test_receivers_with_app_are_told_verdicts_only(events: tuple[str, ...]) -> None:
    receiver = Receiver(name="desk", url=URL, app="city-app", events=events, min_level="watch")
    assert stepped(Deliveries(), told(WATCH, SURGE, MAJOR), receiver) == ()


def test_an_answer_goes_to_the_receivers_of_its_app_in_order() -> None:
    hook = Receiver(name="hook", url=URL, app="app")
    others = (
        DESK,
        Receiver(name="another app", url=URL, app="bus"),
        Receiver(name="another tenant", url=URL, app="app", tenant="north"),
        Receiver(name="pings only", url=URL, app="app", events=("ping",)),
    )
    later = answer(answer_id="ans_018bcfe56801dddddddddd", at_ms=T0_MS + 1)
    event = structs.replace(told(), answers=(answer(), later))
    state = Deliveries()
    made = stepped(state, event, hook, *others)
    assert [(one.receiver, one.type) for one in made] == [("hook", "verdict.given")] * 2
    assert len({one.delivery_id for one in made}) == 2
    assert {one.about for one in made} == {f"verdict {RUMOR}"}
    recorded(state, LANE, made)
    assert stepped(state, event, hook, *others) == ()


# What is known already.


def test_what_is_on_the_log_is_not_made_again_and_what_is_not_is_made_the_same() -> None:
    state = Deliveries()
    made = stepped(state, told(SURGE))
    assert stepped(state, told(SURGE)) == made  # a worker died before it was recorded
    recorded(state, LANE, made)
    assert stepped(state, told(SURGE)) == ()
    assert [d.type for d in stepped(state, told(SURGE, MAJOR))] == ["alert.escalated"]


def test_a_change_that_one_record_holds_twice_is_one_delivery() -> None:
    assert len(stepped(Deliveries(), told(SURGE, SURGE))) == 1


def test_lanes_do_not_know_of_each_other() -> None:
    state = Deliveries()
    recorded(state, LANE, stepped(state, told(SURGE)))
    assert len(stepped(state, told(SURGE, lane="main/alphabet"))) == 1


# What a person asks for.


def ended(state: Deliveries, made: Delivery, state_: str = "dead") -> None:
    """A scheduling that is on the log, and how it ended."""
    recorded(state, LANE, [made, structs.replace(made, attempt=1, state=state_, body="")])


def test_a_redelivery_is_the_same_body_under_the_same_id_in_another_round() -> None:
    state = Deliveries()
    first = stepped(state, told(SURGE))[0]
    ended(state, first)
    for round_ in (1, 2):
        request = asked(first.delivery_id, at_ms=T0_MS + round_ * 10)
        again = stepped(state, told(asked=(request,)), now_ms=T0_MS + round_ * 10 + 5)
        fields = {"round": round_, "at_ms": T0_MS + round_ * 10 + 5}
        assert again == (structs.replace(first, first_at_ms=first.at_ms, again="asked", **fields),)
        ended(state, again[0])
        assert stepped(state, told(asked=(request,)), now_ms=T0_MS + round_ * 10 + 6) == ()


def test_what_is_on_its_way_is_not_sent_twice_for_the_asking() -> None:
    state = Deliveries()
    made = stepped(state, told(SURGE))
    recorded(state, LANE, made)
    assert stepped(state, told(asked=(asked(made[0].delivery_id),))) == ()


def test_a_redelivery_of_what_nobody_knows_is_nothing() -> None:
    assert stepped(Deliveries(), told(asked=(asked("dlv_none"),))) == ()


def test_a_redelivery_goes_out_though_the_receiver_wants_no_such_event_any_more() -> None:
    state = Deliveries()
    made = stepped(state, told(SURGE))
    ended(state, made[0])
    narrow = Receiver(name="desk", url=URL, min_level="critical")
    assert len(stepped(state, told(asked=(asked(made[0].delivery_id),)), narrow)) == 1


@pytest.mark.parametrize("receivers", [(DESK,), (Receiver(name="other", url=URL),)])
def test_a_ping_is_made_whether_or_not_its_receiver_is_there(
    receivers: tuple[Receiver, ...],
) -> None:
    ping = stepped(Deliveries(), told(asked=(asked(),)), *receivers)[0]
    assert (ping.type, ping.alert_id, ping.receiver) == ("ping", "", "desk")
    assert ping.delivery_id == ping_id(T0_MS, "req_1", "desk")
    assert json.loads(ping.body)["data"] == {"receiver": "desk"}


SLACK = structs.replace(DESK, kind="slack")


def again(state: Deliveries, waits: Delivery, receiver: Receiver) -> Delivery | Unsent | None:
    return deliveries.remade(state, LANE, waits, receiver, now_ms=T0_MS + 5, links="http://x")


def test_what_waits_is_made_again_where_its_receiver_is_of_another_kind() -> None:
    state = Deliveries()
    (first,) = stepped(state, told(SURGE))
    recorded(state, LANE, [first])
    assert first.kind == "standard"
    assert again(state, first, DESK) is None
    anew = again(state, first, SLACK)
    assert isinstance(anew, Delivery)
    assert (anew.delivery_id, anew.round, anew.kind) == (first.delivery_id, 1, "slack")
    assert json.loads(anew.body)["blocks"]
    assert again(state, anew, SLACK) is None
    assert again(state, structs.replace(first, kind=""), SLACK) is None, "nobody knows its form"


def test_a_ping_is_made_again_in_the_form_of_another_kind() -> None:
    state = Deliveries()
    (ping,) = stepped(state, told(asked=(asked(),)))
    anew = again(state, ping, SLACK)
    assert isinstance(anew, Delivery)
    assert json.loads(anew.body)["blocks"]


def test_what_cannot_be_made_again_is_given_up_and_says_why() -> None:
    state = Deliveries()
    (first,) = stepped(state, told(SURGE))
    digest = structs.replace(first, alert_id="", type="alert.digest")
    result = again(state, digest, SLACK)
    assert result is Unsent.OTHER_KIND
    dead = judged(Pending(digest), result)
    assert (dead.state, dead.error) == ("dead", OTHER_KIND)


def test_what_was_made_again_keeps_its_place_at_a_restart() -> None:
    state = Deliveries()
    first, second = (stepped(state, told(one))[0] for one in (SURGE, ANOTHER))
    anew = structs.replace(first, round=1, kind="slack")
    back = recorded(Deliveries(), LANE, [first, second, anew])
    assert [one.delivery for one in back] == [anew, second]


def test_a_ping_that_is_read_twice_is_one_and_two_requests_are_two() -> None:
    state = Deliveries()
    recorded(state, LANE, stepped(state, told(asked=(asked(),))))
    assert stepped(state, told(asked=(asked(),))) == ()
    assert len(stepped(state, told(asked=(asked(request="req_2"),)))) == 1


# What comes of an attempt.


def test_a_success_is_final_and_says_how_long_it_took() -> None:
    done = judged(Pending(delivery()), TAKEN, T0_MS + 9)
    assert (done.state, done.attempt, done.status, done.duration_ms) == ("delivered", 1, 204, 12)
    assert (done.at_ms, done.error, done.next_attempt_at_ms) == (T0_MS + 9, "", 0)
    assert done.body == ""
    assert done.delivery_id == delivery().delivery_id


def test_the_back_off_adds_up_to_one_day_and_never_shortens() -> None:
    assert sum(BACKOFF_S) == 86_400
    assert list(BACKOFF_S) == sorted(BACKOFF_S)


def test_failures_are_tried_again_through_the_back_off_and_then_given_up() -> None:
    pending = Pending(delivery())
    now_ms = T0_MS
    for number, wait_s in enumerate(BACKOFF_S, start=1):
        failed = judged(pending, AWAY, now_ms)
        assert (failed.state, failed.attempt, failed.error) == ("pending", number, "answered 503")
        assert failed.next_attempt_at_ms == now_ms + wait_s * 1_000 == pending.not_before_ms
        now_ms = failed.next_attempt_at_ms
    assert now_ms == T0_MS + DAY_MS
    dead = judged(pending, AWAY, now_ms)
    assert (dead.state, dead.next_attempt_at_ms) == ("dead", 0)


@pytest.mark.parametrize("jitter", [0.8, 1.0, 1.2])
def test_jitter_stretches_the_back_off(jitter: float) -> None:
    failed = judge(Pending(delivery()), AWAY, now_ms=T0_MS, jitter=jitter)
    assert failed is not None
    assert failed.next_attempt_at_ms == T0_MS + round(5_000 * jitter)


@pytest.mark.parametrize(
    ("header", "wait_ms"),
    [
        ("60", 60_000),
        ("1", 5_000),  # the back-off is longer
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60_000),
        ("Tue, 14 Nov 2000 22:14:20 GMT", 5_000),
        ("²", 5_000),
        ("-1", 5_000),
        ("soon", 5_000),
        ("99999999", DAY_MS),
        ("Tue, 14 Nov 2033 22:14:20 GMT", DAY_MS),
    ],
)
def test_retry_after_is_honoured_up_to_a_day_and_nonsense_falls_back(
    header: str, wait_ms: int
) -> None:
    result = replace(AWAY, retry_after=header)
    assert judged(Pending(delivery()), result).next_attempt_at_ms == T0_MS + wait_ms


def test_jitter_does_not_come_before_what_the_receiver_asked_for() -> None:
    asks = replace(AWAY, retry_after="60")
    failed = judge(Pending(delivery()), asks, now_ms=T0_MS, jitter=0.8)
    assert failed is not None
    assert failed.next_attempt_at_ms == T0_MS + 60_000


def test_gone_shuts_a_receiver_until_it_takes_a_ping() -> None:
    state = Deliveries()
    attempt_seen(state, judged(Pending(delivery()), GONE))
    assert deliveries.is_shut(state, DESK, delivery())
    assert not deliveries.is_shut(state, DESK, delivery(type="ping"))
    refused = judged(Pending(delivery()), Unsent.DISABLED)
    assert (refused.state, refused.status, refused.error) == ("disabled", 0, TOLD_GONE)
    ping = delivery(type="ping")
    attempt_seen(state, judged(Pending(ping), AWAY))
    assert deliveries.is_shut(state, DESK, delivery())
    attempt_seen(state, judged(Pending(ping), TAKEN))
    assert not deliveries.is_shut(state, DESK, delivery())


@pytest.mark.parametrize(
    "receiver",
    [
        Receiver(name="desk", url="https://desk.example/new"),
        Receiver(name="ops", url=URL),
        Receiver(name="desk", url=URL, tenant="other"),
    ],
)
def test_gone_says_nothing_of_another_receiver_or_url(receiver: Receiver) -> None:
    state = Deliveries()
    attempt_seen(state, judged(Pending(delivery()), GONE))
    assert not deliveries.is_shut(state, receiver, delivery())


# Without a receiver.


def test_waiting_for_a_receiver_is_recorded_once_and_costs_no_try() -> None:
    pending = Pending(delivery())
    first = judged(pending, Unsent.MISSING)
    assert (first.state, first.attempt, first.error) == ("pending", 1, WAITING)
    for later_ms in (1, DAY_MS - 1):
        assert judge(pending, Unsent.MISSING, now_ms=T0_MS + later_ms, jitter=1.0) is None
    failed = judged(pending, AWAY, T0_MS + DAY_MS)
    assert (failed.attempt, failed.next_attempt_at_ms) == (2, T0_MS + DAY_MS + 5_000)


def test_after_a_day_without_its_receiver_a_delivery_is_dead_with_the_reason() -> None:
    pending = Pending(delivery())
    judged(pending, Unsent.MISSING)
    dead = judged(pending, Unsent.MISSING, T0_MS + DAY_MS)
    assert (dead.state, dead.attempt, dead.error) == ("dead", 2, MISSED)


def test_the_day_counts_from_when_the_delivery_was_due() -> None:
    pending = Pending(delivery())
    due_ms = judged(pending, AWAY, T0_MS + DAY_MS).next_attempt_at_ms
    assert judged(pending, Unsent.MISSING, due_ms + DAY_MS - 1).state == "pending"
    assert judged(pending, Unsent.MISSING, due_ms + DAY_MS).state == "dead"


def test_a_receiver_that_leaves_again_is_waited_for_again() -> None:
    pending = Pending(delivery())
    judged(pending, Unsent.MISSING)
    due_ms = judged(pending, AWAY, T0_MS + 1_000).next_attempt_at_ms
    again = judged(pending, Unsent.MISSING, due_ms)
    assert (again.attempt, again.error) == (3, WAITING)


# Back from the log.


def test_what_is_final_is_known_and_not_sent_again() -> None:
    state = Deliveries()
    for number, final in enumerate(deliveries.FINAL):
        one = delivery(delivery_id=f"dlv_{number}")
        assert recorded(state, LANE, [one, structs.replace(one, attempt=1, state=final)]) == []
        assert state.lane(LANE).known[one.delivery_id] == one


def test_pending_deliveries_come_back_in_the_order_they_were_scheduled() -> None:
    ones = [delivery(delivery_id=f"dlv_{number}") for number in (3, 1, 2)]
    tried = structs.replace(ones[0], attempt=1, next_attempt_at_ms=T0_MS + 5_000)
    pending = recorded(Deliveries(), LANE, [*ones, tried])
    assert [p.delivery for p in pending] == ones
    assert [p.not_before_ms for p in pending] == [T0_MS + 5_000, 0, 0]


def test_an_attempt_whose_scheduling_is_no_longer_on_the_log_is_passed_over() -> None:
    assert recorded(Deliveries(), LANE, [delivery(attempt=3)]) == []


def test_the_end_of_a_round_is_not_the_end_of_the_next() -> None:
    first = delivery()
    second = structs.replace(first, round=1)
    late = structs.replace(first, attempt=1, state="delivered")
    assert [p.delivery for p in recorded(Deliveries(), LANE, [first, second, late])] == [second]


RESULTS = st.sampled_from([AWAY, replace(AWAY, retry_after="3600"), Unsent.MISSING])


@given(st.lists(st.tuples(RESULTS, st.integers(min_value=0, max_value=DAY_MS)), max_size=12))
def test_a_restart_at_any_moment_knows_what_the_process_before_it_knew(
    history: list[tuple[Attempt | Unsent, int]],
) -> None:
    live = Pending(delivery())
    log = [live.delivery]
    now_ms = T0_MS
    for result, later_ms in history:
        now_ms = max(now_ms, live.not_before_ms) + later_ms
        attempted = judge(live, result, now_ms=now_ms, jitter=1.1)
        if attempted is None:
            continue
        log.append(attempted)
        live.seen(attempted)
        if attempted.state in deliveries.FINAL:
            assert recorded(Deliveries(), LANE, log) == []
            return
        assert recorded(Deliveries(), LANE, log) == [live]


def test_the_oldest_that_are_over_are_forgotten_first_and_nothing_that_waits() -> None:
    state = Deliveries()
    for lane, count in (("a/cjk", 6), ("b/cjk", 2)):
        for number in range(count):
            one = delivery(delivery_id=f"dlv_{lane}_{number}")
            over = structs.replace(one, attempt=1, state="delivered", body="")
            recorded(state, lane, [one, over] if number != 1 else [one])
    assert deliveries.held_in_memory(state)[0] == 8
    assert deliveries.forget_final(state, 3) == 3
    assert list(state.lanes["a/cjk"].known) == [f"dlv_a/cjk_{n}" for n in (1, 4, 5)]
    assert list(state.lanes["b/cjk"].known) == ["dlv_b/cjk_0", "dlv_b/cjk_1"]
    assert deliveries.forget_final(state, 100) == 3
    assert [list(lane.known) for lane in state.lanes.values()] == [["dlv_a/cjk_1"], ["dlv_b/cjk_1"]]
    assert deliveries.forget_final(Deliveries(), 5) == 0
