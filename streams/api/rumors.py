"""GET /v1/rumors, one rumor, its wordings, its spread. Verdicts are laid over what was read."""

from typing import Any

from msgspec.structs import replace

from schemas.api.fields import LONGEST_LANGUAGE, LONGEST_NAME
from schemas.api.rumors import RumorPage, RumorRead, Spread, Tree, VariantPage
from schemas.events.vocabulary import RATINGS
from streams.api import parameters
from streams.api.answers import Answer
from streams.api.lookup import RUMOR_ID, of_people
from streams.api.operation import reading
from streams.api.query import LONGEST_WORD, MOST, Query, bad_parameter
from streams.api.services import Call, Services
from streams.core.curation.overlay import Overlay
from streams.core.languages import language_tag
from streams.core.matching.fold.scripts import in_simplified
from streams.core.text.searching import sought
from streams.store.reads.questions import DIMENSIONS, SORTS, Range, Reads, TooManyPoints, Wanted
from streams.store.reads.spread import life, spread
from streams.store.reads.steps import UTC_ZONE
from streams.store.reads.variants import MOST_REPORTED, ORDERS

YES_OR_NO = {"true": True, "false": False}
LONGEST_SEARCH = 200  # characters that titles and wordings are searched for
STEP_S = 60  # the store counts by the minute: a step is a multiple of it
LONGEST_STEP_S = 365 * 86_400
USUAL_SORT = "-reports_1h"  # what rises now
UNRATED = "none"  # as a filter: rumors without a verdict
UNMOVED = (
    "Only `{}` is moved by no report: who reads page after page while reports come in misses "
    "none and sees none twice."
)


async def get_rumors(services: Services, call: Call) -> RumorPage:
    """A page of rumors."""
    query = Query(call.request)
    text = query.text("query", LONGEST_SEARCH).strip()  # a blank one narrows nothing
    verdict = query.choice("verdict", (*RATINGS, UNRATED), "")
    open_alert = query.choice("open_alert", tuple(YES_OR_NO), "")
    place = query.name("place", LONGEST_NAME)
    channel = query.name("channel", LONGEST_NAME)
    language = language_tag(query.name("language", LONGEST_LANGUAGE))
    assignee = query.text("assignee", LONGEST_NAME)
    sort = query.choice("sort", tuple(SORTS), USUAL_SORT)
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    asked = (text, verdict, open_alert, place, channel, language, assignee, sort, limit, cursor)
    overlay = services.lookup.overlay(call.tenant)
    only, without = _narrowed(overlay, verdict, assignee)
    wanted = Wanted(
        query=text,
        place=place,
        channel=channel,
        language=language,
        open_alert=YES_OR_NO.get(open_alert),
        only=only,
        without=without,
        titled=_titled(overlay, text),
        # Fact-checks that nobody reported are found where they are looked for.
        unreported=list(overlay.verdicts) if text or verdict in RATINGS else (),
    )

    def question(reads: Reads) -> dict[str, Any]:
        page = reads.rumors(call.tenant, wanted=wanted, sort=sort, limit=limit, cursor=cursor)
        items = [{**item, **of_people(overlay, item["rumor_id"])} for item in page["items"]]
        return page | {"items": items}

    name = ("rumors", *asked)
    tenant = call.tenant
    page = await services.lookup.ask_together(name, question, RumorPage, tenant)
    # sightings are stored apart from rumors: either may be there first
    titled = [
        item if item.title else replace(item, title=services.lookup.title_of(tenant, item.rumor_id))
        for item in page.items
    ]
    return RumorPage(titled, page.next_cursor)


async def get_rumor(services: Services, call: Call) -> Answer:
    """One rumor, and the ETag that a decision on it may name."""
    found = await services.lookup.rumor(call.tenant, call.part("rumor_id"))
    # read together, without waiting between them: the ETag is that of the verdict shown
    read = services.lookup.with_decisions(found, call.tenant, services.clock.now_ms())
    return Answer(read, {"etag": read.etag})


async def get_variants(services: Services, call: Call) -> VariantPage:
    """A page of a rumor's wordings."""
    rumor_id = call.part("rumor_id")
    query = Query(call.request)
    sort = query.choice("sort", tuple(ORDERS), MOST_REPORTED)
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    await services.lookup.rumor(call.tenant, rumor_id)  # an empty page is no 404
    return await services.lookup.ask_together(
        ("variants", rumor_id, sort, limit, cursor),
        lambda reads: reads.variants(call.tenant, rumor_id, sort=sort, limit=limit, cursor=cursor),
        VariantPage,
        call.tenant,
    )


async def get_tree(services: Services, call: Call) -> Tree:
    """Which wording came from which."""
    rumor_id = call.part("rumor_id")
    query = Query(call.request)
    limit = query.whole("limit", 1, MOST)
    cursor = query.cursor()
    query.done()
    await services.lookup.rumor(call.tenant, rumor_id)
    return await services.lookup.ask_together(
        ("tree", rumor_id, limit, cursor),
        lambda reads: reads.tree(call.tenant, rumor_id, limit=limit, cursor=cursor),
        Tree,
        call.tenant,
    )


async def get_spread(services: Services, call: Call) -> Spread:
    """A rumor's counts over time, over its whole life where no range is given."""
    rumor_id = call.part("rumor_id")
    query = Query(call.request)
    from_ms = query.time_ms("from")
    to_ms = query.time_ms("to")
    step_s = query.whole("step", STEP_S, LONGEST_STEP_S)
    by = query.choice("by", DIMENSIONS, "")
    zone = query.zone("zone")
    query.done()
    if step_s and step_s % STEP_S:
        raise bad_parameter("step", "bad_step", f"step is a multiple of {STEP_S} seconds")
    lived = await _life(services, call.tenant, rumor_id)
    span = _range(*lived, from_ms=from_ms, to_ms=to_ms)
    asked = span._replace(step_s=step_s, zone=zone or UTC_ZONE)
    try:
        return await services.lookup.ask_together(
            ("spread", rumor_id, asked, by),
            lambda reads: reads.of(spread, call.tenant, rumor_id, asked=asked, by=by),
            Spread,
            call.tenant,
        )
    except TooManyPoints as error:
        why = f"{error}; the smallest step that fits is {error.step_s}"
        raise bad_parameter("step", "too_many_points", why) from None


