"""The contract: where a key goes, and where a topic ends."""

from pathlib import Path

import pytest

from deploy.embedded.log.engine import SqliteLog
from schemas.topics import REPORTS
from streams.log import topics
from streams.log.contract import EMPTY, Ends, Outgoing, ends_of, murmur2, partition_of
from streams.log.engines import NoEngine, open_log


@pytest.mark.parametrize(
    ("key", "digest"),
    [  # of Kafka's own tests; lengths with every remainder by four
        (b"21", -973_932_308),
        (b"foobar", -790_332_482),
        (b"a-little-bit-long-string", -985_981_536),
        (b"a-little-bit-longer-string", -1_486_304_829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        (b"abc", 479_470_107),
    ],
)
def test_the_hash_is_that_of_kafkas_clients(key: bytes, digest: int) -> None:
    """Another one would send a lane to another partition than the worker expects it in."""
    assert murmur2(key) == digest % 2**32


@pytest.mark.parametrize("partitions", [1, 4, 7])
def test_a_key_has_one_partition_and_all_are_used(partitions: int) -> None:
    keys = [f"tenant-{number}/cjk".encode() for number in range(200)]
    found = [partition_of(key, partitions) for key in keys]
    assert found == [partition_of(key, partitions) for key in keys]
    assert set(found) == set(range(partitions))


async def test_what_is_not_there_is_empty(tmp_path: Path) -> None:
    log = SqliteLog(f"sqlite://{tmp_path}/log.db")
    await log.start()
    assert await ends_of(log, REPORTS.name, 0) == EMPTY
    await topics.apply(log, 4)
    assert await ends_of(log, REPORTS.name, 99) == EMPTY
    key = b"main/cjk"
    await log.append([Outgoing(REPORTS.name, key, b"x")] * 3)
    assert await ends_of(log, REPORTS.name, partition_of(key, 4)) == Ends(first=0, following=3)
    await log.stop()


def test_a_scheme_without_an_engine_names_those_there_are() -> None:
    with pytest.raises(NoEngine, match="no engine for redis://, only kafka, kafkas, sqlite"):
        open_log("redis://localhost")
