"""GET /v1/rumors, one rumor, its wordings, its spread. Verdicts are laid over what was read."""

from typing import Any

import msgspec

from schemas.api import RumorPage, RumorRead, Spread, VariantPage
from schemas.events.vocabulary import RATINGS
from streams.api.answers import Answer
from streams.api.lookup import RUMOR_ID, with_verdict
from streams.api.query import Query, bad_parameter
from streams.api.services import Call, Services
from streams.core import curation
from streams.core.curation.decisions import verdicts_of
from streams.store.reads.questions import DIMENSIONS, SORTS, Reads, TooManyPoints

LONGEST_SEARCH = 200  # characters that titles and wordings are searched for
STEP_S = 60  # the store counts by the minute: a step is a multiple of it
LONGEST_STEP_S = 365 * 86_400
UNRATED = "none"  # as a filter: rumors without a verdict


async def get_rumors(services: Services, call: Call) -> RumorPage:
    """A page of rumors."""
    query = Query(call.request)
    text = query.text("query", LONGEST_SEARCH)
    sort = query.choice("sort", tuple(SORTS), "-reports_1h")
    verdict = query.choice("verdict", (*RATINGS, UNRATED), "")
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    only, without = _narrowed(services, call.tenant, verdict)

    def question(reads: Reads) -> dict[str, Any]:
        page = reads.rumors(
            call.tenant,
            query=text,
            sort=sort,
            limit=limit,
            cursor=cursor,
            only=only,
            without=without,
        )
        items = [with_verdict(item, services.decisions, call.tenant) for item in page["items"]]
        return page | {"items": items}

    return await services.lookup.ask(question, RumorPage)


async def get_rumor(services: Services, call: Call) -> Answer:
    """One rumor, and the ETag that a decision on it may name."""
    rumor_id = call.part("rumor_id")
    found = await services.lookup.rumor(call.tenant, rumor_id)
    # read together, without waiting between them: the ETag is that of the verdict shown
    etag = curation.etag(services.decisions, call.tenant, rumor_id)
    found = with_verdict(found, services.decisions, call.tenant)
    return Answer(msgspec.convert(found, RumorRead), {"etag": f'"{etag}"'})


async def get_variants(services: Services, call: Call) -> VariantPage:
    """A page of a rumor's wordings."""
    rumor_id = call.part("rumor_id")
    query = Query(call.request)
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    await services.lookup.rumor(call.tenant, rumor_id)  # an empty page is no 404
    return await services.lookup.ask(
        lambda reads: reads.variants(call.tenant, rumor_id, limit=limit, cursor=cursor),
        VariantPage,
    )


async def get_spread(services: Services, call: Call) -> Spread:
    """A rumor's counts over time, over its whole life where no range is given."""
    rumor_id = call.part("rumor_id")
    query = Query(call.request)
    start_s = query.time("from")
    end_s = query.time("to")
    step_s = query.whole("step", STEP_S, LONGEST_STEP_S)
    by = query.choice("by", DIMENSIONS, "")
    query.done()
    if step_s and step_s % STEP_S:
        raise bad_parameter("step", "bad_step", f"step is a multiple of {STEP_S} seconds")
    born_s, last_s = await _life(services, call.tenant, rumor_id)
    first_s = born_s if start_s is None else start_s
    end_s = last_s if end_s is None else end_s
    if first_s > end_s:
        raise bad_parameter("from", "bad_range", "from lies after to")
    try:
        return await services.lookup.ask(
            lambda reads: reads.spread(
                call.tenant, rumor_id, start_s=first_s, end_s=end_s, step_s=step_s, by=by
            ),
            Spread,
        )
    except TooManyPoints as error:
        why = f"{error}; the smallest step that fits is {error.step_s}"
        raise bad_parameter("step", "too_many_points", why) from None


async def _life(services: Services, tenant: str, rumor_id: str) -> tuple[int, int]:
    """First and last second of a rumor; now, where it is known and nothing is counted yet.

    Raises 404.
    """
    if RUMOR_ID.match(rumor_id):
        life = await services.lookup.run(lambda reads: reads.life(tenant, rumor_id))
        if life is not None:
            return life
    await services.lookup.rumor(tenant, rumor_id)
    now_s = services.clock.now_ms() // 1_000
    return now_s, now_s


def _narrowed(services: Services, tenant: str, verdict: str) -> tuple[list[str] | None, list[str]]:
    """The rumors that alone are wanted (None: all), and those that are not."""
    verdicts = verdicts_of(services.decisions, tenant)
    if verdict == UNRATED:
        return None, list(verdicts)
    if not verdict:
        return None, []
    return [rumor_id for rumor_id, given in verdicts.items() if given.rating == verdict], []
