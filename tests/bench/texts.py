"""Folding alone: us a text of identity, matchable part and lane, beside the plain way to fold;
hostile texts.

The plain way is NFKC, casefold and a pattern, text by text. It is a measure of cost: it takes vowel
signs away, knows no question, and has no bound.
"""

import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from streams.core.lanes import family
from streams.core.text import has_something_to_match, identify, matchable
from tests.bench import gold

COMMENTS = 20_000
BATCH = 200
ROUNDS = 5
PLAIN_NOISE = re.compile(r"https?://[\w./?=&%#:~+-]+|@[\w-]{1,30}|\[[^\[\]\s]{1,8}\]")
LONGEST = 10_000
HOSTILE = {
    "one letter": "a",
    "combining marks": "\u0301\u0323\u0488\u0315",
    "letters with marks": "e\u0301\u0323",
    "U+FDFA": "\ufdfa",
    "U+FDFA and a mark": "\ufdfa\u0301",
    "right-to-left overrides": "字\u202e",
    "zero width between letters": "字\u200b",
    "unpaired surrogates": "\ud800",
    "Korean in parts": "\u1112\u1161\u11ab",
    "look-alikes": "aа ",
    "at signs": "@",
    "brackets": "[a",
    "beginnings of links": "http://",
}


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
    for name, piece in HOSTILE.items():
        raw = piece * (LONGEST // len(piece))
        print(f"   hostile: {name:28} {hostile_ms(raw):5.2f} ms")


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def hostile_ms(raw: str) -> float:
    """All that is done with a text before it is matched."""

    def everything() -> None:
        has_something_to_match(raw)
        family(raw)
        identify((raw,))
        matchable(raw)

    return fastest_s(everything) * 1e3


def fastest_s(step: Callable[[], object]) -> float:
    """CPU seconds of the fastest of some rounds: the others were disturbed."""
    took = []
    for _ in range(ROUNDS):
        began_s = time.process_time()
        step()
        took.append(time.process_time() - began_s)
    return min(took)
