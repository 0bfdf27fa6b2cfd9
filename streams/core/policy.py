"""The one definition of a surge, and everything derived from it. Per tenant, from the config file; comes into folds as an argument.

A surge is at least `min_reports` (K) distinct-reporter reports in an hour and at least `min_factor` (R) times the prior hourly rate.
"""

import hashlib
from dataclasses import dataclass

LEVELS = ("", "watch", "surge", "major", "critical")  # rank = index
HOUR_MS = 3_600_000


@dataclass(frozen=True)
class SurgePolicy:
    """K, R, the score of each level (-log10 of a tail probability), and the times of an episode.

    Sources of the constants: docs/benchmarks.md, "Surge"; the ladder's scores give the false-alert budgets stated there.
    """

    min_reports: float = 30.0
    min_factor: float = 10.0
    watch_score: float = 3.0
    surge_score: float = 5.9
    major_score: float = 9.0
    critical_score: float = 16.0
    hold_score: float = 3.0
    quiet_s: int = 3_600  # below the resolve bound for so long: resolved
    rearm_s: int = 6 * 3_600  # after the last hot minute: a new episode, else the old one re-opens
    late_s: int = 3_600  # reports older than this count, but never alert
    resurfaced_s: int = 3 * 86_400

    @property
    def floor_per_hour(self) -> float:
        """The rate below which nothing is a surge."""
        return self.min_reports / 3

    @property
    def factor_hurdle(self) -> float:
        """How many times its own baseline a rate must be."""
        return self.min_factor / 3

    @property
    def version(self) -> str:
        """Names these very parameters, in every alert."""
        return hashlib.blake2b(repr(self).encode(), digest_size=4).hexdigest()


def level_of(score: float, per_hour: float, by_definition: bool, policy: SurgePolicy) -> int:
    """Rank of the level that a score and a count of the last hour reach."""
    if score < policy.surge_score and not by_definition:
        return 1 if score >= policy.watch_score else 0
    if score >= policy.critical_score or per_hour >= policy.min_reports * 10 / 3:
        return 4
    return 3 if score >= policy.major_score or per_hour >= 2 * policy.min_reports else 2
