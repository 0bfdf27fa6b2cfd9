"""Surge states, for the compacted topic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeFolded:
    """Surge state of one rumor (`rumor_id`) or of the whole lane (`rumor_id` empty), folded up to
    and including `offset`.

    `state` is `streams.core.surge`'s own compact form; it is opaque to everybody else.
    """

    lane: str
    rumor_id: str
    offset: int
    state: str
