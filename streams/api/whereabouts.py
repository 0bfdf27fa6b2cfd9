"""Where reports of the last day went, answered from what follows the log: nobody waits for
ClickHouse to hear of a verdict.

In: ids. Out: what `GET /v1/reports/{report_id}` answers. None where the store has to be asked: what
is older, and tenants that moved wordings, whose homes only the store knows.
"""

from collections import OrderedDict

from schemas.api.reports import ReportRead
from streams.api.lookup import Lookup, verdict_of
from streams.core.matching.explanation import why_joined
from streams.replica.newest import Joined
from streams.replica.reports import RecentReports, Whereabouts
from streams.replica.wordings import Wordings
from streams.store.reads.questions import Reads
from streams.store.reads.shapes import rounded

MOST_KEPT = 100_000  # wordings: some 300 bytes each
Why = tuple[float | None, str]  # score and explanation
NOT_STORED: Why = (None, "")


class RecentWhereabouts:
    """Score and explanation of a wording never change: they are made once. Where the store has not
    heard of it yet they are made of what stands on the log.
    """

    def __init__(self, lookup: Lookup, reports: RecentReports, wordings: Wordings) -> None:
        self.reports = reports
        self._lookup = lookup
        self._wordings = wordings
        self._whys: OrderedDict[tuple[str, str], Why] = OrderedDict()

    async def of(self, tenant: str, report_id: str) -> ReportRead | None:
        """Where a report went. Raises as `Lookup.run`."""
        if self._lookup.overlay(tenant).placings:
            return None
        found = self.reports.find(tenant, report_id)
        # Read after its wording was looked for, and before it is found: pending for a moment more.
        if found is None or not self._wordings.has_wording(tenant, found.variant_id):
            return None
        why = await self._why(tenant, found.variant_id)
        return self._read(tenant, report_id, found, why)

    def _read(self, tenant: str, report_id: str, found: Whereabouts, why: Why) -> ReportRead:
        overlay = self._lookup.overlay(tenant)
        rumor_id = overlay.shown_as(found.rumor_id)
        return ReportRead(
            report_id=report_id,
            status="matched",
            variant_id=found.variant_id,
            rumor_id=rumor_id,
            stance=found.stance,
            score=why[0],
            explanation=why[1],
            verdict=verdict_of(overlay, rumor_id),
            language=found.extras.language or None,
            link=found.extras.link or None,
            attributes=found.extras.attributes or None,
        )

    async def _why(self, tenant: str, variant_id: str) -> Why:
        key = (tenant, variant_id)
        if (known := self._whys.get(key)) is not None:
            self._whys.move_to_end(key)
            return known
        joined = self._wordings.newest.find(tenant, variant_id)
        found = await (self._stored(*key) if joined is None else self._on_log(tenant, joined))
        if found is None:  # too many wordings ago for the log, and not in the store yet
            return NOT_STORED
        self._whys[key] = found
        if len(self._whys) > MOST_KEPT:
            self._whys.popitem(last=False)
        return found

    async def _stored(self, tenant: str, variant_id: str) -> Why | None:
        def question(reads: Reads) -> Why | None:
            return reads.why(tenant, variant_id)

        return await self._lookup.run(question)

    async def _on_log(self, tenant: str, joined: Joined) -> Why:
        exemplar_id = joined.exemplar_id
        if exemplar_id is None:
            return rounded(joined.score), ""
        exemplar = self._wordings.newest.find(tenant, exemplar_id)
        if exemplar is not None:
            text = exemplar.text
        else:  # older, so it is stored
            text = await self._lookup.run(lambda reads: reads.text(tenant, exemplar_id))
        return rounded(joined.score), why_joined(joined.text, text, joined.score)
