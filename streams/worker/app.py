"""The worker's wiring: a Faust app whose agents hand records to the steps, those that queued up
together, and whose timers keep the state of its partitions. Nothing else happens here.
"""

from collections.abc import Sequence
from typing import Any

from schemas import pipeline
from schemas.topics import REPORTS
from streams import telemetry
from streams.config import watch as config_watch
from streams.config.file import ConfigFile
from streams.config.settings import Settings
from streams.core.budget import MIB
from streams.core.curation.decisions import Decisions
from streams.core.matching import index, stance
from streams.core.surge import warming
from streams.deliver.queues import Deliverer
from streams.log import faust_app
from streams.log.contract import Log
from streams.worker.agents import AnyAgent, Cluster, Deliver, Surge
from streams.worker.answers import EVERY_S as ANSWERS_EVERY_S
from streams.worker.answers import Answers, Questions
from streams.worker.fence import Fence, Pulse
from streams.worker.memory import Memory
from streams.worker.outbox import Outbox
from streams.worker.ownership import Ownership
from streams.worker.queue import GATHER_S, Queue
from streams.worker.rules import Rules
from streams.worker.sender import Sender
from streams.worker.timers import Timer, Timers

# Digests, warnings and new receivers wait so long beyond their time; where nothing is due it costs
# a look at what is open.
DELIVERIES_EVERY_S = 0.5


def make(
    settings: Settings,
    config: ConfigFile,
    log: Log,
    questions: Questions | None = None,  # type: ignore[type-arg]
) -> faust_app.App:
    """The worker's app. `log` is started with the first partitions. Without `questions`, which
    ClickHouse answers, no app is told of verdicts.
    """
    app = faust_app.make_app(pipeline.WORKER_GROUP, settings)
    index.warm_up()  # compiling holds up the loop, and with it the session
    warming.warm_up()
    stance.warm_up()
    fence = _fence(log)
    rules = Rules(config, Decisions())
    outbox = Outbox(_sender(app, fence), fence)
    deliverer = Deliverer(config, settings.links, outbox.deliveries)
    memory = Memory(most=settings.worker_memory_mib * MIB)
    telemetry.worker_begins(memory.most)
    ownership = Ownership(
        log, rules, deliverer, lane_partitions=settings.lane_partitions, memory=memory
    )
    deliverer.rounds.reach = ownership.reach
    deliverer.rounds.silent = ownership.silent
    _watch(app, config)
    _close_at_the_end(app, deliverer)
    agents = (
        # What follows comes as the first step sends it, together.
        (Cluster(ownership, outbox, fence, rules=rules), Queue(gather_s=GATHER_S)),
        (Surge(ownership, outbox, fence, rules=rules), Queue()),
        (Deliver(ownership, outbox, fence, deliverer=deliverer), Queue()),
    )
    _follow_assignments(app, ownership, fence, [queue for _, queue in agents])
    for agent, queue in agents:
        _add_agent(app, agent, fence, queue)
    for timer in Timers(log, ownership, rules, outbox).all():
        _add_timer(app, timer, fence)
    if questions is not None:
        answering = Answers(
            log=log, config=config, ownership=ownership, outbox=outbox, questions=questions
        )
        _add_timer(app, Timer("answers", ANSWERS_EVERY_S, answering.tick), fence)
    _add_timer(app, Timer("deliveries", DELIVERIES_EVERY_S, deliverer.tick), fence)
    return app


def _fence(log: Log) -> Fence:
    pulse = Pulse()
    pulse.start()
    return Fence(log, pulse)


def _sender(app: faust_app.App, fence: Fence) -> Sender:
    written = pipeline.topics_written(pipeline.WORKER_PROCESS)
    channels = {topic.name: faust_app.channel(app, topic) for topic in written}
    return Sender(channels, fence.end_unless_awake)


def _follow_assignments(
    app: faust_app.App, ownership: Ownership, fence: Fence, queues: Sequence[Queue]
) -> None:
    @app.on_partitions_revoked.connect  # type: ignore[untyped-decorator]
    async def revoked(app: Any, revoked: set[Any], **_: Any) -> None:
        # As Faust does with its own: all partitions are read from their last commit on again.
        for queue in queues:
            queue.clear()

    @app.on_partitions_assigned.connect  # type: ignore[untyped-decorator]
    async def assigned(app: Any, assigned: set[Any], **_: Any) -> None:
        # All topics keyed by lane are assigned alike; one of them says which lanes are ours.
        numbers = {tp.partition for tp in assigned if tp.topic == REPORTS.name}
        await fence.guard("it cannot read its state back", ownership.take(numbers))


def _watch(app: faust_app.App, config: ConfigFile) -> None:
    @app.task  # type: ignore[untyped-decorator]
    async def watch_config() -> None:
        await config_watch.watch_config(config)


def _close_at_the_end(app: faust_app.App, deliverer: Deliverer) -> None:
    @app.on_before_shutdown.connect  # type: ignore[untyped-decorator]
    async def close(app: Any, **_: Any) -> None:
        await deliverer.close()


def _add_agent(app: faust_app.App, agent: AnyAgent, fence: Fence, queue: Queue) -> None:
    async def consume(stream: Any) -> None:
        # Not acknowledged by Faust when the loop goes on: when all that came of it is on the log.
        async for event in stream.noack().events():
            await queue.put(event)

    @app.task  # type: ignore[untyped-decorator]
    async def work() -> None:
        # One group at a time: a lane's records are folded in their order.
        while True:
            events = await queue.take()
            messages = [event.message for event in events]
            await fence.guard(f"a record of {agent.topic.name} broke it", agent.take(*messages))
            for event in events:
                if agent.has_handled(event.message):
                    event.ack()

    channel = faust_app.channel(app, agent.topic)
    app.agent(channel, name=agent.step.name, concurrency=1)(consume)


def _add_timer(app: faust_app.App, timer: Timer, fence: Fence) -> None:
    async def run() -> None:
        fence.end_unless_awake()
        await fence.guard(f"its timer {timer.name} broke", timer.work())

    app.timer(timer.every_s, name=timer.name)(run)
