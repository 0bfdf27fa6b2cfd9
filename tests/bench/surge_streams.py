"""Report streams with an offline truth, from real cascades thinned to report rates. In: the data
folder. Out: series with labelled surges.

S1, a new rumor: one cascade from its first report, 7 days, no history. S2, a known rumor: 28 days
of overdispersed background with the measured hour-of-day profile, and 0, 1 or 2 cascades put in at
their own time of day. The truth sees the future: minute t qualifies if the next hour holds max(K, R
x the mean hourly rate of the day before) reports; qualifying windows closer than 6 h are one surge.
"""

import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numba as nb
import numpy as np
from numpy.typing import NDArray

from tests.bench import gold

DAY = 1_440  # minutes
LOCAL_S = 8 * 3_600  # the cascades are from UTC+8: hours of day are theirs
K = 30  # the plain definition of a surge: so many reports in an hour ...
R = 10  # ... and so many times the rate of the day before
MINOR_K = 15
MINOR_R = 5  # half of each: an alert there is not a gross mistake
LEAST_REPOSTS = 10
WEEKDAYS = np.array([1, 1, 1.02, 1.03, 1.05, 0.95, 0.95])
Cascade = tuple[NDArray[np.float64], NDArray[np.int64]]


@dataclass
class Series:
    """One rumor's reports: minute and reporter of each, counts per minute; surges as (onset, end),
    in minutes.
    """

    known: bool
    minutes: NDArray[np.int64]
    reporters: NDArray[np.int64]
    counts: NDArray[np.int32]
    starts_at: int
    major: list[tuple[int, int]] = field(default_factory=list)
    minor: list[tuple[int, int]] = field(default_factory=list)


def cascades(data: Path) -> list[Cascade]:
    """Reposts of messages that were rumors: local seconds and reporters, the original first."""
    wanted = {m["message_id"] for m in gold.lines(data / "ced_messages.jsonl.gz") if m["rumor"]}
    events: dict[str, list[tuple[float, bool, int]]] = {}
    for report in gold.lines(data / "ced_reports.jsonl.gz"):
        message, _, number = report["external_id"].rpartition(":")
        if message in wanted:
            at = datetime.fromisoformat(report["observed_at"]).timestamp() + LOCAL_S
            events.setdefault(message, []).append(
                (at, number != "0", zlib.crc32(report["reporter"].encode()))
            )
    out = []
    for message in sorted(events):
        first = [e for e in events[message] if not e[1]]
        if first:
            kept = first + [e for e in events[message] if e[1] and e[0] >= first[0][0]]
            if len(kept) > LEAST_REPOSTS:
                out.append(
                    (np.array([e[0] for e in kept]), np.array([e[2] for e in kept], np.int64))
                )
    return out


def hour_profile(all_cascades: list[Cascade]) -> NDArray[np.float64]:
    """24 weights with mean 1."""
    hours = np.concatenate([c[0] for c in all_cascades]) // 3_600 % 24
    return np.bincount(hours.astype(int), minlength=24) / len(hours) * 24


def make(half: list[Cascade], profile: NDArray[np.float64], seed: int) -> list[Series]:
    """All five streams of one half of the cascades, labelled."""
    out: list[Series] = []
    for known, share in ((False, 1.0), (False, 0.3), (False, 0.1), (True, 1.0), (True, 0.3)):
        rng = np.random.default_rng(seed + int(share * 10))
        out += _known(half, share, rng, profile) if known else _new(half, share, rng)
    for series in out:
        label(series)
    return out


def label(series: Series) -> None:
    """The surges of a series, by the definition and by half of it."""
    newborn = not series.known
    series.major = [
        (onset(series.counts, a), e)
        for a, e in zip(*episodes(series.counts, K, R, newborn), strict=True)
    ]
    series.minor = [
        (onset(series.counts, a), e)
        for a, e in zip(*episodes(series.counts, MINOR_K, MINOR_R, newborn), strict=True)
    ]


def distinct(series: Series) -> Series:
    """The same series, counting a reporter once in this clock hour and the last."""
    counts = np.zeros_like(series.counts)
    now, last, hour = set[int](), set[int](), -1
    for minute, reporter in zip(series.minutes.tolist(), series.reporters.tolist(), strict=True):
        this = (minute + series.starts_at) // 60
        if this != hour:
            now, last, hour = set(), now if this == hour + 1 else set(), this
        counts[minute] += reporter not in now and reporter not in last
        now.add(reporter)
    made = replace(series, counts=counts, major=[], minor=[])
    label(made)
    return made


def _series(
    minutes: NDArray[np.int64],
    reporters: NDArray[np.int64],
    *,
    days: int,
    known: bool,
    starts_at: int,
) -> Series:
    """Reports in order of time, those after the last day left out."""
    inside = minutes < days * DAY
    order = np.argsort(minutes[inside], kind="stable")
    ordered = minutes[inside][order]
    return Series(
        known=known,
        minutes=ordered,
        reporters=reporters[inside][order],
        counts=np.bincount(ordered, minlength=days * DAY).astype(np.int32),
        starts_at=starts_at,
    )


