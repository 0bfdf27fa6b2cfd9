"""Which rumor would a report of this text join? Asked of a lane's index, which stays as it is.

In: a lane and a text. Out: the rumors that it matches, the one that it would join first. Then those
that passages of it would join by themselves: who asks about two rumors in one message hears of
both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.events.vocabulary import STANCES, Stance
from streams.core.clusters.denials import denials_in, denied_claim
from streams.core.clusters.state import LaneClusters
from streams.core.ids import variant_id
from streams.core.lanes import family_of, tenant_of
from streams.core.matching.denied import Span
from streams.core.matching.index import Match
from streams.core.matching.passages import grams_of, holds, own_words, passages
from streams.core.matching.stance import legible, stances_in
from streams.core.text import identity_of, matchable

# Of another rumor's wording, so much stands in a text that passes it on. Who told it ("I just heard
# from a teacher") fills much of a passage, and found another rumor that is told so for 23 of 2,000
# texts of the demo: they have a third of it.
ENOUGH = 0.6
MOST_RUMORS = 6  # of passages: what is known of each is asked of the store


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A rumor that a text matches.

    `rumor_id` is the rumor as it was founded; `variant_id` the wording that it was matched with and
    `wording` its beginning, or the text's own id and nothing where the very text is known; `joins`
    whether a report of it would join. `of_passage`: only a passage of it would, were it all.
    """

    rumor_id: str
    variant_id: str
    stance: str
    score: float
    joins: bool
    wording: str = ""
    of_passage: bool = False


def check(state: LaneClusters, text: str) -> tuple[Checked, ...]:
    """The rumors that a text matches, best first; none where it would open its own."""
    first = _first(state, text)
    found = {} if first is None else {_root(state, first): first}
    spans = passages(text, _said_by(state, first), family_of(state.lane))
    for one in _of_passages(state, text, spans):
        found.setdefault(_root(state, one), one)
    return tuple(found.values())[: MOST_RUMORS + 1]


def _first(state: LaneClusters, text: str) -> Checked | None:
    """What becomes of a report of the text."""
    identity = identity_of(text)
    name = variant_id(tenant_of(state.lane), identity.canonical, asks=identity.asks)
    row = state.rows.get(int(name, 16))
    if row is not None:
        return Checked(
            rumor_id=f"{state.rumors[row]:016x}",
            variant_id=name,
            stance=STANCES[state.stances[row]],
            score=1.0,
            joins=True,
        )
    whole = matchable(text)
    match = next(state.index.find([whole]).each())
    read = legible([text])
    if match.cluster < 0 and denials_in(read, [text]):
        claim = denied_claim(state.index, text, "", whole=whole)
        if claim is not None:
            match = next(state.index.find([matchable(text[slice(*claim)])]).each())
    if match.exemplar < 0:
        return None
    stance = stances_in(read, [state.quotes[match.exemplar]])[0]
    return _checked(state, match, stance, joins=match.cluster >= 0)


def _said_by(state: LaneClusters, first: Checked | None) -> str:
    """The wording that a text is laid beside: of a text that is known itself the oldest of its
    rumor.
    """
    if first is None or first.wording:
        return first.wording if first else ""
    _, wording = state.oldest_of(first.rumor_id) or ("", "")
    return wording


def _of_passages(state: LaneClusters, text: str, spans: Sequence[Span]) -> list[Checked]:
    """The rumors that passages would join, were they all that is said; the likest first."""
    joined = _joined(state, text, spans)
    if not joined:
        return []
    family = family_of(state.lane)
    wordings = [state.quotes[match.exemplar] for _, match in joined]
    said = [
        text[slice(*own_words(text, span, wording, family))]
        for (span, _), wording in zip(joined, wordings, strict=True)
    ]
    stances = stances_in(legible(said), wordings)
    return [
        _checked(state, match, stance, joins=False, of_passage=True)
        for (_, match), stance in zip(joined, stances, strict=True)
    ]


def _joined(state: LaneClusters, text: str, spans: Sequence[Span]) -> list[tuple[Span, Match]]:
    """Of each rumor the passage that is likest to a wording of it, which stands in the text; of
    equal ones the shorter, with less of another.
    """
    if not spans:
        return []
    found = state.index.find([matchable(text[begin:end]) for begin, end in spans]).each()
    joined = [one for one in zip(spans, found, strict=True) if one[1].cluster >= 0]
    if not joined:
        return []
    family = family_of(state.lane)
    said = grams_of(matchable(text), family)
    best: dict[int, tuple[Span, Match]] = {}
    for span, match in sorted(joined, key=lambda one: (-one[1].score, one[0][1] - one[0][0])):
        rumor = state.index.root(match.cluster)
        if rumor in best or len(best) > MOST_RUMORS:
            continue
        if holds(said, matchable(state.quotes[match.exemplar]), family) >= ENOUGH:
            best[rumor] = (span, match)
    return list(best.values())


def _checked(
    state: LaneClusters, match: Match, stance: Stance, *, joins: bool, of_passage: bool = False
) -> Checked:
    return Checked(
        rumor_id=state.rumor_of(state.index.cluster_of(match.exemplar)),
        variant_id=f"{state.index.owner(match.exemplar):016x}",
        stance=stance,
        score=round(match.score, 3),
        joins=joins,
        wording=state.quotes[match.exemplar],
        of_passage=of_passage,
    )


def _root(state: LaneClusters, one: Checked) -> str:
    """The rumor that it shows as by what grew together: a text is matched with either."""
    return state.resolved(one.rumor_id)
