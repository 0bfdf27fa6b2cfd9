"""Two analysts decide at random through the API; every read stays a recount of facts and decisions,
and undoing everything gives the first state back.
"""

import random
from collections import Counter

from deploy.demo import scenario
from tests.support.analysts import Analyst, differences, play, recounted, undo_all
from tests.support.players import batches, post_batch
from tests.support.system import temporary

REPORTS = 3_000
RUMORS = 60
DECISIONS = 30  # of each


def test_every_read_is_a_recount_of_what_two_analysts_left() -> None:
    reports = scenario.load(5, rumors=RUMORS)
    with temporary() as system:
        for part in batches([next(reports) for _ in range(REPORTS)], 500):
            post_batch(system.api, part)
        system.settle(REPORTS)
        chance = random.Random(5)
        first = recounted(system)
        # Few, so that they meet.
        pool = sorted(first, key=lambda rumor: -first[rumor].reports)[:15]
        analysts = [Analyst(system.api, random.Random(seed), list(pool)) for seed in (1, 2)]
        play(analysts, DECISIONS)
        answers = sum((one.answers for one in analysts), start=Counter[int]())
        assert answers.keys() <= {200, 201, 409, 412, 422}
        assert answers[201] > DECISIONS // 2
        assert recounted(system) != first
        assert differences(system, looked_at=8, chance=chance) == []
        undo_all(system)
        assert recounted(system) == first
        assert differences(system, looked_at=8, chance=chance) == []
