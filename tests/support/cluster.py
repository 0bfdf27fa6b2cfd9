"""A cluster on one machine: every process on its own, as an orchestrator would run them, and a load
that knows what must come out.

In: a log URL. Out: processes that can be killed, frozen and started again; reports sent until
accepted; a verdict over what is in ClickHouse and what the receivers heard.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.demo import scenario
from streams.client import ApiClient, ApiError
from streams.config.keys import key_block, new_key
from streams.store.database import Database
from tests.support.broker import _port
from tests.support.inbox import RefusingInbox
from tests.support.system import SECRET, wait

TENANTS = (
    "main",
    "north",
    "south",
    "east",
    "west",
    "delta",
)  # their lanes lie in all four partitions
SURGE_REPORTS, SURGE_EVERY_S, BATCH, BATCHES_PER_S = 40, 1.5, 20, 20


class Cluster:
    """Processes by name: clickhouse, intake, store-0, worker-0, worker-1 ..."""

    def __init__(self, folder: Path, log_url: str) -> None:
        self.folder, self.log_url, self.inbox = folder, log_url, RefusingInbox()
        self.works_in = folder / "cwd"  # stays empty: in a container it is read-only
        self.works_in.mkdir()
        self.keys: dict[str, str] = {}
        self.accepted: set[str] = set()  # report ids
        self.marks: dict[str, int] = {}
        blocks = []
        for tenant in TENANTS:
            self.keys[tenant], hashed = new_key()
            blocks.append(
                key_block(
                    f"app-{tenant}", tenant, ("report", "read", "curate", "admin"), hashed, None
                )
            )
            receiver = f'name = "desk"\ntenant = "{tenant}"\nurl = "{self.inbox.url}"\nsecret = "{SECRET}"\nmin_level = "watch"\nallow_private = true\n'
            blocks.append(f"\n[[receivers]]\n{receiver}")
        (folder / "c.toml").write_text("".join(blocks))
        self.clickhouse_port, self.http_port = _port(), _port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.clickhouse_url = f"clickhouse://rumor:secret@127.0.0.1:{self.clickhouse_port}/rumor"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("RUMOR_")} | {
            "RUMOR_DATA_DIR": str(folder / "data"),
            "RUMOR_LOG_URL": log_url,
            "RUMOR_CLICKHOUSE_URL": self.clickhouse_url,
            "RUMOR_CONFIG": str(folder / "c.toml"),
            "RUMOR_HTTP_PORT": str(self.http_port),
            "RUMOR_REPORTER_SECRET": "one secret for all",
            "EMBEDDED_CLICKHOUSE_PASSWORD": "secret",
            "EMBEDDED_CLICKHOUSE_READER_PASSWORD": "readonly",
        }

    def up(self, *names: str) -> "Cluster":
        """Topics, tables, then the processes named."""
        self.start("clickhouse")
        self.command("topics", "apply")
        self.command("migrate")
        for name in names:
            self.start(name, wait_for_it=False)
        for name in names:
            self.wait_ready(name)
        return self

    def command(self, *words: str) -> None:
        """A command that ends by itself."""
        subprocess.run(
            [sys.executable, "-m", "deploy.cli.main", *words],
            env=self.environment,
            check=True,
            capture_output=True,
        )

    def start(self, name: str, *, wait_for_it: bool = True, **environment: str) -> None:
        """Starts one process."""
        kind, _, slot = name.partition("-")
        module = [
            "deploy.embedded.clickhouse.server",
            str(self.folder / "clickhouse"),
            "--port",
            str(self.clickhouse_port),
        ]
        command = [
            sys.executable,
            "-m",
            *(module if kind == "clickhouse" else ["deploy.cli.main", kind]),
        ]
        with open(self.log_of(name), "ab") as out:
            self.marks[name] = out.tell()
            env = self.environment | {"RUMOR_WORKER_SLOT": slot or "0"} | environment
            self.processes[name] = subprocess.Popen(
                command, env=env, stdout=out, stderr=subprocess.STDOUT, cwd=self.works_in
            )
        if wait_for_it:
            self.wait_ready(name)

    def wait_ready(self, name: str, within_s: float = 60.0) -> None:
        """Returns once the process says so."""
        kind = name.partition("-")[0]
        line = b"clickhouse " if kind == "clickhouse" else b"ready " + kind.encode()
        wait(lambda: line in self.since_start(name), within_s, f"{name} is not ready", every_s=0.05)

    def since_start(self, name: str) -> bytes:
        """What a process has said since it was last started."""
        return self.log_of(name).read_bytes()[self.marks[name] :]

    def log_of(self, name: str) -> Path:
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
        assert not list(self.works_in.iterdir()), "a process wrote into its working directory"

    def api(self, tenant: str) -> ApiClient:
        """A client of a tenant's app."""
        return ApiClient(f"http://127.0.0.1:{self.http_port}", self.keys[tenant])

    def database(self) -> Database:
        """ClickHouse, asked directly."""
        return Database(self.clickhouse_url, threads=1)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Surge:
    """A hoax of the load: when its last report was accepted, and the report ids."""

    tenant: str
    text: str
    sent: int = 0
    done_at: float = 0.0


