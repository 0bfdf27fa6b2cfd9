"""Forgetting a person through the command, on a running system, and after a kill in the middle."""

import json
import signal
import sqlite3
import subprocess
import sys
from typing import Any

from deploy.cli import privacy
from tests.support import cli
from tests.support.players import post_batch
from tests.support.system import System

PERSON = "user-4711"
SHARED = "网传明天起全城停水三天，请大家提前储水"
KILLED = """
import os, signal
from streams.store import erasure
erasure._insert = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from deploy.cli.main import main
main()
"""
OWN = "我家楼下张阿姨说后天菜场关门，只有我知道这件事情"


def send(system: System) -> list[str]:
    """A wording that others sent, too, and one that only the person sent."""
    reports = [{"text": SHARED, "reporter": f"other-{n}", "external_id": f"o{n}"} for n in range(3)]
    reports += [
        {"text": SHARED, "reporter": PERSON, "external_id": "secret-ext-1", "link": "http://x/me"},
        {"text": OWN, "reporter": PERSON, "external_id": "secret-ext-2"},
    ]
    ids = list(post_batch(system.api, reports)["report_ids"])
    system.settle(5)
    return ids


def everything(system: System) -> str:
    """All that the log and ClickHouse's tables hold, as text."""
    log = sqlite3.connect(system.data / "log.db")
    found = [
        bytes(value).decode("utf-8", "replace")
        for (value,) in log.execute("SELECT value FROM record WHERE value IS NOT NULL")
    ]
    log.close()
    base = system.database()
    for table in ("sightings", "seen", "variants", "rumors", "alerts", "rejects"):
        found += map(str, base.execute(f"SELECT * FROM {table}"))
    base.close()
    return "\n".join(found)


def forget(system: System, *words: str) -> Any:
    done = cli.run("forget", *words, "--json", env=system.environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_person_is_forgotten_and_the_counts_stay(system: System) -> None:
    ids = send(system)
    rumors = system.api.get("/v1/rumors")["items"]
    counts = sorted((item["reports"], item["reporters"]) for item in rumors)
    assert counts == [(1, 1), (4, 4)]
    assert all(name in everything(system) for name in (*ids, OWN, "secret-ext-2"))
    done = forget(system, "--reporter", PERSON)
    assert (done["reports"], done["texts"]) == (2, 1)
    assert (done["left_in_log"], done["left_in_clickhouse"]) == (0, 0)
    held = everything(system)
    for name in (*ids[3:], OWN, OWN[:12], "secret-ext", "http://x/me"):
        assert name not in held, name
    assert SHARED in held
    assert ids[0] in held
    assert not (system.data / privacy.PLAN).exists()
    for _ in range(2):  # and the processes go on from what is left
        rumors = system.api.get("/v1/rumors")["items"]
        assert sorted((item["reports"], item["reporters"]) for item in rumors) == counts
        assert "[erased]" in {item["title"] for item in rumors}
        system.stop()
        system.start()
    post_batch(system.api, [{"text": SHARED + "！", "reporter": "new"}])
    system.settle(6)
    held = everything(system)
    assert not any(name in held for name in (*ids[3:], OWN, OWN[:12], "secret-ext"))


def test_a_run_that_was_killed_is_finished_by_the_next(system: System) -> None:
    """kill -9 where rows are deleted and those that count in their place are not there yet."""
    ids = send(system)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "forget", "--report", ids[4].upper()],
        env=system.environment(),
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert (system.data / privacy.PLAN).exists()
    assert cli.run("forget", env=system.environment()).returncode == 0
    held = everything(system)
    assert ids[4] not in held
    assert OWN not in held
    assert not (system.data / privacy.PLAN).exists()
    assert system.stored() == 5
    assert sum(item["reports"] for item in system.api.get("/v1/rumors")["items"]) == 5


def test_nobody_is_named_or_both_are() -> None:
    assert cli.invoke("forget", RUMOR_DATA_DIR="/nonexistent").exit_code == 2
    both = cli.invoke("forget", "--reporter", "a", "--report", "b", RUMOR_DATA_DIR="/nonexistent")
    assert both.exit_code == 2


def test_what_is_no_id_of_a_report_is_a_usage_error() -> None:
    done = cli.invoke("forget", "--report", "xyz", RUMOR_DATA_DIR="/nonexistent")
    assert done.exit_code == 2
    assert "'xyz' is not a valid UUID" in done.output
