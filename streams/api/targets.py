"""The other rumor of a decision: whether there is one, and in which lanes the two are reported."""

from schemas.api.problems import FieldError
from streams.api.services import Call, Services
from streams.core import curation
from streams.core.lanes import lane_of
from streams.intake.problems import Problem, field_problem


async def expect_target(
    services: Services, call: Call, rumor_id: str, target: str, pointer: str
) -> None:
    """Raises 422 for a target that nobody knows; what is no target for it the fold says."""
    try:
        if target != rumor_id:
            await services.lookup.rumor(call.tenant, target)
    except Problem as problem:
        if problem.status != 404:
            raise
        why = f"there is no rumor {target}"
        raise field_problem(FieldError(pointer, "no_such_rumor", why)) from None


async def lanes_of(services: Services, call: Call, rumor_id: str, target: str) -> tuple[str, str]:
    """The lanes of two rumors, by the reports that founded them. Of one that is not stored yet its
    title says it. Raises 404.
    """
    book = curation.book_of(services.decisions, call.tenant)
    founded = (book.founded(rumor_id), book.founded(target))
    found = await services.lookup.run(lambda reads: reads.lanes(call.tenant, founded), call.tenant)
    for one in founded:
        if one not in found:
            rumor = await services.lookup.rumor(call.tenant, one)
            found[one] = lane_of(call.tenant, rumor["title"])
    return found[founded[0]], found[founded[1]]
