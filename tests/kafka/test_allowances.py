"""`reports_per_minute` over two intakes, on both: the embedded log and Kafka."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from streams.api.allowances import Allowances
from streams.api.quotas import Quotas
from streams.clock import SYSTEM_CLOCK
from streams.config.file import ConfigFile
from streams.config.keys import Key
from streams.intake.problems import Problem
from streams.log import topics
from streams.log.contract import Log
from streams.log.engines import open_log
from tests.support import configs

FIVE = 5


@dataclass
class Intake:
    """What of an intake counts, on a log of its own."""

    quotas: Quotas
    allowances: Allowances
    log: Log
    key: Key

    def grants(self, reports: int) -> bool:
        try:
            self.quotas.spend(self.key, reports)
        except Problem:
            return False
        return True


@pytest.fixture(params=["embedded", "kafka"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "embedded":
        return f"sqlite://{tmp_path}/log.db"
    return str(request.getfixturevalue("kafka").url)


@pytest.fixture
def config(tmp_path: Path) -> ConfigFile:
    _, block = configs.key(reports_per_minute=FIVE)
    return ConfigFile(configs.write(tmp_path / "c.toml", block))


@pytest.fixture
async def intakes(url: str, config: ConfigFile) -> AsyncIterator[list[Intake]]:
    """Two, and one that is started later."""
    made = []
    for _ in range(3):
        quotas, log = Quotas(), open_log(url)
        await log.start()
        await topics.apply(log, 4)
        allowances = Allowances(quotas, config, log, SYSTEM_CLOCK)
        made.append(Intake(quotas, allowances, log, config.current().keys[0]))
    yield made
    for one in made:
        await one.log.stop()


async def test_two_grant_what_one_would_and_a_start_refills_nothing(intakes: list[Intake]) -> None:
    one, other, later = intakes
    for each in (one, other):
        await each.allowances.follow()
    for each, reports in ((one, 3), (other, 2)):
        assert each.grants(reports)
        await each.allowances.tell()
    for each in (one, other, later):
        await each.allowances.follow()
        assert not each.grants(1)
    await one.allowances.follow()
    assert not one.grants(1)
