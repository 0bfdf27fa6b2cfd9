"""What no fold and no table can take: for each event a generator of sentences that name the field.

In: an event whose JSON is right. Out: what is wrong with its values, nothing where it is sound. The
first sentence is enough to set a record aside, so they are generators.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from schemas import events
from schemas.events.decisions import DECISION_KINDS
from schemas.events.vocabulary import RATINGS, STANCES
from streams.core.fields import LONGEST_TEXT, all_hex, is_hex, is_time, is_uuid
from streams.core.lanes import tenant_of
from streams.core.surge.policy import LEVELS
from streams.core.text import has_something_to_match
from streams.log.soundness import LONGEST_ID, all_grown, all_quoted, all_sighted

Wrongs = Iterator[str]
WITH_TARGET = ("merge", "move", "join", "apart")  # decisions on two rumors
LARGEST_OFFSET = 2**40  # more records than any partition will hold
MOST_WINDOWS = 64  # of a text matched in windows: the index (`matching.kernels`) keeps no more
NEARLY_ALL_WINDOWS = ((), (0,))
LARGEST_STATUS = 2**16  # of the columns they are stored in: a larger one breaks the whole block
LARGEST_COUNT = 2**32
LEAST = {"until_reporters": 1}  # of a decision's counts, where it is not 0
MOST_BRIDGES = 2**31  # counted in signed 32-bit numbers


def _ended(event: events.SessionEnded) -> Wrongs:
    yield from _times(ended_at_ms=event.ended_at_ms, until_ms=event.until_ms)
    if len(event.session) > LONGEST_ID:
        yield f"session has more than {LONGEST_ID} characters"


def _spent(event: events.AllowancesSpent) -> Wrongs:
    yield from _times(at_ms=event.at_ms)
    if len(event.intake) > LONGEST_ID:
        yield f"intake has more than {LONGEST_ID} characters"
    if not all(0 <= reports < LARGEST_COUNT for reports in event.spent.values()):
        yield f"spent holds a number outside 0 to {LARGEST_COUNT - 1}"


def _received(event: events.ReportsReceived) -> Wrongs:
    yield from _times(received_at_ms=event.received_at_ms)
    for claim in event.claims:
        yield from _times(published_at_ms=claim.published_at_ms)
    if event.shared is not None:
        yield from _shared(event.shared, event.lane)


def _grown(event: events.RumorsGrown) -> Wrongs:
    yield from _source(event.source)
    yield from _times(received_at_ms=event.received_at_ms)
    yield from _range("curation_offset", event.curation_offset, LARGEST_OFFSET)
    for variant in () if all_grown(event.variants) else event.variants:
        yield from _hexes(variant_id=variant.variant_id, rumor_id=variant.rumor_id)
        if variant.exemplar_id is not None:
            yield from _hexes(exemplar_id=variant.exemplar_id)
        if variant.overlaps is not None:
            yield from _hexes(overlaps=variant.overlaps)
        yield from _choice("stance", variant.stance, STANCES)
        yield from _times(first_seen_ms=variant.first_seen_ms)
        if not 0 <= variant.score <= 1:
            yield f"score {variant.score} lies outside 0 to 1"
        if len(variant.text) > LONGEST_TEXT or not has_something_to_match(variant.text):
            yield "text is empty, longer than 10,000 characters or without a letter or digit"
    for variant in event.variants:
        if variant.claim is not None:
            first, end = variant.claim
            if not 0 <= first < end <= len(variant.text):
                yield "claim is from and to, within the text"
        if variant.windows not in NEARLY_ALL_WINDOWS:
            yield from _windows(variant.windows)
        if variant.unsure or variant.frames or variant.bridges:
            yield from _evidence(variant)
    for merge in event.merges:
        yield from _merge(merge)


def _windows(windows: Sequence[int]) -> Wrongs:
    known = all(0 <= window < MOST_WINDOWS for window in windows)
    if not known or len(set(windows)) < len(windows):
        yield f"windows are different numbers below {MOST_WINDOWS}"


def _evidence(variant: events.VariantJoined) -> Wrongs:
    """What the index is rebuilt from beside the text: nearly no variant has any."""
    for window, first, end in variant.unsure:
        if not (0 <= window < MOST_WINDOWS and 0 <= first <= end <= LONGEST_TEXT):
            yield f"unsure spans are a window below {MOST_WINDOWS}, from and to"
    for first, end in variant.frames:
        if not 0 <= first <= end <= LONGEST_TEXT:
            yield "frames are from and to, in the order of the text"
    for bridge in variant.bridges:
        yield from _hexes(rumor_id=bridge.rumor_id)
        yield from _range("same", bridge.same, MOST_BRIDGES)
        yield from _range("apart", bridge.apart, MOST_BRIDGES)


def _merge(merge: events.RumorsMerged) -> Wrongs:
    yield from _hexes(kept=merge.kept, merged=merge.merged, variant_id=merge.variant_id)
    yield from _range("bridges", merge.bridges, MOST_BRIDGES)


def _sighted(event: events.ReportsSighted) -> Wrongs:
    yield from _source(event.source)
    yield from _times(received_at_ms=event.received_at_ms)
    yield from _sightings(event.sightings, event.wordings)
    for merge in event.merges:
        yield from _merge(merge)
    if event.shared is not None:
        yield from _shared(event.shared, event.lane)


def _shared(shared: events.SightingsShared, lane: str) -> Wrongs:
    if shared.source is not None:
        yield from _source(shared.source)
    yield from _sightings(shared.sightings, shared.wordings)
    for state in shared.states:
        yield from _folded(state)
        if state.lane != lane:
            yield f"a state is of lane {state.lane[:LONGEST_ID]!r}, not of the record's"


def _sightings(sightings: Sequence[events.Sighting], wordings: Sequence[events.Wording]) -> Wrongs:
    for sighting in () if all_sighted(sightings) else sightings:
        if not is_uuid(sighting.report_id):
            yield f"report_id {sighting.report_id[:LONGEST_ID]!r} is no UUID as text"
        if sighting.reporter and not is_hex(sighting.reporter):
            yield "reporter is neither 16 lower-case hexadecimal digits nor empty"
        yield from _hexes(variant_id=sighting.variant_id, rumor_id=sighting.rumor_id)
        yield from _choice("stance", sighting.stance, STANCES)
        yield from _times(observed_at_ms=sighting.observed_at_ms)
        yield from _short(**_names(sighting))
    for wording in () if all_quoted(wordings) else wordings:
        yield from _hexes(variant_id=wording.variant_id, rumor_id=wording.rumor_id)
        if len(wording.text) > LONGEST_TEXT:
            yield f"text has more than {LONGEST_TEXT} characters"


def _names(sighting: events.Sighting) -> dict[str, str]:
    return {
        "app": sighting.app,
        "channel": sighting.channel,
        "place": sighting.place,
        "external_id": sighting.external_id,
    }


def _folded(event: events.SurgeFolded) -> Wrongs:
    if event.rumor_id:
        yield from _hexes(rumor_id=event.rumor_id)
    yield from _range("offset", event.offset, LARGEST_OFFSET, least=-1)


def _told(event: events.AlertsTold) -> Wrongs:
    yield from _source(event.source)
    tenant = tenant_of(event.lane)
    for alert in event.alerts:
        yield from _tenant(alert.tenant, tenant)
        yield from _alert(alert)
    for answer in event.answers:
        yield from _tenant(answer.tenant, tenant)
        yield from _answer(answer)
    for asked in event.asked:
        yield from _tenant(asked.tenant, tenant)
        yield from _times(asked_at_ms=asked.asked_at_ms)
        yield from _short(
            request_id=asked.request_id,
            receiver=asked.receiver,
            delivery_id=asked.delivery_id,
        )


def _answer(answer: events.VerdictTold) -> Wrongs:
    yield from _hexes(rumor_id=answer.rumor_id)
    yield from _times(at_ms=answer.at_ms)
    yield from _short(answer_id=answer.answer_id, app=answer.app, decision_id=answer.decision_id)
    for verdict in (answer.verdict, answer.previous):
        if verdict is not None:
            yield from _choice("rating", verdict.rating, RATINGS)
    for report in answer.reports:
        if not is_uuid(report.report_id):
            yield f"report_id {report.report_id[:LONGEST_ID]!r} is no UUID as text"
        yield from _hexes(rumor_id=report.rumor_id)
        yield from _short(external_id=report.external_id)


def _alert(alert: events.Alert) -> Wrongs:
    yield from _hexes(rumor_id=alert.rumor_id)
    yield from _short(alert_id=alert.alert_id, change_id=alert.change_id, event=alert.event)
    yield from _choice("level", alert.level, LEVELS[1:])
    yield from _choice("previous_level", alert.previous_level, LEVELS)
    yield from _times(
        started_at_ms=alert.started_at_ms,
        raised_at_ms=alert.raised_at_ms,
        at_ms=alert.at_ms,
    )
    if alert.resolved_at_ms is not None:
        yield from _times(resolved_at_ms=alert.resolved_at_ms)
    stances = alert.stance
    counts = {
        "reports": alert.reports,
        "reporters": alert.reporters,
        "variants": alert.variants,
        "window_s": alert.window_s,
        "stance": min(stances.carries, stances.questions, stances.refutes),
    }
    for name, count in counts.items():
        yield from _range(name, count, LARGEST_OFFSET)


def _attempted(event: events.DeliveriesAttempted) -> Wrongs:
    tenant = tenant_of(event.lane)
    if event.source is not None:
        yield from _source(event.source)
    for delivery in event.deliveries:
        yield from _tenant(delivery.tenant, tenant)
        yield from _short(delivery_id=delivery.delivery_id, alert_id=delivery.alert_id)
        yield from _short(receiver=delivery.receiver, type=delivery.type, state=delivery.state)
        yield from _times(at_ms=delivery.at_ms, next_attempt_at_ms=delivery.next_attempt_at_ms)
        yield from _range("status", delivery.status, LARGEST_STATUS)
        yield from _range("attempt", delivery.attempt, LARGEST_STATUS)
        yield from _range("round", delivery.round, LARGEST_STATUS)
        yield from _range("duration_ms", delivery.duration_ms, LARGEST_COUNT)


def _made(event: events.DecisionMade) -> Wrongs:
    yield from _choice("kind", event.kind, DECISION_KINDS)
    yield from _hexes(rumor_id=event.rumor_id)
    yield from _short(decision_id=event.decision_id, tenant=event.tenant)
    yield from _short(alert_id=event.alert_id, undoes=event.undoes, expected=event.expected)
    # a field of a kind to come, too: a time by its name, any other number is a count
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if name.endswith("_ms") and value is not None:
            yield from _times(**{name: value})
        elif type(value) is int:
            yield from _range(name, value, LARGEST_COUNT, least=LEAST.get(name, 0))
    if event.target or event.kind in WITH_TARGET:
        yield from _hexes(target=event.target)
    if any(tenant_of(lane) != event.tenant for lane in event.lanes or ()):
        yield "lanes are two of the tenant's"
    for name in ("variant_ids", "rumors", "left"):
        if not all_hex(list(getattr(event, name))):
            yield f"{name} are not all 16 lower-case hexadecimal digits"
    if event.verdict is not None:
        yield from _choice("rating", event.verdict.rating, RATINGS)


def _rejected(event: events.ReportsRejected) -> Wrongs:
    for rejection in event.rejections:
        yield from _short(reject_id=rejection.reject_id, tenant=rejection.tenant)
        yield from _times(at_ms=rejection.at_ms)
        yield from _range("partition", rejection.partition, LARGEST_COUNT)
        yield from _range("offset", rejection.offset, LARGEST_OFFSET)


def _source(source: events.Source) -> Wrongs:
    yield from _range("source.partition", source.partition, LARGEST_COUNT, least=-1)
    yield from _range("source.offset", source.offset, LARGEST_OFFSET, least=-1)


def _times(**values: int) -> Wrongs:
    for name, ms in values.items():
        if not is_time(ms):
            yield f"{name} {_shown(ms)} lies outside 1970 to 2100"


def _range(name: str, number: int, end: int, *, least: int = 0) -> Wrongs:
    if not least <= number < end:
        yield f"{name} {_shown(number)} lies outside {least} to {end - 1}"


def _hexes(**values: str) -> Wrongs:
    for name, value in values.items():
        if not is_hex(value):
            yield f"{name} {value[:LONGEST_ID]!r} is not 16 lower-case hexadecimal digits"


def _choice(name: str, value: str, choices: Iterable[str]) -> Wrongs:
    if value not in choices:
        yield f"{name} {value[:LONGEST_ID]!r} is none of {', '.join(filter(None, choices))}"


def _short(**values: str) -> Wrongs:
    for name, value in values.items():
        if len(value) > LONGEST_ID:
            yield f"{name} has more than {LONGEST_ID} characters"


def _tenant(given: str, lanes: str) -> Wrongs:
    if given != lanes:
        yield f"tenant {given[:LONGEST_ID]!r} is not that of the lane"


def _shown(number: int) -> str:
    """A number without the conversion of thousands of digits, which Python refuses."""
    return str(number) if number.bit_length() <= 64 else "with too many digits"


WRONGS: dict[type, Callable[[Any], Wrongs]] = {
    events.ReportsReceived: _received,
    events.RumorsGrown: _grown,
    events.ReportsSighted: _sighted,
    events.SurgeFolded: _folded,
    events.AlertsTold: _told,
    events.DeliveriesAttempted: _attempted,
    events.DecisionMade: _made,
    events.ReportsRejected: _rejected,
    events.SessionEnded: _ended,
    events.AllowancesSpent: _spent,
}
