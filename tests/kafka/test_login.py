"""Brokers that want TLS and a password: the whole way with the right one, one line with a wrong
one.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support import cli
from tests.support.broker import MISSING, Brokers, available
from tests.support.cluster import Cluster
from tests.support.load import Load

PASSWORD = "open-sesame"
COMMANDS = [("topics", "plan"), ("topics", "apply"), ("worker",), ("store",), ("intake",)]


@pytest.fixture
def brokers() -> Iterator[Brokers]:
    if not available():
        pytest.skip(MISSING)
    with Brokers(password=PASSWORD) as nodes:
        yield nodes


def test_every_client_logs_in_and_a_wrong_password_is_one_line(
    brokers: Brokers, tmp_path: Path
) -> None:
    with Cluster(tmp_path, brokers.url) as cluster:
        cluster.up("worker-0", "worker-1", "store-0", "intake")
        with Load(cluster) as load:
            time.sleep(4)
        load.settle()
        assert load.lost_and_doubled() == (0, 0, 0)
        assert len(cluster.accepted) > 500
        wrong = brokers.url.replace("open", "shut")
        with ThreadPoolExecutor() as pool:  # processes of their own: side by side
            refused = pool.map(lambda words: _run(cluster, wrong, words), COMMANDS)
        for command, done in zip(COMMANDS, refused, strict=True):
            assert done.returncode == 1, command
            assert "does not let user rumor in: check RUMOR_LOG_URL" in done.stderr, command
            assert "sesame" not in done.stderr + done.stdout
        odd = cluster.run("topics", "plan", RUMOR_LOG_URL=brokers.url + "&sasl=SCRAM-SHA-512")
        assert "does not know SCRAM-SHA-512: set another ?sasl=" in odd.stderr
        logs = "".join(cluster.log_of(name).read_text() for name in cluster.processes)
        assert "sesame" not in logs


def _run(cluster: Cluster, log_url: str, words: tuple[str, ...]) -> cli.Done:
    return cluster.run(*words, RUMOR_LOG_URL=log_url, RUMOR_HTTP_PORT="0")
