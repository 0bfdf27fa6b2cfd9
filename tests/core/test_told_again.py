"""What a worker that was killed tells once more, of a time that is past."""

from typing import Any

import pytest
from msgspec import structs

from schemas.events import Alert, AlertsTold, Source, VerdictGiven
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Deliveries
from streams.core.deliveries.recording import MOST_CHANGES
from tests.support.builders import LANE, T0_MS
from tests.support.office import DESK, MAJOR, MINUTE_MS, RAISED, RESOLVED, Office
from tests.support.routing import change

MISLED = Receiver(name="misled", url="https://x", verdicts=("misleading",), storm=0)
MISLEADING = VerdictGiven(rating="misleading")


def rated(rating: str, decision: str = "", **fields: int) -> Alert:
    return change(
        "corrected",
        change_id=f"corrected-dec_{decision or rating}",
        verdict=VerdictGiven(rating=rating),
        **fields,
    )


def later(alert: Alert, later_ms: int = MINUTE_MS) -> Alert:
    """The same change, told by whoever does not know that it was."""
    return structs.replace(alert, at_ms=alert.at_ms + later_ms, reporters=alert.reporters - 2)


@pytest.fixture(params=[False, True], ids=["running", "restarted"])
def office(request: pytest.FixtureRequest) -> Office:
    """Rated false and then misleading, which brings the alert to one receiver."""
    office = Office((DESK, MISLED))
    assert office.tell(RAISED, offset=0) == [("desk", "alert.raised")]
    assert office.tell(rated("false", at_ms=T0_MS + 1), offset=1) == [("desk", "alert.corrected")]
    assert office.tell(rated("misleading", at_ms=T0_MS + 2), offset=2) == [
        ("desk", "alert.corrected"),
        ("misled", "alert.raised"),
    ]
    if request.param:
        office.restart()
    return office


@pytest.mark.parametrize("together", [True, False])
def test_a_verdict_that_another_followed_is_not_told_again(office: Office, together: bool) -> None:
    again = (later(RAISED), later(rated("false")), later(rated("misleading")))
    records = [again] if together else [(one,) for one in again]
    for offset, alerts in enumerate(records, start=3):
        assert office.tell(*alerts, offset=offset) == []
    newest = office.state.lane(LANE).alerts[RAISED.alert_id].alert
    assert newest == rated("misleading", at_ms=T0_MS + 2)
    end = later(RESOLVED, 2 * MINUTE_MS)
    assert office.tell(end, offset=9) == [("desk", "alert.resolved"), ("misled", "alert.resolved")]


def test_what_is_new_is_told_beside_what_is_told_again(office: Office) -> None:
    raised_anew = change("raised", change_id="surge-1", verdict=MISLEADING)
    news = (
        rated("misleading", "another", at_ms=T0_MS + MINUTE_MS),
        structs.replace(rated("misleading", "delayed", at_ms=T0_MS - 1), delayed_s=300.0),
        structs.replace(raised_anew, at_ms=T0_MS + 2 * MINUTE_MS),
    )
    for offset, alert in enumerate(news, start=3):
        told = office.tell(later(rated("false")), alert, offset=offset)
        assert told == [("desk", f"alert.{alert.event}"), ("misled", f"alert.{alert.event}")]


def test_what_is_told_again_makes_no_storm() -> None:
    office = Office((structs.replace(DESK, storm=2), structs.replace(MISLED, storm=2)))
    many = [change("raised", number) for number in range(3)]
    for offset, one in enumerate(many[:2]):
        office.tell(one, offset=offset)
    again = [later(structs.replace(one, verdict=MISLEADING)) for one in many[:2]]
    new = structs.replace(many[2], verdict=MISLEADING)
    assert office.tell(*again, new, offset=2) == [("misled", "alert.raised")]


def test_a_record_whose_deliveries_were_not_recorded_makes_them_when_it_is_read_again() -> None:
    state = Deliveries()
    event = AlertsTold(lane=LANE, source=Source(partition=0, offset=0), alerts=(RAISED, MAJOR))
    at: dict[str, Any] = {"now_ms": T0_MS, "receivers": (DESK,), "links": "http://x"}
    _, made = deliveries.step(state, event, offset=4, **at)
    assert len(made) == 2
    assert deliveries.step(state, event, offset=4, **at)[1] == made
    assert deliveries.step(state, event, offset=5, **at)[1] == ()


def test_the_newest_changes_of_an_alert_are_known_and_no_more() -> None:
    office = Office()
    many = [rated("false", f"{number}", at_ms=T0_MS + number) for number in range(3 * MOST_CHANGES)]
    for offset, alert in enumerate([RAISED, *many]):
        office.tell(alert, offset=offset)
    known = office.state.lane(LANE).alerts[RAISED.alert_id].changes
    assert len(known) == MOST_CHANGES
    assert next(reversed(known)) == many[-1].change_id
    office.receivers = (DESK, Receiver(name="late", url="https://x"))
    assert office.tell(later(many[-1]), offset=999) == []
