"""GET /v1/answers/{answer_id}: on which of its reports an app was told a verdict, page by page."""

import msgspec

from schemas.api import AnswerRead
from streams.api.lookup import not_found
from streams.api.query import Query
from streams.api.services import Call, Services
from streams.core.receivers.standard import answer_data

MOST_PAGES = 1_000  # of one answer; it has twenty at the most


async def get_answer(services: Services, call: Call) -> AnswerRead:
    """A page of an answer, for the app that it was given to and for nobody else."""
    services.quotas.read(call.key)
    query = Query(call.request)
    page = query.whole("page", 1, MOST_PAGES) or 1
    query.done()
    answer_id = call.part("answer_id")
    found = await services.lookup.run(lambda reads: reads.answer(call.tenant, answer_id, page=page))
    if found is None or found.answer.app != call.key.name:
        raise not_found("answer")
    links = services.public_url()
    data = answer_data(found.answer, links, named=found.named, count=found.total, page=page)
    return msgspec.convert(data, AnswerRead)
