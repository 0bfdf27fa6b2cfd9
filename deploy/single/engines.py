"""The embedded engines as the processes of one machine know them: URLs, secrets, commands, and the
maintenance of the log.

In: settings. Out: the engine in the data directory, or the one that is set instead.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.embedded.clickhouse.users import PASSWORDS, READER, WRITER
from deploy.embedded.log.maintenance import Maintenance
from deploy.single.claims import free_port, is_held, listens, patiently
from deploy.single.supervisor import Child, python
from schemas.pipeline import CONSUMING
from schemas.topics import CATALOGUE
from streams.config.secrets import secret_in
from streams.config.settings import Settings, SettingsError
from streams.log import engines
from streams.parsing.numbers import integer

HOST = "127.0.0.1"  # an engine that is nobody's but ours has no business on a network
PORT_FILE = "clickhouse.port"
DATABASE = "rumor"
WRITER_SECRET = "clickhouse.secret"  # noqa: S105 - the name of its file
# People wait for the intake, for milliseconds; alerts may come a moment later, tables in a second.
NICE = 2
NICER = 5
READER_SECRET = "clickhouse-reader.secret"  # noqa: S105


def log_maintenance(settings: Settings) -> Maintenance | None:
    """The embedded log's maintenance, not started; None where the log is somebody else's."""
    if engines.shared(settings.log):
        return None
    readers: dict[str, list[str]] = {topic.name: [] for topic in CATALOGUE}
    for step in CONSUMING:
        for topic in step.reads:
            readers[topic.name].append(step.group)
    return Maintenance(unquote(urlsplit(settings.log).path), readers=readers)


def clickhouse_url(settings: Settings) -> str:
    """Where ClickHouse is; the embedded one will listen on the port that is set, else on one that
    is free now. Raises `Taken`.
    """
    if settings.clickhouse_url:
        return settings.clickhouse_url
    wanted = settings.clickhouse_port
    port = patiently(lambda: free_port(HOST, wanted, "RUMOR_CLICKHOUSE_PORT"))
    return _url(WRITER, secret_in(settings.data_dir, WRITER_SECRET), port)


def reader_url(settings: Settings) -> str:
    """ClickHouse as the read-only user of the running embedded engine sees it; the URL that is set
    where there is one. Raises `SettingsError`.
    """
    return settings.clickhouse_url or _running(settings, READER, READER_SECRET)


def running_url(settings: Settings) -> str:
    """ClickHouse as our own processes see it, for commands beside them. Raises `SettingsError`."""
    url = settings.clickhouse_url or _running(settings, WRITER, WRITER_SECRET)
    return answering(settings, url)


def _running(settings: Settings, user: str, secret: str) -> str:
    port = _port_in(settings.data_dir / PORT_FILE)
    if port is None:
        raise SettingsError(
            f"no ClickHouse in {settings.data_dir}: start `rumor-tracker up` there, "
            "set RUMOR_DATA_DIR (the demo's is demo-data), or RUMOR_CLICKHOUSE_URL"
        )
    return _url(user, secret_in(settings.data_dir, secret), port)


def _port_in(path: Path) -> int | None:
    try:
        return integer(path.read_bytes())
    except OSError:
        return None


def answering(settings: Settings, url: str) -> str:
    """A URL of these, where somebody listens. Raises `SettingsError` where it is the embedded
    engine's and the port is that of a process that is gone.
    """
    port = urlsplit(url).port or 0
    if settings.clickhouse_url or is_held(settings.data_dir) or listens(HOST, port):
        return url
    raise SettingsError(
        f"ClickHouse in {settings.data_dir} is stopped (nothing listens at {HOST}:{port}, where it "
        "was): start `rumor-tracker up` there"
    )


def clickhouse(settings: Settings, url: str) -> Child:
    """The embedded engine as a child, to listen where a URL of `clickhouse_url` says. Notes its
    port for commands that are started beside it.
    """
    port = str(urlsplit(url).port)
    (settings.data_dir / PORT_FILE).write_text(port)
    data = str(clickhouse_data(settings))
    return Child(
        name="clickhouse",
        command=python("deploy.embedded.clickhouse.server", data, "--port", port),
        environment=clickhouse_environment(settings),
        nice=NICER,
        says_ready=False,  # asked instead, by the migration: it knows no words of ours
    )


def clickhouse_data(settings: Settings) -> Path:
    """The engine's own directory; one process at a time may have it open."""
    return settings.data_dir / "clickhouse"


def clickhouse_environment(settings: Settings) -> dict[str, str]:
    """Its passwords: one for our processes, one for the read-only user."""
    # In the environment: a command line can be read by everybody on the machine.
    secrets = [secret_in(settings.data_dir, name) for name in (WRITER_SECRET, READER_SECRET)]
    return dict(zip(PASSWORDS, secrets, strict=True))


def _url(user: str, password: str, port: int) -> str:
    return f"clickhouse://{user}:{password}@{HOST}:{port}/{DATABASE}"
