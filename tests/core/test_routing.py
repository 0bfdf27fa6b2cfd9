"""Who is told what: filters, verdicts, late receivers, nights, storms, alerts that nobody takes."""

import json
import random
from typing import Any

import pytest
from msgspec import structs

from schemas.events import Alert, AlertsTold, Share, Source, VerdictGiven
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries.holding import GATHER_MS
from streams.core.deliveries.state import STORM_MS, target_of
from streams.core.ids import delivery_id
from tests.support.builders import LANE, T0_MS
from tests.support.office import (
    CRITICAL,
    DESK,
    EDITOR,
    HOUR_MS,
    MAJOR,
    MINUTE_MS,
    MORNING_MS,
    NIGHT,
    RAISED,
    RESOLVED,
    Office,
)
from tests.support.routing import change, declared, drawn_life, drawn_receiver
from tests.support.surges import Lane, wave

FALSE = VerdictGiven(rating="false")
TRUE = VerdictGiven(rating="true")
MAJOR_TRUE = structs.replace(MAJOR, verdict=TRUE, change_id="major-true")


# Filters.


@pytest.mark.parametrize(
    ("filters", "fields", "told"),
    [
        ({}, {}, True),
        ({"min_level": "major"}, {}, False),
        ({"min_level": "watch"}, {"level": "watch"}, True),
        ({"kinds": ("resurfaced",)}, {}, False),
        ({"kinds": ("resurfaced", "surging")}, {}, True),
        ({}, {"verdict": FALSE, "kind": "still_rising"}, True),
        ({}, {"verdict": TRUE}, False),
        ({}, {"verdict": VerdictGiven(rating="satire")}, False),
        ({"verdicts": ("true",)}, {"verdict": TRUE}, True),
        ({"verdicts": ("true",)}, {}, False),
        ({"verdicts": ("none",)}, {}, True),
        ({"places": ("成都",)}, {"places": (Share(name="成都", reports=1),)}, True),
        ({"places": ("成都",)}, {"places": (Share(name="北京", reports=9),)}, False),
        ({"places": ("成都",)}, {}, False),
        ({"channels": ("wechat", "sms")}, {"channels": (Share(name="sms", reports=1),)}, True),
        (
            {"channels": ("last",)},
            {"channels": tuple(Share(name=n, reports=9) for n in [*"abcdefghij", "last"])},
            False,
        ),
    ],
)
def test_an_alert_is_told_where_it_fits(filters: Any, fields: Any, told: bool) -> None:
    office = Office(receivers=(Receiver(name="desk", url="https://x", **filters),))
    assert office.tell(change("raised", **fields)) == ([("desk", "alert.raised")] if told else [])


def test_a_language_means_its_regional_forms_too() -> None:
    def spoken(name: str) -> Alert:
        return change("raised", languages=(Share(name=name, reports=1),))

    speaks = Receiver(name="desk", url="https://x", languages=("zh",))
    assert Office(receivers=(speaks,)).tell(RAISED)  # it says nothing of languages
    for language, told in (("zh-Hant-TW", True), ("ZH", True), ("zhx", False), ("en", False)):
        receiver = Receiver(name="desk", url="https://x", languages=("zh",))
        assert bool(Office(receivers=(receiver,)).tell(spoken(language))) is told


def test_what_apps_say_of_languages_decides_who_is_told() -> None:
    """From reports to receivers: the rumor's reports name a language, its alert has it."""
    lane = Lane()
    lane.each(wave(60, every_ms=10_000, language="zh-TW"))
    desks = tuple(
        Receiver(name=name, url="https://x", languages=(name,)) for name in ("zh", "zh-TW", "en")
    )
    told = Office(receivers=desks).tell(*lane.told)
    assert {receiver for receiver, _ in told} == {"zh", "zh-TW"}


# Restarts.


