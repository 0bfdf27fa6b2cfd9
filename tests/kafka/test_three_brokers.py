"""Three brokers, three copies of everything: one is lost for good, and each is restarted in turn,
under load.
"""

import asyncio
from collections.abc import Iterator
from itertools import count

import pytest

from streams.log.engines import open_log
from tests.kafka.faults import FAULTS_OF_THREE_BROKERS, Fault, under_load
from tests.support.broker import MISSING, Brokers, available
from tests.support.cluster import Cluster

seeds = count(1)


@pytest.fixture(scope="module")
def brokers() -> Iterator[Brokers]:
    if not available():
        pytest.skip(MISSING)
    with Brokers(3) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def cluster(brokers: Brokers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster"), brokers.url) as whole:
        yield whole.up("worker-0", "worker-1", "store-0", "intake")


async def copies(url: str) -> set[tuple[int, str]]:
    """Copies and required copies of all our topics."""
    log = open_log(url)
    await log.start()
    found = await log.topics()
    await log.stop()
    return {(topic.replicas, topic.settings["min.insync.replicas"]) for topic in found.values()}


@pytest.mark.parametrize("fault", FAULTS_OF_THREE_BROKERS)
def test_the_cluster_goes_on_without_one_of_three_brokers(
    fault: Fault, brokers: Brokers, cluster: Cluster
) -> None:
    assert asyncio.run(copies(brokers.url)) == {(3, "2")}
    outcome = under_load(
        cluster, brokers, fault, away_s=3.0, before_s=3.0, after_s=6.0, seed=next(seeds)
    )
    assert outcome.accepted > 500
    assert outcome.nothing_lost_nothing_twice(), outcome
