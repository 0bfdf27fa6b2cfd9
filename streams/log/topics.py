"""Topics: what the catalogue wants against what a log has, and whether a process may start on it.

In: the catalogue and the topics of any engine. Out: a plan of changes; `apply` makes the safe ones.
The number of partitions never changes: a lane would move away from its index, its counters and its
history.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from schemas.topics import CATALOGUE, MAX_RECORD_BYTES, Topic, partitions_of
from streams.errors import Refused
from streams.log.contract import Log, TopicFound

Action = Literal["create", "alter", "keep", "refuse"]
FOREVER = "-1"  # as Kafka writes it
DROP_IT = "drop it and run `rumor-tracker topics apply`; its records are lost"


class TopicsDoNotFit(Refused):
    """A process cannot start on these topics; the message says what to run or set."""


@dataclass(frozen=True)
class Change:
    """One line of a plan: what to do with a topic, and why.

    `keep` is a difference that nobody needs to mend, `refuse` one that no command can.
    """

    topic: str
    action: Action
    why: str
    wanted: TopicFound | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def wanted_topic(topic: Topic[Any], *, lane_partitions: int, replicas: int) -> TopicFound:
    """A topic as the catalogue wants it.

    Of three copies two must have a record before it is acknowledged.
    """
    settings = {
        "cleanup.policy": "compact" if topic.compacted else "delete",
        "max.message.bytes": str(MAX_RECORD_BYTES),
    }
    if not topic.compacted:
        settings["retention.ms"] = str(topic.retention_s * 1_000) if topic.retention_s else FOREVER
    settings["min.insync.replicas"] = "2" if replicas > 2 else "1"
    return TopicFound(partitions_of(topic, lane_partitions), replicas, settings)


def plan(found: Mapping[str, TopicFound], *, lane_partitions: int, replicas: int) -> list[Change]:
    """What differs, in the order of the catalogue; empty where everything fits."""
    changes = []
    for topic in CATALOGUE:
        there = found.get(topic.name)
        # A topic with fewer copies than the cluster could keep is measured by those it has.
        wanted = wanted_topic(
            topic, lane_partitions=lane_partitions, replicas=there.replicas if there else replicas
        )
        if there is None:
            changes.append(_missing(topic, wanted))
        else:
            changes += _differences(topic, there, wanted, replicas)
    return _unequal(found) + _unknown(found) + changes


async def plan_for(log: Log, lane_partitions: int) -> list[Change]:
    """The plan for a log that is open. Raises `LogUnavailable`."""
    return plan(await log.topics(), lane_partitions=lane_partitions, replicas=await log.replicas())


async def apply(log: Log, lane_partitions: int) -> list[Change]:
    """Creates and alters -> the changes made.

    Raises `TopicsDoNotFit` before anything is changed, where something has to be refused.
    """
    changes = await plan_for(log, lane_partitions)
    refuse(change for change in changes if change.action == "refuse")
    for change in changes:
        if change.action == "create" and change.wanted:
            await log.create_topic(change.topic, change.wanted)
        elif change.action == "alter":
            await log.alter_topic(change.topic, change.settings)
    return [change for change in changes if change.action in ("create", "alter")]


def refuse(changes: Iterable[Change]) -> None:
    """Raises `TopicsDoNotFit`, naming the worst and what to do, where a process must not start."""
    worst = sorted(
        (change for change in changes if change.action != "keep"),
        key=lambda change: change.action != "refuse",
    )
    if not worst:
        return
    first = worst[0]
    more = f" (and {len(worst) - 1} more)" if len(worst) > 1 else ""
    if first.action == "refuse":
        raise TopicsDoNotFit(f"{first.topic}: {first.why}{more}")
    state = "is missing" if first.action == "create" else f"does not fit: {first.why}"
    raise TopicsDoNotFit(f"{first.topic} {state}{more}: run `rumor-tracker topics apply`")


def _missing(topic: Topic[Any], wanted: TopicFound) -> Change:
    settings = ", ".join(f"{key} {value}" for key, value in wanted.settings.items())
    why = f"{wanted.partitions} partitions, {wanted.replicas} copies, {settings}"
    return Change(topic.name, "create", why, wanted)


def _differences(
    topic: Topic[Any], there: TopicFound, wanted: TopicFound, replicas: int
) -> list[Change]:
    changes = []
    if there.partitions != wanted.partitions:
        why = _other_partitions(topic, there.partitions, wanted.partitions)
        changes.append(Change(topic.name, "refuse", why))
    if there.replicas < replicas:
        # Only an operator can: it moves data between brokers.
        why = (
            f"has {there.replicas} copies, the cluster could keep {replicas}: "
            "kafka-reassign-partitions adds them"
        )
        changes.append(Change(topic.name, "keep", why))
    return changes + _other_settings(topic, there.settings, wanted.settings)


def _other_settings(
    topic: Topic[Any], there: Mapping[str, str], wanted: Mapping[str, str]
) -> list[Change]:
    changes = []
    short = {
        key: value
        for key, value in wanted.items()
        if not _good_enough(key, there.get(key, ""), value)
    }
    if short:
        why = ", ".join(f"{key} {there.get(key)} -> {value}" for key, value in short.items())
        changes.append(Change(topic.name, "alter", why, settings=short))
    kept = there.get("retention.ms", "")
    asked = wanted.get("retention.ms", kept)
    if kept != asked and "retention.ms" not in short:
        why = f"keeps records longer than the catalogue asks (retention.ms {kept})"
        changes.append(Change(topic.name, "keep", why))
    return changes


def _good_enough(key: str, there: str, wanted: str) -> bool:
    """More than is asked for is left alone: longer retention, larger records, more copies that must
    agree. Somebody may have had a reason.
    """
    if key == "cleanup.policy":
        return there == wanted
    if not there:
        return False
    return there == FOREVER or (wanted != FOREVER and int(there) >= int(wanted))


def _other_partitions(topic: Topic[Any], there: int, wanted: int) -> str:
    if topic.partitions is not None:
        return f"has {there} partitions and must have {wanted}: {DROP_IT}"
    return (
        f"has {there} partitions, RUMOR_LANE_PARTITIONS says {wanted}: "
        f"set RUMOR_LANE_PARTITIONS={there} for every process "
        "(partitions of a log in use never change; "
        "for another number set up a new cluster and replay into it)"
    )


def _unequal(found: Mapping[str, TopicFound]) -> list[Change]:
    """Topics keyed by lane must have the same number of partitions: a lane's records of all kinds
    lie in one place, and one worker owns them all.
    """
    counts = {
        topic.name: found[topic.name].partitions
        for topic in CATALOGUE
        if topic.partitions is None and topic.name in found
    }
    if len(set(counts.values())) < 2:
        return []
    usual = max(counts.values(), key=list(counts.values()).count)
    odd = next(name for name, count in counts.items() if count != usual)
    why = f"has {counts[odd]} partitions, the other topics keyed by lane have {usual}: {DROP_IT}"
    return [Change(odd, "refuse", why)]


def _unknown(found: Mapping[str, TopicFound]) -> list[Change]:
    """A later version of a topic on the log means that newer code wrote it."""
    why = (
        "was written by a newer version of rumor-tracker, which this one cannot read: "
        "install that version"
    )
    ours = dict(_stem_and_version(topic.name) for topic in CATALOGUE)
    changes = []
    for name in sorted(found):
        stem, version = _stem_and_version(name)
        if stem in ours and version > ours[stem]:
            changes.append(Change(name, "refuse", why))
    return changes


def _stem_and_version(name: str) -> tuple[str, int]:
    """`rumor.reports.v1` -> `rumor.reports`, 1; version 0 where the name has none."""
    stem, _, version = name.rpartition(".v")
    return stem, int(version) if version.isdigit() else 0
