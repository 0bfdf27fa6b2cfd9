"""How well the stances of labelled sentences are read, and what a wording costs."""

import time
from collections import Counter
from collections.abc import Callable, Sequence

from streams.core.matching.flags import flagged
from streams.core.matching.stance import REFUTES, stance_of
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
    stance_us = _microseconds(lambda line: stance_of(line.text), lines)
    flags_us = _microseconds(lambda line: flagged(line.text), lines)
    return f"stance {stance_us:.1f}, red flags {flags_us:.1f}"


def _microseconds(work: Callable[[Line], object], lines: Sequence[Line]) -> float:
    took_s = []
    for _ in range(RUNS):
        began = time.process_time()
        for line in lines:
            work(line)
        took_s.append(time.process_time() - began)
    return min(took_s) / len(lines) * 1e6
