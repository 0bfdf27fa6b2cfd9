"""The command line: help, exit codes, keys, settings, and an intake on a full disk."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.cli.main import main
from deploy.embedded.log.eventlog import EventLog
from schemas.topics import REPORTS
from streams import starting
from streams.client import ApiClient, ApiError
from streams.config.keys import key_block, new_key
from streams.config.settings import Settings
from tests.support import cli
from tests.support.cli import invoke as run
from tests.support.clickhouse import ClickHouse
from tests.support.system import wait


def commands() -> list[list[str]]:
    found = [[name] for name in main.commands]
    for name, command in main.commands.items():
        found += [[name, inner] for inner in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example: " in result.output


def test_the_command_alone_prints_its_help() -> None:
    alone = run()
    assert alone.exit_code == 0
    assert alone.stdout == run("--help").stdout
    assert all(f"  {name} " in alone.stdout for name in main.commands)


def test_wrong_usage_exits_2_and_failures_exit_1_with_one_line() -> None:
    assert run("nonsense").exit_code == 2
    assert run("rumors", "--limit", "x").exit_code == 2
    failed = run("rumors", "--url", "http://127.0.0.1:9", "--key", "rk_x")
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert "no answer from 127.0.0.1:9" in failed.stderr
    for no_address in ("http://me:secret@x:9999999", "foo", "http://", "ftp://x"):
        failed = run("rumors", "--url", no_address, "--key", "rk_x")
        assert failed.exit_code == 1
        assert failed.stderr.count("\n") == 1
        assert "--url must be a URL that begins with http:// or https://" in failed.stderr
        assert "secret" not in failed.stderr
    assert "RUMOR_KEY" in run("status").stderr
    assert "RUMOR_CLICKHOUSE_URL" in run("store").stderr
    assert "RUMOR_HTTP_PORT" in run("settings", RUMOR_HTTP_PORT="x").stderr


def test_a_migration_can_be_looked_at_first_and_read_by_programs(
    clickhouse_server: ClickHouse,
) -> None:
    env = {"RUMOR_CLICKHOUSE_URL": clickhouse_server.url("rumor_looked_at")}
    rows = json.loads(run("migrate", "--dry-run", "--json", **env).stdout)
    assert rows
    assert {row["applied"] for row in rows} == {False}
    assert json.loads(run("migrate", "--dry-run", "--json", **env).stdout) == rows
    made = json.loads(run("migrate", "--json", **env).stdout)
    assert made == [row | {"applied": True} for row in rows]
    assert json.loads(run("migrate", "--json", **env).stdout) == []


def test_settings_show_their_source_and_no_secret() -> None:
    rows = json.loads(
        run(
            "settings",
            "--json",
            RUMOR_REPORTER_SECRET="hush",
            RUMOR_CLICKHOUSE_URL="clickhouse://u:pw@h:1/r",
        ).output
    )
    shown = {row["setting"]: row for row in rows}
    assert shown["RUMOR_REPORTER_SECRET"]["value"] == "***"
    assert shown["RUMOR_CLICKHOUSE_URL"]["value"] == "clickhouse://u:***@h:1/r"
    assert "hush" not in json.dumps(rows)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("up", "reporter.secret"),
        ("up", "clickhouse.secret"),
        ("up", "clickhouse-reader.secret"),
        ("clickhouse", "clickhouse.secret"),
        ("intake", "reporter.secret"),
    ],
)
@pytest.mark.parametrize("content", ["", " \n", "short"])
def test_no_process_starts_with_an_empty_secret(
    command: str, name: str, content: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    env = {
        "RUMOR_DATA_DIR": str(tmp_path),
        "RUMOR_HTTP_PORT": "0",
        "RUMOR_CONFIG": str(tmp_path / "c.toml"),
    }
    refused = cli.run(command, env=env)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert str(tmp_path / name) in refused.stderr
    assert (tmp_path / name).read_text() == content


def test_the_embedded_engine_is_never_without_passwords(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if "PASSWORD" not in name}
    for given in (
        {},
        {"EMBEDDED_CLICKHOUSE_PASSWORD": "x" * 20},
        {"EMBEDDED_CLICKHOUSE_PASSWORD": "x", "EMBEDDED_CLICKHOUSE_READER_PASSWORD": " "},
    ):
        command = [
            sys.executable,
            "-m",
            "deploy.embedded.clickhouse.server",
            str(tmp_path / "data"),
            "--port",
            "0",
        ]
        done = subprocess.run(
            command, env={**clean, **given}, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 1
        assert "PASSWORD is not set" in done.stderr
    assert not (tmp_path / "data").exists()


FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (BYTES, BYTES))
from deploy.cli.main import main
main(["intake"])
"""


def test_on_a_full_disk_nothing_is_answered_202_that_is_not_on_disk(tmp_path: Path) -> None:
    asyncio.run(starting.apply_topics(Settings(data_dir=tmp_path)))
    log, (key, hashed) = EventLog(tmp_path / "log.db"), new_key()
    config = tmp_path / "c.toml"
    config.write_text(key_block("app", "main", ("report",), hashed, None))
    env = {
        **os.environ,
        "RUMOR_DATA_DIR": str(tmp_path),
        "RUMOR_CONFIG": str(config),
        "RUMOR_HTTP_PORT": "0",
        "RUMOR_CLICKHOUSE_URL": "clickhouse://h/x",
    }
    code = FULL_DISK.replace("BYTES", str(600_000))
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout
        client = ApiClient(said.readline().split()[-1], key)
        wait(lambda: said.readline().strip() == "ready intake", 60, "the intake is not ready")
        accepted: list[str] = []
        refused = 0
        for number in range(60):
            try:
                accepted += client.post(
                    "/v1/reports/batch",
                    [{"text": "满" * 2_000 + str(number * 10 + n)} for n in range(10)],
                )["report_ids"]
            except ApiError as error:
                assert error.status == 503
                assert error.retry_after_s > 0
                refused += 1
        process.terminate()
        client.close()
    assert accepted
    assert refused
    logged = [
        report.report_id
        for p in range(4)
        for r in log.read(REPORTS.name, p, 0, 10_000)
        for report in REPORTS.decode(r.value).reports
    ]
    assert set(accepted) <= set(logged)
    log.close()


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "/etc/hostname"])
def test_health_asks_over_http_and_reads_no_file(url: str) -> None:
    done = cli.invoke("health", "--url", url)
    assert done.exit_code == 2
    assert "http" in done.output
