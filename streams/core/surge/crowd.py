"""Who the reporters of a rise are: people the lane knows, people it meets for the first time, or a
set that always comes together.

In: every reporter who counts. Out: how many of a rise's reporters are independent of each other.
Two signs are looked for, and only these:

- Met first in this rise, more of them than chance would have it: a lane knows what share of its
  reporters are new (`MATURE_MET`), and where a rise has so few others that this is `UNLIKELY`, all
  who are new count as one. A young lane, in which everybody is new, sees nothing in it.
- Always together. The same people made a rise of another rumor before, and are at most K: together
  they count as one. That they are few is said at once; they are held back where they made two such
  rises, or one as strangers: a small community may well report two hoaxes.

A rise of at most K reporters of whom too few are independent is not called a surge. More than K are
told whoever they are: a genuine hoax may be reported by nobody whom the lane has met, and K in an
hour are a surge by definition. Not told apart, therefore: a larger group of puppets, strangers in a
young lane, a small community whose members all report everything, reports without a reporter.
"""

import math
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from streams.core.durations import DAY_MS
from streams.core.surge.kernels import tables as t
from streams.core.surge.kernels.sharing import BITS, GROUP_KEEPS, LEAST_SHARED, shared_with
from streams.core.surge.ledger import Ledger
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.rows import OfLane
from streams.core.surge.sketch import Sketch

MATURE_MET = 1_000  # reporters met before a share of new ones says anything
MATURE_MS = DAY_MS
# To hold a genuine rise back costs some reports, until others are among its reporters; to tell one
# group more than that.
UNLIKELY = 0.1
MOST_COMPARED = 300  # people of a rise: of more the chance is no number any more, and nobody asks
SAME = 0.8  # of a rise's reporters who were in another: the same set
HELD_FROM = 2  # rises of other rumors by the same set, from which on it is held back
GROUPS_KEPT = 64


class Rise(Protocol):
    """A rise that runs, as an `Episode` is: who makes it, and whether they are held back."""

    row: int
    held: bool


Other = tuple[str, Rise]


@dataclass(slots=True)
class Group:
    """Who made a rise that is over; `strangers` were a crowd that the lane met in it."""

    rumor_id: str
    keys: frozenset[int]
    strangers: bool


class Crowd:
    """What a lane knows of its reporters: since when, how many it met, how many of those for the
    first time. It stands in the lane's ledger, where compiled loops meet them
    (`kernels.weighing.meet`).
    """

    __slots__ = ("groups", "ledger")

    since_ms = OfLane(t.SINCE_MS)
    met = OfLane(t.MET)
    new = OfLane(t.MET_FIRST)

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.groups: list[Group] = []

    @property
    def marks(self) -> NDArray[np.uint8]:
        """A byte each, by where a reporter's key falls."""
        return self.ledger.tables.marks


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
    others: Iterable[Other],
    at_ms: int,
    policy: SurgePolicy,
) -> tuple[int, bool]:
    """How many of a rise's reporters are independent, and whether the rest is one crowd.

    `new` were met in this rise, `others` are rises that run, and their rumors.
    """
    people = round(reporters.count)
    crowded = people <= MOST_COMPARED and are_strangers(state, people, new, at_ms)
    discounted = new - 1 if crowded else 0
    keys = reporters.exact
    if keys:
        together, are_held = _together(
            state=state, rumor_id=rumor_id, keys=keys, others=others, policy=policy
        )
        if together > discounted:
            discounted = together - 1
            crowded = crowded or are_held
    return max(1, people - discounted) if people else 0, crowded


def _together(
    state: Crowd,
    rumor_id: str,
    keys: set[int],
    others: Iterable[Other],
    policy: SurgePolicy,
) -> tuple[int, bool]:
    """How many of these reporters always come together, 0 where they do not; and whether they did
    so often enough to be held back.
    """
    small = len(keys) <= policy.min_reports
    shared: dict[str, int] = {}
    for other_id, same, strangers in _shared_with_each(state, rumor_id, keys, others, small=small):
        if same >= SAME * len(keys):
            if strangers:
                return same, True
            shared[other_id] = same
    return max(shared.values(), default=0), len(shared) >= HELD_FROM


def _shared_with_each(
    state: Crowd, rumor_id: str, keys: set[int], others: Iterable[Other], *, small: bool
) -> Iterator[tuple[str, int, bool]]:
    """Rises of other rumors that can be the same set, over or running: rumor, how many of these
    were in it, whether as strangers.
    """
    for group in state.groups:
        if group.rumor_id != rumor_id and (small or group.strangers):
            yield group.rumor_id, _shared(keys, group.keys), group.strangers
    running = [one for one in others if one[0] != rumor_id and (small or one[1].held)]
    if not running:
        return
    rows = np.array([episode.row for _, episode in running], np.int64)
    found = np.empty((len(rows), 2), np.int64)
    shared_with(
        state.ledger.tables.episodes,
        state.ledger.tables.chunks,
        rows,
        np.array(list(keys), np.uint64),
        np.zeros(1 << BITS, np.int64),
        found,
    )
    for (other_id, episode), (same, comparable) in zip(running, found.tolist(), strict=True):
        yield other_id, round(len(keys) * same / comparable), episode.held


def _shared(keys: set[int], theirs: Set[int]) -> int:
    """How many of these were in the other rise, of which only some reporters may be kept."""
    if len(theirs) < GROUP_KEEPS:
        return len(keys & theirs)
    largest = max(theirs)
    comparable = {key for key in keys if key <= largest}
    if len(comparable) < LEAST_SHARED:
        return 0
    return round(len(keys) * len(comparable & theirs) / len(comparable))
