"""Bounded work: us of CPU that one hostile text costs, stage by stage, alone in its record.

Alone a text pays for each call of an array operation; in company it pays less. The matching
stage is measured in an index that holds many texts of the same making: there each gram has its
row full, and every candidate is compared to the end.
"""

import time
from collections.abc import Callable

from streams.core.clusters.state import COMPARED
from streams.core.lanes import family, lane_of
from streams.core.masking import masks_of
from streams.core.matching.explanation import Wordings
from streams.core.matching.flags import red_flags_of
from streams.core.matching.index import Index
from streams.core.matching.stance import stances_of
from streams.core.text import has_something_to_match, identify, matchables
from tests.support.hostile_texts import hostile

LENGTHS = (1_000, 10_000)
MOST_US = 1_000  # of all stages together, validation and explanation aside
SHOWN = 12  # the worst
ROUNDS = 5  # the quickest is told: the machine may be busy
LIKE_IT = 12  # wordings in the index that are the same but for their beginning and end
VALIDATION = "validation"
EXPLANATION = "explanation"
ASIDE = (VALIDATION, EXPLANATION)

Stages = dict[str, float]


def run() -> None:
    for length in LENGTHS:
        costs = {name: stages_us(text) for name, text in hostile(length)}
        print(f"   {len(costs)} texts of {length:,} characters, us a text alone:")
        for stage in next(iter(costs.values())):
            worst = max(costs, key=lambda name: costs[name][stage])
            print(f"   {stage:12} at most {costs[worst][stage]:8.0f}  {worst}")
        ranked = sorted(costs, key=lambda name: total_us(costs[name]), reverse=True)
        over = sum(total_us(one) > MOST_US for one in costs.values())
        print(f"   all but validation and explanation: {over} above {MOST_US:,} us; the worst:")
        for name in ranked[:SHOWN]:
            told = ", ".join(f"{stage} {us:.0f}" for stage, us in costs[name].items())
            print(f"     {total_us(costs[name]):6.0f}  {name}: {told}")


def total_us(stages: Stages) -> float:
    return sum(us for stage, us in stages.items() if stage not in ASIDE)


def stages_us(text: str) -> Stages:
    """All that is done with a text, each part by itself."""
    like_it = [f"{n}x{text[len(str(n)) + 2 :]}{n}" for n in range(LIKE_IT)]
    compared = matchables([text, *like_it], [""] * (1 + LIKE_IT))
    index = Index(family(text))
    index.add(compared[1:], range(LIKE_IT))
    joined = like_it[0][:COMPARED]
    return {
        VALIDATION: fastest_us(lambda: has_something_to_match(text)),
        "identity": fastest_us(lambda: identify((text,))),
        "lane": fastest_us(lambda: lane_of("main", text)),
        "matchable": fastest_us(lambda: matchables((text,), ("",))),
        "index": fastest_us(lambda: index.find(compared[:1])),
        "stance": fastest_us(lambda: stances_of((text,), (joined,))),
        "red flags": fastest_us(lambda: red_flags_of((text,))),
        "masks": fastest_us(lambda: masks_of((text,))),
        EXPLANATION: fastest_us(lambda: Wordings().explain(text, joined, 0.5), rounds=1),
    }


def fastest_us(step: Callable[[], object], rounds: int = ROUNDS) -> float:
    took_s = []
    for _ in range(rounds):
        began_s = time.process_time()
        step()
        took_s.append(time.process_time() - began_s)
    return min(took_s) * 1e6
