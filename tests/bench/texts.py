"""Folding alone: us a text of identity, matchable part and lane, beside the plain way to fold.

The plain way is NFKC, casefold and a pattern, text by text. It is a measure of cost: it takes vowel
signs away, knows no question, and has no bound.
"""

import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from streams.core.lanes import family
from streams.core.text import identify, matchable
from tests.bench import gold

COMMENTS = 20_000
BATCH = 200
ROUNDS = 5
PLAIN_NOISE = re.compile(r"https?://[\w./?=&%#:~+-]+|@[\w-]{1,30}|\[[^\[\]\s]{1,8}\]")


def run(data: Path) -> None:
    texts = [message["text"] for message in gold.messages(data)] + gold.comments(data)[:COMMENTS]
    mean = sum(map(len, texts)) / len(texts)
    print(f"   {len(texts):,} real texts, {mean:.0f} characters on average, us a text:")
    batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    steps: dict[str, Callable[[], object]] = {
        "plain fold": lambda: [plain(text) for text in texts],
        f"identify, batches of {BATCH}": lambda: [identify(batch) for batch in batches],
        "identify, one by one": lambda: [identify((text,)) for text in texts],
        "plain matchable": lambda: [PLAIN_NOISE.sub(" ", text.lower()) for text in texts],
        "matchable": lambda: [matchable(text) for text in texts],
        "family": lambda: [family(text) for text in texts],
    }
    for name, step in steps.items():
        print(f"   {name:28} {fastest_s(step) / len(texts) * 1e6:6.2f}")


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def fastest_s(step: Callable[[], object]) -> float:
    """CPU seconds of the fastest of some rounds: the others were disturbed."""
    took = []
    for _ in range(ROUNDS):
        began_s = time.process_time()
        step()
        took.append(time.process_time() - began_s)
    return min(took)
