"""Drift trees: families of wordings grown from single real messages, each from one before it.

The real clustering is nearly saturated; these are harder, as many as wanted, and their truth is
known. A wording loses sentences, is quoted in part, told anew in part, put in another order, gets
comments around it and other characters in it.

In: the data folder. Out: F1 over random orders of all families amid the other single messages.
"""

import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.bench import gold
from tests.bench.orders import ORDERS, Text, clustered, glued, real, show, shuffled

FAMILIES = 150
SEED = 20
SIZES = (1, 2, 3, 4, 5, 7, 9, 13)  # wordings of a family beside the first
LENGTHS = range(60, 201)  # characters of a first wording
COMMENTS = 20_000
COMMENT_LENGTHS = range(6, 61)
FROM_THE_FIRST = 0.3  # the rest are made of any wording before
CLAUSE = re.compile(r"(?<=[。！？!?；;，,\n])")
HAN = re.compile("[\u4e00-\u9fff]")
MISSPELT = (0.0, 0.0, 0.03, 0.1, 0.2)  # shares of characters that are changed
LEAST = 8  # letters of a wording
LONGEST = 400
GLUED = 0.15


def run(data: Path) -> None:
    texts = real(data)
    comments = [one for one in gold.comments(data)[:COMMENTS] if len(one) in COMMENT_LENGTHS]
    grown = trees(texts, comments, SEED)
    print(f"   {len(grown)} texts, {len({one.cluster for one in grown})} clusters")
    show(f"{ORDERS} random orders", [clustered(order) for order in shuffled(grown, ORDERS)])
    show(
        f"{ORDERS} random orders, {GLUED:.0%} glued of two",
        [clustered(glued(order, GLUED, n)) for n, order in enumerate(shuffled(grown, ORDERS))],
    )


def trees(texts: Sequence[Text], comments: Sequence[str], seed: int) -> list[Text]:
    """Families, and the single messages that none was grown from."""
    rng = random.Random(seed)
    sizes = Counter(one.cluster for one in texts)
    single = [one for one in texts if sizes[one.cluster] == 1]
    seeds = [one for one in single if one.family == "cjk" and len(one.text) in LENGTHS]
    chosen = rng.sample(seeds, FAMILIES)
    letters = sorted({letter for one in single for letter in HAN.findall(one.text)})
    out = []
    for first in chosen:
        wordings = [first.text]
        for _ in range(rng.choice(SIZES)):
            source = wordings[0] if rng.random() < FROM_THE_FIRST else rng.choice(wordings)
            wordings.append(retold(source, rng, comments, letters))
        grown = [Text.of(wording, first.cluster) for wording in wordings]
        out += [one for one in grown if len(one.letters) >= LEAST and one.family == "cjk"]
    taken = {one.cluster for one in chosen}
    return out + [one for one in single if one.cluster not in taken]


def retold(text: str, rng: random.Random, comments: Sequence[str], letters: Sequence[str]) -> str:
    """A wording made of another."""
    clauses = [clause for clause in CLAUSE.split(text) if clause.strip()]
    if len(clauses) >= 4:
        reshape(clauses, rng, comments)
    told = "".join(clauses)
    if rng.random() < 0.5:
        told = f"{rng.choice(comments)}！{told}"
    if rng.random() < 0.3:
        told += rng.choice(comments)
    share = rng.choice(MISSPELT)
    return "".join(misspelt(c, rng, letters) if rng.random() < share else c for c in told)[:LONGEST]


def reshape(clauses: list[str], rng: random.Random, comments: Sequence[str]) -> None:
    """Cuts clauses, quotes some, tells some anew, or puts them in another order; or none of it."""
    kind = rng.random()
    if kind < 0.3:
        for _ in range(rng.randint(1, max(1, len(clauses) // 3))):
            clauses.pop(rng.randrange(len(clauses)))
    elif kind < 0.45:
        size = max(2, int(len(clauses) * rng.uniform(0.25, 0.5)))
        at = rng.randrange(len(clauses) - size + 1)
        clauses[:] = clauses[at : at + size]
    elif kind < 0.6:
        size = max(1, int(len(clauses) * rng.uniform(0.2, 0.5)))
        at = rng.randrange(len(clauses) - size + 1)
        clauses[at : at + size] = [f"{rng.choice(comments)}，" for _ in range(size)]
    elif kind < 0.68:
        rng.shuffle(clauses)


def misspelt(letter: str, rng: random.Random, letters: Sequence[str]) -> str:
    if not HAN.fullmatch(letter):
        return letter
    return rng.choice(["", rng.choice(letters), letter + rng.choice(letters)])
