"""What is due of a lane at every tick, in the order in which it is told.

In: what is known of the lane's deliveries, and the time. Out: deliveries to be scheduled, part by
part: each is made once those before it are on the log.
"""

from collections.abc import Callable, Iterator

from schemas.events import Delivery
from streams.clock import Clock
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Deliveries, Reach

# A surge that reaches a receiver's place is told there so long after, at most: as often as surges
# that rise are looked at without a report.
LOOK_AROUND_S = 5.0


class Rounds:
    """Remembers what need not be looked at in every tick."""

    def __init__(self, clock: Clock) -> None:
        # for a lane: where its rumors come from by now; None where nobody knows
        self.reach: Callable[[str], Reach] | None = None
        self._clock = clock
        # the receivers under which a lane was last caught up with
        self._caught_up: dict[str, tuple[Receiver, ...]] = {}
        self._looked_s: dict[str, float] = {}

    def forget(self, lane: str) -> None:
        """The lane is another process's now."""
        self._caught_up.pop(lane, None)
        self._looked_s.pop(lane, None)

    def due(
        self, state: Deliveries, lane: str, receivers: tuple[Receiver, ...], links: str
    ) -> Iterator[tuple[Delivery, ...]]:
        """To be scheduled before the next part is asked for."""
        now_ms = self._clock.now_ms()
        if self._caught_up.get(lane) is not receivers:
            _, unheard = deliveries.catch_up(
                state, lane, now_ms=now_ms, receivers=receivers, links=links
            )
            yield unheard
            self._caught_up[lane] = receivers
        if (reach := self._looks_around(lane)) is not None:
            _, came = deliveries.spread(
                state, lane, now_ms=now_ms, receivers=receivers, links=links, reach=reach
            )
            yield came
        _, due = deliveries.tick(state, lane, now_ms=now_ms, receivers=receivers, links=links)
        yield due

    def _looks_around(self, lane: str) -> Reach | None:
        now_s = self._clock.monotonic_s()
        last_s = self._looked_s.get(lane, -LOOK_AROUND_S)
        if self.reach is None or now_s - last_s < LOOK_AROUND_S:
            return None
        self._looked_s[lane] = now_s
        return self.reach(lane)
