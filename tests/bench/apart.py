"""What must stay apart and what must stay one: claims in one frame from an empty index on,
unrelated messages in a small index, the demo's rumors over seeds, a rumor of thousands of wordings.

In: the data folder, for the claims. Nothing here was used to choose a parameter but what the docs
say.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from deploy.demo import scenario
from streams.core.matching.index import Index
from tests.bench.orders import Text, real

CLAIMS = 200
CLAIM_LENGTHS = range(15, 61)  # letters
FRAMES = {
    "none": "",
    "of known words": "您好，请帮忙查证以下讯息是否属实：",
    "of known words, long": "你好，我收到朋友转来的讯息，内容如下，麻烦帮忙确认一下：",
    "unknown": "隔壁老王昨晚喝多了神神秘秘跟我说：",
    "unknown, long": "理发店的师傅跟客人聊天被我听见了，回来赶紧记下来，原话是这样：",
}
SMALL = (2, 5, 20, 100)  # messages in a small index
SMALL_RUNS = 60
SEEDS = range(3, 15)
LOADS = ((1, 8_000), (2, 15_000), (100, 8_000), (500, 30_000))  # rumors, wordings


def run(data: Path) -> None:
    texts = real(data)
    frames(texts)
    small(texts)
    demo()
    for rumors, wordings in LOADS:
        viral(rumors, wordings)


def frames(texts: Sequence[Text]) -> None:
    """Different claims behind one frame, from an empty index on."""
    single = [one.text for one in alone(texts) if len(one.letters) in CLAIM_LENGTHS]
    claims = random.Random(1).sample(single, CLAIMS)
    for name, frame in FRAMES.items():
        roots = roots_of([frame + claim for claim in claims])
        sizes = Counter(roots)
        pairs = sum(n * (n - 1) // 2 for n in sizes.values())
        print(
            f"   {CLAIMS} claims, frame {name}: {len(sizes)} rumors, the largest of "
            f"{max(sizes.values())}, {pairs} wrong pairs; of the first ten "
            f"{len(set(roots[:10]))}"
        )


def small(texts: Sequence[Text]) -> None:
    """Unrelated messages in a nearly empty index."""
    single = [one.text for one in alone(texts)]
    for size in SMALL:
        wrong = 0
        for seed in range(SMALL_RUNS):
            some = random.Random(seed).sample(single, size)
            wrong += size - len(set(roots_of(some)))
        print(f"   {size} unrelated messages, {SMALL_RUNS} times: {wrong} wrong joins and merges")


def demo() -> None:
    """The demo's day: every rumor in one piece, all of them different."""
    strays = []
    for seed in SEEDS:
        found: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
        rows = [(timed.rumor, Text.of(timed.report["text"])) for timed in scenario.day(seed)]
        for name in ("cjk", "alphabet"):
            new = {one.letters: one.text for _, one in rows if one.family == name}
            roots = dict(zip(new, roots_of(list(new.values()), name), strict=True))
            for rumor, one in rows:
                if rumor and one.family == name:
                    found[rumor][name, roots[one.letters]] += 1
        main = {rumor: counts.most_common(1)[0][0] for rumor, counts in found.items()}
        strays.append(sum(sum(c.values()) - max(c.values()) for c in found.values()))
        if len(set(main.values())) < len(scenario.RUMORS):
            print(f"      seed {seed}: {len(set(main.values()))} of {len(scenario.RUMORS)} rumors")
    print(f"   the demo's day, {len(SEEDS)} seeds: strays {sum(strays)} in all, {strays}")


def viral(rumors: int, wordings: int) -> None:
    loads = scenario.load(11, new_share=1.0, rumors=rumors)
    index = Index("cjk")
    found = index.add([next(loads)["text"] for _ in range(wordings)], range(wordings))
    pieces = {index.root(cluster) for cluster in set(found.clusters.tolist())}
    print(
        f"   {rumors} rumors, {wordings:,} wordings: {len(pieces)} clusters, "
        f"{len(index):,} exemplars"
    )


def alone(texts: Sequence[Text]) -> list[Text]:
    """Messages that are the only one of their cluster."""
    sizes = Counter(one.cluster for one in texts)
    return [one for one in texts if sizes[one.cluster] == 1 and one.family == "cjk"]


def roots_of(texts: Sequence[str], family: str = "cjk") -> list[int]:
    index = Index(family)
    return [index.root(c) for c in index.add(texts, range(len(texts))).clusters.tolist()]
