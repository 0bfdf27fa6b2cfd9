"""What a receiver that is back gets of what it lost."""

import pytest

from streams.core import deliveries
from streams.core.deliveries import Attempt, Pending, Unsent, judge
from tests.support.builders import LANE, delivery
from tests.support.office import DESK, MINUTE_MS, RAISED, Office

GONE = Attempt(status=410, error="answered 410 Gone")
REFUSED = Attempt(status=400, error="answered 400")
AGAIN = [("desk", "alert.raised")]


def ended(office: Office, how: Attempt | Unsent) -> None:
    """What was scheduled last ends without another attempt."""
    waits = Pending(office.sent()[-1], tries=99)
    end = judge(waits, how, now_ms=office.now_ms, jitter=1.0, url=DESK.url)
    assert end is not None
    office.log.append(end)
    deliveries.attempted(office.state, LANE, end)


def ask(office: Office) -> list[tuple[str, str]]:
    office.now_ms += MINUTE_MS
    return office.ask(office.sent()[-1].delivery_id)


def back(office: Office) -> list[tuple[str, str]]:
    """It takes a ping."""
    office.now_ms += MINUTE_MS
    ping = delivery(delivery_id=f"dlv_ping_{office.now_ms}", type="ping", alert_id="")
    office.attempt(ping)
    return office.tick(1_000)


@pytest.fixture(params=[False, True], ids=["running", "restarted"])
def shut(request: pytest.FixtureRequest) -> Office:
    """A receiver that answered 410, and was asked to take it all the same."""
    office = Office()
    office.tell(RAISED)
    ended(office, GONE)
    assert ask(office) == AGAIN
    ended(office, Unsent.DISABLED)
    if request.param:
        office.restart()
    return office


def test_what_was_asked_for_while_a_receiver_was_shut_goes_out_when_it_is_back(
    shut: Office,
) -> None:
    assert shut.tick(1_000) == [], "not before"
    assert back(shut) == AGAIN
    assert shut.sent()[-1].again == "back"


def test_as_often_as_nothing_could_be_sent(shut: Office) -> None:
    for _ in range(3):
        assert back(shut) == AGAIN
        ended(shut, Unsent.DISABLED)
    assert back(shut) == AGAIN
    ended(shut, REFUSED)
    assert back(shut) == [], "refused, while others are taken"


@pytest.mark.parametrize("how", [Unsent.MISSING, Unsent.OVERDUE])
def test_so_does_what_was_asked_for_and_never_tried(how: Unsent) -> None:
    office = Office()
    office.tell(RAISED)
    office.attempt(office.sent()[-1], "dead", error="answered 503", status=503)
    ask(office)
    office.now_ms += 90_000 * 1_000
    ended(office, how)
    assert back(office) == AGAIN


def test_what_was_asked_for_and_refused_does_not_come_by_itself() -> None:
    office = Office()
    office.tell(RAISED)
    ended(office, REFUSED)
    ask(office)
    ended(office, REFUSED)
    assert back(office) == []
