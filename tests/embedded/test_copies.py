"""A data directory copied by a tool that follows links is served all the same."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.clickhouse.copies import NoCopy, remove_copies

# In a process of its own: one holds one engine.
USE = """
import sys
from pathlib import Path
from deploy.embedded.clickhouse.copies import remove_copies
from deploy.embedded.clickhouse.engine import Engine, ask
remove_copies(Path(sys.argv[1]))
connection, _ = Engine(sys.argv[1]).connect(read_only=False)
for statement in (
    "CREATE DATABASE IF NOT EXISTS rumor",
    "CREATE TABLE IF NOT EXISTS rumor.`a-b` (a Int32) ENGINE = MergeTree ORDER BY a",
    "INSERT INTO rumor.`a-b` VALUES (1)",
):
    connection.query(statement)
print("rows", ask(connection, "SELECT count() FROM rumor.`a-b`"), flush=True)
"""


def use(data: Path) -> str:
    """Inserts a row -> what the engine says of all there are."""
    done = subprocess.run(
        [sys.executable, "-c", USE, str(data)], capture_output=True, text=True, timeout=120
    )
    return done.stdout.strip()


def test_it_is_served_and_no_copy_stays(tmp_path: Path) -> None:
    data, copied = tmp_path / "data", tmp_path / "copied"
    assert use(data) == "rows [[1]]"
    shutil.copytree(data, copied, symlinks=False)
    assert not (copied / "metadata" / "rumor").is_symlink()
    assert use(copied) == "rows [[2]]"
    assert (copied / "metadata" / "rumor").is_symlink()
    assert all(path.is_symlink() for path in (copied / "data" / "rumor").iterdir())
    assert use(copied) == "rows [[3]]"


def directory(folder: Path) -> tuple[Path, Path]:
    """What a copy of one database looks like -> the copy that is in the way, and the original."""
    place, own = folder / "metadata" / "rumor", folder / "store" / "477" / "477c9602-9276"
    for made in (place, own):
        made.mkdir(parents=True)
        (made / "t.sql").write_text("ATTACH TABLE _ UUID '111aaaaa-bbbb'")
    place.with_suffix(".sql").write_text("ATTACH DATABASE _ UUID '477c9602-9276'\nENGINE = Atomic")
    return place, own


def test_what_is_nowhere_else_is_never_removed(tmp_path: Path) -> None:
    place, own = directory(tmp_path)
    (own / "t.sql").write_text("other")
    with pytest.raises(NoCopy, match="cp -a"):
        remove_copies(tmp_path)
    (own / "t.sql").unlink()
    with pytest.raises(NoCopy, match="cp -a"):
        remove_copies(tmp_path)
    assert (place / "t.sql").exists()


def test_links_are_left_and_copies_removed_once(tmp_path: Path) -> None:
    place, own = directory(tmp_path)
    table = tmp_path / "data" / "rumor" / "t"
    stored = tmp_path / "store" / "111" / "111aaaaa-bbbb"
    for made in (table, stored):
        (made / "all_1_1_0").mkdir(parents=True)
        (made / "all_1_1_0" / "data.bin").write_bytes(b"x" * 10)
    assert remove_copies(tmp_path) == [place, table]
    assert (stored / "all_1_1_0" / "data.bin").exists()
    place.symlink_to(own)
    table.symlink_to(stored)
    assert remove_copies(tmp_path) == []
    assert place.is_symlink()
    assert table.is_symlink()
    assert remove_copies(tmp_path / "none") == []
