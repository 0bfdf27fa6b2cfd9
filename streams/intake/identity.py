"""What makes two items of requests the same report: their content, however it was written down."""

import uuid
from collections import Counter
from collections.abc import Sequence

import msgspec

from schemas.api.reports import ReportIn
from streams.core.ids import report_id, report_ids
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
    return report_id(tenant, app, _external(external_id))


def _external(external_id: str) -> bytes:
    # "replace": another program's half characters must not end in an error here
    return f"e:{external_id}".encode("utf-8", "replace")


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
        return self.of_all((item,), (reporter,))[0]

    def of_all(self, items: Sequence[ReportIn], reporters: Sequence[str]) -> list[str]:
        """The ids of the request's next items, their reporters given as pseudonyms."""
        names = list(map(self._name, items, reporters))
        ids = iter(report_ids(self.tenant, self.app, [name for name in names if name]))
        return [next(ids) if name else str(uuid.uuid4()) for name in names]

    def _name(self, item: ReportIn, reporter: str) -> bytes:
        """What names an item within its app; nothing where it can never come again."""
        if item.external_id:
            return _external(item.external_id)
        if self.repeat:
            return b"i:" + self._occurrence(content_of(item, reporter))
        return b""

    def _occurrence(self, content: bytes) -> bytes:
        before = self._occurred[content]
        self._occurred[content] += 1
        return msgspec.json.encode([self.repeat, before, msgspec.Raw(content)])
