"""The Faust apps of worker and store: one set of settings, and topics whose values stay bytes. The
engine is whatever the URL says.

Settings are the ones measured to lose nothing: concurrency 1, acks from all, no linger, no tables,
no leader topic, short sessions with a stable member id, so that a restarted process has its
partitions back in about two seconds.
"""

import asyncio
import logging
import os
import sys
from typing import Any

import faust
from faust.transport.consumer import Consumer
from faust.transport.drivers.aiokafka import Producer as KafkaProducer

from schemas.topics import MAX_RECORD_BYTES, Topic
from streams.config.settings import Settings
from streams.log import eager
from streams.log.kafka.address import address_of
from streams.log.kafka.membership import heartbeats_while_assigned
from streams.log.progress import Progress

logger = logging.getLogger("rumor.log")
BROKEN = 1  # exit code: a fresh start reads the log again and goes on
COMMIT_EVERY_S = 1.0  # what is read again after a crash
# A killed worker's partitions go elsewhere after a session; a paused one (`worker.fence`) ends
# itself after it.
SESSION_S = 10.0
HEARTBEAT_S = 3.0  # three may be lost
# A worker that reads its partitions back stays a member meanwhile, and holds up the next rebalance
# so long; then it is out.
LOAD_WITHIN_S = 120.0
# How long a record may lie on a log that has to be looked at, the embedded one: a report is told
# that much later at most, and a step does once for all that came what costs it a millisecond.
LOOK_EVERY_S = 0.03


class App(faust.App):
    """Faust's app, less what we do not need of it."""

    look_every_s = LOOK_EVERY_S

    def _crash(self, reason: BaseException) -> None:
        """Faust would stop one part after the other, for seconds in which agents and timers go on
        with partitions that are another's by then, and would commit what they gave up.
        """
        logger.critical("the process stops: a part of Faust's ended", exc_info=reason)
        stop_now(BROKEN)

    def _create_directories(self) -> None:
        """There are no tables, so nothing is written to disk.

        The working directory may be read-only.
        """

    async def maybe_start_producer(self) -> Any:
        """`await topic.send()` gives the loop up three times to start a producer that runs already:
        this hands it over at once.
        """
        producer = self._producer
        if producer is not None and producer.started and not self.in_transaction:
            return producer
        return await super().maybe_start_producer()


def _idempotent(producer: Any) -> dict[str, Any]:
    return {"acks": "all", "enable_idempotence": True}


_wait_first = Consumer.wait_first


async def _handed_over(consumer: Any, *waited: Any, **options: Any) -> Any:
    """`wait_first` of Faust's consumers. With two coroutines they hand a record to its stream, or
    stop to: four tasks each, which are made only where the stream has no room. All else that they
    wait for goes the usual way.
    """
    if options or list(map(asyncio.iscoroutine, waited)) != [True, True]:
        return await _wait_first(consumer, *waited, **options)
    record, stops = waited
    rest = None
    try:
        rest = eager.begin(record)
    finally:
        if rest is None:
            stops.close()
    return None if rest is None else await _wait_first(consumer, rest, stops)


# Faust switches it on only together with transactions, which are broken upstream.
KafkaProducer._settings_extra = _idempotent
Consumer.wait_first = _handed_over
heartbeats_while_assigned()


def make_app(group: str, settings: Settings, *, look_every_s: float = LOOK_EVERY_S) -> App:
    """An app that consumes as `group`; what hurries less looks less often."""
    app = App(
        group,
        **_broker(settings.log),
        version=1,
        store="memory://",
        topic_disable_leader=True,
        topic_allow_declare=False,  # `rumor-tracker topics apply` creates them, with our settings
        broker_session_timeout=SESSION_S,
        broker_heartbeat_interval=HEARTBEAT_S,
        broker_request_timeout=30.0,
        broker_rebalance_timeout=LOAD_WITHIN_S,
        broker_commit_interval=COMMIT_EVERY_S,
        broker_max_poll_records=500,
        consumer_max_fetch_size=MAX_RECORD_BYTES,
        consumer_auto_offset_reset="earliest",
        # A stable member: after a restart within a session nothing is rebalanced.
        consumer_group_instance_id=f"{group}-{settings.worker_slot}",
        stream_wait_empty=False,
        stream_buffer_maxsize=16,  # records that wait for an agent, of up to 8 MB each
        producer_acks=-1,  # all copies that are in sync
        producer_linger=0,
        producer_compression_type="zstd",
        producer_max_request_size=MAX_RECORD_BYTES,
        web_enabled=False,
        table_cleanup_interval=3600.0,  # there are no tables: as seldom as it goes
    )
    app.look_every_s = look_every_s
    return app


def _broker(url: str) -> dict[str, Any]:
    """Where Faust finds the log, and how it gets in."""
    if not url.startswith("kafka"):
        return {"broker": url}
    address = address_of(url)
    broker = ";".join(f"kafka://{server}" for server in address.servers)
    if address.user:
        mechanism = faust.types.auth.SASLMechanism(address.mechanism)
        known = {
            "username": address.user,
            "password": address.password,
            "ssl_context": address.context,
        }
        return {
            "broker": broker,
            "broker_credentials": faust.SASLCredentials(**known, mechanism=mechanism),
        }
    if address.context:
        return {
            "broker": broker,
            "broker_credentials": faust.SSLCredentials(context=address.context),
        }
    return {"broker": broker}


def channel(app: App, topic: Topic[Any]) -> Any:
    """A Faust topic for a topic of the catalogue."""
    return app.topic(
        topic.name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
    )


def stop_now(code: int) -> None:
    """Ends the process without committing anything more.

    What restarts it reads again from the last commit.
    """
    sys.stderr.flush()
    os._exit(code)


def owned(app: App) -> set[tuple[str, int]]:
    """(topic, partition) of what this process consumes now."""
    return {(tp.topic, tp.partition) for tp in app._assignment or ()}


def run(app: App, progress: Progress) -> int:
    """Runs the app as this process until it is stopped, watching its progress; the exit code."""

    @app.task  # type: ignore[untyped-decorator]
    async def watching() -> None:
        await progress.watch(lambda: owned(app))

    worker = faust.Worker(
        app, loglevel=None, redirect_stdouts=False, override_logging=False, quiet=True
    )
    try:
        worker.execute_from_commandline()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    finally:
        sys.stdout.flush()
    return 0
