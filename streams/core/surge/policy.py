"""The one definition of a surge, and everything derived from it. Per tenant, from the config file;
comes into folds as an argument.

A surge is at least `min_reports` (K) distinct-reporter reports in an hour and at least `min_factor`
(R) times the prior hourly rate. The score decides whether there is a surge; how many times K came
in the last hour says how big it is.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from streams.core.surge.kernels import tables as t
from streams.core.surge.kernels.tables import Floats
from streams.core.surge.levels import CRITICAL as CRITICAL
from streams.core.surge.levels import LEVELS as LEVELS
from streams.core.surge.levels import MAJOR as MAJOR
from streams.core.surge.levels import SURGE as SURGE
from streams.core.surge.levels import WATCH as WATCH

if TYPE_CHECKING:
    from streams.core.surge.least import Least


@dataclass(frozen=True)
class SurgePolicy:
    """K, R, the sizes of the levels in multiples of K an hour, and the times of an episode.

    `watch_score` and `surge_score` are -log10 of a tail probability. Sources: docs/benchmarks.md,
    "Surge".
    """

    min_reports: float = 30.0
    min_factor: float = 10.0
    major: float = 4.0
    critical: float = 16.0
    late_s: int = 86_400  # reports up to so late count towards a surge, in their own hour
    watch_score: float = 3.0
    surge_score: float = 5.9
    hold_score: float = 3.0
    quiet_s: int = 3_600  # below the resolve bound for so long: resolved
    telling_gap_s: int = (
        60  # a level passed so soon after the last telling is told with the next one
    )
    resurfaced_s: int = 3 * 86_400
    # Independent reporters (`crowd`) without whom no more than K are told as a surge. 0: whoever it
    # is, the alert says how few are independent; a small community that reports everything looks
    # like a group of puppets, and an alarm that is not told cannot be looked at.
    min_independent: int = 0

    # A third of K: when a surge is told first, most of its first hour is still to come.
    @property
    def floor_per_hour(self) -> float:
        """The rate below which nothing is a surge."""
        return self.min_reports / 3

    @property
    def factor_hurdle(self) -> float:
        """How many times its own baseline a rate must be."""
        return self.min_factor / 3

    @cached_property
    def least(self) -> "Least":
        """The counts below which nothing is computed."""
        # Here: who reads no more than what people set must not wait for what is compiled.
        from streams.core.surge.least import least

        return least(
            floor_per_hour=self.floor_per_hour,
            min_reports=self.min_reports,
            watch=self.watch_score,
            surge=self.surge_score,
        )

    @cached_property
    def limits(self) -> Floats:
        """All that compiled loops ask of a policy, in the places of `kernels.tables`."""
        found = np.empty(t.LIMITS)
        found[t.WATCH : t.WATCH + 3] = self.least.watch
        found[t.SURGE : t.SURGE + 3] = self.least.surge
        found[t.WORTH] = self.least.worth
        found[t.MIN_REPORTS] = self.min_reports
        found[t.MAJOR] = next_size(self, SURGE)
        found[t.CRITICAL] = next_size(self, MAJOR)
        found[t.LEAST_SURGE] = min(*self.least.surge, self.min_reports)
        found[t.QUIET_MS] = self.quiet_s * 1_000
        found[t.FLOOR_PER_HOUR] = self.floor_per_hour
        found[t.FACTOR_HURDLE] = self.factor_hurdle
        found[t.MIN_FACTOR] = self.min_factor
        found[t.OF_USE] = min(self.watch_score, self.hold_score)
        found[t.TELLING_GAP_MS] = self.telling_gap_s * 1_000
        return found

    @property
    def version(self) -> str:
        """Names these very parameters, in every alert."""
        return hashlib.blake2b(repr(self).encode(), digest_size=4).hexdigest()


def level_of(score: float, per_hour: float, by_definition: bool, policy: SurgePolicy) -> int:
    """Rank of the level that a score and a count of the last hour reach."""
    if score < policy.surge_score and not by_definition:
        return WATCH if score >= policy.watch_score else 0
    if per_hour >= policy.critical * policy.min_reports:
        return CRITICAL
    return MAJOR if per_hour >= policy.major * policy.min_reports else SURGE


def next_size(policy: SurgePolicy, level: int) -> float:
    """Reports of an hour that make the level above one of the surges."""
    return policy.min_reports * (policy.major if level <= SURGE else policy.critical)
