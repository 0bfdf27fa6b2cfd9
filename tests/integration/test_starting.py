"""`up` as processes: again after a kill -9 of itself alone, without its config file, and on what
belongs to another.
"""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.single.claims import hold
from streams.client import ApiClient
from tests.support import cli
from tests.support.ports import free_port
from tests.support.processes import ended, ready
from tests.support.system import System
from tests.support.waiting import status_of, wait

HOAX = "微信聊天记录要全部删掉，否则会被封群封号，请马上转给所有的家人和朋友"
NEVER_SUPERVISED = """import sys, time
from deploy.embedded.parent import end_with_parent
sys.platform = 'other'
end_with_parent()
time.sleep(60)
"""


def open_to_others(folder: Path) -> list[Path]:
    """Files that others than their owner may read or write."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_after_kill_9_of_up_alone_nothing_is_left_and_it_starts_again(tmp_path: Path) -> None:
    port = str(free_port())
    with System(tmp_path) as system:
        system.start(RUMOR_HTTP_PORT=port)
        assert system.process is not None
        children = list(system.children().values())
        assert len(children) == 4
        accepted = system.api.post("/v1/reports", {"text": HOAX})
        os.kill(system.process.pid, signal.SIGKILL)
        system.process.wait(10)
        system.start(RUMOR_HTTP_PORT=port)
        assert ended(children)
        one = f"/v1/reports/{accepted['report_id']}"
        wait(lambda: status_of(lambda: system.api.get(one)) == 200, 60, "the report is gone")
        assert open_to_others(system.data) == []
        assert stat.S_IMODE(system.data.stat().st_mode) == 0o700


def test_a_child_ends_without_the_signal_of_linux_too() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", NEVER_SUPERVISED],
        env={**os.environ, "RUMOR_SUPERVISED": "1"},
        stdin=subprocess.PIPE,
    ) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 1


SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: None, "there is no such file"),
    (lambda path: path.write_text(""), "empty"),
    (lambda path: path.write_text('[policy]\nmin_reports = "many"\n'), "min_reports"),
]


def test_up_waits_out_loud_for_a_config_file_that_it_was_given(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    out = tmp_path / "out"
    with System(tmp_path) as system:
        good = system.config.read_text()
        system.config.unlink()
        up = cli.start("up", out=out, env=system.environment(RUMOR_HTTP_PORT=str(port)))
        try:
            for spoil, reason in SPOILT:
                spoil(system.config)
                _says_what_it_waits_for(url, out, reason)
            assert up.poll() is None
            client = ApiClient(url, system.key)
            # 503: a client would give up on a 401
            assert status_of(lambda: client.post("/v1/reports", {"text": HOAX})) == 503
            assert "ready worker" not in out.read_text()
            assert "ready intake" not in out.read_text()
            system.config.write_text(good)
            goes_on = "ready: rumor-tracker takes reports"
            wait(lambda: goes_on in out.read_text(), 60, "it does not go on")
            assert ready(url) == (200, {"status": "ready"})
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(40)


def _says_what_it_waits_for(url: str, out: Path, reason: str) -> None:
    """At /readyz, once for `up`, and in the log of a process."""

    def said(start: str) -> bool:
        lines = out.read_text().splitlines() if out.exists() else []
        return any(start in line and reason in line for line in lines)

    def readyz_says_it() -> bool:
        return reason in ready(url)[1].get("config_error", "")

    wait(readyz_says_it, 30, f"/readyz does not say {reason}")
    assert ready(url)[0] == 503
    wait(lambda: said("waiting for the config file: "), 60, f"up does not say {reason}")
    wait(lambda: said('"from": "rumor.config"'), 60, f"no process says {reason}")


def test_a_held_directory_is_refused_after_a_moment(tmp_path: Path) -> None:
    with hold(tmp_path / "data"):
        done = cli.run("up", RUMOR_DATA_DIR=str(tmp_path / "data"), RUMOR_HTTP_PORT="0")
    assert done.returncode == 1
    assert "in use by another rumor-tracker" in done.stderr


def test_a_second_up_on_the_same_data_and_a_taken_port_are_one_line(system: System) -> None:
    taken = cli.run("up", env=system.environment())
    assert taken.returncode == 1
    assert taken.stderr.count("\n") == 1
    assert "in use by another rumor-tracker" in taken.stderr
    port = system.url.rpartition(":")[2]
    elsewhere = str(system.folder / "other")
    busy = cli.run("up", env=system.environment(RUMOR_DATA_DIR=elsewhere, RUMOR_HTTP_PORT=port))
    assert busy.returncode == 1
    assert busy.stderr.count("\n") == 1
    assert port in busy.stderr
    third = cli.run("worker", env=system.environment())
    assert "another process of group rumor-worker is using" in cli.refusal(third)
    assert third.stderr.count("\n") == 1
