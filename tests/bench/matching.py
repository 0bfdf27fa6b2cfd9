"""Matching alone: messages/s per core at 1 M variants and bytes per variant, beside rapidfuzz
extractOne on the same texts; F1 on real messages.
"""

import os
import time
from pathlib import Path

import psutil
from rapidfuzz import fuzz, process

from streams.core.matching.index import Index
from streams.core.text import matchable
from tests.bench import gold

VARIANTS = 1_000_000
QUERIES = 50_000
PEER_QUERIES = 20  # each takes a second or more
BATCH = 500


def run(data: Path) -> None:
    found = gold.messages(data)
    texts = [matchable(message["text"]) for message in found]
    clusters = Index("cjk").add(texts, range(len(texts))).clusters.tolist()
    scores = gold.score(clusters, [message["cluster"] for message in found])
    print(f"   {len(texts)} real messages, index alone: {gold.shown(scores)}")
    lengths = [len(text) for text in texts]
    back = gold.recombined(gold.comments(data), VARIANTS + QUERIES, lengths)
    index = grow(back[:VARIANTS])
    ours = QUERIES / ours_s(index, back[VARIANTS:])
    peer = PEER_QUERIES / peer_s(back[:VARIANTS], back[VARIANTS : VARIANTS + PEER_QUERIES])
    print(
        f"   at {VARIANTS:,} variants, one core: ours {ours:,.0f} messages/s, "
        f"rapidfuzz extractOne {peer:.2f}: {ours / peer:,.0f} to 1"
    )


def grow(texts: list[str]) -> Index:
    """An index of so many variants, and what it took."""
    this = psutil.Process(os.getpid())
    before = this.memory_info().rss
    index = Index("cjk")
    began_s = time.process_time()
    for at in range(0, len(texts), BATCH):
        index.add(texts[at : at + BATCH], range(at, at + BATCH))
    rate = len(texts) / (time.process_time() - began_s)
    grown = this.memory_info().rss - before
    print(
        f"   {len(index):,} variants added one batch of {BATCH} after another, growth included: "
        f"{rate:,.0f} messages/s"
    )
    print(
        f"   index {index.nbytes() / len(index):.0f} B a variant, process grew "
        f"{grown / len(index):.0f} B a variant (texts not counted)"
    )
    return index


def ours_s(index: Index, queries: list[str]) -> float:
    """CPU seconds of looking all of them up, batch by batch."""
    began_s = time.process_time()
    for at in range(0, len(queries), BATCH):
        index.find(queries[at : at + BATCH])
    return time.process_time() - began_s


def peer_s(texts: list[str], queries: list[str]) -> float:
    """CPU seconds of the obvious way: each query against every text."""
    began_s = time.process_time()
    for query in queries:
        process.extractOne(query, texts, scorer=fuzz.ratio)
    return time.process_time() - began_s
