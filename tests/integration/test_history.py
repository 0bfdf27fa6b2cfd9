"""An export replayed by the command: counted once, however often it is sent."""

import gzip
import json
from pathlib import Path

from tests.support import cli
from tests.support.players import caught_up, iso
from tests.support.system import System

BEGAN_S = 1_400_000_000  # years ago: backfill, which never alerts


def export(folder: Path) -> Path:
    """950 good lines; a broken one, an empty text and an empty line among them."""
    lines = [
        json.dumps({"text": f"重放的第{n}条消息", "observed_at": iso(BEGAN_S + n)})
        for n in range(950)
    ]
    lines[500:500] = ["{broken", json.dumps({"text": ""}), ""]
    file = folder / "reports.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    return file


def replay(system: System, file: Path, key: str) -> cli.Done:
    where = ("--url", system.url, "--key", key)
    words = ("replay", str(file), "--batch", "100", *where, "--json")
    return cli.run(*words, RUMOR_DATA_DIR=str(system.data))


def test_replay_goes_on_where_it_stopped(system: System, tmp_path: Path) -> None:
    file = export(tmp_path)
    assert replay(system, file, "rk_wrong").returncode == 1
    progress = json.loads(replay(system, file, system.key).stdout)
    assert (progress["accepted"], progress["refused"]) == (950, 2)
    assert [example["line"] for example in progress["examples"]] == [501, 502]
    # the same lines have the same ids: counted once
    assert json.loads(replay(system, file, system.key).stdout)["accepted"] == 950
    system.settle(950)
    caught_up(system.api)
    assert system.stored() == 950
    assert system.desk.received == [], "history never alerts"
