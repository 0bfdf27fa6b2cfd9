"""The newest wordings, as they stand on the log: what the store is told a moment later.

In: facts of the rumors topic. Out: a wording's text, what it joined and how well. Older ones are
asked of the store.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.events import VariantJoined

# Of all texts together: some forty thousand messages, which is many seconds of the busiest log.
MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A wording; `exemplar_id` is None where it founded its rumor."""

    text: str
    exemplar_id: str | None
    score: float


class Newest:
    """Keeps as much as fits; the first fact about a wording holds, as everywhere."""

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self._most = most_characters
        self._characters = 0
        self._wordings: OrderedDict[tuple[str, str], VariantJoined] = OrderedDict()
        self._by_rumor: defaultdict[tuple[str, str], list[VariantJoined]] = defaultdict(list)

    def add(self, tenant: str, variants: Iterable[VariantJoined]) -> None:
        """Takes in wordings; the oldest go where there is no room."""
        # as they are: thousands come a second, and few of them are asked for
        for one in variants:
            if self._wordings.setdefault((tenant, one.variant_id), one) is one:
                self._characters += len(one.text)
                self._by_rumor[tenant, one.rumor_id].append(one)
        while self._characters > self._most:
            (whose, _), gone = self._wordings.popitem(last=False)
            self._characters -= len(gone.text)
            self._leave(whose, gone.rumor_id)

    def find(self, tenant: str, variant_id: str) -> Joined | None:
        """A wording; None where it is not among the newest."""
        found = self._wordings.get((tenant, variant_id))
        if found is None:
            return None
        # as the store's column holds it: both answer the same
        score = float(np.float32(found.score))
        return Joined(text=found.text, exemplar_id=found.exemplar_id, score=score)

    def _leave(self, tenant: str, rumor_id: str) -> None:
        """The oldest wording of a rumor goes: it came first there as well."""
        remaining = self._by_rumor[tenant, rumor_id]
        del remaining[0]
        if not remaining:
            del self._by_rumor[tenant, rumor_id]

    def of_rumor(self, tenant: str, rumor_id: str) -> Sequence[VariantJoined]:
        """Those of the newest that founded or joined a rumor, the oldest first."""
        return self._by_rumor.get((tenant, rumor_id), ())