def test_a_record_that_comes_again_after_later_ones_tells_nobody_what_was_not_for_them() -> None:
    critical = Receiver(name="desk", url="https://x", min_level="critical")
    office = Office(receivers=(critical,))
    assert office.tell(RAISED) == []
    assert office.tell(CRITICAL) == [("desk", "alert.raised")]
    office.restart()
    office.state.lane(LANE).decided = 1
    assert office.tell(RAISED, offset=0) == [], "it hears of the alert by now, and did not then"
    assert office.tell(CRITICAL, offset=1) == []
    assert office.tell(RESOLVED, offset=2) == [("desk", "alert.resolved")]


# Verdicts.


def test_a_verdict_that_makes_an_open_alert_fit_raises_it() -> None:
    only_false = Receiver(name="desk", url="https://x", verdicts=("false",))
    office = Office(receivers=(only_false,))
    assert office.tell(RAISED, MAJOR) == []
    assert office.tell(change("corrected", verdict=FALSE, level="major")) == [
        ("desk", "alert.raised")
    ]
    assert office.tell(CRITICAL_FALSE) == [("desk", "alert.escalated")]


CRITICAL_FALSE = change("escalated", level="critical", previous_level="major", verdict=FALSE)


def test_a_verdict_that_makes_it_unfit_corrects_those_who_were_told_and_is_the_last() -> None:
    strict = Receiver(name="strict", url="https://x", min_level="critical")
    office = Office(receivers=(DESK, strict))
    assert office.tell(RAISED) == [("desk", "alert.raised")]
    truth = change("corrected", verdict=TRUE, change_id="corrected-1")
    assert office.tell(truth) == [("desk", "alert.corrected")]
    assert json.loads(office.log[-1].body)["data"]["verdict"]["rating"] == "true"
    assert office.tell(structs.replace(MAJOR, verdict=TRUE)) == []
    assert office.tell(structs.replace(RESOLVED, verdict=TRUE)) == []


def test_what_left_by_a_verdict_is_raised_again_when_it_is_withdrawn() -> None:
    office = Office()
    office.tell(RAISED, change("corrected", verdict=TRUE, change_id="corrected-1"))
    office.restart()
    assert office.tell(MAJOR_TRUE) == []
    assert office.tell(change("corrected", change_id="corrected-2")) == [("desk", "alert.raised")]
    assert office.tell(MAJOR) == [("desk", "alert.escalated")]


def test_a_kind_that_follows_the_verdict_takes_an_alert_away_as_well() -> None:
    fresh = Receiver(name="desk", url="https://x", kinds=("surging",))
    office = Office(receivers=(fresh,))
    office.tell(RAISED)
    refuted = change("corrected", kind="still_rising", verdict=FALSE)
    assert office.tell(refuted) == [("desk", "alert.corrected")]
    assert office.tell(structs.replace(MAJOR, kind="still_rising", verdict=FALSE)) == []


def test_who_was_told_is_told_the_end_wherever_the_rumor_is_by_then() -> None:
    local = Receiver(name="desk", url="https://x", places=("成都",))
    office = Office(receivers=(local,))
    office.tell(structs.replace(RAISED, places=(Share(name="成都", reports=3),)))
    away = (Share(name="北京", reports=30),)
    assert office.tell(structs.replace(MAJOR, places=away)) == [("desk", "alert.escalated")]
    assert office.tell(structs.replace(RESOLVED, places=away)) == [("desk", "alert.resolved")]


# Raised before anything else.


@pytest.mark.parametrize("event", ["escalated", "corrected"])
def test_whoever_joins_is_told_raised_first(event: str) -> None:
    office = Office(receivers=())
    office.tell(RAISED)
    office.receivers = (Receiver(name="late", url="https://x", catch_up="none"),)
    assert office.tick() == []
    assert office.tell(change(event, level="major")) == [("late", "alert.raised")]
    assert office.tell(RESOLVED) == [("late", "alert.resolved")]


@pytest.mark.parametrize("event", ["resolved", "taken", "released"])
def test_what_is_no_news_of_its_own_is_told_to_nobody_who_did_not_hear_of_it(event: str) -> None:
    office = Office(receivers=())
    office.tell(RAISED)
    office.receivers = (Receiver(name="late", url="https://x", catch_up="none"),)
    assert office.tell(change(event)) == []


