"""Who the reporters of a rise are: people the lane knows, people it meets for the first time, or a
set that always comes together.

In: every reporter who counts. Out: how many of a rise's reporters are independent of each other.
Two signs are looked for, and only these:

- Met first in this rise, more of them than chance would have it: a lane knows what share of its
  reporters are new (`MATURE_MET`), and where a rise has so few others that this is `UNLIKELY`, all
  who are new count as one. A young lane, in which everybody is new, sees nothing in it.
- Always together. The same people made two rises of other rumors before, and are at most K:
  together they count as one. Of those who were held back as strangers once is enough.

A rise of at most K reporters of whom too few are independent is not called a surge. More than K are
told whoever they are: a genuine hoax may be reported by nobody whom the lane has met, and K in an
hour are a surge by definition. Not told apart, therefore: a larger group of puppets, strangers in a
young lane, a small community whose members all report everything, reports without a reporter.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from streams.core.durations import DAY_MS
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.sketch import MASK, Sketch

# A byte each: a lane remembers about the last 60,000 people. One who is forgotten is new again, and
# the share of new people is measured with the same memory.
SLOTS = 1 << 16
SPREAD = 0xD6E8FEB86659FD93  # odd, with its bits well mixed: neighbours land far apart
SLOT_SHIFT = 48
MATURE_MET = 1_000  # reporters met before a share of new ones says anything
MATURE_MS = DAY_MS
MOST_MET = 20_000  # then both are halved: habits change
# To hold a genuine rise back costs some reports, until others are among its reporters; to tell one
# group more than that.
UNLIKELY = 0.1
MOST_COMPARED = 300  # people of a rise: of more the chance is no number any more, and nobody asks
SAME = 0.8  # of a rise's reporters who were in another: the same set
TOGETHER = 2  # rises of other rumors by the same set: they always come together
LEAST_SHARED = 3  # reporters who can be compared at all
GROUPS_KEPT = 64
GROUP_KEEPS = 64  # reporters of a group, those of the smallest keys: the same ones in every rise


@dataclass(slots=True)
class Group:
    """Who made a rise that is over; `strangers` were a crowd that the lane met in it."""

    rumor_id: str
    keys: frozenset[int]
    strangers: bool


@dataclass(slots=True)
class Crowd:
    """What a lane knows of its reporters."""

    since_ms: int = 0
    met: int = 0
    new: int = 0
    marks: bytearray = field(default_factory=lambda: bytearray(SLOTS))
    groups: list[Group] = field(default_factory=list)


def meet(state: Crowd, key: int, at_ms: int) -> bool:
    """Whether a reporter is new to the lane; remembers him."""
    met = state.met + 1
    if met == 1:
        state.since_ms = at_ms
    elif met >= MOST_MET:
        met //= 2
        state.new //= 2
    state.met = met
    slot = (((key ^ (key >> 32)) * SPREAD) & MASK) >> SLOT_SHIFT
    mark = key % 255 + 1
    marks = state.marks
    if marks[slot] == mark:
        return False
    marks[slot] = mark
    state.new += 1
    return True


def are_strangers(state: Crowd, people: int, new: int, at_ms: int) -> bool:
    """Whether so many new ones among so many people are more than a lane's usual share explains."""
    if state.met < MATURE_MET or at_ms - state.since_ms < MATURE_MS or new < 2:
        return False
    if new < SAME * people:
        return False  # a hoax brings new people; they are a crowd where hardly anybody else is
    share = state.new / state.met
    known = max(0, people - new)
    # The chance of so few others, each of whom is known with the chance 1 - share.
    chance = sum(
        math.comb(people, k) * (1 - share) ** k * share ** (people - k) for k in range(known + 1)
    )
    return chance < UNLIKELY


def remember(state: Crowd, rumor_id: str, reporters: Sketch, strangers: bool) -> None:
    """Keeps who made a rise."""
    if reporters.exact:
        keys = frozenset(sorted(reporters.exact)[:GROUP_KEEPS])
        state.groups = [*state.groups, Group(rumor_id, keys, strangers)][-GROUPS_KEPT:]


def independent(
    state: Crowd,
    rumor_id: str,
    reporters: Sketch,
    *,
    new: int,
    others: Iterable[tuple[str, Sketch, bool]],
    at_ms: int,
    policy: SurgePolicy,
) -> tuple[int, bool]:
    """How many of a rise's reporters are independent, and whether the rest is one crowd.

    `new` were met in this rise, `others` are rises that run: rumor, reporters, whether strangers.
    """
    people = round(reporters.count)
    strangers = people <= MOST_COMPARED and are_strangers(state, people, new, at_ms)
    discounted = new - 1 if strangers else 0
    keys = reporters.exact
    if keys:
        together = _together(state, rumor_id, keys, others, policy)
        if together > discounted:
            discounted = together - 1
            strangers = True
    return max(1, people - discounted) if people else 0, strangers


def _together(
    state: Crowd,
    rumor_id: str,
    keys: set[int],
    others: Iterable[tuple[str, Sketch, bool]],
    policy: SurgePolicy,
) -> int:
    """How many of these reporters always come together, 0 where they do not."""
    small = len(keys) <= policy.min_reports
    shared: dict[str, int] = {}
    rises = [(group.rumor_id, group.keys, group.strangers) for group in state.groups]
    rises += [(id_, frozenset(one.exact), held) for id_, one, held in others if one.exact]
    for other_id, theirs, strangers in rises:
        if other_id == rumor_id or not (small or strangers):
            continue
        same = _shared(keys, theirs)
        if same >= SAME * len(keys):
            if strangers:
                return same
            shared[other_id] = same
    return max(shared.values()) if len(shared) >= TOGETHER else 0


def _shared(keys: set[int], theirs: frozenset[int]) -> int:
    """How many of these were in the other rise, of which only some reporters may be kept."""
    if len(theirs) < GROUP_KEEPS:
        return len(keys & theirs)
    largest = max(theirs)
    comparable = {key for key in keys if key <= largest}
    if len(comparable) < LEAST_SHARED:
        return 0
    return round(len(keys) * len(comparable & theirs) / len(comparable))
