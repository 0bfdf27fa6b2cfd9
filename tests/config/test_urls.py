"""URLs with passwords in right and wrong places: never shown, and refused where nobody looks."""

import pytest

from streams.config.settings import SettingsError, load
from streams.config.urls import fault_of, masked_url
from tests.support.cli import invoke

# What may be set, as it is shown.
RIGHT = [
    ("kafka://h:1", "kafka://h:1"),
    ("kafka://a:1,b:2", "kafka://a:1,b:2"),
    ("kafka://u:p@h:1/?x=y", "kafka://u:***@h:1/?x=y"),
    (
        "kafka://u:p%2Fw@a:1,b:2?sasl=PLAIN&ca=/a/b.pem",
        "kafka://u:***@a:1,b:2?sasl=PLAIN&ca=/a/b.pem",
    ),
    ("clickhouse://u:p%40ss@h:9000/r", "clickhouse://u:***@h:9000/r"),
    ("clickhouse://u:p@ss@h:9000/r", "clickhouse://u:***@h:9000/r"),
    ("kafka://[::1]:9092,[::2]", "kafka://[::1]:9092,[::2]"),
    ("clickhouse://u@h/r", "clickhouse://u@h/r"),
    ("https://desk.example/teams/@north", "https://***@north"),
    ("sqlite:///srv/a@b/log.db", "sqlite:///srv/a@b/log.db"),
]
# What is refused, as it is shown all the same: "p4ss" and "w0rd" are the secret.
WRONG = [
    ("kafka://u:p4ss/w0rd@h:1", "kafka://***@h:1"),
    ("kafka://u:p4ss#w0rd@h:1", "kafka://***@h:1"),
    ("kafka://u:p4ss?w0rd@h:1", "kafka://***@h:1"),
    ("kafka://u:p4ss@x/w0rd@h:1", "kafka://***@h:1"),
    ("clickhouse://u:p4ss/w0rd@h:9000/rumor", "clickhouse://***@h:9000/rumor"),
    ("clickhouse://h/r?user=u&password=p4ss", "clickhouse://h/r?user=u&password=***"),
    ("clickhouse://h/r?PASSWD=p4ss#w0rd", "clickhouse://h/r?PASSWD=***"),
    ("clickhouse://h/r#x=1?api_key=p4ss@w0rd", "clickhouse://h/r#x=1?api_key=***"),
    ("kafka://h:1?sasl.password=p4ss&x=y", "kafka://h:1?sasl.password=***&x=y"),
]
VARIABLES = ("RUMOR_LOG_URL", "RUMOR_CLICKHOUSE_URL", "RUMOR_GRAFANA_CLICKHOUSE_URL")


@pytest.mark.parametrize(("url", "shown"), RIGHT)
def test_a_password_is_masked_and_nothing_else_is_wrong(url: str, shown: str) -> None:
    assert masked_url(url) == shown
    assert fault_of(url) == ""


@pytest.mark.parametrize(("url", "shown"), WRONG)
@pytest.mark.parametrize("variable", VARIABLES)
def test_a_password_that_would_be_taken_for_something_else_is_refused(
    url: str, shown: str, variable: str
) -> None:
    assert masked_url(url) == shown
    with pytest.raises(SettingsError) as caught:
        load({variable: url})
    said = str(caught.value)
    assert said.startswith(f"{variable} has ")
    assert "p4ss" not in said
    assert "w0rd" not in said
    assert "\n" not in said


@pytest.mark.parametrize("url", ["u:p4ss@h:1", "p4ss@h", "u:p4ss/w0rd@h"])
def test_what_has_no_scheme_is_masked_too(url: str) -> None:
    assert masked_url(url).startswith("***@h")


@pytest.mark.parametrize("url", ["kafka://u:p4ss[w0rd@h:1", "kafka://u:p4ss\u2100w0rd@h:1"])
def test_what_is_no_url_at_all_is_refused_without_it(url: str) -> None:
    with pytest.raises(SettingsError, match="RUMOR_LOG_URL is no URL") as caught:
        load({"RUMOR_LOG_URL": url})
    assert "p4ss" not in str(caught.value)


@pytest.mark.parametrize("command", [["settings"], ["topics", "plan"], ["topics", "apply"]])
@pytest.mark.parametrize(
    "url",
    ["kafka://u:p4ss/w0rd@h:1", "kafka://u:p4ss#w0rd@h:1", "kafka://u:p4ss", "kafka://h:p4ss,b:1"],
)
def test_commands_refuse_it_in_one_line(command: list[str], url: str) -> None:
    failed = invoke(*command, RUMOR_LOG_URL=url)
    assert failed.exit_code == 1
    assert failed.output.startswith("rumor-tracker: RUMOR_LOG_URL")
    assert failed.output.count("\n") == 1
    assert "p4ss" not in failed.output
    assert "w0rd" not in failed.output
    assert isinstance(failed.exception, SystemExit)


@pytest.mark.parametrize("length", [1_000, 10_000])
def test_a_long_url_is_shown_in_time(length: int) -> None:
    for piece in ("pass", "?", "&", "@", "key=", "#/"):
        masked_url("kafka://" + piece * length)
