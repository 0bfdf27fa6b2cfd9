"""Which wordings a decision may name: those of the rumor, and not all of them."""

from dataclasses import replace
from typing import Any

from schemas.api.problems import FieldError
from schemas.events import DecisionMade, MovedCounts, SeenReports
from streams.api.services import Call, Services
from streams.core import curation
from streams.core.curation.effects import Placing
from streams.core.curation.overlay import Overlay
from streams.core.ids import split_rumor
from streams.intake.problems import Problem, field_problem
from streams.store.reads.named import Wordings
from streams.store.reads.questions import Reads

NOWHERE = f"{1:016x}"  # a rumor that takes wordings on trial: no text has this hash


async def expect_wordings(
    services: Services,
    call: Call,
    rumor_id: str,
    *,
    kind: str,
    variant_ids: tuple[str, ...],
    with_followers: bool,
    **_: Any,
) -> tuple[MovedCounts, ...]:
    """What was counted of the wordings, by the rumors they are of. Raises 422 for one that the
    rumor has not, 409 where none would be left.
    """
    overlay = curation.overlay(services.decisions, call.tenant)
    placing = Placing(NOWHERE, services.clock.now_ms(), with_followers)
    without = _placed(overlay, variant_ids, placing)

    def question(reads: Reads) -> tuple[Wordings, int, tuple[MovedCounts, ...]]:
        found = reads.wordings(call.tenant, rumor_id, variant_ids)
        if len(found.named) < len(variant_ids):
            return found, found.all, ()
        trial = reads.as_if(call.tenant, without)
        left = trial.wordings(call.tenant, rumor_id, ())
        return found, left.all, trial.moved_counts(call.tenant, int(NOWHERE, 16), reads)

    found, left, moved = await services.lookup.run(question, call.tenant)
    for at, variant_id in enumerate(variant_ids):
        if variant_id not in found.named:
            why = f"this rumor has no wording {variant_id}"
            raise field_problem(FieldError(f"/variant_ids/{at}", "no_such_variant", why))
    if not left:
        word = "moved" if kind == "move" else "split off"
        why = f"these are all wordings of the rumor: it would be empty if they were {word}"
        raise Problem(409, "all_wordings", f"{why}; merge it instead")
    return moved


async def counted_again(
    services: Services, call: Call, undone: DecisionMade
) -> tuple[MovedCounts, ...]:
    """What is counted by now of the wordings that an undone decision takes again."""
    overlay = curation.overlay(services.decisions, call.tenant)
    placing = Placing(NOWHERE, undone.decided_at_ms, undone.with_followers)
    without = _placed(overlay, undone.variant_ids, placing)

    def question(reads: Reads) -> tuple[MovedCounts, ...]:
        trial = reads.as_if(call.tenant, without)
        return trial.moved_counts(call.tenant, int(NOWHERE, 16), reads)

    return await services.lookup.run(question, call.tenant)


async def seen_without(services: Services, call: Call, made: DecisionMade) -> SeenReports | None:
    """Who reported the rumor that wordings come back to where a split or a move is undone."""
    overlay = curation.overlay(services.decisions, call.tenant)
    homes = overlay.moves[made.decision_id].moved.homes
    if len(homes) != 1:
        return None
    home = made.target or split_rumor(made.decision_id)
    placing = Placing(home, made.decided_at_ms, made.with_followers)
    placings = {
        id_: tuple(one for one in some if one != placing or id_ not in made.variant_ids)
        for id_, some in overlay.placings.items()
    }
    without = replace(overlay, placings={id_: some for id_, some in placings.items() if some})

    def question(reads: Reads) -> SeenReports | None:
        return reads.as_if(call.tenant, without).seen(call.tenant, homes[0])

    return await services.lookup.run(question, call.tenant)


def _placed(overlay: Overlay, variant_ids: tuple[str, ...], placing: Placing) -> Overlay:
    """The overlay with these wordings in a place of their own."""
    more = {id_: (*overlay.placings.get(id_, ()), placing) for id_ in variant_ids}
    return replace(overlay, placings={**overlay.placings, **more})
