"""What keys spend of their allowances: known to every intake, wherever they send."""

from schemas.events.base import Event


class AllowancesSpent(Event, frozen=True, kw_only=True):
    """What was spent at one intake since its last record, by hash of the key.

    `intake` is a random id of the process. A number is no whole one where a refused request took
    what was left.
    """

    intake: str
    at_ms: int
    spent: dict[str, float]  # reports