def test_takes_and_releases_are_told_to_those_who_know_the_alert() -> None:
    office = Office()
    office.tell(RAISED)
    assert office.tell(change("taken")) == [("desk", "alert.taken")]
    assert office.tell(change("released")) == [("desk", "alert.released")]


def test_what_was_told_as_resolved_and_rises_again_is_told_again() -> None:
    office = Office()
    office.tell(RAISED, RESOLVED)
    assert office.tell(change("raised", change_id="surge-again")) == [("desk", "alert.raised")]


def test_an_alert_that_is_over_may_still_be_corrected() -> None:
    office = Office()
    office.tell(RAISED, RESOLVED)
    late = change("corrected", verdict=TRUE, resolved_at_ms=T0_MS)
    assert office.tell(late) == [("desk", "alert.corrected")]


def test_an_alert_that_was_merged_is_corrected_once_and_then_over() -> None:
    merged = structs.replace(change("corrected"), merged_into="f" * 16)
    office = Office()
    office.tell(RAISED)
    assert office.tell(merged) == [("desk", "alert.corrected")]
    office.receivers = (*office.receivers, EDITOR, Receiver(name="new", url="https://x"))
    assert office.tick() == []


# New receivers.


def test_a_new_receiver_is_told_what_is_open_once_and_across_restarts() -> None:
    office = Office(receivers=())
    office.tell(
        RAISED, change("raised", 1), change("resolved", 1), change("raised", 2, level="watch")
    )
    assert office.tick() == []
    office.receivers = (DESK,)
    assert office.tick() == [("desk", "alert.raised")]
    assert office.log[-1].alert_id == RAISED.alert_id
    office.restart()
    assert office.tick() == []
    assert office.tell(RAISED) == []  # its record comes once more


def test_a_filter_that_grows_brings_what_is_open() -> None:
    office = Office(receivers=(EDITOR,))
    office.tell(RAISED)
    office.receivers = (Receiver(name="editor", url=EDITOR.url, min_level="surge"),)
    assert office.tick() == [("editor", "alert.raised")]


def test_catch_up_from_a_time_brings_what_was_raised_since_though_it_is_over() -> None:
    office = Office(receivers=())
    for number, hours in enumerate((3, 2, 1)):
        at_ms = T0_MS - hours * HOUR_MS
        office.tell(change("raised", number, raised_at_ms=at_ms))
        office.tell(change("resolved", number, raised_at_ms=at_ms, resolved_at_ms=at_ms + 1))
    since = "2023-11-14T20:13:20+00:00"  # two hours before
    office.receivers = (Receiver(name="desk", url="https://x", catch_up=since),)
    assert office.tick() == [("desk", "alert.raised")] * 2
    assert office.tick() == []


def test_catch_up_from_a_time_brings_what_is_open_whenever_it_was_raised() -> None:
    office = Office(receivers=())
    office.tell(change("raised", raised_at_ms=T0_MS - 5 * HOUR_MS))
    since = "2023-11-14T20:13:20+00:00"  # two hours before
    office.receivers = (Receiver(name="desk", url="https://x", catch_up=since),)
    assert office.tick() == [("desk", "alert.raised")]
    assert office.tick() == []


def test_with_catch_up_none_a_new_receiver_is_told_what_is_new_only() -> None:
    office = Office(receivers=())
    office.tell(RAISED)
    office.receivers = (Receiver(name="desk", url="https://x", catch_up="none"),)
    assert office.tick() == []
    assert office.tell(change("raised", 1)) == [("desk", "alert.raised")]


# Quiet hours.


