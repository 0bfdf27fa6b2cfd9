"""`rumor-tracker sign-in`."""

import time
from pathlib import Path

import pytest

from streams.config.keys import key_block
from streams.config.links import take_link
from tests.support.cli import invoke as run


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "c.toml"
    config.write_text(
        key_block("app", "main", ("report",), "sha256:a", None)
        + key_block("desk", "main", ("read", "curate"), "sha256:d", None)
        + key_block("reader", "main", ("read",), "sha256:r", None)
    )
    (tmp_path / "up.lock").touch()
    return {"RUMOR_CONFIG": str(config), "RUMOR_DATA_DIR": str(tmp_path)}


@pytest.mark.parametrize(
    ("options", "hashed"), [([], "sha256:d"), (["--key", "reader"], "sha256:r")]
)
def test_it_prints_a_link_for_a_key(
    options: list[str], hashed: str, environment: dict[str, str], tmp_path: Path
) -> None:
    done = run("sign-in", "--url", "http://x:1/", *options, **environment)
    assert done.exit_code == 0
    base, _, token = done.stdout.strip().partition("/sign-in?link=")
    assert base == "http://x:1"
    assert 0 < len(token) < 100
    assert take_link(tmp_path, token, now_s=int(time.time())) == hashed


def test_it_says_what_is_missing(environment: dict[str, str], tmp_path: Path) -> None:
    assert "no key nobody" in run("sign-in", "--key", "nobody", **environment).stderr
    away = environment | {"RUMOR_DATA_DIR": str(tmp_path / "none")}
    assert "RUMOR_DATA_DIR" in run("sign-in", **away).stderr
    (tmp_path / "up.lock").unlink()
    never = run("sign-in", **environment)
    assert (never.exit_code, never.stdout) == (1, "")
    assert "nothing has ever run in" in never.stderr
    assert not (tmp_path / "sign-in.link").exists()
    (tmp_path / "log.db").touch()  # by an intake alone
    assert run("sign-in", **environment).exit_code == 0
    (tmp_path / "c.toml").write_text("[polcy]\n")
    assert "unknown section" in run("sign-in", **environment).stderr
