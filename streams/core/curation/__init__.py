"""Decisions: what analysts decide, as an overlay over the facts.

`decisions` folds it, `refusals` says what stands against one, `book` keeps one tenant's, `overlay`
says what is in force, `wholes` which rumors show as one, `placing` where wordings belong.
"""

from streams.core.curation.decisions import (
    Decisions,
    book_of,
    etag,
    learn,
    offset_at,
    overlay,
    rated_at,
    ratings_since,
    refusal,
    step,
    verdicts_of,
)

__all__ = [
    "Decisions",
    "book_of",
    "etag",
    "learn",
    "offset_at",
    "overlay",
    "rated_at",
    "ratings_since",
    "refusal",
    "step",
    "verdicts_of",
]
