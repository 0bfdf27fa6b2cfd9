"""Laws of the matcher: it decides as a plain one does, loses nothing, and restores what it was."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from deploy.demo import wordings
from streams.core.lanes import family
from streams.core.matching.index import Index
from streams.core.matching.kernels.tables import UNSURE
from streams.core.matching.memory import ROW_WIDTH
from streams.core.matching.parameters import ALPHABET, CJK, Parameters
from streams.core.text import matchable
from tests.core.claims import APART, ONE, Pair, joins, pairs
from tests.laws.excluding import claims_other, symbols_of
from tests.laws.oracle import decided

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=60)
slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# So many exemplars of one gram has a row: with fewer texts none is ever replaced.
MOST_TEXTS = ROW_WIDTH - 1
LETTERS = {
    "cjk": [chr(code) for code in range(0x4E00, 0x9FA5) if code % 7 == 0],
    "alphabet": list("abcdefghijklmnopqrstuvwxyz"),
}
# Letters that a text can share with another without joining it, and enough to merge the two.
PASSAGES = {"cjk": 10, "alphabet": 29}
FAMILIES = [("cjk", CJK), ("alphabet", ALPHABET)]


def corpus(rng: random.Random, family: str, longest: int) -> list[str]:
    """Texts made anew, or out of pieces of those before with something between.

    In some two long ones have a passage in common that is too short to join them, and a third is
    hardly more than that: they turn out to be one.
    """
    letters = LETTERS[family]
    texts: list[str] = []
    if rng.random() < 0.5:
        passage = letters_of(rng, letters, PASSAGES[family])
        for shorter in (
            0,
            longest // 6,
        ):  # or the third would be as near to the one as to the other
            around = letters_of(rng, letters, longest - 1 - len(passage) - shorter)
            cut = rng.randrange(len(around))
            texts.append(around[:cut] + passage + around[cut:])
        texts.append(passage + letters_of(rng, letters, longest // 8))
    for _ in range(rng.randrange(2, MOST_TEXTS + 1 - len(texts))):
        text = ""
        while len(text) < longest // 6 or (rng.random() < 0.6 and len(text) < longest // 2):
            if texts and rng.random() < 0.6:
                source = rng.choice(texts)
                at = rng.randrange(len(source))
                text += source[at : at + rng.randrange(longest // 2)]
            else:
                text += letters_of(rng, letters, rng.randrange(1, longest // 3))
        texts.append(text[: longest - 1])
    return texts


def letters_of(rng: random.Random, letters: list[str], number: int) -> str:
    return "".join(rng.choice(letters) for _ in range(number))


@pytest.mark.parametrize(("family", "parameters"), FAMILIES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_the_kernels_decide_as_a_plain_matcher(
    family: str, parameters: Parameters, seed: int
) -> None:
    """Which cluster a text joins, whether it is kept, what of it is confirmed, what is merged."""
    texts = corpus(random.Random(seed), family, parameters.short)
    wanted = decided(parameters, texts)
    assume(wanted is not None)
    assert wanted is not None
    decisions, oracle = wanted
    event("merges" if len(set(oracle.roots)) < len(oracle.roots) else "no merge")
    event("unsure" if any(one.unsure for one in decisions) else "all sure")
    index = Index(family)
    joined = []
    for n, (text, one) in enumerate(zip(texts, decisions, strict=True)):
        found = index.add([text], [n])
        joined.append(int(found.clusters[0]))
        assert bool(found.kept[0]) == one.is_kept
        spans = [(int(a), int(b)) for kind, _, a, b in found.notes[:, 1:5] if kind == UNSURE]
        assert frozenset(at for a, b in spans for at in range(a, b)) == one.unsure
    assert [index.root(cluster) for cluster in range(index.clusters)] == oracle.roots
    assert list(map(index.root, joined)) == [oracle.roots[one.cluster] for one in decisions]


@pytest.mark.parametrize(("family", "parameters"), FAMILIES)
def test_the_plain_matcher_is_asked_about_all_that_it_decides(
    family: str, parameters: Parameters
) -> None:
    """Else the law above would say little."""
    asked = joined = merged = unsure = 0
    for seed in range(600):
        texts = corpus(random.Random(seed), family, parameters.short)
        found = decided(parameters, texts)
        if found is None:
            continue
        decisions, oracle = found
        asked += 1
        joined += len(oracle.roots) < len(texts)
        merged += len(set(oracle.roots)) < len(oracle.roots)
        unsure += any(one.unsure for one in decisions)
    assert asked >= 100
    assert joined >= 50
    assert (merged, unsure) >= (3, 3)


@pytest.mark.parametrize("pair", pairs("practised", APART) + pairs("practised", ONE))
def test_the_plain_matcher_tells_the_same_claims_apart(pair: Pair) -> None:
    """All of these would join, but for words that exclude each other."""
    one, other = (symbols_of(matchable(side)) for side in (pair.one, pair.other))
    excluded = claims_other(other, one, dict(FAMILIES)[family(pair.one)])
    assert excluded == (not joins(pair.one, pair.other))


@slow
@given(st.lists(han, min_size=1, max_size=40))
def test_the_same_text_joins_its_like_and_clusters_are_numbered_densely(texts: list[str]) -> None:
    index = Index("cjk")
    found = index.add(texts, range(len(texts)))
    first = list(dict.fromkeys(found.clusters.tolist()))
    assert first == list(range(index.clusters))
    again = index.find(texts)
    assert (again.exemplars >= 0).all()
    for n, text in enumerate(texts):
        # What founded a cluster is in it whole. What joined one may have joined a better match
        # that came since.
        if found.exemplars[n] < 0:
            owner = index.owner(int(again.exemplars[n]))
            assert symbols_of(texts[owner]) == symbols_of(text)
            assert again.scores[n] == 1.0


@slow
@given(
    st.lists(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        min_size=20,
        max_size=60,
        unique=True,
    ).map("".join),
    st.randoms(use_true_random=False),
)
def test_a_rewording_of_a_fair_length_joins(base: str, rng: Any) -> None:
    """Of different letters: what repeats itself has fewer grams than letters."""
    assume(len(set(symbols_of(base))) >= 15)
    index = Index("cjk")
    index.add([base], [1])
    chain = rng.choice(wordings.OPENINGS) + base + rng.choice(wordings.ENDINGS)
    assert index.find([chain]).clusters[0] == 0


@slow
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=20))
def test_an_index_restored_is_the_index_that_lived(texts: list[str]) -> None:
    lived, restored = Index("alphabet"), Index("alphabet")
    found = lived.add(texts, range(len(texts)))
    at = [n for n, cluster in enumerate(found.clusters) if cluster >= 0]
    restored.restore(
        [texts[n] for n in at],
        owners=at,
        clusters=[int(found.clusters[n]) for n in at],
        kept=[int(found.kept[n]) for n in at],
    )
    assert len(lived) == len(restored)
    assert lived.clusters == restored.clusters
    for name in ("rows", "frequency", "mass", "cluster", "owner"):
        assert (getattr(lived.tables, name) == getattr(restored.tables, name)).all(), name


@slow
@given(st.lists(han, min_size=2, max_size=30), st.integers(1, 29))
def test_batches_change_nothing(texts: list[str], cut: int) -> None:
    together, apart = Index("cjk"), Index("cjk")
    whole = together.add(texts, range(len(texts)))
    parts = [apart.add(part, range(len(part))) for part in (texts[:cut], texts[cut:]) if part]
    assert whole.clusters.tolist() == [c for part in parts for c in part.clusters.tolist()]
    assert whole.kept.tolist() == [k for part in parts for k in part.kept.tolist()]
