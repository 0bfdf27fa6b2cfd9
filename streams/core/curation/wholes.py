"""Which rumors show as one, and how the whole is rated.

In: a book. Out: links from each absorbed rumor to what it shows as, merges before what grew
together by itself; the pairs that are to stay apart; the decision that rates each rumor.
"""

from collections import defaultdict
from collections.abc import Mapping

from schemas.events import DecisionMade
from streams.core.curation.book import MERGING, Book, Growth, pair_of
from streams.core.curation.rated import own_ratings

Pair = frozenset[str]


def apart_of(book: Book) -> frozenset[Pair]:
    """The pairs that growing together does not bring together: told apart, or a growth undone."""
    told = {pair_of(decision) for decision in book.in_force(("apart",))}
    undone = {
        pair_of(decision)
        for decision in book.in_force(("undo",))
        if decision.undoes not in book.made
    }
    return frozenset(told | undone)


def merges_undone(book: Book, shown: Mapping[str, str]) -> frozenset[Pair]:
    """The pairs of merges that were undone and do not show as one for another reason."""
    pairs = {
        pair_of(one) for id_, one in book.made.items() if one.kind in MERGING and id_ in book.undone
    }
    return frozenset(
        pair for pair in pairs if len({shown.get(rumor_id, rumor_id) for rumor_id in pair}) == 2
    )


def in_order(book: Book) -> list[Growth]:
    """Growths in force, in an order that all processes have, whenever they heard of each."""
    return sorted(
        (growth for id_, growth in book.growths.items() if id_ not in book.undone),
        key=lambda growth: (growth.at_ms, growth.fact.kept, growth.fact.merged),
    )


def with_growths(
    decided: dict[str, str], growths: list[Growth], apart: frozenset[Pair]
) -> dict[str, str]:
    """Links of merges, then of growths: where both speak of the same, people are right.

    A growth that would bring together what is to be kept apart is passed over.
    """
    links = dict(decided)
    if not growths:
        return links
    members: dict[str, set[str]] = {}
    for rumor_id in decided:
        end = end_of(links, rumor_id)
        members.setdefault(end, {end}).add(rumor_id)
    enemies: dict[str, set[str]] = defaultdict(set)
    for pair in apart:
        for rumor_id in pair:
            enemies[rumor_id] |= pair - {rumor_id}
    for growth in growths:
        merged = end_of(links, growth.fact.merged)
        kept = end_of(links, growth.fact.kept)
        absorbed = members.get(merged, {merged})
        whole = members.setdefault(kept, {kept})
        if merged == kept or _any_enemies(enemies, absorbed, whole):
            continue
        links[merged] = kept
        whole |= absorbed
        members.pop(merged, None)
    return links


def _any_enemies(enemies: Mapping[str, set[str]], some: set[str], others: set[str]) -> bool:
    if not enemies:
        return False
    return any(not others.isdisjoint(enemies.get(rumor_id, ())) for rumor_id in some)


def end_of(links: Mapping[str, str], rumor_id: str) -> str:
    while rumor_id in links:
        rumor_id = links[rumor_id]
    return rumor_id


def ratings_of(
    book: Book, links: Mapping[str, str], shown: Mapping[str, str]
) -> dict[str, DecisionMade]:
    """The decision on a rumor's own verdict, else that of the first rumor it absorbed that has one.

    A verdict that was withdrawn is its own, too: nothing absorbed shows through it.
    """
    own = own_ratings(book)
    found = dict(own)
    # What absorbed nothing first: then each has what those below it say.
    for rumor_id in sorted(links, key=lambda one: -_depth(links, one)):
        into = links[rumor_id]
        said = found.get(rumor_id)
        if into not in own and into not in found and said is not None and said.verdict is not None:
            found[into] = said
    given = {rumor_id: found.get(shown.get(rumor_id, rumor_id)) for rumor_id in [*found, *shown]}
    return {id_: one for id_, one in given.items() if one is not None and one.verdict is not None}


def _depth(links: Mapping[str, str], rumor_id: str) -> int:
    depth = 0
    while rumor_id in links:
        rumor_id = links[rumor_id]
        depth += 1
    return depth
