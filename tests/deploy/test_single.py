"""One machine: what it holds alone, where its embedded engines are, and what is refused."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from deploy.cli.main import main
from deploy.embedded.clickhouse.users import PASSWORDS
from deploy.embedded.log.locks import group_lock
from deploy.single import engines
from deploy.single.claims import TAKEN_FOR_S, Taken, free_port, hold, is_held, patiently
from streams import starting
from streams.clock import SettableClock
from streams.config.secrets import secret_in
from streams.config.settings import Settings, SettingsError, load
from tests.support import cli


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_a_data_directory_is_one_process_alone_and_free_again_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with hold(folder):
        with pytest.raises(Taken, match=r"in use by another rumor-tracker: .*RUMOR_DATA_DIR"):
            hold(folder)
        with hold(tmp_path / "other"):
            pass
    with hold(folder):
        pass
    assert folder.stat().st_mode & 0o077 == 0


def test_whether_up_runs_is_asked_without_leaving_a_trace(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert not is_held(folder)
    assert not folder.exists()
    with hold(folder):
        assert is_held(folder)
    assert not is_held(folder)


@pytest.mark.parametrize("command", ["worker", "store"])
def test_a_second_process_of_a_group_is_refused_in_one_line(tmp_path: Path, command: str) -> None:
    env = {"RUMOR_DATA_DIR": str(tmp_path), "RUMOR_CLICKHOUSE_URL": "clickhouse://127.0.0.1:9/r"}
    asyncio.run(starting.apply_topics(load(env)))
    first = group_lock(str(tmp_path / "log.db"), f"rumor-{command}")
    assert first.taken()
    second = cli.run(command, env=env)
    first.close()
    assert f"another process of group rumor-{command} is using" in cli.refusal(second)
    assert "Traceback" not in second.stderr


def test_a_free_port_can_be_used_and_0_is_any(taken_port: int) -> None:
    port = free_port("127.0.0.1", 0)
    assert port
    assert free_port("127.0.0.1", port) == port
    with pytest.raises(Taken, match=f"127.0.0.1:{taken_port} cannot be used .*RUMOR_HTTP_PORT"):
        free_port("127.0.0.1", taken_port)


def test_what_is_taken_is_tried_again_for_a_moment() -> None:
    clock = SettableClock()
    tries: list[float] = []

    def third_time() -> str:
        tries.append(clock.monotonic_s())
        if len(tries) < 3:
            raise Taken("not yet")
        return "held"

    def never() -> str:
        raise Taken("never")

    assert patiently(third_time, clock, clock.move) == "held"
    assert tries == pytest.approx([0, 0.1, 0.2])
    with pytest.raises(Taken, match="never"):
        patiently(never, clock, clock.move)
    assert clock.monotonic_s() == pytest.approx(0.2 + TAKEN_FOR_S, abs=0.11)


def test_a_defect_is_not_taken_for_something_taken() -> None:
    clock = SettableClock()

    def broken() -> str:
        raise ValueError("a defect")

    with pytest.raises(ValueError, match="a defect"):
        patiently(broken, clock, clock.move)
    assert clock.monotonic_s() == 0


# Where the engines are


def test_a_taken_clickhouse_port_is_told_as_such(tmp_path: Path, taken_port: int) -> None:
    done = CliRunner().invoke(
        main,
        ["up"],
        env={
            "RUMOR_DATA_DIR": str(tmp_path),
            "RUMOR_HTTP_PORT": "0",
            "RUMOR_CLICKHOUSE_PORT": str(taken_port),
        },
    )
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{taken_port}" in done.stderr
    assert "RUMOR_CLICKHOUSE_PORT" in done.stderr
    assert "RUMOR_HTTP_PORT" not in done.stderr


def test_a_taken_http_port_is_told_as_such(tmp_path: Path, taken_port: int) -> None:
    env = {"RUMOR_DATA_DIR": str(tmp_path), "RUMOR_HTTP_PORT": str(taken_port)}
    done = CliRunner().invoke(main, ["up"], env=env)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "RUMOR_HTTP_PORT" in done.stderr


def test_the_embedded_engine_has_a_user_for_us_and_one_that_only_reads(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    url = urlsplit(engines.clickhouse_url(settings))
    assert (url.username, url.hostname, url.path) == ("rumor", "127.0.0.1", "/rumor")
    child = engines.clickhouse(settings, url.geturl())
    assert child.command[-2:] == ["--port", str(url.port)]
    assert set(child.environment) == set(PASSWORDS)
    assert child.environment["EMBEDDED_CLICKHOUSE_PASSWORD"] == url.password
    assert not any(password in child.command for password in child.environment.values())
    reader = urlsplit(engines.reader_url(settings))
    assert (reader.username, reader.port) == ("grafana", url.port)
    assert reader.password == child.environment["EMBEDDED_CLICKHOUSE_READER_PASSWORD"]
    assert reader.password != url.password


def test_a_clickhouse_that_is_set_is_taken_and_nothing_is_made(tmp_path: Path) -> None:
    given = "clickhouse://a:b@h:1/r"
    settings = load({"RUMOR_DATA_DIR": str(tmp_path), "RUMOR_CLICKHOUSE_URL": given})
    assert engines.clickhouse_url(settings) == given
    assert engines.reader_url(settings) == given
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [None, "", "no port"])
def test_without_a_running_engine_there_is_nobody_to_ask(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / engines.PORT_FILE).write_text(content)
    with pytest.raises(SettingsError, match=r"no ClickHouse in .*RUMOR_CLICKHOUSE_URL"):
        engines.reader_url(Settings(data_dir=tmp_path))


def test_only_our_own_log_is_kept_in_order_by_us(tmp_path: Path) -> None:
    made = engines.log_maintenance(Settings(data_dir=tmp_path))
    assert made is not None
    assert set(made.readers["rumor.alerts.v1"]) == {"rumor-worker", "rumor-store"}
    assert made.readers["rumor.sessions.v1"] == []
    assert engines.log_maintenance(load({"RUMOR_LOG_URL": "kafka://127.0.0.1:9"})) is None


def test_names_of_secrets_never_change(tmp_path: Path) -> None:
    # They lie in people's data directories: under another name a new one would be made.
    engines.clickhouse_environment(Settings(data_dir=tmp_path))
    secret_in(tmp_path, "reporter.secret")
    assert sorted(os.listdir(tmp_path)) == [
        "clickhouse-reader.secret",
        "clickhouse.secret",
        "reporter.secret",
    ]


def test_a_port_of_a_process_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    """By every command that is given beside `up`; one that is started anew just now is waited for
    where it is asked.
    """
    (tmp_path / engines.PORT_FILE).write_text(str(free_port("127.0.0.1", 0)))
    for words in (["forget", "--reporter", "a"], ["dashboards", "check"]):
        said = cli.refusal(cli.run(*words, env={"RUMOR_DATA_DIR": str(tmp_path)}))
        assert f"ClickHouse in {tmp_path} is stopped" in said
        assert said.endswith("start `rumor-tracker up` there")
    with hold(tmp_path):
        assert engines.running_url(Settings(data_dir=tmp_path))
