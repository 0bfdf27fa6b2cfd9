"""The whole system as a person runs it: `rumor-tracker up` as processes, its API, a desk."""

import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from streams.client import ApiClient
from streams.config.secrets import secret_in
from streams.store.database import Database
from tests.support import cli, configs
from tests.support.configs import SECRET as SECRET
from tests.support.desk import Desk
from tests.support.waiting import status_of as status_of
from tests.support.waiting import wait as wait

READY_S = 180.0  # where all tests run at once on two cores, ten times what it takes alone
STEPS = ("clickhouse", "worker", "intake", "store")
COUNTED = """SELECT (SELECT count() FROM sightings FINAL),
    (SELECT sum(reports) FROM rumor_totals FINAL)"""
DIFFERENT = """SELECT count()
    FROM (SELECT tenant, rumor_id, sum(reports) AS n FROM {table} FINAL GROUP BY 1, 2) AS a
    FULL JOIN (SELECT tenant, rumor_id, count() AS n FROM sightings FINAL GROUP BY 1, 2) AS b
    USING (tenant, rumor_id) WHERE a.n != b.n"""


def spread_wrong(database: Database) -> int:
    """Rumors whose spread, in whatever table, differs from a recount of the facts."""
    tables = ("spread_minute", "spread_day", "rumor_minutes", "rumor_days", "rumor_totals")
    return sum(int(database.execute(DIFFERENT.format(table=table))[0][0]) for table in tables)


def counted(database: Database, accepted: int) -> bool:
    """Whether so many reports are stored, and as many counted in the spread."""
    return bool(database.execute(COUNTED)[0] == (accepted, accepted))


class System:
    """One `up`. `url` and `api` once started; `desk` gets its webhooks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.desk = Desk()
        self.key, key = configs.key()
        self.config = configs.write(
            folder / "rumor-tracker.toml", key, configs.receiver(self.desk.url)
        )
        self.url = ""
        self.lines = list[str]()
        self.process: subprocess.Popen[str] | None = None
        self.ready_s = 0.0

    def environment(self, **more: str) -> dict[str, str]:
        """For every process of this system."""
        given = {
            "RUMOR_DATA_DIR": str(self.data),
            "RUMOR_CONFIG": str(self.config),
            "RUMOR_HTTP_PORT": "0",
        }
        return cli.environment(given, **more)

    def start(self, **environment: str) -> "System":
        """Starts everything and waits until it is ready."""
        began_s = time.monotonic()
        process = subprocess.Popen(
            cli.command("up"),
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.process = process
        self.lines = []
        self.url = ""
        self.reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        self.reader.start()

        def ready_or_ended() -> bool:
            return self.url != "" or process.poll() is not None

        wait(ready_or_ended, READY_S, "up did not become ready")
        assert self.url, "\n".join(self.lines)
        self.ready_s = time.monotonic() - began_s
        return self

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.lines.append(line.rstrip())
                if found := re.match(r"ready: .* at (\S+) ", line):
                    self.url = found[1]

    def stop(self) -> int:
        """A clean stop -> exit code. It may be started again."""
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

    def __enter__(self) -> "System":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.desk.close()

    @property
    def api(self) -> ApiClient:
        """A client of its own."""
        return ApiClient(self.url, self.key)

    def database(self) -> Database:
        """The system's ClickHouse, asked directly."""
        found = self.children()["clickhouse"].cmdline()
        port = found[found.index("--port") + 1]
        password = secret_in(self.data, "clickhouse.secret")
        return Database(f"clickhouse://rumor:{password}@127.0.0.1:{port}/rumor")

    def children(self) -> dict[str, psutil.Process]:
        """The running processes by step."""
        if self.process is None:
            return {}
        found = {_step_of(child): child for child in psutil.Process(self.process.pid).children()}
        return {name: found[name] for name in STEPS if name in found}

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
                pass  # it ended between the look and the blow
        self.process.wait()
        time.sleep(0.3)  # the children are not ours to wait for; their ports and locks go with them

    def stored(self) -> int:
        """Reports in ClickHouse, counted once each."""
        return int(self.database().execute("SELECT count() FROM sightings FINAL")[0][0])

    def settle(self, accepted: int, within_s: float = 120.0) -> None:
        """Waits until so many reports are stored and counted in the spread."""

        def settled() -> bool:
            try:
                base = self.database()
                done = counted(base, accepted)
                base.close()
            except Exception:
                return False  # killed a moment ago, or not migrated yet
            return done

        wait(settled, within_s, f"not {accepted} reports stored and counted", every_s=0.5)


@contextmanager
def temporary(**environment: str) -> Iterator[System]:
    """A running system in a folder that goes with it, for what is no test."""
    with tempfile.TemporaryDirectory() as folder, System(Path(folder)) as system:
        yield system.start(**environment)


def _step_of(child: psutil.Process) -> str:
    """Which step a child of the supervisor is; empty where it is none, or is gone."""
    try:
        command = child.cmdline()
    except psutil.NoSuchProcess:
        return ""
    if "deploy.embedded.clickhouse.server" in command:
        return "clickhouse"
    return command[-1] if command else ""
