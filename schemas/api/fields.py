"""Fields that several requests and answers share, and their limits."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

LONGEST_LINK = 2_000  # characters: what browsers and mail programs still pass on
LONGEST_SUMMARY = 2_000  # characters: a paragraph, told with every alert
LONGEST_TITLE = 200  # characters: a line of a table
LONGEST_NOTE = 2_000  # characters of a note or a reason: a paragraph
MOST_WORDINGS = 3_000  # of one decision: they fit into its body, and are read one by one
MOST_LOOKED_UP = 1_000  # reports of one question
LONGEST_NAME = 64  # characters of a channel, a place or an attribute's name: they become labels
LONGEST_SHORT = 200  # characters of what is opaque to us: ids, reporters, attribute values
LONGEST_LANGUAGE = 35  # characters: the longest tag that RFC 5646 asks everybody to hold
MOST_ATTRIBUTES = 16  # they are carried along, not searched: a handful, not a document
MOST_REPORTS = 10_000  # of one batch: 20 records of the log
LARGEST_BATCH = 8 << 20  # bytes unpacked: 10,000 reports of 800 bytes

# How long it is, is said when it was trimmed.
Seen = Annotated[
    str,
    Meta(
        description="What was seen, 1 to 10,000 characters after trimming.",
        extra_json_schema={"minLength": 1},
    ),
]
Name = Annotated[str, Meta(max_length=LONGEST_NAME)]
Short = Annotated[str, Meta(max_length=LONGEST_SHORT)]
Link = Annotated[str, Meta(max_length=LONGEST_LINK)]
ExternalId = Annotated[
    str,
    Meta(
        max_length=LONGEST_SHORT,
        description="The app's own id: the same app and id is the same report.",
    ),
]
Reporter = Annotated[
    str,
    Meta(max_length=LONGEST_SHORT, description="Opaque; stored only as a keyed pseudonym."),
]
Language = Annotated[str, Meta(max_length=LONGEST_LANGUAGE, description="BCP 47.")]
Attributes = Annotated[dict[Name, Short | None], Meta(max_length=MOST_ATTRIBUTES)]
ObservedAt = Annotated[datetime, Meta(tz=True, description="When it was seen; default now.")]

# For answers: documented, not enforced (see the package).
Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
ReportId = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
HexId = Annotated[str, Meta(extra_json_schema={"pattern": "^[0-9a-f]{16}$"})]
Stance = Annotated[str, Meta(extra_json_schema={"enum": ["carries", "questions", "refutes"]})]
Level = Annotated[str, Meta(extra_json_schema={"enum": ["watch", "surge", "major", "critical"]})]
Cursor = Annotated[str | None, Meta(description="Of the next page; null on the last one.")]