def test_a_quiet_night_ends_with_one_digest_of_what_is_still_hot() -> None:
    office = Office(receivers=(NIGHT,))
    assert office.tell(*(change("raised", number) for number in range(4))) == []
    assert office.tell(change("escalated", 1, level="major"), change("resolved", 2)) == []
    assert office.tell(change("corrected", 3, verdict=TRUE)) == []
    office.restart()
    assert office.tick(HOUR_MS) == []
    office.now_ms = MORNING_MS
    assert office.tick() == [("desk", "alert.digest")]
    (digest,) = office.digests()
    assert digest["reason"] == "quiet"
    hot = [(one["rumor_id"], one["level"]) for one in digest["alerts"]]
    assert hot == [(f"{0:016x}", "surge"), (f"{1:016x}", "major")]
    ended = {one.alert_id[-1] + one.state for one in office.log if one.attempt}
    assert ended == {"0digested", "1digested", "2withdrawn", "3withdrawn"}
    office.restart()
    assert office.tick(HOUR_MS) == []
    # who read the digest has heard of it
    assert office.tell(change("resolved", 0), change("resolved", 2)) == [("desk", "alert.resolved")]


def test_what_is_held_for_a_receiver_that_is_gone_waits_for_a_day() -> None:
    office = Office(receivers=(NIGHT,))
    office.tell(RAISED)
    office.receivers = (EDITOR,)
    office.now_ms = office.log[0].held_until_ms + 24 * HOUR_MS - 1
    assert office.tick() == []
    assert [one.state for one in office.log] == ["pending"]
    office.restart()
    office.tick(1)
    assert [(one.attempt, one.state) for one in office.log] == [(0, "pending"), (1, "dead")]
    assert "for a day" in office.log[-1].error
    office.restart()
    assert office.tick(HOUR_MS) == []
    assert len(office.log) == 2


def test_what_is_critical_wakes_people() -> None:
    office = Office(receivers=(NIGHT,))
    assert office.tell(RAISED) == []
    assert office.tell(CRITICAL) == [("desk", "alert.raised")]
    office.now_ms = MORNING_MS
    sent = office.tick()
    assert sent == [("desk", "alert.digest")]  # it is still hot
    assert office.tick() == []


def test_what_was_known_before_the_night_is_resolved_in_the_morning() -> None:
    evening = T0_MS - HOUR_MS
    office = Office(receivers=(NIGHT,), now_ms=evening)
    assert office.tell(RAISED) == [("desk", "alert.raised")]
    office.now_ms = T0_MS
    assert office.tell(MAJOR, RESOLVED) == []
    office.now_ms = MORNING_MS
    assert office.tick() == [("desk", "alert.resolved")]
    assert office.digests() == []
    assert office.tick() == []


def test_a_night_without_anything_hot_has_no_digest() -> None:
    office = Office(receivers=(NIGHT,))
    office.tell(RAISED, RESOLVED)
    office.now_ms = MORNING_MS
    assert office.tick() == []


def test_who_wants_no_digests_is_told_each_by_itself_in_the_morning() -> None:
    plain = Receiver(
        name="desk", url="https://x", events=("alert.raised",), quiet_hours=NIGHT.quiet_hours
    )
    office = Office(receivers=(plain,))
    assert office.tell(RAISED, change("raised", 1)) == []
    office.now_ms = MORNING_MS
    assert office.tick() == [("desk", "alert.raised")] * 2
    assert office.tick() == []


def test_a_receiver_that_left_the_config_keeps_what_is_held_for_it() -> None:
    office = Office(receivers=(NIGHT,))
    office.tell(RAISED)
    office.receivers, office.now_ms = (), MORNING_MS
    assert office.tick() == []
    office.receivers = (NIGHT,)
    assert office.tick() == [("desk", "alert.digest")]


# Storms.


def test_a_storm_is_told_as_one_digest_that_names_every_alert() -> None:
    office = Office(receivers=(Receiver(name="desk", url="https://x", storm=3),))
    for number in range(50):
        sent = office.tell(change("raised", number))
        assert sent == ([("desk", "alert.raised")] if number < 3 else [])
    assert office.tick(GATHER_MS - 1) == []
    office.restart()
    assert office.tick(1) == [("desk", "alert.digest")]
    (digest,) = office.digests()
    assert (digest["reason"], digest["count"]) == ("storm", 47)
    assert office.tell(change("resolved", 40)) == []  # the storm is not over
    assert office.tick(STORM_MS) == [("desk", "alert.digest")]
    assert office.tell(change("resolved", 41)) == [("desk", "alert.resolved")]


