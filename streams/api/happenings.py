"""What is told to those who listen: of every record, the events that it makes.

In: a record of the log. Out: events by tenant and type, as server-sent events are written.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from schemas.events import AlertsTold, DecisionMade, RumorsGrown, RumorsMerged
from streams.api.positions import Position
from streams.core import curation
from streams.core.curation.book import rumors_of
from streams.core.curation.decisions import Decisions
from streams.core.ids import automatic_id
from streams.core.lanes import tenant_of
from streams.core.receivers.standard import alert_data
from streams.core.times import rfc3339
from streams.core.titles import headline

OURSELVES = "rumor-tracker"  # who merged what grew together by itself


class Happening(NamedTuple):
    """What one of a record's events is; `name` is the same in a copy of it, empty where copies are
    told apart by nobody.
    """

    tenant: str
    type: str
    data: bytes
    name: str = ""


@dataclass
class Heard:
    """Which happenings were told: `before`, and by whoever asks here since."""

    before: Collection[str] = ()
    since: dict[str, None] = field(default_factory=dict)

    def is_new(self, name: str) -> bool:
        """Whether a happening was not told yet; notes it. One without a name always is."""
        if not name:
            return True
        if name in self.before or name in self.since:
            return False
        self.since[name] = None
        return True


@dataclass(frozen=True)
class Told:
    """One event for the listeners of a tenant."""

    tenant: str
    type: str
    data: bytes
    position: Position
    name: str = ""

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
                yield Happening(tenant, "rumor.opened", msgspec.json.encode(data))
        # In force here before it is told: who hears of it may ask at once.
        curation.learn(decisions, tenant, event.merges, at_ms=event.received_at_ms)
        for merge in event.merges:
            yield _grown(tenant, merge, event.received_at_ms)
    elif isinstance(event, AlertsTold):
        for alert in event.alerts:
            data = alert_data(alert, links)
            name = f"{alert.tenant} {alert.alert_id} {alert.change_id}"
            yield Happening(alert.tenant, f"alert.{alert.event}", msgspec.json.encode(data), name)
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
    yield Happening(event.tenant, "decision.made", msgspec.json.encode(data))


def _grown(tenant: str, merge: RumorsMerged, at_ms: int) -> Happening:
    """Two rumors that grew together by themselves, told as if somebody had merged them: so they
    stand in their histories.
    """
    decision_id = automatic_id(tenant, merge.kept, merge.merged, at_ms)
    data = {
        "decision_id": decision_id,
        "kind": "merge",
        "rumor_id": merge.merged,
        "rumor_ids": [merge.merged, merge.kept],
        "alert_id": None,
        "undoes": None,
        "by": OURSELVES,
        "at": rfc3339(at_ms),
    }
    return Happening(tenant, "decision.made", msgspec.json.encode(data), decision_id)