def _range(born_s: int, last_s: int, *, from_ms: int | None, to_ms: int | None) -> Range:
    """What is asked for of a rumor of that life. Raises 422."""
    born_ms = born_s * 1_000
    if from_ms is None:
        from_ms = born_ms if to_ms is None else min(born_ms, to_ms)
    if to_ms is None:
        to_ms = (max(last_s, from_ms // 1_000) + 1) * 1_000
    if from_ms > to_ms:
        raise bad_parameter("from", "bad_range", "from lies after to")
    return Range(
        start_s=from_ms // 1_000,
        end_s=-(-to_ms // 1_000),
        step_s=None,
        whole=from_ms <= born_ms and to_ms // 1_000 > last_s,
        late_ms=from_ms % 1_000,
        early_ms=-to_ms % 1_000,
    )


async def _life(services: Services, tenant: str, rumor_id: str) -> tuple[int, int]:
    """First and last second of a rumor; now, where it is known and nothing is counted yet.

    Raises 404.
    """
    if RUMOR_ID.match(rumor_id):
        lived = await services.lookup.run(lambda reads: reads.of(life, tenant, rumor_id), tenant)
        if lived is not None:
            return lived
    await services.lookup.rumor(tenant, rumor_id)
    now_s = services.clock.now_ms() // 1_000
    return now_s, now_s


def _narrowed(overlay: Overlay, verdict: str, assignee: str) -> tuple[list[str] | None, list[str]]:
    """The rumors that alone are wanted (None: all), and those that are not."""
    only = None
    without: list[str] = []
    if verdict == UNRATED:
        without = list(overlay.verdicts)
    elif verdict:
        only = [id_ for id_, given in overlay.verdicts.items() if given.rating == verdict]
    if assignee:
        mine = [id_ for id_, one in overlay.assignments.items() if one.assignee == assignee]
        only = mine if only is None else [id_ for id_ in only if id_ in set(mine)]
    return only, without


def _titled(overlay: Overlay, text: str) -> list[str]:
    """The rumors whose title, as an analyst gave it, holds each word of a text in either script."""
    words = sought(in_simplified(text.casefold()))
    if not words:
        return []
    titles = {id_: in_simplified(title.casefold()) for id_, title in overlay.titles.items()}
    return [id_ for id_, title in titles.items() if all(word in title for word in words)]


OPERATIONS = (
    reading(
        "/v1/rumors",
        get_rumors,
        summary="Rumors",
        answers=RumorPage,
        query={
            "query": parameters.text(
                "Words of a title or a wording, masked: each has to be there, in any order; "
                "quotation marks keep a phrase together.",
                longest=LONGEST_SEARCH,
            ),
            "verdict": parameters.choice("Rated so, or not rated.", *RATINGS, UNRATED),
            "open_alert": parameters.choice("Whether an alert is open.", *YES_OR_NO),
            "place": parameters.text("Reported from there.", longest=LONGEST_NAME),
            "channel": parameters.text("Reported from that channel.", longest=LONGEST_NAME),
            "language": parameters.text("Reported in that language.", longest=LONGEST_LANGUAGE),
            "assignee": parameters.text("Assigned to them.", longest=LONGEST_NAME),
            "sort": parameters.choice(
                f"By what, the most first. {UNMOVED.format('-rumor_id')}",
                *SORTS,
                default=USUAL_SORT,
            ),
            **parameters.PAGED,
        },
    ),
    reading("/v1/rumors/{rumor_id}", get_rumor, summary="One rumor", answers=RumorRead),
    reading(
        "/v1/rumors/{rumor_id}/variants",
        get_variants,
        summary="Its wordings",
        answers=VariantPage,
        query={
            "sort": parameters.choice(
                f"By what, the most first. {UNMOVED.format('-variant_id')}",
                *ORDERS,
                default=MOST_REPORTED,
            ),
            **parameters.PAGED,
        },
    ),
    reading(
        "/v1/rumors/{rumor_id}/tree",
        get_tree,
        summary="Which wording came from which",
        answers=Tree,
        query=parameters.PAGED,
    ),
    reading(
        "/v1/rumors/{rumor_id}/spread",
        get_spread,
        summary="Its counts over time",
        answers=Spread,
        query={
            "from": parameters.time(
                "Nothing before it, to the millisecond: a part of one counts as the next. "
                "By default the first report."
            ),
            "to": parameters.time(
                "Nothing from then on: of ranges that meet there none counts a report that another "
                "does, whatever `by` is. By default the second after the last report. A point is "
                "of what lies in the range, also where its step begins before it or ends after it."
            ),
            "step": parameters.whole(
                "Seconds a point; by default the least that gives at most 1,000 points a series, "
                "and 10,000 in all.",
                least=STEP_S,
                most=LONGEST_STEP_S,
            ),
            "by": parameters.choice(
                "A series for each; without it one of all. Beyond the 20 largest the rest is one, "
                "`other`; where a value itself is called `other`, the rest is `other (2)` or the "
                "next number that no value has.",
                *DIMENSIONS,
            ),
            "zone": parameters.text(
                "Whose midnight begins a day, like Asia/Shanghai.", longest=LONGEST_WORD
            ),
        },
    ),
)
