"""Wordings whose rumors grow together: two messages, and one passage that both confirm."""

import random
import uuid

from schemas.events import Report, ReportsReceived, RumorsGrown, Source
from streams.core import clusters
from streams.core.clusters.state import LaneClusters
from streams.core.clusters.step import Clustered

LANE = "main/cjk"
# A frame that no shipped phrase is part of.
NAMED = "隔壁老王昨晚喝多了神神秘秘跟我说"


def letters(seed: int, length: int) -> str:
    """Han letters whose syllables differ mostly."""
    rng = random.Random(seed)
    return "".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(length))


ONE, TWO, PASSAGE = letters(1, 90), letters(2, 90), letters(3, 16)
# Each holds the passage; by then nothing shows that they are one.
BOTH = (f"{ONE}{PASSAGE}", f"{TWO[:45]}{PASSAGE}{TWO[45:]}")
SHOWS = f"{PASSAGE}{letters(4, 4)}"


def fold(state: LaneClusters, *texts: str, offset: int = 0) -> Clustered:
    """What the cluster step makes of a record of these texts."""
    reports = tuple(
        Report(
            report_id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{offset} {n}")),
            text=text,
            observed_at_ms=1_700_000_000_000,
            app="app",
        )
        for n, text in enumerate(texts)
    )
    event = ReportsReceived(lane=state.lane, received_at_ms=1_700_000_000_000, reports=reports)
    source = Source(partition=0, offset=offset)
    return clusters.step(state, event, source=source, curation_offset=0)[1]


def learnt(state: LaneClusters, *texts: str, offset: int = 0) -> RumorsGrown:
    """The wordings that the step took in."""
    grown = fold(state, *texts, offset=offset).grown
    assert grown is not None
    return grown
