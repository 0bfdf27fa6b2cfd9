"""Rumors at rest: bytes a rumor in memory and on the log, and how fast their states are read back,
without the index of their wordings.
"""

import os
import time

import psutil

from schemas.events import SurgeFolded
from schemas.topics import SURGES
from streams.core import surge
from streams.core.surge import LaneSurges
from streams.core.surge.counters import Counters
from streams.core.surge.ledger import Ledger
from streams.core.surge.quiet import packed
from streams.core.surge.rumor import RumorSurge

RUMORS = 1_000_000
MIXED = 0x9E3779B97F4A7C15  # an odd number: ids look as random as hashes do, each its own
T0_MS = 1_700_000_000_000
LEDGER = Ledger()
TEXT = "某某超市会员卡余额本周末全部清零，赶紧去消费，错过就没有了"
LATIN = "The lakeside bridge will be closed for six months from this Sunday on"


def run() -> None:
    values = [_value(number) for number in range(RUMORS)]
    process = psutil.Process(os.getpid())
    state = LaneSurges("main/cjk")
    before = process.memory_info().rss
    began_s = time.process_time()
    for value in values:
        event = SURGES.decode(value)
        surge.load(state, event.rumor_id, event.state)
    took_s = time.process_time() - began_s
    held = process.memory_info().rss - before
    size = sum(len(one) for one in state.quiet.values()) / RUMORS
    print(f"   {RUMORS:,} rumors at rest: {size:.0f} bytes each, {held / RUMORS:.0f} in memory")
    print(f"   read back in {took_s:.1f} s of CPU: {took_s / RUMORS * 1e6:.1f} us each")


def _value(number: int) -> bytes:
    """The record of a rumor with a day behind it."""
    rumor = RumorSurge(
        counters=Counters(
            LEDGER,
            at_ms=T0_MS + number,
            born_ms=T0_MS - number * 1_000,
            learnt_ms=T0_MS + number,
            learnt=1 + number % 97 / 7,
            exposure_h=100 + number % 89 / 3,
            reports=number % 40 + 1,
            stances=[number % 40 + 1, 0, 0],
            counted=float(number % 40 + 1),
        ),
        offset=number * 31,
        text=f"{number} {TEXT if number % 2 else LATIN}",
        wordings=number % 7 + 1,
        past=[(T0_MS, T0_MS + 1)] if number % 10 == 0 else [],
    )
    state = packed(rumor).decode()
    folded = SurgeFolded(
        lane="main/cjk",
        rumor_id=f"{(number + 1) * MIXED % 2**64:016x}",
        offset=rumor.offset,
        state=state,
    )
    return SURGES.encode(folded)
