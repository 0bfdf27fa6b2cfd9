"""A check: is this a known hoax?"""

from msgspec import Struct

from schemas.api.comparisons import Compared
from schemas.api.decided import Verdict
from schemas.api.fields import HexId, Seen, Stance, Time


class CheckIn(Struct, forbid_unknown_fields=True):
    """A message that somebody asks about. Nothing of it is stored."""

    text: Seen


class CheckMatch(Struct):
    """A rumor that the text matches; `joins` whether a report of the text would join it."""

    rumor_id: HexId
    title: str
    score: float
    joins: bool
    stance: Stance
    verdict: Verdict | None
    explanation: str
    reports: int
    last_seen: Time | None
    compared: Compared | None = None


class FlagRead(Struct):
    """Something that the text does to be sent on, and the words that show it."""

    name: str
    words: list[str]


class CheckRead(Struct):
    """What is known of a text: the rumor that it would join first, then those of which it holds a
    passage.
    """

    matches: list[CheckMatch]
    stance: Stance
    red_flags: list[FlagRead]
