"""Topics: what the catalogue wants against what a log has, and whether a process may start on it.

In: the catalogue and the topics of any engine. Out: a plan of steps; `apply` takes the safe ones.
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
FOREVER = "-1"


class TopicsDoNotFit(Refused):
    """A process cannot start on these topics; the message says what to run or set."""


@dataclass(frozen=True)
class Step:
    """One line of a plan:

    what to do with a topic and why. `keep` is a difference that nobody needs to mend.
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


def plan(found: Mapping[str, TopicFound], *, lane_partitions: int, replicas: int) -> list[Step]:
    """What differs, in the order of the catalogue; empty where everything fits."""
    steps = _unknown(found)
    for topic in CATALOGUE:
        there = found.get(topic.name)
        wanted = wanted_topic(
            topic, lane_partitions=lane_partitions, replicas=there.replicas if there else replicas
        )
        if there is None:
            steps.append(
                Step(
                    topic.name,
                    "create",
                    f"{wanted.partitions} partitions, {wanted.replicas} copies, {_shown(wanted.settings)}",
                    wanted,
                )
            )
        else:
            steps += _differences(topic, there, wanted, replicas)
    return _unequal(found) + steps


async def plan_for(log: Log, lane_partitions: int) -> list[Step]:
    """The plan for a log that is open. Raises `LogUnavailable`."""
    return plan(await log.topics(), lane_partitions=lane_partitions, replicas=await log.replicas())


async def apply(log: Log, lane_partitions: int) -> list[Step]:
    """Creates and alters -> the steps taken.

    Raises `TopicsDoNotFit` before anything is changed, where something has to be refused.
    """
    steps = await plan_for(log, lane_partitions)
    refuse(step for step in steps if step.action == "refuse")
    for step in steps:
        if step.action == "create" and step.wanted:
            await log.create_topic(step.topic, step.wanted)
        elif step.action == "alter":
            await log.alter_topic(step.topic, step.settings)
    return [step for step in steps if step.action in ("create", "alter")]


def refuse(steps: Iterable[Step]) -> None:
    """Raises `TopicsDoNotFit`, naming the worst and what to do, where a process must not start."""
    worst = sorted((s for s in steps if s.action != "keep"), key=lambda s: s.action != "refuse")
    if not worst:
        return
    first = worst[0]
    more = f" (and {len(worst) - 1} more)" if len(worst) > 1 else ""
    if first.action == "refuse":
        raise TopicsDoNotFit(f"{first.topic}: {first.why}{more}")
    state = "is missing" if first.action == "create" else f"does not fit: {first.why}"
    raise TopicsDoNotFit(f"{first.topic} {state}{more}: run `rumor-tracker topics apply`")


def _differences(
    topic: Topic[Any], there: TopicFound, wanted: TopicFound, replicas: int
) -> list[Step]:
    steps = []
    if there.partitions != wanted.partitions:
        steps.append(
            Step(
                topic.name, "refuse", _other_partitions(topic, there.partitions, wanted.partitions)
            )
        )
    if there.replicas < replicas:
        steps.append(
            Step(
                topic.name,
                "keep",
                f"has {there.replicas} copies, the cluster could keep {replicas}: kafka-reassign-partitions adds them",
            )
        )
    settings = {
        key: value
        for key, value in wanted.settings.items()
        if not _good_enough(key, there.settings.get(key, ""), value)
    }
    if settings:
        changes = ", ".join(
            f"{key} {there.settings.get(key)} -> {value}" for key, value in settings.items()
        )
        steps.append(Step(topic.name, "alter", changes, None, settings))
    longer = there.settings.get("retention.ms", "")
    if (
        "retention.ms" in wanted.settings
        and "retention.ms" not in settings
        and longer != wanted.settings["retention.ms"]
    ):
        steps.append(
            Step(
                topic.name,
                "keep",
                f"keeps records longer than the catalogue asks (retention.ms {longer})",
            )
        )
    return steps


def _good_enough(key: str, there: str, wanted: str) -> bool:
    """More than is asked for is left alone:

    longer retention, larger records, more copies that must agree.
    """
    if key == "cleanup.policy":
        return there == wanted
    if not there:
        return False
    return there == FOREVER or (wanted != FOREVER and int(there) >= int(wanted))


def _other_partitions(topic: Topic[Any], there: int, wanted: int) -> str:
    if topic.partitions is not None:
        return f"has {there} partitions and must have {wanted}: drop it and run `rumor-tracker topics apply`; its records are lost"
    return (
        f"has {there} partitions, RUMOR_LANE_PARTITIONS says {wanted}: set RUMOR_LANE_PARTITIONS={there} for every process "
        "(partitions of a log in use never change; for another number set up a new cluster and replay into it)"
    )


def _unequal(found: Mapping[str, TopicFound]) -> list[Step]:
    """Topics keyed by lane must have the same number of partitions:

    a lane's records of all kinds lie in one place.
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
    why = f"has {counts[odd]} partitions, the other topics keyed by lane have {usual}: drop it and run `rumor-tracker topics apply`; its records are lost"
    return [Step(odd, "refuse", why)]


def _unknown(found: Mapping[str, TopicFound]) -> list[Step]:
    """A later version of a topic on the log means that newer code wrote it."""
    stems = {
        topic.name.rpartition(".v")[0]: int(topic.name.rpartition(".v")[2]) for topic in CATALOGUE
    }
    steps = []
    for name in sorted(found):
        stem, _, version = name.rpartition(".v")
        if stem in stems and version.isdigit() and int(version) > stems[stem]:
            steps.append(
                Step(
                    name,
                    "refuse",
                    "was written by a newer version of rumor-tracker, which this one cannot read: install that version",
                )
            )
    return steps


def _shown(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{key} {value}" for key, value in settings.items())
