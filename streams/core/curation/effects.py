"""What one decision makes of a rumor, a wording or an alert; the overlay holds them."""

from dataclasses import dataclass

from schemas.events import MovedCounts, SeenReports
from streams.core.durations import HOUR_MS
from streams.core.ids import split_rumor

# How far back a decision says who reported what it moves: as far as surges look.
SEEN_MS = 26 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Placing:
    """A decision that a wording belongs to a rumor: it and, of what joined through it, that which
    came later; with `with_followers` that which came before, too.
    """

    rumor_id: str
    decided_at_ms: int
    with_followers: bool


@dataclass(frozen=True, slots=True)
class Mute:
    """Until when a rumor is not told of: a time, or so many more distinct reporters.

    `reporters` are those that the store knew of when it was decided. The worker counts its own.
    """

    decision_id: str
    decided_at_ms: int = 0
    until_ms: int | None = None
    until_reporters: int | None = None
    reporters: int | None = None

    def is_over(self, *, now_ms: int, reporters: int) -> bool:
        """Whether it has ended by the clock, or by the rumor's distinct reporters as stored."""
        if self.until_ms is not None and self.until_ms <= now_ms:
            return True
        if self.until_reporters is None or self.reporters is None:
            return False
        return reporters - self.reporters >= self.until_reporters


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who works on a rumor, and until when."""

    assignee: str
    due_at_ms: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Who works on an alert."""

    by: str
    note: str = ""
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A decision that took wordings from a rumor, in force or undone; `moved` is what was counted
    of them by then. `part` is the rumor that they are together: what a split made, or what a move
    made a part of its target. `back` is who had reported what its source has again where it is
    undone.
    """

    source: str
    part: str
    is_in_force: bool
    decided_at_ms: int
    moved: MovedCounts
    back: SeenReports | None = None


def part_elsewhere(part: str) -> str:
    """What counts the wordings of a part that are reported in another lane than the rumor which
    they were taken from: there it is a part of that part.
    """
    return split_rumor(part)
