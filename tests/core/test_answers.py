"""Which reports are to be answered, and what one answer holds."""

from streams.core.answers import Group, Heard, Reported, Ruling, changed, cut, pending
from streams.core.answers.making import MOST_CHARACTERS, MOST_REPORTS
from streams.core.curation.effects import Placing

A, B, C = (f"{n:x}" * 16 for n in range(10, 13))
V, W = ("1" * 16, "2" * 16)
MOVED = {V: (Placing(C, 5, False),)}


def test_what_is_rated_otherwise_than_before_is_looked_at() -> None:
    before = Ruling(rated={A: "dec_1", B: "dec_2"})
    now = Ruling(rated={A: "dec_1", B: "dec_3", C: "dec_3"})
    assert changed(before, now) == {B, C}
    assert changed(now, before) == {B, C}
    assert changed(now, now) == frozenset()


def test_what_wordings_were_taken_from_is_looked_at_before_and_after() -> None:
    """A rumor that is rated may be made of wordings that joined another one."""
    moved = Ruling(placings=MOVED, left=frozenset({A}))
    assert changed(Ruling(), moved) == {A}
    assert changed(moved, Ruling()) == {A}
    rated = Ruling(rated={C: "dec_1"}, placings=MOVED, left=frozenset({A}))
    assert changed(moved, rated) == {A, C}


def test_who_heard_another_verdict_last_is_to_be_answered() -> None:
    heard = [
        Heard("app", V, A, "", 3),  # never heard
        Heard("app", V, A, "dec_1", 2),  # heard it
        Heard("app", W, A, "", 1),
        Heard("bus", W, B, "dec_1", 1),  # it was merged with A then
        Heard("bus", W, C, "", 1),  # nothing to hear
    ]
    found = pending(heard, rated={A: "dec_1"}, shown_as=lambda _, rumor_id: rumor_id)
    assert found == [
        Group("app", A, "dec_1", "", (V, W), (A,)),
        Group("bus", B, "", "dec_1", (W,), (B,)),
    ]


def test_wordings_of_several_rumors_that_show_as_one_are_answered_together() -> None:
    heard = [Heard("app", V, A, "", 1), Heard("app", W, B, "", 1)]
    found = pending(heard, rated={C: "dec_1"}, shown_as=lambda *_: C)
    assert found == [Group("app", C, "dec_1", "", (V, W), (A, B))]


def test_an_answer_is_no_larger_than_a_record_may_be() -> None:
    short = [Reported(f"{n}", A, "id") for n in range(MOST_REPORTS + 5)]
    assert len(cut(short)) == MOST_REPORTS
    long = [Reported(f"{n}", A, "x" * 200) for n in range(MOST_REPORTS)]
    assert sum(len(one.external_id) for one in cut(long)) == MOST_CHARACTERS
    assert cut(long[:1]) == long[:1]
