"""The command line: help, exit codes, keys, settings, and an intake on a full disk."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.embedded.eventlog import EventLog
from schemas.topics import REPORTS
from streams.config import key_block, new_key, parse
from streams.edge import starting
from streams.edge.cli import main
from streams.edge.client import ApiClient, ApiError
from streams.settings import Settings
from tests.system import wait


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"RUMOR_KEY": "", **environment})


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


def test_wrong_usage_exits_2_and_failures_exit_1_with_one_line() -> None:
    assert run("nonsense").exit_code == 2
    assert run("rumors", "--limit", "x").exit_code == 2
    failed = run("rumors", "--url", "http://127.0.0.1:9", "--key", "rk_x")
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert "no answer from 127.0.0.1:9" in failed.stderr
    assert "RUMOR_KEY" in run("status").stderr
    assert "RUMOR_CLICKHOUSE_URL" in run("store").stderr
    assert "RUMOR_HTTP_PORT" in run("settings", RUMOR_HTTP_PORT="x").stderr


@pytest.mark.parametrize("limit", ["0", "-5"])
def test_a_limit_of_nothing_is_refused(tmp_path: Path, limit: str) -> None:
    path = tmp_path / "c.toml"
    refused = run("keys", "add", "desk", f"--reports-per-minute={limit}", RUMOR_CONFIG=str(path))
    assert refused.exit_code == 2
    assert "--reports-per-minute" in refused.stderr
    assert not path.exists()


def test_keys_are_added_listed_and_revoked_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("# mine\n[policy]\nmin_reports = 20\n")
    env = {"RUMOR_CONFIG": str(path)}
    added = json.loads(run("keys", "add", "desk", "--scopes", "read,curate", "--json", **env).output)
    assert added["key"].startswith("rk_")
    assert added["key"] not in path.read_text()
    assert "# mine" in path.read_text()
    assert [row["name"] for row in json.loads(run("keys", "list", "--json", **env).output)] == ["desk"]
    assert run("keys", "add", "desk", **env).exit_code == 1
    assert "nonsense" in run("keys", "add", "other", "--scopes", "nonsense", **env).stderr
    assert run("keys", "revoke", "desk", **env).exit_code == 0
    assert parse(path.read_text()).keys == ()
    assert parse(path.read_text()).default_policy.min_reports == 20
    assert run("keys", "revoke", "desk", **env).exit_code == 1
    assert path.stat().st_mode & 0o077 == 0


def test_settings_show_their_source_and_no_secret() -> None:
    rows = json.loads(run("settings", "--json", RUMOR_REPORTER_SECRET="hush", RUMOR_CLICKHOUSE_URL="clickhouse://u:pw@h:1/r").output)
    shown = {row["setting"]: row for row in rows}
    assert shown["RUMOR_REPORTER_SECRET"]["value"] == "***"
    assert shown["RUMOR_CLICKHOUSE_URL"]["value"] == "clickhouse://u:***@h:1/r"
    assert "hush" not in json.dumps(rows)


FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (BYTES, BYTES)); from streams.edge.cli import main; main(['intake'])"


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
    with subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        client = ApiClient(process.stdout.readline().split()[-1], key)
        wait(lambda: process.stdout.readline().strip() == "ready intake", 20, "the intake is not ready")  # type: ignore[union-attr]
        accepted: list[str] = []
        refused = 0
        for number in range(60):
            try:
                accepted += client.post("/v1/reports/batch", [{"text": "满" * 2_000 + str(number * 10 + n)} for n in range(10)])["report_ids"]
            except ApiError as error:
                assert error.status == 503
                assert error.retry_after_s > 0
                refused += 1
        process.terminate()
        client.close()
    assert accepted
    assert refused
    logged = [report.report_id for p in range(4) for r in log.read(REPORTS.name, p, 0, 10_000) for report in REPORTS.decode(r.value).reports]
    assert set(accepted) <= set(logged)
    log.close()
