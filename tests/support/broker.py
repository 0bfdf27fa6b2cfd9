"""A real Apache Kafka (KRaft mode, no container) on loopback, for tests and benchmarks. Needs Java
17 and Maven; the jars (43 MB) are fetched once.

In: a number of nodes. Out: brokers that can be stopped, killed and started again on the same ports
and data.
"""

import atexit
import base64
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from kafka import KafkaAdminClient

VERSION, USER, STORE = "4.4.0", "rumor", "a store of the tests"
POM = Path(__file__).with_name("pom.xml")
MISSING = "a real Kafka broker needs `java` and `mvn`, which this machine lacks"
JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Djava.net.preferIPv4Stack=true",
)
LOG4J = """status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
logger.server.name = kafka.server
logger.server.level = info
"""
SMALL = {  # what differs from production is size and patience, not behaviour
    "group.initial.rebalance.delay.ms": 0,
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.num.partitions": 1,
    "log.cleaner.dedupe.buffer.size": 16 << 20,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    "message.max.bytes": 8 << 20,
    "replica.fetch.max.bytes": 8 << 20,
    "broker.session.timeout.ms": 2_500,
    "broker.heartbeat.interval.ms": 500,
}


def available() -> bool:
    """Whether this machine can run a broker."""
    return bool(shutil.which("java") and shutil.which("mvn"))


def jars() -> Path:
    """The folder with the jars, fetched by Maven when it is not there; one process at a time."""
    cache = Path(
        os.environ.get("RUMOR_TEST_KAFKA_CACHE", Path.home() / ".cache" / "rumor-tracker-tests")
    )
    folder, done = cache / f"kafka-{VERSION}", cache / f"kafka-{VERSION}" / "complete"
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            command = [
                "mvn",
                "-q",
                "-B",
                "-f",
                str(POM),
                f"-Dkafka.version={VERSION}",
                "-DincludeScope=runtime",
                f"-DoutputDirectory={folder}",
            ]
            subprocess.run([*command, "dependency:copy-dependencies"], check=True, timeout=600)
            done.touch()
    return folder


