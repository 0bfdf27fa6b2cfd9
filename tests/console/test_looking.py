"""Which pages are open before whom."""

from streams.api.console.looking import LATELY_S, MOST_OPEN, MOST_SESSIONS, Looks
from streams.clock import SettableClock


def test_a_page_is_open_to_the_session_that_looks_at_it_and_not_for_ever() -> None:
    clock = SettableClock()
    looks = Looks(clock)
    looks.saw("one", "/rumors")
    assert looks.again("one", "/rumors")
    assert not looks.again("one", "/alerts")
    assert not looks.again("two", "/rumors")
    clock.move(LATELY_S - 1)
    looks.saw("one", "/rumors")
    clock.move(LATELY_S - 1)
    assert looks.again("one", "/rumors"), "every look keeps it open"
    clock.move(1)
    assert not looks.again("one", "/rumors")


def test_a_session_has_a_few_pages_open_and_those_looked_at_last() -> None:
    looks = Looks(SettableClock())
    for number in range(MOST_OPEN):
        looks.saw("one", f"/rumors/{number}")
    looks.saw("one", "/rumors/0")
    looks.saw("one", "/alerts")
    assert looks.again("one", "/rumors/0")
    assert not looks.again("one", "/rumors/1")


def test_of_many_sessions_the_oldest_is_forgotten() -> None:
    looks = Looks(SettableClock())
    for number in range(MOST_SESSIONS + 1):
        looks.saw(str(number), "/")
    assert not looks.again("0", "/")
    assert looks.again("1", "/")
