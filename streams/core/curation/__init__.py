"""Analysts' decisions as an overlay over the facts:

`decisions` folds them, the same in every process.
"""

from schemas.events.vocabulary import RATINGS
from streams.core.curation.decisions import (
    HOAX,
    NONE,
    Curation,
    etag,
    offset_at,
    ratings_since,
    step,
    verdicts_of,
)

__all__ = [
    "HOAX",
    "NONE",
    "RATINGS",
    "Curation",
    "etag",
    "offset_at",
    "ratings_since",
    "step",
    "verdicts_of",
]
