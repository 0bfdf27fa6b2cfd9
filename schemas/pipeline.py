"""The pipeline as data: its steps in the order of the flow, and which topics lie between them.

Agents, consumer groups, lag, health, `/v1/status`, metric labels and the AsyncAPI document are made
from this table. What is not in it is neither consumed nor watched.
"""

from dataclasses import dataclass
from typing import Any

from schemas.topics import (
    ALERTS,
    ALLOWANCES,
    CURATIONS,
    DELIVERIES,
    REJECTS,
    REPORTS,
    RUMORS,
    SESSIONS,
    SIGHTINGS,
    SURGES,
    Topic,
)

Topics = tuple[Topic[Any], ...]

# Processes. Their names are commands, labels of metrics and names of log files.
INTAKE_PROCESS = "intake"
WORKER_PROCESS = "worker"
STORE_PROCESS = "store"

# Consumer groups. Kafka keeps what they have committed under these names: under another one a
# deployment would read its whole log again and tell every alert anew.
WORKER_GROUP = "rumor-worker"
STORE_GROUP = "rumor-store"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the flow.

    `reads` is consumed in `group`, so that each record is somebody's and has a lag. `follows` is
    read directly and whole by every process that runs the step: decisions, and state that comes
    back at a start. A step without `reads` has no group.
    """

    name: str
    process: str
    group: str = ""
    reads: Topics = ()
    follows: Topics = ()
    writes: Topics = ()


INTAKE = Step(
    name="intake",
    process=INTAKE_PROCESS,
    # of other intakes: which ids they have accepted lately, who signed out, what keys have spent
    follows=(REPORTS, CURATIONS, SESSIONS, ALLOWANCES),
    # alerts: a person's request to deliver again, or a ping
    writes=(REPORTS, CURATIONS, ALERTS, SESSIONS, ALLOWANCES),
)
CLUSTER = Step(
    name="cluster",
    process=WORKER_PROCESS,
    group=WORKER_GROUP,
    reads=(REPORTS,),
    follows=(RUMORS, SIGHTINGS, CURATIONS),  # the index and the ids of late reports come back
    writes=(RUMORS, SIGHTINGS, REJECTS),
)
SURGE = Step(
    name="surge",
    process=WORKER_PROCESS,
    group=WORKER_GROUP,
    reads=(SIGHTINGS,),
    follows=(SURGES, CURATIONS),  # the counters come back
    # reports: what is sighted of a rumor that counts for one of another lane
    writes=(ALERTS, SURGES, REPORTS, REJECTS),
)
ANSWER = Step(
    name="answer",
    process=WORKER_PROCESS,
    # which reports heard what, ClickHouse tells it; the newest answer comes back at a start
    follows=(ALERTS, CURATIONS),
    writes=(ALERTS,),
)
DELIVER = Step(
    name="deliver",
    process=WORKER_PROCESS,
    group=WORKER_GROUP,
    reads=(ALERTS,),
    # what was scheduled and is not final goes on; who is new is told the alerts that are open
    follows=(ALERTS, DELIVERIES),
    writes=(DELIVERIES, REJECTS),
)
STORE = Step(
    name="store",
    process=STORE_PROCESS,
    group=STORE_GROUP,
    # not the reports, which it gets as sightings; not the surges, which are a worker's own
    reads=(RUMORS, SIGHTINGS, ALERTS, DELIVERIES, CURATIONS, REJECTS),
)

PIPELINE = (INTAKE, CLUSTER, SURGE, ANSWER, DELIVER, STORE)
CONSUMING = tuple(step for step in PIPELINE if step.reads)


def steps_of(process: str) -> tuple[Step, ...]:
    """The steps that a process runs."""
    return tuple(step for step in PIPELINE if step.process == process)


def topics_read(process: str) -> Topics:
    """What a process consumes in its group."""
    return tuple(topic for step in steps_of(process) for topic in step.reads)


def topics_written(process: str) -> Topics:
    """What a process writes, each topic once."""
    return tuple(dict.fromkeys(topic for step in steps_of(process) for topic in step.writes))


def writers_of(topic: Topic[Any]) -> tuple[str, ...]:
    """The names of the steps that write a topic."""
    return tuple(step.name for step in PIPELINE if topic in step.writes)


def readers_of(topic: Topic[Any]) -> tuple[str, ...]:
    """The names of the steps that read a topic, in a group or directly."""
    return tuple(step.name for step in PIPELINE if topic in step.reads + step.follows)
