"""The order of arrival: F1 of the index alone over random orders, with texts glued of two, amid
real comments, and on random halves of the clusters; every wrong merge is listed.

In: the data folder. What a median says is to be read with the lowest beside it.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

from streams.core.lanes import FAMILIES, family
from streams.core.matching.index import Index
from streams.core.matching.kernels.tables import MERGE
from streams.core.text import canonical, matchable
from tests.bench import gold

ORDERS = 12
GLUED = (0.0, 0.015, 0.15)  # shares of texts that are glued of two
LEAST_GLUED = 30  # letters of a text that is glued to another
COMMENTS = 80_000
LEAST_COMMENT = 20  # characters
COMMENT_ORDERS = 8
HALVINGS = 10
HALVING_ORDERS = 3
SHOWN = 60  # characters of a text in a list


@dataclass(frozen=True)
class Text:
    """A text as it is matched. `cluster` is its gold cluster; empty: not scored."""

    text: str
    cluster: str
    letters: str
    family: str

    @classmethod
    def of(cls, text: str, cluster: str = "") -> "Text":
        matched = matchable(text)
        return cls(matched, cluster, canonical(text), family(matched))


@dataclass(frozen=True)
class Clustering:
    """What the indexes made of some texts: the root of each scored one, and every merge."""

    scores: dict[str, float]
    merges: list[tuple[str, str, str]]  # the founders of both, the text that showed it
    wrong: list[tuple[str, str, str]]
    exemplars: int


def run(data: Path) -> None:
    texts = real(data)
    print(f"   {len(texts)} real messages, {len({one.cluster for one in texts})} clusters")
    show("in the order of ids", [clustered(texts)])
    for share in GLUED:
        orders = shuffled(texts, ORDERS)
        found = [clustered(glued(order, share, n)) for n, order in enumerate(orders)]
        show(f"{ORDERS} random orders, {share:.1%} glued of two", found)
    comments = [Text.of(text) for text in gold.comments(data, LEAST_COMMENT)[:COMMENTS]]
    amid = [*texts, *comments]
    show(
        f"amid {len(comments):,} real comments",
        [clustered(order) for order in shuffled(amid, COMMENT_ORDERS)],
    )
    halves(texts)


def real(data: Path) -> list[Text]:
    """The real messages in the order of their ids."""
    rows = sorted(gold.lines(data / "ced_messages.jsonl.gz"), key=lambda row: row["message_id"])
    return [Text.of(row["text"], row["cluster"]) for row in rows]


def shuffled(texts: Sequence[Text], times: int, seed: int = 0) -> Iterator[list[Text]]:
    """Always the same random orders."""
    for n in range(times):
        order = list(texts)
        random.Random(seed + n).shuffle(order)
        yield order


def glued(texts: Sequence[Text], share: float, seed: int) -> list[Text]:
    """With so many more, each glued of two from different clusters, anywhere behind the first."""
    rng = random.Random(1_000 + seed)
    sizes = Counter(one.cluster for one in texts)
    usable = [
        at
        for at, one in enumerate(texts)
        if sizes[one.cluster] > 1 and len(one.letters) > LEAST_GLUED and one.family == "cjk"
    ]
    placed: list[tuple[float, Text]] = list(enumerate(texts))
    for _ in range(int(len(texts) * share)):
        one, other = rng.choice(usable), rng.choice(usable)
        if texts[one].cluster != texts[other].cluster:
            text = Text.of(f"{texts[one].text}。{texts[other].text}")
            placed.append((rng.uniform(min(one, other), len(texts)), text))
    return [text for _, text in sorted(placed, key=lambda item: item[0])]


def clustered(texts: Sequence[Text]) -> Clustering:
    """Each wording once into the index of its family, scored by gold clusters."""
    roots: dict[str, tuple[str, int]] = {}
    merges: list[tuple[str, str, str]] = []
    wrong: list[tuple[str, str, str]] = []
    exemplars = 0
    for name in FAMILIES:
        new = {one.letters: one for one in texts if one.family == name}
        if not new:
            continue
        rows = list(new.values())
        index = Index(name)
        found = index.add([one.text for one in rows], range(len(rows)))
        joined = found.clusters.tolist()
        roots |= {one.letters: (name, index.root(c)) for one, c in zip(rows, joined, strict=True)}
        exemplars += len(index)
        members = defaultdict(list)
        for at, cluster in enumerate(joined):
            members[cluster].append(rows[at])
        for at, older, younger in merges_of(found.notes):
            shown = (members[older][0].text, members[younger][0].text, rows[at].text)
            merges.append(shown)
            if not_one(members[older], members[younger]):
                wrong.append(shown)
    scored = [one for one in texts if one.cluster]
    scores = gold.score([roots[one.letters] for one in scored], [one.cluster for one in scored])
    return Clustering(scores, merges, wrong, exemplars)


def merges_of(notes: NDArray[np.float64]) -> list[tuple[int, int, int]]:
    """The text that showed each merge, the older cluster, the younger."""
    rows = notes[notes[:, 1] == MERGE][:, [0, 2, 3]].astype(int).tolist()
    return [(at, older, younger) for at, older, younger in rows]


def not_one(one: Sequence[Text], other: Sequence[Text]) -> bool:
    """Whether two clusters have no gold cluster in common, where both hold scored texts."""
    left = {text.cluster for text in one if text.cluster}
    right = {text.cluster for text in other if text.cluster}
    return bool(left and right and not left & right)


def halves(texts: Sequence[Text]) -> None:
    """The clusters by halves: each half alone, as if there were no other."""
    names = sorted({one.cluster for one in texts})
    medians = []
    for n in range(HALVINGS):
        chosen = set(random.Random(n).sample(names, len(names) // 2))
        for inside in (True, False):
            part = [one for one in texts if (one.cluster in chosen) is inside]
            found = [clustered(order).scores["F1"] for order in shuffled(part, HALVING_ORDERS)]
            medians.append(median(found))
    print(
        f"   {2 * HALVINGS} random halves of the clusters: F1 mean {fmean(medians):.4f}, "
        f"lowest {min(medians):.4f}, highest {max(medians):.4f}"
    )


def show(what: str, found: Sequence[Clustering]) -> None:
    f1 = sorted(one.scores["F1"] for one in found)
    print(
        f"   {what}: F1 median {median(f1):.4f} [{f1[0]:.4f} {f1[-1]:.4f}], "
        f"P {fmean(one.scores['P'] for one in found):.4f}, "
        f"R {fmean(one.scores['R'] for one in found):.4f}, "
        f"{fmean(len(one.merges) for one in found):.1f} merges, "
        f"wrong {sum(len(one.wrong) for one in found)} of {sum(len(one.merges) for one in found)}",
        flush=True,
    )
    for merge, times in Counter(merge for one in found for merge in one.wrong).items():
        print(f"      wrong x{times}: " + " | ".join(text[:SHOWN] for text in merge))
