"""Which rumor a wording belongs to as decided, before merges: its home.

In: the decisions that name wordings, and how wordings joined. Out: the wordings whose home is not
the rumor that they founded or joined. A wording follows a decision on itself; else it goes where
the wording that it joined through takes those who join at that time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from streams.core.curation.effects import Placing


@dataclass(frozen=True, slots=True)
class Joined:
    """How a wording came in: through which other (None: it founded its rumor), when, into which."""

    exemplar_id: str | None
    rumor_id: str
    at_ms: int


class Homes:
    """Where wordings belong. `joined` are the facts of named wordings and of all that they joined
    through, which may be added to: those that joined through them.
    """

    def __init__(
        self, placings: Mapping[str, tuple[Placing, ...]], joined: Mapping[str, Joined]
    ) -> None:
        self._placings = placings
        self._joined = dict(joined)
        self._bases: dict[str, str] = {}

    def carriers(self) -> set[str]:
        """The wordings that may move what joined through them: those named, and those moved."""
        return {*self._placings.keys() & self._joined.keys(), *self.moved()}

    def knows(self, variant_id: str) -> bool:
        """Whether it is stored how a wording joined."""
        return variant_id in self._joined

    def home(self, variant_id: str) -> str:
        """The rumor of a wording: the last decision on it, or what it joined through."""
        placings = self._placings.get(variant_id)
        return placings[-1].rumor_id if placings else self._base(variant_id)

    def taken_by(self, exemplar_id: str, rumor_id: str, at_ms: int) -> str:
        """The rumor of a wording that would join through a known one at a time."""
        home = _home_at(self._placings.get(exemplar_id, ()), at_ms)
        if home is not None:
            return home
        return self._base(exemplar_id) if exemplar_id in self._joined else rumor_id

    def add(self, joined: Mapping[str, Joined]) -> set[str]:
        """Adds wordings that joined through known ones -> those of them that are moved by that.

        What joined through these has to be added, too; what joined through others stays put. One
        begins with what joined through `carriers`.
        """
        new = {id_: fact for id_, fact in joined.items() if id_ not in self._joined}
        self._joined.update(new)
        return {
            id_
            for id_, fact in new.items()
            if id_ not in self._placings and self._base(id_) != fact.rumor_id
        }

    def moved(self) -> dict[str, str]:
        """The wordings that are not at home where they joined -> their homes."""
        homes = {id_: self.home(id_) for id_ in self._joined}
        return {id_: home for id_, home in homes.items() if home != self._joined[id_].rumor_id}

    def founding(self, variant_ids: Collection[str]) -> dict[str, str]:
        """The rumors that wordings founded or joined, by wording."""
        return {id_: self._joined[id_].rumor_id for id_ in variant_ids}

    def _base(self, variant_id: str) -> str:
        """Where a wording belongs that nobody decided on: where its exemplar took it."""
        walked = []
        at = variant_id
        while at not in self._bases:
            fact = self._joined[at]
            walked.append(at)
            parent = fact.exemplar_id
            if parent is None or parent not in self._joined:
                self._bases[at] = fact.rumor_id
            elif (home := _home_at(self._placings.get(parent, ()), fact.at_ms)) is not None:
                self._bases[at] = home
            else:
                at = parent
        for one in walked:
            self._bases.setdefault(one, self._bases[at])
        return self._bases[variant_id]


def _home_at(placings: tuple[Placing, ...], at_ms: int) -> str | None:
    """Where a wording took those who joined through it at a time; None where nobody had decided."""
    for placing in reversed(placings):
        if placing.with_followers or placing.decided_at_ms < at_ms:
            return placing.rumor_id
    return None
