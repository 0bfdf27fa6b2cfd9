"""The one-time sign-in link: once, for an hour, and nobody can guess it or use it up."""

import os
from pathlib import Path

from streams.config.links import FILE, LIFE_S, take_link, write_link

KEY = "sha256:desk"
NOW_S = 1_000


def test_a_link_signs_in_once(tmp_path: Path) -> None:
    token = write_link(tmp_path, key=KEY, now_s=NOW_S)
    assert take_link(tmp_path, token, now_s=NOW_S + 10) == KEY
    assert take_link(tmp_path, token, now_s=NOW_S + 10) == ""
    assert os.listdir(tmp_path) == []


def test_a_guess_does_not_use_it_up(tmp_path: Path) -> None:
    token = write_link(tmp_path, key=KEY, now_s=NOW_S)
    for guess in ("", "x", token[:-1], token + "x"):
        assert take_link(tmp_path, guess, now_s=NOW_S) == ""
    assert take_link(tmp_path, token, now_s=NOW_S) == KEY


def test_a_new_link_voids_the_one_before_and_all_end(tmp_path: Path) -> None:
    first = write_link(tmp_path, key=KEY, now_s=NOW_S)
    second = write_link(tmp_path, key=KEY, now_s=NOW_S)
    assert take_link(tmp_path, first, now_s=NOW_S) == ""
    assert take_link(tmp_path, second, now_s=NOW_S + LIFE_S) == ""


def test_its_file_holds_neither_token_nor_key_and_is_its_owners(tmp_path: Path) -> None:
    token = write_link(tmp_path, key=KEY, now_s=NOW_S)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert token not in (tmp_path / FILE).read_text()


def test_a_spoilt_file_signs_in_nobody(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    assert take_link(tmp_path, "x", now_s=NOW_S) == ""
    assert take_link(tmp_path / "missing", "x", now_s=NOW_S) == ""