def _thin(cascade: Cascade, share: float, rng: np.random.Generator) -> Cascade:
    keep = rng.random(len(cascade[0])) < share
    return cascade[0][keep], cascade[1][keep]


def _new(half: list[Cascade], share: float, rng: np.random.Generator) -> list[Series]:
    out = []
    for cascade in half:
        times, reporters = _thin(cascade, share, rng)
        if len(times):
            minutes = ((times - times[0]) // 60).astype(np.int64)
            starts_at = int(times[0] // 60 % DAY)
            out.append(_series(minutes, reporters, days=7, known=False, starts_at=starts_at))
    return out


def _known(
    half: list[Cascade], share: float, rng: np.random.Generator, profile: NDArray[np.float64]
) -> list[Series]:
    days = 28
    order = rng.permutation(len(half))
    used = 0
    out = []
    shocks = sorted(rng.choice(np.arange(8, days - 1), 2, replace=False))
    for _ in range(len(half)):
        rate = float(np.exp(rng.uniform(np.log(0.01), np.log(8))))
        minutes = [_background(rng, rate, days=days, profile=profile, shocks=shocks)]
        reporters = [rng.integers(1 << 32, 1 << 62, len(minutes[0]))]
        for _ in range(rng.choice([0, 1, 2], p=[0.35, 0.45, 0.2])):
            times, who = _thin(half[order[used % len(half)]], share, rng)
            used += 1
            if len(times):
                start = int(rng.integers(5, days - 2)) * DAY + int(times[0] // 60 % DAY)
                minutes.append((start + (times - times[0]) // 60).astype(np.int64))
                reporters.append(who)
        all_minutes, all_reporters = np.concatenate(minutes), np.concatenate(reporters)
        out.append(_series(all_minutes, all_reporters, days=days, known=True, starts_at=0))
    return out


def _background(
    rng: np.random.Generator,
    per_hour: float,
    *,
    days: int,
    profile: NDArray[np.float64],
    shocks: list[int],
) -> NDArray[np.int64]:
    """Hour of day x weekday x gamma day x gamma 3 hours x two double days; 30 % have a follower
    after about half an hour.
    """
    minute = np.arange(days * DAY)
    rate = (
        per_hour
        / 60
        * np.interp(
            minute / 60 % 24,
            np.arange(-1, 26) + 0.5,
            np.concatenate([[profile[23]], profile, profile[:2]]),
        )
    )
    rate *= (
        WEEKDAYS[minute // DAY % 7]
        * np.repeat(rng.gamma(8, 1 / 8, days), DAY)
        * np.repeat(rng.gamma(6, 1 / 6, days * 8), 180)
    )
    for shock in shocks:
        rate[shock * DAY + 540 : shock * DAY + 1_260] *= 2
    events = generation = np.repeat(minute, rng.poisson(rate * 0.7))
    while len(generation):
        follows = rng.random(len(generation)) < 0.3
        generation = generation[follows] + np.ceil(rng.exponential(30, follows.sum())).astype(
            np.int64
        )
        generation = generation[generation < days * DAY]
        events = np.concatenate([events, generation])
    return events


@nb.njit(cache=True)
def episodes(
    counts: NDArray[np.int32], least: int, factor: float, newborn: bool
) -> tuple[list[int], list[int]]:
    """Begins and ends of qualifying windows, those closer than six hours as one."""
    n = len(counts)
    total = np.zeros(n + 1, np.int64)
    total[1:] = np.cumsum(counts)
    starts = nb.typed.List.empty_list(nb.int64)
    ends = nb.typed.List.empty_list(nb.int64)
    last = -(10**9)
    for t in range(n):
        if counts[t] == 0:
            continue
        end = min(n, t + 60)
        window = total[end] - total[t]
        begin = max(0, t - DAY)
        hours = (t - begin) / 60.0
        if t < DAY:
            hours = max(hours, 1.0) if newborn else 24.0
        if window < least or window < factor * (total[t] - total[begin]) / hours:
            continue
        if t - last > 360:
            starts.append(t)
            ends.append(end)
        else:
            ends[-1] = end
        last = t + 60
    return starts, ends


@nb.njit(cache=True)
def onset(counts: NDArray[np.int32], start: int) -> int:
    """Within the first qualifying hour, the minute whose next hour is most out of line with the day
    before.
    """
    n = len(counts)
    begin, before, best, found = max(0, start - DAY), 0.0, -1e18, start
    for i in range(begin, start):
        before += counts[i]
    for t in range(start, min(n, start + 60)):
        if counts[t] > 0:
            end, inside = min(n, t + 60), 0.0
            for i in range(t, end):
                inside += counts[i]
            was, now = (before + 0.5) / (t - begin + 60.0), inside / (end - t)
            ratio = inside * np.log(now / was) - (now - was) * (end - t)
            if now > was and ratio > best:
                best, found = ratio, t
        before += counts[t]
    return found