def test_three_hundred_surges_in_ten_minutes_are_five_messages_that_name_them_all() -> None:
    office = Office(receivers=(Receiver(name="desk", url="https://x", storm=3),))
    for number in range(300):
        office.now_ms = T0_MS + number * 2_000
        office.tell(change("raised", number))
        office.tick()
    for _ in range(20):
        office.tick(MINUTE_MS)
    told: set[str] = set()
    for one in office.sent():
        data = json.loads(one.body)["data"]
        told |= {alert["rumor_id"] for alert in data.get("alerts", [data])}
    assert [one.type for one in office.sent()] == ["alert.raised"] * 3 + ["alert.digest"] * 2
    assert len(told) == 300


def test_storm_0_tells_each_by_itself() -> None:
    office = Office(receivers=(Receiver(name="desk", url="https://x", storm=0),))
    assert len(office.tell(*(change("raised", number) for number in range(90)))) == 90


def test_one_alert_that_changes_much_is_no_storm() -> None:
    office = Office(receivers=(Receiver(name="desk", url="https://x", storm=1),))
    changes = [change("corrected", change_id=f"corrected-{number}") for number in range(9)]
    assert len(office.tell(RAISED, *changes)) == 10


def test_a_storm_in_the_night_is_one_digest_in_the_morning() -> None:
    stormy = Receiver(name="desk", url="https://x", storm=2, quiet_hours=NIGHT.quiet_hours)
    office = Office(receivers=(stormy,))
    assert office.tell(*(change("raised", number) for number in range(9))) == []
    office.now_ms = MORNING_MS
    assert office.tick() == [("desk", "alert.digest")]


# Alerts that nobody takes.

TAKES = Receiver(name="desk", url="https://x", take_within_s=600, next="editor")


def test_an_alert_that_nobody_takes_goes_to_the_next_once_and_stays_with_both() -> None:
    office = Office(receivers=(TAKES, EDITOR))
    office.tell(RAISED)
    assert office.tick(599_000) == []
    office.restart()
    assert office.tick(1_000) == [("editor", "alert.raised")]
    assert office.tick(HOUR_MS) == []
    office.restart()
    assert office.tick() == []
    assert office.tell(MAJOR) == [("desk", "alert.escalated"), ("editor", "alert.escalated")]
    assert office.tell(RESOLVED) == [("desk", "alert.resolved"), ("editor", "alert.resolved")]


@pytest.mark.parametrize("end", ["taken", "resolved"])
def test_what_is_taken_or_over_goes_to_nobody(end: str) -> None:
    office = Office(receivers=(TAKES, EDITOR))
    office.tell(RAISED, change(end))
    office.restart()
    assert office.tick(HOUR_MS) == []


def test_what_is_given_back_goes_on() -> None:
    office = Office(receivers=(TAKES, EDITOR))
    office.tell(RAISED, change("taken"))
    assert office.tick(HOUR_MS) == []
    office.tell(change("released"))
    assert office.tick() == [("editor", "alert.raised")]


def test_what_somebody_has_goes_to_nobody_though_more_is_told_and_on_when_the_take_is_undone() -> (
    None
):
    office = Office(receivers=(TAKES, EDITOR))
    office.tell(RAISED, change("taken", taken_by="anna"))
    office.tell(structs.replace(MAJOR, taken_by="anna"))
    assert office.tick(HOUR_MS) == []
    office.restart()
    assert office.tick() == []
    office.tell(change("corrected", level="major"))  # nobody is told that a take was undone
    assert office.tick() == [("editor", "alert.raised")]


# Receivers that fail.

WARNED = Receiver(name="desk", url="https://desk.example/hook", warn="ops")
OPS = Receiver(name="ops", url="https://ops.example", min_level="critical", events=("ping",))


def failing(office: Office) -> list[int]:
    return [
        json.loads(one.body)["data"]["percent"]
        for one in office.sent()
        if one.type == "receiver.failing"
    ]


