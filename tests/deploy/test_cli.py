"""The command line: help, exit codes, keys, settings, and an intake on a full disk."""

import asyncio
import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deploy.cli.main import main
from deploy.demo import directory
from deploy.embedded.log.eventlog import EventLog
from schemas.topics import REPORTS
from streams import starting
from streams.client import ApiClient, ApiError
from streams.config.file import parse
from streams.config.keys import key_block, new_key
from streams.config.settings import Settings, load
from tests.support.system import wait


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
    added = json.loads(
        run("keys", "add", "desk", "--scopes", "read,curate", "--json", **env).output
    )
    assert added["key"].startswith("rk_")
    assert added["key"] not in path.read_text()
    assert "# mine" in path.read_text()
    assert [row["name"] for row in json.loads(run("keys", "list", "--json", **env).output)] == [
        "desk"
    ]
    assert run("keys", "add", "desk", **env).exit_code == 1
    assert "nonsense" in run("keys", "add", "other", "--scopes", "nonsense", **env).stderr
    assert run("keys", "revoke", "desk", **env).exit_code == 0
    assert parse(path.read_text()).keys == ()
    assert parse(path.read_text()).default_policy.min_reports == 20
    assert run("keys", "revoke", "desk", **env).exit_code == 1
    assert path.stat().st_mode & 0o077 == 0


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


def two_tenants(path: Path) -> dict[str, str]:
    path.write_text(
        "".join(
            key_block("app", tenant, ("read",), f"sha256:{tenant}", None) for tenant in ("a", "b")
        )
    )
    return {"RUMOR_CONFIG": str(path)}


def test_a_key_is_revoked_in_the_tenant_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    env = two_tenants(path)
    unclear = run("keys", "revoke", "app", **env)
    assert unclear.exit_code == 1
    assert "--tenant" in unclear.stderr
    assert len(parse(path.read_text()).keys) == 2
    assert run("keys", "revoke", "app", "--tenant", "c", **env).exit_code == 1
    assert run("keys", "revoke", "app", "--tenant", "a", **env).exit_code == 0
    assert [key.tenant for key in parse(path.read_text()).keys] == ["b"]


def test_a_changed_file_keeps_its_mode_its_link_and_leaves_nothing_beside_it(
    tmp_path: Path,
) -> None:
    path, link = tmp_path / "real.toml", tmp_path / "c.toml"
    two_tenants(path)
    path.chmod(0o640)
    link.symlink_to(path)
    assert run("keys", "revoke", "app", "--tenant", "a", RUMOR_CONFIG=str(link)).exit_code == 0
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.toml", "real.toml"]
    assert len(parse(path.read_text()).keys) == 1


def test_a_file_that_is_mounted_by_itself_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    path = tmp_path / "c.toml"
    env = two_tenants(path)
    before = path.stat().st_ino
    monkeypatch.setattr(os, "replace", busy)
    assert run("keys", "revoke", "app", "--tenant", "a", **env).exit_code == 0
    assert path.stat().st_ino == before
    assert [key.tenant for key in parse(path.read_text()).keys] == ["b"]
    assert [p.name for p in tmp_path.iterdir()] == ["c.toml"]


@pytest.mark.parametrize(
    "command",
    [["keys", "revoke", "app", "--tenant", "a"], ["keys", "add", "new"], ["keys", "list"]],
    ids=" ".join,
)
@pytest.mark.parametrize("damage", ["folder", "latin-1", "mistake"])
def test_a_file_that_cannot_be_used_is_one_line_and_stays(
    command: list[str], damage: str, tmp_path: Path
) -> None:
    path = tmp_path / "c.toml"
    env = two_tenants(path)
    if damage == "folder":
        path.unlink()
        path.mkdir()
    elif damage == "latin-1":
        path.write_bytes(path.read_bytes() + b"# \xe9\n")
    else:
        path.write_text(path.read_text() + "[polcy]\n")
    before = path.stat().st_mtime_ns
    failed = run(*command, **env)
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert str(path) in failed.stderr
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["a b", 'a"', "a\n", "", "x" * 65, 'a" #'])
def test_a_name_that_is_none_makes_no_key(name: str, tmp_path: Path) -> None:
    failed = run("keys", "add", name, RUMOR_CONFIG=str(tmp_path / "c.toml"))
    assert failed.exit_code == 1
    assert not (tmp_path / "c.toml").exists()


def test_commands_that_change_the_file_at_once_lose_nothing(tmp_path: Path) -> None:
    env = {**os.environ, "RUMOR_CONFIG": str(tmp_path / "c.toml")}
    command = [sys.executable, "-m", "deploy.cli.main", "keys", "add"]
    adding = [
        subprocess.Popen([*command, f"k{n}"], env=env, stdout=subprocess.DEVNULL) for n in range(4)
    ]
    assert [process.wait(60) for process in adding] == [0] * 4
    assert sorted(key.name for key in parse((tmp_path / "c.toml").read_text()).keys) == [
        "k0",
        "k1",
        "k2",
        "k3",
    ]


# -- secrets
# ----------------------------------------------------------------------------------------------------------


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
    refused = process(command, **env)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert str(tmp_path / name) in refused.stderr
    assert (tmp_path / name).read_text() == content


