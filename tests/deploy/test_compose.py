"""The compose file:

valid by the compose specification, made of settings and commands the code really has, and without a
default password.
"""

import json
import re
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from ruamel.yaml import YAML

from dashboards.grafana.export import READ_FROM
from deploy.cli.main import main
from streams.config.settings import PREFIX, Settings

DEPLOY = Path(__file__).parents[2] / "deploy" / "cluster"
ONE_SHOT = ("setup", "dashboards")
KNOWN = {PREFIX + field.name.upper() for field in fields(Settings)}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(DEPLOY / "compose.yaml"))


def test_it_is_valid_by_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = (
        resources.files("check_jsonschema.builtin_schemas.vendor") / "compose-spec.json"
    ).read_text()
    specification = jsonschema.Draft7Validator(json.loads(schema))
    specification.validate(json.loads(json.dumps(compose)))
    broken = compose | {
        "services": compose["services"]
        | {"intake": compose["services"]["intake"] | {"no_such_key": 1}}
    }
    assert not specification.is_valid(json.loads(json.dumps(broken)))


def test_every_setting_is_one_that_the_code_has(compose: dict[str, Any]) -> None:
    ours = [
        service["environment"]
        for service in compose["services"].values()
        if "rumor-tracker" in service["image"] and "environment" in service
    ]
    assert len(ours) == 5
    names = {name for environment in ours for name in environment if name.startswith(PREFIX)}
    assert {name.removesuffix("_FILE") for name in names} <= KNOWN
    assert {"RUMOR_LOG_URL", "RUMOR_CLICKHOUSE_URL", "RUMOR_REPORTER_SECRET"} <= names


def test_every_command_is_one_that_the_code_has(compose: dict[str, Any]) -> None:
    lines = [
        line
        for line in (DEPLOY / "compose.yaml").read_text().splitlines()
        if "command:" in line or "test:" in line
    ]
    found = {
        tuple(match.split())
        for line in lines
        for match in re.findall(
            r"rumor-tracker ((?:topics |dashboards )?[a-z]+)", line.replace('", "', " ")
        )
    }
    assert {
        ("intake",),
        ("worker",),
        ("store",),
        ("health",),
        ("topics", "apply"),
        ("migrate",),
        ("dashboards", "export"),
    } <= found
    for words in found:
        command: click.Command = main
        for word in words:
            assert isinstance(command, click.Group)
            assert word in command.commands, words
            command = command.commands[word]


def test_no_password_has_a_default_and_workers_have_slots_of_their_own(
    compose: dict[str, Any],
) -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    for name in ("CLICKHOUSE_PASSWORD", "READER_PASSWORD", "GRAFANA_PASSWORD", "REPORTER_SECRET"):
        assert set(re.findall(rf"\$\{{{name}(.)", text)) == {":"}
        assert f"{name}:-" not in text
    slots = [
        s["environment"]["RUMOR_WORKER_SLOT"]
        for name, s in compose["services"].items()
        if name.startswith("worker")
    ]
    assert len(slots) == len(set(slots)) == 2


def test_our_containers_are_read_only_unprivileged_and_watched(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name not in ONE_SHOT:
            assert "healthcheck" in service, name
        if "rumor-tracker" in service["image"]:
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
    assert "USER 10001" in (DEPLOY / "Containerfile").read_text()
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_mounted_file_is_there(compose: dict[str, Any]) -> None:
    made_by_the_operator = {"./config"}
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and source not in made_by_the_operator:
                assert (DEPLOY / source).exists(), source
            elif not source.startswith("."):
                assert source in compose["volumes"]


def test_no_file_is_mounted_that_a_command_replaces(compose: dict[str, Any]) -> None:
    """A mounted file stays the one that it was: a new one of its name is never seen."""
    of_the_version = {"./reader.xml", "./prometheus.yaml"}
    reading = 0
    for name, service in compose["services"].items():
        volumes = [volume.split(":") for volume in service.get("volumes", [])]
        for source, *_ in volumes:
            assert source in of_the_version or not Path(source).suffix, (name, source)
        config = service.get("environment", {}).get("RUMOR_CONFIG")
        if config and name not in ONE_SHOT:
            reading += 1
            assert str(Path(config).parent) in [target for _, target, *_ in volumes], name
    assert reading == 4


def test_the_readme_makes_the_config_where_it_is_mounted(compose: dict[str, Any]) -> None:
    source, target, _ = compose["services"]["intake"]["volumes"][0].split(":")
    made = re.findall(r"RUMOR_CONFIG=(\S+)", (DEPLOY.parent / "README.md").read_text())
    assert made
    for path in made:
        assert DEPLOY.parent.parent / path == DEPLOY / source / "rumor-tracker.toml"
    read = compose["services"]["intake"]["environment"]["RUMOR_CONFIG"]
    assert read == f"{target}/rumor-tracker.toml"


def test_prometheus_asks_every_process(compose: dict[str, Any]) -> None:
    targets = YAML(typ="safe").load(DEPLOY / "prometheus.yaml")["scrape_configs"][0][
        "static_configs"
    ][0]["targets"]
    ours = {
        name
        for name, s in compose["services"].items()
        if "rumor-tracker" in s["image"] and name not in ONE_SHOT
    }
    assert {target.partition(":")[0] for target in targets} == ours


def test_grafana_reads_the_folder_that_is_exported(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["dashboards"]["command"][-1] == "/provisioning"
    assert services["dashboards"]["volumes"] == ["provisioning:/provisioning"]
    assert "provisioning:/etc/grafana/provisioning:ro" in services["grafana"]["volumes"]
    assert READ_FROM.startswith("/etc/grafana/provisioning/")
    assert "install -d -o rumor /provisioning" in (DEPLOY / "Containerfile").read_text()


@pytest.mark.parametrize("name", [".dockerignore", ".containerignore"])
def test_what_the_operator_makes_is_in_no_image(compose: dict[str, Any], name: str) -> None:
    root = DEPLOY.parent.parent
    left_out = (root / name).read_text().splitlines()
    config = DEPLOY / compose["services"]["intake"]["volumes"][0].split(":")[0]
    for made in (config, DEPLOY.parent / ".env"):
        assert left_out.index(str(made.relative_to(root))) > left_out.index("!deploy")
