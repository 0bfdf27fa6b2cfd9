"""What the outside relies on:

exported schemas, the fold table, the config file of the contract, settings, events.
"""

import errno
import json
import os
import re
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from pathlib import Path

import jsonschema
import pytest

from deploy.cli import generate as exporting
from schemas import events
from schemas.topics import CATALOGUE, SIGHTINGS
from streams.api.openapi import OPERATIONS
from streams.config import settings
from streams.config.file import (
    EVENT_TYPES,
    SETTLE_S,
    Config,
    ConfigError,
    ConfigFile,
    hash_of,
    key_block,
    line_of,
    new_key,
    parse,
    without_key,
)
from streams.core.matching.fold import TABLE, make

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
    event = events.ReportsSighted(
        lane="main/cjk",
        source=events.Source(partition=0, offset=1),
        received_at_ms=5,
        sightings=(
            events.Sighting(
                report_id="r",
                variant_id="ab" * 8,
                rumor_id="ab" * 8,
                stance="carries",
                observed_at_ms=4,
                app="app",
            ),
        ),
    )
    jsonschema.validate(
        json.loads(SIGHTINGS.encode(event)),
        exporting.event_schemas() | {"$ref": "#/$defs/ReportsSighted"},
    )


def test_every_event_is_frozen_slotted_and_on_exactly_one_topic() -> None:
    for kind in vars(events).values():
        if isinstance(kind, type) and is_dataclass(kind):
            assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
            assert hasattr(kind, "__slots__"), kind
            for field in fields(kind):
                assert not field.name.endswith(("_at", "_time")), (
                    f"{kind.__name__}.{field.name}: times end in _ms"
                )
    assert sorted(t.event.__name__ for t in CATALOGUE) == sorted(
        kind.__name__ for kind in events.ALL
    )


def test_the_contract_names_are_routes() -> None:
    routes = {(o.method, o.path, o.scope) for o in OPERATIONS}
    assert {
        ("POST", "/v1/reports", "report"),
        ("POST", "/v1/reports/batch", "report"),
        ("GET", "/v1/reports/{report_id}", "read"),
        ("GET", "/v1/rumors", "read"),
        ("GET", "/v1/rumors/{rumor_id}", "read"),
        ("GET", "/v1/rumors/{rumor_id}/variants", "read"),
        ("GET", "/v1/rumors/{rumor_id}/spread", "read"),
        ("POST", "/v1/rumors/{rumor_id}/verdict", "curate"),
        ("GET", "/v1/alerts", "read"),
        ("GET", "/v1/deliveries", "read"),
        ("POST", "/v1/deliveries/{delivery_id}/redeliver", "admin"),
        ("POST", "/v1/receivers/{name}/test", "admin"),
        ("GET", "/v1/rejects", "admin"),
    } <= routes


def test_the_config_of_the_contract_is_read() -> None:
    config = parse(CONFIG)
    assert config.keys[0].scopes == ("report", "read")
    assert config.receivers[0].wants("alert.raised")
    assert config.receivers[0].wants("verdict.given")
    assert not config.receivers[0].wants("ping")
    assert (
        config.policy("main").min_reports,
        config.policy("north").min_reports,
        config.policy("north").min_factor,
    ) == (40, 40, 5)


@pytest.mark.parametrize(
    ("broken", "line", "word"),
    [
        ('scopes = ["report", "read"]', 6, "scopes"),
        ("reports_per_minute = 6000", 7, "reports_per_minute"),
        ('kind = "standard"', 13, "kind"),
        ('url = "https://desk.example/hooks/rumors"', 12, "url"),
        ("min_reports = 40", 20, "min_reports"),
    ],
)
def test_a_mistake_is_named_with_its_line(broken: str, line: int, word: str) -> None:
    wrong = CONFIG.replace(broken, f'{word} = "nonsense"')
    with pytest.raises(ConfigError, match=f"line {line}:.*{word}"):
        parse(wrong)


