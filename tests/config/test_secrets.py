"""Secrets of a machine: made once, for their owner only, and never replaced without a word."""

import errno
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.topics import REPORTS, SESSIONS
from streams.config.secrets import reporter_key, secret_in
from streams.config.settings import SettingsError, load
from streams.log.contract import LogUnusable
from streams.log.engines import NoEngine, holds_reports, shared
from streams.log.reporters import key_of_reporters


@pytest.mark.parametrize("secret", ["x", "   ", "fifteen letters"])
def test_a_blank_or_short_reporter_secret_is_refused(secret: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"RUMOR_REPORTER_SECRET: .*16 characters"):
        reporter_key(
            load({"RUMOR_REPORTER_SECRET": secret, "RUMOR_DATA_DIR": str(tmp_path)}),
            log_is_shared=False,
            log_is_used=lambda: False,
        )


@pytest.mark.parametrize("content", [b"", b"\n \n", b"short", b"\xff" * 32])
def test_a_secret_file_that_holds_no_secret_is_refused_and_left_alone(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "reporter.secret"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=re.escape(str(path))):
        reporter_key(
            load({"RUMOR_DATA_DIR": str(tmp_path)}), log_is_shared=False, log_is_used=lambda: False
        )
    assert path.read_bytes() == content


def test_a_secret_is_made_once_for_its_owner_only_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "data"
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(SettingsError, match=r"reporter\.secret .*No space"):
            secret_in(folder, "reporter.secret")
    assert list(folder.iterdir()) == []
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: secret_in(folder, "reporter.secret"), range(8)))
    assert len(found) == 1
    assert len(found.pop()) >= 32
    assert [path.name for path in folder.iterdir()] == ["reporter.secret"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "reporter.secret").stat().st_mode) == 0o600


def test_a_lost_secret_of_reporters_is_not_replaced(tmp_path: Path) -> None:
    """With another one everybody would count twice, and nobody could be forgotten."""
    settings = load({"RUMOR_DATA_DIR": str(tmp_path)})
    with pytest.raises(SettingsError, match=r"reporter\.secret is gone.*from a copy.*openssl"):
        reporter_key(settings, log_is_shared=False, log_is_used=lambda: True)
    assert list(tmp_path.iterdir()) == []
    made = reporter_key(settings, log_is_shared=False, log_is_used=lambda: False)
    assert reporter_key(settings, log_is_shared=False, log_is_used=lambda: True) == made
    given = load({"RUMOR_DATA_DIR": str(tmp_path / "x"), "RUMOR_REPORTER_SECRET": "s" * 16})
    assert reporter_key(given, log_is_shared=False, log_is_used=lambda: True) == b"s" * 16


def test_a_log_was_used_once_it_took_a_report(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    settings = load({"RUMOR_DATA_DIR": str(tmp_path)})
    assert not holds_reports(settings.log)
    assert list(tmp_path.iterdir()) == []
    path.touch()
    assert not holds_reports(settings.log), "made a moment ago by another process"
    log = EventLog(path)
    for topic in (REPORTS.name, SESSIONS.name):
        log.create_topic(topic, 2)
    log.append([NewRecord(SESSIONS.name, b"k", b"v")])
    secret = key_of_reporters(settings)
    log.append([NewRecord(REPORTS.name, b"k", b"v")])
    log.db.execute("DELETE FROM record")  # as retention does
    log.close()
    assert key_of_reporters(settings) == secret
    (tmp_path / "reporter.secret").unlink()
    with pytest.raises(SettingsError, match="is gone"):
        key_of_reporters(settings)
    path.write_bytes(b"no log " * 1_000)
    with pytest.raises(LogUnusable, match=re.escape(str(path))):
        key_of_reporters(settings)


def test_a_shared_log_needs_a_shared_secret() -> None:
    with pytest.raises(SettingsError, match="RUMOR_REPORTER_SECRET"):
        reporter_key(load({}), log_is_shared=True, log_is_used=lambda: False)


def test_a_shared_log_with_a_secret_makes_no_file(tmp_path: Path) -> None:
    given = {"RUMOR_REPORTER_SECRET": " sixteen letters! ", "RUMOR_DATA_DIR": str(tmp_path)}
    assert (
        reporter_key(load(given), log_is_shared=True, log_is_used=lambda: False)
        == b"sixteen letters!"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_secret_is_made_where_there_are_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    made = secret_in(tmp_path, "reporter.secret")
    assert secret_in(tmp_path, "reporter.secret") == made
    assert [path.name for path in tmp_path.iterdir()] == ["reporter.secret"]


def test_the_loss_of_reporters_is_said_for_their_secret_alone(tmp_path: Path) -> None:
    for name, lost in (("reporter.secret", True), ("clickhouse.secret", False)):
        (tmp_path / name).write_text("")
        with pytest.raises(SettingsError) as error:
            secret_in(tmp_path, name)
        assert ("counts as somebody new" in str(error.value)) is lost


@pytest.mark.parametrize(
    ("url", "answer"), [("sqlite:///x/log.db", False), ("kafka://h:1", True), ("kafkas://h", True)]
)
def test_the_engine_says_whether_its_log_is_shared(url: str, answer: bool) -> None:
    assert shared(url) is answer


def test_a_log_without_an_engine_is_refused() -> None:
    with pytest.raises(NoEngine, match="no engine for ftp://"):
        shared("ftp://h")
