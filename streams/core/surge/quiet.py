"""Rumors that nobody has reported for a day, in at most 300 bytes each.

In: a rumor at rest. Out: its compact form, and back: its baseline, when it was hot, its counts and
the beginning of its text. What fades within a day is gone, names of channels and places begin anew.
"""

import msgspec

from streams.core.durations import HOUR_MS
from streams.core.surge.counters import Counters
from streams.core.surge.ledger import Ledger
from streams.core.surge.rumor import RumorSurge

QUIET_MS = 26 * HOUR_MS  # the hours that late reports may lie in are over
FORM = "[4,"
MOST_BYTES = 300
LEAST_TEXT = 20  # characters that are kept whatever the numbers take


class Quiet(msgspec.Struct, array_like=True):
    """`RumorSurge`, as far as it outlasts a day."""

    form: int
    offset: int
    at_ms: int
    born_ms: int
    learnt_ms: int
    learnt: float
    exposure_h: float
    compartment: float
    last: tuple[int, int] | None
    reports: int
    wordings: int
    stances: list[int]
    counted: int
    text: str
    red_flags: list[str]
    merged_into: str = ""
    merged_as_fact: bool = False
    mute: str = ""
    mute_from: int = 0
    merges: int = 0


def rests(rumor: RumorSurge, time_ms: int) -> bool:
    """Whether nothing is left of a rumor that fades within a day."""
    episode = rumor.episode
    # What counts for another has nobody who ends its episode; by then it is over.
    running = episode is not None and not episode.resolved_ms and not rumor.merged_into
    return not running and 0 < rumor.counters.at_ms <= time_ms - QUIET_MS


def packed(rumor: RumorSurge) -> bytes:
    """The compact form."""
    counters = rumor.counters
    past = list(rumor.past)
    if rumor.episode is not None:
        past.append((rumor.episode.started_ms, rumor.episode.last_hot_ms))
    saved = Quiet(
        form=4,
        offset=rumor.offset,
        at_ms=counters.at_ms,
        born_ms=counters.born_ms,
        learnt_ms=counters.learnt_ms,
        learnt=round(counters.learnt, 3),
        exposure_h=round(counters.exposure_h, 2),
        compartment=round(counters.compartment, 3),
        last=max(past, key=lambda one: one[1]) if past else None,
        reports=rumor.reports,
        wordings=rumor.wordings,
        stances=rumor.stances,
        counted=round(rumor.counted),
        text=rumor.text,
        red_flags=rumor.red_flags,
        merged_into=rumor.merged_into,
        merged_as_fact=rumor.merged_as_fact,
        mute=rumor.mute,
        mute_from=round(rumor.mute_from),
        merges=rumor.merges,
    )
    whole = msgspec.json.encode(saved)
    while len(whole) > MOST_BYTES and len(saved.text) > LEAST_TEXT:
        # A character takes one to four bytes, or six where it is escaped.
        over = len(whole) - MOST_BYTES
        saved.text = saved.text[: max(LEAST_TEXT, len(saved.text) - over // 4 - 1)]
        whole = msgspec.json.encode(saved)
    return whole


def read(whole: bytes) -> Quiet:
    """What a compact form says. Raises what msgspec raises for another form."""
    return msgspec.json.decode(whole, type=Quiet)


def unpacked(whole: bytes, ledger: Ledger) -> RumorSurge:
    """A rumor that wakes. Raises what msgspec raises for another form."""
    saved = read(whole)
    return RumorSurge(
        counters=Counters(
            ledger,
            at_ms=saved.at_ms,
            born_ms=saved.born_ms,
            learnt_ms=saved.learnt_ms,
            learnt=saved.learnt,
            exposure_h=saved.exposure_h,
            compartment=saved.compartment,
            reports=saved.reports,
            stances=saved.stances,
            counted=float(saved.counted),
        ),
        past=[saved.last] if saved.last else [],
        offset=saved.offset,
        text=saved.text,
        wordings=saved.wordings,
        red_flags=saved.red_flags,
        merged_into=saved.merged_into,
        merged_as_fact=saved.merged_as_fact,
        mute=saved.mute,
        mute_from=float(saved.mute_from),
        merges=saved.merges,
    )
