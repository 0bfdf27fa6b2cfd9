"""The wordings of a record that are new: matched, read, and taken in by the lane.

In: reports in their order and the ids of their wordings. Out: for each new wording what goes to the
log, what alerts may quote of it, and the rumors that grew together by it.
"""

from typing import NamedTuple

from msgspec.structs import replace

from schemas.events import Report, RumorsMerged, VariantJoined, Wording
from schemas.events.vocabulary import Stance
from streams.core.clusters import evidence
from streams.core.clusters.denials import denials_in, denied_claim
from streams.core.clusters.state import COMPARED, LaneClusters
from streams.core.masking import masks_of
from streams.core.matching.denied import Span
from streams.core.matching.flags import red_flags_of
from streams.core.matching.index import Match
from streams.core.matching.parameters import MOST_WINDOWS
from streams.core.matching.stance import Legible, legible, stances_in
from streams.core.text import matchable, matchables

QUOTED = 200  # characters of a new wording that travel with the sightings, for alerts


class Compared(NamedTuple):
    """What the index found for new wordings; by their places its notes, and the claims that were
    compared in place of them.
    """

    matched: list[Match]
    notes: dict[int, evidence.Notes]
    claims: dict[int, Span]


class Read(NamedTuple):
    """What a new wording says by itself, and beside the one that it joins."""

    report: Report
    stance: Stance
    flags: tuple[str, ...]
    masked: str


def learn(
    state: LaneClusters, reports: list[Report], ids: list[int]
) -> tuple[list[tuple[VariantJoined, Wording]], tuple[RumorsMerged, ...]]:
    """The wordings that are new, in the order of their first reports; the index takes them in.

    And the rumors that grew together by them.
    """
    new: dict[int, Report] = {}
    for id_, report in zip(ids, reports, strict=True):
        if id_ not in state.rows and id_ not in new:
            new[id_] = report
    if not new:
        return [], ()
    wordings = legible([report.text for report in new.values()])
    compared = _matched(state, list(new.values()), list(new), wordings)
    matched = compared.matched
    notes = compared.notes
    read = _read(state, list(new.values()), matched, wordings)
    learnt = []
    merges: list[RumorsMerged] = []
    for number, (id_, match) in enumerate(zip(new, matched, strict=True)):
        variant, wording = _wording(state, read[number], id_=id_, match=match)
        if number in compared.claims:
            variant = replace(variant, claim=compared.claims[number])
        if number in notes:
            noted = evidence.read(
                notes[number], variant_id=variant.variant_id, rumor_of=state.rumor_of
            )
            variant = replace(
                variant,
                unsure=tuple(noted.unsure),
                bridges=tuple(noted.bridges),
                frames=tuple(noted.frames),
            )
            merges += noted.merges
        learnt.append((variant, wording))
    return learnt, tuple(merges)


def _matched(
    state: LaneClusters, reports: list[Report], ids: list[int], wordings: Legible
) -> Compared:
    """Takes texts into the index. All together: a call of the compiled loops costs as much as a
    text. Before one that denies something those before it: it may deny what one of them claims.
    """
    texts = matchables([one.text for one in reports], [one.link for one in reports])
    compared = Compared([], {}, {})
    begin = 0
    denials = denials_in(wordings, [one.text for one in reports])
    for end in (*denials, len(texts)):
        if end > begin:
            _add(state, compared, texts[begin:end], ids[begin:end])
            begin = end
        if end < len(texts):
            one = reports[end]
            claim = denied_claim(state.index, one.text, one.link, whole=texts[end])
            if claim is not None:
                compared.claims[end] = claim
                texts[end] = matchable(one.text[slice(*claim)], one.link)
    return compared


def _add(state: LaneClusters, compared: Compared, texts: list[str], ids: list[int]) -> None:
    before = len(compared.matched)
    found = state.index.add(texts, ids)
    compared.matched.extend(found.each())
    notes = evidence.by_text(found.notes)
    compared.notes.update({before + number: some for number, some in notes.items()})


def _read(
    state: LaneClusters, reports: list[Report], matched: list[Match], wordings: Legible
) -> list[Read]:
    """New wordings read, all together: most of what that costs is the same for one."""
    texts = [report.text for report in reports]
    for text, match in zip(texts, matched, strict=True):
        state.quotes += [text[:COMPARED]] * match.kept.bit_count()
    joined = [state.quotes[one.exemplar] if one.exemplar >= 0 else None for one in matched]
    return [
        Read(*parts)
        for parts in zip(
            reports,
            stances_in(wordings, joined),
            red_flags_of(texts),
            masks_of(texts),
            strict=True,
        )
    ]


def _wording(
    state: LaneClusters, read: Read, *, id_: int, match: Match
) -> tuple[VariantJoined, Wording]:
    """A new wording as it goes to the log, and what alerts may quote of it."""
    report = read.report
    if match.exemplar < 0:
        rumor = id_
        if match.cluster >= 0:
            state.found(rumor)
        exemplar_id = None
        score = 1.0
    else:
        rumor = state.cluster_rumor[match.cluster]
        exemplar_id = f"{state.index.owner(match.exemplar):016x}"
        score = round(match.score, 3)
    state.remember(id_, rumor, read.stance)
    names = state.is_named_by(rumor, read.stance, founds=match.exemplar < 0)
    variant = VariantJoined(
        variant_id=f"{id_:016x}",
        rumor_id=f"{rumor:016x}",
        text=report.text,
        stance=read.stance,
        first_seen_ms=report.observed_at_ms,
        exemplar_id=exemplar_id,
        score=score,
        red_flags=read.flags,
        overlaps=_overlap(state, match.other),
        windows=_windows(match.kept),
        link=report.link,
        names=names,
    )
    return variant, quote(variant, read.masked)


def quote(variant: VariantJoined, masked: str) -> Wording:
    """What alerts may quote of a variant, given its masked text."""
    return Wording(
        variant_id=variant.variant_id,
        rumor_id=variant.rumor_id,
        text=masked[:QUOTED],
        exemplar_id=variant.exemplar_id,
        red_flags=variant.red_flags,
        names=variant.names,
    )


def _windows(kept: int) -> tuple[int, ...]:
    if kept == 1:  # nearly all texts have one window
        return (0,)
    return tuple(window for window in range(MOST_WINDOWS) if kept >> window & 1) if kept else ()


def _overlap(state: LaneClusters, exemplar: int) -> str | None:
    return None if exemplar < 0 else f"{state.cluster_rumor[state.index.cluster_of(exemplar)]:016x}"
