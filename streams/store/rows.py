"""Events to rows: the one place that knows both.

In: an event and where it stood on the log. Out: rows of the tables it is kept in. Ids are hex on
the log and numbers in ClickHouse, where a UInt64 takes half the room and is compared at once.

Of rows with the same key ClickHouse keeps the one with the highest version. A version is a negative
offset or time: the first one wins, however often and in whatever order they are written.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from schemas.events import (
    AlertsTold,
    DecisionMade,
    DeliveriesAttempted,
    Rejection,
    ReportsRejected,
    ReportsSighted,
    RumorsGrown,
    VerdictGiven,
    VerdictTold,
)
from schemas.topics import ALERTS, CURATIONS, DELIVERIES, REJECTS, RUMORS, SIGHTINGS, Topic
from streams.core.lanes import tenant_of
from streams.core.masking import beginning, mask, masks_of
from streams.core.surge.policy import LEVELS
from streams.core.titles import headline
from streams.store.block import Block
from streams.store.tables import (
    AlertRow,
    AnsweredRow,
    AnswerRow,
    DecisionRow,
    DeliveryRow,
    MergeRow,
    RejectRow,
    Row,
    RumorRow,
    SightingRow,
    VariantRow,
)

SHOWN = 200  # characters of a wording, masked: a line of a dashboard's table holds no more
NAMED = 1 << 40  # more than any offset: a row with a better title, of these the first
NO_VERDICT = VerdictGiven(rating="")


def sightings(event: ReportsSighted) -> Block[SightingRow]:
    """Rows of `sightings`; of two copies of a report the one received first wins.

    The hot path: five hundred of a record, column by column.
    """
    seen = event.sightings
    received_at = event.received_at_ms
    return Block(
        SightingRow,
        tenant=[tenant_of(event.lane)] * len(seen),
        report_id=msgspec.convert([one.report_id for one in seen], list[UUID]),
        variant_id=[int(one.variant_id, 16) for one in seen],
        rumor_id=[int(one.rumor_id, 16) for one in seen],
        stance=[one.stance for one in seen],
        observed_at=[one.observed_at_ms for one in seen],
        received_at=[received_at] * len(seen),
        app=[one.app for one in seen],
        reporter=[int(one.reporter or "0", 16) for one in seen],
        channel=[one.channel for one in seen],
        place=[one.place for one in seen],
        external_id=[one.external_id for one in seen],
        backfill=[one.backfill for one in seen],
        language=[one.language for one in seen],
        version=[-received_at] * len(seen),
        link=[one.link for one in seen],
        attributes=[one.attributes or {} for one in seen],
    )


def grown(
    event: RumorsGrown, offset: int
) -> tuple[Block[VariantRow], list[RumorRow], list[MergeRow]]:
    """Rows of `variants`, of `rumors` and of `merges`; where two records disagree the first on the
    log wins.
    """
    variants = _variants(event, offset)
    masked = variants.column("masked")
    rumors = [
        RumorRow(
            tenant=tenant_of(event.lane),
            rumor_id=int(variant.rumor_id, 16),
            lane=event.lane,
            # Of the masked text: cut first, a number that lies across the cut would be shown.
            title=headline(masked[place]),
            opened_at=variant.first_seen_ms,
            received_at=event.received_at_ms,
            version=NAMED - offset if variant.names else -offset,
        )
        for place, variant in enumerate(event.variants)
        # The wording that founded it, and one that says what is claimed where that does not.
        if variant.names or variant.variant_id == variant.rumor_id
    ]
    return variants, rumors, _merges(event, offset)


def _variants(event: RumorsGrown, offset: int) -> Block[VariantRow]:
    joined = event.variants
    masked = masks_of([one.text for one in joined])
    return Block(
        VariantRow,
        tenant=[tenant_of(event.lane)] * len(joined),
        variant_id=[int(one.variant_id, 16) for one in joined],
        rumor_id=[int(one.rumor_id, 16) for one in joined],
        lane=[event.lane] * len(joined),
        text=[one.text for one in joined],
        stance=[one.stance for one in joined],
        exemplar_id=[int(one.exemplar_id or "0", 16) for one in joined],
        score=[one.score for one in joined],
        explanation=[one.explanation for one in joined],
        red_flags=[list(one.red_flags) for one in joined],
        overlaps=[int(one.overlaps or "0", 16) for one in joined],
        first_seen=[one.first_seen_ms for one in joined],
        received_at=[event.received_at_ms] * len(joined),
        version=[-offset] * len(joined),
        shown=[beginning(text, SHOWN) for text in masked],
        masked=masked,
    )


def _merges(event: RumorsGrown, offset: int) -> list[MergeRow]:
    return [
        MergeRow(
            tenant=tenant_of(event.lane),
            kept=int(merge.kept, 16),
            merged=int(merge.merged, 16),
            variant_id=int(merge.variant_id, 16),
            bridges=merge.bridges,
            shared=merge.shared,
            at=event.received_at_ms,
            version=-offset,
        )
        for merge in event.merges
    ]


def alerts(event: AlertsTold, offset: int) -> list[AlertRow]:
    """Rows of `alerts`. What people asked for in the same event is no alert and is not kept."""
    return [
        AlertRow(
            tenant=alert.tenant,
            alert_id=alert.alert_id,
            change_id=alert.change_id,
            event=alert.event,
            rumor_id=int(alert.rumor_id, 16),
            kind=alert.kind,
            level=alert.level,
            level_rank=LEVELS.index(alert.level),
            title=alert.title,
            why=alert.why,
            started_at=alert.started_at_ms,
            at=alert.at_ms,
            resolved_at=alert.resolved_at_ms,
            delayed_s=alert.delayed_s,
            alert=msgspec.json.encode(alert).decode(),
            version=-offset,
        )
        for alert in event.alerts
    ]


def answers(event: AlertsTold, offset: int) -> tuple[list[AnsweredRow], list[AnswerRow]]:
    """Rows of `answered` and of `answers`, in the order in which they are stored: an answer that is
    there is there with all of its reports.
    """
    answered = [
        AnsweredRow(
            tenant=answer.tenant,
            rumor_id=int(report.rumor_id, 16),
            report_id=UUID(report.report_id),
            answer_id=answer.answer_id,
            app=answer.app,
            decision_id=answer.decision_id,
            number=number,
            external_id=report.external_id,
            at=answer.at_ms,
            version=offset,
        )
        for answer in event.answers
        for number, report in enumerate(answer.reports)
    ]
    return answered, [_answer(answer, offset) for answer in event.answers]


def _answer(answer: VerdictTold, offset: int) -> AnswerRow:
    return AnswerRow(
        tenant=answer.tenant,
        answer_id=answer.answer_id,
        app=answer.app,
        rumor_id=int(answer.rumor_id, 16),
        decision_id=answer.decision_id,
        at=answer.at_ms,
        reports=len(answer.reports),
        answer=msgspec.json.encode(replace(answer, reports=())).decode(),
        version=offset,
    )


def deliveries(event: DeliveriesAttempted, offset: int) -> list[DeliveryRow]:
    """Rows of `deliveries`, without the body that was sent."""
    return [
        DeliveryRow(
            tenant=delivery.tenant,
            delivery_id=delivery.delivery_id,
            round=delivery.round,
            attempt=delivery.attempt,
            receiver=delivery.receiver,
            alert_id=delivery.alert_id,
            type=delivery.type,
            state=delivery.state,
            at=delivery.at_ms,
            status=delivery.status,
            duration_ms=delivery.duration_ms,
            error=delivery.error,
            next_attempt_at=delivery.next_attempt_at_ms or None,
            version=-offset,
        )
        for delivery in event.deliveries
    ]


def decision(event: DecisionMade, offset: int) -> DecisionRow:
    """The row of a decision."""
    verdict = event.verdict or NO_VERDICT
    return DecisionRow(
        tenant=event.tenant,
        decision_id=event.decision_id,
        kind=event.kind,
        rumor_id=int(event.rumor_id, 16),
        decided_at=event.decided_at_ms,
        decided_by=event.decided_by,
        rating=verdict.rating,
        summary=verdict.summary,
        link=verdict.link,
        offset=offset,
        target=int(event.target or "0", 16),
        undoes=event.undoes,
        note=event.note,
        decision=msgspec.json.encode(_without_people(event)).decode(),
    )


def _without_people(event: DecisionMade) -> DecisionMade:
    """A decision without who reported what it moved: that is for surges alone."""
    moved = event.moved
    if moved is not None:
        moved = replace(moved, seen=None, stays=None)
    return replace(event, moved=moved, back=None)


def rejects(event: ReportsRejected) -> list[RejectRow]:
    """Rows of `rejects`."""
    return [rejection(one) for one in event.rejections]


def rejection(rejected: Rejection) -> RejectRow:
    """The row of one rejection; its sample is masked, for it may be a text that nobody masked."""
    return RejectRow(
        tenant=rejected.tenant,
        reject_id=rejected.reject_id,
        stage=rejected.stage,
        reason=rejected.reason,
        message=rejected.message,
        at=rejected.at_ms,
        report_id=rejected.report_id,
        app=rejected.app,
        topic=rejected.topic,
        partition=rejected.partition,
        offset=rejected.offset,
        sample=mask(rejected.sample),
    )


# What a topic's records become: rows of one table or of several, each table's by themselves. A
# topic that is not here is not stored.
OF_TOPIC: dict[Topic[Any], Callable[[Any, int], tuple[Sequence[Row], ...]]] = {
    RUMORS: grown,
    SIGHTINGS: lambda event, _: (sightings(event),),
    ALERTS: lambda event, offset: (alerts(event, offset), *answers(event, offset)),
    DELIVERIES: lambda event, offset: (deliveries(event, offset),),
    CURATIONS: lambda event, offset: ([decision(event, offset)],),
    REJECTS: lambda event, _: (rejects(event),),
}
