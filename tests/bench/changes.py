"""How often what changed from one wording to another is named, and what an explanation costs."""

import time

from streams.core.matching.explanation import Explanations, Wordings
from tests.core.changes import kinds, pairs

RUNS = 5  # the quickest of them is told: the machine may be busy
TIMES = 50
LONG = 5_000  # characters
TREE = 1_000  # the most wordings that one answer explains
TEXT = "今晚8点全市停水，请大家提前储水，转发给身边的人，柳河村所有学校停课，联系电话12320，"


def run() -> None:
    for half in ("practised", "measured"):
        found = pairs(half)
        right = sum(kinds(earlier, later) == wanted for wanted, earlier, later in found)
        print(f"{half}: {right} of {len(found)} pairs named exactly")
    earlier = TEXT * 2
    later = earlier.replace("今晚8点", "明早9点").replace("柳河", "清水")
    print(f"  {len(earlier)} characters: {_microseconds(earlier, later):.0f} us")
    times = LONG // len(earlier)
    print(f"  {LONG} characters: {_microseconds(earlier * times, later * times):.0f} us")
    known = Explanations()
    tree = [(f"{later}第{number}条", earlier, 0.5) for number in range(TREE)]
    for when in ("at first", "after that"):
        began = time.process_time()
        known.explain(tree)
        took_s = time.process_time() - began
        print(f"  a tree of {TREE} wordings {when}: {took_s:.3f} s")


def _microseconds(earlier: str, later: str) -> float:
    took_s = []
    for _ in range(RUNS):
        began = time.process_time()
        for _ in range(TIMES):
            Wordings().explain(later, earlier, 0.5)
        took_s.append(time.process_time() - began)
    return min(took_s) / TIMES * 1e6
