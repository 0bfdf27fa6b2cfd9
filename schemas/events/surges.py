"""Surge states, for the compacted topic."""

from schemas.events.base import Event


class SurgeFolded(Event, frozen=True, kw_only=True):
    """Surge state of one rumor (`rumor_id`) or of the whole lane (`rumor_id` empty), folded up to
    and including `offset`.

    `state` is `streams.core.surge`'s own compact form; it is opaque to everybody else. A guest has
    a part in a rumor of this lane and is reported in another one, which has a state of it, too.
    """

    lane: str
    rumor_id: str
    offset: int
    state: str
    is_guest: bool = False
