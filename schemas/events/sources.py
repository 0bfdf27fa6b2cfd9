"""Sources: which record of the log another one was made from."""

from schemas.events.base import Event


class Source(Event, frozen=True, kw_only=True):
    """Where on the log the record stands that a derived record was made from."""

    partition: int
    offset: int
