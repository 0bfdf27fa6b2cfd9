"""What is open at an Alertmanager: repeated while it is open, ended when it is over for whoever
runs it, and gone by itself where nobody repeats it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from schemas.events import Delivery, VerdictGiven
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries.holding import GATHER_MS
from streams.core.receivers.alertmanager import OUTLIVES_MS
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import Manner
from streams.core.times import rfc3339
from tests.support.builders import LANE, T0_MS
from tests.support.office import (
    DESK,
    HOUR_MS,
    MAJOR,
    MINUTE_MS,
    NIGHT,
    RAISED,
    RESOLVED,
    Office,
)
from tests.support.routing import change
from tests.support.tellings import EXAMPLES, alert, telling

PAGER = structs.replace(DESK, kind="alertmanager")
TRUE = structs.replace(change("corrected"), verdict=VerdictGiven(rating="true"))
Found = dict[str, Any]


def repeated(office: Office, receiver: Receiver = PAGER) -> list[Found]:
    """The alerts that are told again."""
    bodies = deliveries.repeated(office.state, receiver, now_ms=office.now_ms, links="http://x")
    return [one for body in bodies for one in json.loads(body)]


def severities(found: Sequence[Found]) -> dict[str, str]:
    """Severity and end of each."""
    return {one["labels"]["severity"]: one.get("endsAt", "") for one in found}


@pytest.mark.parametrize("restart", [False, True])
def test_what_is_open_is_repeated_until_it_is_over(restart: bool) -> None:
    office = Office(receivers=(PAGER,))
    assert repeated(office) == []
    office.tell(RAISED, change("raised", 1))
    office.now_ms += HOUR_MS
    if restart:
        office.restart()
    found = repeated(office)
    assert {one["endsAt"] for one in found} == {rfc3339(office.now_ms + OUTLIVES_MS)}
    assert [one["labels"] for one in found] == [
        one["labels"] for sent in office.sent() for one in json.loads(sent.body)
    ]
    office.tell(structs.replace(RESOLVED, resolved_at_ms=office.now_ms))
    goes_on, over = repeated(office)
    assert goes_on["endsAt"] > rfc3339(office.now_ms) == over["endsAt"]
    office.now_ms += OUTLIVES_MS
    assert [one["labels"]["alert_id"] for one in repeated(office)] == [change("raised", 1).alert_id]


def test_what_a_receiver_wants_no_more_is_over_there_at_once() -> None:
    office = Office(receivers=(PAGER,))
    office.tell(RAISED)
    office.now_ms += HOUR_MS
    office.tell(structs.replace(TRUE, previous_level="surge"))
    told = office.sent()[-1]
    assert told.leaves
    assert severities(json.loads(told.body))["surge"] == rfc3339(office.now_ms)
    office.now_ms += MINUTE_MS
    assert severities(repeated(office))["surge"] == rfc3339(office.now_ms)
    office.now_ms += OUTLIVES_MS
    assert repeated(office) == []


@pytest.mark.parametrize("ends", ["leaves", "merged"])
def test_what_is_told_as_the_last_of_an_alert_ends_all_its_severities(ends: str) -> None:
    into = "0" * 16 if ends == "merged" else ""
    now = alert(event="corrected", level="major", previous_level="surge", merged_into=into)
    told = replace(telling(now, "alert.corrected"), leaves=ends == "leaves")
    found = json.loads(KINDS["alertmanager"].body(told, manner=Manner()))
    assert set(severities(found)) == {"critical", "major", "surge", "watch"}
    assert all("" < end <= rfc3339(told.at_ms) for end in severities(found).values())


@pytest.mark.parametrize("is_known", [False, True], ids=["before it was told", "since"])
@pytest.mark.parametrize("is_remade", [False, True])
def test_what_a_verdict_takes_away_in_a_storm_is_over_in_its_digest(
    is_known: bool, is_remade: bool
) -> None:
    pager = structs.replace(PAGER, storm=1, kind="standard" if is_remade else PAGER.kind)
    office = Office(receivers=(pager,))
    first, second = change("raised", 0), change("raised", 1)
    office.tell(first)
    office.tell(second)
    taken = first if is_known else second
    verdict = VerdictGiven(rating="true")
    office.tell(structs.replace(taken, event="corrected", change_id="true", verdict=verdict))
    office.tick(GATHER_MS)
    digest = next(one for one in office.sent() if one.type == "alert.digest")
    if is_remade:
        anew = deliveries.remade(
            office.state, LANE, digest, PAGER, now_ms=office.now_ms, links="http://x"
        )
        assert isinstance(anew, Delivery)
        digest = anew
    ends = {one["labels"]["alert_id"]: one.get("endsAt") for one in json.loads(digest.body)}
    assert ends.pop(taken.alert_id) == rfc3339(office.now_ms)
    assert list(ends.values()) == ([None] if is_known else [])
    goes_on = {one["labels"]["alert_id"]: one["endsAt"] for one in repeated(office)}
    assert goes_on[taken.alert_id] == rfc3339(office.now_ms)


def test_a_verdict_that_is_taken_back_in_a_storm_takes_nothing_away() -> None:
    pager = structs.replace(PAGER, storm=1)
    office = Office(receivers=(pager,))
    office.tell(RAISED)
    office.tell(change("raised", 1))
    office.tell(structs.replace(TRUE, change_id="true"))
    office.tell(change("corrected", change_id="none"))
    office.tick(GATHER_MS)
    (digest,) = [one for one in office.sent() if one.type == "alert.digest"]
    assert ["endsAt" in one for one in json.loads(digest.body)] == [False, False]


def test_a_level_that_waits_for_the_morning_is_not_told_by_the_way() -> None:
    pager = structs.replace(NIGHT, kind="alertmanager")
    office = Office(receivers=(pager,), now_ms=T0_MS - HOUR_MS)
    office.tell(RAISED)
    office.now_ms = T0_MS
    office.tell(MAJOR)
    assert list(severities(repeated(office, pager))) == ["surge"]
    office.restart()
    assert list(severities(repeated(office, pager))) == ["surge"]


def test_what_was_tried_and_put_off_until_the_morning_is_not_told_by_the_way() -> None:
    pager = structs.replace(NIGHT, kind="alertmanager")
    office = Office(receivers=(pager,), now_ms=T0_MS - HOUR_MS)
    office.tell(RAISED)
    office.tell(MAJOR)
    office.now_ms = T0_MS
    held = deliveries.put_off(office.state, LANE, office.log[-1], pager, now_ms=T0_MS)
    assert held is not None
    office._record((held,))
    assert repeated(office, pager) == []


def test_nothing_is_repeated_to_another_receiver_tenant_or_kind() -> None:
    office = Office(receivers=(PAGER,))
    office.tell(RAISED)
    assert repeated(office, structs.replace(PAGER, tenant="north")) == []
    assert repeated(office, structs.replace(PAGER, name="other")) == []
    assert [name for name, kind in KINDS.items() if kind.REPEATS_S] == ["alertmanager"]


def test_the_newest_wording_stands_first() -> None:
    (told,) = json.loads(KINDS["alertmanager"].body(EXAMPLES["raised"], manner=Manner()))
    assert told["annotations"]["newest"].split("\n") == list(alert().newest[::-1])
