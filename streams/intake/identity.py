"""What makes two items of requests the same: their content, however it was written down."""

import msgspec

from streams.intake.validation import ReportIn, attributes_of


def content_of(item: ReportIn, reporter: str) -> bytes:
    """All that an item without an id of its own says, as JSON; `reporter` stands for its reporter.

    Absent, null and empty are the same, and so are all spellings of an instant. Ids are made from
    this, so its form never changes.
    """
    at = item.observed_at
    fields = [
        item.text,
        None if at is None else round(at.timestamp() * 1_000),
        reporter or "",
        item.channel or "",
        item.place or "",
        item.language or "",
        item.link or "",
        sorted((attributes_of(item) or {}).items()),
        bool(item.backfill),
    ]
    return msgspec.json.encode(fields)
