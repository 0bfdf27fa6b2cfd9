"""A limit on rejects: one poisoned record is set aside, but when nearly everything is bad the line
must stop.

In: for each record how many items were good and bad. Out: whether to stop. Then nothing is lost:
the log still has it all.
"""

from collections import deque
from dataclasses import dataclass, field


@dataclass
class RejectLimit:
    """Bad items among the newest.

    `most` is the share at which the line stops, once `least` items were seen.
    """

    # Fewer are the mistake of one app; so many, and hardly anything else, are one of ours.
    least: int = 200
    most: float = 0.9
    newest: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=1_000))

    def exceeded(self, good: int, bad: int) -> bool:
        """Counts one record; True when nearly everything lately was bad."""
        self.newest.append((good, bad))
        # Whatever was bad before, the line is moving again.
        if not bad:
            return False
        all_good = sum(g for g, _ in self.newest)
        all_bad = sum(b for _, b in self.newest)
        return all_bad >= self.least and all_bad >= self.most * (all_good + all_bad)
