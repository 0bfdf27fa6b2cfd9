"""`up` as processes:

without its config file, with a spoilt one while alerts come, and again after a kill -9 of itself
alone.
"""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from deploy.single.claims import free_port, hold
from streams.client import ApiClient
from tests.support.system import System, status_of, wait

HOAX = "微信聊天记录要全部删掉，否则会被封群封号，请马上转给所有的家人和朋友"


def ready(url: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, {}


def surge(system: System, first: int = 0) -> None:
    """Sixty people, one after the other within two minutes."""
    now = time.time()
    at = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 120 + 2 * n)) for n in range(60)]
    reports = [{"text": HOAX, "reporter": f"r{first + n}", "observed_at": at[n]} for n in range(60)]
    for number in range(0, 60, 20):
        assert system.api.post("/v1/reports/batch", reports[number : number + 20])["accepted"] == 20


def ended(processes: list[psutil.Process]) -> bool:
    return not any(
        process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes
    )


def test_after_kill_9_of_up_alone_nothing_is_left_and_it_starts_again(tmp_path: Path) -> None:
    system, port = System(tmp_path), str(free_port("127.0.0.1", 0))
    system.start(RUMOR_HTTP_PORT=port)
    assert system.process is not None
    try:
        children = list(system.children().values())
        assert len(children) == 4
        accepted = system.api.post("/v1/reports", {"text": HOAX})
        os.kill(system.process.pid, signal.SIGKILL)
        system.process.wait(10)
        system.start(RUMOR_HTTP_PORT=port)
        assert ended(children)
        one = f"/v1/reports/{accepted['report_id']}"
        wait(lambda: status_of(lambda: system.api.get(one)) == 200, 20, "the report is gone")
        private = [
            path
            for path in (tmp_path / "data").rglob("*")
            if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077
        ]
        assert private == []
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    finally:
        system.stop()


def test_a_child_ends_without_the_signal_of_linux_too(tmp_path: Path) -> None:
    child = "import sys, time\nfrom deploy.embedded.parent import end_with_parent\nsys.platform = 'other'\nend_with_parent()\ntime.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", child],
        env={**os.environ, "RUMOR_SUPERVISED": "1"},
        stdin=subprocess.PIPE,
    ) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 1


def test_up_waits_out_loud_for_a_config_file_that_it_was_given(tmp_path: Path) -> None:
    system, port = System(tmp_path), free_port("127.0.0.1", 0)
    good, url = system.config.read_text(), f"http://127.0.0.1:{port}"
    system.config.unlink()
    env = {k: v for k, v in os.environ.items() if not k.startswith("RUMOR_")}
    env |= {
        "RUMOR_DATA_DIR": str(system.data),
        "RUMOR_CONFIG": str(system.config),
        "RUMOR_HTTP_PORT": str(port),
    }
    out = tmp_path / "out"
    with (
        out.open("wb") as file,
        subprocess.Popen(
            [sys.executable, "-m", "deploy.cli.main", "up"], env=env, stdout=file, stderr=file
        ) as up,
    ):
        try:
            for spoil, reason in _SPOILT:
                spoil(system.config)
                wait(
                    lambda reason=reason: reason in ready(url)[1].get("config_error", ""),
                    30,
                    f"/readyz does not say {reason}",
                )
                assert ready(url)[0] == 503
                wait(
                    lambda reason=reason: _said(out, "waiting for the config file: ", reason),
                    10,
                    f"up does not say {reason}",
                )
                wait(
                    lambda reason=reason: _said(out, '"from": "rumor.config"', reason),
                    10,
                    f"no process says {reason}",
                )
            assert up.poll() is None
            assert (
                status_of(lambda: ApiClient(url, system.key).post("/v1/reports", {"text": HOAX}))
                == 503
            ), "a client would give up on a 401"
            text = out.read_text()
            assert "ready worker" not in text
            assert "ready intake" not in text
            system.config.write_text(good)
            wait(
                lambda: "ready: rumor-tracker takes reports" in out.read_text(),
                60,
                "it does not go on",
            )
            assert ready(url) == (200, {"status": "ready"})
        finally:
            up.send_signal(signal.SIGTERM)


_SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: None, "there is no such file"),
    (lambda path: path.write_text(""), "empty"),
    (lambda path: path.write_text('[policy]\nmin_reports = "many"\n'), "min_reports"),
]


def _said(out: Path, start: str, reason: str) -> bool:
    return any(start in line and reason in line for line in out.read_text().splitlines())


def test_no_alert_is_dropped_while_the_config_file_is_spoilt_or_gone(system: System) -> None:
    good = system.config.read_text()
    system.config.write_text(good + '\n[policy]\nmin_level = "huge"\n')
    wait(
        lambda: "huge" in str(system.lines) or "min_level" in str(system.lines),
        10,
        "nobody says what is wrong",
    )
    wait(
        lambda: "min_level" in (system.api.get("/v1/status")["config_error"] or ""),
        10,
        "status does not say it",
    )
    assert ready(system.url)[0] == 200
    assert "min_level" in ready(system.url)[1]["config_error"]

    def said() -> int:
        return sum(
            "the config file cannot be used" in line and "min_level" in line
            for line in system.lines
        )

    wait(lambda: said() == 2, 10, "worker and intake do not both say it")
    system.config.unlink()
    wait(
        lambda: "gone" in system.api.get("/v1/status")["config_error"],
        10,
        "status does not say that it is gone",
    )
    assert said() == 2, "it was said again"
    worker = system.children()["worker"]
    system.kill("worker")
    wait(lambda: ended([worker]), 10, "the worker lives")
    surge(system)  # the intake holds the keys that it knew
    wait(
        lambda: any(
            "waiting for the config file" in line and '"level": "warning"' in line
            for line in system.lines
        ),
        20,
        "it does not wait",
    )
    time.sleep(1)
    assert system.inbox_count() == 0
    assert system.api.get("/v1/alerts")["items"] == []
    system.config.write_text(good)
    wait(lambda: system.inbox_count() >= 1, 40, "the alert was dropped")
    assert system.inbox.received[0][1]["type"] == "alert.raised"
    wait(lambda: system.api.get("/v1/status")["config_error"] is None, 10, "status still says it")
    assert ready(system.url) == (200, {"status": "ready"})


def test_a_pending_delivery_waits_for_its_receiver_through_a_restart(system: System) -> None:
    good = system.config.read_text()
    system.inbox.refusing = True
    surge(system)
    wait(
        lambda: system.api.get("/v1/deliveries", state="pending")["items"], 30, "nothing is pending"
    )
    system.config.write_text(good.replace('name = "desk"', 'name = "other"'))
    system.kill("worker")
    pending = wait(lambda: _waiting(system), 60, "no delivery is shown as waiting")
    assert system.api.get("/v1/deliveries", state="dead")["items"] == []
    system.inbox.refusing = False
    system.config.write_text(good)
    wait(
        lambda: pending[0]["delivery_id"] in {body["id"] for _, body in system.inbox.received},
        30,
        "it did not go on",
    )


def _waiting(system: System) -> list[dict[str, Any]]:
    items = system.api.get("/v1/deliveries", state="pending", receiver="desk")["items"]
    return [
        item
        for item in items
        if item["attempts"] and item["attempts"][-1]["error"].startswith("waits for its receiver")
    ]


def test_a_held_directory_is_refused_after_a_moment(tmp_path: Path) -> None:
    with hold(tmp_path / "data"):
        done = subprocess.run(
            [sys.executable, "-m", "deploy.cli.main", "up"],
            env={**os.environ, "RUMOR_DATA_DIR": str(tmp_path / "data"), "RUMOR_HTTP_PORT": "0"},
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert done.returncode == 1
    assert "in use by another rumor-tracker" in done.stderr
