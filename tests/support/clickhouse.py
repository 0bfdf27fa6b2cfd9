"""The embedded ClickHouse as a process of its own, with users rumor and grafana (may only read)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.cli import environment

PASSWORD = "secret"
READER_PASSWORD = "readonly"
PASSWORDS = {
    "EMBEDDED_CLICKHOUSE_PASSWORD": PASSWORD,
    "EMBEDDED_CLICKHOUSE_READER_PASSWORD": READER_PASSWORD,
}


@dataclass(frozen=True)
class ClickHouse:
    """A listening engine."""

    port: int

    def url(self, database: str = "rumor") -> str:
        """For who may do everything."""
        return f"clickhouse://rumor:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def reader_url(self, database: str = "rumor") -> str:
        """For Grafana's user."""
        return f"clickhouse://grafana:{READER_PASSWORD}@127.0.0.1:{self.port}/{database}"


def server_command(folder: str, port: int = 0) -> list[str]:
    """The command line of the server; port 0 takes any and says which."""
    module = "deploy.embedded.clickhouse.server"
    return [sys.executable, "-m", module, folder, "--port", str(port)]


@contextmanager
def listening(folder: str = ":memory:") -> Iterator[ClickHouse]:
    """A server for as long as the block lasts."""
    env = environment(PASSWORDS)
    command = server_command(folder)
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield ClickHouse(int(process.stdout.readline().rpartition(":")[2]))
        finally:
            process.terminate()
