"""Matching alone:

messages/s per core at 1 M variants and bytes per variant, beside rapidfuzz extractOne on the same
texts; F1 on real messages.
"""

import os
import time
from pathlib import Path

import psutil
from rapidfuzz import fuzz, process

from streams.core.matching.index import Index
from streams.core.text import matchable
from tests.bench import gold

VARIANTS, QUERIES, PEER_QUERIES, BATCH = 1_000_000, 50_000, 20, 500


def run(data: Path) -> None:
    found = gold.messages(data)
    texts = [matchable(m["text"]) for m in found]
    index = Index("cjk")
    clusters = index.add(texts, range(len(texts))).clusters.tolist()
    print(
        f"   {len(texts)} real messages, index alone: {gold.shown(gold.score(clusters, [m['cluster'] for m in found]))}"
    )
    back = gold.recombined(gold.comments(data), VARIANTS + QUERIES, [len(t) for t in texts])
    process_ = psutil.Process(os.getpid())
    before, index = process_.memory_info().rss, Index("cjk")
    began = time.process_time()
    for at in range(0, VARIANTS, BATCH):
        index.add(back[at : at + BATCH], range(at, at + BATCH))
    grew = time.process_time() - began
    grown = process_.memory_info().rss - before
    print(
        f"   {len(index):,} variants added one batch of {BATCH} after another, growth included: {VARIANTS / grew:,.0f} messages/s"
    )
    print(
        f"   index {index.nbytes() / len(index):.0f} B a variant, process grew {grown / len(index):.0f} B a variant (texts not counted)"
    )
    began = time.process_time()
    for at in range(VARIANTS, VARIANTS + QUERIES, BATCH):
        index.find(back[at : at + BATCH])
    ours = QUERIES / (time.process_time() - began)
    began = time.process_time()
    for query in back[VARIANTS : VARIANTS + PEER_QUERIES]:
        process.extractOne(query, back[:VARIANTS], scorer=fuzz.ratio)
    peer = PEER_QUERIES / (time.process_time() - began)
    print(
        f"   at {VARIANTS:,} variants, one core: ours {ours:,.0f} messages/s, rapidfuzz extractOne {peer:.2f}: {ours / peer:,.0f} to 1"
    )
