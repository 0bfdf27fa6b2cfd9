"""Cluster: which rumor does a report belong to?

In: `ReportsReceived` of one lane. Out: `RumorsGrown` (wordings never seen before, with the rumor
each joined or opened), `ReportsSighted` (one sighting per report) and rejections. The state is one
lane's index and the wordings it knows; it is rebuilt from the rumors topic by `restore`. Seeing a
fact twice changes nothing.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schemas.events import (
    Rejection,
    Report,
    ReportsReceived,
    ReportsSighted,
    RumorsGrown,
    Sighting,
    Source,
    VariantJoined,
    Wording,
)
from streams.core import fields
from streams.core import text as texts
from streams.core.ids import reject_id, variant_id
from streams.core.matching.explanation import comparable, explain
from streams.core.matching.index import Index, Matches
from streams.core.matching.stance import STANCES, red_flags, stance_of
from streams.core.sources import RepeatWindow

LONGEST_TEXT = 10_000
MOST_SHOWN = 100  # characters of an id or app that cannot be trusted, in its rejection
KEPT = 2_400  # characters of an exemplar that may be compared: explanations show fewer
QUOTED = 200  # characters of a new wording that travel with the sightings, for alerts


@dataclass
class LaneClusters:
    """One lane:

    its index, its variants (row -> rumor, stance), its partition's recent report ids.
    """

    lane: str
    index: Index
    rows: dict[int, int] = field(default_factory=dict)
    rumors: "array[int]" = field(default_factory=lambda: array("Q"))
    stances: bytearray = field(default_factory=bytearray)
    cluster_rumor: "array[int]" = field(default_factory=lambda: array("Q"))
    rumor_cluster: dict[int, int] = field(default_factory=dict)
    exemplar_texts: list[str] = field(default_factory=list)
    repeats: RepeatWindow = field(default_factory=RepeatWindow)

    @classmethod
    def empty(cls, lane: str, repeats: RepeatWindow | None = None) -> "LaneClusters":
        """A lane in which nothing was ever reported."""
        return cls(
            lane,
            Index(texts.family_of(lane)),
            repeats=RepeatWindow() if repeats is None else repeats,
        )


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
    tenant = texts.tenant_of(event.lane)
    rejections = []
    usable = []
    for position, report in enumerate(event.reports):
        if reason := unusable(report):
            rejections.append(
                _rejection(report, position, reason, tenant, source, event.received_at_ms)
            )
        else:
            usable.append(report)
    wanted = _without_repeats(state, tenant, usable, source.offset, event.received_at_ms)
    canonicals = [texts.canonical(report.text) for report in wanted]
    ids = [int(variant_id(tenant, canonical), 16) for canonical in canonicals]
    variants = _learn(state, wanted, ids)
    sightings = tuple(
        _sighting(state, report, vid) for report, vid in zip(wanted, ids, strict=True)
    )
    wordings = tuple(
        Wording(
            variant_id=v.variant_id,
            rumor_id=v.rumor_id,
            text=texts.mask(v.text)[:QUOTED],
            red_flags=v.red_flags,
        )
        for v in variants
    )
    return state, Clustered(
        RumorsGrown(
            lane=event.lane,
            source=source,
            curation_offset=curation_offset,
            received_at_ms=event.received_at_ms,
            variants=tuple(variants),
        )
        if variants
        else None,
        ReportsSighted(
            lane=event.lane,
            source=source,
            received_at_ms=event.received_at_ms,
            sightings=sightings,
            wordings=wordings,
        )
        if sightings
        else None,
        tuple(rejections),
        len(usable) - len(wanted),
    )


def unusable(report: Report) -> str:
    """Why a report cannot be clustered, a key of `fields.WRONG`, or an empty string."""
    if not report.text:
        return "empty_text"
    if len(report.text) > LONGEST_TEXT:
        return "text_too_long"
    if wrong := fields.wrong_field(report):
        return wrong
    return "" if texts.has_something_to_match(report.text) else "nothing_to_match"


def restore(state: LaneClusters, variants: Sequence[VariantJoined]) -> LaneClusters:
    """Takes in variants that are on the log already, oldest first.

    One that is known changes nothing: the first wins.
    """
    first: dict[int, VariantJoined] = {}
    for v in variants:
        first.setdefault(int(v.variant_id, 16), v)
    new = [v for vid, v in first.items() if vid not in state.rows]
    ids = []
    clusters = []
    founding = []
    for v in new:
        vid = int(v.variant_id, 16)
        rumor = int(v.rumor_id, 16)
        ids.append(vid)
        founding.append(rumor not in state.rumor_cluster)
        clusters.append(_cluster_of(state, rumor))
        _remember(state, vid, rumor, v.stance)
    kept = [sum(1 << w for w in v.windows) for v in new]
    before = len(state.index)
    state.index.restore([_matchable(v.text) for v in new], ids, clusters, founding, kept)
    # Not what the records say, but what the index stored: another fold, or another writer, may have
    # other windows.
    said = {int(v.variant_id, 16): v.text[:KEPT] for v in new}
    stored = range(before, len(state.index))
    state.exemplar_texts += [said[state.index.owner(exemplar)] for exemplar in stored]
    return state


def knows(state: LaneClusters, variants: Iterable[VariantJoined]) -> bool:
    """Whether each of these variants is in the lane already, and in the same rumor."""
    rows = [(state.rows.get(int(v.variant_id, 16)), int(v.rumor_id, 16)) for v in variants]
    return all(row is not None and state.rumors[row] == rumor for row, rumor in rows)


def _without_repeats(
    state: LaneClusters, tenant: str, reports: list[Report], offset: int, now_ms: int
) -> list[Report]:
    wanted = []
    here = set()
    for report in reports:
        id_ = report.report_id.lower()
        if id_ in here or state.repeats.is_repeat(tenant, id_, offset, now_ms):
            continue
        here.add(id_)
        wanted.append(report)
    return wanted


def _learn(state: LaneClusters, reports: list[Report], ids: list[int]) -> list[VariantJoined]:
    new: dict[int, int] = {}
    for i, vid in enumerate(ids):
        if vid not in state.rows and vid not in new:
            new[vid] = i
    if not new:
        return []
    at = list(new.values())
    found = state.index.add([_matchable(reports[i].text) for i in at], list(new))
    return [_variant(state, found, n, vid, reports[i]) for n, (vid, i) in enumerate(new.items())]


def _variant(
    state: LaneClusters, found: Matches, n: int, vid: int, report: Report
) -> VariantJoined:
    cluster = int(found.clusters[n])
    exemplar = int(found.exemplars[n])
    other = int(found.others[n])
    kept = int(found.kept[n])
    score = float(found.scores[n])
    said = report.text[:KEPT]
    state.exemplar_texts += [said] * kept.bit_count()
    if exemplar < 0:
        rumor = vid
        exemplar_id = None
        joined = None
        why = ""
        if cluster >= 0:
            _found(state, cluster, rumor)
    else:
        rumor = state.cluster_rumor[cluster]
        joined = comparable(state.exemplar_texts[exemplar])
        exemplar_id = f"{state.index.owner(exemplar):016x}"
        why = explain(comparable(said), joined, score)
    stance = stance_of(report.text, joined)
    _remember(state, vid, rumor, stance)
    return VariantJoined(
        variant_id=f"{vid:016x}",
        rumor_id=f"{rumor:016x}",
        text=report.text,
        stance=stance,
        first_seen_ms=report.observed_at_ms,
        exemplar_id=exemplar_id,
        score=round(score, 3) if joined else 1.0,
        explanation=why,
        red_flags=red_flags(report.text),
        overlaps=_overlap(state, other),
        windows=tuple(w for w in range(64) if kept >> w & 1) if kept else (),
    )


def _overlap(state: LaneClusters, exemplar: int) -> str | None:
    return None if exemplar < 0 else f"{state.cluster_rumor[state.index.cluster_of(exemplar)]:016x}"


def _sighting(state: LaneClusters, report: Report, vid: int) -> Sighting:
    row = state.rows[vid]
    return Sighting(
        report_id=report.report_id,
        variant_id=f"{vid:016x}",
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


def _remember(state: LaneClusters, vid: int, rumor: int, stance: str) -> None:
    state.rows[vid] = len(state.rumors)
    state.rumors.append(rumor)
    state.stances.append(STANCES.index(stance))


def _found(state: LaneClusters, cluster: int, rumor: int) -> None:
    """Notes the rumor of a cluster; clusters are numbered densely, so gaps (unmatchable texts)
    never occur.
    """
    state.cluster_rumor.append(rumor)
    state.rumor_cluster[rumor] = cluster


def _cluster_of(state: LaneClusters, rumor: int) -> int:
    cluster = state.rumor_cluster.get(rumor)
    if cluster is None:
        cluster = len(state.cluster_rumor)
        _found(state, cluster, rumor)
    return cluster


def _matchable(text: str) -> str:
    stripped = texts.matchable(text)
    return stripped if texts.WORDS.search(stripped) else text


def _rejection(
    report: Report, position: int, reason: str, tenant: str, source: Source, now_ms: int
) -> Rejection:
    place = f"{source.partition}-{source.offset}-{position}"
    named = fields.is_uuid(report.report_id)
    return Rejection(
        reject_id=reject_id(now_ms, report.report_id if named else place),
        tenant=tenant,
        stage="cluster",
        reason=reason,
        message=f"report {report.report_id if named else position}: {reason}: {fields.WRONG[reason]}",
        at_ms=now_ms,
        report_id=report.report_id[:MOST_SHOWN],
        app=report.app[:MOST_SHOWN],
        topic="rumor.reports.v1",
        partition=source.partition,
        offset=source.offset,
        sample=texts.title(report.text),
    )


def variants_of(grown: Iterable[RumorsGrown]) -> list[VariantJoined]:
    """All variants of some records, in order."""
    return [variant for record in grown for variant in record.variants]
