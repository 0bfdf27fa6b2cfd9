"""What the outside relies on: exported schemas, the fold table, the config file of the contract, settings, events."""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path

import jsonschema
import pytest

from schemas import events
from schemas.topics import CATALOGUE, SIGHTINGS
from streams import settings
from streams.config import Config, ConfigError, ConfigFile, hash_of, key_block, line_of, new_key, parse, without_key
from streams.core.matching import TABLE
from streams.core.tables import make
from streams.edge import exporting
from streams.edge.intake.openapi import OPERATIONS

CONFIG = """
[[keys]]                       # a comment
name = "city-app"
tenant = "main"
hash = "sha256:00"
scopes = ["report", "read"]
reports_per_minute = 6000

[[receivers]]
name = "desk"
tenant = "main"
url = "https://desk.example/hooks/rumors"
kind = "standard"
secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"
events = ["alert.*", "verdict.*"]
min_level = "surge"
allow_private = false

[policy]
min_reports = 40

[policy.north]
min_factor = 5
"""


@pytest.mark.parametrize("name", sorted(exporting.files()))
def test_exported_files_are_those_of_the_code(name: str) -> None:
    assert (exporting.FOLDER / name).read_text() == exporting.files()[name], "run `make generate`"


def test_the_fold_table_is_the_one_its_script_makes() -> None:
    assert make.build() == TABLE.read_bytes()


def test_events_validate_against_their_schema() -> None:
    event = events.ReportsSighted("main/cjk", events.Source(0, 1), 5, (events.Sighting("r", "ab" * 8, "ab" * 8, "carries", 4, "app"),))
    jsonschema.validate(json.loads(SIGHTINGS.encode(event)), exporting.event_schemas() | {"$ref": "#/$defs/ReportsSighted"})


def test_every_event_is_frozen_slotted_and_on_exactly_one_topic() -> None:
    for kind in vars(events).values():
        if isinstance(kind, type) and is_dataclass(kind):
            assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
            assert hasattr(kind, "__slots__"), kind
            for field in fields(kind):
                assert not field.name.endswith(("_at", "_time")), f"{kind.__name__}.{field.name}: times end in _ms"
    assert sorted(t.event.__name__ for t in CATALOGUE) == sorted(kind.__name__ for kind in events.ALL)


def test_the_contract_names_are_routes() -> None:
    routes = {(o.method, o.path, o.scope) for o in OPERATIONS}
    assert {
        ("POST", "/v1/reports", "report"), ("POST", "/v1/reports/batch", "report"), ("GET", "/v1/reports/{report_id}", "read"),
        ("GET", "/v1/rumors", "read"), ("GET", "/v1/rumors/{rumor_id}", "read"), ("GET", "/v1/rumors/{rumor_id}/variants", "read"),
        ("GET", "/v1/rumors/{rumor_id}/spread", "read"), ("POST", "/v1/rumors/{rumor_id}/verdict", "curate"), ("GET", "/v1/alerts", "read"),
        ("GET", "/v1/deliveries", "read"), ("POST", "/v1/deliveries/{delivery_id}/redeliver", "admin"),
        ("POST", "/v1/receivers/{name}/test", "admin"), ("GET", "/v1/rejects", "admin"),
    } <= routes  # fmt: skip


def test_the_config_of_the_contract_is_read() -> None:
    config = parse(CONFIG)
    assert config.keys[0].scopes == ("report", "read")
    assert config.receivers[0].wants("alert.raised")
    assert config.receivers[0].wants("verdict.given")
    assert not config.receivers[0].wants("ping")
    assert (config.policy("main").min_reports, config.policy("north").min_reports, config.policy("north").min_factor) == (40, 40, 5)


@pytest.mark.parametrize(
    ("broken", "line", "word"),
    [
        ('scopes = ["report", "read"]', 6, "scopes"), ("reports_per_minute = 6000", 7, "reports_per_minute"), ('kind = "standard"', 13, "kind"),
        ('url = "https://desk.example/hooks/rumors"', 12, "url"), ("min_reports = 40", 20, "min_reports"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(broken: str, line: int, word: str) -> None:
    wrong = CONFIG.replace(broken, f'{word} = "nonsense"')
    with pytest.raises(ConfigError, match=f"line {line}:.*{word}"):
        parse(wrong)


@pytest.mark.parametrize("limit", ["0", "-1", "-6000"])
def test_a_limit_of_nothing_is_a_mistake(limit: str) -> None:
    wrong = CONFIG.replace("reports_per_minute = 6000", f"reports_per_minute = {limit}")
    with pytest.raises(ConfigError, match=r"line 7: keys\[0\]\.reports_per_minute: at least 1 .* leave the line out"):
        parse(wrong)
    with pytest.raises(ConfigError, match="reports_per_minute"):
        parse(key_block("a", "main", ("report",), "sha256:x", int(limit)))


@pytest.mark.parametrize(
    "text", ["a = ", "[receivers]\nname = 1", '[[keys]]\nname = "a b"\nhash = "x"', "[[keys]]\nfoo = 1", "[other]\n", "policy = 3"]
)
def test_other_mistakes_are_config_errors(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text)


def test_after_a_mistake_the_old_config_stays_in_force(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CONFIG)
    file = ConfigFile(path)
    assert len(file.current().keys) == 1
    path.write_text(CONFIG + "\n[[keys]\n")
    file._looked = -10
    assert len(file.current().keys) == 1
    assert "stays in force" in file.error
    assert "line" in file.error
    path.write_text("")
    file._looked = -10
    assert file.current() == Config()
    assert file.error == ""


def test_keys_are_added_and_revoked_without_touching_the_rest() -> None:
    key, hashed = new_key()
    assert key.startswith("rk_")
    assert hashed == hash_of(key)
    added = CONFIG + key_block("desk", "main", ("read",), hashed, None)
    assert [k.name for k in parse(added).keys] == ["city-app", "desk"]
    assert without_key(added, "city-app").count("a comment") == 0
    assert [k.name for k in parse(without_key(added, "desk")).keys] == ["city-app"]
    with pytest.raises(ConfigError):
        without_key(CONFIG, "nobody")


def test_line_of_falls_back_to_the_section() -> None:
    assert line_of(CONFIG, "receivers[0].secret_file") == 9


def test_settings_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    made = settings.load({"RUMOR_HTTP_PORT": "0", "RUMOR_REPORTER_SECRET_FILE": str(secret), "RUMOR_CLICKHOUSE_URL": "clickhouse://u:pw@h/r"})
    assert made.http_port == 0
    assert settings.reporter_key(made) == b"s3cret"
    shown = {row[0]: row for row in settings.described(made)}
    assert shown["RUMOR_REPORTER_SECRET"][1:] == ("***", "RUMOR_REPORTER_SECRET_FILE")
    assert "pw" not in shown["RUMOR_CLICKHOUSE_URL"][1]
    assert shown["RUMOR_DATA_DIR"][2] == "default"


@pytest.mark.parametrize("environ", [{"RUMOR_HTTP_PORT": "x"}, {"RUMOR_REPORTER_SECRET_FILE": "/nowhere"}])
def test_a_wrong_setting_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(settings.SettingsError, match=next(iter(environ))):
        settings.load(environ)


def test_a_shared_log_needs_a_shared_secret() -> None:
    with pytest.raises(settings.SettingsError, match="RUMOR_REPORTER_SECRET"):
        settings.reporter_key(settings.load({"RUMOR_LOG_URL": "kafka://h:1"}))
