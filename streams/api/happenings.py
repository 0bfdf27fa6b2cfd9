"""What is told to those who listen: of every record, the events that it makes.

In: a record of the log. Out: events by tenant and type, as server-sent events are written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from schemas.events import AlertsTold, DecisionMade, RumorsGrown
from streams.api.positions import Position
from streams.core import curation
from streams.core.curation.book import rumors_of
from streams.core.curation.decisions import Decisions
from streams.core.lanes import tenant_of
from streams.core.receivers.standard import alert_data
from streams.core.times import rfc3339
from streams.core.titles import headline

Happening = tuple[str, str, bytes]  # tenant, type, data


@dataclass(frozen=True)
class Told:
    """One event for the listeners of a tenant."""

    tenant: str
    type: str
    data: bytes
    position: Position

    @cached_property
    def encoded(self) -> bytes:
        """As server-sent events are written: once for all who listen."""
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (
            str(self.position).encode(),
            self.type.encode(),
            self.data,
        )


def events_of(event: Any, decisions: Decisions, links: str) -> Iterator[Happening]:
    """What a record of any of the topics tells: tenant, type and data."""
    if isinstance(event, RumorsGrown):
        tenant = tenant_of(event.lane)
        for one in event.variants:
            if one.variant_id == one.rumor_id and not one.claimed:
                data = {
                    "rumor_id": one.rumor_id,
                    "title": headline(one.text),
                    "at": rfc3339(event.received_at_ms),
                }
                yield tenant, "rumor.opened", msgspec.json.encode(data)
    elif isinstance(event, AlertsTold):
        for alert in event.alerts:
            data = alert_data(alert, links)
            yield alert.tenant, f"alert.{alert.event}", msgspec.json.encode(data)
    elif isinstance(event, DecisionMade):
        yield from _decision(event, decisions)


def _decision(event: DecisionMade, decisions: Decisions) -> Iterator[Happening]:
    book = curation.book_of(decisions, event.tenant)
    if event.decision_id not in book.made:  # it was refused, and its maker was told
        return
    data = {
        "decision_id": event.decision_id,
        "kind": event.kind,
        "rumor_id": event.rumor_id,
        "rumor_ids": list(rumors_of(book, event)),
        "alert_id": event.alert_id or None,
        "undoes": event.undoes or None,
        "by": event.decided_by,
        "at": rfc3339(event.decided_at_ms),
    }
    yield event.tenant, "decision.made", msgspec.json.encode(data)
