"""What keeps a member of a group alive while it takes its assignment in.

In: nothing. Out: aiokafka's coordinator, on which Faust's consumers stand, with heartbeats from the
moment of the assignment on, as Kafka's own client sends them.
"""

from typing import Any

from aiokafka.consumer.group_coordinator import GroupCoordinator

_take_in = GroupCoordinator._on_join_complete


async def _alive_meanwhile(coordinator: GroupCoordinator, *joined: Any) -> None:
    """aiokafka begins only once the application has taken the assignment in.

    A worker that read large partitions back for longer than a session was taken for dead, its
    partitions went to another, and that one fared no better.
    """
    coordinator._start_heartbeat_task()
    await _take_in(coordinator, *joined)


def heartbeats_while_assigned() -> None:
    """For every consumer of this process; again it changes nothing."""
    GroupCoordinator._on_join_complete = _alive_meanwhile
