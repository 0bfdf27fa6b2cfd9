"""What is due at every tick, in the order in which it is told.

In: what is known of the deliveries of some lanes, and the time. Out: deliveries scheduled part by
part: each is made once those before it are on the log.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import groupby

from schemas.events import Delivery
from streams.clock import Clock
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Deliveries, Reach, Silent
from streams.core.lanes import tenant_of

# A surge that reaches a receiver's place is told there so long after, at most: as often as surges
# that rise are looked at without a report.
LOOK_AROUND_S = 5.0


def together(lanes: Iterable[str]) -> list[list[str]]:
    """The lanes of each tenant, whose receivers they share; in one order, as their turns are
    taken.
    """
    return [list(some) for _, some in groupby(sorted(lanes, key=_place), key=tenant_of)]


def _place(lane: str) -> tuple[str, str]:
    return tenant_of(lane), lane


Schedule = Callable[[str, tuple[Delivery, ...]], Awaitable[None]]


class Rounds:
    """Remembers what need not be looked at in every tick. `schedule` returns once deliveries of a
    lane are on the log, and known.
    """

    def __init__(self, state: Deliveries, schedule: Schedule, clock: Clock) -> None:
        # for a lane: where its rumors come from by now; None where nobody knows
        self.reach: Callable[[str], Reach] | None = None
        # for a lane: which of its alerts are to be told nobody anew now
        self.silent: Callable[[str], Silent] = lambda _: deliveries.never
        self._state = state
        self._schedule = schedule
        self._clock = clock
        # the receivers under which a lane was last caught up with
        self._caught_up: dict[str, tuple[Receiver, ...]] = {}
        self._looked_s: dict[str, float] = {}

    def forget(self, lane: str) -> None:
        """The lane is another process's now."""
        self._caught_up.pop(lane, None)
        self._looked_s.pop(lane, None)

    async def go(self, lanes: list[str], receivers: tuple[Receiver, ...], links: str) -> None:
        """Schedules what is due in the lanes of a tenant. A lane may go away meanwhile."""
        here = [lane for lane in lanes if self._holds(lane)]
        now_ms = self._clock.now_ms()
        due = deliveries.digests(
            self._state,
            here,
            now_ms=now_ms,
            receivers=receivers,
            links=links,
            silences={lane: self.silent(lane) for lane in here},
        )
        for lane, some in deliveries.announced(self._state, here, due).items():
            if self._holds(lane):
                await self._schedule(lane, some)
        for lane, some in due.items():
            if self._holds(lane):
                await self._schedule(lane, some)
        for lane in here:
            if not self._holds(lane):
                continue
            for some in self._due(lane, receivers, links):
                await self._schedule(lane, some)
                if not self._holds(lane):
                    break

    def _holds(self, lane: str) -> bool:
        return lane in self._state.lanes

    def _due(
        self, lane: str, receivers: tuple[Receiver, ...], links: str
    ) -> Iterator[tuple[Delivery, ...]]:
        """Each part is made once those before it are scheduled."""
        state = self._state
        at = {
            "now_ms": self._clock.now_ms(),
            "receivers": receivers,
            "links": links,
            "silent": self.silent(lane),
        }
        yield deliveries.told_elsewhere(state, lane)
        if self._caught_up.get(lane) is not receivers:
            yield deliveries.catch_up(state, lane, **at)[1]  # type: ignore[arg-type]
            self._caught_up[lane] = receivers
        if (reach := self._looks_around(lane)) is not None:
            yield deliveries.spread(state, lane, reach=reach, **at)[1]  # type: ignore[arg-type]
        yield deliveries.tick(state, lane, **at)[1]  # type: ignore[arg-type]

    def _looks_around(self, lane: str) -> Reach | None:
        now_s = self._clock.monotonic_s()
        last_s = self._looked_s.get(lane, -LOOK_AROUND_S)
        if self.reach is None or now_s - last_s < LOOK_AROUND_S:
            return None
        self._looked_s[lane] = now_s
        return self.reach(lane)
