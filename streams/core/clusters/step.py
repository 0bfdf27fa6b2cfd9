"""Cluster: which rumor does a report belong to?

In: `ReportsReceived` of one lane. Out: `RumorsGrown` (wordings never seen before, with the rumor
each joined or opened), `ReportsSighted` (one sighting per report) and rejections. Seeing a fact
twice changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from schemas.events import (
    Claim,
    Rejection,
    Report,
    ReportsReceived,
    ReportsSighted,
    RumorsGrown,
    RumorsMerged,
    Sighting,
    Source,
    VariantJoined,
    Wording,
)
from schemas.events.vocabulary import STANCES
from schemas.topics import REPORTS
from streams.core import fields
from streams.core.clusters.state import LaneClusters
from streams.core.clusters.wordings import learn, quote
from streams.core.ids import reject_id, variant_id
from streams.core.lanes import tenant_of
from streams.core.masking import mask, title
from streams.core.text import has_something_to_match, identify

MOST_SHOWN = 100  # characters of an id or app that cannot be trusted, in its rejection


@dataclass(frozen=True, slots=True)
class Clustered:
    """What came of one record. `repeated` reports were counted before."""

    grown: RumorsGrown | None
    sighted: ReportsSighted | None
    rejections: tuple[Rejection, ...]
    repeated: int


def step(
    state: LaneClusters, event: ReportsReceived, *, source: Source, curation_offset: int
) -> tuple[LaneClusters, Clustered]:
    """Folds one record of reports into the lane.

    `now` is the record's `received_at_ms`, live and in a replay alike.
    """
    tenant = tenant_of(event.lane)
    now_ms = event.received_at_ms
    usable, rejections = _sort_out(event, tenant=tenant, source=source)
    wanted = _without_repeats(state, usable, tenant=tenant, offset=source.offset, now_ms=now_ms)
    names = _names(tenant, wanted)
    ids = [int(name, 16) for name in names]
    learnt, merges = learn(state, wanted, ids)
    quoted = [wording for _, wording in learnt] + _quoted_now(state, ids)
    claimed, more = _learn_claims(state, event.claims, tenant=tenant)
    learnt += claimed
    merges += more
    if merges:
        state.merges[source] = merges
    grown = None
    if learnt:
        grown = RumorsGrown(
            lane=event.lane,
            source=source,
            curation_offset=curation_offset,
            received_at_ms=now_ms,
            variants=tuple(variant for variant, _ in learnt),
            merges=merges,
        )
    sighted = None
    # A record of claims alone may show that rumors are one, which others have to hear of; one that
    # another lane shares is passed on, for nobody else writes here.
    if wanted or source in state.merges or event.shared is not None:
        sighted = ReportsSighted(
            lane=event.lane,
            source=source,
            received_at_ms=now_ms,
            sightings=tuple(
                _sighting(state, report, name=name, row=state.rows[id_])
                for report, name, id_ in zip(wanted, names, ids, strict=True)
            ),
            wordings=tuple(quoted),
            # A record that comes again found them when it came first.
            merges=state.merges.get(source, ()),
            shared=event.shared,
        )
    repeated = len(usable) - len(wanted)
    return state, Clustered(grown=grown, sighted=sighted, rejections=rejections, repeated=repeated)


def _names(tenant: str, reports: Sequence[Report]) -> list[str]:
    """The ids of their wordings."""
    return [
        variant_id(tenant, wording.canonical, asks=wording.asks)
        for wording in identify([report.text for report in reports])
    ]


def _quoted_now(state: LaneClusters, ids: list[int]) -> list[Wording]:
    """Wordings of fact-checks that are reported for the first time."""
    if not state.claims:
        return []
    variants = [state.claims.pop(id_) for id_ in dict.fromkeys(ids) if id_ in state.claims]
    return [quote(variant, mask(variant.text)) for variant in variants]


def _learn_claims(
    state: LaneClusters, claims: Sequence[Claim], *, tenant: str
) -> tuple[list[tuple[VariantJoined, Wording]], tuple[RumorsMerged, ...]]:
    """The wordings of fact-checks that are new: matched as a report is, and seen by nobody."""
    texts = [
        Report(report_id="", text=one.text, observed_at_ms=one.published_at_ms, app="")
        for one in claims
        if len(one.text) <= fields.LONGEST_TEXT and has_something_to_match(one.text)
    ]
    if not texts:
        return [], ()
    ids = [int(name, 16) for name in _names(tenant, texts)]
    learnt, merges = learn(state, texts, ids)
    found = []
    for variant, wording in learnt:
        variant = replace(variant, claimed=True)
        state.claims[int(variant.variant_id, 16)] = variant
        state.unnamed.discard(int(variant.variant_id, 16))
        found.append((variant, wording))
    return found, merges


def unusable(report: Report) -> str:
    """Why a report cannot be clustered, a key of `fields.WRONG`, or an empty string."""
    if not report.text:
        return "empty_text"
    if len(report.text) > fields.LONGEST_TEXT:
        return "text_too_long"
    if wrong := fields.wrong_field(report):
        return wrong
    return "" if has_something_to_match(report.text) else "nothing_to_match"


def _sort_out(
    event: ReportsReceived, *, tenant: str, source: Source
) -> tuple[list[Report], tuple[Rejection, ...]]:
    """The reports that can be clustered, and what is said of the others."""
    if fields.all_sound(event.reports):  # nearly always: one look at all together
        return list(event.reports), ()
    usable = []
    rejections = []
    for position, report in enumerate(event.reports):
        reason = unusable(report)
        if not reason:
            usable.append(report)
            continue
        rejections.append(
            _rejection(
                report,
                reason,
                tenant=tenant,
                source=source,
                position=position,
                now_ms=event.received_at_ms,
            )
        )
    return usable, tuple(rejections)


def _without_repeats(
    state: LaneClusters, reports: list[Report], *, tenant: str, offset: int, now_ms: int
) -> list[Report]:
    names = [report.report_id for report in reports]
    repeated = state.repeats.are_repeats(tenant, names, offset, now_ms)
    return [report for report, known in zip(reports, repeated, strict=True) if not known]


def _sighting(state: LaneClusters, report: Report, *, name: str, row: int) -> Sighting:
    return Sighting(
        report_id=report.report_id,
        variant_id=name,
        rumor_id=f"{state.rumors[row]:016x}",
        stance=STANCES[state.stances[row]],
        observed_at_ms=report.observed_at_ms,
        app=report.app,
        reporter=report.reporter,
        channel=report.channel,
        place=report.place,
        external_id=report.external_id,
        backfill=report.backfill,
        language=report.language,
        link=report.link,
        attributes=report.attributes,
    )


def _rejection(
    report: Report, reason: str, *, tenant: str, source: Source, position: int, now_ms: int
) -> Rejection:
    """Named by the report's id, or by where it stood when that is none: the same in a replay."""
    is_named = fields.is_uuid(report.report_id)
    place = f"{source.partition}-{source.offset}-{position}"
    shown = report.report_id if is_named else position
    return Rejection(
        reject_id=reject_id(now_ms, report.report_id if is_named else place),
        tenant=tenant,
        stage="cluster",
        reason=reason,
        message=f"report {shown}: {reason}: {fields.WRONG[reason]}",
        at_ms=now_ms,
        report_id=report.report_id[:MOST_SHOWN],
        app=report.app[:MOST_SHOWN],
        topic=REPORTS.name,
        partition=source.partition,
        offset=source.offset,
        sample=title(report.text),
    )
