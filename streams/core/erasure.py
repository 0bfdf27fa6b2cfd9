"""Erasure: what is left of an event when a person's reports are forgotten. Counts stay.

In: a plan of what is forgotten, and an event of the log. Out: the event without it. Doing it again
changes nothing.
"""

from typing import Any

import msgspec

from schemas.events import (
    Report,
    ReportsReceived,
    ReportsSighted,
    RumorsGrown,
    Sighting,
    VariantJoined,
    Wording,
)
from streams.core.ids import report_id
from streams.core.masking import mask, title

ERASED = "[erased]"
LEAST_QUOTE = 12  # characters: two people seldom say as much in the same words
QUOTED = 200  # characters of a masked wording that other events quote


class Plan(msgspec.Struct, kw_only=True):
    """What is to be forgotten of one tenant.

    `reports` are ids, each with the one that stands for it in the counts; `reporters` pseudonyms,
    likewise. `texts` are the wordings that nobody else reported, by their ids.
    """

    tenant: str
    reports: dict[str, str] = {}
    reporters: dict[str, str] = {}
    external_ids: list[str] = []
    texts: dict[str, str] = {}

    def fragments(self) -> list[bytes]:
        """What must not be in any record afterwards, as JSON writes it."""
        encode = msgspec.json.encode
        ids = [name.encode() for name in (*self.reports, *self.reporters)]
        ids += [b'"external_id":' + encode(name) for name in self.external_ids]
        return ids + [b'"text":' + encode(text) for text in self.texts.values()]


def stand_in(tenant: str, name: str, salt: str) -> str:
    """The id that counts in place of a report's. Nobody can tell one from the other without the
    salt, which is thrown away.
    """
    return report_id(tenant, f"forgotten:{salt}", name.encode())


def quotes(plan: Plan) -> list[str]:
    """Everything that is made from a forgotten wording and shown elsewhere, the longest first."""
    made: set[str] = set()
    for text in plan.texts.values():
        masked = mask(text)
        made |= {text, masked, masked[:QUOTED], title(text), title(text, QUOTED)}
    return sorted((quote for quote in made if quote.strip()), key=len, reverse=True)


def forget(plan: Plan, event: Any) -> Any:
    """An event of whatever topic without what is forgotten."""
    if isinstance(event, ReportsReceived):
        kept = tuple(one for one in event.reports if not _is_forgotten(plan, one))
        return msgspec.structs.replace(event, reports=kept)
    if isinstance(event, ReportsSighted):
        return msgspec.structs.replace(
            event,
            sightings=tuple(_sighting(plan, one) for one in event.sightings),
            wordings=tuple(_wording(plan, one) for one in event.wordings),
        )
    if isinstance(event, RumorsGrown):
        variants = tuple(_variant(plan, one) for one in event.variants)
        return msgspec.structs.replace(event, variants=variants)
    return msgspec.convert(_without(msgspec.to_builtins(event), plan), type(event))


def _is_forgotten(plan: Plan, report: Report) -> bool:
    return report.report_id in plan.reports or report.reporter in plan.reporters


def _sighting(plan: Plan, one: Sighting) -> Sighting:
    if one.report_id not in plan.reports and one.reporter not in plan.reporters:
        return one
    return msgspec.structs.replace(
        one,
        report_id=plan.reports.get(one.report_id, one.report_id),
        reporter=plan.reporters.get(one.reporter, one.reporter),
        external_id="",
        link="",
        attributes=None,
    )


def _wording(plan: Plan, one: Wording) -> Wording:
    return msgspec.structs.replace(one, text=ERASED) if one.variant_id in plan.texts else one


def _variant(plan: Plan, one: VariantJoined) -> VariantJoined:
    if one.variant_id not in plan.texts:
        return one
    # Without windows it is no exemplar any more: nothing can be matched with what is not there.
    return msgspec.structs.replace(one, text=ERASED, windows=(), explanation="")


def _without(value: Any, plan: Plan) -> Any:
    """Any event as plain values; what quotes a wording or names a report quotes nothing."""
    if isinstance(value, dict):
        return {name: _without(inner, plan) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(inner, plan) for inner in value]
    if not isinstance(value, str):
        return value
    for quote in quotes(plan):
        value = without_quote(value, quote)
    for name, other in (plan.reports | plan.reporters).items():
        value = value.replace(name, other)
    for name in plan.external_ids:
        value = ERASED if value == name else value
    return value


def without_quote(value: str, quote: str) -> str:
    """A string without a quoted wording. A short one is taken out only where it stands alone: it
    may be a part of what others said.
    """
    if value == quote:
        return ERASED
    written = msgspec.json.encode(quote).decode()  # as a delivery's body, which is JSON, holds it
    value = value.replace(written, f'"{ERASED}"')
    if len(quote) < LEAST_QUOTE:
        return value
    return value.replace(quote, ERASED).replace(written[1:-1], ERASED)
