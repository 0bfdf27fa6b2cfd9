"""Which rumor would a report of this text join? Asked of a lane's index, which stays as it is.

In: a lane and a text. Out: the rumors that it matches, the one that it would join first.
"""

from dataclasses import dataclass

from schemas.events.vocabulary import STANCES
from streams.core.clusters.denials import denials_in, denied_claim
from streams.core.clusters.state import LaneClusters
from streams.core.ids import variant_id
from streams.core.lanes import tenant_of
from streams.core.matching.stance import legible, stances_in
from streams.core.text import identity_of, matchable


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A rumor that a text matches.

    `rumor_id` is the rumor as it was founded; `variant_id` the wording that it was matched with and
    `wording` its beginning, or the text's own id and nothing where the very text is known; `joins`
    whether a report of it would join.
    """

    rumor_id: str
    variant_id: str
    stance: str
    score: float
    joins: bool
    wording: str = ""


def check(state: LaneClusters, text: str) -> tuple[Checked, ...]:
    """The rumors that a text matches, best first; none where it would open its own."""
    identity = identity_of(text)
    name = variant_id(tenant_of(state.lane), identity.canonical, asks=identity.asks)
    row = state.rows.get(int(name, 16))
    if row is not None:
        known = Checked(
            rumor_id=f"{state.rumors[row]:016x}",
            variant_id=name,
            stance=STANCES[state.stances[row]],
            score=1.0,
            joins=True,
        )
        return (known,)
    whole = matchable(text)
    match = next(state.index.find([whole]).each())
    read = legible([text])
    if match.cluster < 0 and denials_in(read, [text]):
        claim = denied_claim(state.index, text, "", whole=whole)
        if claim is not None:
            match = next(state.index.find([matchable(text[slice(*claim)])]).each())
    if match.exemplar < 0:
        return ()
    wording = state.quotes[match.exemplar]
    found = Checked(
        rumor_id=state.rumor_of(state.index.cluster_of(match.exemplar)),
        variant_id=f"{state.index.owner(match.exemplar):016x}",
        stance=stances_in(read, [wording])[0],
        score=round(match.score, 3),
        joins=match.cluster >= 0,
        wording=wording,
    )
    return (found,)
