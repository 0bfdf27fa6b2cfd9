"""Decisions: what analysts decide, as an overlay over the facts. `decisions` folds it."""

from streams.core.curation.decisions import (
    Decisions,
    etag,
    offset_at,
    ratings_since,
    step,
    verdicts_of,
)

__all__ = ["Decisions", "etag", "offset_at", "ratings_since", "step", "verdicts_of"]