def test_the_embedded_engine_is_never_without_passwords(tmp_path: Path) -> None:
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
        done = subprocess.run(command, env=clean(given), capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert "PASSWORD is not set" in done.stderr
    assert not (tmp_path / "data").exists()


def clean(given: dict[str, str]) -> dict[str, str]:
    return {
        k: v for k, v in os.environ.items() if not k.startswith(("RUMOR_", "EMBEDDED_"))
    } | given


def process(
    *arguments: str, folder: Path | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "deploy.cli.main", *arguments]
    return subprocess.run(
        command, env=clean(environment), cwd=folder, capture_output=True, text=True, timeout=60
    )


# -- the demo
# ---------------------------------------------------------------------------------------------------------


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("place", ["used", "old", "home", "link", "above", "file"])
def test_the_demo_touches_no_directory_that_it_did_not_make(place: str, tmp_path: Path) -> None:
    home, used, work = (tmp_path / name for name in ("home", "used", "work"))
    for folder in (home, used, work):
        folder.mkdir()
    (used / "reporter.secret").write_text("irreplaceable")
    (used / "clickhouse").mkdir()
    (tmp_path / "link").symlink_to(home)
    (tmp_path / "file").write_text("mine")
    named = {
        "used": used,
        "old": None,
        "home": home,
        "link": tmp_path / "link",
        "above": tmp_path,
        "file": tmp_path / "file",
    }[place]
    if place == "old":  # what a version before left, without a marker
        (work / "demo-data").mkdir()
        (work / "demo-data" / "log.db").write_text("")
    before = tree(tmp_path)
    env = {
        "HOME": str(home),
        "RUMOR_HTTP_PORT": "0",
        "PYTHONPATH": os.environ.get("PYTHONPATH", os.getcwd()),
    }
    refused = process(
        "up", "--demo", folder=work, **env, **({"RUMOR_DATA_DIR": str(named)} if named else {})
    )
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "RUMOR_DATA_DIR" in refused.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "setting",
    [
        "RUMOR_LOG_URL=kafka://127.0.0.1:9",
        "RUMOR_LOG_URL=sqlite:///x/log.db",
        "RUMOR_CLICKHOUSE_URL=clickhouse://a:b@127.0.0.1:9/r",
    ],
)
def test_the_demo_feeds_nobody_elses_log_or_tables(setting: str, tmp_path: Path) -> None:
    name, _, value = setting.partition("=")
    refused = run("up", "--demo", **{"RUMOR_DATA_DIR": str(tmp_path / "new"), name: value})
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert name in refused.stderr
    assert not (tmp_path / "new").exists()


def test_the_demo_deletes_what_it_made_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = directory.demo_settings(load({"RUMOR_DATA_DIR": str(folder)}))
    assert made.config == folder / "demo.toml"
    assert folder.stat().st_mode & 0o077 == 0
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("")
    (folder / "clickhouse").symlink_to(outside)
    for name in ("log.db", "notes.txt"):
        (folder / name).write_text("")
    directory.demo_settings(load({"RUMOR_DATA_DIR": str(folder)}))
    assert sorted(set(os.listdir(folder)) - {"up.lock", directory.MARKER}) == ["notes.txt"]
    assert (outside / "kept").exists()


# -- texts of others on a terminal
# --------------------------------------------------------------------------------------


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\r\nnext\tline\u2028x\x7f"
TEXTS = [
    "[/quote]明天全市停电请大家充好手机",
    "[doge]后天全市停电[ok]",
    ":100: [bold red]小心",
    "[link=http://x]x[/link] [/]",
    "\\[x]",
    HOSTILE,
]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    rumor = dict.fromkeys(
        ("rumor_id", "reports", "reporters", "variants", "reports_1h", "growth", "last_seen"), 1
    )
    alert = dict.fromkeys(("alert_id", "state", "kind", "level", "reporters", "raised_at"), "x")
    delivery = dict.fromkeys(("delivery_id", "receiver", "type", "state"), "x")
    pages: dict[str, Any] = {
        "/v1/rumors": [rumor | {"title": text, "verdict": None} for text in TEXTS],
        "/v1/alerts": [alert | {"title": text, "why": text} for text in TEXTS],
        "/v1/deliveries": [delivery | {"attempts": [{"error": text}]} for text in TEXTS],
    }
    status = {
        "version": "1",
        "clickhouse": "ok",
        "stalled": None,
        "config_error": " ".join(TEXTS),
        "steps": {},
    }
    monkeypatch.setattr(
        ApiClient,
        "get",
        lambda _, path, **__: status if path == "/v1/status" else {"items": pages[path]},
    )


@pytest.mark.parametrize(
    "command", [["rumors"], ["alerts"], ["deliveries", "list"], ["status"]], ids=" ".join
)
@pytest.mark.parametrize("json_too", [False, True])
def test_texts_are_printed_as_they_are_and_steer_no_terminal(
    command: list[str], json_too: bool, answers: None
) -> None:
    shown = run(*command, "--key", "rk_x", *(["--json"] if json_too else []))
    assert shown.exit_code == 0
    assert not set("\x1b\x07\x9b\u202e\u2066\r\t\u2028\x7f") & set(shown.output)
    if json_too:
        assert all(
            json.dumps(text, ensure_ascii=False)[1:-1]
            in json.dumps(json.loads(shown.output), ensure_ascii=False)
            for text in TEXTS
        )
    else:
        assert all(text in shown.output for text in TEXTS[:-1])
        assert "gnp.exe" in shown.output
        assert (
            len(
                [line for line in shown.output.splitlines() if "gnp.exe" in line and "next" in line]
            )
            == 1
        )


def test_a_reason_is_one_line_whatever_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ApiError(422, HOSTILE)

    monkeypatch.setattr(ApiClient, "get", refuse)
    failed = run("rumors", "--key", "rk_x")
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert "\x1b" not in failed.stderr


FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (BYTES, BYTES)); from deploy.cli.main import main; main(['intake'])"


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
        client = ApiClient(process.stdout.readline().split()[-1], key)
        wait(
            lambda: process.stdout.readline().strip() == "ready intake",
            20,
            "the intake is not ready",
        )  # type: ignore[union-attr]
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
