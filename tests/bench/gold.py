"""Real messages with a gold clustering, background made of them, and scores.

In: the data folder. Out: texts, clusters, F1.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def messages(data: Path) -> list[dict[str, Any]]:
    """Messages in the order in which they were first reported, with `observed_at` where known."""
    found = {m["message_id"]: m for m in lines(data / "ced_messages.jsonl.gz")}
    for report in lines(data / "ced_reports.jsonl.gz"):
        message = found.get(report["external_id"].rpartition(":")[0])
        if message is not None:
            message.setdefault("observed_at", report["observed_at"])
    return sorted(found.values(), key=lambda m: m.get("observed_at", "9"))


def comments(data: Path, least: int = 6) -> list[str]:
    """What reporters wrote in front of an original."""
    text = {m["message_id"]: m["text"] for m in lines(data / "ced_messages.jsonl.gz")}
    pool: dict[str, None] = {}
    for report in lines(data / "ced_reports.jsonl.gz"):
        original = text.get(report["external_id"].rpartition(":")[0], "")
        if report["text"].endswith("//" + original):
            pool[report["text"][: -len(original) - 2].split("//")[0].strip()] = None
    return [comment for comment in pool if len(comment) >= least]


def recombined(
    pool: Sequence[str], number: int, lengths: Sequence[int], seed: int = 3
) -> list[str]:
    """Texts glued from slices of 3 to 8 characters of real comments: real grams, no real
    near-duplicates.
    """
    rng, source = np.random.default_rng(seed), "".join(pool)
    out: list[str] = []
    while len(out) < number:
        wanted = int(rng.choice(lengths))
        parts: list[str] = []
        size = 0
        while size < wanted:
            at = int(rng.integers(0, len(source) - 8))
            cut = int(rng.integers(3, 9))
            parts.append(source[at : at + cut])
            size += cut
        out.append("".join(parts)[: max(4, wanted)])
    return out


def score(predicted: Sequence[Any], gold: Sequence[Any]) -> dict[str, float]:
    """Pairwise precision, recall, F1, false pairs, and B-cubed F1."""
    both, left, right = (
        Counter(zip(predicted, gold, strict=True)),
        Counter(predicted),
        Counter(gold),
    )

    def pairs(counts: Counter[Any]) -> float:
        return sum(n * (n - 1) / 2 for n in counts.values())

    true, found, wanted = pairs(both), pairs(left), pairs(right)
    precision, recall = true / max(1, found), true / max(1, wanted)
    items = list(zip(predicted, gold, strict=True))
    b_precision = sum(both[i] / left[i[0]] for i in items) / len(items)
    b_recall = sum(both[i] / right[i[1]] for i in items) / len(items)
    return {
        "F1": 2 * precision * recall / max(1e-9, precision + recall),
        "P": precision,
        "R": recall,
        "false pairs": found - true,
        "B3": 2 * b_precision * b_recall / (b_precision + b_recall),
    }


def shown(scores: dict[str, float]) -> str:
    return ", ".join(
        f"{name} {value:.4f}" if value <= 1 else f"{name} {value:.0f}"
        for name, value in scores.items()
    )
