"""GET /v1/answers/{answer_id}: on which of its reports an app was told a verdict, page by page."""

import re

import msgspec

from schemas.api.answers import AnswerRead
from streams.api import parameters
from streams.api.lookup import not_found
from streams.api.operation import Operation
from streams.api.query import Query
from streams.api.services import Call, Services
from streams.core.durations import HOUR_MS
from streams.core.ids import time_of
from streams.core.receivers.standard import answer_data
from streams.intake.problems import unavailable
from streams.store.reads.answers import Page

MOST_PAGES = 1_000  # of one answer; it has twenty at the most
ANSWER_ID = re.compile(r"ans_[0-9a-f]{22}")
# The message may be there before the store is: an app that follows its link at once is not told
# that there is nothing.
STORED_WITHIN_S = 5.0
LOOK_EVERY_S = 0.25


async def get_answer(services: Services, call: Call) -> AnswerRead:
    """A page of an answer, for the app that it was given to and for nobody else."""
    services.quotas.read(call.key)
    query = Query(call.request)
    page = query.whole("page", 1, MOST_PAGES) or 1
    query.done()
    found = await _page(services, call, page)
    if found.answer.app != call.key.name:
        raise not_found("answer")
    links = services.public_url()
    data = answer_data(found.answer, links, named=found.named, count=found.total, page=page)
    return msgspec.convert(data, AnswerRead)


async def _page(services: Services, call: Call, page: int) -> Page:
    """Raises 404; 503 for one that is so young that it may not be stored yet."""
    answer_id = call.part("answer_id")
    if not ANSWER_ID.fullmatch(answer_id):
        raise not_found("answer")
    left_s = STORED_WITHIN_S
    while True:
        found = await services.lookup.run(
            lambda reads: reads.answer(call.tenant, answer_id, page=page)
        )
        if found is not None:
            return found
        if abs(services.clock.now_ms() - time_of(answer_id)) > HOUR_MS:
            raise not_found("answer")
        if left_s <= 0:
            raise unavailable("not_stored", "this answer is not stored yet; try again in a moment")
        left_s -= LOOK_EVERY_S
        await services.clock.sleep(LOOK_EVERY_S)


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/answers/{answer_id}",
        handler=get_answer,
        scope="report",
        summary="On which of its reports an app was told a verdict",
        query={"page": parameters.whole("Which page.", least=1, most=MOST_PAGES, default=1)},
        answers=AnswerRead,
        problems=(429,),
    ),
)