def test_the_one_in_charge_hears_of_a_failing_receiver_in_time_and_when_it_is_back() -> None:
    office = Office(receivers=(WARNED, OPS))
    office.tell(RAISED)
    first = office.log[0]
    office.attempt(first, "pending", status=503, error="answered 503")
    for hours in range(24):
        if hours == 13:
            office.restart()
        office.now_ms = T0_MS + hours * HOUR_MS
        office.tick()
    assert failing(office) == [50, 70, 90]
    office.now_ms = T0_MS + 24 * HOUR_MS
    office.attempt(first, "dead", status=503, error="answered 503")
    assert office.tick() == [("ops", "receiver.failing")]
    assert failing(office) == [50, 70, 90, 100]
    said = json.loads(office.log[-1].body)["data"]
    assert (said["receiver"], said["error"]) == ("desk", "answered 503")
    ping = structs.replace(first, delivery_id="dlv_ping", type="ping", alert_id="")
    deliveries.recorded(office.state, LANE, [ping])
    office.attempt(ping)
    office.now_ms += 1_000
    # and what it lost of an alert that is still open goes out again
    assert office.tick() == [("desk", "alert.raised"), ("ops", "receiver.recovered")]
    assert office.tick(1_000) == []


def test_a_receiver_that_answers_410_is_told_at_once() -> None:
    office = Office(receivers=(WARNED, OPS))
    office.tell(RAISED)
    office.attempt(office.log[0], "disabled", status=410, error="gone", target="x")
    assert office.tick() == [("ops", "receiver.failing")]
    assert failing(office) == [100]


def test_a_hiccup_is_nobodys_concern() -> None:
    office = Office(receivers=(WARNED, OPS))
    office.tell(RAISED)
    office.attempt(office.log[0], "pending", error="answered 503")
    office.now_ms += HOUR_MS
    office.attempt(office.log[0])
    assert office.tick(24 * HOUR_MS) == []


def test_410_outlives_a_restart_and_another_url_is_another_receiver() -> None:
    office = Office()
    office.tell(RAISED)
    gone = target_of(DESK.url)
    office.attempt(office.log[0], "disabled", status=410, error="gone", target=gone)
    office.restart()
    assert deliveries.is_shut(office.state, DESK, office.log[0])
    moved = structs.replace(DESK, url="https://desk.example/new")
    assert not deliveries.is_shut(office.state, moved, office.log[0])
    assert DESK.url not in str(office.log[-1])


# Against an oracle: what was said of an alert is all that decides, one receiver at a time.


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_alerts_reach_twelve_receivers_as_declared(seed: int) -> None:
    rng = random.Random(seed)
    receivers = tuple(drawn_receiver(rng, number) for number in range(12))
    lives = [drawn_life(rng, number) for number in range(1_000)]
    office = Office(receivers=receivers)
    left = [list(life) for life in lives]
    while any(left):
        some = rng.sample(range(len(left)), 40)
        changes = [left[number].pop(0) for number in some if left[number]]
        if rng.random() < 0.03:  # killed before what it made was recorded: nothing is known of it
            event = AlertsTold(
                lane=LANE, source=Source(partition=0, offset=0), alerts=tuple(changes)
            )
            deliveries.step(office.state, event, **office._at())
            office.restart()
        office.tell(*changes)
        if rng.random() < 0.03:  # killed after it was recorded: the record comes again
            office.restart()
            assert office.tell(*changes) == []
    told: dict[tuple[str, str], list[tuple[str, str]]] = {}
    changes_of = {}
    for life in lives:
        for one in life:
            for receiver in receivers:
                told[one.alert_id, receiver.name] = []
                id_ = delivery_id(one.alert_id, one.change_id, receiver.name)
                changes_of[id_] = one.change_id
    for sent in office.sent():
        what = (changes_of[sent.delivery_id], sent.type)
        told[sent.alert_id, sent.receiver].append(what)
    wanted = {
        (life[0].alert_id, receiver.name): declared(life, receiver)
        for life in lives
        for receiver in receivers
    }
    assert told == wanted
    assert sum(map(len, wanted.values())) > 1_000
