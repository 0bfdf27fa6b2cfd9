"""Settings: from the environment or a file, with their source, and no secret shown."""

from dataclasses import fields
from pathlib import Path

import pytest

from streams.config import settings
from streams.config.secrets import reporter_key
from streams.config.settings import PREFIX, Settings, described, load


def test_settings_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret of enough letters\n")
    made = settings.load(
        {
            "RUMOR_HTTP_PORT": "0",
            "RUMOR_REPORTER_SECRET_FILE": str(secret),
            "RUMOR_CLICKHOUSE_URL": "clickhouse://u:pw@h/r",
        }
    )
    assert made.http_port == 0
    assert (
        reporter_key(made, log_is_shared=False, log_is_used=lambda: False)
        == b"a secret of enough letters"
    )
    shown = {row[0]: row for row in settings.described(made)}
    assert shown["RUMOR_REPORTER_SECRET"][1:] == ("***", "RUMOR_REPORTER_SECRET_FILE")
    assert "pw" not in shown["RUMOR_CLICKHOUSE_URL"][1]
    assert shown["RUMOR_DATA_DIR"][2] == "default"


def test_an_empty_file_of_a_setting_is_no_default(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("\n")
    with pytest.raises(settings.SettingsError, match=r"RUMOR_LOG_URL_FILE: .* is empty"):
        settings.load({"RUMOR_LOG_URL_FILE": str(tmp_path / "url")})


@pytest.mark.parametrize(
    "environ",
    [
        {"RUMOR_HTTP_PORT": "x"},
        {"RUMOR_HTTP_PORT": "65536"},
        {"RUMOR_METRICS_PORT": "-1"},
        {"RUMOR_LANE_PARTITIONS": "0"},
        {"RUMOR_WORKER_SLOT": "-1"},
        {"RUMOR_CLICKHOUSE_URL": "http://h:8123/r"},
        {"RUMOR_CLICKHOUSE_URL": "clickhouse://u:hush@h:99999/r"},
        {"RUMOR_CLICKHOUSE_URL": "clickhouse://"},
        {"RUMOR_CLICKHOUSE_URL": "clickhouse://[h"},
        {"RUMOR_PUBLIC_URL": "desk.example"},
        {"RUMOR_REPORTER_SECRET_FILE": "/nowhere"},
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(settings.SettingsError, match=next(iter(environ))) as caught:
        settings.load(environ)
    assert "hush" not in str(caught.value)


def test_every_whole_number_has_bounds_and_its_default_lies_within() -> None:
    whole = {field.name: field.default for field in fields(Settings) if field.type is int}
    assert set(whole) == set(settings.BOUNDS)
    for name, default in whole.items():
        least, most = settings.BOUNDS[name]
        assert isinstance(default, int)
        assert least <= default <= most


def test_every_setting_is_described_once_and_none_is_forgotten() -> None:
    names = [name for name, _, _ in described(load({}))]
    assert names == [PREFIX + field.name.upper() for field in fields(Settings)][:-1]
    assert len(names) == 18


def test_no_secret_is_shown_in_any_form() -> None:
    given = {
        "RUMOR_KEY": "rk_hush",
        "RUMOR_REPORTER_SECRET": "hush hush hush hush",
        "RUMOR_GRAFANA_TOKEN": "hush",
        "RUMOR_LOG_URL": "kafka://u:hush@h:1",
        "RUMOR_GRAFANA_CLICKHOUSE_URL": "clickhouse://u:hush@h:1/r",
    }
    shown = {name: value for name, value, _ in described(load(given))}
    assert "hush" not in str(shown)
    assert shown["RUMOR_KEY"] == "***"
    assert {value for name, value, _ in described(load({})) if name == "RUMOR_KEY"} == {""}


def test_the_key_of_the_command_line_is_a_setting_like_the_others(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("rk_one\n")
    assert load({"RUMOR_KEY": "rk_two"}).key == "rk_two"
    assert load({"RUMOR_KEY": "rk_two", "RUMOR_KEY_FILE": str(tmp_path / "key")}).key == "rk_one"


def test_an_empty_variable_is_none() -> None:
    assert load({"RUMOR_HTTP_PORT": "", "RUMOR_CONFIG": ""}) == load({})


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)][:-1])
def test_blanks_around_a_setting_are_none_of_it(name: str, tmp_path: Path) -> None:
    variable = PREFIX + name.upper()
    assert (load({variable: " \t\n"}) == load({})) is (name not in settings.SECRETS)
    assert load({variable + "_FILE": " "}) == load({})
    value = "1" if name in settings.BOUNDS else "clickhouse://h" if "clickhouse" in name else "x"
    value = {"public_url": "http://h", "grafana_url": "http://h", "log_url": "kafka://h:1"}.get(
        name, "512" if name == "worker_memory_mib" else value
    )
    assert load({variable: f" {value}\n"}) == load({variable: value})
    assert load({variable: value}) != load({})
    (tmp_path / "value").write_text(value)
    file = str(tmp_path / "value")
    assert load({variable + "_FILE": f" {file} "}) == load({variable + "_FILE": file})


def test_a_config_file_is_given_only_by_somebody() -> None:
    assert not load({}).config_given
    assert load({"RUMOR_CONFIG": "rumor-tracker.toml"}).config_given


def test_the_log_is_in_the_data_directory_unless_it_is_set(tmp_path: Path) -> None:
    assert load({"RUMOR_DATA_DIR": str(tmp_path)}).log.endswith(f"{tmp_path}/log.db")
    assert load({"RUMOR_LOG_URL": "kafka://h:1"}).log == "kafka://h:1"
    braces = tmp_path / "{folder}"
    assert load({"RUMOR_DATA_DIR": str(braces)}).log.endswith(f"{braces}/log.db")


def test_links_have_no_slash_at_their_end() -> None:
    assert load({"RUMOR_PUBLIC_URL": "https://rumors.example/"}).links == "https://rumors.example"
    assert load({"RUMOR_HTTP_PORT": "8081"}).links == "http://127.0.0.1:8081"


def test_a_budget_that_holds_no_worker_is_refused() -> None:
    assert settings.load({"RUMOR_WORKER_MEMORY_MIB": "0"}).worker_memory_mib == 0
    assert settings.load({"RUMOR_WORKER_MEMORY_MIB": "320"}).worker_memory_mib == 320
    with pytest.raises(settings.SettingsError, match="RUMOR_WORKER_MEMORY_MIB must be 320 or more"):
        settings.load({"RUMOR_WORKER_MEMORY_MIB": "100"})