class Brokers:
    """One or more nodes, each broker and controller in one.

    With a password, clients must log in as `rumor` (SASL PLAIN), over TLS.
    """

    def __init__(self, nodes: int = 1, *, password: str = "") -> None:
        self.password = password
        self.folder = Path(tempfile.mkdtemp(prefix="rumor-kafka-"))
        self.jars, self.ports = jars(), [(_port(), _port()) for _ in range(nodes)]
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        (self.folder / "log4j2.properties").write_text(LOG4J)
        if password:
            self._make_certificate()
        cluster = (
            base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")
        )
        for node in range(nodes):
            self._properties(node).write_text(
                "".join(f"{key}={value}\n" for key, value in self._settings(node).items())
            )
            command = self._java(
                "128m",
                "kafka.tools.StorageTool",
                "format",
                "-t",
                cluster,
                "-c",
                str(self._properties(node)),
            )
            subprocess.run(command, check=True, capture_output=True)
        atexit.register(self.close)

    @property
    def url(self) -> str:
        """For RUMOR_LOG_URL."""
        hosts = ",".join(self.servers)
        return (
            f"kafkas://{USER}:{self.password}@{hosts}?ca={self.folder}/ca.pem"
            if self.password
            else f"kafka://{hosts}"
        )

    @property
    def servers(self) -> list[str]:
        """host:port of every node."""
        return [f"127.0.0.1:{port}" for port, _ in self.ports]

    def start(self, *nodes: int, within_s: float = 60.0) -> "Brokers":
        """Starts all or some nodes and waits until they serve."""
        chosen = nodes or tuple(range(len(self.ports)))
        marks = {
            node: self._log(node).stat().st_size if self._log(node).exists() else 0
            for node in chosen
        }
        for node in chosen:
            with open(self._log(node), "ab") as out:
                command = self._java("256m", "kafka.Kafka", str(self._properties(node)))
                self.processes[node] = subprocess.Popen(
                    command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
                )
        deadline = time.monotonic() + within_s
        for node in chosen:
            while b"Kafka Server started" not in self._log(node).read_bytes()[marks[node] :]:
                if self.processes[node].poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(
                        f"broker {node} did not start:\n{self._log(node).read_text()[-3000:]}"
                    )
                time.sleep(0.05)
        return self

    def end(self, node: int, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends one node: kill -9, or a clean stop with SIGTERM."""
        process = self.processes.pop(node, None)
        if process is not None:
            process.send_signal(how)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wipe(self) -> None:
        """Deletes all topics and groups, so that the next test begins with an empty log."""
        admin = KafkaAdminClient(bootstrap_servers=self.servers)
        if groups := [group["group_id"] for group in admin.list_groups()]:
            admin.delete_groups(groups)
        names = [topic["name"] for topic in admin.describe_topics() if not topic["is_internal"]]
        if names:
            admin.delete_topics(names)
            while set(names) & set(admin.list_topics()):
                time.sleep(0.05)
        admin.close()

    def __enter__(self) -> "Brokers":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kills everything and removes the data."""
        for node in list(self.processes):
            self.end(node)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _settings(self, node: int) -> dict[str, object]:
        broker, controller = self.ports[node]
        copies, secured = min(3, len(self.ports)), {}
        listener = "SASL_SSL" if self.password else "PLAINTEXT"
        if self.password:
            login = f'username="admin" password="admin" user_admin="admin" user_{USER}="{self.password}"'
            secured = {
                "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
                "inter.broker.listener.name": listener,
                "sasl.enabled.mechanisms": "PLAIN",
                "sasl.mechanism.inter.broker.protocol": "PLAIN",
                "listener.name.sasl_ssl.plain.sasl.jaas.config": f"org.apache.kafka.common.security.plain.PlainLoginModule required {login};",
                "ssl.keystore.location": self.folder / "broker.p12",
                "ssl.keystore.password": STORE,
                "ssl.keystore.type": "PKCS12",
                "ssl.truststore.location": self.folder / "broker.p12",
                "ssl.truststore.password": STORE,
                "ssl.truststore.type": "PKCS12",
            }
        agree = 2 if copies > 2 else 1
        return {
            "process.roles": "broker,controller",
            "node.id": node + 1,
            "controller.listener.names": "CONTROLLER",
            "controller.quorum.voters": ",".join(
                f"{n + 1}@127.0.0.1:{port}" for n, (_, port) in enumerate(self.ports)
            ),
            "listeners": f"{listener}://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"{listener}://127.0.0.1:{broker}",
            "log.dirs": self.folder / f"data{node}",
            "default.replication.factor": copies,
            "min.insync.replicas": agree,
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": agree,
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": agree,
            **SMALL,
            **secured,
        }

    def _make_certificate(self) -> None:
        """A key that signs itself:

        the broker's certificate and the authority that clients trust.
        """
        store = [
            "-alias",
            "broker",
            "-keystore",
            str(self.folder / "broker.p12"),
            "-storepass",
            STORE,
        ]
        made = [
            "keytool",
            "-genkeypair",
            *store,
            "-storetype",
            "PKCS12",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "SAN=ip:127.0.0.1",
        ]
        subprocess.run(made, check=True, capture_output=True)
        subprocess.run(
            ["keytool", "-exportcert", "-rfc", *store, "-file", str(self.folder / "ca.pem")],
            check=True,
            capture_output=True,
        )

    def _java(self, heap: str, *arguments: str) -> list[str]:
        return [
            "java",
            f"-Xmx{heap}",
            *JVM,
            f"-Dlog4j2.configurationFile={self.folder}/log4j2.properties",
            "-cp",
            f"{self.jars}/*",
            *arguments,
        ]

    def _properties(self, node: int) -> Path:
        return self.folder / f"server{node}.properties"

    def _log(self, node: int) -> Path:
        return self.folder / f"broker{node}.log"


def _port() -> int:
    """A free port below the ephemeral range:

    there, a client that retries a dead broker could connect to itself.
    """
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
