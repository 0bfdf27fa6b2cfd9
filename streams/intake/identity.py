"""What makes two items of requests the same report: their content, however it was written down."""

import uuid
from collections import Counter

import msgspec

from schemas.api import ReportIn
from streams.core.ids import report_id
from streams.intake.validation import attributes_of


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


def of_external(tenant: str, app: str, external_id: str) -> str:
    """The report that an app calls by an id of its own."""
    # "replace": another program's half characters must not end in an error here
    return report_id(tenant, app, f"e:{external_id}".encode("utf-8", "replace"))


class Ids:
    """The ids of one request's reports, made from content where the app gives an id or a key.

    UUIDv5 of the app and its own id, else of the Idempotency-Key (`repeat`) and the item's content,
    else random. Identical items are told apart by how often they occurred before in the request:
    neither the order of different ones nor what was refused between them matters.
    """

    def __init__(self, *, tenant: str, app: str, repeat: str) -> None:
        self.tenant = tenant
        self.app = app
        self.repeat = repeat
        self._occurred: Counter[bytes] = Counter()

    def of(self, item: ReportIn, reporter: str) -> str:
        """The id of the request's next item, its reporter given as a pseudonym."""
        if item.external_id:
            return of_external(self.tenant, self.app, item.external_id)
        if self.repeat:
            named = b"i:" + self._occurrence(content_of(item, reporter))
        else:
            return str(uuid.uuid4())
        return report_id(self.tenant, self.app, named)

    def _occurrence(self, content: bytes) -> bytes:
        before = self._occurred[content]
        self._occurred[content] += 1
        return msgspec.json.encode([self.repeat, before, msgspec.Raw(content)])