@pytest.mark.parametrize("limit", ["0", "-1", "-6000"])
def test_a_limit_of_nothing_is_a_mistake(limit: str) -> None:
    wrong = CONFIG.replace("reports_per_minute = 6000", f"reports_per_minute = {limit}")
    with pytest.raises(
        ConfigError,
        match=r"line 7: keys\[0\]\.reports_per_minute: at least 1 .* leave the line out",
    ):
        parse(wrong)
    with pytest.raises(ConfigError, match="reports_per_minute"):
        parse(key_block("a", "main", ("report",), "sha256:x", int(limit)))


@pytest.mark.parametrize(
    "text",
    [
        "a = ",
        "[receivers]\nname = 1",
        '[[keys]]\nname = "a b"\nhash = "x"',
        "[[keys]]\nfoo = 1",
        "[other]\n",
        "policy = 3",
    ],
)
def test_other_mistakes_are_config_errors(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text)


def look(file: ConfigFile) -> Config:
    """The config in force once what was just done to the file is seen."""
    time.sleep(SETTLE_S + 0.02)
    file._look_at = 0.0
    return file.current()


def test_after_a_mistake_the_old_config_stays_in_force(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CONFIG)
    file = ConfigFile(path)
    assert len(file.current().keys) == 1
    path.write_text(CONFIG + "\n[[keys]\n")
    look(file)
    assert len(file.current().keys) == 1
    assert "stays in force" in file.error
    assert "line" in file.error


def _unreadable(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)  # as root every mode can be read


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.unlink(), "gone"),
        (lambda path: path.write_text(""), "empty"),
        (lambda path: path.write_text(" \r\n\t\n"), "empty"),
        (lambda path: path.write_bytes(b"# \xff\n"), "UTF-8"),
        (lambda path: path.write_text(CONFIG[:90]), "line"),
        (lambda path: path.write_text("a = " + "[" * 100_000), "nested"),
        (lambda path: path.write_text("a = " + "1" * 5_000), "digits"),
        (_directory, "directory"),
        (_pipe, "plain file"),
        (_unreadable, "cannot be read"),
    ],
    ids=[
        "gone",
        "empty",
        "blank",
        "latin-1",
        "cut",
        "nested",
        "digits",
        "directory",
        "pipe",
        "loop",
    ],
)
def test_a_file_that_is_gone_or_spoilt_leaves_the_old_config_in_force(
    tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CONFIG)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    file = ConfigFile(path)
    assert len(look(file).receivers) == 1
    damage(path)
    assert len(look(file).receivers) == 1
    assert said in file.error
    assert "stays in force" in file.error
    for again in (path, path):  # mended by the very same content and time, and by another
        if again.is_dir() and not again.is_symlink():
            again.rmdir()
        again.unlink(missing_ok=True)
        again.write_text(CONFIG)
        os.utime(again, (1_000_000_000, 1_000_000_000))
        assert len(look(file).receivers) == 1
        assert file.error == ""


def test_a_file_moved_away_and_back_is_in_force_again(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CONFIG)
    file = ConfigFile(path)
    look(file)
    path.rename(tmp_path / "away")
    assert look(file).receivers
    assert "gone" in file.error
    (tmp_path / "away").rename(path)
    assert look(file).receivers
    assert file.error == ""


def test_a_file_that_is_being_written_is_read_once_it_rests(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CONFIG)
    file = ConfigFile(path)
    assert len(file.current().receivers) == 1
    path.write_text(CONFIG[: CONFIG.index("[[receivers]]")])  # parses, and has no receivers
    file._look_at = 0.0
    assert len(file.current().receivers) == 1
    path.write_text(
        CONFIG
        + CONFIG.replace("city-app", "other").replace('"desk"', '"second"').partition("[policy]")[0]
    )
    assert [receiver.name for receiver in look(file).receivers] == ["desk", "second"]


