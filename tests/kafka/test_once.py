"""One external id on Kafka: in another script, through kill -9 of every process, and from two
intakes at once.
"""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from streams.client import ApiClient
from tests.support.broker import Brokers
from tests.support.cluster import Cluster
from tests.support.players import caught_up, post_batch
from tests.support.ports import free_port
from tests.support.waiting import wait

CHINESE = "网传明天起全城停水三天"
ENGLISH = "There will be no water in town for three days"
COUNTED = "SELECT count(), uniqExact(report_id) FROM sightings FINAL"
MINUTES = """SELECT uniqExact(report_id, minute)
    FROM (SELECT report_id, toStartOfMinute(observed_at) AS minute FROM sightings)"""


@pytest.fixture
def cluster(kafka: Brokers, tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path, kafka.url) as whole:
        yield whole.up("worker-0", "store-0", "intake")


def send(api: ApiClient, text: str, *external_ids: str) -> list[str]:
    """One report for each external id, all of one text -> report ids."""
    reports = [{"text": text, "external_id": external_id} for external_id in external_ids]
    return list(post_batch(api, reports)["report_ids"])


def test_an_external_id_counts_once_through_crashes_and_two_intakes(cluster: Cluster) -> None:
    first = send(cluster.api("main"), CHINESE, "e1", "e2")
    assert send(cluster.api("main"), ENGLISH, "e1", "e2") == first
    port = free_port()
    for name in ("intake", "worker-0"):
        cluster.end(name)
        cluster.start(name, wait_for_it=False)
    cluster.start("intake-1", wait_for_it=False, RUMOR_HTTP_PORT=str(port))
    for name in ("intake", "worker-0", "intake-1"):
        cluster.wait_ready(name)
    assert send(cluster.api("main"), ENGLISH, "e2", "e1") == first[::-1]
    other = ApiClient(f"http://127.0.0.1:{port}", cluster.keys["main"])
    assert send(other, ENGLISH, "e1", "e2") == first
    _send_at_once(other, cluster.api("main"))
    other.close()
    base = cluster.database()
    wait(lambda: base.execute(COUNTED) == [(302, 302)], 120, "not every report counts once")
    caught_up(cluster.api("main"), 120)
    assert base.execute(COUNTED) == [(302, 302)]
    assert base.execute(MINUTES) == [(302,)]
    base.close()


def _send_at_once(*apis: ApiClient) -> None:
    """The same 300 reports through each, side by side."""
    ids = [f"r{n}" for n in range(300)]
    sending = [Thread(target=send, args=(api, CHINESE, *ids)) for api in apis]
    for thread in sending:
        thread.start()
    for thread in sending:
        thread.join()
