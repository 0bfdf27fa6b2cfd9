"""A cluster on one machine: every process on its own, as an orchestrator would run them.

In: a log URL. Out: processes that can be killed, frozen and started again.
"""

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.demo import scenario
from streams.client import ApiClient
from streams.store.database import Database
from tests.support import cli, clickhouse, configs
from tests.support.desk import Desk
from tests.support.ports import free_port
from tests.support.waiting import wait

# their lanes lie in all four partitions
TENANTS = ("main", "north", "south", "east", "west", "delta")


class Cluster:
    """Processes by name: clickhouse, intake, store-0, worker-0, worker-1 ..."""

    def __init__(self, folder: Path, log_url: str) -> None:
        self.folder = folder
        self.log_url = log_url
        self.desk = Desk()
        self.works_in = folder / "cwd"  # stays empty: in a container it is read-only
        self.works_in.mkdir()
        self.keys: dict[str, str] = {}
        self.accepted: set[str] = set()  # report ids
        # One stream for all loads that it is put under. Its rumors surge once: with other ones for
        # every load there would be thousands of alerts, and nobody looks at them.
        self.reports = scenario.load(1, rumors=30)
        self.marks: dict[str, int] = {}  # where in its log a process was last started
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.clickhouse = clickhouse.ClickHouse(free_port())
        self.http_port = free_port()
        self.environment = cli.environment(
            clickhouse.PASSWORDS,
            RUMOR_DATA_DIR=str(folder / "data"),
            RUMOR_LOG_URL=log_url,
            RUMOR_CLICKHOUSE_URL=self.clickhouse.url(),
            RUMOR_CONFIG=str(self._config()),
            RUMOR_HTTP_PORT=str(self.http_port),
            RUMOR_REPORTER_SECRET="one secret for all",
        )

    def _config(self) -> Path:
        """A key and a receiver for each tenant."""
        blocks = []
        for tenant in TENANTS:
            self.keys[tenant], key = configs.key(f"app-{tenant}", tenant=tenant)
            blocks += [key, configs.receiver(self.desk.url, tenant=tenant, min_level="watch")]
        return configs.write(self.folder / "c.toml", *blocks)

    def up(self, *names: str) -> "Cluster":
        """Topics, tables, then the processes named."""
        self.start("clickhouse", wait_for_it=False)
        self.command("topics", "apply")
        self.wait_ready("clickhouse")
        self.command("migrate")
        for name in names:
            self.start(name, wait_for_it=False)
        for name in names:
            self.wait_ready(name)
        return self

    def run(self, *words: str, **environment: str) -> cli.Done:
        """A command that ends by itself, whatever comes of it."""
        return cli.run(*words, env=self.environment, **environment)

    def command(self, *words: str) -> None:
        """A command that must succeed."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr

    def start(self, name: str, *, wait_for_it: bool = True, **environment: str) -> None:
        """Starts one process."""
        kind, _, slot = name.partition("-")
        folder = str(self.folder / "clickhouse")
        command = (
            clickhouse.server_command(folder, self.clickhouse.port)
            if kind == "clickhouse"
            else cli.command(kind)
        )
        with open(self.log_of(name), "ab") as out:
            self.marks[name] = out.tell()
            env = self.environment | {"RUMOR_WORKER_SLOT": slot or "0"} | environment
            self.processes[name] = subprocess.Popen(
                command, env=env, stdout=out, stderr=subprocess.STDOUT, cwd=self.works_in
            )
        if wait_for_it:
            self.wait_ready(name)

    def wait_ready(self, name: str, within_s: float = 180.0) -> None:
        """Returns once the process says so."""
        kind = name.partition("-")[0]
        line = b"clickhouse " if kind == "clickhouse" else b"ready " + kind.encode()
        wait(lambda: line in self.since_start(name), within_s, f"{name} is not ready", every_s=0.05)

    def since_start(self, name: str) -> bytes:
        """What a process has said since it was last started."""
        return self.log_of(name).read_bytes()[self.marks[name] :]

    def log_of(self, name: str) -> Path:
        """The file with all that a process has ever said."""
        return self.folder / f"{name}.log"

    def end(self, name: str, how: signal.Signals = signal.SIGKILL) -> int:
        """kill -9 of one process, or a clean stop -> its exit code."""
        process = self.processes.pop(name)
        process.send_signal(how)
        return process.wait(30)

    @contextmanager
    def orchestrated(self) -> Iterator[None]:
        """Starts again whatever ends by itself, as compose or Kubernetes would."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.3):
                for name, process in list(self.processes.items()):
                    if process.poll() is not None:
                        self.start(name, wait_for_it=False)

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        yield
        stop.set()
        thread.join()

    def close(self) -> None:
        """Ends everything."""
        for name in list(self.processes):
            self.end(name)
        self.desk.close()
        assert not list(self.works_in.iterdir()), "a process wrote into its working directory"

    def api(self, tenant: str) -> ApiClient:
        """A client of a tenant's app."""
        return ApiClient(f"http://127.0.0.1:{self.http_port}", self.keys[tenant])

    def database(self) -> Database:
        """ClickHouse, asked directly."""
        return Database(self.clickhouse.url(), threads=1)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
