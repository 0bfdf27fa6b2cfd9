"""How well the stances of labelled sentences are read, and what a wording costs."""

import time
from collections import Counter
from collections.abc import Callable, Sequence

from streams.core.matching.flags import red_flags_of
from streams.core.matching.stance import REFUTES, stance_of, stances_of
from tests.core.stances import HARD, Line, languages_of, lines_of, scores

RUNS = 5  # the quickest of them is told: the machine may be busy


def run() -> None:
    for half in ("measured", "practised"):
        lines = lines_of(half)
        print(f"{half} ({len(lines)} lines): precision / recall (lines)")
        for language, own in sorted(languages_of(lines).items()):
            told = ", ".join(
                f"{stance} {score.precision:.3f} / {score.recall:.3f} ({score.lines})"
                for stance, score in scores(own).items()
            )
            print(f"  {language}: {told}")
        hard = [line for line in lines if line.kind in HARD]
        said = Counter(line.read for line in hard)
        print(f"  insisting or about fakes: {len(hard)}, refuted {said[REFUTES]}, {dict(said)}")
    for language, own in sorted(languages_of(lines_of("measured")).items()):
        print(f"  us a wording, {language}: {_costs(own)}")


def _costs(lines: Sequence[Line]) -> str:
    """Read together, as the worker does, and one alone."""
    texts = [line.text for line in lines]
    nobody = [None] * len(texts)
    together_us = _microseconds(lambda: stances_of(texts, nobody), len(texts))
    alone_us = _microseconds(lambda: [stance_of(text) for text in texts], len(texts))
    flags_us = _microseconds(lambda: red_flags_of(texts), len(texts))
    return f"stance {together_us:.1f} (alone {alone_us:.1f}), red flags {flags_us:.1f}"


def _microseconds(work: Callable[[], object], texts: int) -> float:
    took_s = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        took_s.append(time.process_time() - began)
    return min(took_s) / texts * 1e6