@dataclass
class Load:
    """Reports of all tenants, each batch sent until it is accepted; every second and a half another
    hoax surges.
    """

    cluster: Cluster
    surges: list[Surge] = field(default_factory=list)
    samples: list[tuple[float, int, int]] = field(default_factory=list)
    seed: int = 1
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Load":
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._feed, self._sample)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _feed(self) -> None:
        rng, reports, number = random.Random(self.seed), scenario.load(self.seed, rumors=30), 0
        began = time.monotonic()
        while not self._stop.is_set():
            if time.monotonic() - began > len(self.surges) * SURGE_EVERY_S:
                text = "号外" + "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(28))
                self.surges.append(Surge(TENANTS[len(self.surges) % len(TENANTS)], text))
            tenant = TENANTS[number % len(TENANTS)]
            batch = [next(reports) for _ in range(BATCH)]
            for surge in self.surges:
                if surge.tenant == tenant and surge.sent < SURGE_REPORTS:
                    batch += [
                        {"text": surge.text, "reporter": f"p{surge.sent + n}"} for n in range(10)
                    ]
            self._send(tenant, batch, f"{self.seed}-{number}")
            for surge in self.surges:
                if surge.tenant == tenant and surge.sent < SURGE_REPORTS:
                    surge.sent, surge.done_at = surge.sent + 10, time.time()
            number += 1
            time.sleep(
                max(0.0, began + number / BATCHES_PER_S - time.monotonic()) if number % 20 else 0.02
            )

    def _send(self, tenant: str, batch: list[dict[str, Any]], key: str) -> None:
        while True:
            try:
                self.cluster.accepted.update(
                    self.cluster.api(tenant).send_batch(
                        json.dumps(batch).encode(), repeat=key, patience_s=0
                    )["report_ids"]
                )
                return
            except ApiError as error:
                assert error.status in (0, 503), error
                time.sleep(0.2)

    def _sample(self) -> None:
        """How many reports are accepted and stored, twice a second."""
        base = self.cluster.database()
        stored = 0
        while not self._stop.wait(0.5):
            with suppress(Exception):
                stored = base.execute("SELECT count() FROM sightings FINAL")[0][0]
            self.samples.append((time.time(), len(self.cluster.accepted), stored))
        base.close()

    # -- what must hold
    # -------------------------------------------------------------------------------------------------

    def settle(self, within_s: float = 120.0) -> None:
        """Waits until everything accepted is stored and counted and every surge was told."""

        def counted() -> bool:
            with suppress(Exception):
                base = self.cluster.database()
                found = base.execute(
                    "SELECT (SELECT count() FROM sightings FINAL), (SELECT sum(reports) FROM spread_day FINAL)"
                )[0]
                base.close()
                return bool(found == (len(self.cluster.accepted), len(self.cluster.accepted)))
            return False

        wait(
            counted,
            within_s,
            f"not {len(self.cluster.accepted)} reports stored and counted",
            every_s=0.5,
        )
        wait(lambda: not self.untold(), 40, "surges were never told")

    def untold(self) -> list[str]:
        """Hoaxes sent whole of which no receiver heard."""
        told = {
            body["data"]["title"]
            for _, body in self.cluster.inbox.received
            if body["type"].startswith("alert.")
        }
        return [
            surge.text
            for surge in self.surges
            if surge.sent >= SURGE_REPORTS and surge.text not in told
        ]

    def lost_and_doubled(self) -> tuple[int, int, int]:
        """Reports accepted and not stored, stored more than once, and rumors whose spread differs
        from a recount.
        """
        base = self.cluster.database()
        rows = [str(row[0]) for row in base.execute("SELECT report_id FROM sightings FINAL")]
        wrong = 0
        for table in ("spread_minute", "spread_day"):
            wrong += base.execute(
                f"SELECT count() FROM (SELECT tenant, rumor_id, sum(reports) AS n FROM {table} FINAL GROUP BY 1, 2) AS a "
                "FULL JOIN (SELECT tenant, rumor_id, count() AS n FROM sightings FINAL GROUP BY 1, 2) AS b USING (tenant, rumor_id) WHERE a.n != b.n"
            )[0][0]
        base.close()
        assert set(rows) <= self.cluster.accepted, "something is stored that nobody sent"
        return len(self.cluster.accepted - set(rows)), len(rows) - len(set(rows)), wrong

    def told_under_two_ids(self) -> list[str]:
        """Hoaxes that were raised under two alerts, or told twice of one level under two ids."""
        alerts: dict[str, set[str]] = defaultdict(set)
        levels: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for _, body in self.cluster.inbox.received:
            data = body["data"]
            if body["type"] in ("alert.raised", "alert.escalated"):
                alerts[data["rumor_id"]].add(data["alert_id"])
                levels[data["alert_id"], data["level"], body["type"]].add(body["id"])
        return [rumor for rumor, ids in alerts.items() if len(ids) > 1] + [
            str(key) for key, ids in levels.items() if len(ids) > 1
        ]

    def longest_wait_s(self) -> float:
        """From a hoax's last report accepted until its first alert came in; 0 where the alert came
        before.
        """
        first: dict[str, float] = {}
        for at, body in self.cluster.inbox.received:
            if body["type"].startswith("alert."):
                first.setdefault(body["data"]["title"], at)
        return max(
            (
                first[s.text] - s.done_at
                for s in self.surges
                if s.text in first and s.sent >= SURGE_REPORTS
            ),
            default=0.0,
        )

    def recovered_s(self, fault_at: float) -> float:
        """From the fault until ClickHouse was, for the last time, more than three seconds behind
        what was accepted.
        """
        last = fault_at
        for at, _, stored in self.samples:
            before = max(
                (accepted for then, accepted, _ in self.samples if then <= at - 3.0), default=0
            )
            if at > fault_at and stored < before:
                last = at
        return last - fault_at
