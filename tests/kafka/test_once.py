"""One external id on Kafka:

in another script, through kill -9 of every process, and from two intakes at once.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from streams.client import ApiClient
from tests.support.broker import Brokers, _port
from tests.support.cluster import Cluster
from tests.support.system import wait

CHINESE, ENGLISH = "网传明天起全城停水三天", "There will be no water in town for three days"


@pytest.fixture
def cluster(kafka: Brokers, tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path, kafka.url) as whole:
        yield whole.up("worker-0", "store-0", "intake")


def send(api: ApiClient, text: str, *ids: str) -> list[str]:
    reports: list[dict[str, Any]] = [{"text": text, "external_id": id_} for id_ in ids]
    return list(api.send_batch(json.dumps(reports).encode(), repeat="")["report_ids"])


def test_an_external_id_counts_once_through_crashes_and_two_intakes(cluster: Cluster) -> None:
    first = send(cluster.api("main"), CHINESE, "e1", "e2")
    assert send(cluster.api("main"), ENGLISH, "e1", "e2") == first
    for name in ("intake", "worker-0"):
        cluster.end(name)
        cluster.start(name)
    assert send(cluster.api("main"), ENGLISH, "e2", "e1") == first[::-1]
    port = _port()
    cluster.start("intake-1", RUMOR_HTTP_PORT=str(port))
    other = ApiClient(f"http://127.0.0.1:{port}", cluster.keys["main"])
    assert send(other, ENGLISH, "e1", "e2") == first
    ids = [f"r{n}" for n in range(300)]
    both = [Thread(target=send, args=(api, CHINESE, *ids)) for api in (other, cluster.api("main"))]
    for sending in both:
        sending.start()
    for sending in both:
        sending.join()
    other.close()
    base = cluster.database()
    counted = "SELECT count(), uniqExact(report_id) FROM sightings FINAL"
    status = cluster.api("main")
    wait(lambda: base.execute(counted) == [(302, 302)], 30, "not every report counts once")
    wait(
        lambda: all(step["lag"] == 0 for step in status.get("/v1/status")["steps"].values()),
        20,
        "the steps did not catch up",
    )
    assert base.execute(counted) == [(302, 302)]
    rows = base.execute(
        "SELECT uniqExact(report_id, minute) FROM (SELECT report_id, toStartOfMinute(observed_at) AS minute FROM sightings)"
    )
    assert rows == [(302,)]
    base.close()
