"""Faults on real Kafka under load: nothing lost, nothing doubled, spread equals a recount, each
surge told once.
"""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.kafka.faults import FAULTS, under_load
from tests.support.broker import Brokers
from tests.support.cluster import Cluster

seeds = count(1)


@pytest.fixture(scope="module")
def cluster(broker: Brokers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, a store, an intake and a ClickHouse, on an empty log."""
    broker.wipe()
    with Cluster(tmp_path_factory.mktemp("cluster"), broker.url) as whole:
        yield whole.up("worker-0", "worker-1", "store-0", "intake")


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_and_nothing_told_twice(
    name: str, cluster: Cluster, broker: Brokers
) -> None:
    outcome = under_load(
        cluster, broker, FAULTS[name], away_s=3.0, before_s=3.0, after_s=3.0, seed=next(seeds)
    )
    assert outcome.accepted > 500
    assert outcome.nothing_lost_nothing_twice(), outcome
