"""A real Apache Kafka (KRaft mode, no container) on loopback, for tests and benchmarks. Needs Java
17 and Maven; the jars (43 MB) are fetched once.

In: a number of nodes. Out: brokers that can be stopped, killed and started again on the same ports
and data.
"""

import atexit
import base64
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from tests.support.ports import free_port
from tests.support.waiting import wait

VERSION = "4.4.0"
USER = "rumor"
KEYSTORE_PASSWORD = "a store of the tests"
POM = Path(__file__).with_name("pom.xml")
MISSING = "a real Kafka broker needs `java` and `mvn`, which this machine lacks"
JVM = (  # a quick start and little memory: these brokers live for minutes
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
    "group.min.session.timeout.ms": 1_000,
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
    home = Path.home() / ".cache" / "rumor-tracker-tests"
    cache = Path(os.environ.get("RUMOR_TEST_KAFKA_CACHE", home))
    folder = cache / f"kafka-{VERSION}"
    done = folder / "complete"  # a fetch that was broken off leaves the folder without it
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            _fetch(folder)
            done.touch()
    return folder


def _fetch(folder: Path) -> None:
    options = [
        f"-Dkafka.version={VERSION}",
        "-DincludeScope=runtime",
        f"-DoutputDirectory={folder}",
    ]
    maven = ["mvn", "-q", "-B", "-f", str(POM), *options, "dependency:copy-dependencies"]
    subprocess.run(maven, check=True, timeout=600)


class Brokers:
    """One or more nodes, each broker and controller in one.

    With a password, clients must log in as `rumor` (SASL PLAIN), over TLS.
    """

    def __init__(self, nodes: int = 1, *, password: str = "") -> None:
        self.password = password
        self.folder = Path(tempfile.mkdtemp(prefix="rumor-kafka-"))
        self.jars = jars()
        self.ports = [(free_port(), free_port()) for _ in range(nodes)]  # clients, controllers
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        (self.folder / "log4j2.properties").write_text(LOG4J)
        if password:
            self._make_certificate()
        self._format()
        atexit.register(self.close)

    def _format(self) -> None:
        """Writes each node's settings, and makes the storage of all one cluster's."""
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        cluster = cluster.replace(
            "-", "A"
        )  # one that begins with a dash would be read as an option
        for node in range(len(self.ports)):
            settings = self._settings(node).items()
            properties = self._properties(node)
            properties.write_text("".join(f"{key}={value}\n" for key, value in settings))
            tool = ("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties))
            subprocess.run(self._java("128m", *tool), check=True, capture_output=True)

    @property
    def url(self) -> str:
        """For RUMOR_LOG_URL."""
        hosts = ",".join(self.servers)
        if self.password:
            return f"kafkas://{USER}:{self.password}@{hosts}?ca={self.folder}/ca.pem"
        return f"kafka://{hosts}"

    @property
    def servers(self) -> list[str]:
        """host:port of every node."""
        return [f"127.0.0.1:{port}" for port, _ in self.ports]

    def start(self, *nodes: int, within_s: float = 180.0) -> "Brokers":
        """Starts all or some nodes and waits until they serve."""
        chosen = nodes or tuple(range(len(self.ports)))
        marks = {node: self._start(node) for node in chosen}
        for node, mark in marks.items():
            self._wait_ready(node, mark, within_s)
        return self

    def _start(self, node: int) -> int:
        """Starts a node -> where in its log it began."""
        with open(self._log(node), "ab") as out:
            mark = out.tell()
            self.processes[node] = subprocess.Popen(
                self._java("256m", "kafka.Kafka", str(self._properties(node))),
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        return mark

    def _wait_ready(self, node: int, mark: int, within_s: float) -> None:
        deadline = time.monotonic() + within_s
        while b"Kafka Server started" not in self._log(node).read_bytes()[mark:]:
            if self.processes[node].poll() is not None or time.monotonic() > deadline:
                said = self._log(node).read_text()[-3_000:]
                raise RuntimeError(f"broker {node} did not start:\n{said}")
            time.sleep(0.05)

    def end(self, node: int, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends one node: kill -9, or a clean stop with SIGTERM."""
        process = self.processes.pop(node, None)
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def wipe(self) -> None:
        """Deletes all topics and groups, so that the next test begins with an empty log."""
        from kafka import (
            KafkaAdminClient,
        )  # late: most runs and most users of MISSING need no Kafka

        admin = KafkaAdminClient(bootstrap_servers=self.servers)
        if groups := [group["group_id"] for group in admin.list_groups()]:
            admin.delete_groups(groups)
        names = {topic["name"] for topic in admin.describe_topics() if not topic["is_internal"]}
        if names:
            admin.delete_topics(list(names))
            gone = "the topics are not deleted"
            wait(lambda: not names & set(admin.list_topics()), 60, gone, every_s=0.05)
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
        """The properties of a node."""
        broker, controller = self.ports[node]
        voters = [f"{n + 1}@127.0.0.1:{port}" for n, (_, port) in enumerate(self.ports)]
        listener = "SASL_SSL" if self.password else "PLAINTEXT"
        copies = min(3, len(self.ports))
        agree = 2 if copies > 2 else 1
        return {
            "process.roles": "broker,controller",
            "node.id": node + 1,
            "controller.listener.names": "CONTROLLER",
            "controller.quorum.voters": ",".join(voters),
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
            **(self._secured() if self.password else {}),
        }

    def _secured(self) -> dict[str, object]:
        """The properties of a login over TLS."""
        users = f'user_admin="admin" user_{USER}="{self.password}"'
        module = "org.apache.kafka.common.security.plain.PlainLoginModule"
        store = self.folder / "broker.p12"
        return {
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
            "inter.broker.listener.name": "SASL_SSL",
            "sasl.enabled.mechanisms": "PLAIN",
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "listener.name.sasl_ssl.plain.sasl.jaas.config": (
                f'{module} required username="admin" password="admin" {users};'
            ),
            "ssl.keystore.location": store,
            "ssl.keystore.password": KEYSTORE_PASSWORD,
            "ssl.keystore.type": "PKCS12",
            "ssl.truststore.location": store,
            "ssl.truststore.password": KEYSTORE_PASSWORD,
            "ssl.truststore.type": "PKCS12",
        }

    def _make_certificate(self) -> None:
        """A key that signs itself: the broker's certificate and the authority clients trust."""
        keystore = str(self.folder / "broker.p12")
        store = ["-alias", "broker", "-keystore", keystore, "-storepass", KEYSTORE_PASSWORD]
        named = ["-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1"]
        make = ["-genkeypair", *store, "-storetype", "PKCS12", "-keyalg", "RSA", *named]
        show = ["-exportcert", "-rfc", *store, "-file", str(self.folder / "ca.pem")]
        for arguments in (make, show):
            subprocess.run(["keytool", *arguments], check=True, capture_output=True)

    def _java(self, heap: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.folder}/log4j2.properties"
        return ["java", f"-Xmx{heap}", *JVM, logging, "-cp", f"{self.jars}/*", *arguments]

    def _properties(self, node: int) -> Path:
        return self.folder / f"server{node}.properties"

    def _log(self, node: int) -> Path:
        return self.folder / f"broker{node}.log"
