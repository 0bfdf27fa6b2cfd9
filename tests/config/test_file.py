"""The config file as a whole: what it says, and what is in force while it is changed or spoilt."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.clock import SettableClock
from streams.config.file import LOOK_EVERY_S, Config, ConfigFile, parse
from streams.config.mistakes import ConfigError
from tests.config.example import EXAMPLE


@pytest.fixture
def clock() -> SettableClock:
    """At the time of the file system; a look moves it on."""
    return SettableClock(int(time.time() * 1_000))


def test_the_config_of_the_contract_is_read() -> None:
    config = parse(EXAMPLE)
    assert config.keys[0].scopes == ("report", "read")
    assert config.receivers[0].wants("alert.raised")
    assert config.receivers[0].wants("verdict.given")
    assert not config.receivers[0].wants("ping")
    assert (
        config.policy("main").min_reports,
        config.policy("north").min_reports,
        config.policy("north").min_factor,
    ) == (40, 40, 5)


@pytest.mark.parametrize(
    ("broken", "line", "word"),
    [
        ('scopes = ["report", "read"]', 6, "scopes"),
        ("reports_per_minute = 6000", 7, "reports_per_minute"),
        ('kind = "standard"', 13, "kind"),
        ('url = "https://desk.example/hooks/rumors"', 12, "url"),
        ("min_reports = 40", 20, "min_reports"),
    ],
)
def test_a_mistake_is_named_with_its_line(broken: str, line: int, word: str) -> None:
    wrong = EXAMPLE.replace(broken, f'{word} = "nonsense"')
    with pytest.raises(ConfigError, match=f"line {line}:.*{word}"):
        parse(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "a = ",
        "[receivers]\nname = 1",
        '[[keys]]\nname = "a b"\nhash = "x"',
        "[[keys]]\nfoo = 1",
        "[other]\n",
        "policy = 3",
    ],
)
def test_other_mistakes_are_config_errors(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text)


def look(file: ConfigFile, clock: SettableClock) -> Config:
    """The config in force once what was just done to the file is seen."""
    clock.move(LOOK_EVERY_S)
    return file.current()


def test_after_a_mistake_the_old_config_stays_in_force(
    tmp_path: Path, clock: SettableClock
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(EXAMPLE)
    file = ConfigFile(path, clock=clock)
    assert len(file.current().keys) == 1
    path.write_text(EXAMPLE + "\n[[keys]\n")
    look(file, clock)
    assert len(file.current().keys) == 1
    assert "stays in force" in file.error
    assert "line" in file.error


def _unreadable(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)  # as root every mode can be read


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.unlink(), "gone"),
        (lambda path: path.write_text(""), "empty"),
        (lambda path: path.write_text(" \r\n\t\n"), "empty"),
        (lambda path: path.write_bytes(b"# \xff\n"), "UTF-8"),
        (lambda path: path.write_text(EXAMPLE[:90]), "line"),
        (lambda path: path.write_text("a = " + "[" * 100_000), "nested"),
        (lambda path: path.write_text("a = " + "1" * 5_000), "digits"),
        (_directory, "directory"),
        (_pipe, "plain file"),
        (_unreadable, "cannot be read"),
    ],
    ids=[
        "gone",
        "empty",
        "blank",
        "latin-1",
        "cut",
        "nested",
        "digits",
        "directory",
        "pipe",
        "loop",
    ],
)
def test_a_file_that_is_gone_or_spoilt_leaves_the_old_config_in_force(
    tmp_path: Path, clock: SettableClock, damage: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(EXAMPLE)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    file = ConfigFile(path, clock=clock)
    assert len(look(file, clock).receivers) == 1
    damage(path)
    assert len(look(file, clock).receivers) == 1
    assert said in file.error
    assert "stays in force" in file.error
    for again in (path, path):  # mended by the very same content and time, and by another
        if again.is_dir() and not again.is_symlink():
            again.rmdir()
        again.unlink(missing_ok=True)
        again.write_text(EXAMPLE)
        os.utime(again, (1_000_000_000, 1_000_000_000))
        assert len(look(file, clock).receivers) == 1
        assert file.error == ""


def test_a_file_moved_away_and_back_is_in_force_again(tmp_path: Path, clock: SettableClock) -> None:
    path = tmp_path / "c.toml"
    path.write_text(EXAMPLE)
    file = ConfigFile(path, clock=clock)
    look(file, clock)
    path.rename(tmp_path / "away")
    assert look(file, clock).receivers
    assert "gone" in file.error
    (tmp_path / "away").rename(path)
    assert look(file, clock).receivers
    assert file.error == ""


def test_a_file_that_is_being_written_is_read_once_it_rests(
    tmp_path: Path, clock: SettableClock
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(EXAMPLE)
    file = ConfigFile(path, clock=clock)
    assert len(file.current().receivers) == 1
    path.write_text(EXAMPLE[: EXAMPLE.index("[[receivers]]")])  # parses, and has no receivers
    clock.move(LOOK_EVERY_S)
    clock.set(int(time.time() * 1_000) + 20)  # the file was written just now
    assert len(file.current().receivers) == 1
    path.write_text(
        EXAMPLE
        + EXAMPLE.replace("city-app", "other")
        .replace('"desk"', '"second"')
        .partition("[policy]")[0]
    )
    assert [receiver.name for receiver in look(file, clock).receivers] == ["desk", "second"]


def test_chmod_and_the_same_time_and_size_are_noticed(tmp_path: Path, clock: SettableClock) -> None:
    path = tmp_path / "c.toml"
    path.write_text(EXAMPLE)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    file = ConfigFile(path, clock=clock)
    look(file, clock)
    path.write_text(EXAMPLE.replace("city-app", "town-app"))
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert look(file, clock).keys[0].name == "town-app"
    before = file._stamp
    path.chmod(0o640)
    look(file, clock)
    assert file._stamp != before


def test_without_a_file_that_was_given_nothing_is_in_force(
    tmp_path: Path, clock: SettableClock
) -> None:
    path = tmp_path / "c.toml"
    free = ConfigFile(path, clock=clock)
    free.current()
    assert free.loaded
    given = ConfigFile(path, given=True, clock=clock)
    given.current()
    assert not given.loaded
    assert "there is no such file" in given.error
    path.write_text("[policy\n")
    there = ConfigFile(path, clock=clock)
    for file in (given, there):
        look(file, clock)
        assert not file.loaded
        assert "line 1" in file.error
    look(free, clock)
    assert free.loaded, "what began without a file has one in force"
    path.write_text("\ufeff" + EXAMPLE.replace("\n", "\r\n"), newline="")
    for file in (given, there, free):
        assert len(look(file, clock).receivers) == 1
        assert (file.loaded, file.error) == (True, "")
    assert not ConfigFile(Path(os.devnull), given=True, clock=clock).current().keys
