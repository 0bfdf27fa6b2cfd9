"""Brokers that want TLS and a password:

the whole way with the right one, one line with a wrong one; and what an address may look like.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.config.settings import masked_url
from streams.log.contract import LogUnusable
from streams.log.kafka.address import address_of
from tests.support.broker import MISSING, Brokers, available
from tests.support.cluster import Cluster, Load


@pytest.fixture
def brokers() -> Iterator[Brokers]:
    if not available():
        pytest.skip(MISSING)
    with Brokers(password="open sesame".replace(" ", "-")) as nodes:
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
        for command in (
            ("topics", "plan"),
            ("topics", "apply"),
            ("worker",),
            ("store",),
            ("intake",),
        ):
            env = cluster.environment | {
                "RUMOR_LOG_URL": brokers.url.replace("open", "shut"),
                "RUMOR_HTTP_PORT": "0",
            }
            done = subprocess.run(
                [sys.executable, "-m", "deploy.cli.main", *command],
                env=env,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 1, command
            assert "does not let user rumor in: check RUMOR_LOG_URL" in done.stderr, command
            assert "sesame" not in done.stderr + done.stdout
        env = cluster.environment | {"RUMOR_LOG_URL": brokers.url + "&sasl=SCRAM-SHA-512"}
        done = subprocess.run(
            [sys.executable, "-m", "deploy.cli.main", "topics", "plan"],
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "does not know SCRAM-SHA-512: set another ?sasl=" in done.stderr
        logs = "".join(cluster.log_of(name).read_text() for name in cluster.processes)
        assert "sesame" not in logs


def test_addresses() -> None:
    plain = address_of("kafka://a:1,b:2")
    assert plain.options() == {
        "bootstrap_servers": ["a:1", "b:2"],
        "security_protocol": "PLAINTEXT",
    }
    known = address_of("kafka://me:p%40ss@a:1,b:2?sasl=SCRAM-SHA-512")
    assert known.servers == ("a:1", "b:2")
    assert known.options()["security_protocol"] == "SASL_PLAINTEXT"
    assert (known.options()["sasl_mechanism"], known.options()["sasl_plain_password"]) == (
        "SCRAM-SHA-512",
        "p@ss",
    )
    assert "p@ss" not in repr(known)
    assert masked_url("kafka://me:p%40ss@a:1,b:2?sasl=PLAIN") == "kafka://me:***@a:1,b:2?sasl=PLAIN"
    assert address_of("kafkas://me:x@a:1").options()["security_protocol"] == "SASL_SSL"
    assert address_of("kafkas://a:1").options()["security_protocol"] == "SSL"
    for wrong, said in (
        ("kafka://a:1?sasl=GSSAPI", "none of PLAIN"),
        ("kafka://a:1?tls=1", "is not known"),
        ("kafka://", "at least one"),
        ("kafkas://a:1?ca=/no/such/file", "cannot be read"),
    ):
        with pytest.raises(LogUnusable, match=said):
            address_of(wrong)
