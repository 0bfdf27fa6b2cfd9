"""What a batch of fact-checks says that is new, as decisions.

In: fact-checks whose wordings are in their rumors, and what was decided before. Out: one decision
for each claim that its link says something new of; it names the rumors of all wordings, so undoing
it takes back all of them. What people decided on a rumor stays in force.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.events import DecisionMade, VerdictGiven
from streams.core.curation.book import CHECK, Book
from streams.core.curation.overlay import Overlay
from streams.core.curation.rated import counts, rated_by
from streams.core.ids import decision_id


@dataclass(slots=True)
class Checked:
    """A claim under one link: the rumors of its wordings, its own first. `is_placed`: it is where
    an analyst put it.
    """

    verdict: VerdictGiven
    rumors: dict[str, None] = field(default_factory=dict)
    is_placed: bool = False


class Batch:
    """The claims of one request, each once: of a claim that comes twice the later verdict counts,
    and the wordings of both.
    """

    def __init__(self) -> None:
        self._claims: dict[str, dict[str, Checked]] = defaultdict(dict)  # by link, by rumor

    def add(self, verdict: VerdictGiven, rumors: Sequence[str], *, is_placed: bool) -> None:
        """Takes a fact-check; `rumors` are those of its wordings, its claim's first."""
        claim = self._claims[verdict.link].setdefault(rumors[0], Checked(verdict))
        claim.verdict = verdict
        claim.rumors |= dict.fromkeys(rumors)
        claim.is_placed |= is_placed

    def new(self, known: "Known") -> Iterator[tuple[Checked, bool, tuple[str, ...]]]:
        """The claims of which something new is said; whether it is said in place of all that their
        link said before; the rumors that it rates no more.
        """
        for claims in self._claims.values():
            for claim in claims.values():
                if known.wants(claim):
                    renews = len(claims) == 1 and known.is_renewed(claim)
                    yield claim, renews, known.left(claim, all_of_link=renews)


class Known:
    """What fact-checks said before, by link and by rumor as it shows now."""

    def __init__(self, book: Book, overlay: Overlay) -> None:
        self._book = book
        self._overlay = overlay
        self._last: dict[tuple[str, str], DecisionMade] = {}
        for one in book.made.values():
            if one.kind == CHECK and one.verdict is not None:
                self._last |= {(one.verdict.link, id_): one for id_ in self._rumors(one)}

    def _rumors(self, check: DecisionMade) -> list[str]:
        return [self._overlay.shown_as(rumor_id) for rumor_id in rated_by(check)]

    def wants(self, claim: Checked) -> bool:
        """Whether something new is said. What was said and undone stays undone."""
        return not all(self._is_said(claim.verdict, id_) for id_ in claim.rumors) or bool(
            self.left(claim, all_of_link=False)
        )

    def _is_said(self, verdict: VerdictGiven, rumor_id: str) -> bool:
        last = self._last.get((verdict.link, rumor_id))
        if last is None or last.verdict != verdict:
            return False
        return last.decision_id in self._book.undone or counts(self._book, last)

    def is_renewed(self, claim: Checked) -> bool:
        """Whether a link is about this claim now and about none that it was about before.

        A page that checks several claims goes on to rate those that are not sent with this one. So
        does one whose claim an analyst put elsewhere: the page says what it said.
        """
        claims = set(map(self._overlay.shown_as, self._counting(claim)))
        if not claim.verdict.link or claim.is_placed or claims <= {next(iter(claim.rumors))}:
            return False
        return len(claims) == 1 or claims <= claim.rumors.keys()

    def left(self, claim: Checked, *, all_of_link: bool) -> tuple[str, ...]:
        """The rumors that the claim, or its whole link, rates now and will not rate."""
        counting = self._counting(claim)
        own = next(iter(claim.rumors))
        ids = [
            id_
            for rumor_id, id_ in counting.items()
            if all_of_link or self._overlay.shown_as(rumor_id) == own
        ]
        before = [id_ for one in ids for id_ in self._rumors(self._book.made[one])]
        return tuple(id_ for id_ in dict.fromkeys(before) if id_ not in claim.rumors)

    def _counting(self, claim: Checked) -> dict[str, str]:
        return self._book.counting.get(claim.verdict.link, {})


def decision(
    claim: Checked,
    *,
    tenant: str,
    by: str,
    now_ms: int,
    renews: bool,
    left: tuple[str, ...],
) -> DecisionMade:
    """The decision that a claim is rated so; `by` is the key's name."""
    rumor_id, *others = claim.rumors
    verdict = claim.verdict
    # Named by what it says: the same fact-check twice in a millisecond is one.
    said = "\0".join((verdict.link, verdict.rating, verdict.summary, *others))
    return DecisionMade(
        decision_id=decision_id(tenant, rumor_id, now_ms, said),
        tenant=tenant,
        kind=CHECK,
        rumor_id=rumor_id,
        decided_at_ms=now_ms,
        decided_by=by,
        verdict=verdict,
        rumors=tuple(others),
        renews=renews,
        left=left,
    )
