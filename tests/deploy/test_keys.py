"""The commands about keys: what they write into the config file, and what they leave alone."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from streams.config.file import parse
from streams.config.keys import fault_of, key_block, new_key
from tests.support.cli import invoke as run


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
    path.chmod(0o600)  # kept, whatever this process gives to new files
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
    listed = json.loads(run("keys", "list", "--json", **env).output)
    assert listed[0]["scopes"] == added["scopes"]
    assert run("keys", "add", "desk", **env).exit_code == 1
    assert "nonsense" in run("keys", "add", "other", "--scopes", "nonsense", **env).stderr
    assert run("keys", "revoke", "desk", **env).exit_code == 0
    assert parse(path.read_text()).keys == ()
    assert parse(path.read_text()).default_policy.min_reports == 20
    assert run("keys", "revoke", "desk", **env).exit_code == 1
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_windows_wrote_takes_keys(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xef\xbb\xbf# mine\r\n[policy]\r\nmin_reports = 20\r\n")
    env = {"RUMOR_CONFIG": str(path)}
    assert run("keys", "add", "desk", **env).exit_code == 0
    config = parse(path.read_text(encoding="utf-8-sig"))
    assert [key.name for key in config.keys] == ["desk"]
    assert run("keys", "revoke", "desk", **env).exit_code == 0


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


def test_a_key_that_was_printed_and_could_not_be_kept_is_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "c.toml"
    monkeypatch.setattr(os, "fsync", full)
    failed = run("keys", "add", "desk", RUMOR_CONFIG=str(path))
    assert failed.exit_code == 1
    assert "cannot be changed (No space left on device)" in failed.stderr
    assert "the key that was printed was not made" in failed.stderr
    assert not path.exists()


@pytest.mark.parametrize("name", ["a b", 'a"', "a\n", "", "x" * 65, 'a" #'])
def test_a_name_that_is_none_makes_no_key(name: str, tmp_path: Path) -> None:
    failed = run("keys", "add", name, RUMOR_CONFIG=str(tmp_path / "c.toml"))
    assert failed.exit_code == 1
    assert not (tmp_path / "c.toml").exists()


# What a key may be


def test_the_key_alone_is_printed_where_it_is_captured(tmp_path: Path) -> None:
    added = run("keys", "add", "desk", RUMOR_CONFIG=str(tmp_path / "c.toml"))
    assert added.stdout.startswith("rk_")
    assert added.stdout.count("\n") == 1
    assert "note the key now" in added.stderr
    assert added.stdout.strip() not in added.stderr


@pytest.mark.parametrize("scopes", ["", " ", ",", " , "])
def test_a_key_without_a_scope_is_refused(scopes: str, tmp_path: Path) -> None:
    refused = run("keys", "add", "x", "--scopes", scopes, RUMOR_CONFIG=str(tmp_path / "c.toml"))
    assert refused.exit_code == 1
    assert "without a scope a key may do nothing" in refused.stderr
    assert not (tmp_path / "c.toml").exists()


def test_what_the_command_itself_got_wrong_is_in_no_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    env = two_tenants(path)
    before = path.read_text()
    again = run("keys", "add", "app", "--tenant", "a", **env)
    assert again.exit_code == 1
    assert "a key named app exists; revoke it first" in again.stderr
    assert "line" not in again.stderr
    unknown = run("keys", "add", "new", "--scopes", "read,reprot", **env)
    assert "there is no scope 'reprot', only report, read, curate, admin" in unknown.stderr
    assert "line" not in unknown.stderr
    assert path.read_text() == before
    assert run("keys", "add", "app", "--tenant", "c", "--scopes", "read,read", **env).exit_code == 0
    assert parse(path.read_text()).keys[-1].scopes == ("read",)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("rk_abcdef\nkept in c.toml", "holds a blank or a line break"),
        ("rk_abc def", "holds a blank or a line break"),
        ("abc\tdef", "holds a blank or a line break"),
        ("ключ", "does not begin with rk_"),
        ("sha256:abcdef", "does not begin with rk_"),
        ("rk_ключ", "holds a sign that no key has"),
        ("rk_abcdef!", "holds a sign that no key has"),
        ("rk_", "holds a sign that no key has"),
    ],
)
@pytest.mark.parametrize("given", ["option", "variable", "file"])
def test_what_is_no_key_is_said_and_not_shown(
    key: str, why: str, given: str, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text(key)
    words, env = {
        "option": (["--key", key], {}),
        "variable": ([], {"RUMOR_KEY": key}),
        "file": ([], {"RUMOR_KEY_FILE": str(tmp_path / "key")}),
    }[given]
    failed = run("status", "--url", "http://127.0.0.1:9", *words, **env)
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    source = {"option": "--key", "variable": "RUMOR_KEY", "file": "RUMOR_KEY_FILE"}[given]
    assert failed.stderr.startswith(f"rumor-tracker: {source}: the API key {why}")
    assert "abc" not in failed.output
    assert "ключ" not in failed.output


def test_a_key_that_was_made_is_one() -> None:
    assert fault_of(new_key()[0]) == ""


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
