"""Poisoned records put on the topics by hand: set aside with their reason, the partition moves on;
where all is bad the worker stops.
"""

from collections.abc import Iterator

import pytest
from kafka import KafkaProducer

from schemas.events import RumorsGrown, Source
from schemas.topics import ALERTS, CURATIONS, DELIVERIES, REJECTS, REPORTS, RUMORS, SIGHTINGS
from streams.client import ApiClient
from streams.core.ids import variant_id
from streams.core.text import canonical
from streams.log.contract import partition_of
from tests.support import builders
from tests.support.broker import Brokers
from tests.support.cluster import Cluster
from tests.support.players import caught_up
from tests.support.waiting import wait

LANE = b"main/cjk"
OTHER = b"north/cjk"
HOME = partition_of(LANE, 4)
VALID = b'{"lane":"main/cjk","received_at_ms":1,"reports":[]}'
POISONS = {
    "no JSON": b"\x00\xff not json",
    "another version's form": b'{"schema":2,"lane":"main/cjk","items":[]}',
    "a field missing": b'{"lane":"main/cjk"}',
    "a wrong type": b'{"lane":"main/cjk","received_at_ms":"soon","reports":{}}',
    "numbers that cannot be": (
        b'{"lane":"main/cjk","source":{"partition":0,"offset":-9},"received_at_ms":-1,'
        b'"reports":[],"variants":[]}'
    ),
    "nested too deeply": b'{"lane":"main/cjk","more":' + b"[" * 100_000,
    "nothing": None,
    "two megabytes": b"[" + b"0," * 1_000_000 + b"0]",
}


@pytest.fixture(scope="module")
def cluster(broker: Brokers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One for all, in the order below: the first counts what was set aside on an empty log, the
    last leaves it without a worker.
    """
    broker.wipe()
    with Cluster(tmp_path_factory.mktemp("cluster"), broker.url) as whole:
        yield whole.up("worker-0", "store-0", "intake")


@pytest.fixture
def producer(broker: Brokers) -> Iterator[KafkaProducer]:
    client = KafkaProducer(bootstrap_servers=broker.servers, max_request_size=8_000_000)
    yield client
    client.close()


def stored(api: ApiClient, text: str, external_id: str, within_s: float = 120.0) -> str:
    """Sends a report -> its rumor, once it is stored."""
    answer = api.post("/v1/reports", {"text": text, "external_id": external_id})
    path = f"/v1/reports/{answer['report_id']}"
    rumor = wait(lambda: api.get(path)["rumor_id"], within_s, f"{external_id} was not stored")
    return str(rumor)


def test_poisoned_records_are_set_aside_and_the_partition_moves_on(
    cluster: Cluster, producer: KafkaProducer
) -> None:
    topics = (REPORTS, SIGHTINGS, ALERTS, RUMORS, DELIVERIES, CURATIONS, REJECTS)
    for topic in topics:
        for value in POISONS.values():
            producer.send(topic.name, value, key=LANE, partition=0 if topic is CURATIONS else HOME)
    # two sound records where they do not belong: another lane's key, another lane's partition
    producer.send(REPORTS.name, VALID, key=OTHER, partition=HOME)
    producer.send(REPORTS.name, VALID, key=LANE, partition=(HOME + 1) % 4)
    producer.flush()
    text = "毒丸之后还有一条正常的消息"
    api = cluster.api("main")
    assert stored(api, text, "after") == variant_id("main", canonical(text))
    base = cluster.database()
    expected = {topic.name: len(POISONS) for topic in topics} | {REPORTS.name: len(POISONS) + 2}
    by_topic = "SELECT topic, count() FROM rejects FINAL GROUP BY topic"
    wait(lambda: dict(base.execute(by_topic)) == expected, 120, "not all were set aside")
    base.close()
    messages = [item["message"] for item in api.get("/v1/rejects", limit=100)["items"]]
    assert any(f"belongs to {HOME}" in message for message in messages)
    assert "is not its lane" in cluster.api("north").get("/v1/rejects")["items"][0]["message"]
    caught_up(api, 120)


def test_what_another_writer_put_first_is_the_truth(
    cluster: Cluster, producer: KafkaProducer
) -> None:
    """A worker thought dead wrote a wording into a rumor of its own: the partition's owner stops,
    reads again and agrees.
    """
    text = "网传明天全城停水三天请大家马上接水备用"
    rumor = "00000000deadbeef"
    api = cluster.api("main")
    stored(api, "另外一条完全不同的旧消息先来一下", "first")
    joined = builders.variant(
        variant_id=variant_id("main", canonical(text)), rumor_id=rumor, text=text
    )
    grown = RumorsGrown(
        lane=LANE.decode(),
        source=Source(partition=HOME, offset=10_000),
        curation_offset=0,
        received_at_ms=builders.T0_MS,
        variants=(joined,),
    )
    producer.send(RUMORS.name, RUMORS.encode(grown), key=LANE, partition=HOME)
    producer.flush()
    with cluster.orchestrated():
        assert stored(api, text, "second") == rumor
    assert b"somebody else wrote into partition" in cluster.log_of("worker-0").read_bytes()


def test_a_worker_stops_when_nearly_everything_is_bad(
    cluster: Cluster, producer: KafkaProducer
) -> None:
    for _ in range(400):
        producer.send(REPORTS.name, b"garbage", key=LANE, partition=HOME)
    producer.flush()
    assert cluster.processes["worker-0"].wait(120) == 3
    assert b"nearly everything is bad" in cluster.since_start("worker-0")
    cluster.processes.pop("worker-0")