def test_chmod_and_the_same_time_and_size_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CONFIG)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    file = ConfigFile(path)
    look(file)
    path.write_text(CONFIG.replace("city-app", "town-app"))
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert look(file).keys[0].name == "town-app"
    before = file._stamp
    path.chmod(0o640)
    look(file)
    assert file._stamp != before


def test_without_a_file_that_was_given_nothing_is_in_force(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    free = ConfigFile(path)
    free.current()
    assert free.loaded
    given = ConfigFile(path, given=True)
    given.current()
    assert not given.loaded
    assert "there is no such file" in given.error
    path.write_text("[policy\n")
    there = ConfigFile(path)
    for file in (given, there):
        look(file)
        assert not file.loaded
        assert "line 1" in file.error
    look(free)
    assert free.loaded, "what began without a file has one in force"
    path.write_text("\ufeff" + CONFIG.replace("\n", "\r\n"), newline="")
    for file in (given, there, free):
        assert len(look(file).receivers) == 1
        assert (file.loaded, file.error) == (True, "")
    assert not ConfigFile(Path(os.devnull), given=True).current().keys


@pytest.mark.parametrize(
    "events",
    [
        '["alerts.*"]',
        '["alert.*", "alert.rasied"]',
        "[]",
        '["*.raised"]',
        '["ALERT.*"]',
        '[""]',
        '["alert.raised "]',
    ],
)
def test_events_that_never_come_are_a_mistake(events: str) -> None:
    with pytest.raises(
        ConfigError, match=r"line 15: receivers\[0\]\.events: .*alert\.raised, .*verdict\.given"
    ) as error:
        parse(CONFIG.replace('["alert.*", "verdict.*"]', events))
    assert "\n" not in str(error.value)


def test_every_event_there_is_may_be_wanted() -> None:
    for pattern in (*EVENT_TYPES, "*", "receiver.*", "alert.r*"):
        assert parse(CONFIG.replace('["alert.*", "verdict.*"]', f'["{pattern}"]')).receivers


@pytest.mark.parametrize(
    "secret",
    [
        'secret = ""',
        'secret = " \\t"',
        'secret = "\\u3000"',
        'secret_file = ""',
        'secret_file = " "',
        'secret = "v1,whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"',
        'secret = "whsec_"',
        'secret = "whsec_MDAw"',
        'secret = "whsec_秘密"',
        'secret = ""\nsecret_file = "/run/secret"',
        'secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw whsec_short"',
    ],
)
def test_a_receiver_that_could_not_sign_is_a_mistake(secret: str) -> None:
    with pytest.raises(ConfigError, match=r"line 14: receivers\[0\]\.secret"):
        parse(CONFIG.replace('secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"', secret))


@pytest.mark.parametrize(
    "policy",
    [
        "min_reports = nan",
        "min_reports = inf",
        "min_reports = 0",
        "min_factor = nan",
        "min_factor = 0",
    ],
)
def test_a_policy_that_never_fits_is_a_mistake(policy: str) -> None:
    with pytest.raises(ConfigError, match="at least"):
        parse(f"[policy]\n{policy}\n")


def test_a_key_is_revoked_in_its_own_tenant_only() -> None:
    blocks = "".join(
        key_block("app", tenant, ("read",), hash_of(tenant), None) for tenant in ("a", "b")
    )
    with pytest.raises(ConfigError, match=r"\(a, b\).*--tenant"):
        without_key(blocks, "app")
    assert [key.tenant for key in parse(without_key(blocks, "app", "a")).keys] == ["b"]
    with pytest.raises(ConfigError, match="no key named 'app' of tenant 'c'"):
        without_key(blocks, "app", "c")


@pytest.mark.parametrize(
    "block",
    [
        "[[keys]]\nname = 'app'\nhash = 'sha256:1'\n",
        "  [[ keys ]]  # mine\nhash = 'sha256:1'\n\n\"name\" = \"app\"\nscopes = [\n  'read',\n]\n",
        '[[keys]]\nname = "a\\u0070p"\nhash = """sha256:1"""\n',
        "[[keys]]\r\nname = 'app'\r\nhash = 'sha256:1'\r\n",
    ],
)
def test_a_key_is_revoked_however_its_block_is_written(block: str) -> None:
    after = without_key(block + "# about the policy\n[policy]\nmin_reports = 40\n", "app")
    assert parse(after).keys == ()
    assert "# about the policy" in after
    assert parse(after).default_policy.min_reports == 40


def test_a_key_that_cannot_be_cut_out_is_left_alone() -> None:
    with pytest.raises(ConfigError, match="by hand"):
        without_key("keys = [{ name = 'app', hash = 'sha256:1' }]\n", "app")


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
    secret.write_text("a secret of enough letters\n")
    made = settings.load(
        {
            "RUMOR_HTTP_PORT": "0",
            "RUMOR_REPORTER_SECRET_FILE": str(secret),
            "RUMOR_CLICKHOUSE_URL": "clickhouse://u:pw@h/r",
        }
    )
    assert made.http_port == 0
    assert settings.reporter_key(made) == b"a secret of enough letters"
    shown = {row[0]: row for row in settings.described(made)}
    assert shown["RUMOR_REPORTER_SECRET"][1:] == ("***", "RUMOR_REPORTER_SECRET_FILE")
    assert "pw" not in shown["RUMOR_CLICKHOUSE_URL"][1]
    assert shown["RUMOR_DATA_DIR"][2] == "default"


@pytest.mark.parametrize("secret", ["x", "   ", "fifteen letters"])
def test_a_blank_or_short_reporter_secret_is_refused(secret: str, tmp_path: Path) -> None:
    with pytest.raises(settings.SettingsError, match=r"RUMOR_REPORTER_SECRET: .*16 characters"):
        settings.reporter_key(
            settings.load({"RUMOR_REPORTER_SECRET": secret, "RUMOR_DATA_DIR": str(tmp_path)})
        )


@pytest.mark.parametrize("content", [b"", b"\n \n", b"short", b"\xff" * 32])
def test_a_secret_file_that_holds_no_secret_is_refused_and_left_alone(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "reporter.secret"
    path.write_bytes(content)
    with pytest.raises(settings.SettingsError, match=re.escape(str(path))):
        settings.reporter_key(settings.load({"RUMOR_DATA_DIR": str(tmp_path)}))
    assert path.read_bytes() == content


def test_a_secret_is_made_once_for_its_owner_only_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "data"
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(settings.SettingsError, match=r"reporter\.secret .*No space"):
            settings.secret_in(folder, "reporter.secret")
    assert list(folder.iterdir()) == []
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: settings.secret_in(folder, "reporter.secret"), range(8)))
    assert len(found) == 1
    assert len(found.pop()) >= 32
    assert [path.name for path in folder.iterdir()] == ["reporter.secret"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "reporter.secret").stat().st_mode) == 0o600


def test_an_empty_file_of_a_setting_is_no_default(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("\n")
    with pytest.raises(settings.SettingsError, match=r"RUMOR_LOG_URL_FILE: .* is empty"):
        settings.load({"RUMOR_LOG_URL_FILE": str(tmp_path / "url")})


@pytest.mark.parametrize(
    "environ", [{"RUMOR_HTTP_PORT": "x"}, {"RUMOR_REPORTER_SECRET_FILE": "/nowhere"}]
)
def test_a_wrong_setting_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(settings.SettingsError, match=next(iter(environ))):
        settings.load(environ)


def test_a_shared_log_needs_a_shared_secret() -> None:
    with pytest.raises(settings.SettingsError, match="RUMOR_REPORTER_SECRET"):
        settings.reporter_key(settings.load({"RUMOR_LOG_URL": "kafka://h:1"}))
