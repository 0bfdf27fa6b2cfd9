"""POST /v1/rumors/{rumor_id}/merge, /split, /move: what belongs to which rumor.

In: HTTP. Out: decisions as in `decisions`; those on wordings say what was counted of them by then.
"""

from typing import Any

from schemas.api.decisions import MergeIn, MoveIn, SplitIn
from schemas.events import DecisionMade, MovedCounts
from streams.api import parameters
from streams.api.answers import Answer
from streams.api.decided import answer, body_of, decide
from streams.api.operation import deciding
from streams.api.query import Query
from streams.api.services import Call, Services
from streams.api.targets import expect_target, lanes_of
from streams.api.wordings import expect_wordings
from streams.api.writing import catch_up
from streams.core.ids import split_rumor
from streams.core.masking import mask


async def post_merge(services: Services, call: Call) -> Answer:
    """Two rumors are one: this one shows as the other."""
    given = await body_of(call, MergeIn)
    rumor_id = call.part("rumor_id")
    await services.lookup.rumor(call.tenant, rumor_id)
    await expect_target(
        services=services, call=call, rumor_id=rumor_id, target=given.into, pointer="/into"
    )
    made = await decide(
        services,
        call,
        kind="merge",
        rumor_id=rumor_id,
        target=given.into,
        lanes=await lanes_of(services, call, rumor_id, given.into),
        note=mask(given.note or ""),
    )
    return answer(services, call, made)


async def post_move(services: Services, call: Call) -> Answer:
    """Wordings belong to another rumor."""
    given = await body_of(call, MoveIn)
    rumor_id = call.part("rumor_id")
    followers = _with_followers(call)
    await services.lookup.rumor(call.tenant, rumor_id)
    await expect_target(
        services=services, call=call, rumor_id=rumor_id, target=given.to, pointer="/to"
    )
    made = await _take_out(
        services,
        call,
        kind="move",
        target=given.to,
        variant_ids=tuple(dict.fromkeys(given.variant_ids)),
        with_followers=followers,
        note=mask(given.note or ""),
        lanes=await lanes_of(services, call, rumor_id, given.to),
    )
    return answer(services, call, made)


async def post_split(services: Services, call: Call) -> Answer:
    """Wordings are a rumor of their own."""
    given = await body_of(call, SplitIn)
    followers = _with_followers(call)
    await services.lookup.rumor(call.tenant, call.part("rumor_id"))
    made = await _take_out(
        services,
        call,
        kind="split",
        variant_ids=tuple(dict.fromkeys(given.variant_ids)),
        with_followers=followers,
        note=mask(given.note or ""),
    )
    return answer(services, call, made, split_rumor(made.decision_id))


async def _take_out(services: Services, call: Call, *, kind: str, **fields: Any) -> DecisionMade:
    """A decision on wordings of a rumor, which keeps some of them."""
    rumor_id = call.part("rumor_id")
    await catch_up(services.log, services.decisions)
    counted = await expect_wordings(services, call, rumor_id, kind=kind, **fields)
    return await decide(
        services,
        call,
        kind=kind,
        rumor_id=rumor_id,
        moved=counted[0] if counted else MovedCounts(),
        moved_too=counted[1:],
        **fields,
    )


def _with_followers(call: Call) -> bool:
    query = Query(call.request)
    wanted = query.choice("with_followers", ("true", "false"), "false")
    query.done()
    return wanted == "true"


WITH_FOLLOWERS = {
    "with_followers": parameters.choice(
        "Also what joined through them before now.", "true", "false", default="false"
    )
}
OPERATIONS = (
    deciding(
        "/v1/rumors/{rumor_id}/merge", post_merge, body=MergeIn, summary="Show a rumor as another"
    ),
    deciding(
        "/v1/rumors/{rumor_id}/split",
        post_split,
        body=SplitIn,
        summary="Make wordings a rumor of their own",
        query=WITH_FOLLOWERS,
    ),
    deciding(
        "/v1/rumors/{rumor_id}/move",
        post_move,
        body=MoveIn,
        summary="Move wordings to another rumor",
        query=WITH_FOLLOWERS,
    ),
)
