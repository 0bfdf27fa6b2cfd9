"""POST /v1/check: which rumor would a report of this text join, and what is known of that?

In: a text. Out: the rumors that it matches, with verdicts. Nothing is stored, and nothing of the
text is logged.
"""

from msgspec import convert

from schemas.api.checks import CheckIn, CheckMatch, CheckRead, FlagRead
from schemas.api.comparisons import Compared
from streams.api.answers import Answer
from streams.api.bodies import LARGEST_REPORT, read_body
from streams.api.decided import decoded
from streams.api.lookup import of_people
from streams.api.operation import Operation
from streams.api.services import Call, Services
from streams.core.clusters.checking import Checked
from streams.core.masking import mask
from streams.core.matching.explanation import NOT_JOINED, PASSAGE, Wordings, rule_of
from streams.core.matching.flags import flagged
from streams.core.matching.stance import stance_of
from streams.intake.problems import field_problem, unavailable
from streams.intake.validation import judge_text
from streams.store.reads.shapes import compared_of

SAME = "says the same (score 1.00)"


async def post_check(services: Services, call: Call) -> Answer:
    """What is known of a text."""
    given = decoded(await read_body(call.request, LARGEST_REPORT), CheckIn)
    text = given.text.strip()
    if (error := judge_text(text)) is not None:
        raise field_problem(error)
    if not services.wordings.ready:
        detail = "the known wordings are still being read; ask again in a moment"
        raise unavailable("not_ready", detail)
    found = services.wordings.check(call.tenant, text, services.config.current().matching.frames)
    matches: dict[str, CheckMatch] = {}  # what was merged is one rumor
    for one in found:
        match = await _match(services, call, text, one)
        matches.setdefault(match.rumor_id, match)
    joined = next((one for one in found if one.joins), None)
    return Answer(
        CheckRead(
            matches=list(matches.values()),
            stance=joined.stance if joined else stance_of(text),
            # Of the masked text: the words may be a number.
            red_flags=[
                FlagRead(name=flag.name, words=list(flag.words)) for flag in flagged(mask(text))
            ],
        )
    )


async def _match(services: Services, call: Call, text: str, one: Checked) -> CheckMatch:
    rumor_id = await services.lookup.home(call.tenant, one, services.clock.now_ms())
    summary = await services.summaries.of(call.tenant, rumor_id)
    said = of_people(services.lookup.overlay(call.tenant), rumor_id)
    rule = rule_of(one.score) if one.joins else PASSAGE if one.of_passage else NOT_JOINED
    why = Wordings().explain(text, one.wording or text, one.score, rule)
    return CheckMatch(
        rumor_id=rumor_id,
        title=said.get("title") or summary.title,
        score=one.score,
        joins=one.joins,
        stance=one.stance,
        verdict=said["verdict"],
        explanation=why.sentence if one.wording else SAME,
        compared=convert(compared_of(why), Compared | None),
        reports=summary.reports,
        last_seen=summary.last_seen,
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/check",
        handler=post_check,
        scope="read",
        summary="Is this a known hoax? Nothing of the text is stored",
        body=CheckIn,
        answers=CheckRead,
    ),
)
