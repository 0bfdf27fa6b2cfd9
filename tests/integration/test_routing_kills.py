"""Random alerts on the log, random receivers over real connections, kill -9 of the worker in
between: everybody is told what is declared, each change of an alert once and in its order.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from schemas.events import Alert, AlertsTold, Source
from schemas.topics import ALERTS
from streams.core.ids import delivery_id
from streams.log.contract import Outgoing
from streams.log.engines import open_log
from tests.support import configs
from tests.support.builders import LANE
from tests.support.desk import Desk
from tests.support.routing import declared, drawn_life, drawn_receiver
from tests.support.system import System
from tests.support.waiting import wait

RECEIVERS = 12
LIVES = 250
A_RECORD = 40  # changes
KILLS_AFTER = (4, 9, 15)  # records
PAUSE_S = 0.1  # between records: what is killed is at work

Told = list[tuple[str, str]]  # ids of deliveries, and types


async def append(system: System, records: Sequence[AlertsTold]) -> None:
    log = open_log(f"sqlite://{system.data / 'log.db'}")
    await log.start()
    for number, event in enumerate(records):
        await log.append([Outgoing(ALERTS.name, LANE.encode(), ALERTS.encode(event))])
        if number in KILLS_AFTER:
            system.kill("worker")
        await asyncio.sleep(PAUSE_S)
    await log.stop()


def records_of(lives: Sequence[list[Alert]], rng: random.Random) -> list[AlertsTold]:
    """The changes of all alerts, mixed; those of one stay in their order."""
    left = [list(life) for life in lives]
    out: list[AlertsTold] = []
    while any(left):
        some = rng.sample(range(len(left)), A_RECORD)
        changes = tuple(left[number].pop(0) for number in some if left[number])
        source = Source(partition=0, offset=1_000_000 + len(out))
        out.append(AlertsTold(lane=LANE, source=source, alerts=changes))
    return out


def told_by(desk: Desk) -> Told:
    """What a receiver took, the first time that each came."""
    found: dict[str, str] = {}
    for hook in desk.received:
        found.setdefault(hook.headers["webhook-id"], hook.type)
    return list(found.items())


def wanted_by(name: str, life: Sequence[Alert], told: Sequence[tuple[str, str]]) -> Told:
    return [(delivery_id(life[0].alert_id, change, name), type_) for change, type_ in told]


def test_alerts_reach_their_receivers_as_declared_though_the_worker_is_killed(
    tmp_path: Path,
) -> None:
    rng = random.Random(11)
    began_ms = int(time.time() * 1_000)
    drawn = [drawn_receiver(rng, number) for number in range(RECEIVERS)]
    lives = [drawn_life(rng, number, began_ms) for number in range(LIVES)]
    with ExitStack() as stack:
        system = stack.enter_context(System(tmp_path))
        desks = {one.name: stack.enter_context(Desk()) for one in drawn}
        blocks = [
            configs.receiver(
                desks[one.name].url,
                name=one.name,
                min_level=one.min_level,
                kinds=list(one.kinds),
                verdicts=list(one.verdicts),
                places=list(one.places),
                channels=list(one.channels),
            )
            for one in drawn
        ]
        configs.write(system.config, system.config.read_text(), *blocks)
        system.start()
        records = records_of(lives, rng)
        asyncio.run(append(system, records))
        wanted = {
            one.name: [wanted_by(one.name, life, declared(life, one)) for life in lives]
            for one in drawn
        }
        expected = sum(len(told) for by_life in wanted.values() for told in by_life)
        assert expected > 1_000
        wait(
            lambda: sum(len(told_by(desk)) for desk in desks.values()) >= expected,
            120,
            "not everybody was told everything",
        )
        time.sleep(1)  # what should not come had time to
        for name, desk in desks.items():
            told = told_by(desk)
            assert sorted(told) == sorted(one for by_life in wanted[name] for one in by_life)
            place = {id_: at for at, (id_, _) in enumerate(told)}
            for by_life in wanted[name]:
                assert by_life == sorted(by_life, key=lambda one: place[one[0]]), "out of order"
