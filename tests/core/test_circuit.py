"""How hard a receiver is knocked at."""

import pytest

from streams.core.deliveries import Attempt, Circuit
from streams.core.deliveries.circuit import (
    FIRST_PROBE_MS,
    LONGEST_PROBE_MS,
    MOST_AT_ONCE,
    OPENS_AFTER,
)

TAKEN = Attempt(status=204)
AWAY = Attempt(status=503, error="answered 503")
NOW_MS = 1_700_000_000_000


def failed(times: int, *, now_ms: int = NOW_MS) -> tuple[Circuit, int]:
    """One that failed so often, each attempt begun as soon as it may be -> it, and by when."""
    circuit = Circuit()
    for _ in range(times):
        now_ms = circuit.ready_at_ms(now_ms)
        circuit.begin(now_ms)
        circuit.end()
        circuit.learn(AWAY, now_ms)
    return circuit, now_ms


def test_so_many_attempts_at_once_and_one_while_it_fails() -> None:
    circuit = Circuit()
    for _ in range(MOST_AT_ONCE):
        assert not circuit.full
        circuit.begin(NOW_MS)
    assert circuit.full
    circuit.end()
    assert not circuit.full
    opened, now_ms = failed(OPENS_AFTER)
    opened.begin(now_ms)
    assert opened.full


def test_a_few_failures_slow_down_nobody_else() -> None:
    circuit, now_ms = failed(OPENS_AFTER - 1)
    assert not circuit.open
    assert circuit.ready_at_ms(now_ms) == now_ms


def test_while_it_fails_it_is_tried_rarer_and_rarer() -> None:
    waits = []
    for probes in (0, 1, 2, 3, 30, 10_000):
        circuit, now_ms = failed(OPENS_AFTER + probes)
        waits.append(circuit.ready_at_ms(now_ms) - now_ms)
    assert waits[:4] == [FIRST_PROBE_MS * 2**n for n in range(4)]
    assert waits[4:] == [LONGEST_PROBE_MS] * 2


def test_what_it_takes_closes_the_circuit() -> None:
    circuit, now_ms = failed(OPENS_AFTER + 3)
    circuit.learn(TAKEN, now_ms)
    assert not circuit.open
    assert circuit.ready_at_ms(now_ms) == now_ms


def test_one_in_doubt_is_tried_by_one_at_a_time_until_it_takes_something() -> None:
    circuit = Circuit(doubtful=True)
    for _ in range(2):
        assert not circuit.full
        circuit.begin(NOW_MS)
        assert circuit.full
        circuit.end()
        circuit.learn(AWAY, NOW_MS)
    circuit.learn(TAKEN, NOW_MS)
    circuit.begin(NOW_MS)
    assert not circuit.full


def test_what_was_under_way_when_it_failed_delays_the_first_probe_no_further() -> None:
    """Away for a moment, while as many as may be write to it: then it is asked again at once."""
    circuit = Circuit()
    for _ in range(MOST_AT_ONCE):
        circuit.begin(NOW_MS)
    for one in range(MOST_AT_ONCE):
        circuit.learn(AWAY, NOW_MS + 100 * one)
        circuit.end()
    opened_ms = NOW_MS + 100 * (OPENS_AFTER - 1)
    assert circuit.ready_at_ms(NOW_MS) == opened_ms + FIRST_PROBE_MS
    # A probe that fails, too, doubles the wait: once, whatever else ends in that time.
    probed_ms = circuit.ready_at_ms(NOW_MS)
    for later_ms in (0, 100, 200):
        circuit.learn(AWAY, probed_ms + later_ms)
    assert circuit.ready_at_ms(NOW_MS) == probed_ms + 2 * FIRST_PROBE_MS


@pytest.mark.parametrize(
    ("header", "wait_ms"),
    [("30", 30_000), ("Tue, 14 Nov 2023 22:14:20 GMT", 60_000), ("soon", 0), ("9" * 9, 86_400_000)],
)
def test_who_asks_for_time_is_given_it_by_all_that_wait(header: str, wait_ms: int) -> None:
    circuit = Circuit()
    circuit.learn(Attempt(status=429, error="too many", retry_after=header), NOW_MS)
    assert circuit.ready_at_ms(NOW_MS) == NOW_MS + wait_ms
    # one that began before and ends after does not shorten it
    circuit.learn(Attempt(status=429, error="too many", retry_after="1"), NOW_MS)
    assert circuit.ready_at_ms(NOW_MS) == NOW_MS + max(wait_ms, 1_000)


def test_a_service_is_sent_so_many_messages_in_any_minute() -> None:
    circuit = Circuit(per_minute=20)
    now_ms = NOW_MS
    began = []
    for _ in range(100):
        now_ms = circuit.ready_at_ms(now_ms)
        circuit.begin(now_ms)
        circuit.end()
        began.append(now_ms)
        now_ms += 100
    for at_ms in began:
        assert sum(at_ms <= other < at_ms + 60_000 for other in began) <= 20
    assert began[-1] - began[0] < 5 * 60_000
