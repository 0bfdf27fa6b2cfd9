"""How much memory a worker may take, and what goes first where it is more.

In: what each kind takes. Out: what some of them may take from here on. What is given up is what the
log and ClickHouse hold anyway: no report is lost by it and none is counted twice.

| in this order | what is given up | what is lost |
|---|---|---|
| `deliveries` | bodies of deliveries that are over, the oldest | to ask for one of them again |
| `repeats` | ids of reports, those of the day before first | a copy may count for a surge again |
| `surges` | states of rumors at rest, the longest at rest first; then hours of others, which rest \
from then on, those that were seen least lately first, and never while they surge | baselines |
| `matching` | exemplars of the largest lanes, the oldest first | what is like them alone is new |

Each kind keeps a share, whatever the others take: a million wordings must not silence surges. Not
given up: ids of wordings and rumors. A wording that is forgotten would join another rumor.
"""

from collections.abc import Mapping

MIB = 1 << 20
BASE = 230 * MIB  # bytes of a worker before its first report: interpreter, compiled loops, clients
LEAST_MIB = 320  # of a budget: the process, and something to work with
# Bytes in memory, measured with `tracemalloc` over 20,000 to 200,000 of each.
OF_WORDING = 126  # its id, rumor and stance
OF_RUMOR = 125  # its id and cluster
OF_REPEAT = 19  # an id that came in one by one; sorted in at a start it takes 13
# Of states a third more than they take: they come and go among what stays, and what they leave
# behind is not all given back. Counted as they are, 464 MiB were in use where 400 were allowed.
OF_SURGE = 4_700  # of one reporter 2,100, of ten 2,400, of twenty in as many hours 9,400
OF_REST = 350  # the longest 265, on pages (`resting`)
OF_DELIVERY = 3_700  # with its body
OF_ALERT = 2_700
OF_QUOTE = 80  # beside its characters

BASIS = "base"
IDS = "ids"
DELIVERIES = "deliveries"
REPEATS = "repeats"
SURGES = "surges"
MATCHING = "matching"
ORDER = (DELIVERIES, REPEATS, SURGES, MATCHING)
# Of what is left beside the process and the ids.
SHARES = {DELIVERIES: 0.1, REPEATS: 0.2, SURGES: 0.3, MATCHING: 0.4}
DOWN_TO = 0.9  # of the budget: what has to give does so now and then, and not all the time


def ceilings(used: Mapping[str, int], budget: int) -> dict[str, int]:
    """The kinds that have to give -> bytes that each may take; empty within the budget.

    `used` are bytes by kind; a budget of 0 bounds nothing.
    """
    total = sum(used.values())
    if not budget or total <= budget:
        return {}
    target = int(budget * DOWN_TO)
    room = max(0, target - sum(taken for kind, taken in used.items() if kind not in ORDER))
    over = total - target
    found = {}
    for kind in ORDER:
        taken = used.get(kind, 0)
        give = min(over, taken - int(SHARES[kind] * room))
        if give > 0:
            found[kind] = taken - give
            over -= give
    return found
