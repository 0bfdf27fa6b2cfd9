"""A day of the desk through the API on the embedded log: a backlog that comes in at once.

In: a seed. Out: figures of what the desk was told, beside the truth of the same reports. The day is
moved so that it ends now; nearly all of it is late by then, which is what an outage leaves.
"""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.policy import LEVELS, SURGE, SurgePolicy
from tests.bench.days import arrival, oracle, world
from tests.bench.days.arrival import ZERO_MS, Arrived
from tests.bench.days.oracle import Surge
from tests.bench.days.world import NOBODY, World
from tests.support.desk import Webhook
from tests.support.players import batches, caught_up, iso, post_batch
from tests.support.system import System, temporary

FROM_MS = DAY_MS + 8 * HOUR_MS  # the second day from its morning on: the first has filled nobody
LASTS_MS = 20 * HOUR_MS  # less than a day: what is older never alerts
BATCH = 500
SETTLED_S = 75.0  # a level that waits is told within a minute
LETTERS = 30  # of a rumor's text: no two share any words


@dataclass
class Backlog:
    """What came of a day through the API."""

    reports: int = 0
    took_s: float = 0.0
    surges: int = 0
    missed: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    level_wrong: list[str] = field(default_factory=list)
    hooks_twice: int = 0
    pushed: int = 0
    false: int = 0


def run(seed: int, policy: SurgePolicy) -> Iterator[str]:
    """Plays the day of a seed -> lines of text."""
    with temporary() as system:
        found = played(system, seed, policy)
    figures = {
        "sent, matched, told, and quiet after": f"{found.took_s:.0f} s",
        "surges true / missed / told twice": (
            f"{found.surges} / {len(found.missed)} / {len(found.twice)}"
        ),
        "levels wrong / webhooks sent twice": f"{len(found.level_wrong)} / {found.hooks_twice}",
        "false / pushed and told as plain": f"{found.false} / {found.pushed}",
    }
    yield f"   seed {seed}, 20 hours as a backlog through the API: {found.reports:,} reports"
    for what, figure in figures.items():
        yield f"   {what:40s}{figure}"
    for kind, names in (
        ("missed", found.missed),
        ("told twice", found.twice),
        ("level", found.level_wrong),
    ):
        for name in names:
            yield f"     {kind}: {name}"


def played(system: System, seed: int, policy: SurgePolicy) -> Backlog:
    """Sends a day and judges what the desk was told."""
    made = world.make(seed)
    day = _day(arrival.arrive(made))
    texts = {rumor: _text(seed, rumor) for rumor in np.unique(day.rumor).tolist()}
    move_ms = round(time.time() * 1_000) - ZERO_MS - FROM_MS - LASTS_MS
    began_s = time.monotonic()
    for batch in batches(_reports(day, texts, move_ms), BATCH):
        post_batch(system.api, batch)
    caught_up(system.api, within_s=300)
    told = _settled(system)
    truth = oracle.truth_of(day, policy)
    backlog = Backlog(reports=len(day), took_s=time.monotonic() - began_s)
    _judge(backlog, told, truth.surges, made, texts, policy)
    return backlog


def _day(arrived: Arrived) -> Arrived:
    """The reports that were seen within the day: earlier ones would be too late to count."""
    inside = (arrived.observed_ms >= ZERO_MS + FROM_MS) & (
        arrived.received_ms < ZERO_MS + FROM_MS + LASTS_MS
    )
    return Arrived(
        observed_ms=arrived.observed_ms[inside],
        received_ms=arrived.received_ms[inside],
        rumor=arrived.rumor[inside],
        reporter=arrived.reporter[inside],
        refutes=np.zeros(int(inside.sum()), np.bool_),  # every text of a rumor says the same
    )


def _text(seed: int, rumor: int) -> str:
    drawn = random.Random(seed * 1_000 + rumor)
    return "消息" + "".join(chr(drawn.randrange(0x4E00, 0x9FA5)) for _ in range(LETTERS))


def _reports(day: Arrived, texts: dict[int, str], move_ms: int) -> list[dict[str, str]]:
    columns = zip(day.observed_ms.tolist(), day.rumor.tolist(), day.reporter.tolist(), strict=True)
    return [
        {"text": texts[rumor], "observed_at": iso((at + move_ms) / 1_000)}
        | ({} if who == NOBODY else {"reporter": f"p{who}"})
        for at, rumor, who in columns
    ]


def _settled(system: System) -> list[Webhook]:
    """What the desk was told, once nothing new has come for longer than a level may wait."""
    count = -1
    while count != len(system.desk.received):
        count = len(system.desk.received)
        time.sleep(SETTLED_S)
    return system.desk.told("alert.raised", "alert.escalated", "alert.resolved")


def _judge(
    backlog: Backlog,
    told: list[Webhook],
    surges: list[Surge],
    made: World,
    texts: dict[int, str],
    policy: SurgePolicy,
) -> None:
    by_text = {text[:20]: rumor for rumor, text in texts.items()}
    alerts: dict[int, dict[str, list[Webhook]]] = defaultdict(lambda: defaultdict(list))
    for hook in told:
        rumor = by_text[hook.data["text"][:20]]
        alerts[rumor][hook.data["alert_id"]].append(hook)
    backlog.surges = len([s for s in surges if made.roles[s.rumor] in ("quiet", "busy", "hoax")])
    changes = Counter(
        (hook.data["alert_id"], hook.type, hook.data["level"])
        for hook in told
        if hook.type != "alert.resolved"
    )
    backlog.hooks_twice = sum(count - 1 for count in changes.values())
    expected = Counter(surge.rumor for surge in surges)
    for rumor, found in alerts.items():
        if made.roles[rumor] in ("puppets", "loud"):
            backlog.pushed += len(found)
        elif rumor not in expected:
            backlog.false += len(found)
    for rumor, count in expected.items():
        if made.roles[rumor] in ("puppets", "loud"):
            continue
        name = f"rumor {rumor} ({made.roles[rumor]}), told {len(alerts[rumor])} of {count}"
        if len(alerts[rumor]) < count:
            backlog.missed.append(name)
        elif len(alerts[rumor]) > count:
            backlog.twice.append(name)
        _judge_level(backlog, name, alerts[rumor], [s for s in surges if s.rumor == rumor], policy)


def _judge_level(
    backlog: Backlog,
    name: str,
    alerts: dict[str, list[Webhook]],
    surges: list[Surge],
    policy: SurgePolicy,
) -> None:
    """The highest level that was told against the greatest peak, within the sketch's error."""
    levels = [LEVELS.index(hook.data["level"]) for hooks in alerts.values() for hook in hooks]
    peak = max(surge.peak for surge in surges)
    right = {oracle.level_of(peak * share, policy) for share in (0.94, 1.0, 1.06)}
    if levels and max(levels) not in right:
        backlog.level_wrong.append(f"{name}: {LEVELS[max(levels)]}, peak {peak}")
    assert all(level >= SURGE for level in levels), "the desk asked for surges"
