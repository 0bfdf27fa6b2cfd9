"""The whole system as a person runs it:

`rumor-tracker up` as processes, its API, a webhook receiver. For tests and benchmarks.
"""

import base64
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from streams.client import ApiClient, ApiError
from streams.config.keys import key_block, new_key
from streams.config.secrets import secret_in
from streams.store.database import Database
from tests.support.inbox import RefusingInbox

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, 32 bytes.").decode()
STEPS = ("clickhouse", "worker", "intake", "store")


class System:
    """One `up`. `url` and `api` once started; `inbox` gets its webhooks."""

    def __init__(self, folder: Path, *, config: str = "", receiver: str = "") -> None:
        self.folder, self.inbox = folder, RefusingInbox()
        self.key, hashed = new_key()
        desk = f'\n[[receivers]]\nname = "desk"\nurl = "{self.inbox.url}"\nsecret = "{SECRET}"\nallow_private = true\n'
        self.config = folder / "rumor-tracker.toml"
        self.config.write_text(
            key_block("app", "main", ("report", "read", "curate", "admin"), hashed, None)
            + (receiver or desk)
            + config
        )
        self.data, self.url, self.lines = folder / "data", "", list[str]()
        self.process: subprocess.Popen[str] | None = None
        self.ready_s = 0.0

    def start(self, within_s: float = 90.0, **environment: str) -> "System":
        """Starts everything and waits until it is ready."""
        began = time.monotonic()
        env = {k: v for k, v in os.environ.items() if not k.startswith("RUMOR_")}
        env |= {
            "RUMOR_DATA_DIR": str(self.data),
            "RUMOR_CONFIG": str(self.config),
            "RUMOR_HTTP_PORT": "0",
            **environment,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli.main", "up"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines, self.url = [], ""
        self.reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.reader.start()
        wait(
            lambda: self.url != "" or self.process.poll() is not None,
            within_s,
            "up did not become ready",
        )  # type: ignore[union-attr]
        assert self.url, "\n".join(self.lines)
        self.ready_s = time.monotonic() - began
        return self

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.lines.append(line.rstrip())
                if found := re.match(r"ready: .* at (\S+) ", line):
                    self.url = found[1]

    def stop(self) -> int:
        """A clean stop -> exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill_all()
        self.reader.join(10)
        return self.process.returncode

    @property
    def api(self) -> ApiClient:
        """A client of its own."""
        return ApiClient(self.url, self.key)

    def database(self) -> Database:
        """The system's ClickHouse, asked directly."""
        found = self.children()["clickhouse"].cmdline()
        port, password = found[found.index("--port") + 1], secret_in(self.data, "clickhouse.secret")
        return Database(f"clickhouse://rumor:{password}@127.0.0.1:{port}/rumor")

    def children(self) -> dict[str, psutil.Process]:
        """The running processes by step."""
        out: dict[str, psutil.Process] = {}
        for child in psutil.Process(self.process.pid).children() if self.process else []:
            try:
                command = child.cmdline()
            except psutil.NoSuchProcess:
                continue
            name = (
                "clickhouse"
                if "deploy.embedded.clickhouse.server" in command
                else command[-1]
                if command
                else ""
            )
            if name in STEPS:
                out[name] = child
        return out

    def kill(self, name: str) -> None:
        """kill -9 of one process; the supervisor starts it again."""
        if child := self.children().get(name):
            child.kill()

    def kill_all(self) -> None:
        """kill -9 of everything at once, the supervisor, too."""
        assert self.process is not None
        for victim in [*self.children().values(), psutil.Process(self.process.pid)]:
            try:
                victim.kill()
            except psutil.NoSuchProcess:
                pass
        self.process.wait()
        time.sleep(0.3)

    def stored(self) -> int:
        """Reports in ClickHouse, counted once each."""
        return int(self.database().execute("SELECT count() FROM sightings FINAL")[0][0])

    def settle(self, accepted: int, within_s: float = 120.0) -> None:
        """Waits until so many reports are stored and counted in the spread."""

        def settled() -> bool:
            try:
                base = self.database()
                counted = base.execute(
                    "SELECT (SELECT count() FROM sightings FINAL), (SELECT sum(reports) FROM spread_day FINAL)"
                )[0]
                base.close()
            except Exception:
                return False
            return bool(counted == (accepted, accepted))

        wait(settled, within_s, f"not {accepted} reports stored and counted", every_s=0.5)

    def inbox_count(self) -> int:
        """How many webhooks came."""
        return len(self.inbox.received)


def wait(
    condition: Callable[[], Any], within_s: float, message: str, *, every_s: float = 0.1
) -> Any:
    """Waits until a condition holds -> its value."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(every_s)
    raise AssertionError(message)


def status_of(work: Callable[[], Any]) -> int:
    """The HTTP status of a call."""
    try:
        work()
    except ApiError as error:
        return error.status
    return 200
