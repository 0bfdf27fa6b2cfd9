"""Ids: made from content, and in the order of their times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core import ids

TIMES = st.integers(min_value=0, max_value=ids.LATEST_MS)
MAKERS = {
    "alert": lambda at_ms: ids.alert_id("main", "ab" * 8, at_ms),
    "delivery": lambda at_ms: ids.delivery_id(
        ids.alert_id("main", "ab" * 8, at_ms), "surge", "desk"
    ),
    "ping": lambda at_ms: ids.ping_id(at_ms, "req_1", "desk"),
    "decision": lambda at_ms: ids.decision_id("main", "ab" * 8, at_ms, "nonce"),
    "reject of a record": lambda at_ms: ids.reject_id(at_ms, "rumor.reports.v1", 0, 7),
    "reject of a report": lambda at_ms: ids.reject_id(
        at_ms, "00000000-0000-5000-8000-000000000001"
    ),
}


@pytest.mark.parametrize("name", MAKERS)
@given(times=st.lists(TIMES, min_size=2, max_size=20, unique=True))
def test_sorted_ids_are_sorted_times(name: str, times: list[int]) -> None:
    made = {MAKERS[name](at_ms): at_ms for at_ms in times}
    assert [made[id_] for id_ in sorted(made)] == sorted(times)


@pytest.mark.parametrize("name", MAKERS)
@given(at_ms=TIMES)
def test_an_id_tells_its_time_and_is_the_same_again(name: str, at_ms: int) -> None:
    made = MAKERS[name](at_ms)
    assert ids.time_of(made) == at_ms
    assert made == MAKERS[name](at_ms)


def test_rejects_of_all_kinds_sort_together() -> None:
    earlier, later = (
        ids.reject_id(1_000, "a report"),
        ids.reject_id(2_000, "rumor.reports.v1", 0, 7),
    )
    assert earlier < later


@pytest.mark.parametrize("at_ms", [-1, ids.LATEST_MS + 1, 10**30])
def test_times_of_broken_records_make_an_id_all_the_same(at_ms: int) -> None:
    assert len(ids.reject_id(at_ms, "x")) == len(ids.reject_id(0, "x"))


def test_a_question_is_a_variant_of_its_own_and_no_other_text_has_its_id() -> None:
    asking = ids.variant_id("main", "停水", asks=True)
    assert asking != ids.variant_id("main", "停水")
    assert asking == ids.variant_id("main", "停水", asks=True)
    assert len(asking) == 16


def test_what_tells_two_facts_apart_tells_their_ids_apart() -> None:
    alert = ids.alert_id("main", "ab" * 8, 5)
    assert (
        len(
            {
                ids.delivery_id(alert, change, to)
                for change in ("surge", "major")
                for to in ("desk", "ops")
            }
        )
        == 4
    )
    assert ids.report_id("main", "app", b"e:1") != ids.report_id("main", "other", b"e:1")
    assert ids.report_id("main", "app", b"e:1")[14] == "5"
