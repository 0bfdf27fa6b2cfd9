"""Topics on Kafka that are made, fit, or are refused in one line, by the commands."""

import json
from pathlib import Path

from tests.support import cli
from tests.support.broker import Brokers


def test_topics_are_made_once_and_another_number_of_partitions_is_refused(
    kafka: Brokers, tmp_path: Path
) -> None:
    env = {
        "RUMOR_DATA_DIR": str(tmp_path),
        "RUMOR_REPORTER_SECRET": "x" * 32,
        "RUMOR_CLICKHOUSE_URL": "clickhouse://127.0.0.1:9/rumor",
        "RUMOR_LOG_URL": kafka.url,
    }
    plan = json.loads(cli.run("topics", "plan", "--json", env=env).stdout)
    assert {step["action"] for step in plan} == {"create"}
    assert cli.run("topics", "apply", env=env).stdout.count("create") == len(plan) == 10
    assert "nothing to do" in cli.run("topics", "apply", env=env).stdout
    refused = cli.refusal(cli.run("worker", env=env, RUMOR_LANE_PARTITIONS="8"))
    assert "set RUMOR_LANE_PARTITIONS=4 for every process" in refused
    other = cli.run("topics", "plan", env=env, RUMOR_LANE_PARTITIONS="8")
    assert other.returncode == 1
    assert (
        other.stdout.count("refuse") == 7
    )  # decisions, sessions and allowances have one in any case
