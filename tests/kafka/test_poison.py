"""Poisoned records put on the topics by hand:

set aside with their reason, the partition moves on; where all is bad the worker stops.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer

from schemas.events import RumorsGrown, Source, VariantJoined
from schemas.topics import ALERTS, CURATIONS, DELIVERIES, REJECTS, REPORTS, RUMORS, SIGHTINGS
from streams.core.ids import variant_id
from streams.core.text import canonical
from streams.log.contract import partition_of
from tests.support.broker import Brokers
from tests.support.cluster import Cluster
from tests.support.system import wait

LANE, OTHER = b"main/cjk", b"north/cjk"
HOME = partition_of(LANE, 4)
VALID = b'{"lane":"main/cjk","received_at_ms":1,"reports":[]}'
POISONS = {
    "no JSON": b"\x00\xff not json",
    "another version's form": b'{"schema":2,"lane":"main/cjk","at":"2026-01-01T00:00:00Z","items":[]}',
    "a field missing": b'{"lane":"main/cjk"}',
    "a wrong type": b'{"lane":"main/cjk","received_at_ms":"soon","reports":{}}',
    "numbers that cannot be": b'{"lane":"main/cjk","source":{"partition":0,"offset":-9},"received_at_ms":-1,"reports":[],"variants":[]}',
    "nested too deeply": b'{"lane":"main/cjk","more":' + b"[" * 100_000,
    "nothing": None,
    "two megabytes": b"[" + b"0," * 1_000_000 + b"0]",
}


@pytest.fixture
def cluster(kafka: Brokers, tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path, kafka.url) as whole:
        yield whole.up("worker-0", "store-0", "intake")


@pytest.fixture
def producer(kafka: Brokers) -> Iterator[KafkaProducer]:
    client = KafkaProducer(bootstrap_servers=kafka.servers, max_request_size=8_000_000)
    yield client
    client.close()


def test_poisoned_records_are_set_aside_and_the_partition_moves_on(
    cluster: Cluster, producer: KafkaProducer
) -> None:
    topics = (REPORTS, SIGHTINGS, ALERTS, RUMORS, DELIVERIES, CURATIONS, REJECTS)
    for topic in topics:
        for value in POISONS.values():
            producer.send(topic.name, value, key=LANE, partition=0 if topic is CURATIONS else HOME)
    producer.send(REPORTS.name, VALID, key=OTHER, partition=HOME)  # another lane's key
    producer.send(
        REPORTS.name, VALID, key=LANE, partition=(HOME + 1) % 4
    )  # another lane's partition
    producer.flush()
    answer = cluster.api("main").post(
        "/v1/reports", {"text": "毒丸之后还有一条正常的消息", "external_id": "after"}
    )
    rumor = wait(
        lambda: cluster.api("main").get(f"/v1/reports/{answer['report_id']}")["rumor_id"],
        30,
        "the report behind them was not stored",
    )
    assert rumor == variant_id("main", canonical("毒丸之后还有一条正常的消息"))
    base = cluster.database()
    expected = {topic.name: len(POISONS) for topic in topics} | {REPORTS.name: len(POISONS) + 2}
    by_topic = "SELECT topic, count() FROM rejects FINAL GROUP BY topic"
    wait(
        lambda: dict(base.execute(by_topic)) == expected,
        20,
        f"the rejects are {base.execute(by_topic)}",
    )
    base.close()
    assert any(
        f"belongs to {HOME}" in item["message"]
        for item in cluster.api("main").get("/v1/rejects", limit=100)["items"]
    )
    assert "is not its lane" in cluster.api("north").get("/v1/rejects")["items"][0]["message"]
    wait(
        lambda: all(s["lag"] == 0 for s in cluster.api("main").get("/v1/status")["steps"].values()),
        20,
        "a partition does not move on",
    )


def test_what_another_writer_put_first_is_the_truth(
    cluster: Cluster, producer: KafkaProducer
) -> None:
    """A worker thought dead wrote a wording into a rumor of its own:

    the partition's owner stops, reads again and agrees.
    """
    text = "网传明天全城停水三天请大家马上接水备用"
    api = cluster.api("main")
    first = api.post(
        "/v1/reports", {"text": "另外一条完全不同的旧消息先来一下", "external_id": "first"}
    )
    wait(
        lambda: api.get(f"/v1/reports/{first['report_id']}")["rumor_id"],
        30,
        "the first report was not stored",
    )
    wording, rumor = variant_id("main", canonical(text)), "00000000deadbeef"
    joined = VariantJoined(
        variant_id=wording,
        rumor_id=rumor,
        text=text,
        stance="carries",
        first_seen_ms=int(time.time() * 1_000),
        exemplar_id=None,
        score=1.0,
        explanation="",
        red_flags=(),
        overlaps=None,
        windows=(0,),
    )
    grown = RumorsGrown(
        lane=LANE.decode(),
        source=Source(partition=HOME, offset=10_000),
        curation_offset=0,
        received_at_ms=int(time.time() * 1_000),
        variants=(joined,),
    )
    producer.send(RUMORS.name, RUMORS.encode(grown), key=LANE, partition=HOME)
    producer.flush()
    with cluster.orchestrated():
        answer = api.post("/v1/reports", {"text": text, "external_id": "second"})
        found = wait(
            lambda: api.get(f"/v1/reports/{answer['report_id']}")["rumor_id"],
            40,
            "the report was not stored",
        )
    assert b"somebody else wrote into partition" in cluster.log_of("worker-0").read_bytes()
    assert found == rumor


def test_a_worker_stops_when_nearly_everything_is_bad(
    cluster: Cluster, producer: KafkaProducer
) -> None:
    for _ in range(400):
        producer.send(REPORTS.name, b"garbage", key=LANE, partition=HOME)
    producer.flush()
    assert cluster.processes["worker-0"].wait(30) == 3
    assert b"nearly everything is bad" in cluster.since_start("worker-0")
    cluster.processes.pop("worker-0")
